"""What was said differently: by two sources, at two visits, or for one answer. Side by side, with dates; never judged."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from app.picture.entries import Claim, Entry, Record, claim, near, same, source_key, subject
from forms.blocks import BLOCKS
from forms.keys import main_of

COMPARED = frozenset(
    {"enum", "multi", "address", "person", "people", "date", "code", "gestation", "nhs_number"}
)
"""Types whose values can differ without being two ways to say the same; free words are read, not compared."""
FACTS = ("F", "D", "R")
NOT_SAID = ("not_known", "unsure")
"""Choices that say nothing which another word could contradict."""
OWN_PART = frozenset({"sleeps_tonight", "lives_with"})
"""Compared in the part on where the baby lives."""


def contradictions(
    record: Record, parents: Mapping[str, str], residence: Mapping[str, Any], written: Record
) -> list[dict[str, Any]]:
    """{what, field, about, claims, on}, the newest first.

    `what`: "residence" (sources place the baby or a parent differently), "sources" (two sources differ on a fact within
    90 days, or side by side at one contact), "values" (two people recorded different values for one answer), "said"
    (marked by the visitor as in conflict with another source), "address" (the address visited is not the one on record),
    "people" (somebody unidentified although nobody else was named; more people sleeping there than are named), "mark" (a
    mark is written down of a baby who was not seen, or although none was seen). `written` is the record with what no
    longer counts: up to version 3 the very word that there is no mark takes the mark out of what does.
    """
    found = [
        *_residence(residence),
        *_values(record),
        *_sources(record, parents),
        *_further(record),
        *_said(record),
        *_address(record),
        *_people(record),
        *_mark(record, written),
    ]
    found.sort(key=lambda one: one["on"], reverse=True)
    return found


def _made(what: str, field: str, about: str, claims: list[Claim]) -> dict[str, Any]:
    return {
        "what": what,
        "field": field,
        "about": about,
        "claims": claims,
        "on": max(made["on"] for made in claims),
    }


def _residence(residence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each disagreeing pair of claims about where somebody lives."""
    claims = residence["claims"]
    return [
        _made(
            "residence",
            claims[first]["field"],
            claims[first]["about"],
            [claims[first], claims[second]],
        )
        for first, second in residence["disagreements"]
    ]


def _values(record: Record) -> list[dict[str, Any]]:
    """Answers of one visit that still have more than one value."""
    several = {
        (entry.contact.place, entry.key): [entry] for entry in record.entries if entry.second
    }
    for (place, key), claims in several.items():
        claims[:] = [
            entry
            for entry in record.of_field[claims[0].field]
            if entry.key == key and entry.contact.place == place
        ]
    return [
        _made("values", one[0].field, one[0].about, [claim(entry) for entry in one])
        for one in several.values()
    ]


def _sources(record: Record, parents: Mapping[str, str]) -> list[dict[str, Any]]:
    """The newest word of each source on a fact, where two of them differ and lie within 90 days."""
    words: dict[tuple[str, str], dict[str, Entry]] = {}
    for field_id, entries in record.of_field.items():
        declared = entries[0]
        if (
            declared.meta.type not in COMPARED
            or field_id in OWN_PART
            or declared.group == "residence_claim"
        ):
            continue
        for entry in entries:
            if entry.value is None or entry.second or entry.kind not in FACTS:
                continue
            if entry.value in NOT_SAID:
                continue
            source = _row_source(record, entry) or source_key(entry, parents)
            said = words.setdefault(subject(entry), {})
            said.pop(source, None)
            said[source] = entry
    found = []
    for said in words.values():
        differing = [
            (one, other)
            for one, other in combinations(said.values(), 2)
            if not same(one.value, other.value) and near(_said_on(one), _said_on(other))
        ]
        if differing:
            concerned = {id(entry): entry for pair in differing for entry in pair}
            ordered = sorted(concerned.values(), key=lambda entry: entry.contact.place)
            found.append(
                _made(
                    "sources", ordered[0].field, ordered[0].about, [claim(one) for one in ordered]
                )
            )
    return found


def _further(record: Record) -> list[dict[str, Any]]:
    """Further claims that say something else in words or numbers, which nobody compares from visit to visit."""
    beside: dict[tuple[int, str], list[Entry]] = {}
    for entry in record.entries:
        if entry.further and not entry.second and entry.meta.type not in COMPARED:
            answer = record.now[entry.contact.place].get(main_of(entry.key))
            first = [answer] if answer is not None else []
            beside.setdefault((entry.contact.place, main_of(entry.key)), first).append(entry)
    said = ([one for one in found if one.value is not None] for found in beside.values())
    return [
        _made("sources", told[0].field, told[0].about, [claim(one) for one in told])
        for told in said
        if any(not same(told[0].value, one.value) for one in told)
    ]


def _row_source(record: Record, entry: Entry) -> str:
    """A household row names its source in a field of its own."""
    if entry.group != "household":
        return ""
    named = record.rows_of[entry.contact.place]["household"][entry.row].get("hh_source")
    return str(named.value) if named is not None and named.value else ""


def _said(record: Record) -> list[dict[str, Any]]:
    return [
        _made("said", entry.field, entry.about, [claim(entry)])
        for entry in record.entries
        if entry.verif == "conflicts_with_another_source" and entry.field not in OWN_PART
    ]


def _address(record: Record) -> list[dict[str, Any]]:
    found = []
    for entry in record.of_field.get("address_matches_record", ()):
        if entry.value in ("different", "record_blank"):
            visited = record.now[entry.contact.place].get("visit_address")
            claims = [claim(entry)] + ([claim(visited)] if visited is not None else [])
            found.append(_made("address", entry.field, "", claims))
    return found


def _people(record: Record) -> list[dict[str, Any]]:
    """Somebody is missing from what was told: seen and not named, or counted and not listed."""
    found = []
    for contact in record.contacts:
        now = record.now[contact.place]
        stranger, asked = now.get("unidentified_adult"), now.get("others_asked")
        if stranger is not None and stranger.value in ("yes", "unsure"):
            told = asked if asked is not None and asked.value == "yes_nobody_else" else None
            lives = now.get("lives_with")
            beside = [claim(one) for one in (told, lives) if one is not None and one.value]
            found.append(_made("people", "unidentified_adult", "", [claim(stranger), *beside]))
        # Before birth nobody is asked who lives with baby: the count stands alone.
        if contact.type == "antenatal":
            continue
        sleeping, listed = now.get("people_sleeping"), living_here(record, contact.place)
        if sleeping is not None and isinstance(sleeping.value, int) and listed != sleeping.value:
            made = _made("people", "people_sleeping", "", [claim(sleeping)])
            found.append(made | {"listed": listed})
    return found


def _mark(record: Record, written: Record) -> list[dict[str, Any]]:
    """A mark that is written down, and a word of the same contact that there can be none."""
    found = []
    for contact in record.contacts:
        now = record.now[contact.place]
        baby, seen = now.get("baby_seen"), now.get("mark_seen")
        against = [
            one
            for one, none in ((baby, "not_seen"), (seen, "none_seen"))
            if one is not None and one.value == none
        ]
        doubt = [seen] if seen is not None and seen.value in ("yes", "unsure") else []
        rows = written.rows(contact, "mark")
        sites = [row["mark_site"] for row in rows if "mark_site" in row]
        if against and (doubt or rows):
            said = [*against, *doubt, *sites]
            found.append(_made("mark", said[0].field, "", [claim(one) for one in said]))
    return found


def living_here(record: Record, place: int) -> int:
    """How many people are named as living at the address of a contact, the baby and each parent counted once."""
    here = {"baby"}
    for row in record.rows(record.contacts[place], "household"):
        lives = row.get("hh_lives_here")
        if lives is not None and lives.value == "yes":
            here.add(record.ref(lives.about, place))
    for block in BLOCKS:
        lives = record.now[place].get(f"{block}_lives_with_baby")
        if lives is not None and lives.value == "yes":
            here.add(record.ref(block, place))
    return len(here)


def _said_on(entry: Entry) -> str:
    """The day of the document it comes from, or else of the contact."""
    return str(entry.source.get("date") or entry.on)

"""Where the baby lives and sleeps, who says so, and since when. Nothing here decides who is right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Any

from app.picture.entries import (
    SPEAKS,
    Claim,
    Contact,
    Entry,
    Record,
    claim,
    days_apart,
    near,
    source_key,
)
from forms.blocks import BLOCKS

SILENCE_DAYS = 60
"""Nobody having said where the baby sleeps for longer than this is shown as a gap."""
POSITIVE = frozenset({"lives_there", "sleeps_there_tonight"})
NEGATIVE = frozenset({"does_not_live_there", "has_moved_out"})
ANTENATAL = "antenatal"
OWN_ADDRESS = frozenset(f"{block}_address" for block in BLOCKS)


def residence(record: Record, parents: Mapping[str, str]) -> dict[str, Any]:
    """{claims, spells, gaps, disagreements, latest, overnight, evidence, changes, view}.

    `claims`: each who-said-where about the baby or a parent, by date. `spells`: per source, how long it kept saying the
    same. `disagreements`: pairs of claims (places in `claims`) of different sources that differ and lie within 90 days.
    `latest`: the newest claim of each source about the baby, by place in `claims`, newest first. `gaps`: contacts at
    which nobody was asked or knew, and silences of more than 60 days. `overnight`: who has the baby at night, by contact.
    """
    claims = sorted(_claims(record, parents), key=lambda made: (made["on"], made["visit"]))
    return {
        "claims": claims,
        "spells": _spells(claims),
        "gaps": _gaps(record, claims),
        "disagreements": _disagreements(claims),
        "latest": _latest(claims),
        "overnight": _each(record, "overnight_carer"),
        "elsewhere": _each(record, "nights_elsewhere"),
        "evidence": _each(record, "residence_evidence"),
        "changes": [
            made for made in _each(record, "residence_changed") if made.get("value") != "no_change"
        ],
    }


def _each(record: Record, field_id: str) -> list[Claim]:
    return [claim(entry) for entry in record.of_field.get(field_id, ())]


# -- claims ---------------------------------------------------------------------------------------


def _claims(record: Record, parents: Mapping[str, str]) -> list[Claim]:
    """Every who-said-where: {about, place | with | missing, says, from, …claim}. `from` says who it comes from, so that
    two words of one source can be told from the words of two.
    """
    found: list[Claim] = []
    for entry in record.entries:
        match entry.field:
            case "sleeps_tonight":
                found.append(_claim(entry, parents, "baby", "sleeps_there_tonight"))
            case "lives_with":
                found.append(_claim(entry, parents, "baby", "lives_with"))
            case "visit_address" if entry.value and _at_home(entry.contact):
                found.append(_claim(entry, parents, "baby", "lives_there"))
            case own if own in OWN_ADDRESS and entry.value:
                found.append(_claim(entry, parents, entry.about, "lives_there"))
    for contact in record.contacts:
        for row in record.rows(contact, "residence_claim"):
            found += _from_row(row, parents)
    return found


def _at_home(contact: Contact) -> bool:
    """Whether the visitor was in the baby's usual home. A shut door does not tell who lives behind it."""
    return contact.where == "baby_usual_home" and contact.met


def _claim(entry: Entry, parents: Mapping[str, str], about: str, says: str) -> Claim:
    made = claim(entry, str(entry.source.get("date") or ""))
    made |= {"about": about, "says": says, "from": source_key(entry, parents)}
    return made


def _from_row(row: Mapping[str, Entry], parents: Mapping[str, str]) -> list[Claim]:
    where, says = row.get("rc_address"), row.get("rc_says")
    if where is None or not (where.value or where.missing):
        return []
    source, day = row.get("rc_source"), row.get("rc_date")
    made = claim(where, str(day.value) if day and day.value else "")
    kind = str(source.value) if source and source.value else "source_not_recorded"
    named = SPEAKS.get(kind, "")
    made |= {
        "about": where.about,
        "says": str(says.value) if says and says.value else "lives_there",
        "source": {**where.source, "type": kind},
        "from": f"by:{where.by}"
        if kind == "seen_or_measured_by_me"
        else where.source.get("person")
        or where.source.get("document")
        or parents.get(named)
        or kind,
    }
    return [made]


# -- spells, disagreements, gaps ------------------------------------------------------------------


def _spells(claims: list[Claim]) -> list[dict[str, Any]]:
    """How long each source kept saying the same of the baby: {from, place | with, says, first, last, claims}."""
    open_spell: dict[tuple[str, str], dict[str, Any]] = {}
    spells: list[dict[str, Any]] = []
    for place, made in enumerate(claims):
        if made["about"] != "baby" or "value" not in made:
            continue
        about = "with" if made["says"] == "lives_with" else "place"
        of_source = (made["from"], about)
        story = _story(made["says"])
        spell = open_spell.get(of_source)
        if spell is None or spell[about] != made["value"] or _story(spell["says"]) != story:
            spell = {
                "from": made["from"],
                about: made["value"],
                "says": made["says"],
                "first": made["on"],
                "last": made["on"],
                "claims": [],
            }
            spells.append(spell)
            open_spell[of_source] = spell
        spell["last"] = made["on"]
        spell["claims"].append(place)
    return sorted(spells, key=lambda spell: (spell["first"], spell["claims"][0]))


def _story(says: str) -> str:
    """ "Lives there" and "sleeps there tonight" go on as one story; "moved out" ends it."""
    return "in" if says in POSITIVE else "out" if says in NEGATIVE else says


def _disagreements(claims: list[Claim]) -> list[list[int]]:
    """Pairs of claims about one person that differ, come from different sources and lie within 90 days; of the same two
    sources and the same two values only the newest pair.
    """
    newest: dict[tuple[str, ...], list[int]] = {}
    valued = [(place, made) for place, made in enumerate(claims) if "value" in made]
    for (first, one), (second, other) in combinations(valued, 2):
        if _differ(one, other) and near(one["on"], other["on"]):
            ends = sorted(f"{made['from']} {made['value']}" for made in (one, other))
            newest[one["about"], *ends] = [first, second]
    return sorted(newest.values())


def _differ(one: Claim, other: Claim) -> bool:
    if one["about"] != other["about"] or one["from"] == other["from"]:
        return False
    if "lives_with" in (one["says"], other["says"]):
        return bool(one["says"] == other["says"] and one["value"] != other["value"])
    says = {one["says"], other["says"]}
    if one["value"] != other["value"]:
        return says <= POSITIVE
    return bool(says & POSITIVE) and bool(says & NEGATIVE)


def _latest(claims: list[Claim]) -> list[int]:
    """The newest word of each source about the baby: where, and with whom. Newest first."""
    newest: dict[tuple[str, str], int] = {}
    for place, made in enumerate(claims):
        if made["about"] == "baby" and "value" in made:
            newest[made["from"], "with" if made["says"] == "lives_with" else "place"] = place
    return sorted(newest.values(), key=lambda place: (claims[place]["on"], place), reverse=True)


def _gaps(record: Record, claims: list[Claim]) -> list[dict[str, Any]]:
    """{from, to, reason, visit?}: contacts after the birth at which nobody said where the baby sleeps, with the reason, and
    silences between two claims.
    """
    gaps: list[dict[str, Any]] = []
    told = {made["visit"] for made in claims if made["about"] == "baby" and "value" in made}
    for contact in record.contacts:
        if contact.place in told or contact.type in ("", ANTENATAL) or not contact.on:
            continue
        gaps.append(
            {
                "from": contact.on,
                "to": contact.on,
                "reason": _why_not(record, contact),
                "visit": contact.place,
            }
        )
    days = sorted({made["on"] for made in claims if made["about"] == "baby" and "value" in made})
    for earlier, later in pairwise(days):
        between = days_apart(earlier, later)
        if between is None or between > SILENCE_DAYS:
            gaps.append({"from": earlier, "to": later, "reason": "silence"})
    return sorted(gaps, key=lambda gap: (gap["from"], gap["to"]))


def _why_not(record: Record, contact: Contact) -> str:
    found = record.now[contact.place].get("sleeps_tonight")
    if found is not None and found.missing:
        return found.missing
    return "not_asked" if contact.met else "nobody_met"

"""What a child's earlier visits come to: everything a rule at the next visit needs, as plain JSON. Pure.

`EMPTY` stands before the first visit; `remember` puts one more visit to it. Twin: `static/js/rules/past.js`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from forms.blocks import (
    BLOCKS,
    PARENTS,
    UNNAMED,
    further_of,
    is_partner,
    named_in,
    partners_in,
    people_of,
    plain,
    plainly,
)
from forms.keys import id_of
from forms.safety.child import ChildKnown
from forms.safety.dates import day_of
from forms.safety.said import BLOCK, InRows, Said

NO_ACCESS = frozenset(
    {"no_reply", "entry_refused", "family_not_at_address", "child_was_not_brought"}
)
NOBODY_MET = frozenset(
    {
        "no_reply",
        "family_not_at_address",
        "cancelled_by_family",
        "cancelled_by_service",
        "child_was_not_brought",
    }
)
"""Outcomes at the door after which nobody was spoken to."""
FAMILY_SEEN = frozenset({"seen_as_planned", "seen_arrived_late"})
"""Outcomes at the door with which the family was spoken to inside."""
SEEN = frozenset({"in_person", "by_video", "by_phone"})
TALKED = frozenset({"in_person", "video", "phone"})
MESSAGES = (
    "I_crying_is_normal",
    "C_comforting_can_help",
    "O_ok_to_walk_away_when_baby_safe",
    "N_never_shake_or_hurt",
)
SAME_PLACE_AS_HOME = "baby_usual_home"
SERVICE_PLACES = frozenset({"clinic_or_family_hub", "gp_surgery", "hospital"})
CARES_ALONE = ("alone_sometimes", "alone_regularly")
"""The answers of whoever looks after baby alone, the more alone the later."""
ALONE = frozenset(CARES_ALONE)
REGULAR = frozenset({"lives_with_baby", "regular_contact"})
"""The answers of whoever lives with baby or sees baby regularly."""
CLAIM_DAYS = 90
"""Two sources disagree while their words lie no further apart than this."""
MEASURES = (("weight", "weight_g"), ("length", "length_cm"), ("head", "head_cm"))
# What the earshot answer sets the enquiry to, where it was not answered (R03).
NOT_ASKED_BECAUSE = {
    "yes_partner": "not_asked_partner_present",
    "yes_other_adult": "not_asked_other_present",
    "yes_child_2_or_over": "not_asked_child_2_plus_present",
    "unsure": "not_asked_other",
}


class Claim(TypedDict):
    """Somebody's word on where a person is. `where` is an address, or with `says` "carers" who the baby lives with."""

    about: str
    where: str
    says: str
    source: str
    on: str
    field: str


class Member(TypedDict, total=False):
    """Somebody of the household, put together from every row about the person. `rows`: their ids; none when every one was
    ended. `met`: seen at a contact; `unmet`: it was recorded that the person was not."""

    rows: list[str]

    cares: str
    lives_here: str
    relation: str
    age: Any
    met: bool
    unmet: bool


class Share(TypedDict):
    """Something shared or asked that the receiver has to confirm."""

    direction: str
    agency: str
    on: str
    ack: str
    referral: bool


class Move(TypedDict):
    """The last move that was recorded. `planned`: it had not taken place yet. `settled`: a transfer was opened, or it
    was said why none is needed."""

    on: str
    date: str
    address: str
    planned: bool
    settled: bool
    because: list[str]


class Measured(TypedDict):
    """A measurement: grams or centimetres; `band` where growth was recorded elsewhere."""

    measure: str
    value: float
    on: str


class Contact(TypedDict):
    """Of each earlier contact: its day, missed appointments reported and whether nobody let her in."""

    on: str
    missed: int
    no_access: bool


class Run(TypedDict):
    """A rule that fired at the latest contacts in a row: how often, since which day."""

    times: int
    since: str


class Past(TypedDict):
    """Everything the next visit's rules need of the earlier ones."""

    contacts: list[Contact]
    latest: dict[str, Any]
    heard: dict[str, list[Any]]
    verified: dict[str, str]
    links: list[str]
    claims: list[Claim]
    home: str
    household: dict[str, Member]
    partners: list[str]
    icon: list[str]
    measured: list[Measured]
    shares: list[Share]
    texts: dict[str, list[str]]
    from_elsewhere: bool
    records_asked: bool
    records_read: bool
    move: Move | None
    not_asked: dict[str, int]
    father_unseen: int
    father_met: bool
    father_unmet: bool
    second_parent_seen_on: str | None
    sleep_space_unseen: bool
    heard_on: str | None
    baby_seen_on: str | None
    runs: dict[str, Run]
    ever: list[str]
    replies: dict[str, str]
    must_see: list[str]
    level: str | None
    growth_confirmed: bool


EMPTY: Past = {
    "contacts": [],
    "latest": {},
    "heard": {},
    "verified": {},
    "links": [],
    "claims": [],
    "home": "",
    "household": {},
    "partners": [],
    "icon": [],
    "measured": [],
    "shares": [],
    "texts": {},
    "from_elsewhere": False,
    "records_asked": False,
    "records_read": False,
    "move": None,
    "not_asked": {},
    "father_unseen": 0,
    "father_met": False,
    "father_unmet": False,
    "second_parent_seen_on": None,
    "sleep_space_unseen": False,
    "heard_on": None,
    "baby_seen_on": None,
    "runs": {},
    "ever": [],
    "replies": {},
    "must_see": [],
    "level": None,
    "growth_confirmed": False,
}


# -- pieces of one visit ------------------------------------------------------------------------------------------------


def blocks_of(told: Said) -> list[str]:
    """The parent blocks this visit says something in; mother's and father's always exist."""
    found = {"mother", "father"}
    for name in (*told["values"], *told["missing"]):
        block = BLOCK.match(name)
        if block:
            found.add(block[1])
    return ["mother", "father", *sorted(found - {"mother", "father"})]


def enquiry_of(told: Said, prefix: str) -> str | None:
    """Whether the parent was asked about abuse. Where that was not answered, what somebody in earshot or a relative who
    interprets makes of it (R03)."""
    values = told["values"]
    given: str | None = values.get(f"{prefix}_da_asked")
    if given is not None:
        return given
    because = NOT_ASKED_BECAUSE.get(str(values.get("earshot")))
    if because is None and values.get("interpreter") == "relative_or_friend_used":
        because = "not_asked_no_professional_interpreter"
    return because


def face_to_face(told: Said) -> bool:
    """A contact after birth at which baby could be seen. Only a recorded telephone or video says otherwise."""
    values = told["values"]
    return values.get("contact_type") != "antenatal" and values.get("contact_mode") not in (
        "video",
        "telephone",
    )


def home_visited(told: Said) -> str:
    """The address visited, where it was baby's usual home; empty if not. A shut door does not tell who lives behind it."""
    values = told["values"]
    met = values.get("access_outcome") not in NOBODY_MET
    at_home = values.get("contact_place") == SAME_PLACE_AS_HOME
    return str(values.get("visit_address") or "") if met and at_home else ""


def claims_of(told: Said) -> list[Claim]:
    """The claims a visit makes about where baby and parents are. Without a source, a date or a place it is none."""
    values, sources, on = told["values"], told["sources"], told["on"]
    found: list[Claim] = []

    def claim(about: str, where: Any, says: str, source: Any, when: Any, field: str) -> None:
        if where and says and source and when:
            found.append(
                {
                    "about": about,
                    "where": str(where),
                    "says": says,
                    "source": str(source),
                    "on": str(when),
                    "field": field,
                }
            )

    lives = sources.get("lives_with")
    claim("baby", values.get("lives_with"), "carers", lives, on, "lives_with")
    sleeps = sources.get("sleeps_tonight")
    claim("baby", values.get("sleeps_tonight"), "there", sleeps, on, "sleeps_tonight")
    by = sources.get("visit_address", "seen_or_measured_by_me")
    claim("baby", home_visited(told), "there", by, on, "visit_address")
    for row in told["rows"].get("residence_claim", ()):
        says = {
            "lives_there": "there",
            "sleeps_there_tonight": "there",
            "does_not_live_there": "not_there",
            "has_moved_out": "not_there",
        }.get(str(row.get("rc_says")), "")
        about, where = str(row.get("rc_about") or ""), row.get("rc_address")
        if about:
            when = day_of(row.get("rc_date"))
            claim(about, where, says, row.get("rc_source"), when, "residence_claim")
    return found


def home_of(told: Said) -> str:
    """The address where baby lives, as far as this visit says; empty if it does not."""
    visited = home_visited(told)
    if visited:
        return visited
    for row in told["rows"].get("residence_claim", ()):
        if row.get("rc_about") == "baby" and row.get("rc_says") == "lives_there":
            return str(row.get("rc_address") or "")
    return str(told["values"].get("sleeps_tonight") or "")


def partners_of(past: Past, told: Said) -> list[str]:
    """The partners of parents by their place in the household, at this visit or the latest that names one."""
    return list(partners_in(told["rows"].get("household", ()), past["partners"]))


def whom(past: Past, told: Said, child: ChildKnown) -> dict[str, list[str]]:
    """By what references each block is about somebody, at this visit or the latest that says so."""

    def said(question: str) -> Any:
        return told["values"].get(question) or past["latest"].get(question)

    return about_whom(said, partners_of(past, told), child["people"])


def about_whom(
    said: Callable[[str], Any], partners: Sequence[str], people: Sequence[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """By what references each block is about somebody, and first the one to be remembered by. The picture goes by it too.
    A parent: by the record, else by the name in the block's own question; and by the row from before there was a name. A
    further carer, whoever was it before: as `further_of` says; on the record, too, where it has somebody of that name.
    """
    on_record, further = people_of(people), further_of(said, partners, people)
    found: dict[str, list[str]] = {}
    for block in BLOCKS:
        if block in PARENTS:
            name = str(said(f"{block}_name") or "").strip()
            typed = f"T:{name}" if name else ""
            references = [on_record.get(block) or typed, f"T:{UNNAMED[block]}"]
        else:
            taken = {one for those in found.values() for one in those}
            known = (one for one in called(further[block], people) if one not in taken)
            references = [next(known, ""), further[block]]
        found[block] = [one for one in references if one]
    return found


def called(reference: str, people: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who on the record has the name of somebody typed in; of a parent's partner part of it will do: "Dan" is Dan Vale."""
    name, typed = plain(reference[2:]), reference.startswith("T:")
    partners, others = [], []
    for person in people if typed else ():
        known = plain(str(person.get("name") or ""))
        if is_partner(person["relation"]) and (
            f"{known} ".startswith(f"{name} ") or f"{name} ".startswith(f"{known} ")
        ):
            partners.append(f"P:{person['id']}")
        elif known == name:
            others.append(f"P:{person['id']}")
    return partners + others


def blocks_about(past: Past, told: Said, child: ChildKnown) -> dict[str, str]:
    """Reference, as it is compared, to the block that is about this person, or to whoever was first written so."""
    found: dict[str, str] = {}
    for block, references in whom(past, told, child).items():
        for reference in references:
            found.setdefault(plainly(reference), block)
    rows = map(named_in, told["rows"].get("household", ()))
    for reference in (*past["household"], *past["icon"], *rows):
        found.setdefault(plainly(reference), reference)
    return found


def key_of(reference: str, blocks: Mapping[str, str]) -> str:
    """Whom a reference means: the prefix of a parent block, or the reference itself."""
    return blocks.get(plainly(reference), reference)


def how_alone(row: Mapping[str, Any]) -> tuple[int, bool]:
    """What rows of a household are sorted by: the more alone with baby the later, and who was not met last."""
    cares = row.get("hh_cares")
    return CARES_ALONE.index(cares) if cares in CARES_ALONE else -1, row.get("hh_seen") == "no"


def household_of(past: Past, told: Said, child: ChildKnown) -> dict[str, Member]:
    """The household with this visit's rows put to the earlier ones; the same person is the same row. Of two people typed in
    by one name, whoever is more alone with baby stands: the other must not speak over them. Who was ended does not live
    here and does not look after baby; what was seen of them stays.
    """
    rows = zip(told["row_ids"].get("household", ()), told["rows"].get("household", ()), strict=True)
    blocks = blocks_about(past, told, child)
    merged: dict[str, Member] = {}
    for key, earlier in past["household"].items():
        known = key_of(key, blocks)
        stand = [one for one in earlier["rows"] if one not in told["ended"]]
        left: Member = {**earlier}
        if not stand:
            left.pop("cares", None)
            left.pop("lives_here", None)
        before = merged.get(known, {})
        merged[known] = {**before, **left, "rows": [*before.get("rows", ()), *stand]}
    before_visit, spoken_of = dict(merged), set[str]()
    for place, (row_id, row) in sorted(enumerate(rows), key=lambda one: how_alone(one[1][1])):
        named = named_in(row)
        key = key_of(named, blocks) if named else f"row:{told['on']}:{place}"
        member: Member = merged.get(key, {})
        if key in spoken_of and row.get("hh_relation") not in (None, member.get("relation")):
            member = before_visit.get(key, {})
        earlier_rows = member.get("rows", [])
        merged[key] = member = {**member, "rows": sorted({*earlier_rows, row_id})}
        spoken_of.add(key)
        for name, part in (
            ("hh_cares", "cares"),
            ("hh_lives_here", "lives_here"),
            ("hh_relation", "relation"),
            ("hh_age", "age"),
        ):
            if row.get(name) is not None:
                member[part] = row[name]  # type: ignore[literal-required]
        if row.get("hh_seen") == "yes":
            member["met"] = True
        elif row.get("hh_seen") == "no":
            member["unmet"] = True
    return merged


def icon_of(past: Past, told: Said, child: ChildKnown) -> list[str]:
    """Whom all four messages have reached, talked through; a leaflet or "passed on" does not count."""
    blocks = blocks_about(past, told, child)
    reached = {key_of(one, blocks) for one in past["icon"]}
    for row in told["rows"].get("icon", ()):
        if (
            row.get("icon_person")
            and row.get("icon_how") in TALKED
            and set(row.get("icon_messages") or ()) >= set(MESSAGES)
        ):
            reached.add(key_of(row["icon_person"], blocks))
    return sorted(reached)


def agency_named(words: object) -> str:
    """A receiver as it is compared."""
    return " ".join(str(words or "").lower().split())


def shares_of(told: InRows, before: list[Share]) -> list[Share]:
    """What still has to be confirmed by its receiver, with this visit's rows of the log put to the earlier ones."""
    kept, now = list(before), list[Share]()
    referred = any(
        id_of(str(row.get("act_why") or "")).startswith("sh") and _refers(row.get("act_what"))
        for row in told["rows"].get("action", ())
    )
    for row in told["rows"].get("share", ()):
        direction, ack = str(row.get("sh_direction") or ""), str(row.get("sh_ack") or "")
        agency = agency_named(row.get("sh_with"))
        if direction == "we_received":
            # What came back is the answer to what was asked.
            kept = [
                one
                for one in kept
                if not (one["direction"] == "we_asked" and one["agency"] == agency)
            ]
        if direction not in ("we_shared", "we_asked"):
            continue
        # The clock starts when it was sent or, where that was not written down, at the contact.
        when = day_of(row.get("sh_when")) or told["on"]
        if agency:
            kept = [
                one
                for one in kept
                if not (
                    one["agency"] == agency
                    and one["direction"] == direction
                    and (one["on"] == when or ack in ("confirmed", "not_applicable"))
                )
            ]
        if ack in ("awaiting", "no_reply"):
            now.append(
                {
                    "direction": direction,
                    "agency": agency,
                    "on": when,
                    "ack": ack,
                    "referral": _refers(row.get("sh_reason")) or referred,
                }
            )
    return kept + now


def _refers(words: Any) -> bool:
    """Whether words speak of a referral."""
    return re.search(r"\brefer(?!enc)", str(words or "").lower()) is not None


def measured_in(told: Said) -> list[Measured]:
    """What was measured at this visit."""
    found: list[Measured] = []
    for measure, name in MEASURES:
        value = told["values"].get(name)
        if value is not None:
            found.append({"measure": measure, "value": float(value), "on": told["on"]})
    return found


def texts_of(told: Said) -> dict[str, list[str]]:
    """What was seen and told at this visit, in words, by field."""
    found: dict[str, list[str]] = {}
    for one in told["texts"]:
        if one["kind"] in ("O", "R"):
            found.setdefault(one["field"], []).append(one["text"])
    return found

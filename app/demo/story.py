"""The words an invented family is told in. A story says nothing of ids or clocks; the loader adds
them.

`@mother` stands for a person of the family, `@home` for an address. Days are counted back from the
day the demo is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answer = dict[str, Any]
Answers = Mapping[str, Any]
Rows = Mapping[str, tuple[Answers, ...]]

SOURCES = {
    "me": "seen_or_measured_by_me",
    "mother": "mother_said",
    "father": "father_or_partner_said",
    "midwife": "midwife_said",
    "gp": "gp_said",
    "social_worker": "social_worker_said",
    "housing": "housing_officer_said",
}


# -- answers --------------------------------------------------------------------------------------


def by(who: str, value: object, words: str = "", verif: str = "") -> Answer:
    """A value somebody gave: a person of the family or a professional, with their words."""
    source: Answer = {"type": SOURCES.get(who, "other_relative_said")}
    if who not in ("me", "midwife", "gp", "social_worker", "housing"):
        source["person"] = f"@{who}"
    if words:
        source["words"] = words
    return {"value": value, "source": source} | ({"verif": verif} if verif else {})


def on_record(kind: str, value: object, document: str) -> Answer:
    """A value from a document or another service."""
    return {"value": value, "source": {"type": kind, "document": document}}


def missing(reason: str) -> Answer:
    """Why there is no answer."""
    return {"missing": reason}


def view(text: str, *basis: str) -> Answer:
    """What the visitor thinks, and the entries it rests on."""
    return {"value": text, "basis": list(basis)}


def unknown(what: str, owner: str = "Health visitor", due: int = 14) -> Answer:
    """One thing not known yet. `due` is in days from the visit."""
    return {"what": what, "owner": owner, "due": due}


def icon(who: str, stage: str = "hv_new_birth", how: str = "in_person", *messages: str) -> Answers:
    """A row of the ICON section; without messages, all four."""
    return {
        "icon_person": f"@{who}",
        "icon_stage": stage,
        "icon_messages": list(messages)
        or [
            "I_crying_is_normal",
            "C_comforting_can_help",
            "O_ok_to_walk_away_when_baby_safe",
            "N_never_shake_or_hurt",
        ],
        "icon_how": how,
    }


def at_home(
    who: str, relation: str, cares: str, lives: str = "yes", source: str = "mother_said"
) -> Answers:
    """A row of the household."""
    return {
        "hh_person": f"@{who}",
        "hh_relation": relation,
        "hh_lives_here": lives,
        "hh_cares": cares,
        "hh_source": source,
    }


def not_met(who: str, why: str, reason: str = "not_seen") -> Answers:
    """What is recorded of a parent who was not there: nothing is guessed."""
    return {
        f"{who}_seen": "not_seen",
        f"{who}_not_seen_why": why,
        f"{who}_whooley_1": missing(reason),
        f"{who}_whooley_2": missing(reason),
        f"{who}_care_experience": missing("not_asked"),
        f"{who}_da_asked": "not_asked_other",
        f"{who}_control_signs": missing("not_seen"),
    }


def overheard(by_whom: str) -> Answers:
    """Somebody could hear: what must not be asked then is not asked."""
    return {
        "earshot": by_whom,
        "mother_whooley_1": missing("not_safe_to_ask"),
        "mother_whooley_2": missing("not_safe_to_ask"),
    }


# -- what happens ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Returned:
    """A manager hands the visit back, `hours` after it was submitted. Comments by answer key."""

    hours: float
    comments: Mapping[str | None, str]


@dataclass(frozen=True, slots=True)
class Resubmitted:
    """The author changes some answers and submits again, `hours` after the first time."""

    hours: float
    answers: Answers


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A manager signs the visit off, `hours` after it was submitted."""

    hours: float
    comments: Mapping[str | None, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Another visitor answers some of the visit's questions from her own tablet, without having
    seen the first answers.
    """

    hours: float
    visitor: str
    answers: Answers


Step = Returned | Resubmitted | SignedOff | Note


@dataclass(frozen=True, slots=True)
class Visit:
    """One contact. `after` is how many hours later the visitor wrote her view, `arrived` how many
    until it was sent.
    """

    days_ago: int
    time: str
    contact: str
    answers: Answers
    rows: Rows = field(default_factory=dict)
    others: Answers = field(default_factory=dict)  # what one more person says beside an answer
    steps: tuple[Step, ...] = ()
    visitor: str = ""  # username; empty for the family's own
    submitted: bool = True
    after: float = 4.0
    arrived: float = 5.0
    clock_ms: int = 0  # how far the tablet's clock was ahead
    version: int = 2  # of the form it was recorded with
    replies: Mapping[str, str] = field(default_factory=dict)  # rule to what was done about it
    indicators: Mapping[str, str] = field(default_factory=dict)  # which are present, to the reply


@dataclass(frozen=True, slots=True)
class Child:
    """A baby, born `born` days ago or expected in `expected` days."""

    given: str
    family: str
    sex: str
    number: int  # of the invented NHS number: the nine digits before the check digit, behind 999
    born: int | None = None
    expected: int | None = None
    known_as: str = ""
    visits: tuple[Visit, ...] = ()
    next_contact: tuple[str, int] | None = None  # type, days from today


@dataclass(frozen=True, slots=True)
class Place:
    """An address, in a postcode area that does not exist."""

    label: str
    line: str
    postcode: str
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The family moves to another team's area, so many days ago."""

    days_ago: int
    team: str


@dataclass(frozen=True, slots=True)
class Family:
    """An invented family. `people` maps a handle to (name, relation), `places` a handle to an
    address.
    """

    name: str
    team: str
    visitor: str
    people: Mapping[str, tuple[str, str]]
    places: Mapping[str, Place]
    children: tuple[Child, ...]
    moved: Moved | None = None

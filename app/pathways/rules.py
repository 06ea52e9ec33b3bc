"""What a local pathway may say, and which of several counts. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol, TypedDict, TypeVar
from uuid import UUID


class Number(TypedDict):
    """Whom one reaches, the number as it is dialled, and when somebody answers."""

    who: str
    number: str
    when: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the app says before anybody has configured a kind: steps, national numbers, and where to look instead."""

    title: str
    steps: tuple[str, ...]
    numbers: tuple[Number, ...]
    instead: str
    thresholds: Mapping[str, int]
    private: bool
    """Only for a screen that nobody else can see (as questions of sensitivity H)."""


def _shipped() -> dict[str, Shipped]:
    told = json.loads(Path(__file__).with_name("shipped.json").read_text("utf-8"))
    return {
        kind: Shipped(
            title=said["title"],
            steps=tuple(said["steps"]),
            numbers=tuple(said["numbers"]),
            instead=said["instead"],
            thresholds=said["thresholds"],
            private=said["private"],
        )
        for kind, said in told.items()
    }


SHIPPED = _shipped()
"""Kind of urgency to what is shipped, in the order the administrator sees them."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number that a rule reads, and what an area may make of it."""

    words: str
    unit: str
    least: int
    most: int


THRESHOLDS = {
    "injury_weeks": Threshold(
        "A mark or injury counts as urgent in every baby younger than", "weeks", 13, 52
    ),
    "indicators": Threshold(
        "How many circumstances together ask whether the level of need still fits",
        "circumstances",
        2,
        6,
    ),
    "unseen_contacts": Threshold(
        "A parent counts as not met after", "contacts in a row without being seen", 1, 4
    ),
    "father_met_by_weeks": Threshold("The second parent should have been met by", "weeks", 4, 26),
    "icon_by_days": Threshold("Every carer should have heard about crying by", "days", 14, 70),
    "missed_contacts": Threshold(
        "Ask what got in the way after", "missed contacts in 90 days", 1, 4
    ),
    "days_without_sight": Threshold(
        "A baby under six months counts as out of sight after", "days", 7, 56
    ),
    "days_to_confirm": Threshold(
        "Shared information counts as unconfirmed after", "working days", 1, 10
    ),
}
"""The defaults stand in `shipped.json`, beside the kind they belong to."""

MOST_STEPS, LONGEST_STEP = 12, 300
MOST_NUMBERS, LONGEST_WORDS, LONGEST_PHOTOS = 8, 120, 400
LONGEST_REVIEW = timedelta(days=400)
"""A pathway is looked at again within a year and a month: numbers go out of date unnoticed."""
DIALLED = re.compile(r"\+?\(?[0-9][0-9 ()-]{1,22}[0-9]")


@dataclass(frozen=True, slots=True)
class Written:
    """What an administrator has written for one kind."""

    owner: str
    confirmed_on: date | None
    review_by: date | None
    steps: Sequence[str]
    numbers: Sequence[Number]
    thresholds: Mapping[str, int | None] = field(default_factory=dict)
    photos: str = ""


def wrong(kind: str, written: Written, today: date) -> dict[str, str]:
    """What keeps it from being saved: form field to sentence. `today` is the day in the United Kingdom."""
    found: dict[str, str] = {}
    if not written.owner or _too_long(written.owner, LONGEST_WORDS):
        found["owner"] = "Name the person who answers for these numbers, up to 120 characters"
    confirmed, review = written.confirmed_on, written.review_by
    if confirmed is None:
        found["confirmed_on"] = "Enter the day on which the numbers were last tried"
    elif confirmed > today:
        found["confirmed_on"] = "The day on which the numbers were tried cannot be in the future"
    if review is None:
        found["review_by"] = "Enter the day by which this is looked at again"
    elif review <= today:
        found["review_by"] = "The next review must be in the future"
    elif confirmed and review - confirmed > LONGEST_REVIEW:
        found["review_by"] = "Review it within a year of the day the numbers were tried"
    if not written.steps:
        found["steps"] = "Write at least one step"
    elif len(written.steps) > MOST_STEPS:
        found["steps"] = f"At most {MOST_STEPS} steps: nobody reads more in an emergency"
    elif any(_too_long(step, LONGEST_STEP) for step in written.steps):
        found["steps"] = f"Each step must be {LONGEST_STEP} characters or fewer"
    if problem := _wrong_numbers(written.numbers):
        found["numbers"] = problem
    for name in SHIPPED[kind].thresholds:
        limit, value = THRESHOLDS[name], written.thresholds.get(name)
        if value is None or not limit.least <= value <= limit.most:
            found[name] = f"Enter a whole number from {limit.least} to {limit.most} {limit.unit}"
    if _too_long(written.photos, LONGEST_PHOTOS):
        found["photos"] = f"The words on photographs must be {LONGEST_PHOTOS} characters or fewer"
    return found


def _wrong_numbers(numbers: Sequence[Number]) -> str | None:
    if not numbers:
        return "Give at least one number"
    if len(numbers) > MOST_NUMBERS:
        return f"At most {MOST_NUMBERS} numbers"
    for line in numbers:
        if not line["who"]:
            return f"Say whom one reaches on {line['number']}"
        if not DIALLED.fullmatch(line["number"]):
            return f"{line['who']}: enter the number as it is dialled, such as 01632 960 001"
        if _too_long(line["who"], LONGEST_WORDS) or _too_long(line["when"], LONGEST_WORDS):
            return f"{line['number']}: keep the words to {LONGEST_WORDS} characters"
    return None


def _too_long(text: str, longest: int) -> bool:
    return len(text) > longest or not text.isprintable()


class Row(Protocol):
    """A dated row, as `models.Pathway` holds it."""

    team_id: UUID | None
    kind: str
    owner: str
    confirmed_on: date
    review_by: date
    steps: list[Any]
    numbers: list[Any]
    thresholds: dict[str, Any]
    photos: str
    withdrawn: bool


RowT = TypeVar("RowT", bound=Row)


def counting(rows: Iterable[RowT], team_id: UUID | None) -> dict[str, RowT]:
    """Kind to the row that counts for a team (or, without one, for its area). `rows` are the area's, oldest first."""
    of_area: dict[str, RowT] = {}
    of_team: dict[str, RowT] = {}
    for row in rows:
        if row.team_id is None:
            of_area[row.kind] = row
        elif row.team_id == team_id:
            of_team[row.kind] = row
    own = {kind: row for kind, row in of_team.items() if not row.withdrawn}
    return of_area | own


def state_of(counts: Mapping[str, Row]) -> dict[str, Any]:
    """What a tablet keeps (docs/pathways.md): the configured kinds and their thresholds."""
    return {
        "pathways": {
            kind: {
                "owner": row.owner,
                "confirmed_on": row.confirmed_on.isoformat(),
                "review_by": row.review_by.isoformat(),
                "from": "area" if row.team_id is None else "team",
                "steps": row.steps,
                "numbers": row.numbers,
                "photos": row.photos,
            }
            for kind, row in counts.items()
        },
        "thresholds": {
            name: value for row in counts.values() for name, value in row.thresholds.items()
        },
    }


def thresholds_of(counts: Mapping[str, Row]) -> dict[str, int]:
    """Every threshold, as configured or as shipped."""
    shipped = {name: value for kind in SHIPPED.values() for name, value in kind.thresholds.items()}
    configured: dict[str, int] = state_of(counts)["thresholds"]
    return shipped | configured

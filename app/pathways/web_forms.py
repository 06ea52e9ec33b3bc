"""The administrator's form for one local pathway."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from app.pathways.rules import MOST_NUMBERS, Number, Written
from app.wording import wire_day


class PathwayForm(FlaskForm):
    """Owner, dates and steps. Numbers and thresholds stand in boxes of their own names (`who-0`, `indicators`)."""

    owner = StringField("Who answers for this?")
    confirmed_on = StringField("When were the numbers last tried?")
    review_by = StringField("When is this looked at again?")
    steps = TextAreaField("Steps, one on each line")
    photos = TextAreaField("What your policy says about photographs")


NUMBER_BOXES = range(MOST_NUMBERS)


def written_in(sent: Mapping[str, str], kind_thresholds: Mapping[str, int]) -> Written:
    """What was sent, as the rules read it. A date or number that is none becomes None and is refused there."""
    return Written(
        owner=_line(sent.get("owner", "")),
        confirmed_on=wire_day(sent.get("confirmed_on", "").strip()),
        review_by=wire_day(sent.get("review_by", "").strip()),
        steps=[line for text in sent.get("steps", "").splitlines() if (line := _line(text))],
        numbers=[number for box in NUMBER_BOXES if any((number := _number(sent, box)).values())],
        thresholds={name: _whole(sent.get(name, "")) for name in kind_thresholds},
        photos=_line(sent.get("photos", "")),
    )


def _number(sent: Mapping[str, str], box: int) -> Number:
    return Number(
        who=_line(sent.get(f"who-{box}", "")),
        number=_line(sent.get(f"number-{box}", "")),
        when=_line(sent.get(f"when-{box}", "")),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _whole(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else None

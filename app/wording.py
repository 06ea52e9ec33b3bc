"""Dates, times and answers in words, as a reader of a visit meets them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import clock
from forms.blocks import FURTHER, further_of, parents_among, partners_in
from forms.conditions import rows_of
from forms.definition import Field, Section
from forms.field_types.times import UNITED_KINGDOM, uk_day

NON_BREAKING = "\N{NO-BREAK SPACE}"


def day_words(day: date) -> str:
    """`3 May 2026`."""
    return f"{day.day}{NON_BREAKING}{day:%B}{NON_BREAKING}{day.year}"


def time_words(moment: datetime) -> str:
    """`14:32`, UK time."""
    return f"{moment.astimezone(UNITED_KINGDOM):%H:%M}"


def moment_words(moment: datetime) -> str:
    """`3 May 2026, 14:32`, UK time."""
    return f"{day_words(uk_day(moment))}, {time_words(moment)}"


def wire_moment(text: object) -> datetime | None:
    """The moment a tablet or the wire wrote down, or None when it is not one."""
    try:
        return clock.parse(str(text))
    except ValueError:
        return None


def wire_day(text: object) -> date | None:
    """The date a wire value names, or None when it is not one."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def day_of(text: object) -> date:
    """The date an ISO text names; ValueError when it names none."""
    return date.fromisoformat(str(text))


def age_words(born: date, on: date) -> str:
    """`5 weeks and 2 days`; from two years on, `2 years and 3 months`."""
    days = (on - born).days
    if days < 0:
        return "not yet born"
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 24:
        return _two(days // 7, "week", days % 7, "day")
    return _two(months // 12, "year", months % 12, "month")


def apart_words(span: timedelta) -> str:
    """How far two moments lie apart, in the largest two units that matter: `3 days and 4 hours`,
    `12 minutes`.
    """
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return _count(minutes, "minute")
    if minutes < 24 * 60:
        return _two(minutes // 60, "hour", minutes % 60, "minute")
    return _two(minutes // 1440, "day", minutes % 1440 // 60, "hour")


def waiting_words(since: datetime, now: datetime) -> str:
    """How long something has waited, in the one unit a list needs: `3 days`, `5 hours`, `since just
    now`.
    """
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 60:
        return "less than an hour"
    if minutes < 24 * 60:
        return _count(minutes // 60, "hour")
    return _count(minutes // 1440, "day")


def nhs_words(number: str | None) -> str:
    """`999 000 0018`, or that there is none on record."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else "not on record"


def _count(number: int, unit: str) -> str:
    return f"{number}{NON_BREAKING}{unit}{'' if number == 1 else 's'}"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    if not large:
        return _count(small, small_unit)
    return _count(large, large_unit) + (f" and {_count(small, small_unit)}" if small else "")


CONTACT_TYPE = "contact_type"


def choice_words(field: Field) -> dict[str, str]:
    """The codes of a field's choices and the words for them."""
    return {choice.code: choice.label for choice in getattr(field.type, "choices", ())}


_PARENT = re.compile(
    r"\bthe (?:mother|father or second parent|(?:second )?further carer)\b", re.IGNORECASE
)
_NEXT_TIME = "must_see_next"
_SEE_PARENT = {
    "mother": re.compile(r"(?<=\bSee )mother\b"),
    "father": re.compile(r"(?<=\bSee )father or second parent\b"),
}


def parents_of(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of names and relations: whom the form's blocks of the parents are about, where the record
    holds exactly one with a name.
    """
    among = parents_among(people, lambda one: one[1])
    return {block: those[0][0] for block, those in among.items() if len(those) == 1 and those[0][0]}


def further_names(
    people: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """What the further carers of a visit are called, by block. `people`: id, name and relation of
    each. Twin of `furtherNames` in static/js/forms/people.js.
    """

    def said(key: str) -> Any:
        return answers.get(key, {}).get("value")

    household = [
        {name: said(f"household/{row}/{name}") for name in ("hh_relation", "hh_person", "hh_name")}
        for row in rows_of("household", answers)
    ]
    known = {f"P:{one['id']}": one["name"] for one in people}
    names = {}
    for block, reference in further_of(said, partners_in(household), people).items():
        typed = reference.removeprefix("T:") if reference.startswith("T:") else ""
        name = known.get(reference, typed).strip()
        if name:
            names[block] = name
    return names


class Words:
    """Turns the values of one visit into words: choices by the form, references by the child's
    record.

    `people` and `addresses` map ids to what is shown for them; `parents` a block of the form to the
    name of the parent or further carer; `printed`: for paper.
    """

    def __init__(
        self,
        people: Mapping[str, str],
        addresses: Mapping[str, str],
        parents: Mapping[str, str] | None = None,
        *,
        printed: bool = False,
    ) -> None:
        self.printed = printed
        self._people = people
        self._addresses = addresses
        self._parents = parents or {}

    def called(self, field: Field) -> str:
        """The name of the question; a parent whom the record names is spoken of by name, as on
        the tablet (static/js/forms/spoken_of.js).
        """
        block, _, rest = field.id.partition("_")
        name = self._parents.get(block)
        return _PARENT.sub(name, field.name) if name and rest else field.name

    def titled(self, section: Section) -> str:
        """The heading of a section; that of a further carer's block says whose it is."""
        block = section.code.removeprefix("PA_")
        name = self._parents.get(block, "") if block in FURTHER else ""
        return f"{section.title}: {name}" if name else section.title

    def of(self, field: Field, value: Any) -> list[str]:
        """The lines to show for a value. What cannot be read as its type is shown as it was
        written, never dropped.
        """
        match field.type.name:
            case "enum":
                return [self.choice(field, value)]
            case "multi" if isinstance(value, list):
                return [self.choice(field, code) for code in value]
            case "confirm":
                return ["Confirmed" if value is True else str(value)]
            case "int" | "decimal":
                return [self.number(field, value)]
            case "date":
                day = wire_day(value)
                return [day_words(day) if day else str(value)]
            case "datetime":
                moment = wire_moment(value)
                return [moment_words(moment) if moment else str(value)]
            case "address" | "person":
                return [self.reference(value)]
            case "people" if isinstance(value, list):
                return [self.reference(each) for each in value]
            case "unknowns" if isinstance(value, list):
                return [self.unknown(each) for each in value]
            case "replies" if isinstance(value, list):
                return [self.reply(field, each) for each in value]
            case "geo" if ":" in str(value):
                return ["On the drawing"]
            case "nhs_number" if str(value).isdecimal():
                return [nhs_words(str(value))]
            case "age":
                born = wire_day(value)
                return [day_words(born) if born else str(value)]
            case _:
                return str(value).splitlines()

    def choice(self, field: Field, code: object) -> str:
        """The words of a choice. Whom to see next time is said by name, as on the tablet."""
        words = choice_words(field).get(str(code), str(code))
        if field.id == _NEXT_TIME:
            for block, see in _SEE_PARENT.items():
                found = see.search(words)
                if found and block in self._parents:
                    words = words[: found.start()] + self._parents[block] + words[found.end() :]
        return words

    def number(self, field: Field, value: object) -> str:
        """A number with its unit and a comma at the thousands."""
        unit = getattr(field.type, "unit", "")
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        return f"{shown}{NON_BREAKING}{unit}" if unit and shown[:1].isdecimal() else shown

    def reference(self, value: object) -> str:
        """`A:<id>`, `P:<id>` by the record; `T:<words>` and anything else as it was written."""
        letter, colon, rest = str(value).partition(":")
        match letter if colon else "":
            case "P":
                return self._people.get(rest, "someone on the record")
            case "A":
                return self._addresses.get(rest, "an address on the record")
            case "T":
                return rest
            case _:
                return str(value)

    def reply(self, field: Field, item: object) -> str:
        """One reply of a list: to what, the reply, why."""
        if not isinstance(item, Mapping):
            return str(item)
        said = f"{item.get('to', '')}: {self.choice(field, item.get('reply'))}"
        return ", ".join(filter(None, (said, str(item.get("why", "")))))

    def unknown(self, item: object) -> str:
        """One thing not known: what, who finds out, by when."""
        if not isinstance(item, Mapping):
            return str(item)
        due = wire_day(item.get("due"))
        parts = [str(item.get("what", "")), f"to find out: {item.get('owner', '')}"]
        if due:
            parts.append(f"by {day_words(due)}")
        return ", ".join(part for part in parts if part)


def utc(moment: datetime) -> str:
    """For a `<time datetime>` attribute."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")

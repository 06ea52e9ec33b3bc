"""The questions as WTForms fields: what the templates under `app/templates/forms/` draw.

The tablet gets each kind of control once, blank (`blanks`), and fills in the words of a question itself. A whole section
(`section_form`) is a page by itself: when it is posted, every field reads its controls and refuses what the wire would
refuse, with the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from forms.definition import Choice, Field, Form, Kind, Requirement
from forms.field_types import TYPES, Computed, DecimalNumber, FieldType, OneOf, WholeNumber
from forms.field_types.choices import MOST_RADIOS
from forms.field_types.times import UNITED_KINGDOM, as_day, as_moment

ROW = "--row--"
"""Stands for the id of a row in the names and ids of a repeat group's empty row."""

TAGGED = frozenset({Kind.OBSERVED, Kind.REPORTED, Kind.RECORD, Kind.JUDGEMENT})
BOXES = (("day", 2), ("month", 2), ("year", 4), ("time", 5))
WEEKS = (("weeks", 2), ("days", 2))

Item = dict[str, Any]


class AnswerField(wtforms.Field):
    """The answer of one question. Several controls of one question (day, month, year) share its name."""

    def __init__(self, declared: Field, blank: bool = False, **options: Any) -> None:
        super().__init__(declared.label, description=declared.hint, **options)
        self.declared = declared
        self.blank = blank

    @property
    def control(self) -> str:
        """The template that draws it."""
        return self.declared.type.control

    @property
    def limits(self) -> dict[str, object]:
        """The bounds of the value, as in the browser's bundle."""
        return self.declared.type.limits()

    @property
    def items(self) -> list[Item]:
        """The choices as the NHS macros take them. An answer that stands alone is set apart by "or".

        A blank control has one item, with `--code--` and `--label--` in place of a choice.
        """
        if self.blank:
            return [
                {
                    "value": "--code--",
                    "text": "--label--",
                    "id": f"{self.name}---code--",
                    "attributes": self.marked(),
                }
            ]
        exclusive = getattr(self.declared.type, "exclusive", ())
        ticked = self.data if isinstance(self.data, list) else [self.data]
        found: list[Item] = []
        apart = False
        for choice in getattr(self.declared.type, "choices", ()):
            alone = choice.code in exclusive
            if found and alone != apart:
                found.append({"divider": "or"})
            apart = alone
            found.append(
                {
                    "value": choice.code,
                    "text": choice.label,
                    "checked": choice.code in ticked,
                    "selected": choice.code in ticked,
                    "attributes": self.marked() | ({"data-exclusive": ""} if alone else {}),
                }
            )
        return found

    @property
    def options(self) -> list[Item]:
        """The choices of a select: nothing chosen first, and no marks, which the select itself carries."""
        if self.blank:
            return [{"value": "", "text": "Choose"}]
        plain = [{**item, "attributes": {}} for item in self.items if "divider" not in item]
        return [{"value": "", "text": "Choose"}, *plain]

    @property
    def boxes(self) -> list[Item]:
        """The boxes of a date, of its time in UK time, or of weeks and days, as the NHS date input takes them."""
        parts = {"datetime": BOXES, "gestation": WEEKS}.get(self.control, BOXES[:3])
        return [
            {
                "name": self.name,
                "id": self.name if part == parts[0][0] else f"{self.name}-{part}",
                "label": part.capitalize(),
                "value": text,
                "width": width,
                "inputmode": "text" if part == "time" else "numeric",
                "attributes": self.marked(part),
            }
            for (part, width), text in zip(parts, as_boxes(self.data), strict=False)
        ]

    def marked(self, part: str = "") -> dict[str, str]:
        """The attributes of a control that holds the answer, or this part of it: they tell the script which, and keep the
        browser from writing it down. A box for sentences and a list do not take that over from their form.
        """
        marks = {"data-key": self.declared.id} | ({"data-part": part} if part else {})
        return marks | {"autocomplete": "off"}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the posted texts into the wire value."""
        self.data = self.declared.type.from_form(valuelist)

    def pre_validate(self, form: object) -> None:
        """Refuse what can't be an answer here, in the words of the question."""
        refusal = None if self.data is None else self.declared.refuse(self.data)
        if refusal:
            raise ValidationError(refusal.message)


def as_boxes(value: object) -> list[str]:
    """The texts of the boxes day, month, year and time, or weeks and days, for a wire value; empty for none."""
    if isinstance(value, str) and "+" in value:
        return value.split("+")
    moment = as_moment(value)
    if moment is not None:
        local = moment.astimezone(UNITED_KINGDOM)
        return [str(local.day), str(local.month), str(local.year), f"{local:%H:%M}"]
    day = as_day(value)
    return [str(day.day), str(day.month), str(day.year), ""] if day else [""] * 4


@dataclass(frozen=True)
class Question:
    """One question for the template: its answer, and the word for its kind where it carries one."""

    declared: Field
    answer: AnswerField
    kind_word: str
    tagged: bool


def section_form(
    form: Form, section_code: str, base: type[wtforms.Form] = wtforms.Form
) -> type[wtforms.Form]:
    """The form class of a section; KeyError when there is no such section. `base` may be a FlaskForm.

    In a repeat group it is one row, whose fields are named by the answer key with `--row--` for the row's id.
    """
    section = form.section(section_code)
    prefix = f"{section.group}/{ROW}/" if section.group else ""
    kinds = {choice.code: choice.label for choice in form.kinds}

    class SectionForm(base):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **({"prefix": prefix} | options))

        def questions(self) -> Iterator[Question]:
            """The questions of the section in order."""
            return (
                _question(field, self._fields[field.id], kinds, field.type.narrative)
                for field in section.asked
            )

    for field in section.asked:
        setattr(SectionForm, field.id, AnswerField(field))
    return SectionForm


ON_THE_DOOR = {
    Kind.OBSERVED: "What I saw, heard or measured",
    Kind.REPORTED: "What I was told",
    Kind.RECORD: "What a record says",
    Kind.JUDGEMENT: "What I think",
}
"""The kinds of narrative as they are named to whoever writes in them."""


def _question(
    field: Field, answer: AnswerField, kinds: dict[str, str], narrative: bool
) -> Question:
    return Question(
        declared=field,
        answer=answer,
        kind_word=ON_THE_DOOR.get(field.kind, kinds[field.kind]),
        tagged=narrative and field.kind in TAGGED,
    )


# -- what a tablet gets ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Blanks:
    """Every control there is, and what stands around an answer of each kind; without a question in them.

    What differs from question to question is written `--name--` (of the control), `--key--` (the field), `--question--`,
    `--called--` (its name), `--hint--`, `--unit--`, and for one of its choices `--code--` and `--label--`.
    """

    controls: tuple[AnswerField, ...]
    frames: tuple[Question, ...]


def blanks(form: Form) -> Blanks:
    """The blank controls of every type there is, and the frames of the kinds of this form."""
    kinds = {choice.code: choice.label for choice in form.kinds}
    around = (_blank_field(Computed(), kind) for kind in Kind)
    return Blanks(
        controls=tuple(
            _blank_answer(_blank_field(asked, Kind.ADMINISTRATIVE)) for asked in _one_a_control()
        ),
        frames=tuple(
            _question(field, _blank_answer(field), kinds, narrative=True) for field in around
        ),
    )


def _one_a_control() -> Iterator[FieldType]:
    """One kind of question for each control."""
    unit = "--unit--"
    special: dict[str, list[FieldType]] = {
        "enum": [OneOf((Choice("", ""),)), OneOf((Choice("", ""),) * (MOST_RADIOS + 1))],
        "int": [WholeNumber(unit=unit)],
        "decimal": [DecimalNumber(unit=unit)],
    }
    seen = {""}
    for name, made in TYPES.items():
        for asked in special.get(name, [made()]):
            if asked.control not in seen:
                seen.add(asked.control)
                yield asked


def _blank_field(asked: FieldType, kind: Kind) -> Field:
    return Field(
        id="--key--",
        label="--question--",
        name="--called--",
        type=asked,
        kind=kind,
        requirement=Requirement.OPTIONAL,
        contacts=frozenset(),
        export="",
        hint="--hint--",
    )


def _blank_answer(field: Field) -> AnswerField:
    """A field by itself, outside a form, and without a value."""
    answer: AnswerField = AnswerField(field, blank=True).bind(form=wtforms.Form(), name="--name--")
    answer.process(None)
    return answer

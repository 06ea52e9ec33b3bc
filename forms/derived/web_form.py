"""A section of the form as a WTForms form: what the templates under `app/templates/forms/` draw.

A blank page is drawn from an empty form, without values and without a CSRF token. When one is posted, every field
reads its controls and refuses what the wire would refuse, with the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import wtforms
from wtforms.validators import ValidationError

from forms.definition import Field, Form, Kind
from forms.field_types.times import UNITED_KINGDOM, as_day, as_moment

ROW = "--row--"
"""Stands for the id of a row in the names and ids of a repeat group's empty row."""

SOURCED = frozenset({Kind.REPORTED, Kind.RECORD, Kind.FACT})
TAGGED = frozenset({Kind.OBSERVED, Kind.REPORTED, Kind.RECORD, Kind.JUDGEMENT})
BOXES = (("day", 2), ("month", 2), ("year", 4), ("time", 5))

Item = dict[str, Any]


class AnswerField(wtforms.Field):
    """The answer of one question. Several controls of one question (day, month, year) share its name."""

    def __init__(self, declared: Field, copied: bool = False, **options: Any) -> None:
        super().__init__(declared.label, description=declared.hint, **options)
        self.declared = declared
        self.copied = copied

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

        On a page whose choices are copied there is one item, with `--code--` and `--label--` in place of a choice.
        """
        if self.copied:
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
        if self.copied:
            return [{"value": "", "text": "Choose"}]
        plain = [{**item, "attributes": {}} for item in self.items if "divider" not in item]
        return [{"value": "", "text": "Choose"}, *plain]

    @property
    def boxes(self) -> list[Item]:
        """The boxes of a date, and of its time in UK time, as the NHS date input takes them."""
        parts = BOXES if self.control == "datetime" else BOXES[:3]
        return [
            {
                "name": self.name,
                "id": self.name if part == "day" else f"{self.name}-{part}",
                "label": part.capitalize(),
                "value": text,
                "width": width,
                "inputmode": "text" if part == "time" else "numeric",
                "attributes": self.marked(part),
            }
            for (part, width), text in zip(parts, as_boxes(self.data), strict=False)
        ]

    def marked(self, part: str = "") -> dict[str, str]:
        """The attributes of a control that holds the answer, or this part of it: they tell the script which."""
        return {"data-key": self.declared.id} | ({"data-part": part} if part else {})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the posted texts into the wire value."""
        self.data = self.declared.type.from_form(valuelist)

    def pre_validate(self, form: object) -> None:
        """Refuse what can't be an answer here, in the words of the question."""
        refusal = None if self.data is None else self.declared.refuse(self.data)
        if refusal:
            raise ValidationError(refusal.message)


def as_boxes(value: object) -> list[str]:
    """The texts of the boxes day, month, year and time for a wire value; empty for none."""
    moment = as_moment(value)
    if moment is not None:
        local = moment.astimezone(UNITED_KINGDOM)
        return [str(local.day), str(local.month), str(local.year), f"{local:%H:%M}"]
    day = as_day(value)
    return [str(day.day), str(day.month), str(day.year), ""] if day else [""] * 4


class CodeField(wtforms.Field):
    """A code beside the answer: the missing reason, the source or the verification."""

    def __init__(self, declared: Field, codes: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.declared = declared
        self.codes = tuple(codes)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the code; nothing chosen is None."""
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    def pre_validate(self, form: object) -> None:
        """Refuse a code that is not offered."""
        if self.data is not None and self.data not in self.codes:
            raise ValidationError(f"{self.declared.name}: choose one of the answers in the list")


class WordsField(wtforms.Field):
    """A few words beside the answer: who exactly said so, or which document."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the words; none is None."""
        self.data = valuelist[0] if valuelist and valuelist[0] else None


@dataclass(frozen=True)
class Question:
    """One question for the template: its answer, and the fields beside it where it has them."""

    declared: Field
    answer: AnswerField
    missing: CodeField | None
    source: CodeField | None
    verification: CodeField | None
    kind_word: str
    tagged: bool


def section_form(
    form: Form, section_code: str, base: type[wtforms.Form] = wtforms.Form, copied: bool = False
) -> type[wtforms.Form]:
    """The form class of a section; KeyError when there is no such section. `base` may be a FlaskForm.

    `copied` leaves the choices to the script, which has them in the form's bundle: half of a page's size is choices.

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
            return (_question(field, self._fields, kinds) for field in section.asked)

    for field in section.asked:
        for name, control in _controls(form, field, copied).items():
            setattr(SectionForm, name, control)
    return SectionForm


def _controls(form: Form, field: Field, copied: bool) -> dict[str, wtforms.Field]:
    made: dict[str, wtforms.Field] = {field.id: AnswerField(field, copied)}
    if field.missing:
        made[f"{field.id}__missing"] = CodeField(field, field.missing)
    if field.kind in SOURCED:
        made[f"{field.id}__source"] = CodeField(field, [each.code for each in form.sources])
        made[f"{field.id}__source_person"] = WordsField()
    if field.kind is Kind.FACT:
        made[f"{field.id}__verif"] = CodeField(field, [each.code for each in form.verifications])
    return made


def _question(field: Field, controls: dict[str, Any], kinds: dict[str, str]) -> Question:
    return Question(
        declared=field,
        answer=controls[field.id],
        missing=controls.get(f"{field.id}__missing"),
        source=controls.get(f"{field.id}__source"),
        verification=controls.get(f"{field.id}__verif"),
        kind_word=kinds[field.kind],
        tagged=field.type.narrative and field.kind in TAGGED,
    )

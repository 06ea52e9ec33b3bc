"""What the app works out itself from other answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError
from marshmallow import fields as wire

from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed


def as_cell(value: object) -> Cell:
    """A result as one cell: yes or no as 1 or 0, a list joined by semicolons."""
    if isinstance(value, list):
        return ";".join(value)
    return (
        int(value) if isinstance(value, bool) else value if isinstance(value, int | str) else None
    )


@dataclass(frozen=True)
class Computed(FieldType):
    """A result that is shown with what it rests on. It is never asked, and nobody may send one.

    `gives` is the class of its column (`flag`, `int`, `dec`, `date`, `multi`), `values` says in words what it can be.
    """

    name: ClassVar[str] = "computed"
    gives: str = "int"
    values: str = ""

    def sentences(self, name: str) -> Sentences:
        return {"worked_out": f"{name} is worked out by the app and cannot be typed in"}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return "worked_out"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["worked_out"]

        def refuse(value: object) -> None:
            raise ValidationError(said)

        return wire.Raw(validate=refuse, error_messages=wrongly_typed(said))

    @property
    def control(self) -> str:
        return ""

    def from_form(self, texts: list[str]) -> object:
        return None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return self.values or "worked out by the app"

    def columns(self) -> list[Column]:
        return [Column("", self.gives, "worked out by the app", as_cell)]

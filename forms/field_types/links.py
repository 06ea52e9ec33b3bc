"""Questions answered by pointing: at another answer of the visit, or at a spot on the drawing of a baby."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from marshmallow import ValidationError, validate
from marshmallow import fields as wire

from forms.field_types.base import Column, FieldType, Sentences, wrongly_typed
from forms.field_types.text import GIVEN

ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ENTRY = re.compile(rf"[a-z][a-z0-9_]{{0,59}}(?:/{ID}/[a-z][a-z0-9_]{{0,59}})?(?:@{ID})?")
VIEWS = ("front", "back", "head_front", "head_back", "head_left", "head_right")
"""The drawings of the body map."""
SPOT = re.compile(rf"({'|'.join(VIEWS)}):([0-9]{{1,4}}),([0-9]{{1,4}})")
ACROSS = 1000


@dataclass(frozen=True)
class EntryRef(FieldType):
    """Another answer of the same visit, by its key: `worries`, or `mark/<row>/mark_words` in a repeat group."""

    name: ClassVar[str] = "entry"

    def sentences(self, name: str) -> Sentences:
        return {"wrong_type": f"{name}: choose an answer of this visit"}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        return None if isinstance(value, str) and ENTRY.fullmatch(value) else "wrong_type"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]
        return wire.String(  # type: ignore[return-value]
            validate=validate.Regexp(rf"(?:{ENTRY.pattern})\Z", error=said),
            error_messages=wrongly_typed(said),
        )

    @property
    def control(self) -> str:
        return "entry"

    def from_form(self, texts: list[str]) -> object:
        return texts[0] if texts and texts[0] else None

    def limits(self) -> dict[str, object]:
        return {}

    def described(self) -> str:
        return "another answer of the visit"

    def columns(self) -> list[Column]:
        return [GIVEN]


@dataclass(frozen=True)
class BodySpot(FieldType):
    """A spot on the body map: `front:420,615`, the drawing, then thousandths of its width from the left and of its height
    from the top. One text and no fractions, so that the same spot is the same on every device.
    """

    name: ClassVar[str] = "geo"

    def sentences(self, name: str) -> Sentences:
        return {"wrong_type": f"{name}: choose a spot on the drawing"}

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        spot = SPOT.fullmatch(value) if isinstance(value, str) else None
        inside = spot is not None and int(spot[2]) <= ACROSS and int(spot[3]) <= ACROSS
        return None if inside else "wrong_type"

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)["wrong_type"]

        def on_a_drawing(value: str) -> None:
            view, _, place = value.partition(":")
            parts = place.split(",")
            numbers = [int(part) for part in parts if re.fullmatch(r"[0-9]{1,4}", part)]
            if view not in VIEWS or len(parts) != 2 or len(numbers) != 2 or max(numbers) > ACROSS:
                raise ValidationError(said)

        return wire.String(validate=on_a_drawing, error_messages=wrongly_typed(said))  # type: ignore[return-value]

    @property
    def control(self) -> str:
        return "spot"

    def from_form(self, texts: list[str]) -> object:
        return texts[0].strip() if texts and texts[0].strip() else None

    def limits(self) -> dict[str, object]:
        return {"views": list(VIEWS), "across": ACROSS}

    def described(self) -> str:
        return "a spot on the drawing of a baby"

    def columns(self) -> list[Column]:
        return [GIVEN]

"""Questions answered with a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from marshmallow import fields as wire
from marshmallow import validate

from forms.field_types.base import Column, FieldType, Sentences, wrongly_typed


def as_whole(text: str) -> object:
    """The whole number a person typed (a comma or space between the thousands is fine), else the text itself."""
    plain = text.strip().replace(",", "").replace(" ", "")
    return int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else text


@dataclass(frozen=True)
class WholeNumber(FieldType):
    """A whole number between two bounds, in a unit. With `step`, only each so-many-th number from the least."""

    name: ClassVar[str] = "int"
    minimum: int = 0
    maximum: int = 100
    unit: str = ""
    step: int = 1

    def sentences(self, name: str) -> Sentences:
        unit = f" {self.unit}" if self.unit else ""
        said = {
            "wrong_type": f"{name} must be a whole number, in figures",
            "out_of_range": f"{name} must be between {self.minimum:,} and {self.maximum:,}{unit}",
        }
        if self.step > 1:
            said["off_step"] = f"{name} must go up in steps of {self.step}"
        return said

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "wrong_type"
        if not self.minimum <= value <= self.maximum:
            return "out_of_range"
        return "off_step" if (value - self.minimum) % self.step else None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)
        checks: list[validate.Validator] = [
            validate.Range(self.minimum, self.maximum, error=said["out_of_range"])
        ]
        if self.step > 1:
            steps = range(self.minimum, self.maximum + 1, self.step)
            checks.append(validate.OneOf(steps, error=said["off_step"]))
        return wire.Integer(  # type: ignore[return-value]
            strict=True,
            validate=checks,
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "number"

    def from_form(self, texts: list[str]) -> object:
        return as_whole(texts[0]) if texts and texts[0].strip() else None

    def limits(self) -> dict[str, object]:
        bounds: dict[str, object] = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "unit": self.unit,
        }
        return bounds | ({"step": self.step} if self.step > 1 else {})

    def described(self) -> str:
        return (
            f"whole number, {self.minimum} to {self.maximum}{' ' + self.unit if self.unit else ''}"
        )

    def columns(self) -> list[Column]:
        unit = f" in {self.unit}" if self.unit else ""
        return [
            Column(
                "",
                "int",
                f"the number{unit}",
                lambda value: value if isinstance(value, int) else None,
            )
        ]


DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]+)?")


@dataclass(frozen=True)
class DecimalNumber(FieldType):
    """A number with decimals, carried as text so that no float is ever compared."""

    name: ClassVar[str] = "decimal"
    minimum: str = "0"
    maximum: str = "100"
    places: int = 1
    unit: str = ""

    def sentences(self, name: str) -> Sentences:
        unit = f" {self.unit}" if self.unit else ""
        places = "1 decimal place" if self.places == 1 else f"{self.places} decimal places"
        return {
            "wrong_type": f"{name} must be a number, such as {self.maximum}",
            "too_precise": f"{name} must have {places} or fewer",
            "out_of_range": f"{name} must be between {self.minimum} and {self.maximum}{unit}",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, str) or not DECIMAL.fullmatch(value):
            return "wrong_type"
        if len(value.partition(".")[2]) > self.places:
            return "too_precise"
        return (
            None
            if Decimal(self.minimum) <= Decimal(value) <= Decimal(self.maximum)
            else "out_of_range"
        )

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)
        low, high = Decimal(self.minimum), Decimal(self.maximum)
        return wire.String(  # type: ignore[return-value]
            validate=validate.And(
                validate.Regexp(rf"{DECIMAL.pattern}\Z", error=said["wrong_type"]),
                validate.Regexp(
                    rf"[0-9]+(\.[0-9]{{1,{self.places}}})?\Z", error=said["too_precise"]
                ),
                _DecimalRange(low, high, said["out_of_range"]),
            ),
            error_messages=wrongly_typed(said["wrong_type"]),
        )

    @property
    def control(self) -> str:
        return "decimal"

    def from_form(self, texts: list[str]) -> object:
        return texts[0].strip() if texts and texts[0].strip() else None

    def limits(self) -> dict[str, object]:
        return {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "places": self.places,
            "unit": self.unit,
        }

    def described(self) -> str:
        return f"number with {self.places} decimals, {self.minimum} to {self.maximum} {self.unit}".rstrip()

    def columns(self) -> list[Column]:
        return [
            Column(
                "",
                "dec",
                "the number as text",
                lambda value: value if isinstance(value, str) else None,
            )
        ]


class _DecimalRange(validate.Validator):
    def __init__(self, low: Decimal, high: Decimal, error: str) -> None:
        self.range = validate.Range(low, high, error=error)

    def __call__(self, value: str) -> str:
        if DECIMAL.fullmatch(value):
            self.range(Decimal(value))
        return value

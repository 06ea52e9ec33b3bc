"""Questions answered with a list of things, each with the same few parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from marshmallow import RAISE, Schema, ValidationError, validate
from marshmallow import fields as wire

from forms.definition import Choice
from forms.field_types.base import Cell, Column, FieldType, Sentences, wrongly_typed
from forms.field_types.references import count_of
from forms.field_types.text import BLANK, text_problem, text_sentences
from forms.field_types.times import as_day

PARTS = ("what", "owner", "due")
LONGEST_OWNER = 120


def _is_item(item: object) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == set(PARTS)
        and all(isinstance(part, str) for part in item.values())
    )


@dataclass(frozen=True)
class Unknowns(FieldType):
    """What is not known yet: `what`, who will find out (`owner`) and by when (`due`, a date, or "" when open)."""

    name: ClassVar[str] = "unknowns"
    longest: int = 500
    most: int = 40

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest) | {
            "wrong_type": f"{name} must be a list of things that are not known",
            "empty": f"{name}: write at least one thing. There is always something we do not know",
            "too_many": f"{name}: at most {self.most} things",
            "blank": f"{name}: say what is not known, for each thing in the list",
            "no_owner": f"{name}: say who will find out, for each thing in the list",
            "owner_too_long": f"{name}: who will find out must be {LONGEST_OWNER} characters or fewer",
            "bad_due": f"{name}: “find out by” must be a real date, such as 3 5 2026",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, list):
            return "wrong_type"
        if not all(_is_item(item) for item in value):
            return "wrong_type"
        for item in value:
            problem = self._item_problem(item)
            if problem:
                return problem
        if not value:
            return "empty"
        return "too_many" if len(value) > self.most else None

    def _item_problem(self, item: dict[str, str]) -> str | None:
        problem = text_problem(item["what"], self.longest)
        if problem not in (None, "blank"):
            return problem
        if text_problem(item["owner"], LONGEST_OWNER) not in (None, "blank"):
            return "owner_too_long"
        return "bad_due" if item["due"] and as_day(item["due"]) is None else None

    def unfinished(self, value: object) -> str | None:
        """A thing without words, or nobody who will find out (rule R24)."""
        for item in value if isinstance(value, list) else []:
            if BLANK.fullmatch(item["what"]):
                return "blank"
            if BLANK.fullmatch(item["owner"]):
                return "no_owner"
        return None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)

        def check(items: list[dict[str, str]]) -> None:
            for item in items:
                found = text_problem(item["what"], self.longest)
                found = None if found == "blank" else found
                if found is None and text_problem(item["owner"], LONGEST_OWNER) not in (
                    None,
                    "blank",
                ):
                    found = "owner_too_long"
                if found is None and item["due"] != "" and as_day(item["due"]) is None:
                    found = "bad_due"
                if found:
                    raise ValidationError(said[found])
            if len(items) == 0:
                raise ValidationError(said["empty"])
            if len(items) > self.most:
                raise ValidationError(said["too_many"])

        wrong = wrongly_typed(said["wrong_type"])

        class Item(Schema):
            error_messages = wrong

            class Meta:
                unknown = RAISE

            what = wire.String(required=True, error_messages=wrong)
            owner = wire.String(required=True, error_messages=wrong)
            due = wire.String(required=True, error_messages=wrong)

        return wire.List(  # type: ignore[return-value]
            wire.Nested(Item(), error_messages=wrong), validate=check, error_messages=wrong
        )

    @property
    def control(self) -> str:
        return "unknowns"

    def from_form(self, texts: list[str]) -> object:
        """Three texts a thing: what, who, by when."""
        things = [
            dict(zip(PARTS, texts[start : start + 3], strict=False))
            for start in range(0, len(texts), 3)
        ]
        return [thing for thing in things if any(thing.values())] or None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest, "longest_owner": LONGEST_OWNER, "most": self.most}

    def described(self) -> str:
        return "a list: what is not known, who will find out, by when"

    def columns(self) -> list[Column]:
        return [count_of("things are not known")]


REPLY_PARTS = ("to", "reply", "why")


@dataclass(frozen=True)
class Replies(FieldType):
    """A reply to each of several things shown: `to` (its code), `reply` (a code of the list) and `why`, which may be "".

    The codes in `explained` need a why before the visit can be signed.
    """

    name: ClassVar[str] = "replies"
    choices: tuple[Choice, ...] = (Choice("considered", "Considered"),)
    explained: tuple[str, ...] = ()
    longest: int = 300
    most: int = 40

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)

    def sentences(self, name: str) -> Sentences:
        return text_sentences(name, self.longest) | {
            "wrong_type": f"{name} must be a list of replies",
            "not_a_choice": f"{name}: choose one of the replies in the list",
            "blank": f"{name}: say why, for each reply that needs it",
            "empty": f"{name}: reply to at least one",
            "repeated": f"{name}: reply to each once",
            "too_many": f"{name}: at most {self.most} replies",
        }

    def problem(self, value: object, at: datetime | None = None) -> str | None:
        if not isinstance(value, list) or not all(map(_is_reply, value)):
            return "wrong_type"
        for item in value:
            if item["reply"] not in self.codes:
                return "not_a_choice"
            problem = text_problem(item["why"], self.longest)
            if problem not in (None, "blank"):
                return problem
        if not value:
            return "empty"
        if len({item["to"] for item in value}) < len(value):
            return "repeated"
        return "too_many" if len(value) > self.most else None

    def unfinished(self, value: object) -> str | None:
        """A reply that needs a why and has none."""
        for item in value if isinstance(value, list) else []:
            if item["reply"] in self.explained and BLANK.fullmatch(item["why"]):
                return "blank"
        return None

    def wire_field(self, name: str) -> wire.Field[object]:
        said = self.sentences(name)
        wrong = wrongly_typed(said["wrong_type"])

        def check(items: list[dict[str, str]]) -> None:
            for item in items:
                found = text_problem(item["why"], self.longest)
                if item["reply"] not in [choice.code for choice in self.choices]:
                    raise ValidationError(said["not_a_choice"])
                if found and found != "blank":
                    raise ValidationError(said[found])
            spoken_to = [item["to"] for item in items]
            for code, refused in (
                ("empty", spoken_to == []),
                ("repeated", any(spoken_to.count(code) > 1 for code in spoken_to)),
                ("too_many", len(spoken_to) > self.most),
            ):
                if refused:
                    raise ValidationError(said[code])

        class Item(Schema):
            error_messages = wrong

            class Meta:
                unknown = RAISE

            to = wire.String(
                required=True,
                validate=validate.Regexp(r"[A-Za-z0-9_-]{1,60}\Z", error=said["wrong_type"]),
                error_messages=wrong,
            )
            reply = wire.String(required=True, error_messages=wrong)
            why = wire.String(required=True, error_messages=wrong)

        return wire.List(  # type: ignore[return-value]
            wire.Nested(Item(), error_messages=wrong), validate=check, error_messages=wrong
        )

    @property
    def control(self) -> str:
        return "replies"

    def from_form(self, texts: list[str]) -> object:
        """Three texts a reply: to what, the reply, why. Those without a reply are left out."""
        replies = [
            dict(zip(REPLY_PARTS, texts[start : start + 3], strict=False))
            for start in range(0, len(texts), 3)
        ]
        return [reply for reply in replies if reply.get("reply")] or None

    def limits(self) -> dict[str, object]:
        return {"longest": self.longest, "most": self.most, "explained": list(self.explained)}

    def described(self) -> str:
        return "a list: what is replied to, the reply, why"

    def columns(self) -> list[Column]:
        return [
            Column(
                f"__{choice.code}",
                "int",
                f"how many replies say “{choice.label}”",
                _how_many(choice.code),
            )
            for choice in self.choices
        ]


def _is_reply(item: object) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == set(REPLY_PARTS)
        and all(isinstance(part, str) for part in item.values())
        and re.fullmatch(r"[A-Za-z0-9_-]{1,60}", item["to"]) is not None
    )


def _how_many(code: str) -> Callable[[object], Cell]:
    return lambda value: (
        sum(item["reply"] == code for item in value) if isinstance(value, list) else None
    )

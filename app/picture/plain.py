"""The picture in plain words: what a page says without scripts. Nothing is left out that the first look needs; the rest
of the record is on the visits' own pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.picture.entries import Claim, Record
from app.picture.still_unknown import open_items
from app.wording import Words, day_words, wire_day
from forms.definition import Form

SAYS = {
    "lives_with": "lives with",
    "lives_there": "lives at",
    "sleeps_there_tonight": "sleeps at",
    "stays_sometimes": "sometimes at",
    "does_not_live_there": "does not live at",
    "has_moved_out": "has moved out of",
}


class Paragraph(NamedTuple):
    """A heading and its lines."""

    title: str
    lines: list[str]


def plain(record: Record, picture: Mapping[str, Any], child: Mapping[str, Any]) -> list[Paragraph]:
    """The first look in words, a heading with its lines each; a heading without lines is left out."""
    if not record.contacts:
        return []
    say = _Saying(record.form_of[-1], picture, child)
    return [
        paragraph
        for paragraph in (
            Paragraph("Where baby lives and sleeps", say.where()),
            Paragraph("To see and do", say.to_do()),
            Paragraph("Seen and not seen", say.seen()),
            Paragraph("What changed last time", say.changed()),
            Paragraph("Said differently", say.differently()),
            Paragraph("Still not known", say.unknown()),
            Paragraph("Views, and what they rest on", say.views()),
        )
        if paragraph.lines
    ]


class _Saying:
    """Holds what wording needs."""

    def __init__(self, form: Form, picture: Mapping[str, Any], child: Mapping[str, Any]) -> None:
        self.form = form
        self.picture = picture
        people = {one["ref"][2:]: self.person(one) for one in picture["people"]}
        addresses = {
            one["id"]: f"{one['label']} (restricted)" if one["restricted"] else one["label"]
            for one in child["addresses"]
        }
        self.words = Words(people, addresses)
        self.sources = {choice.code: choice.label for choice in form.sources}
        self.reasons = {choice.code: choice.label for choice in form.missing_reasons}

    @staticmethod
    def person(one: Mapping[str, Any]) -> str:
        relation = str(one["relation"]).replace("_", " ")
        return f"{one['name'] or 'Name not known'} ({relation})" if relation else str(one["name"])

    def question(self, field_id: str) -> str:
        declared = self.form.fields.get(field_id)
        return declared.name if declared else field_id.replace("_", " ")

    def value(self, claim: Claim) -> str:
        declared = self.form.fields.get(claim["field"])
        if "value" not in claim:
            return self.reasons.get(claim.get("missing", ""), "no answer")
        if declared is None:
            return str(claim["value"])
        return ", ".join(self.words.of(declared, claim["value"]))

    def by(self, claim: Claim) -> str:
        source = claim.get("source") or {}
        person, kind = source.get("person"), source.get("type", "")
        if kind == "seen_or_measured_by_me" or not kind:
            who = claim["by"]
        else:
            who = self.words.reference(person) if person else self.sources.get(kind, kind)
        private = ", private" if claim.get("sens") == "H" else ""
        return f"{who}, {self.day(claim['on'])}{private}"

    @staticmethod
    def day(text: object) -> str:
        day = wire_day(text)
        return day_words(day) if day else "no date"

    def where(self) -> list[str]:
        part = self.picture["residence"]
        told = [part["claims"][place] for place in part["latest"]]
        lines = [
            f"Baby {SAYS.get(one['says'], 'at')} {self.value(one)}: {self.by(one)}" for one in told
        ]
        lines += [
            f"At night: {self.value(one)}: {self.by(one)}"
            for one in part["overnight"]
            if one["visit"] == part["overnight"][-1]["visit"]
        ]
        return lines

    def to_do(self) -> list[str]:
        declared = self.form.fields["must_see_next"]
        lines = [self.words.choice(declared, code) for code in self.picture["must_see"]]
        lines += [
            f"{one['what']} ({self.words.reference(one['owner']) or 'nobody named'}, by {self.day(one['due'])})"
            for one in self.picture["actions"]
            if one["open"]
        ]
        return lines

    def seen(self) -> list[str]:
        lines = []
        for one in self.picture["people"]:
            if one["gone"] or not (one["block"] or one.get("alone_with_baby")):
                continue
            last = f"last seen {self.day(one['last_seen'])}" if one["last_seen"] else "never seen"
            alone = ", cares for baby alone" if one.get("alone_with_baby") else ""
            since = "1 contact" if one["since"] == 1 else f"{one['since']} contacts"
            lines.append(f"{self.person(one)}: {last}, {since} since{alone}")
        return lines

    def changed(self) -> list[str]:
        since = self.picture["since"]
        lines = [
            f"{self.question(one['after']['field'])}: {self.value(one['before'])}, now {self.value(one['after'])}"
            for one in (*since["changed"], *since["resolved"])
        ]
        return lines + [
            f"New: {self.question(one['field'])}: {self.value(one)}" for one in since["new"]
        ]

    def differently(self) -> list[str]:
        return [
            f"{self.question(one['field'])}: "
            + "; ".join(f"{self.value(claim)} ({self.by(claim)})" for claim in one["claims"])
            for one in self.picture["contradictions"]
        ]

    def unknown(self) -> list[str]:
        lines = []
        for one in open_items(self.picture["unknown"]):
            match one["what"]:
                case "listed":
                    lines.append(
                        f"{one['text']}: {one['owner'] or 'nobody named'}, by {self.day(one['due'])}"
                    )
                case "closed":
                    reason = self.reasons.get(one["reason"], one["reason"]).lower()
                    lines.append(
                        f"{self.question(one['field'])}: {reason}, since {self.day(one['since'])}"
                    )
                case _ if one["core"]:
                    lines.append(f"{self.question(one['field'])}: never asked")
        return lines

    def views(self) -> list[str]:
        lines = []
        for one in self.picture["views"]:
            basis = "; ".join(
                f"{self.question(claim['field'])}: {self.value(claim)}"
                for claim in one.get("basis", ())
            )
            rests = f" Rests on: {basis or 'nothing that is shown here'}." if "basis" in one else ""
            lines.append(
                f"{self.question(one['field'])} ({self.by(one)}): {self.value(one)}.{rests}"
            )
        return lines

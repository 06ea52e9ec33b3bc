"""What makes a form quick in the hand, beside what it asks: whom a section usually hears from, which facts may be carried
over from an earlier visit, and under which topics its further questions are folded.

It is no part of a published version. It changes no question and no meaning of an answer, and is looked up by ids, so that
visits under an older version gain by it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.declaring import DeclarationError
from forms.definition import Field, Form, Kind, Section, Sensitivity

NOT_CARRIED = frozenset({Kind.OBSERVED, Kind.REPORTED, Kind.JUDGEMENT, Kind.PLAN, Kind.COMPUTED})
"""Kinds that are made anew at every visit. What somebody saw, heard or thought once would pass for seen today."""
SOURCED = (Kind.REPORTED, Kind.RECORD, Kind.FACT)
AT_THE_DOOR = "@"
"""In `not_met`: in the words of what happened at the door."""


@dataclass(frozen=True)
class Aids:
    """The aids of a form.

    `sources`: the two or three sources offered first, by kind; `section_sources` says otherwise for a section. Offered,
    never filled in. `carried` are the sections whose facts may be carried over, `carried_prefilled` those of which only
    what was declared `prefilled` may; `asked_anew` are ids in them that are true of one day only.
    `topics`: by section, title to the ids folded under it. `at_once`: a question of several answers to the words of the
    button that ticks them all. `written_now`: views that are part of acting at once, so not left for after the visit.
    `owned`: questions of who does something, to which the visitor's own name is an answer.
    `for_each_carer`: a section that has a row for everybody who looks after baby, to the question of who it is.
    `hints`: what stands under a question instead of its published hint, where that led nowhere.
    `not_met`: a question to its answer where nobody of the family was met: what the form has for "not seen".
    `claims`: a question about which somebody else may say otherwise, to what a new row of `claim_group` begins with.
    """

    sources: Mapping[Kind, tuple[str, ...]]
    section_sources: Mapping[str, Mapping[Kind, tuple[str, ...]]] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    carried_prefilled: frozenset[str] = frozenset()
    asked_anew: frozenset[str] = frozenset()
    topics: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    at_once: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    written_now: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    for_each_carer: Mapping[str, str] = field(default_factory=dict)
    not_met: Mapping[str, Any] = field(default_factory=dict)
    claim_group: str = ""
    claims: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def carries(self, asked: Field) -> bool:
        """Whether an answer may be offered again at the next visit, to be confirmed: never an observation, an account, a
        judgement or a plan, nor anything that must not be overheard.
        """
        if (
            asked.kind in NOT_CARRIED
            or asked.sensitivity is Sensitivity.HIDDEN
            or asked.id in self.asked_anew
        ):
            return False
        return asked.section in self.carried or (
            asked.section in self.carried_prefilled and asked.prefilled
        )

    def offered(self, section: Section) -> dict[str, list[str]]:
        """Kind to the sources offered first in this section, for the kinds that occur in it."""
        own = self.section_sources.get(section.code, {})
        kinds = {asked.kind for asked in section.asked}
        return {
            kind.value: list(own.get(kind, self.sources[kind])) for kind in SOURCED if kind in kinds
        }

    def folded(self, section: Section) -> list[tuple[str, list[str]]]:
        """Title to ids of each topic, without what this version does not ask."""
        asked = {each.id for each in section.asked}
        topics = self.topics.get(section.code, {})
        found = [(title, [each for each in ids if each in asked]) for title, ids in topics.items()]
        return [(title, ids) for title, ids in found if ids]

    def afterwards(self, section: Section) -> list[str]:
        """The views of this section that are written after the visit, from what was recorded in it."""
        return [
            asked.id
            for asked in section.asked
            if asked.kind is Kind.JUDGEMENT and asked.id not in self.written_now
        ]

    def claimed(self, form: Form, section: Section) -> dict[str, dict[str, str]]:
        """Question to the first answers of the row in which somebody else's word is kept; none without such rows."""
        if self.claim_group not in form.groups:
            return {}
        return {
            asked.id: dict(self.claims[asked.id])
            for asked in section.asked
            if asked.id in self.claims
        }

    def check(self, form: Form) -> None:
        """Raise DeclarationError where something named is not in the newest form."""
        sources = {source.code for source in form.sources}
        named = [self.sources, *self.section_sources.values()]
        for code in (code for by_kind in named for codes in by_kind.values() for code in codes):
            if code not in sources:
                raise DeclarationError(f"aids: unknown source “{code}”")
        codes = {section.code for section in form.sections}
        for code in {*self.section_sources, *self.carried, *self.carried_prefilled, *self.topics}:
            if code not in codes:
                raise DeclarationError(f"aids: unknown section “{code}”")
        for code, topics in self.topics.items():
            for named_there in (each for ids in topics.values() for each in ids):
                asked = form.fields.get(named_there)
                if asked is None or asked.section != code:
                    raise DeclarationError(f"aids: {code} does not ask “{named_there}”")
        anew = {*self.asked_anew, *self.at_once, *self.hints, *self.written_now, *self.owned}
        begun = {each for presets in self.claims.values() for each in presets}
        for anywhere in {*anew, *self.for_each_carer.values(), *self.claims, *begun, *self.not_met}:
            if anywhere not in form.fields:
                raise DeclarationError(f"aids: unknown question “{anywhere}”")
        for id_, value in self.not_met.items():
            codes = {each.code for each in getattr(form.fields[id_].type, "choices", ())}
            if value != AT_THE_DOOR and not codes.issuperset(
                [value] if isinstance(value, str) else value
            ):
                raise DeclarationError(f"aids: “{value}” is no answer to “{id_}”")

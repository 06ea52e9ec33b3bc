"""The vocabulary the safety rules are written in: a rule, the cases in which it fires, an indicator, a threshold.

Everything is frozen data. A condition is CEL (`forms/conditions.py`) over four kinds of names: fields of the form by
their id (`null` unless recorded), `<field>__missing` (its missing reason or `null`), `parent.<field>` in a rule that is
asked of each parent (the field without `mother_`, `father_` …), and the facts of `facts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from forms.conditions import Condition


class Severity(StrEnum):
    """What a rule does to the screen and to the signature. It never stops anything from being saved."""

    STOP_ACT = "STOP-ACT"  # full screen: act now; signing waits until acted on, or excepted by a second clinician
    STOP_HIDE = "STOP-HIDE"  # takes content away
    STOP_BLOCK = "STOP-BLOCK"  # refuses an output
    STOP_SIGN = "STOP-SIGN"  # signing waits until filled in
    URGENT = "URGENT"  # cannot be dismissed, must be answered
    WARN = "WARN"  # wants an answer: done, or explained
    PROMPT = "PROMPT"  # one nudge


ORDER = tuple(Severity)
"""From the gravest to the mildest."""
HOLDING = frozenset({Severity.STOP_ACT, Severity.STOP_SIGN, Severity.URGENT, Severity.WARN})
AT_THE_BOX = frozenset({"R10", "R25", "R28"})
"""These ask under the words themselves: the reply is about those, and none is written under `rule/<id>/reply`."""
FIRST_HELD = 2
"""The version of the form from which on the rules hold the signature. An older one has no place to answer them."""


class Stage(StrEnum):
    """When a rule is evaluated: most on the answers alone, some on what the others found."""

    ANSWERS = "answers"
    INDICATORS = "indicators"  # after the indicators were counted
    STOPS = "stops"  # after every other rule


class Case(NamedTuple):
    """One way in which a rule fires: a CEL condition, and the fields it rests on.

    A name that begins with `@` stands for the fields a fact rests on in this child's record. Where it rests on the entries
    of a group, `tells` is the question that says what an entry is; until it does, it says no more than the field `before`.
    """

    condition: str
    because: tuple[str, ...]
    tells: str = ""
    before: str = ""


@dataclass(frozen=True)
class Rule:
    """One safety rule. It fires when one case of `when` holds and, where there are any, one case of `while_`.

    `urgent`: under which it is URGENT. `answered_by`: the answers of the form that settle it, so that no reply is asked.
    `closed_when`: while this does not hold, no reply settles it. `unsigned_while`: once it is answered, it is STOP-SIGN
    while this holds. `escalates`: under which it has to be taken further, with `further` as the words for it: the finding
    then goes to the manager, too (`times`: how often in a row it has fired).
    `must_see`: what the next visit has to do because of it (codes of `must_see_next`; `{p}` stands for the parent).
    `asks`: the questions that follow. `each_parent`: asked of each parent block. `private`: its being there would give
    away what only an undisturbed talk may show; it is never on the screen while somebody may overhear. `call`: the
    question that holds the time of the call. `one_matter`: what is added to it after a reply is answered with it; in every
    other rule that opens it again. `by_value`: a reply is given for the very values it rests on, and for how grave it is.
    """

    id: str
    name: str
    severity: Severity
    message: str
    when: tuple[Case, ...]
    source: str
    while_: tuple[Case, ...] = ()
    urgent: str = ""
    answered_by: str = ""
    closed_when: str = ""
    unsigned_while: str = ""
    escalates: str = ""
    further: str = ""
    asks: tuple[str, ...] = ()
    must_see: tuple[str, ...] = ()
    follows: str = ""
    each_parent: bool = False
    private: bool = False
    call: str = ""
    one_matter: bool = False
    by_value: bool = False
    stage: Stage = Stage.ANSWERS
    version: str = "2026.1"
    clinical_owner: str = "not yet appointed"

    @property
    def expressions(self) -> tuple[str, ...]:
        """Every condition in it."""
        cases = tuple(case.condition for case in (*self.when, *self.while_))
        beside = (
            *(self.urgent, self.answered_by, self.closed_when),
            *(self.unsigned_while, self.escalates),
        )
        return (*cases, *filter(None, beside))


@dataclass(frozen=True)
class Indicator:
    """A circumstance that makes one think; never a score. `weight` is "strong", "context" or "support" (a reason to
    offer help, which on its own must never raise a level); `strong_if` lifts it.

    Its conditions see the latest recorded answer of each field, from this or an earlier contact.
    """

    id: str
    name: str
    when: tuple[Case, ...]
    weight: str = "context"
    strong_if: str = ""
    each_parent: bool = False
    private: bool = False

    @property
    def expressions(self) -> tuple[str, ...]:
        """Every condition in it."""
        return (*(case.condition for case in self.when), *filter(None, (self.strong_if,)))


class Threshold(NamedTuple):
    """A number a service may set, with what it may be. `meaning` ends the sentence "The number of …"."""

    name: str
    value: int
    least: int
    most: int
    meaning: str


@dataclass(frozen=True)
class Configuration:
    """What is set locally, with the person who answers for it and the day it has to be looked at again."""

    owner: str
    from_: date
    review_by: date
    thresholds: tuple[Threshold, ...]
    non_mobile: tuple[str, ...]
    bank_holidays: tuple[str, ...]
    bank_holidays_until: date

    def numbers(self, local: dict[str, int] | None = None) -> dict[str, int]:
        """Every threshold by its name; a local number counts as far as it is within its bounds."""
        local = local or {}
        return {
            one.name: local[one.name]
            if one.least <= local.get(one.name, one.least - 1) <= one.most
            else one.value
            for one in self.thresholds
        }


_PARENT = re.compile(r"parent\.([a-z0-9_]+)")
MOST_KNOWN = 20_000
LONGEST_CODE = 48
_ROW = re.compile(r"row\.([a-z0-9_]+)")


def _short(value: Any) -> Any:
    """A value as conditions need it: of words only that they are there."""
    return "…" if isinstance(value, str) and len(value) > LONGEST_CODE else value


@dataclass(frozen=True)
class Book:
    """All rules and indicators with their configuration, and what their conditions speak of. `bands`: the usual weight
    in grams by contact type.
    """

    rules: tuple[Rule, ...]
    indicators: tuple[Indicator, ...]
    configuration: Configuration
    bands: tuple[tuple[str, tuple[int, int]], ...] = ()
    compiled: dict[str, Condition] = field(default_factory=dict, compare=False)
    known: dict[tuple[Any, ...], bool] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for expression in self.expressions:
            self.compiled[expression] = Condition(expression)

    def holds(self, expression: str, context: Mapping[str, Any]) -> bool:
        """Whether a condition of the book holds. Most are asked of the same few codes again and again, and CEL takes
        fifty microseconds: what came out is kept. Words never decide a condition and are not kept.
        """
        condition = self.compiled[expression]
        seen: dict[str, Any] = {}
        for name in condition.names:
            if name == "parent":
                block = context["parent"]
                seen[name] = {part: _short(block[part]) for part in self.of_parent[expression]}
            elif name in context:
                seen[name] = _short(context[name])
        key = (expression, repr(seen))
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            found = self.known[key] = condition.evaluate(seen)
        return found

    @cached_property
    def expressions(self) -> tuple[str, ...]:
        """Every condition, each once."""
        both: tuple[Rule | Indicator, ...] = (*self.rules, *self.indicators)
        return tuple(dict.fromkeys(text for one in both for text in one.expressions))

    @cached_property
    def of_parent(self) -> dict[str, list[str]]:
        """What each condition asks of a parent block."""
        return {text: _PARENT.findall(text) for text in self.expressions}

    @cached_property
    def parent_names(self) -> tuple[str, ...]:
        """The fields of the parent block the conditions speak of, without prefix."""
        return tuple(sorted({name for text in self.expressions for name in _PARENT.findall(text)}))

    @cached_property
    def blank(self) -> dict[str, None]:
        """Every name the conditions speak of, not recorded."""
        return {name: None for one in self.compiled.values() for name in one.names}

    @cached_property
    def blank_row(self) -> dict[str, None]:
        """A row of a repeat group in which nothing is recorded."""
        return {name: None for text in self.expressions for name in _ROW.findall(text)}

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What facts need beside the numbers."""
        return {
            "non_mobile": self.configuration.non_mobile,
            "bank_holidays": self.configuration.bank_holidays,
            "bands": dict(self.bands),
        }

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

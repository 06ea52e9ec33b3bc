"""When a question is asked: CEL expressions over the answers.

The same text is evaluated here and in the browser, so only what gives the same result in both is let through, and a
condition is checked against the form when the form is loaded. One rule is held by the check: **a comparison is true of
a recorded value only.** A blank is `null`, and `!=`, `!` and `<` say something about a blank too (or fail on it), so
they must stand behind `field != null &&`. The small functions below write conditions that obey.

    one_of("access_outcome", "no_reply", "entry_refused")   access_outcome in ["no_reply","entry_refused"]
    not_one_of("move_plan", "none")                         move_plan != null && !(move_plan in ["none"])
    any_except("acute_signs", "none_seen")                  acute_signs != null && acute_signs.exists(each, …)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

# The package reads its command line along with its engine: an editor and its colours, 14 MB that no process here needs.
_left_unread = sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
import cel  # noqa: E402 -- behind the line above

if sys.modules["cel.cli"] is _left_unread:
    del sys.modules["cel.cli"]

from forms.keys import FURTHER, further_claims  # noqa: E402

if TYPE_CHECKING:
    from forms.definition import Field, Form

Context = Mapping[str, Any]

AS_FOUND = {
    "rule/R01/fires": {"mobility": "not_rolling"},
    "rule/R14/fires": {"residence_changed": "unsure"},
}
"""What conditions see while a rule fires, in any version of the form: these two reckon with dates, councils and earlier
visits, which no condition can, and settle only by the questions that hang on these answers."""


class ConditionError(ValueError):
    """A condition that can't be used: says what is wrong with it."""


# Writing


def one_of(field: str, *codes: str) -> str:
    """The answer is one of these."""
    return f"{field} in {_list(codes)}" if len(codes) > 1 else f'{field} == "{codes[0]}"'


def not_one_of(field: str, *codes: str) -> str:
    """There is an answer and it is none of these."""
    return f"{field} != null && !({field} in {_list(codes)})"


def less_than(field: str, number: int) -> str:
    """There is a number and it is less."""
    return f"{field} != null && {field} < {number}"


def any_of(field: str, *codes: str) -> str:
    """At least one of these is ticked."""
    return f"{field} != null && {field}.exists(each, each in {_list(codes)})"


def any_except(field: str, *codes: str) -> str:
    """Something is ticked other than these."""
    return f"{field} != null && {field}.exists(each, !(each in {_list(codes)}))"


def recorded(field: str) -> str:
    """There is a value."""
    return f"{field} != null"


def holds(field: str) -> str:
    """It was worked out to be so."""
    return f"{field} == true"


def not_empty(field: str) -> str:
    """It is a list with something in it."""
    return f"{field} != null && size({field}) > 0"


def no_rows(group: str) -> str:
    """The group has no row."""
    return f"size({group}) == 0"


def some_rows(group: str) -> str:
    """The group has a row."""
    return f"size({group}) > 0"


def any_row(group: str, condition: str) -> str:
    """One row of the group at least is so. In the condition its fields are called `row.<field>`."""
    return f"{group}.exists(row, {condition})"


def rows_at_least(count: int, group: str, condition: str) -> str:
    """So many rows of the group are so, or more. Fields as in `any_row`."""
    return f"size({group}.filter(row, {condition})) >= {count}"


def blank_or_one_of(field: str, *codes: str) -> str:
    """Not answered yet, or answered with one of these."""
    return f"{field} == null || {field} in {_list(codes)}"


def either(*conditions: str) -> str:
    """At least one holds."""
    return " || ".join(f"({condition})" for condition in conditions)


def both(*conditions: str) -> str:
    """All hold."""
    return " && ".join(f"({condition})" for condition in conditions)


def _list(codes: tuple[str, ...]) -> str:
    return "[" + ",".join(f'"{code}"' for code in codes) + "]"


# Evaluating


@dataclass(frozen=True)
class Condition:
    """A compiled condition. Raises ConditionError when it is no CEL."""

    expression: str

    def __post_init__(self) -> None:
        self._program  # noqa: B018 - compiles now, so that a mistake shows when the form is loaded

    @cached_property
    def _program(self) -> cel.Program:
        try:
            return cel.compile(self.expression)
        except ValueError as wrong:
            raise ConditionError(f"not a CEL expression: {wrong}") from wrong

    def evaluate(self, context: Context) -> bool:
        """Whether it holds for these answers (see `context_of`)."""
        # Only what it speaks of: copying a hundred answers into CEL costs more than the condition.
        return self._program.execute({n: context[n] for n in self.names if n in context}) is True

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names it speaks of, its own for the elements of lists included."""
        return tuple(self._program.variables())

    def check(
        self,
        form: Form,
        group: str | None = None,
        *,
        facts: frozenset[str] = frozenset(),
        block: str = "",
    ) -> None:
        """Raise ConditionError unless it speaks of fields and choices of the form, and of blanks only by name.

        `group` is the repeat group it stands in: there the fields of the same row are known too. `facts` are names that
        are worked out and never blank; `parent.<name>` is the field `<block>_<name>`.
        """
        _Check(self.expression, form, group, facts, block).run()


def context_of(form: Form, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What conditions see: every field outside the groups by its id, `null` unless it has a value, and every group as
    a list of rows (in the order of their ids) with every field of the group in each. Rows taken away are absent. Where
    further sources say something to a question outside the groups, `@` has their words by its id (see `other_ways`).
    A rule that fires counts as the answer in `AS_FOUND`.
    """
    context: dict[str, Any] = {
        declared.id: _value(answers, declared.id) for declared in form if declared.group is None
    }
    for group, section in form.groups.items():
        context[group] = [
            {
                declared.id: _value(answers, f"{group}/{row}/{declared.id}")
                for declared in section.fields
            }
            for row in rows_of(group, answers)
        ]
    for key, found in AS_FOUND.items():
        if _value(answers, key):
            context |= found
    heard = {
        key: [value for claim in claims if (value := _value(answers, claim)) is not None]
        for key, claims in further_claims(answers).items()
        if key in context and form.fields[key].several_claims
    }
    return {**context, FURTHER: heard} if heard else context


def other_ways(
    context: Context, heard: Mapping[str, Sequence[Any]], prefix: str = ""
) -> Iterator[Context]:
    """The context with what one further source says in place of the answer, for each there is: what somebody saw opens a
    question or a warning, whatever the first who was asked had said. With the prefix of a parent block, in `parent` too.
    """
    for name, values in heard.items():
        for value in values:
            way = {**context, name: value}
            if prefix and name.startswith(f"{prefix}_"):
                way["parent"] = {**context["parent"], name[len(prefix) + 1 :]: value}
            yield way


def rows_of(group: str, answers: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The ids of the rows of a repeat group that are not taken away, in order. A cleared field alone makes no row."""
    rows: set[str] = set()
    removed: set[str] = set()
    for key, answer in answers.items():
        parts = key.split("/")
        if len(parts) != 3 or parts[0] != group:
            continue
        if parts[2] == "removed":
            if answer.get("value") is True:
                removed.add(parts[1])
        elif not answer.get("cleared"):
            rows.add(parts[1])
    return sorted(rows - removed)


def _value(answers: Mapping[str, Mapping[str, Any]], key: str) -> Any:
    answer = answers.get(key)
    return None if answer is None else answer.get("value")


# Checking


class _Token(NamedTuple):
    sort: str
    text: str


_TOKENS = re.compile(
    r"""(?P<space>\s+) | (?P<string>"(?:[^"\\]|\\.)*") | (?P<number>[0-9]+)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*) | (?P<op>&&|\|\||==|!=|<=|>=|[<>!()\[\],.+\-])""",
    re.VERBOSE,
)
_WORDS = frozenset({"null", "true", "false", "in", "size", "exists", "all", "filter"})
_HARMLESS_AFTER = frozenset({"==", "in"})


class _Typed(Protocol):
    @property
    def codes(self) -> frozenset[str]: ...


class _Check:
    """Walks the tokens once, knowing at each point which fields are guarded against being blank."""

    def __init__(
        self,
        expression: str,
        form: Form,
        group: str | None,
        facts: frozenset[str] = frozenset(),
        block: str = "",
    ) -> None:
        self.tokens = list(_tokens(expression))
        self.form = form
        self.group = group
        self.facts = facts
        self.block = block
        self.rows: dict[str, str] = {}
        self.each: dict[str, Field] = {}

    def run(self) -> None:
        self._bind()
        guarded: list[set[str]] = [set()]
        negated: list[bool] = [False]
        for at, token in enumerate(self.tokens):
            if token.text == "(":
                guarded.append(set(guarded[-1]))
                negated.append(negated[-1] or self._text(at - 1) == "!")
            elif token.text == ")":
                guarded.pop()
                negated.pop()
            elif token.text == "||":
                guarded[-1] = set(guarded[-2]) if len(guarded) > 1 else set()
            elif token.sort == "name" and token.text not in _WORDS and self._text(at - 1) != ".":
                self._operand(at, guarded[-1], negated[-1])
            elif token.sort == "string":
                self._literal(at, token.text[1:-1])

    def _bind(self) -> None:
        """Find what `list.exists(name, …)` calls its elements: rows of a group, or ticked codes."""
        for at in range(len(self.tokens) - 5):
            if self._text(at + 1) == "." and self._text(at + 2) in ("exists", "all", "filter"):
                over, element = self._text(at), self._text(at + 4)
                if self._text(at - 1) == "." and self._text(at - 2) == "parent":
                    over = f"{self.block}_{over}"
                if over in self.form.groups:
                    self.rows[element] = over
                elif over in self.form.fields:
                    self.each[element] = self.form.fields[over]

    def _operand(self, at: int, guarded: set[str], negated: bool) -> None:
        name = self.tokens[at].text
        if name in self.each or name in self.form.groups or name in self.rows:
            if name not in self.rows or self._text(at + 1) != ".":
                return
            path, after, known = f"{name}.{self._text(at + 2)}", at + 3, self._text(at + 2)
            if (
                self.form.fields.get(known) is None
                or self.form.fields[known].group != self.rows[name]
            ):
                raise ConditionError(f"unknown field “{known}” in the rows of “{self.rows[name]}”")
        elif name in self.facts:
            return
        else:
            path, after = name, at + 1
            if name == "parent" and self.block and self._text(at + 1) == ".":
                name, after = self._text(at + 2), at + 3
                if f"parent.{name}" in self.facts:
                    return
                path, name = f"parent.{name}", f"{self.block}_{name}"
            declared = self.form.fields.get(name.removesuffix("__missing"))
            if declared is None:
                raise ConditionError(f"unknown field “{name}”")
            if declared.group is not None and declared.group != self.group:
                raise ConditionError(f"“{name}” belongs to the rows of “{declared.group}”")
        if not negated and self._text(after) in ("==", "!=") and self._text(after + 1) == "null":
            if self._text(after) == "!=" and self._text(after + 2) == "&&":
                guarded.add(path)
            return
        if path not in guarded and (negated or self._text(after) not in _HARMLESS_AFTER):
            raise ConditionError(f"“{path}” may be blank here: put “{path} != null &&” before it")

    def _literal(self, at: int, code: str) -> None:
        declared = self._speaks_of(at)
        if declared is None:
            if self._of_a_fact(at):
                return
            raise ConditionError(f"cannot tell which field “{code}” is an answer of")
        codes = cast(_Typed, declared.type).codes
        if codes and code not in codes:
            raise ConditionError(f"“{code}” is no choice of “{declared.id}”")

    def _speaks_of(self, at: int) -> Field | None:
        """The field a literal is compared with: left of `== "x"`, left of `in ["x", …]`, right of `"x" in`."""
        if self._text(at + 1) == "in":
            return self._field_at(at + 2, forward=True)
        start = at
        while start > 0 and (
            self.tokens[start].sort == "string" or self._text(start) in (",", "[")
        ):
            start -= 1
        if self._text(start) in ("in", "==", "!=", "<", "<=", ">", ">="):
            return self._field_at(start - 1, forward=False)
        return None

    def _of_a_fact(self, at: int) -> bool:
        """Whether a literal is compared with a fact, or with a missing reason, whose codes are not a field's."""
        near = {self._text(place) for place in range(max(at - 6, 0), at + 5)}
        named = near | {f"parent.{name}" for name in near}
        return bool(named & self.facts) or any(name.endswith("__missing") for name in near)

    def _field_at(self, at: int, *, forward: bool) -> Field | None:
        if forward and self._text(at + 1) == ".":
            at += 2
        name = self._text(at)
        if self.block and self._text(at - 1) == "." and self._text(at - 2) == "parent":
            name = f"{self.block}_{name}"
        return self.each.get(name) or self.form.fields.get(name)

    def _text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""


def _tokens(expression: str) -> Iterator[_Token]:
    at = 0
    while at < len(expression):
        found = _TOKENS.match(expression, at)
        if found is None or found.lastgroup is None:
            raise ConditionError(f"“{expression[at]}” is not used in conditions")
        if found.lastgroup != "space":
            yield _Token(found.lastgroup, found.group())
        at = found.end()

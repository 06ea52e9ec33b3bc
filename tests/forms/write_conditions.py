"""Writes tests/contracts/every_condition.json: for each condition of a published form, drafts in which it holds and not.

`python -m tests.forms.write_conditions`. A draft names only what decides: whatever else is asked is blank. Read what is new
before it is committed; from then on both languages are held to it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forms
from forms.conditions import Condition, Context
from forms.definition import Field, Form

TARGET = Path(__file__).parents[1] / "contracts" / "every_condition.json"
TRIES = 4000


def conditions() -> dict[str, Form]:
    """Every condition of every published version, with the newest form that has it."""
    found: dict[str, Form] = {}
    for version in forms.versions():
        form = forms.published(version)
        found |= {field.show_if: form for field in form if field.show_if}
    return found


def blank(form: Form) -> Context:
    """A draft in which nothing is answered."""
    groups: Context = {group: [] for group in form.groups}
    return {field.id: None for field in form} | groups


def holds(expression: str, form: Form, draft: Context) -> bool:
    """Whether it holds of a draft: of each group, rows with what is answered in them."""
    rows: Context = {
        group: [{field.id: None for field in section.fields} | row for row in draft.get(group, [])]
        for group, section in form.groups.items()
    }
    return Condition(expression).evaluate({**blank(form), **draft, **rows})


def _value(field: Field, chance: random.Random) -> Any:
    codes = sorted(field.type.codes)
    match field.type.name:
        case "multi":
            return chance.sample(codes, min(len(codes), chance.choice([1, 1, 2])))
        case "computed":
            gives = getattr(field.type, "gives", "")
            return chance.choice([True, False]) if gives == "flag" else codes[:1] or ["IND-01"]
        case "int":
            return chance.choice([0, 1, 3, 40, 4120])
        case _:
            return chance.choice(codes) if codes else "x"


def _drafts(expression: str, form: Form) -> Iterator[Context]:
    chance = random.Random(expression)
    names = Condition(expression).names
    fields = [form.fields[name] for name in names if name in form.fields]
    groups = [form.groups[name] for name in names if name in form.groups]
    yield {}
    for _ in range(TRIES):
        draft: Context = {
            field.id: _value(field, chance) for field in fields if chance.random() < 0.8
        }
        for section in groups:
            draft[str(section.group)] = [
                {one.id: _value(one, chance) for one in section.fields if one.id in expression}
                for _ in range(chance.choice([0, 1, 1, 2]))
            ]
        yield draft


def _needed(expression: str, form: Form, draft: Context) -> Context:
    """The draft without what decides nothing."""
    came_to = holds(expression, form, draft)
    for name in sorted(draft):
        less = {key: value for key, value in draft.items() if key != name}
        if holds(expression, form, less) == came_to:
            draft = less
    return draft


def cases(expression: str, form: Form) -> list[tuple[Context, bool]]:
    """Nothing answered; a draft in which it holds, that with each answer taken out, and one in which it does not."""
    found: list[tuple[Context, bool]] = [({}, holds(expression, form, {}))]
    for wanted in (True, False):
        met = next(
            (
                one
                for one in _drafts(expression, form)
                if holds(expression, form, one) is wanted and one
            ),
            None,
        )
        if met is None:
            continue
        kept = _needed(expression, form, met) if wanted else met
        found.append((kept, wanted))
        if wanted:
            for name in sorted(kept):
                less = {key: value for key, value in kept.items() if key != name}
                found.append((less, holds(expression, form, less)))
    return [one for place, one in enumerate(found) if one not in found[:place]]


def main() -> None:
    lines = [
        json.dumps(
            {
                "expr": expression,
                "version": form.version,
                "cases": [
                    {"draft": draft, "expect": expect} for draft, expect in cases(expression, form)
                ],
            },
            ensure_ascii=False,
        )
        for expression, form in sorted(conditions().items())
    ]
    about = (
        "Every condition of every published form: drafts in which it holds and in which it does not. "
        "What a draft does not name is blank."
    )
    TARGET.write_text(
        f'{{"about": {json.dumps(about)}, "conditions": [\n' + ",\n".join(lines) + "\n]}\n", "utf-8"
    )


if __name__ == "__main__":
    main()

"""Which questions a visit asks, and which of them still hold back the signature. Pure; the tablet has a twin.

A question applies when the visit's contact type asks it, its condition holds of the answers or of what another source
says beside one, and, if it is hidden (H), while nobody
can overhear and no relative or friend interprets. What the app works out is never asked. What was answered before a
question stopped applying stays recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from forms.conditions import Condition, Context, context_of, other_ways, rows_of
from forms.definition import ContactType, Field, Form, Requirement, Section, Sensitivity
from forms.keys import FURTHER, further_claims, id_of, is_further

Answers = Mapping[str, Mapping[str, Any]]
Further = Mapping[str, Sequence[str]]
"""The further claims, by the key of the answer they stand beside."""

EVERY = frozenset(ContactType)


def shown(form: Form, answers: Answers) -> list[str]:
    """The keys of the questions that apply, in the order of the form: `weight_g`, and for each row of a repeat group
    `icon/<row>/icon_how`. Each is followed by the further claims on it, which apply while it does.
    """
    context, further = context_of(form, answers), further_claims(answers)
    return [
        key for section in form.sections for key in _shown_in(section, answers, context, further)
    ]


def open_questions(form: Form, answers: Answers) -> list[str]:
    """The keys that still hold back the signature, in the order of the form.

    Held are core questions, questions that need a value (MX) and questions that another answer opened (C), unless
    they have a value or, where that is allowed, a missing reason. A value that is not finished (too short a reason, an
    unknown nobody will look into) holds back wherever it stands. A group that needs rows and has too few is named by
    its bare id (`icon`).
    """
    context, further = context_of(form, answers), further_claims(answers)
    found: list[str] = []
    for section in form.sections:
        if _lacksrows_in(section, context):
            found.append(str(section.group))
        found += [
            key
            for key in _shown_in(section, answers, context, further)
            if _waits(form.fields[id_of(key)], key, answers.get(key, {}))
        ]
    return found


def sections_shown(form: Form, answers: Answers) -> list[str]:
    """The codes of the sections that have something to ask. A group counts when a first row would."""
    context = context_of(form, answers)
    return [
        section.code
        for section in form.sections
        if any(applies(field, context, _blank_row(section)) for field in section.asked)
    ]


def _shown_in(section: Section, answers: Answers, context: Context, further: Further) -> list[str]:
    return [
        key
        for field, keys, row in asked_in(section, answers, context, further)
        if applies(field, context, row)
        for key in keys
    ]


def asked_in(
    section: Section, answers: Answers, context: Context, further: Further
) -> Iterator[tuple[Field, list[str], Context]]:
    """Every question of a section, in each row: its key with those of the further claims on it, and its row's fields."""
    for prefix, row in rows_in(section, answers, context):
        for field in section.asked:
            key = f"{prefix}{field.id}"
            claims = further.get(key, ()) if field.several_claims else ()
            yield field, [key, *claims], row


def rows_in(section: Section, answers: Answers, context: Context) -> list[tuple[str, Context]]:
    """What the keys of each row begin with, and its own fields; a section without rows is one."""
    if section.group is None:
        return [("", {})]
    rows = zip(rows_of(section.group, answers), context[section.group], strict=True)
    return [(f"{section.group}/{row_id}/", row) for row_id, row in rows]


def applies(field: Field, context: Context, row: Context) -> bool:
    """Whether a question is asked. `row` are the fields of its own row, in a group."""
    if field.contacts != EVERY and context.get("contact_type") not in field.contacts:
        return False
    if field.sensitivity is Sensitivity.HIDDEN and not may_show_hidden(context):
        return False
    if field.show_if is None:
        return True
    here = {**context, **row} if row else context
    condition = _condition(field.show_if)
    return condition.evaluate(here) or any(
        map(condition.evaluate, other_ways(here, context.get(FURTHER, {})))
    )


def may_show_hidden(context: Context) -> bool:
    """Whether hidden questions may be on the screen: nobody overhears, and no relative or friend interprets."""
    return (
        context.get("earshot") == "no" and context.get("interpreter") != "relative_or_friend_used"
    )


def holds_back(field: Field, answer: Mapping[str, Any]) -> bool:
    """Whether a question that applies still holds back the signature with this answer."""
    if "value" in answer:
        return field.type.unfinished(answer["value"]) is not None
    if field.requirement is Requirement.VALUE:
        return True
    if answer.get("missing") in field.missing:
        return False
    return field.requirement is Requirement.WHEN_SHOWN or (
        field.core and field.requirement is Requirement.VALUE_OR_REASON
    )


def _waits(field: Field, key: str, answer: Mapping[str, Any]) -> bool:
    """No signature waits for a further claim, except for one that was begun and is not finished."""
    return ("value" in answer or not is_further(key)) and holds_back(field, answer)


def _lacksrows_in(section: Section, context: Context) -> bool:
    return (
        section.group is not None
        and len(context[section.group]) < section.minimum_rows
        and any(applies(field, context, _blank_row(section)) for field in section.asked)
    )


def _blank_row(section: Section) -> Context:
    return {field.id: None for field in section.fields} if section.group else {}


@lru_cache(maxsize=1024)
def _condition(expression: str) -> Condition:
    return Condition(expression)

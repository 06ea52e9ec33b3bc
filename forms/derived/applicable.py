"""Which questions a visit asks, and which of them still hold back the signature. Pure; the tablet has a twin.

A question applies when the visit's contact type asks it, its condition holds, and, if it is hidden (H), while nobody
can overhear and no relative or friend interprets. What the app works out is never asked. What was answered before a
question stopped applying stays recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forms.conditions import Condition, Context, context_of, rows_of
from forms.definition import ContactType, Field, Form, Requirement, Section, Sensitivity

Answers = Mapping[str, Mapping[str, Any]]

EVERY = frozenset(ContactType)


def shown(form: Form, answers: Answers) -> list[str]:
    """The keys of the questions that apply, in the order of the form: `weight_g`, and for each row of a repeat group
    `icon/<row>/icon_how`.
    """
    context = context_of(form, answers)
    return [key for section in form.sections for key in _shown_in(section, answers, context)]


def open_questions(form: Form, answers: Answers) -> list[str]:
    """The keys that still hold back the signature, in the order of the form.

    Held are core questions, questions that need a value (MX) and questions that another answer opened (C), unless
    they have a value or, where that is allowed, a missing reason. A value that is not finished (too short a reason, an
    unknown nobody will look into) holds back wherever it stands. A group that needs rows and has too few is named by
    its bare id (`icon`).
    """
    context = context_of(form, answers)
    found: list[str] = []
    for section in form.sections:
        if _lacksrows_in(section, context):
            found.append(str(section.group))
        found += [
            key
            for key in _shown_in(section, answers, context)
            if holds_back(form.fields[key.rpartition("/")[2]], answers.get(key, {}))
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


def _shown_in(section: Section, answers: Answers, context: Context) -> list[str]:
    return [
        f"{prefix}{field.id}"
        for prefix, row in rows_in(section, answers, context)
        for field in section.asked
        if applies(field, context, row)
    ]


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
    return _condition(field.show_if).evaluate({**context, **row} if row else context)


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

"""What of a visit's answers counts once it is handed in. Pure; the tablet has twins (`counting.js` and `submitted.js` in
`static/js/forms/`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forms.conditions import AS_FOUND, Context, context_of, rows_of
from forms.definition import Form
from forms.derived.applicable import Answers, applies, asked_in, may_show_hidden
from forms.keys import before_field, further_claims

_AS_IT_WAS: Answers = {
    "residence_conflict": {"value": True},
    "indicators": {"value": ["any"]},
    **{key: {"value": True} for key in AS_FOUND},
}
"""What the rules worked out when a question was answered is not kept: it counts as it was then, or nobody would have been
asked."""


def left_out(form: Form, answers: Answers) -> list[str]:
    """The keys of what was answered to questions that no longer apply, in the order of the form. It stays with the draft
    and is no part of what is submitted.

    What was asked because of what the rules found stands: they found it when she wrote it. Who may overhear now plays no
    part in it: what was told while nobody could is not taken back when somebody comes in.
    """
    contexts, further = _contexts(form, answers), further_claims(answers)
    return [
        key
        for section in form.sections
        for field, keys, row in asked_in(section, answers, contexts[0], further)
        for key in keys
        if _stands(answers.get(key))
        if not any(applies(field, context, row) for context in contexts)
    ]


def counting(form: Form, answers: Answers) -> Callable[[str], bool]:
    """Whether what is answered under a key counts: it has a place in the form, its row is not taken away, and its question
    applies as in `left_out`.
    """
    contexts = _contexts(form, answers)
    rows: dict[str, Context] = {"": {}} | {
        f"{group}/{row}/": said
        for group in form.groups
        for row, said in zip(rows_of(group, answers), contexts[0][group], strict=True)
    }

    def counts(key: str) -> bool:
        field, row = form.field_of(key), rows.get(before_field(key))
        if field is None or row is None:
            return False
        return any(applies(field, context, row) for context in contexts)

    return counts


def without_place(form: Form, answers: Answers) -> list[str]:
    """The keys of what was answered to questions that this version of the form does not have."""
    return sorted(
        key
        for key, answer in answers.items()
        if not key.startswith(_NO_QUESTIONS) and not key.endswith("/removed")
        if _stands(answer) and form.field_of(key) is None
    )


_NO_QUESTIONS = ("rule/", "wording/", "next/")


def _contexts(form: Form, answers: Answers) -> list[Context]:
    heard = context_of(form, {**answers, **_AS_IT_WAS})
    return [heard] if may_show_hidden(heard) else [heard, _nobody_hears(heard)]


def _nobody_hears(context: Context) -> Context:
    by_family = context.get("interpreter") == "relative_or_friend_used"
    return {**context, "earshot": "no", **({"interpreter": None} if by_family else {})}


def _stands(answer: Mapping[str, Any] | None) -> bool:
    return answer is not None and not answer.get("cleared")

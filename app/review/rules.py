"""What may be decided about a submitted visit, and what changed between two rounds. Pure: no
session, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from app.problems import CHANGED_SINCE, COMMENT_NEEDED, NOT_VALID, NOT_WAITING, Problem
from app.visits.merge import SAID, unordered
from app.visits.models import VisitStatus
from forms.field_types.text import UNSTORABLE

Answers = Mapping[str, Mapping[str, Any]]
Before = Mapping[str, Any] | None
"""What an answer said before; None for nothing."""
Comments = dict[str | None, str]

LONGEST_COMMENT = 2000


class Step(NamedTuple):
    """One stored change of a visit, in the order the server received them."""

    answers: Answers
    outcomes: Mapping[str, str]  # answer key -> outcome
    submitted: bool


def check_decision(status: VisitStatus, seq: int, seen_seq: int) -> None:
    """Refuse a decision about a visit that does not wait, or that is not the visit the manager had
    before her.

    `seq` is the visit's place in its team's feed now, `seen_seq` the one her page was made from.
    Raises `Problem(NOT_WAITING)` or `Problem(CHANGED_SINCE)`.
    """
    if status != VisitStatus.SUBMITTED:
        raise Problem(NOT_WAITING)
    if seq != seen_seq:
        raise Problem(CHANGED_SINCE)


def tidy_comments(typed: Mapping[str | None, str], keys: Iterable[str]) -> Comments:
    """The comments that say something, without the white space around them.

    `keys` are the answer keys a comment may speak of. Raises `Problem(NOT_VALID)` for any other and
    for one that is too long.
    """
    known = set(keys)
    said = {key: text.strip() for key, text in typed.items() if text.strip()}
    wrong: dict[str, str] = {}
    for key, text in said.items():
        if key is not None and key not in known:
            wrong[key] = "This question is not part of the visit."
        elif len(text) > LONGEST_COMMENT:
            wrong[key or ""] = f"A comment must be {LONGEST_COMMENT:,} characters or fewer."
        elif UNSTORABLE.search(text):
            wrong[key or ""] = "A comment has a character in it that cannot be stored."
    if wrong:
        raise Problem(NOT_VALID, fields=wrong)
    return said


def check_return(comments: Comments) -> None:
    """A visit goes back only with at least one question to look at again:
    `Problem(COMMENT_NEEDED)`.
    """
    if not comments:
        raise Problem(COMMENT_NEEDED)


def standing_at(history: Iterable[Step], submission: int) -> dict[str, Mapping[str, Any]] | None:
    """The answers as they stood when the visit was submitted for the `submission`-th time (1 is the
    first).

    None when it has not been submitted that often. An answer that became a second candidate did not
    replace the one that stood, so only `applied` ones count.
    """
    standing: dict[str, Mapping[str, Any]] = {}
    submissions = 0
    for step in history:
        applied = {key for key, outcome in step.outcomes.items() if outcome == "applied"}
        standing.update({key: step.answers[key] for key in applied & step.answers.keys()})
        submissions += step.submitted
        if submissions == submission:
            return standing
    return None


def same_answer(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two answers say the same to a reader: value or reason, kind, source, verification and
    basis. Who wrote them and when does not matter.
    """
    return _said(one) == _said(other)


def _said(answer: Mapping[str, Any] | None) -> dict[str, Any]:
    # A cleared answer says no more than one that was never given; nor does an empty source.
    if not answer or answer.get("cleared"):
        return {}
    return {
        part: unordered(answer[part]) for part in SAID if answer.get(part) not in (None, [], {})
    }


def differences(before: Answers, now: Answers) -> dict[str, Before]:
    """Answer key to what it said before (None: nothing), for every answer that says something else
    now.
    """
    return {
        key: before.get(key)
        for key in {**before, **now}
        if not same_answer(before.get(key), now.get(key))
    }

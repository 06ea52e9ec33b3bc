"""What may be decided, and what changed between two rounds, tried by hand."""

from __future__ import annotations

from typing import Any

import pytest

from app.problems import CHANGED_SINCE, COMMENT_NEEDED, NOT_VALID, NOT_WAITING, Problem, ProblemType
from app.review.rules import (
    LONGEST_COMMENT,
    Step,
    check_decision,
    check_return,
    differences,
    same_answer,
    standing_at,
    tidy_comments,
)
from app.visits.models import VisitStatus

GRAMS = {"value": 4120, "kind": "O"}
MORE = {"value": 4200, "kind": "O"}


class TestADecision:
    @pytest.mark.parametrize(
        ("status", "seq", "seen", "refusal"),
        [
            (VisitStatus.SUBMITTED, 7, 7, None),
            (VisitStatus.SUBMITTED, 8, 7, CHANGED_SINCE),
            (VisitStatus.SUBMITTED, 7, -1, CHANGED_SINCE),
            (VisitStatus.OPEN, 7, 7, NOT_WAITING),
            (VisitStatus.RETURNED, 7, 7, NOT_WAITING),
            (VisitStatus.SIGNED_OFF, 7, 7, NOT_WAITING),
            (VisitStatus.SIGNED_OFF, 8, 7, NOT_WAITING),
        ],
    )
    def test_is_about_the_visit_that_was_read(
        self, status: VisitStatus, seq: int, seen: int, refusal: ProblemType | None
    ) -> None:
        if refusal is None:
            check_decision(status, seq, seen)
            return
        with pytest.raises(Problem) as refused:
            check_decision(status, seq, seen)
        assert refused.value.kind is refusal

    def test_to_return_needs_a_comment(self) -> None:
        check_return({None: "Look again"})
        with pytest.raises(Problem) as refused:
            check_return({})
        assert refused.value.kind is COMMENT_NEEDED


class TestComments:
    def test_keep_what_says_something(self) -> None:
        typed = {None: "  Well done ", "weight_g": " \n ", "worries": "Why?"}
        assert tidy_comments(typed, ["worries"]) == {None: "Well done", "worries": "Why?"}

    def test_on_a_question_the_visit_does_not_have_are_refused(self) -> None:
        with pytest.raises(Problem) as refused:
            tidy_comments({"shoe_size": "Why?"}, ["worries"])
        assert refused.value.kind is NOT_VALID
        assert refused.value.fields.keys() == {"shoe_size"}

    @pytest.mark.parametrize("key", [None, "worries"])
    def test_have_a_longest_length(self, key: str | None) -> None:
        assert tidy_comments({key: "x" * LONGEST_COMMENT}, ["worries"])
        with pytest.raises(Problem) as refused:
            tidy_comments({key: "x" * (LONGEST_COMMENT + 1)}, ["worries"])
        assert list(refused.value.fields) == [key or ""]

    def test_of_what_no_database_holds_are_refused(self) -> None:
        with pytest.raises(Problem) as refused:
            tidy_comments({None: "a\x00b"}, [])
        assert "cannot be stored" in refused.value.fields[""]


def step(submitted: bool = False, outcome: str = "applied", **answers: Any) -> Step:
    return Step(answers, dict.fromkeys(answers, outcome), submitted)


class TestWhatStoodWhenItWasSubmitted:
    def test_is_the_last_applied_answer_before_it(self) -> None:
        history = [
            step(weight_g=GRAMS),
            step(weight_g=MORE, submitted=True),
            step(weight_g={"value": 1, "kind": "O"}, submitted=True),
        ]
        assert standing_at(history, 1) == {"weight_g": MORE}

    @pytest.mark.parametrize("outcome", ["conflict", "same", "rejected"])
    def test_is_not_replaced_by_what_was_not_applied(self, outcome: str) -> None:
        history = [
            step(weight_g=GRAMS),
            step(weight_g=MORE, outcome=outcome),
            step(submitted=True),
        ]
        assert standing_at(history, 1) == {"weight_g": GRAMS}

    def test_is_unknown_for_a_submission_that_never_was(self) -> None:
        assert standing_at([step(weight_g=GRAMS, submitted=True)], 2) is None
        assert standing_at([], 1) is None


class TestDifferences:
    @pytest.mark.parametrize(
        ("before", "now", "differs"),
        [
            (GRAMS, GRAMS, False),
            (GRAMS, MORE, True),
            (GRAMS, {"missing": "not_seen", "kind": "O"}, True),
            (GRAMS, {"value": 4120, "kind": "J"}, True),
            (GRAMS, {**GRAMS, "basis": ["baby_seen"]}, True),
            (GRAMS, {**GRAMS, "basis": []}, False),
            (
                {"value": ["hoist", "cot"], "kind": "O", "basis": ["a", "b"]},
                {"value": ["cot", "hoist"], "kind": "O", "basis": ["b", "a"]},
                False,
            ),
            ({"value": ["hoist"], "kind": "O"}, {"value": ["cot"], "kind": "O"}, True),
            (GRAMS, {**GRAMS, "by": {"name": "Somebody"}, "at": "later", "mids": ["x"]}, False),
            (None, {"cleared": True, "kind": "O"}, False),
            (None, GRAMS, True),
            (GRAMS, {"cleared": True, "kind": "O"}, True),
        ],
    )
    def test_are_what_a_reader_would_notice(
        self, before: dict[str, Any] | None, now: dict[str, Any], differs: bool
    ) -> None:
        assert same_answer(before, now) is not differs
        found = differences({"weight_g": before} if before else {}, {"weight_g": now})
        assert found == ({"weight_g": before} if differs else {})

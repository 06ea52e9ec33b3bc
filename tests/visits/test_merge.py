"""The answer table, as data in tests/contracts/merge.json and as properties."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.visits.merge import Outcome, decide, effective_base, signed, written_by

CASES = json.loads((Path(__file__).parents[1] / "contracts" / "merge.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_the_table(case: dict[str, Any]) -> None:
    given_state = copy.deepcopy(case["state"])

    outcome, state = decide(case["state"], case["proposed"], case["base"], case.get("closes", ()))

    assert {"outcome": outcome.value, "state": state} == case["expect"]
    assert case["state"] == given_state, "what is given is not altered"


class TestABaseThatWasRefused:
    """stands for what it was based on itself."""

    FATES = {
        "rejected": ("rejected", "held"),
        "held": ("held", "applied"),
        "applied": ("applied", "older"),
        "first": ("rejected", None),
        "circle": ("rejected", "round"),
        "round": ("held", "circle"),
    }

    @pytest.mark.parametrize(
        ("base", "counts_from"),
        [
            (None, None),
            ("applied", "applied"),
            ("never met", "never met"),
            ("held", "applied"),
            ("rejected", "applied"),
            ("first", None),
            ("circle", None),
        ],
    )
    def test_is_followed_back(self, base: str | None, counts_from: str | None) -> None:
        assert effective_base(base, self.FATES.get) == counts_from


# -- whatever comes, in whatever order -----------------------------------------------------------

values = st.sampled_from(["yes", "no", "unsure"])
edits = st.lists(st.tuples(values, st.integers(0, 12), st.booleans()), min_size=1, max_size=12)


@given(edits)
def test_no_value_goes_unless_somebody_had_it_on_screen(
    edits: list[tuple[str, int, bool]],
) -> None:
    """Each edit is based on nothing or on any earlier one; some settle the candidates they saw. A
    value that is nowhere in the state must have been the base of a later edit, or settled by one,
    or said again by another writer whose value was."""
    state: dict[str, Any] | None = None
    said: dict[str, str] = {}
    seen: set[str] = set()
    for number, (value, back, settles) in enumerate(edits):
        mid = f"m{number}"
        base = f"m{back}" if f"m{back}" in said else None
        on_screen = {base} if base else set()
        closes = set()
        if settles and state is not None and base in state["mids"]:
            closes = {writer for cand in state["cands"] for writer in cand["mids"]}
        outcome, state = decide(state, {"value": value, "kind": "F", "mids": [mid]}, base, closes)
        said[mid] = value
        seen |= on_screen | closes
        if base in said:
            seen |= {other for other in said if other != mid and said[other] == said[base]}
        standing = written_by([state])
        assert said.keys() - standing <= seen
        assert mid in standing
        writers = [state["mids"], *(cand["mids"] for cand in state["cands"])]
        assert sum(map(len, writers)) == len(standing), "nobody stands twice"
        if outcome is Outcome.CONFLICT:
            assert state["cands"]


def test_readers_get_the_first_writer_of_each_claim() -> None:
    ann, ben = {"by": {"id": "1", "name": "Ann"}}, {"by": {"id": "2", "name": "Ben"}}
    states = {"x": {"value": 1, "mids": ["a", "b"], "cands": [{"value": 2, "mids": ["b"]}]}}

    assert signed(states, {"a": ann, "b": ben}) == {
        "x": {"value": 1, "mids": ["a", "b"], **ann, "cands": [{"value": 2, "mids": ["b"], **ben}]}
    }

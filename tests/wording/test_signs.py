"""Reassurance without evidence and accounts copied forward: the cases the browser is held to as well."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.wording.signs import concrete_elements, copied_share, reassures
from tests.wording import write_signs

CASES = json.loads(write_signs.CONTRACT.read_text(encoding="utf-8"))


def test_the_contract_is_up_to_date() -> None:
    assert write_signs.CONTRACT.read_text(encoding="utf-8") == write_signs.text()


@pytest.mark.parametrize("case", CASES["concrete"], ids=lambda case: case["text"][:40])
def test_counts_what_could_be_seen(case: dict[str, object]) -> None:
    assert concrete_elements(str(case["text"])) == case["count"]


@pytest.mark.parametrize("case", CASES["reassures"], ids=lambda case: case["text"][:40])
def test_asks_about_comfort_without_evidence(case: dict[str, object]) -> None:
    assert reassures(str(case["text"])) is case["fires"]


@pytest.mark.parametrize("case", CASES["copied"], ids=lambda case: case["now"][:40])
def test_notices_what_was_copied_forward(case: dict[str, object]) -> None:
    assert copied_share(str(case["now"]), str(case["before"])) == case["share"]


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=8, max_size=40))
def test_a_text_is_always_its_own_copy(words: list[str]) -> None:
    assert copied_share(" ".join(words), " ".join(words)) == 100


@pytest.mark.parametrize("part", ["a b ", "'", "1.", "“", '"', "9,9", "she slept "])
def test_long_pastes_take_a_moment_and_no_more(part: str) -> None:
    text = part * (100_000 // len(part))
    began = time.process_time()
    concrete_elements(text)
    copied_share(text, text[1:])
    assert time.process_time() - began < 5

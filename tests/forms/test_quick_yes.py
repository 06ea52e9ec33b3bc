"""The quick yes: never to what the careful check refuses, and to nearly everything that is sent."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import corpus
from forms.derived.quick_yes import quick_yes
from forms.derived.wire_schema import refuse_answer
from tests.forms.contracts import cases, form_of
from tests.forms.test_field_types import values_for
from tests.forms.test_wire_schema import ID, beside, odd

FORM = form_of("answers")

accepts = quick_yes(FORM)


@given(chosen=st.data())
@settings(max_examples=400, deadline=None)
def test_what_is_accepted_is_never_refused(chosen: st.DataObject) -> None:
    field = chosen.draw(st.sampled_from(list(FORM)))
    bases = st.none() | st.just(ID) | odd
    answer: Any = {
        "value": chosen.draw(values_for(field.type) | odd),
        "kind": chosen.draw(st.sampled_from([field.kind.value, "J", "O", None])),
        "base": chosen.draw(bases),
        **chosen.draw(st.just({}) | beside),
    }
    group = chosen.draw(st.sampled_from([field.group, field.group, "icon", None]))
    key = f"{group}/{ID}/{field.id}" if group else field.id

    if accepts(key, answer):
        assert refuse_answer(FORM, key, answer) is None


@pytest.mark.parametrize("case", cases("answers"))
def test_the_contract_cases(case: dict[str, Any]) -> None:
    if case["expect"] is not None and "at" not in case:
        assert not accepts(case["key"], case["answer"])


def test_a_whole_visit_is_accepted_without_a_second_look() -> None:
    visit = corpus.answers(FORM, random.Random(3))

    assert [key for key, answer in visit.items() if not accepts(key, answer)] == []

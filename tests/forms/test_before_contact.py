"""A first call before the contact began is asked about; it is taken, for she may have rung on her way in."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.before_contact import is_before_contact
from forms.derived.wire_schema import refuse_answer
from tests.forms.contracts import cases


@pytest.mark.parametrize("case", cases("before_contact"))
def test_whether_a_call_was_before_the_contact(case: dict[str, Any]) -> None:
    answers = {key: {"value": value} for key, value in case["answers"].items()}
    assert is_before_contact(case["key"], answers) is case["before"]


def test_it_is_never_refused() -> None:
    call = {"value": "2026-05-03T09:10:00Z", "kind": "P", "base": None}
    assert refuse_answer(forms.latest(), "bni_when", call) is None

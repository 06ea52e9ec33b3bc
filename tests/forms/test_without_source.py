"""Which answers name nobody as their source."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.aids import SOURCED
from forms.definition import Kind
from forms.derived.without_source import (
    OF_THE_ANSWER,
    OF_THE_ROW,
    SAY_WHO,
    source_question,
    without_source,
)
from tests.forms.contracts import cases

FORM = forms.latest()


@pytest.mark.parametrize("case", cases("without_source"))
def test_contract_case(case: dict[str, Any]) -> None:
    form = forms.published(case["form_version"])
    assert without_source(form, case["answers"]) == case["expect"]


def test_what_says_who_told_it_is_asked_where_the_answer_is() -> None:
    """A renamed question would make every answer of its row look as if nobody had told it."""
    for group, asked in OF_THE_ROW.items():
        assert FORM.fields[asked].group == group
    for told, asked in OF_THE_ANSWER.items():
        assert FORM.fields[told].group == FORM.fields[asked].group
        assert FORM.fields[told].kind is Kind.REPORTED
    for either in SAY_WHO:
        assert FORM.fields[either].kind in SOURCED


def test_every_parents_block_has_its_own_main_source() -> None:
    blocks = ("mother", "father", "carer3", "carer4")
    assert [source_question(FORM, f"{block}_smoking") for block in blocks] == [
        f"{block}_info_source" for block in blocks
    ]


def test_what_a_group_asks_of_its_source_counts_for_its_rows() -> None:
    """A question that offers the list of sources is one of those, whatever it is called."""
    sources = {choice.code for choice in FORM.sources}
    offering = {declared.id for declared in FORM if declared.type.codes == sources}
    assert offering == {
        *OF_THE_ROW.values(),
        *(f"{block}_info_source" for block in ("mother", "father", "carer3", "carer4")),
    }

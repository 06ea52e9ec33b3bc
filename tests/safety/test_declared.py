"""Every rule and indicator says what it has to, and speaks only of what the form and the facts know."""

from __future__ import annotations

import pytest

import forms
from forms.blocks import BLOCKS
from forms.conditions import Condition, ConditionError
from forms.holistic_visit.rules import BOOK
from forms.holistic_visit.thresholds import CONFIGURATION
from forms.safety.declared import Severity
from forms.safety.facts import facts_of
from forms.safety.must_see import ORDER
from forms.safety.past import EMPTY
from forms.safety.said import said

FORM = forms.current()
NOBODY = {
    "dob": None,
    "sex": None,
    "gestation": None,
    "birth_weight_g": None,
    "people": [],
    "addresses": [],
}
# What the evaluation itself adds to the facts.
COUNTED = {
    *("worries_links", "indicator_count", "strong_count", "support_count", "mark_ever"),
    *("times", "stops_without_call", "parent.links", "parent.under_20", "parent.gad2_total"),
}


def known_facts() -> frozenset[str]:
    told = said(FORM, {}, "2026-05-06")
    facts, _ = facts_of(
        EMPTY, told, NOBODY, "2026-05-06", CONFIGURATION.numbers(), BOOK.settings, wording=False
    )
    return frozenset(facts) | COUNTED


def test_rules_and_indicators_are_numbered_without_a_gap() -> None:
    assert [rule.id for rule in BOOK.rules] == [f"R{n:02}" for n in range(1, 31)]
    assert [one.id for one in BOOK.indicators] == [f"IND-{n:02}" for n in range(1, 27)]


@pytest.mark.parametrize("expression", BOOK.expressions)
def test_conditions_speak_of_what_is_known(expression: str) -> None:
    for block in BLOCKS:
        Condition(expression).check(FORM, facts=known_facts(), block=block)


@pytest.mark.parametrize(
    "expression",
    [
        'mobility == "flying"',
        "no_such_fact > 0",
        'parent.da_asked == "never"',
        "parent.no_such == true",
        '!(parent.da_asked in ["asked_alone"])',
    ],
)
def test_a_slip_in_a_condition_is_found(expression: str) -> None:
    with pytest.raises(ConditionError):
        Condition(expression).check(FORM, facts=known_facts(), block="mother")


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_has_to(rule) -> None:
    assert rule.name
    assert rule.source
    assert rule.version
    assert rule.clinical_owner
    # The rule that hides is the one that may say nothing.
    assert bool(rule.message) is (rule.severity is not Severity.STOP_HIDE)
    prefixes = ("mother", "father") if rule.each_parent else ("",)
    for name in (*rule.asks, rule.call, *(one for case in rule.when for one in case.because)):
        for prefix in prefixes:
            field = name.replace("{p}", prefix)
            assert not field or field[0] == "@" or field in FORM.fields or field in FORM.groups, (
                field
            )
    choices = {choice.code for choice in FORM.fields["must_see_next"].type.choices}
    assert {code.replace("{p}", "mother") for code in rule.must_see} <= choices


def test_what_is_hidden_makes_a_rule_private() -> None:
    """A rule that rests on a hidden answer must not be on the screen while somebody may overhear."""
    for rule in (*BOOK.rules, *BOOK.indicators):
        fields = {
            name.replace("{p}", "mother") for case in rule.when for name in case.because
        } & FORM.fields.keys()
        if any(FORM.fields[name].sensitivity.value == "H" for name in fields):
            assert rule.private, rule.id


def test_next_time_knows_every_choice_of_the_question() -> None:
    choices = {choice.code for choice in FORM.fields["must_see_next"].type.choices}
    assert set(ORDER) == choices - {"none"}


def test_a_local_number_counts_within_its_bounds() -> None:
    assert CONFIGURATION.numbers({"indicators": 4})["indicators"] == 4
    assert CONFIGURATION.numbers({"indicators": 99})["indicators"] == 3
    assert CONFIGURATION.review_by > CONFIGURATION.from_
    assert CONFIGURATION.owner

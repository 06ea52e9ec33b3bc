"""What settles a finding, and what goes on holding the signature."""

from __future__ import annotations

from typing import Any

import pytest

import forms
from forms.derived.rule_replies import key_of
from forms.holistic_visit.rules import BOOK
from forms.safety.judging import Result, step
from forms.safety.past import EMPTY, Past
from forms.safety.said import said
from tests.safety.histories import CHILD

FORM = forms.current()
WORDS = "Mother brings baby on Friday"
ILL = {"acute_signs": ["hard_to_wake"]}
MARK = {"mark_seen": "unsure"}
ASLEEP = {"baby_seen": "asleep_only"}
LOW = {"mother_mh_red_flags": ["thoughts_of_harming_baby"]}


def finding(rule: str, values: dict[str, Any], **reply: str) -> Any:
    """The finding of a visit with these values and, where given, this reply to the rule."""
    answers: dict[str, Any] = {name: {"value": value} for name, value in values.items()}
    if reply:
        whole = {"reply": "", "words": "", "clinician": "", "at": "", **reply}
        answers[key_of(rule)] = {"value": [whole], "kind": "A"}
    told = said(FORM, answers, "2026-05-06")
    result, _ = step(BOOK, EMPTY, told, CHILD)
    return next(one for one in result.findings if one["rule"] == rule)


@pytest.mark.parametrize(
    ("rule", "values", "reply", "answered"),
    [
        ("R02", ILL, {}, None),
        ("R02", ILL | {"emergency_call_at": "2026-05-06T10:05:00Z"}, {}, "form"),
        ("R02", ILL, {"reply": "called", "at": "2026-05-06T10:05:00Z"}, "called"),
        ("R02", ILL, {"reply": "called"}, None),
        ("R02", ILL, {"reply": "acted", "words": WORDS}, None),
        ("R02", ILL, {"reply": "excepted", "words": WORDS, "clinician": "Dr Bello"}, "excepted"),
        ("R02", ILL, {"reply": "excepted", "words": WORDS}, None),
        ("R01", MARK, {}, None),
        ("R01", MARK | {"bni_pathway": "already_open"}, {}, "form"),
        ("R01", MARK | {"bni_pathway": "not_started", "bni_not_started_why": "No."}, {}, None),
        ("R09", ASLEEP, {}, None),
        ("R09", ASLEEP, {"reply": "explained", "words": WORDS}, "explained"),
        ("R09", ASLEEP, {"reply": "explained", "words": "no"}, None),
        ("R09", ASLEEP, {"reply": "kept"}, None),
        # What is known to hold a decision back cannot be talked away by a call alone.
        (
            "R16",
            LOW
            | {
                "mother_mh_call_at": "2026-05-06T10:05:00Z",
                "safeguarding_decision": "no_further_step_on_what_is_known",
            },
            {},
            None,
        ),
        (
            "R16",
            LOW
            | {
                "mother_mh_call_at": "2026-05-06T10:05:00Z",
                "safeguarding_decision": "advice_sought",
            },
            {},
            "form",
        ),
        ("R14", {"move_plan": "one_parent_moving"}, {"reply": "explained", "words": WORDS}, None),
        (
            "R14",
            {"move_plan": "one_parent_moving", "transfer_start": "parent_moving_separately"},
            {},
            "form",
        ),
    ],
)
def test_what_settles_a_finding(
    rule: str, values: dict[str, Any], reply: dict[str, str], answered: str | None
) -> None:
    found = finding(rule, values, **reply)
    assert found["answered"] == answered
    assert found["holds"] is (answered is None)


def test_a_nudge_never_holds() -> None:
    found = finding("R08", {"father_info_source": "mother_said"})
    assert (found["severity"], found["holds"]) == ("PROMPT", False)


@pytest.mark.parametrize(
    ("due", "answered"),
    [
        ("2026-05-06", "form"),
        ("2026-05-07", "form"),  # written up after midnight
        ("2026-05-05", None),
        ("2026-05-08", None),
        ("6 5", None),
    ],
)
def test_tonight_not_known_is_settled_by_an_action_today(due: str, answered: str | None) -> None:
    answers = {
        "sleeps_tonight": {"missing": "not_known"},
        "action/0001/act_what": {"value": "Ring grandmother"},
        "action/0001/act_due": {"value": due},
    }
    result, _ = step(BOOK, EMPTY, said(FORM, answers, "2026-05-06"), CHILD)
    (found,) = [one for one in result.findings if one["rule"] == "R06"]
    assert (found["answered"], found["holds"]) == (answered, answered is None)


def test_a_weight_that_stands_counts_as_an_indicator() -> None:
    light = {"weight_g": 2000}
    told = said(FORM, {"weight_g": {"value": 2000}}, "2026-05-06")
    result, _ = step(BOOK, EMPTY, told, CHILD)
    assert "IND-20" not in {one["id"] for one in result.indicators}
    answers = {
        "weight_g": {"value": light["weight_g"]},
        key_of("R18"): {"value": [{"reply": "confirmed", "words": "", "clinician": "", "at": ""}]},
    }
    result, _ = step(BOOK, EMPTY, said(FORM, answers, "2026-05-06"), CHILD)
    assert "IND-20" in {one["id"] for one in result.indicators}


NOT_ASKED, ASKED = "not_asked_partner_present", "asked_alone"


@pytest.mark.parametrize(
    ("visits", "left"),
    [
        ([{"mother": NOT_ASKED, "father": NOT_ASKED}, {"mother": ASKED}], True),
        ([{"mother": NOT_ASKED, "father": NOT_ASKED}, {"mother": ASKED}, {"father": ASKED}], False),
        ([{"mother": NOT_ASKED, "father": NOT_ASKED}, {"mother": ASKED, "father": ASKED}], False),
        ([{"mother": NOT_ASKED}, {"father": ASKED}], True),
        ([{"mother": NOT_ASKED}, {"mother": ASKED}], False),
        ([{"father": ASKED}, {"mother": NOT_ASKED}, {"mother": ASKED}], False),
        ([{"mother": NOT_ASKED}, {}], True),
    ],
)
def test_to_ask_about_abuse_is_left_until_everybody_was(
    visits: list[dict[str, str]], left: bool
) -> None:
    """The mother's answer closed it for the father, of whose abuse nobody had heard."""
    past = EMPTY
    for week, asked in enumerate(visits):
        answers = {f"{block}_da_asked": {"value": told} for block, told in asked.items()}
        answers |= {f"{block}_seen": {"value": "in_person"} for block in asked}
        result, past = step(BOOK, past, said(FORM, answers, f"2026-04-{10 + week}"), CHILD)
    assert ("enquiry_domestic_abuse" in result.must_see_next) is left


def test_what_earlier_visits_left_stays_until_it_is_done() -> None:
    first, past = step(
        BOOK, EMPTY, said(FORM, {"baby_seen": {"value": "asleep_only"}}, "2026-04-13"), CHILD
    )
    assert first.must_see_next == ["baby_awake", "baby_undressed"]
    second, past = step(
        BOOK, past, said(FORM, {"baby_seen": {"value": "awake"}}, "2026-04-27"), CHILD
    )
    assert second.must_see_next == ["baby_undressed"]
    third, _ = step(
        BOOK, past, said(FORM, {"baby_undressed": {"value": "fully"}}, "2026-05-06"), CHILD
    )
    assert third.must_see_next == []


def after(answers: dict[str, Any], past: Past = EMPTY) -> tuple[Result, Past]:
    return step(BOOK, past, said(FORM, answers, "2026-05-06"), CHILD)


FATHER_AWAY = {"father_seen": {"missing": "not_seen"}}
LEFT_OUT = {"value": [{"reply": "left_out", "words": "At sea until March"}], "kind": "A"}


@pytest.mark.parametrize(
    ("more", "passed_over", "codes"),
    [
        ({}, [], ["father"]),  # nothing is listed yet
        ({"must_see_next": {"missing": "deferred"}}, [], ["father"]),
        ({"must_see_next": {"value": ["father"]}}, [], ["father"]),
        ({"must_see_next": {"value": ["none"]}}, ["father"], ["father"]),
        ({"must_see_next": {"value": ["sleep_space"]}}, ["father"], ["father", "sleep_space"]),
        ({"must_see_next": {"value": ["none"]}, "next/father/reply": LEFT_OUT}, [], []),
        # Her own list stands, whatever she said before.
        ({"must_see_next": {"value": ["father"]}, "next/father/reply": LEFT_OUT}, [], ["father"]),
    ],
)
def test_what_is_proposed_is_listed_or_left_out_with_a_reason(
    more: dict[str, Any], passed_over: list[str], codes: list[str]
) -> None:
    result, past = after({**FATHER_AWAY, **more})

    assert result.proposed == {"father": ["father_seen"]}
    assert result.passed_over == passed_over
    assert result.must_see_next == past["must_see"] == codes


def test_what_was_left_before_is_proposed_again_until_it_is_done_or_left_out() -> None:
    _, past = after(FATHER_AWAY)

    result, _ = after({"must_see_next": {"value": ["none"]}}, past)
    assert (result.proposed, result.passed_over) == ({"father": ["before"]}, ["father"])

    _, later = after({"must_see_next": {"value": ["none"]}, "next/father/reply": LEFT_OUT}, past)
    assert after({}, later)[0].must_see_next == []

    assert after({"father_seen": {"value": "in_person"}}, past)[0].proposed == {}


FLAT, HOUSE = {"value": "A:A1"}, {"value": "A:A2"}


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({"visit_address": HOUSE}, False),
        ({"visit_address": HOUSE, "access_outcome": {"value": "seen_arrived_late"}}, False),
        ({}, True),
        ({"visit_address": FLAT}, True),  # at the home that was known
        ({"visit_address": HOUSE, "access_outcome": {"value": "no_reply"}}, True),
        ({"visit_address": HOUSE, "access_outcome": {"value": "entry_refused"}}, True),
        ({"visit_address": HOUSE, "contact_place": {"value": "clinic_or_family_hub"}}, True),
    ],
)
def test_the_other_address_is_seen_where_the_family_was_met_there(
    more: dict[str, Any], left: bool
) -> None:
    unseen = {"residence_evidence": {"missing": "not_seen"}}
    _, past = after({"sleeps_tonight": FLAT, **unseen})
    assert past["must_see"] == ["other_address"]

    assert ("other_address" in after(more, past)[0].must_see_next) is left


# -- closing and taking further -----------------------------------------------------------------------------------------

NO_REPLY = {"access_outcome": {"value": "no_reply"}}
EXPLAINED = {
    key_of("R26"): {
        "value": [{"reply": "explained", "words": WORDS, "clinician": "", "at": ""}],
        "kind": "A",
    }
}


def heard(on: str, direction: str = "we_received") -> dict[str, Any]:
    return {
        "share/0001/sh_direction": {"value": direction},
        "share/0001/sh_when": {"value": f"{on}T09:00:00Z"},
        "share/0001/sh_with": {"value": "GP surgery"},
    }


@pytest.mark.parametrize(
    ("more", "closes"),
    [
        ({}, False),
        (heard("2026-04-27"), True),
        (heard("2026-04-20"), True),  # the first of the two days
        (heard("2026-04-19"), False),  # before anybody was missed
        (heard("2026-04-27", "we_asked"), False),  # an answer is still to come
        ({"supervision": {"value": "within_5_working_days"}}, True),
        ({"supervision": {"value": "next_planned"}}, False),
        ({"supervision": {"missing": "not_asked"}}, False),
        ({"safeguarding_decision": {"value": "advice_sought"}}, True),
        ({"safeguarding_decision": {"value": "early_help_offered"}}, False),
        ({"action/0001/act_status": {"value": "passed_to_other_team"}}, True),
        ({"baby_seen": {"value": "asleep_only"}}, True),
        ({"baby_seen": {"value": "not_seen"}}, False),
    ],
)
def test_two_visits_without_an_answer_are_not_closed_by_words(
    more: dict[str, Any], closes: bool
) -> None:
    _, past = step(BOOK, EMPTY, said(FORM, NO_REPLY, "2026-04-20"), CHILD)

    told = said(FORM, {**NO_REPLY, **EXPLAINED, **more}, "2026-04-27")
    result, _ = step(BOOK, past, told, CHILD)

    (found,) = [one for one in result.findings if one["rule"] == "R26"]
    assert found["holds"] is not closes
    assert found["answered"] == ("explained" if closes else None)


def test_what_another_agency_said_between_two_visits_counts() -> None:
    _, past = step(BOOK, EMPTY, said(FORM, NO_REPLY, "2026-04-20"), CHILD)
    _, past = step(BOOK, past, said(FORM, heard("2026-04-23"), "2026-04-23"), CHILD)

    result, _ = step(BOOK, past, said(FORM, {**NO_REPLY, **EXPLAINED}, "2026-04-27"), CHILD)

    assert not any(one["holds"] for one in result.findings if one["rule"] == "R26")


def asked(reason: str = "") -> dict[str, Any]:
    words = {"share/0001/sh_reason": {"value": reason}} if reason else {}
    awaiting = {"share/0001/sh_ack": {"value": "awaiting"}}
    return {**heard("2026-04-13", "we_shared"), **awaiting, **words}


CHASED = {
    key_of("R27"): {
        "value": [{"reply": "acted", "words": WORDS, "clinician": "", "at": ""}],
        "kind": "A",
    }
}


@pytest.mark.parametrize(
    ("reason", "today", "fires", "escalated"),
    [
        # Monday 13 April: two working days end with Wednesday, twice that with Friday.
        ("", "2026-04-15", False, False),
        ("", "2026-04-16", True, False),
        ("", "2026-04-17", True, False),
        ("", "2026-04-19", True, False),  # the weekend counts for nothing
        ("", "2026-04-20", True, True),
        ("Referral for early help", "2026-04-13", False, False),
        ("Referral for early help", "2026-04-14", True, False),
        ("Referral for early help", "2026-04-15", True, True),
    ],
)
def test_after_twice_the_time_it_is_taken_further(
    reason: str, today: str, fires: bool, escalated: bool
) -> None:
    result, _ = step(BOOK, EMPTY, said(FORM, asked(reason), "2026-04-13"), CHILD, today)

    found = [one for one in result.findings if one["rule"] == "R27"]
    assert bool(found) is fires
    assert [one["escalated"] for one in found] == ([escalated] if fires else [])


def test_chased_does_not_answer_what_became_late_afterwards() -> None:
    _, past = step(BOOK, EMPTY, said(FORM, asked(), "2026-04-13"), CHILD)

    def later(today: str) -> Any:
        result, _ = step(BOOK, past, said(FORM, CHASED, "2026-04-16"), CHILD, today)
        return next(one for one in result.findings if one["rule"] == "R27")

    assert later("2026-04-17")["answered"] == "acted"
    assert (later("2026-04-20")["answered"], later("2026-04-20")["escalated"]) == (None, True)


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        ("R03", {"earshot": {"value": "yes_partner"}}),
        ("R04", {"earshot": {"value": "yes_partner"}, "mother_seen": {"value": "in_person"}}),
        (
            "R15",
            {"contact_type": {"value": "movement_in"}, "records_read": {"value": ["none"]}},
        ),
    ],
)
def test_the_second_time_it_goes_to_the_manager(rule: str, answers: dict[str, Any]) -> None:
    first, past = step(BOOK, EMPTY, said(FORM, answers, "2026-04-20"), CHILD)
    second, _ = step(BOOK, past, said(FORM, answers, "2026-04-27"), CHILD)

    def escalated(result: Result) -> bool:
        return next(one["escalated"] for one in result.findings if one["rule"] == rule)

    assert (escalated(first), escalated(second)) == (False, True)

"""The other parts: what changed, what differs, ICON, services, housing, actions, documents, views, growth, timeline."""

from __future__ import annotations

from typing import Any

import pytest

from app.picture import picture, record_of, timeline
from app.picture.agencies import shares
from app.picture.facts import list_facts
from app.picture.findings import is_urgent, late_shares, open_findings
from app.picture.growth import growth
from tests.picture.stories import (
    ANNA,
    BEN,
    CHILD,
    FLAT,
    FORM,
    GRAN,
    HOUSE,
    closed,
    person,
    place,
    said,
    visit,
)


def made(*visits: dict[str, Any], private: bool = False) -> dict[str, Any]:
    return picture(CHILD, visits, lambda _: FORM, private=private)


# -- since last time ------------------------------------------------------------------------------

# the answer at the first and at the second contact -> in which list of "since" the question stands
CHANGES: list[tuple[str, Any, Any, str | None]] = [
    ("another value", "universal", "targeted", "changed"),
    ("the same value", "universal", "universal", None),
    ("a reason, then a value", closed("not_known"), "targeted", "resolved"),
    ("nothing, then a value of a core question", None, "universal", "new"),
    ("a value, then nothing", "universal", None, None),
]


@pytest.mark.parametrize(
    ("before", "after", "where"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_what_changed_since_last_time(before: Any, after: Any, where: str | None) -> None:
    visits = [
        visit(day, {"level_need": one} if one else {}) for day, one in ((0, before), (7, after))
    ]
    since = made(*visits)["since"]
    found = [name for name in ("new", "changed", "resolved") if since[name]]
    assert found == ([where] if where else [])


def test_a_fact_nobody_had_asked_before_and_a_new_person_are_news() -> None:
    row = {"hh_person": person(GRAN), "hh_source": "mother_said"}
    since = made(
        visit(0, {"baby_seen": "awake"}),
        visit(7, {"lives_with": said("mother_only")}, {"household": [row]}),
    )["since"]
    assert [one["field"] for one in since["new"]] == ["lives_with", "hh_person"]


def mark(site: str) -> dict[str, Any]:
    return {"mark_site": site, "mark_type": "bruise"}


def test_every_new_mark_is_news_whatever_was_marked_before() -> None:
    visits = [visit(0, {}, {"mark": [mark("lower_back")]})]
    visits.append(visit(7, {}, {"mark": [mark("left_cheek"), mark("left_ear")]}))
    since = made(*visits)["since"]
    assert [one["value"] for one in since["new"]] == ["left_cheek", "left_ear"]
    assert since["changed"] == []


def test_a_residence_claim_is_news_of_another_source_and_a_change_of_the_same() -> None:
    def claims(**said_by: str) -> dict[str, Any]:
        rows = [
            {"rc_about": "baby", "rc_address": place(where), "rc_source": source}
            for source, where in said_by.items()
        ]
        return {"residence_claim": rows}

    visits = [visit(0, {}, claims(mother_said=FLAT))]
    visits.append(visit(7, {}, claims(mother_said=HOUSE, gp_record=FLAT)))
    since = made(*visits)["since"]
    assert [one["value"] for one in since["new"]] == [place(FLAT)]
    assert [(one["before"]["value"], one["after"]["value"]) for one in since["changed"]] == [
        (place(FLAT), place(HOUSE))
    ]


def test_the_order_of_ticks_is_no_change() -> None:
    visits = [visit(0, {"sleep_risks": ["overheating", "loose_bedding_or_covering"]})]
    visits.append(visit(7, {"sleep_risks": ["loose_bedding_or_covering", "overheating"]}))
    assert made(*visits)["since"]["changed"] == []


def test_at_the_first_contact_nothing_can_have_changed() -> None:
    since = made(visit(0, {"lives_with": said("mother_only")}))["since"]
    assert (since["visit"], since["before"], since["new"]) == (0, None, [])


# -- said differently -----------------------------------------------------------------------------

SOURCES = [
    (
        "two sources, two words",
        "mother_said",
        "father_or_partner_said",
        "owner",
        "private_rent",
        7,
        1,
    ),
    ("two sources, one word", "mother_said", "father_or_partner_said", "owner", "owner", 7, 0),
    ("one source, another word later", "mother_said", "mother_said", "owner", "private_rent", 7, 0),
    ("too far apart", "mother_said", "father_or_partner_said", "owner", "private_rent", 91, 0),
]


@pytest.mark.parametrize(
    ("one", "other", "first", "second", "days", "found"),
    [case[1:] for case in SOURCES],
    ids=[case[0] for case in SOURCES],
)
def test_two_sources_on_one_fact(
    one: str, other: str, first: str, second: str, days: int, found: int
) -> None:
    visits = [visit(0, {"tenure": said(first, one)}), visit(days, {"tenure": said(second, other)})]
    pairs = [pair for pair in made(*visits)["contradictions"] if pair["what"] == "sources"]
    assert len(pairs) == found
    assert all(len(pair["claims"]) == 2 for pair in pairs)


def test_not_known_contradicts_nothing() -> None:
    visits = [visit(0, {"ta_notice": said("not_known", "mother_said")})]
    visits.append(visit(7, {"ta_notice": said("yes", "housing_officer_said")}))
    assert made(*visits)["contradictions"] == []


def test_both_values_of_one_answer_stand_beside_one_another() -> None:
    other = {"value": "targeted", "kind": "J", "by": {"name": "Bethan Pryce"}}
    (pair,) = made(visit(0, {"level_need": said("universal", cands=[other])}))["contradictions"]
    assert [one["value"] for one in pair["claims"]] == ["universal", "targeted"]
    assert pair["claims"][1]["second"]


MISSING_PEOPLE = [
    (
        "a stranger, and nobody else named",
        {"unidentified_adult": "yes", "others_asked": "yes_nobody_else"},
        1,
    ),
    ("no stranger", {"unidentified_adult": "no", "others_asked": "yes_nobody_else"}, 0),
    ("more asleep than named", {"people_sleeping": 3, "mother_lives_with_baby": "yes"}, 1),
    ("as many as named", {"people_sleeping": 2, "mother_lives_with_baby": "yes"}, 0),
    ("before birth", {"contact_type": "antenatal", "people_sleeping": 3}, 0),
]


@pytest.mark.parametrize(
    ("answers", "found"),
    [case[1:] for case in MISSING_PEOPLE],
    ids=[case[0] for case in MISSING_PEOPLE],
)
def test_somebody_may_be_missing(answers: dict[str, Any], found: int) -> None:
    assert len(made(visit(0, answers))["contradictions"]) == found


MARKS = [
    ("a bruise on a baby not seen", {"baby_seen": "not_seen", "mark_seen": "yes"}, True, 3),
    ("a doubt on a baby not seen", {"baby_seen": "not_seen", "mark_seen": "unsure"}, False, 2),
    ("a bruise, and none was seen", {"baby_seen": "awake", "mark_seen": "none_seen"}, True, 2),
    ("a bruise of which nothing else is said", {"baby_seen": "not_seen"}, True, 2),
    ("a bruise on a baby seen asleep", {"baby_seen": "asleep_only", "mark_seen": "yes"}, True, 0),
    ("nobody seen, nothing written", {"baby_seen": "not_seen", "mark_seen": "none_seen"}, False, 0),
]


@pytest.mark.parametrize(
    ("answers", "described", "claims"),
    [case[1:] for case in MARKS],
    ids=[case[0] for case in MARKS],
)
def test_a_mark_stands_beside_what_says_that_there_is_none(
    answers: dict[str, Any], described: bool, claims: int
) -> None:
    rows = {"mark": [{"mark_site": "left_cheek", "mark_type": "bruise"}]} if described else {}
    found = [
        one for one in made(visit(0, answers, rows))["contradictions"] if one["what"] == "mark"
    ]
    assert [len(one["claims"]) for one in found] == ([claims] if claims else [])


def test_the_address_visited_is_not_the_one_on_record() -> None:
    (found,) = made(visit(0, {"address_matches_record": "different"}))["contradictions"]
    assert found["what"] == "address"


# -- ICON -----------------------------------------------------------------------------------------

ALL = [
    "I_crying_is_normal",
    "C_comforting_can_help",
    "O_ok_to_walk_away_when_baby_safe",
    "N_never_shake_or_hurt",
]
DELIVERY = [
    ("all four, in person", ALL, "in_person", True),
    ("all four, by telephone", ALL, "phone", True),
    ("three of them", ALL[:3], "in_person", False),
    ("a leaflet", ALL, "leaflet_only", False),
    ("passed on by a partner", ALL, "passed_on_by_other_carer", False),
]


@pytest.mark.parametrize(
    ("messages", "how", "covered"),
    [case[1:] for case in DELIVERY],
    ids=[case[0] for case in DELIVERY],
)
def test_what_counts_as_delivered(messages: list[str], how: str, covered: bool) -> None:
    row = {"icon_person": person(BEN), "icon_messages": messages, "icon_how": how}
    found = made(visit(0, {"father_involvement": "regular_contact"}, {"icon": [row]}))["icon"]
    (ben,) = [carer for carer in found["carers"] if carer["ref"] == person(BEN)]
    assert ben["covered"] is covered
    assert found["men"] == [person(BEN)]


def test_a_man_who_cares_alone_is_named_before_anybody_spoke_to_him() -> None:
    row = {"hh_person": "T:Joe", "hh_relation": "other", "hh_cares": "alone_sometimes"}
    carers = made(visit(0, {"mother_involvement": "deceased"}, {"household": [row]}))["icon"][
        "carers"
    ]
    assert [(one["ref"], one["why"], one["covered"]) for one in carers] == [
        ("T:Joe", "alone", False)
    ]


# -- services, actions, housing, documents --------------------------------------------------------


def test_a_service_is_one_line_with_its_newest_word() -> None:
    rows = [
        [{"ag_type": "gp", "ag_worker": "Dr Lane", "ag_status": "current"}],
        [{"ag_type": "gp", "ag_worker": "dr lane", "ag_status": "past"}],
    ]
    (gp,) = made(*(visit(7 * at, {}, {"agency": row}) for at, row in enumerate(rows)))["agencies"]
    assert (gp["status"], gp["first"], gp["on"]) == ("past", "2026-04-13", "2026-04-20")


SHARED = [
    ("we_shared", "awaiting", True),
    ("we_asked", "no_reply", True),
    ("we_shared", "confirmed", False),
    ("we_received", "awaiting", False),
]


@pytest.mark.parametrize(("direction", "ack", "is_open"), SHARED)
def test_what_was_shared_and_not_confirmed(direction: str, ack: str, is_open: bool) -> None:
    row = {
        "sh_direction": direction,
        "sh_with": "Housing",
        "sh_ack": ack,
        "sh_when": "2026-04-13T10:00:00Z",
    }
    (share,) = made(visit(0, {}, {"share": [row]}))["shares"]
    assert share["open"] is is_open


GP = {"sh_with": "GP", "sh_ack": "awaiting"}
AT_TEN = GP | {"sh_direction": "we_shared", "sh_when": "2026-04-13T10:00:00Z"}
# what was asked or shared at the first contact, what the second says, and the days of what still waits
LATER: list[tuple[str, dict[str, str], list[dict[str, str]], list[str]]] = [
    ("nothing", AT_TEN, [], ["2026-04-13"]),
    (
        "confirmed, with another time of the day",
        AT_TEN,
        [AT_TEN | {"sh_ack": "confirmed", "sh_when": "2026-04-13T10:05:00Z"}],
        [],
    ),
    (
        "what was asked for came",
        GP | {"sh_direction": "we_asked"},
        [{"sh_direction": "we_received", "sh_with": "gp"}],
        [],
    ),
    (
        "another agency confirmed",
        AT_TEN,
        [AT_TEN | {"sh_with": "Housing", "sh_ack": "confirmed"}],
        ["2026-04-13"],
    ),
    ("after midnight in summer", AT_TEN | {"sh_when": "2026-04-13T23:30:00Z"}, [], ["2026-04-14"]),
]


@pytest.mark.parametrize(
    ("first", "second", "waits"), [case[1:] for case in LATER], ids=[case[0] for case in LATER]
)
def test_what_a_later_contact_closes_does_not_wait_on_the_list(
    first: dict[str, str], second: list[dict[str, str]], waits: list[str]
) -> None:
    visits = [visit(0, {}, {"share": [first]}), visit(7, {}, {"share": second})]
    record = record_of(CHILD, visits, lambda _: FORM)
    facts = list_facts(record)
    assert (facts["shares"], facts["oldest_share"]) == (len(waits), waits[0] if waits else None)
    assert [one["with"] for one in shares(record) if one["open"]] == ["GP"] * len(waits)


# what was shared on Monday 13 April 2026, and how late that is: after two working days, and after four
LATE = [
    ("a request, on the second day", {}, "2026-04-15", 0),
    ("a request, on the third", {}, "2026-04-16", 1),
    ("no day counts at the weekend", {}, "2026-04-17", 1),
    ("after four working days", {}, "2026-04-20", 2),
    ("a referral, the same day", {"sh_reason": "Referral to early help"}, "2026-04-13", 0),
    ("a referral, the day after", {"sh_reason": "Referral to early help"}, "2026-04-14", 1),
    ("a referral, two days after", {"sh_reason": "Referral to early help"}, "2026-04-15", 2),
    ("confirmed", {"sh_ack": "confirmed"}, "2026-05-15", 0),
    ("what came to us", {"sh_direction": "we_received"}, "2026-05-15", 0),
]


@pytest.mark.parametrize(
    ("more", "today", "late"), [case[1:] for case in LATE], ids=[case[0] for case in LATE]
)
def test_a_share_nobody_confirms_becomes_late_and_then_very_late(
    more: dict[str, Any], today: str, late: int
) -> None:
    row = {
        "sh_direction": "we_asked",
        "sh_with": "GP  Surgery",
        "sh_ack": "awaiting",
        "sh_when": "2026-04-13T10:00:00Z",
        **more,
    }
    record = record_of(CHILD, [visit(0, {}, {"share": [row]})], lambda _: FORM, private=False)
    assert late_shares(record, shares(record), today) == [late]


def test_an_action_stays_open_until_a_later_row_closes_it() -> None:
    def action(status: str) -> dict[str, Any]:
        return {
            "act_what": "Ring the GP",
            "act_owner": person(ANNA),
            "act_due": "2026-05-01",
            "act_status": status,
        }

    visits = [visit(0, {}, {"action": [action("open")]}), visit(7, {"baby_seen": "awake"})]
    (found,) = made(*visits)["actions"]
    assert (found["open"], found["since"]) == (True, "2026-04-13")
    (found,) = made(*visits, visit(14, {}, {"action": [action("done")]}))["actions"]
    assert (found["open"], found["status"]) == (False, "done")


def test_housing_shows_the_newest_word_and_what_was_said_before() -> None:
    words = ("owner", "owner", "private_rent")
    (fact,) = made(*(visit(7 * at, {"tenure": said(one)}) for at, one in enumerate(words)))[
        "housing"
    ]["facts"]
    assert [(one["value"], one.get("first")) for one in fact["claims"]] == [
        ("private_rent", None),
        ("owner", "2026-04-13"),
    ]


def test_a_move_is_told_with_what_was_said_of_it() -> None:
    answers = {"move_plan": said("one_parent_moving"), "move_date": "2026-05-01"}
    (move,) = made(visit(0, answers), visit(7, {"move_plan": said("none")}))["housing"]["moves"]
    assert [one["field"] for one in move["claims"]] == ["move_plan", "move_date"]


def test_documents_are_listed_with_what_rests_on_them() -> None:
    letter = said(3320, source={"type": "red_book", "document": "Red book", "date": "2026-04-02"})
    (found,) = made(visit(0, {"birth_weight_g": letter}))["records"]["named"]
    assert (found["document"], [one["field"] for one in found["claims"]]) == (
        "Red book",
        ["birth_weight_g"],
    )


# -- views, growth, timeline ----------------------------------------------------------------------


def test_a_view_is_never_without_its_basis() -> None:
    answers = {
        "baby_observed": "Awake, fixed on her mother’s face.",
        "worries": said("She is quiet.", basis=["baby_observed"]),
        "strengths": "They talk to her.",
    }
    views = {one["field"]: one for one in made(visit(0, answers))["views"]}
    assert [one["field"] for one in views["worries"]["basis"]] == ["baby_observed"]
    assert views["strengths"]["basis"] == []


def test_a_level_stands_with_its_reason_and_what_that_rests_on() -> None:
    answers = {
        "weight_g": 4000,
        "level_need": "targeted",
        "level_reason": said("Because of the weight.", basis=["weight_g"]),
    }
    (level,) = [one for one in made(visit(0, answers))["views"] if one["field"] == "level_need"]
    assert level["reason"]["value"] == "Because of the weight."
    assert [one["field"] for one in level["basis"]] == ["weight_g"]


@pytest.mark.parametrize("typed", ["35", "35+", "+5", "35+7"])
def test_a_gestation_that_is_half_typed_is_not_known(typed: str) -> None:
    growth = made(visit(0, {"gestation_birth": typed}))["growth"]
    assert growth["baby"]["gestation_days"] is None


def test_growth_has_what_the_chart_needs() -> None:
    growth = made(visit(0, {"gestation_birth": "35+0", "weight_g": 2400, "weight_how": "naked"}))[
        "growth"
    ]
    assert growth["baby"] == {
        "sex": "female",
        "born": "2026-04-01",
        "gestation_days": 245,
        "birth_weight_g": None,
    }
    (weight,) = growth["measurements"]
    assert (weight["measure"], weight["value"], weight["how"]) == ("weight", 2400, "naked")


@pytest.mark.parametrize(
    ("recorded", "told", "by_visits"),
    [
        ("2026-04-01", ["2026-04-02"], "2026-04-02"),
        (None, ["2026-04-02", "2026-04-03", None], "2026-04-03"),
        (None, ["2026-04-02", "20 4"], "2026-04-02"),
        (None, [None], None),
    ],
    ids=["the record goes before", "the newest visit", "half typed", "nobody said"],
)
def test_baby_is_born_when_a_visit_says_so(
    recorded: str | None, told: list[str | None], by_visits: str | None
) -> None:
    visits = [visit(7 * at, {"baby_dob": day} if day else {}) for at, day in enumerate(told)]
    record = record_of({**CHILD, "dob": recorded}, visits, lambda _: FORM)
    assert growth(record)["baby"]["born"] == (recorded or by_visits or "")
    assert list_facts(record)["born"] == by_visits


def test_the_timeline_has_every_entry_in_order_with_person_topic_and_kind() -> None:
    visits = [
        visit(7, {"father_smoking": said("never")}),
        visit(0, {"weight_g": 4000, "lives_with": closed("declined")}),
    ]
    told = timeline(record_of(CHILD, visits, lambda _: FORM))
    assert [(one["on"], one["field"], one["kind"], one["topic"], one["about"]) for one in told] == [
        ("2026-04-13", "lives_with", "F", "WB", "baby"),
        ("2026-04-13", "weight_g", "O", "FG", "baby"),
        ("2026-04-20", "father_smoking", "F", "PA_father", "father"),
    ]


# -- lists of many children -----------------------------------------------------------------------


def test_what_a_managers_list_knows_of_a_child() -> None:
    share = {
        "sh_direction": "we_asked",
        "sh_ack": "awaiting",
        "sh_when": "2026-04-14T10:00:00Z",
        "sh_with": "GP",
    }
    visits = [
        visit(
            0,
            {
                "father_seen": "not_seen",
                "baby_seen": "awake",
                "nights_elsewhere": closed("not_known"),
            },
        ),
        visit(7, {"father_seen": "not_seen", "baby_seen": "asleep_only"}, {"share": [share]}),
    ]
    facts = list_facts(record_of(CHILD, visits, lambda _: FORM))
    assert facts == {
        "born": None,
        "contacts": 2,
        "last_contact": "2026-04-20",
        "unknowns": 1,
        "oldest_unknown": "2026-04-13",
        "father_missed": 2,
        "father_seen": None,
        "baby_awake": "2026-04-13",
        "baby_missed": 1,
        "shares": 1,
        "oldest_share": "2026-04-14",
    }


def test_a_shut_door_is_no_contact() -> None:
    """Else whom nobody reaches would look as if she had just been met."""
    shut = visit(35, {"access_outcome": "no_reply"})
    facts = list_facts(record_of(CHILD, [visit(0, {"baby_seen": "awake"}), shut], lambda _: FORM))
    assert (facts["contacts"], facts["last_contact"]) == (1, "2026-04-13")
    assert list_facts(record_of(CHILD, [shut], lambda _: FORM))["last_contact"] is None


def test_an_urgent_finding_stays_open_after_the_next_contact() -> None:
    """A mark that nobody rang about is not forgotten because the next visit says nothing of it."""
    mark = visit(0, {"mark_seen": "unsure", "mobility": "not_rolling"})
    record = record_of(
        CHILD, [mark, visit(7, {"mark_seen": "none_seen"})], lambda _: FORM, private=True
    )
    findings = open_findings(record, "2026-04-20").findings
    assert ("R01", "STOP-ACT") in [(one["rule"], one["severity"]) for one in findings]


def test_a_call_at_a_later_contact_is_no_call_at_an_earlier_one() -> None:
    """Mother's sign nobody rang about is not settled by the call about father's, nor by a second mark's."""
    mark = {"mark_seen": "unsure", "mobility": "not_rolling"}
    rung = {
        "reply": "called",
        "words": "Dr Bello",
        "clinician": "",
        "at": "2026-04-15T11:00:00Z",
        "given_for": "mark_seen",
    }
    first = visit(0, {**mark, "mother_mh_red_flags": ["thoughts_of_harming_baby"]})
    second = visit(
        2,
        {
            **mark,
            "father_mh_red_flags": ["thoughts_of_harming_baby"],
            "father_mh_call_at": "2026-04-15T10:00:00Z",
        },
    )
    second["answers"]["rule/R01/reply"] = said([rung], kind="A", cands=[])
    first["status"] = "submitted"

    def stops(*visits: dict[str, Any]) -> list[tuple[str, str, str]]:
        record = record_of(CHILD, visits, lambda _: FORM, private=True)
        return sorted(
            (one["rule"], one["visit"], one["since"])
            for one in open_findings(record, "2026-04-20").findings
            if one["severity"] == "STOP-ACT"
        )

    assert stops(first, second) == [("R01", "v0000", "2026-04-13"), ("R16", "v0000", "2026-04-13")]
    # Signed off as it is, nothing can be answered there: it goes when its rule is heard again.
    assert stops({**first, "status": "signed_off"}, second) == []
    assert len(stops({**first, "status": "signed_off"})) == 2
    first["answers"]["mother_mh_call_at"] = said("2026-04-13T10:00:00Z", kind="A", cands=[])
    first["answers"]["rule/R01/reply"] = said([rung], kind="A", cands=[])
    assert stops(first, second) == []


@pytest.mark.parametrize("on_record", ["female", "not_known"])
def test_growth_is_judged_by_the_sex_a_visit_says_where_the_record_has_none(on_record: str) -> None:
    small = visit(28, {"baby_sex": "female", "weight_g": 2900})
    record = record_of({**CHILD, "sex": on_record}, [small], lambda _: FORM, private=True)

    assert "R18" in [one["rule"] for one in open_findings(record, "2026-05-11").findings]


def test_what_waits_ages_though_nobody_writes() -> None:
    """After twice the time it goes to the manager, and it is known to change by itself."""
    share = {"sh_direction": "we_asked", "sh_with": "GP", "sh_ack": "awaiting"}
    record = record_of(CHILD, [visit(0, {}, {"share": [share]})], lambda _: FORM, private=True)

    then = open_findings(record, "2026-04-13")
    later = open_findings(record, "2026-05-13")

    assert (then.ages, later.ages) == (True, True)
    assert "R27" not in [one["rule"] for one in then.findings]
    (late,) = [one for one in later.findings if one["rule"] == "R27"]
    assert late["escalated"]
    assert is_urgent(late)
    quiet = record_of(CHILD, [visit(0, {"baby_seen": "awake"})], lambda _: FORM, private=True)
    assert not open_findings(quiet, "2026-05-13").ages

"""Where the baby lives and sleeps: who says so, since when, and where two differ."""

from __future__ import annotations

from typing import Any

import pytest

from app.picture import picture
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


def residence(*visits: dict[str, Any], private: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = picture(CHILD, visits, lambda _: FORM, private=private)["residence"]
    return found


def sleeps(where: str, source: str = "mother_said", **more: Any) -> dict[str, Any]:
    return {"sleeps_tonight": said(place(where), source, **more)}


def claim_row(where: str, says: str, source: str, day: str, about: str = "baby") -> dict[str, Any]:
    return {
        "rc_about": about,
        "rc_address": place(where),
        "rc_says": says,
        "rc_source": source,
        "rc_date": day,
    }


def test_a_source_that_keeps_saying_the_same_is_one_spell() -> None:
    spells = residence(visit(0, sleeps(FLAT)), visit(20, sleeps(FLAT)), visit(40, sleeps(HOUSE)))[
        "spells"
    ]
    assert [(one["place"], one["first"], one["last"]) for one in spells] == [
        (place(FLAT), "2026-04-13", "2026-05-03"),
        (place(HOUSE), "2026-05-23", "2026-05-23"),
    ]


def test_the_mother_by_name_and_mother_said_are_one_source() -> None:
    named = said(place(FLAT), source={"type": "mother_said", "person": person(ANNA)})
    spells = residence(visit(0, sleeps(FLAT)), visit(7, {"sleeps_tonight": named}))["spells"]
    assert [one["from"] for one in spells] == [person(ANNA)]


# (what is said at the first visit, what by a claim, how many days later) and whether the two disagree
DIFFERENCES = [
    ("two places by two people", "lives_there", HOUSE, "other_relative_said", 5, True),
    ("the same place", "lives_there", FLAT, "other_relative_said", 5, False),
    ("another word of the same source", "lives_there", HOUSE, "mother_said", 5, False),
    ("stays there sometimes", "stays_sometimes", HOUSE, "other_relative_said", 5, False),
    ("has moved out of it", "has_moved_out", FLAT, "housing_record", 5, True),
    ("does not live at another place", "does_not_live_there", HOUSE, "gp_record", 5, False),
    ("on the ninetieth day", "lives_there", HOUSE, "gp_record", 90, True),
    ("too long after", "lives_there", HOUSE, "gp_record", 91, False),
]


@pytest.mark.parametrize(
    ("says", "where", "source", "days", "differ"),
    [case[1:] for case in DIFFERENCES],
    ids=[case[0] for case in DIFFERENCES],
)
def test_when_two_sources_disagree(
    says: str, where: str, source: str, days: int, differ: bool
) -> None:
    first = visit(0, sleeps(FLAT))
    row = claim_row(where, says, source, "")
    del row["rc_date"]
    second = visit(days, {}, {"residence_claim": [row]})
    assert bool(residence(first, second)["disagreements"]) is differ


def test_both_words_stand_side_by_side_with_their_dates() -> None:
    rows = [claim_row(HOUSE, "sleeps_there_tonight", "other_relative_said", "2026-04-12")]
    found = residence(visit(0, sleeps(FLAT), {"residence_claim": rows}))
    (pair,) = found["disagreements"]
    assert [(found["claims"][at]["on"], found["claims"][at]["value"]) for at in pair] == [
        ("2026-04-12", place(HOUSE)),
        ("2026-04-13", place(FLAT)),
    ]
    assert [found["claims"][at]["value"] for at in found["latest"]] == [place(FLAT), place(HOUSE)]


def test_where_the_visitor_was_counts_as_her_word_when_it_was_the_babys_home() -> None:
    at_home = {"contact_place": "baby_usual_home", "visit_address": place(FLAT)}
    elsewhere = {"contact_place": "fathers_home", "visit_address": place(HOUSE)}
    not_there = {**at_home, "access_outcome": "family_not_at_address"}
    visits = visit(0, at_home), visit(1, elsewhere), visit(2, not_there)
    (claim,) = residence(*visits)["claims"]
    assert (claim["on"], claim["value"]) == ("2026-04-13", place(FLAT))
    assert claim["from"] == "by:Amina Okoro"


GAPS = [
    ("not asked", {}, "not_asked"),
    ("closed with a reason", {"sleeps_tonight": closed("not_known")}, "not_known"),
    ("nobody at home", {"access_outcome": "no_reply"}, "nobody_met"),
]


@pytest.mark.parametrize(
    ("answers", "reason"), [case[1:] for case in GAPS], ids=[case[0] for case in GAPS]
)
def test_a_contact_at_which_nobody_said_is_a_gap(answers: dict[str, Any], reason: str) -> None:
    assert residence(visit(3, answers))["gaps"] == [
        {"from": "2026-04-16", "to": "2026-04-16", "reason": reason, "visit": 0}
    ]


def test_before_the_birth_there_is_no_gap() -> None:
    assert residence(visit(0, {}, contact="antenatal"))["gaps"] == []


def test_a_long_silence_is_a_gap() -> None:
    (gap,) = residence(visit(0, sleeps(FLAT)), visit(61, sleeps(FLAT)))["gaps"]
    assert gap == {"from": "2026-04-13", "to": "2026-06-13", "reason": "silence"}
    assert residence(visit(0, sleeps(FLAT)), visit(60, sleeps(FLAT)))["gaps"] == []


def test_who_cares_at_night_is_told_for_each_contact() -> None:
    nights = residence(
        visit(0, {"overnight_carer": said([person(ANNA)], "mother_said")}),
        visit(9, {"overnight_carer": closed("not_known")}),
        visit(18, {"overnight_carer": said([person(BEN), person(GRAN)], "father_or_partner_said")}),
    )["overnight"]
    assert [one.get("value") or one["missing"] for one in nights] == [
        [person(ANNA)],
        "not_known",
        [person(BEN), person(GRAN)],
    ]

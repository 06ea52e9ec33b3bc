"""What another source says beside an answer: shown side by side with it, and never counted as the answer."""

from __future__ import annotations

from typing import Any

import pytest

from app.picture import picture, record_of, timeline
from app.picture.plain import plain
from tests.picture.stories import BEN, CHILD, FORM, GRAN, closed, person, said, visit

MOTHER, FATHER = "mother_said", "father_or_partner_said"


def made(*visits: dict[str, Any], private: bool = False) -> dict[str, Any]:
    return picture(CHILD, visits, lambda _: FORM, private=private)


def pairs(*visits: dict[str, Any]) -> list[list[Any]]:
    found = made(*visits)["contradictions"]
    assert all(one["what"] == "sources" for one in found)
    return [[claim.get("value") for claim in one["claims"]] for one in found]


SMOKES = {
    "mother_smoking": said("stopped_in_pregnancy", MOTHER),
    "mother_smoking@1": said("smokes", FATHER),
}


def test_two_accounts_that_differ_are_a_contradiction_with_their_sources() -> None:
    (found,) = made(visit(0, SMOKES))["contradictions"]
    assert [
        (one["value"], one["source"]["type"], one.get("further")) for one in found["claims"]
    ] == [
        ("stopped_in_pregnancy", MOTHER, None),
        ("smokes", FATHER, True),
    ]


OTHERS: list[tuple[str, dict[str, Any], list[list[Any]]]] = [
    ("the same word from another source", {"tenure": said("owner", MOTHER), "tenure@1": said("owner", FATHER)}, []),
    ("one closed with a reason", {"tenure": said("owner", MOTHER), "tenure@1": closed("declined")}, []),
    ("free words", {"feeding_words": said("Six bottles", MOTHER), "feeding_words@1": said("Four, I think", FATHER)},
     [["Six bottles", "Four, I think"]]),
    ("the same words", {"feeding_words": said("Six", MOTHER), "feeding_words@1": said("Six", FATHER)}, []),
    ("numbers", {"bedrooms": said(2, MOTHER), "bedrooms@1": said(3, FATHER), "bedrooms@2": said(2, "gp_record")},
     [[2, 3, 2]]),
    ("an answer that was cleared", {"bedrooms": {"cleared": True}, "bedrooms@1": said(3, FATHER)}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "found"), [one[1:] for one in OTHERS], ids=[one[0] for one in OTHERS]
)
def test_what_differs(answers: dict[str, Any], found: list[list[Any]]) -> None:
    assert pairs(visit(0, answers)) == found


def test_a_further_claim_is_that_sources_word_at_the_next_visit_too() -> None:
    later = visit(7, {"tenure": said("private_rent", FATHER)})
    first = visit(0, {"tenure": said("owner", MOTHER), "tenure@1": said("owner", FATHER)})
    assert pairs(first, later) == [["owner", "private_rent"]]


def test_in_a_row_it_is_not_the_answer_of_the_row() -> None:
    row = {
        "hh_person": person(GRAN),
        "hh_lives_here": said("no", MOTHER),
        "hh_lives_here@1": said("yes", FATHER),
    }
    record = record_of(CHILD, [visit(0, {}, {"household": [row]})], lambda _: FORM)
    (told,) = record.rows(record.contacts[0], "household")
    assert told["hh_lives_here"].value == "no"
    assert len([one for one in record.entries if one.field == "hh_lives_here"]) == 2


def test_it_answers_no_question_and_is_no_change() -> None:
    open_still = made(
        visit(0, {"mother_smoking": closed("not_known")}),
        visit(7, {"mother_smoking": closed("not_known"), "mother_smoking@1": said("smokes", FATHER)}),
    )  # fmt: skip
    (unknown,) = [one for one in open_still["unknown"] if one["what"] == "closed"]
    assert (unknown["field"], unknown["times"]) == ("mother_smoking", 2)
    assert open_still["since"]["changed"] == open_still["since"]["resolved"] == []
    first = {"tenure": said("owner", MOTHER)}
    again = first | {"tenure@1": said("private_rent", FATHER)}
    assert made(visit(0, first), visit(7, again))["since"]["changed"] == []


def test_on_a_hidden_question_it_is_as_hidden() -> None:
    answers = {"mother_control_signs@1": said(["money_controlled"], "other_relative_said")}
    record = record_of(CHILD, [visit(0, answers)], lambda _: FORM)
    assert "mother_control_signs@1" not in [one["key"] for one in timeline(record)]
    shown = record_of(CHILD, [visit(0, answers)], lambda _: FORM, private=True)
    assert next(one for one in timeline(shown) if one["key"] == "mother_control_signs@1")["further"]


def test_a_view_may_rest_on_it() -> None:
    view = {"worries": said("Smoke in the flat", kind="J", basis=["mother_smoking@1"])}
    (shown,) = [one for one in made(visit(0, SMOKES | view))["views"] if one["field"] == "worries"]
    assert [one["value"] for one in shown["basis"]] == ["smokes"]


def test_in_plain_words_each_source_has_its_own() -> None:
    visits = [visit(0, SMOKES | {
        "overnight_carer": said([person(GRAN)], MOTHER), "overnight_carer@1": said([person(BEN)], FATHER),
    })]  # fmt: skip
    record = record_of(CHILD, visits, lambda _: FORM)
    told = {one.title: one.lines for one in plain(record, made(*visits), CHILD)}
    smoking = next(line for line in told["Said differently"] if "smoking" in line)
    assert "Stopped in pregnancy (Mother said" in smoking
    assert "Smokes (Father or partner said" in smoking
    nights = [line for line in told["Where baby lives and sleeps"] if line.startswith("At night")]
    assert len(nights) == 2

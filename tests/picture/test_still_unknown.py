"""What nobody knows: it follows the family until somebody answers it."""

from __future__ import annotations

from typing import Any

import pytest

from app.picture import picture
from tests.picture.stories import CHILD, FORM, closed, said, visit

NOT_KNOWN, DECLINED, NOT_APPLICABLE = (
    closed("not_known"),
    closed("declined"),
    closed("not_applicable"),
)


def items(what: str, *visits: dict[str, Any]) -> list[dict[str, Any]]:
    found = picture(CHILD, visits, lambda _: FORM)["unknown"]
    return [one for one in found if one["what"] == what]


# the answers to one question at three contacts -> (reason, since, times) or nothing
RUNS: list[tuple[str, list[Any], tuple[str, str, int] | None]] = [
    ("closed once", [NOT_KNOWN, None, None], ("not_known", "2026-04-13", 1)),
    ("closed twice, another reason", [NOT_KNOWN, None, DECLINED], ("declined", "2026-04-13", 2)),
    ("answered since", [NOT_KNOWN, said(2), None], None),
    ("answered, then closed", [said(2), None, NOT_KNOWN], ("not_known", "2026-04-27", 1)),
    ("does not apply", [NOT_KNOWN, NOT_APPLICABLE, None], None),
    ("never closed", [None, said(2), None], None),
]


@pytest.mark.parametrize(
    ("answers", "expected"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS]
)
def test_a_question_closed_with_a_reason(
    answers: list[Any], expected: tuple[str, str, int] | None
) -> None:
    visits = [
        visit(7 * at, {"nights_elsewhere": one} if one else {}) for at, one in enumerate(answers)
    ]
    found = items("closed", *visits)
    told = [(one["reason"], one["since"], one["times"]) for one in found]
    assert told == ([expected] if expected else [])


def unknowns(*whats: str) -> dict[str, Any]:
    return {
        "unknowns": [{"what": what, "owner": "Amina Okoro", "due": "2026-05-01"} for what in whats]
    }


# the lists of three contacts -> how often the item was left out since, and since when it is known
LISTS = [
    ("named once", [["His shifts"], None, None], 0, "2026-04-13"),
    ("named again in other case", [["His shifts"], ["his shifts."], None], 0, "2026-04-13"),
    ("left out once", [["His shifts"], ["The GP"], None], 1, "2026-04-13"),
    ("left out twice", [["His shifts"], ["The GP"], ["The GP"]], 2, "2026-04-13"),
    ("left out and named again", [["His shifts"], ["The GP"], ["His shifts"]], 0, "2026-04-13"),
]


@pytest.mark.parametrize(
    ("lists", "left", "since"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS]
)
def test_what_visitors_listed(lists: list[list[str] | None], left: int, since: str) -> None:
    visits = [visit(7 * at, unknowns(*one) if one else {}) for at, one in enumerate(lists)]
    (found,) = [one for one in items("listed", *visits) if one["text"].lower().startswith("his")]
    assert (found["left"], found["since"], found["owner"]) == (left, since, "Amina Okoro")


def test_it_follows_the_family_to_another_visitor() -> None:
    first = visit(0, {"lives_with": NOT_KNOWN}, author="Amina Okoro")
    (found,) = items("closed", first, visit(30, {"baby_seen": "awake"}, author="Dorota Nowak"))
    assert (found["by"], found["since"]) == ("Amina Okoro", "2026-04-13")


def test_what_the_last_finished_contact_asked_and_nobody_ever_answered() -> None:
    asked = {one["field"]: one for one in items("never", visit(0, {"baby_seen": "awake"}))}
    assert asked["sleeps_tonight"]["core"]
    assert "baby_seen" not in asked
    assert "worries" not in asked, "a view nobody wrote is not unknown of the family"
    assert items("never", visit(0, {"baby_seen": "awake"}, status="open")) == []

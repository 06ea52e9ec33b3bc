"""What was answered where nobody could overhear is left out, with everything that would give it away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.picture import picture_of, record_of, timeline
from app.picture.findings import open_findings
from app.picture.plain import plain
from forms.derived.private import private_fields
from tests.picture.stories import ANNA, CHILD, FORM, closed, history, person, said, visit


def shown(*visits: dict[str, Any], private: bool) -> dict[str, Any]:
    record = record_of(CHILD, visits, lambda _: FORM, private=private)
    made = picture_of(record)
    findings, must_see, _ = open_findings(record, "2026-06-01")
    words = plain(record, made, CHILD)
    return {
        **made,
        "timeline": timeline(record),
        "findings": findings,
        "next": must_see,
        "plain": words,
    }


WORD = "marmalade"
UNKNOWN = {"what": "Who has baby at night", "owner": "Ana", "due": ""}
TELLING = [
    ("a hidden answer", {"mother_childhood_words": said(WORD)}, {}),
    ("a call that only a hidden answer asks for", {"mother_mh_call_who": said(WORD)}, {}),
    (
        "a view that rests on a hidden answer",
        {"worries": said(WORD, basis=["mother_control_signs"])},
        {},
    ),
    (
        "a view that rests on a hidden answer among others",
        {"worries": said(WORD, basis=["baby_observed", "mother_control_signs"])},
        {},
    ),
    (
        "an action because of a hidden answer",
        {},
        {"action": [{"act_what": WORD, "act_owner": person(ANNA), "act_why": "mother_da_answer"}]},
    ),
    (
        "an action of which somebody else says that it is because of a hidden answer",
        {},
        {
            "action": [
                {
                    "act_what": WORD,
                    "act_owner": person(ANNA),
                    "act_why": said(
                        "crying_words", cands=[{"value": "mother_da_answer", "kind": "P"}]
                    ),
                }
            ]
        },
    ),
    (
        "a second value of a hidden answer",
        {"mother_da_words": said("x", cands=[{"value": WORD, "kind": "R"}])},
        {},
    ),
]


@pytest.mark.parametrize(
    ("answers", "rows"), [case[1:] for case in TELLING], ids=[case[0] for case in TELLING]
)
def test_left_out_unless_it_is_opened(answers: dict[str, Any], rows: dict[str, Any]) -> None:
    told = visit(0, {"baby_observed": "Awake.", **answers}, rows)
    assert WORD not in json.dumps(shown(told, private=False))
    assert WORD in json.dumps(shown(told, private=True))


def test_no_count_and_no_gap_gives_it_away() -> None:
    """With a hidden question closed, asked for next time, or not there at all, the picture is the same."""
    plainly = visit(0, {"must_see_next": ["father"], "earshot": "no"})
    telling = visit(
        0,
        {
            "must_see_next": ["father", "enquiry_domestic_abuse"],
            "earshot": "no",
            "mother_control_signs": closed("declined"),
            "mother_da_asked": said("asked_alone"),
            "mother_da_answer": said("current_abuse"),
        },
    )
    assert shown(plainly, private=False) == shown(telling, private=False)


def test_the_reason_that_speaks_of_who_is_there_waits_as_well() -> None:
    """In a second value, too; that there is no answer stays."""
    gap = {"missing": "not_safe_to_ask", "kind": "R"}
    told = visit(
        0,
        {
            "mother_whooley_1": closed("not_safe_to_ask"),
            "mother_whooley_2": said("no", cands=[gap]),
            "unknowns": said([UNKNOWN], cands=[{"value": [UNKNOWN], "kind": "P"}]),
        },
    )
    plainly = shown(told, private=False)
    assert "not_safe_to_ask" not in json.dumps(plainly)
    (one,) = (item for item in plainly["unknown"] if item["what"] == "closed")
    assert (one["field"], one["reason"]) == ("mother_whooley_1", "not_recorded")
    assert json.dumps(shown(told, private=True)).count("not_safe_to_ask") > 2


def test_what_is_opened_is_marked() -> None:
    told = shown(visit(0, {"mother_da_words": said(WORD)}), private=True)["timeline"]
    assert [one["sens"] for one in told if one["field"] == "mother_da_words"] == ["H"]


def test_nothing_private_is_named_in_any_history() -> None:
    hidden = private_fields(FORM)
    assert {"mother_da_asked", "father_mh_call_at", "carer3_safe_contact"} <= hidden
    for seed in range(8):
        told = json.dumps(shown(*history(seed)["visits"], private=False))
        assert not [field for field in hidden if f'"{field}"' in told]
        assert "enquiry_domestic_abuse" not in told

"""Invented families, contact by contact: for every rule stories in which it fires, stays silent on the near miss, and
stays silent where nothing was answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import forms
from forms.holistic_visit.rules import BOOK
from forms.safety import replay
from tests.support import source

STORIES = sorted((source.ROOT / "tests" / "contracts" / "stories").glob("*.json"))
FORM = forms.current()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_ends_as_it_says(path: Path) -> None:
    ran = replay.run(path.read_text("utf-8"), FORM, BOOK)
    assert [str(broken) for broken in ran.broken] == []
    assert ran.ignored == []


def expectations(rule: str) -> tuple[int, int]:
    """In how many stories a rule is expected to fire, and to be silent."""
    fires = silent = 0
    for path in STORIES:
        if not path.stem.startswith(rule):
            continue
        for expected in json.loads(path.read_text("utf-8"))["expect"]:
            fires += rule in expected.get("fires", ())
            silent += rule in expected.get("silent", ())
    return fires, silent


@pytest.mark.parametrize("rule", BOOK.by_id)
def test_every_rule_has_stories_both_ways(rule: str) -> None:
    fires, silent = expectations(rule)
    assert fires >= 1
    assert silent >= 2


def severities(name: str) -> list[dict[str, str]]:
    path = source.ROOT / "tests" / "contracts" / "stories" / f"{name}.json"
    ran = replay.run(path.read_text("utf-8"), FORM, BOOK)
    return [{one["rule"]: one["severity"] for one in after.result.findings} for after in ran.after]


@pytest.mark.parametrize(
    ("story", "rule", "expected"),
    [
        ("R01-unsure", "R01", ["STOP-ACT"]),
        ("R09-asleep-twice", "R09", ["WARN", "URGENT"]),
        ("R09-call-between", "R09", ["WARN", None, "URGENT"]),
        ("R18-loss-12", "R18", ["URGENT"]),
        ("R18-week", "R18", [None, "WARN"]),
        ("R18-head", "R18", [None, "URGENT"]),
        ("R18-fall", "R18", ["WARN"]),
        ("R26-twice", "R26", [None, "URGENT"]),
        ("R26-day-90", "R26", [None, "URGENT"]),
        ("R30-offline", "R30", ["STOP-ACT"]),
    ],
)
def test_a_rule_is_as_grave_as_it_should_be(story: str, rule: str, expected: list[str]) -> None:
    assert [found.get(rule) for found in severities(story)] == expected


def test_the_emergency_stands_first() -> None:
    assert next(iter(severities("R30-one-of-two")[0])) == "R02"


def test_an_ordinary_family_meets_at_most_two_prompts() -> None:
    """Whatever the severity: nothing of note is nothing to answer."""
    (found,) = severities("I-ordinary")
    assert len(found) <= 2


def story(**contact: object) -> str:
    return json.dumps({"contacts": [{"at": "2026-05-06T10:00", "answers": {}, **contact}]})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (story(answers={"baby_sen": "awake"}), "contact 0: baby_sen: is no field of the form"),
        (story(answers={"baby_seen": "awak"}), "contact 0: baby_seen: unknown choice “awak”"),
        (story(answers={"acute_signs": ["cold"]}), "contact 0: acute_signs: unknown choice “cold”"),
        (
            story(answers={"lives_with": {"missing": "forgot"}}),
            "contact 0: lives_with: unknown reason “forgot”",
        ),
        (
            story(answers={"lives_with": {"value": "other", "source": "aunt"}}),
            "contact 0: lives_with: unknown source “aunt”",
        ),
        (
            story(answers={"household": [{"hh_size": 3}]}),
            "contact 0: household[0].hh_size: is no field of “household”",
        ),
        (
            story(answers={"hh_cares": "never"}),
            "contact 0: hh_cares: belongs into a row of “household”",
        ),
        (
            story(answers={"indicators": ["IND-01"]}),
            "contact 0: indicators: is worked out, not answered",
        ),
        (story(at="yesterday"), "contact 0: at: is no date and time such as 2026-04-13T10:00"),
        (story(contact_type="visit"), "contact 0: contact_type: unknown choice “visit”"),
        ('{"contacts": {}}', "contacts: must be a list of objects"),
        (
            '{"contacts": [], "expect": [{"contact": 0, "fires": ["R01"]}]}',
            "expect[0]: there is no contact 0",
        ),
        ("[1]", "a story is a JSON object with “contacts”"),
        ("[" * 100_000, None),
        (
            story(at="0001-01-01T00:00Z"),
            "contact 0: at: is no date and time such as 2026-04-13T10:00",
        ),
        (
            story(answers={"mark_seen": {"missing": []}}),
            "contact 0: mark_seen: unknown reason “[]”",
        ),
        (
            story(answers={"worries": {"value": "x", "source": 3}}),
            "contact 0: worries: unknown source “3”",
        ),
        (story(answers={"worries": {"value": "x", "source": {"type": []}}}), None),
        (story(answers={"gestation_birth": "soon"}), None),
        (
            '{"contacts": [], "child": {"dob": "9999-12-31"}}',
            "child.dob: is no date such as 2026-04-01",
        ),
        (
            '{"contacts": [], "child": {"gestation": "39"}}',
            "child.gestation: must be weeks and days such as 39+2",
        ),
        ('{"contacts": [], "child": {"sex": {}}}', "child.sex: must be text"),
        (
            '{"contacts": [], "child": {"birth_weight_g": "heavy"}}',
            "child.birth_weight_g: must be a whole number",
        ),
        (
            '{"contacts": [{"at": "2026-05-06T10:00"}], "expect": [{"contact": 0, "fires": [{}]}]}',
            None,
        ),
    ],
)
def test_what_cannot_be_read_is_named(text: str, words: str | None) -> None:
    with pytest.raises(replay.StoryError) as told:
        replay.run(text, FORM, BOOK)
    assert words is None or str(told.value) == words


def test_an_expectation_that_does_not_hold_is_named() -> None:
    text = json.dumps(
        {
            "contacts": [{"at": "2026-05-06T10:00", "answers": {"acute_signs": ["hard_to_wake"]}}],
            "expect": [{"contact": 0, "fires": ["R05"], "silent": ["R02"]}],
        }
    )
    broken = [str(one) for one in replay.run(text, FORM, BOOK).broken]
    assert broken == [
        "contact 0: R05 should have fired and did not",
        "contact 0: R02 should have been silent and fired",
    ]


def test_a_further_carer_has_the_block_of_the_third() -> None:
    text = story(answers={"carer4_whooley_1": "yes", "carer4_seen": "in_person"})
    (after,) = replay.run(text, FORM, BOOK).after
    (found,) = [one for one in after.result.findings if one["rule"] == "R17"]
    assert found["because"] == ["carer4_whooley_1"]


def test_what_somebody_else_saw_stays_heard_when_she_says_again_that_there_is_nothing() -> None:
    said_by_her = {"value": ["none_seen_or_told"], "source": "mother_said"}
    seen = {"value": ["partner_answers_for_them"], "source": "other_relative_said"}
    text = json.dumps(
        {
            "contacts": [
                {
                    "at": "2026-05-06T10:00",
                    "answers": {
                        "mother_control_signs": said_by_her,
                        "mother_control_signs@1": seen,
                    },
                },
                {"at": "2026-06-06T10:00", "answers": {"mother_control_signs": said_by_her}},
                {"at": "2026-07-06T10:00", "answers": {"mother_control_signs@2": said_by_her}},
            ]
        }
    )
    present = [
        {one["id"] for one in after.result.indicators}
        for after in replay.run(text, FORM, BOOK).after
    ]
    assert ["IND-05" in found for found in present] == [True, True, False]


def test_each_contact_is_one_line_of_json() -> None:
    ran = replay.run(story(answers={"acute_signs": ["hard_to_wake"]}), FORM, BOOK)
    line = replay.as_line(ran.after[0])
    assert "\n" not in line
    assert json.loads(line) == {
        "contact": 0,
        "findings": [{"rule": "R02", "severity": "STOP-ACT", "because": ["acute_signs"]}],
        "indicators": [],
        "must_see_next": [],
    }
    assert re.match(r'\{"contact": 0, "findings"', line)

"""The tablet makes the picture that the server makes, of the same visits."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

import forms
from app.picture import picture_of, record_of, timeline
from app.picture.findings import late_shares
from forms.definition import Form
from forms.derived.browser_bundle import bundle
from forms.derived.submitted import left_out
from tests.picture.stories import CHILD, FORM, history, said, visit
from tests.support import source

HISTORIES = range(12)
TODAY = "2026-08-05"
"""Late enough for some of what they shared, and too early for the rest."""
RELATIONS = ("Birth parent", "Mum, lives apart", "Partner", "Parent’s partner", "Stepfather")
SCRIPT = source.ROOT / "tests" / "js" / "twin_of_picture.js"


def of_python(story: dict[str, Any], *, private: bool) -> Any:
    record = record_of(story["child"], story["visits"], lambda _: FORM, private=private)
    picture = picture_of(record)
    late = late_shares(record, picture["shares"], story["today"])
    return json.loads(json.dumps({**picture, "timeline": timeline(record), "late": late}))


def of_the_tablet(stories: list[dict[str, Any]], form: Form = FORM) -> list[dict[str, Any]]:
    conditions = {field.id: field.show_if for field in form if field.show_if}
    asked = json.dumps({"form": bundle(form), "conditions": conditions, "cases": stories})
    node = shutil.which("node") or "node"
    answered = subprocess.run(
        [node, str(SCRIPT)], input=asked, capture_output=True, text=True, check=True, timeout=120
    )
    return [json.loads(line) for line in answered.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("node") is None, reason="NO NODE FOUND: the twin was not asked")
def test_both_ends_make_the_same_picture() -> None:
    asked = [
        history(seed) | {"private": private, "today": TODAY}
        for seed in HISTORIES
        for private in (True, False)
    ]
    for story in asked[::2]:  # in half of them somebody typed into a row is a further carer
        story["visits"][-1]["answers"]["carer3_name"] = said("Uncle Joe")
    for story in asked[3::4]:  # and somebody a parent, who is not on the record
        story["child"] = {**story["child"], "people": []}
        story["visits"][0]["answers"] |= {
            "mother_name": said("uncle joe "),
            "father_name": said("Ben"),
            "icon/a/icon_person": said("T:Mother"),
            "icon/b/icon_person": said("T:Ben"),
        }
        story["visits"][-1]["answers"] |= {
            "household/a/hh_person": said("T:Father or second parent"),
            "household/a/hh_lives_here": said("yes"),
            "father_lives_with_baby": said("yes"),
        }
    for story in asked[1::4]:
        story["visits"][0]["answers"] |= {
            "contact_type": said("antenatal"),
            "people_sleeping": said(9),
        }
    # Saving is never blocked: a tablet draws what stands in the boxes.
    for story, start in zip(
        asked[1:], ("2026-03-09 1430", " 3 2026 14:30", "2026-02-31 14:30"), strict=False
    ):
        story["visits"][0]["answers"]["contact_start"] = said(start)
        story["visits"][-1]["answers"]["gestation_birth"] = said("39")
        around = [
            {"id": f"p{place}", "name": says, "relation": says}
            for place, says in enumerate(RELATIONS)
        ]
        # Met before the birth, or by somebody who did not know the day.
        story["child"] = {**story["child"], "people": around, "dob": None}
        story["visits"][-1]["answers"]["baby_dob"] = said("2026-04-0")
        story["visits"][-2]["answers"]["baby_dob"] = said("2026-04-03")
    for story, theirs in zip(asked, of_the_tablet(asked), strict=True):
        ours = of_python(story, private=story["private"])
        assert ours.keys() == theirs.keys()
        for part in ours:
            assert theirs[part] == ours[part], f"{part}, {story['visits'][0]['visit_id']}"


SHUT = [
    ("none seen", {"baby_seen": "awake", "mark_seen": "none_seen"}, ["mark_seen", "mark_site"]),
    (
        "not seen",
        {"baby_seen": "not_seen", "mark_seen": "none_seen"},
        ["baby_seen", "mark_seen", "mark_site"],
    ),
    ("nothing said", {"baby_seen": "not_seen"}, ["baby_seen", "mark_site"]),
    ("no word against it", {"baby_seen": "awake"}, []),
]


@pytest.mark.skipif(shutil.which("node") is None, reason="NO NODE FOUND: the twin was not asked")
@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize(
    ("answers", "claims"), [case[1:] for case in SHUT], ids=[case[0] for case in SHUT]
)
def test_both_tell_a_mark_that_the_word_against_it_took_out_of_what_counts(
    version: int, answers: dict[str, Any], claims: list[str]
) -> None:
    form = forms.published(version)
    rows = {"mark": [{"mark_site": "left_cheek"}]}
    written = visit(0, answers, rows, status="submitted") | {"form_version": version}
    out = left_out(form, written["answers"])
    assert out == ["mark/0000-0/mark_site"]
    counted = written | {"answers": {k: v for k, v in written["answers"].items() if k not in out}}

    both = (record_of(CHILD, [each], lambda _: form) for each in (counted, written))
    ours = json.loads(json.dumps(picture_of(*both)))
    story = {"child": CHILD, "visits": [written], "private": False, "submitted": True}
    (theirs,) = of_the_tablet([story], form)
    assert {part: theirs[part] for part in ours} == ours
    found = [one for one in ours["contradictions"] if one["what"] == "mark"]
    told = [claim["field"] for one in found for claim in one["claims"]]
    assert told == claims

"""The page on which clinical leads try the rules: it reads a story, shows what fired and why, and keeps nothing."""

from __future__ import annotations

import io
import json

import pytest
from flask import Flask

from tests.support.clients import signed_in
from tests.support.world import World


@pytest.mark.one_database
def test_a_story_is_run_and_shown(app: Flask, world: World) -> None:
    client = signed_in(app, world.manager)
    page = client.get("/stories/")
    assert 'href="/stories/" aria-current="true">Try a story' in page.text, "the menu has it"
    assert "Mother says with me" in page.text
    story = {
        "name": "Hard to wake",
        "contacts": [
            {
                "at": "2026-05-06T10:00",
                "contact_type": "six_to_eight_week",
                "answers": {"acute_signs": ["hard_to_wake"]},
            }
        ],
        "expect": [{"contact": 0, "silent": ["R02"]}],
    }
    shown = client.post("/stories/", data={"story": json.dumps(story)})
    assert shown.status_code == 200
    assert "R02 Signs of serious illness or head injury" in shown.text
    assert "R02 should have been silent and fired" in shown.text
    sent = {"file": (io.BytesIO(json.dumps(story).encode()), "story.json")}
    chosen = client.post("/stories/", data=sent, content_type="multipart/form-data")
    assert "STOP-ACT" in chosen.text


@pytest.mark.one_database
def test_a_slip_is_named_and_what_was_typed_stays(app: Flask, world: World) -> None:
    client = signed_in(app, world.administrator)
    text = '{"contacts": [{"at": "2026-05-06T10:00", "answers": {"baby_sen": "awake"}}]}'
    page = client.post("/stories/", data={"story": text})
    assert page.status_code == 422
    assert "Try a story</a>" in page.text, "the administrator's menu has it, too"
    assert "contact 0: baby_sen: is no field of the form" in page.text
    assert "baby_sen&#34;: &#34;awake" in page.text

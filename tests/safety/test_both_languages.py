"""The tablet and the server come to the same findings: on every story, and on a thousand invented histories."""

from __future__ import annotations

import functools
import itertools
import json
import shutil
import subprocess
from typing import Any

import pytest

import forms
from forms.derived.browser_bundle import bundle
from forms.holistic_visit.rules import BOOK
from forms.keys import id_of
from forms.safety import facts
from forms.safety.browser import TARGET, script
from forms.safety.judging import fold, step
from forms.safety.past import EMPTY
from forms.safety.replay import recorded
from forms.safety.said import said
from tests.forms.contracts import cases
from tests.safety.histories import CHILD, histories
from tests.safety.test_stories import STORIES
from tests.support import source

FORM = forms.current()
# What is replied, and what of it settles a finding: {name, visits, expect: {rule: [severity, answered, holds],
# indicator: true}}, null for what is not there.
REPLIED = json.loads((source.ROOT / "tests" / "contracts" / "replied.json").read_text("utf-8"))
# The histories draw from a few sentences; reading each once is enough.
READ_ONCE = functools.cache(facts.check)
SEED = 20261126
NODE = shutil.which("node")


def here(history: dict[str, Any]) -> dict[str, Any]:
    """A history judged in Python."""
    past, results = EMPTY, []
    told = [
        said(FORM, visit["answers"], visit["on"], online=visit["online"])
        for visit in history["visits"]
    ]
    for at, visit in enumerate(told):
        today = history["today"] if at == len(told) - 1 else None
        result, past = step(BOOK, past, visit, history["child"], today)
        results.append({name: one for name, one in result._asdict().items() if name != "facts"})
    folded = fold(BOOK, told, history["child"])
    return {"results": results, "past": past, "folded": folded}


def there(all_: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same judged by the browser's code."""
    done = subprocess.run(
        [str(NODE), "tests/js/judge_histories.js"],
        cwd=source.ROOT,
        input=json.dumps({"definition": bundle(FORM), "histories": all_}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(NODE is None, reason="no Node here")
def test_every_story_ends_alike() -> None:
    all_ = []
    for path in STORIES:
        child, visits, today = recorded(path.read_text("utf-8"), FORM)
        all_.append(
            {
                "child": child,
                "visits": [
                    {"answers": one.answers, "on": one.on, "online": one.online} for one in visits
                ],
                "today": today,
            }
        )
    for path, history, judged in zip(STORIES, all_, there(all_), strict=True):
        assert judged == here(history), path.stem


@pytest.mark.skipif(NODE is None, reason="no Node here")
@pytest.mark.parametrize("count", [150, pytest.param(1_000, marks=pytest.mark.chaos)])
def test_invented_histories_end_alike(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(facts, "check", READ_ONCE)
    all_ = histories(count, SEED)
    fired: set[str] = set()
    present: set[str] = set()
    for place, (history, judged) in enumerate(zip(all_, there(all_), strict=True)):
        mine = here(history)
        assert judged == mine, f"seed {SEED}, history {place}"
        for after in mine["results"]:
            fired |= {one["rule"] for one in after["findings"]}
            present |= {one["id"] for one in after["indicators"]}
    # Histories in which a rule never fires would compare nothing; a rare one needs all thousand.
    most = 1.0 if count == 1_000 else 0.8
    assert len(fired) >= most * len(BOOK.by_id)
    assert len(present) >= most * len(BOOK.indicators)


@pytest.mark.skipif(NODE is None, reason="no Node here")
def test_a_reply_settles_alike() -> None:
    all_ = [{"child": CHILD, "visits": case["visits"], "today": None} for case in REPLIED]
    for case, history, judged in zip(REPLIED, all_, there(all_), strict=True):
        for after in (here(history), judged):
            parts = ("severity", "answered", "holds")
            found = {
                one["rule"]: [one[part] for part in parts]
                for one in after["results"][-1]["findings"]
            } | {one["id"]: True for one in after["results"][-1]["indicators"]}
            assert {rule: found.get(rule) for rule in case["expect"]} == case["expect"], case[
                "name"
            ]


@pytest.mark.parametrize("case", cases("resting"))
def test_a_view_rests_on_what_counts(case: dict[str, Any]) -> None:
    told = said(forms.published(case["form_version"]), case["answers"], "2026-05-06")
    assert {name: told[name] for name in ("unlinked", "level_evidence")} == case["expect"]  # type: ignore[literal-required]


HALF_TYPED = (" 5 2026 14:30", "2026-09-31 14:30", "2026-05-03 1430", "5 1990", "2026-02-31", "30")


@pytest.mark.skipif(NODE is None, reason="no Node here")
def test_days_that_are_half_typed_stop_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tablet judges what stands in the boxes, and saving is never blocked."""
    monkeypatch.setattr(facts, "check", READ_ONCE)
    typed = itertools.cycle(HALF_TYPED)
    days = {field.id for field in FORM if field.type.name in ("date", "datetime")}
    all_ = histories(20, SEED)
    answers = [
        answer
        for history in all_
        for visit in history["visits"]
        for key, answer in visit["answers"].items()
        if id_of(key) in days and "value" in answer
    ]
    assert len({answer["value"] for answer in answers}) > len(HALF_TYPED)
    for answer in answers:
        answer["value"] = next(typed)
    for place, (history, judged) in enumerate(zip(all_, there(all_), strict=True)):
        assert judged == here(history), f"seed {SEED}, history {place}"


def test_the_browser_has_the_rules_as_they_are_declared() -> None:
    assert TARGET.read_text("utf-8") == script(), "run `python -m forms.safety.browser`"

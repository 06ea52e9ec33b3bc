"""The commands that only read and print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from app.config import ROOT


@pytest.mark.one_database
def test_text_is_checked_line_by_line_and_a_bad_line_stops_nothing(app: Flask) -> None:
    lines = "\n".join(
        [
            json.dumps({"id": "view", "text": "Mum was hostile"}),
            "not JSON",
            json.dumps({"id": "quote", "text": "Mum said “I was hostile to her”"}),
        ]
    )
    printed = app.test_cli_runner().invoke(args=["check-text"], input=lines)
    view, bad, quote = (json.loads(line) for line in printed.output.splitlines())
    assert (view["flag"], view["spans"]) == (True, [[8, 15]])
    assert view["questions"]
    assert (bad["id"], "error" in bad) == (None, True)
    assert quote["flag"] is False


@pytest.mark.one_database
def test_text_that_is_no_text_stops_nothing_either(app: Flask) -> None:
    lines = b'{"id": "half \\ud83d", "text": "Mum was hostile"}\n\xff\n{"id": 3, "text": "x"}\n'
    printed = app.test_cli_runner().invoke(args=["check-text"], input=lines)
    assert printed.exit_code == 0
    half, bad, last = (json.loads(line) for line in printed.output.splitlines())
    assert (half["id"], half["flag"], bad["id"], last["id"]) == ("half \ud83d", True, None, 3)


STORY = {
    "contacts": [
        {
            "at": "2026-05-06T10:00",
            "contact_type": "six_to_eight_week",
            "answers": {"acute_signs": ["hard_to_wake"]},
        }
    ]
}


def test_replay_prints_what_fired_and_fails_where_a_story_says_otherwise(
    app: Flask, tmp_path: Path
) -> None:
    """One JSON line a contact; a broken expectation is named and gives exit status 1, a slip in the file too."""
    good, bad, slip = (tmp_path / name for name in ("good.json", "bad.json", "slip.json"))
    good.write_text(json.dumps(STORY | {"expect": [{"contact": 0, "fires": ["R02"]}]}))
    bad.write_text(json.dumps(STORY | {"expect": [{"contact": 0, "silent": ["R02"]}]}))
    slip.write_text(json.dumps({"contacts": [{"at": "2026-05-06", "answers": {"baby": 1}}]}))
    run = app.test_cli_runner()

    fine = run.invoke(args=["replay", str(good)])
    assert fine.exit_code == 0
    assert [one["rule"] for one in json.loads(fine.stdout)["findings"]] == ["R02"]
    broken = run.invoke(args=["replay", str(good), str(bad)])
    assert broken.exit_code == 1
    assert f"{bad}: contact 0: R02 should have been silent and fired" in broken.stderr
    assert len(broken.stdout.splitlines()) == 2
    unread = run.invoke(args=["replay", str(slip)])
    assert unread.exit_code == 1
    assert f"{slip}: contact 0: baby: is no field of the form" in unread.stderr


@pytest.mark.one_database
def test_a_migration_whose_number_is_taken_is_not_written(app: Flask) -> None:
    versions = ROOT / "migrations" / "versions"
    before = sorted(versions.glob("*.py"))
    drafted = app.test_cli_runner().invoke(args=["draft-migration", "0025", "a second one"])
    written = set(versions.glob("*.py")) - set(before)
    for path in written:
        path.unlink()
    assert (drafted.exit_code, written) == (1, set())
    assert "There is a migration 0025 already." in drafted.output

"""What docs/faults.md says of a run, and of what was not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.page import ROOT, Tally, chaos, folders

MACHINE = "tests/sync/test_machine.py::test_a_seeded_bug_is_found"


def test_make_chaos_is_printed_with_all_its_pieces() -> None:
    page = Tally().page()
    assert {"tests/faults", "tests/safety", "tests/app", "tests/visits"} <= {*folders()}
    assert all((ROOT / folder).is_dir() for folder in folders())
    machine, everything = chaos()
    assert machine.startswith("CI=true WHOLEVIEW_RUNS=50000 pytest")
    assert everything.endswith(" ".join(folders()))
    assert everything.startswith("CI=true "), "what is missing on the machine would be skipped"
    for command in (machine, everything):
        assert f"* `{command}`" in page


def test_what_was_not_run_is_said_to_be_so() -> None:
    tally = Tally()
    tally.note("tests/visits/test_merge.py::test_a_value", "passed", {})
    tally.note("tests/app/test_errors.py::test_words", "skipped", {})
    page = tally.page()
    assert "| `tests/visits` | 1 | 0 | 0 |" in page
    assert "| `tests/app` | **not run** |  | 1 |" in page
    assert "The random machine was **not run**" in page
    assert "Seeded bugs were **not looked for**" in page
    assert "**0 survived of 0 tried**" in page


def test_what_was_skipped_is_said_with_its_reason() -> None:
    tally = Tally()
    forced = "tests/faults/test_storage.py::test_03_every_save"
    tally.note(forced, "skipped", {"skipped": "NO STRACE FOUND"})
    tally.note("tests/local/test_store.py::test_strict", "passed", {"faults": [3]})
    tally.note("tests/faults/test_storage.py::test_05_full", "skipped", {"skipped": "NO RIGHT"})
    tally.note("tests/faults/test_storage.py::test_13_swapped", "passed", {})

    page = tally.page()

    assert "**2 survived of 2 tried**" in page
    assert "1 of these only in part" in page
    assert f"## Skipped\n\n* `{forced}`: NO STRACE FOUND\n" in page
    assert "durability | **in part**: survived, 1 test, 1 skipped |" in page
    assert "there is room | **skipped** |" in page
    assert "Neither opens | survived, 1 test |" in page


def test_a_page_from_files_in_no_commit_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when only an earlier piece of the run had them."""
    monkeypatch.setattr("tests.faults.page._changed", lambda: True)
    Tally().keep(tmp_path / "faults.json", "pytest tests/faults")
    monkeypatch.setattr("tests.faults.page._changed", lambda: False)
    second = Tally()
    assert "in no commit" not in second.page()
    second.keep(tmp_path / "faults.json", "pytest tests/sync")
    assert "**and changes that are in no commit**" in second.page()


def test_stories_with_their_seeds_and_the_seeded_bugs(tmp_path: Path) -> None:
    """Also over two runs of one commit: what the first one tried still counts."""
    first = Tally()
    for part in (0, 1, 3):
        told = {"stories": ["the browser’s own code", part * 25, 25, 8]}
        first.note(f"tests/sync/test_machine.py::test_stories[{part}]", "passed", told)
    first.keep(tmp_path / "faults.json", "WHOLEVIEW_RUNS=50000 pytest tests/sync")
    second = Tally()
    for name, outcome in (("latest_clock_wins", "passed"), ("last_to_arrive_wins", "failed")):
        told = {"seeded_bug": ["the model’s tablets", name, 9]}
        second.note(f"{MACHINE}[{name}]", outcome, told)
    second.note("tests/faults/test_network.py::test_29_slow", "passed", {"faults": [26]})
    second.keep(tmp_path / "faults.json", "pytest tests/faults")

    page = second.page()

    stories = "**600 of 600 random stories** of the browser’s own code came through"
    assert f"* {stories}, from the seeds 0 to 49, 75 to 99." in page
    bugs = "**1 of 9 seeded bugs** were caught by the model’s tablets"
    assert f"* {bugs}; missed: `last_to_arrive_wins`; 7 were not looked for." in page
    assert "* `WHOLEVIEW_RUNS=50000 pytest tests/sync`\n* `pytest tests/faults`" in page
    assert "**2 survived of 2 tried**" in page

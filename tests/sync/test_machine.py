"""The machine against the real server, and the machine against seeded bugs: a trial that no longer
finds them is itself broken.

`WHOLEVIEW_RUNS` says how many stories the browser's own code has to come through, and every seeded bug is looked for then:
4,000 in continuous integration and by `make model`, 50,000 by `make chaos`. Without it a few are tried, of the bugs too.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import run_state_machine_as_test

from app.visits import delivery
from tests.support.node import TabletProcess
from tests.sync.browser_device import BrowserDevice
from tests.sync.machine import SyncMachine
from tests.sync.seeded_bugs import BUGS, SERVERS
from tests.sync.service import Service

RUNS = int(os.environ.get("WHOLEVIEW_RUNS", "0"))
THOROUGH = RUNS > 0
RARE = {
    "BelievesOldPages",
    "BringsBackWhatLeft",
    "SendsNothingAgain",
    "a_hand_in_is_brought_in_by_halves",
    "a_row_is_visible_too_late",
    "every_signature_counts",
    "what_is_accepted_overwrites",
    "BelievesTheLostTimeline",
    "a_refused_base_stays_a_base",
    "a_resolution_closes_what_nobody_saw",
    "a_signed_off_visit_is_still_edited",
}
"""Bugs that show only in a rare order of steps, or late: looked for when there is time."""


@pytest.fixture(scope="module")
def service(migrated_sqlite: Path) -> Iterator[Service]:
    """One server for all runs, in memory where there is such a disk; each run begins it anew."""
    # What is loaded stays: not to be looked through again in every story (about an eighth of the time).
    gc.freeze()
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(dir=place) as folder:
        # A whole assessment would only make every step slower: here a weight completes a visit.
        patch.setattr(
            delivery,
            "open_questions",
            lambda _form, answers: [] if "weight_g" in answers else ["weight_g"],
        )
        with closing(Service(Path(folder), migrated_sqlite)) as begun:
            yield begun


FOUND = (AssertionError, FlakyFailure)
"""A bug that depends on the hour is found all the same, though not twice alike."""

STORIES = 8
"""Stories from one seed, beside the one Hypothesis begins with every time, in which nothing happens. After ten it would
vary what it tried before; a new seed brings new stories."""

PART = 25
"""Seeds of one test, when there are many: parts run side by side."""


Told = Callable[[str, Any], None]
"""What docs/faults.md says of a test: its stories with their seeds, or its bug."""
BROWSERS = "the browser’s own code"
MODEL = "the model’s tablets"


def run(
    service: Service, seeds: int, machine: type[SyncMachine] = SyncMachine, first: int = 0
) -> None:
    """Try the machine from this many seeds, the same in every run; the first failure is raised and names its seed."""
    machine.service = service
    for number in range(first, first + seeds):
        try:
            run_state_machine_as_test(
                seed(number)(machine),
                settings=settings(
                    max_examples=STORIES + 1,
                    stateful_step_count=60,
                    deadline=None,
                    database=None,
                    print_blob=False,
                    suppress_health_check=list(HealthCheck),
                    phases=(Phase.generate,) if machine is not SyncMachine else tuple(Phase),
                    report_multiple_bugs=False,
                ),
            )
        except Exception as failure:
            failure.add_note(f"found from seed {number}: run(service, seeds=1, …, first={number})")
            raise


def test_nothing_is_lost_doubled_or_overwritten_unseen(
    service: Service, record_property: Told
) -> None:
    seeds = 50 if THOROUGH else 4
    record_property("stories", [MODEL, 0, seeds, STORIES])
    run(service, seeds)


@pytest.fixture
def browsers() -> Iterator[type[BrowserDevice]]:
    """Tablets that are the browser's own code, in one Node process for all runs."""
    with TabletProcess() as process:
        yield type("Browsers", (BrowserDevice,), {"process": process})


@pytest.mark.parametrize("part", range(max(1, RUNS // (PART * STORIES))))
def test_the_browsers_own_code_loses_nothing_either(
    service: Service, browsers: type[BrowserDevice], part: int, record_property: Told
) -> None:
    seeds = PART if THOROUGH else 2
    record_property("stories", [BROWSERS, part * PART, seeds, STORIES])
    run(service, seeds, machine=with_browsers(browsers), first=part * PART)


def with_browsers(browsers: type[BrowserDevice]) -> type[SyncMachine]:
    return type("WithBrowsers", (SyncMachine,), {"device_class": browsers})


WRONG_SERVERS = [bug.__name__ for bug in SERVERS]
FOUND_AT_ONCE = ["last_to_arrive_wins", "a_receipt_without_states", "nobody_is_told_who_left"]


@pytest.mark.parametrize("name", WRONG_SERVERS if THOROUGH else FOUND_AT_ONCE)
def test_a_wrong_server_is_found_with_the_browsers_code_too(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    browsers: type[BrowserDevice],
    name: str,
    record_property: Told,
) -> None:
    record_property("seeded_bug", [BROWSERS, name, len(WRONG_SERVERS)])
    BUGS[name](monkeypatch)

    with pytest.raises(FOUND):
        run(service, seeds=100 if THOROUGH else 6, machine=with_browsers(browsers))


@pytest.mark.parametrize("name", [name for name in BUGS if THOROUGH or name not in RARE])
def test_a_seeded_bug_is_found(
    service: Service, monkeypatch: pytest.MonkeyPatch, name: str, record_property: Told
) -> None:
    record_property("seeded_bug", [MODEL, name, len(BUGS)])
    machine = type("Seeded", (SyncMachine,), {"device_class": BUGS[name](monkeypatch)})

    with pytest.raises(FOUND):
        run(service, seeds=100 if THOROUGH else 6, machine=machine)


def test_every_rare_bug_is_a_bug() -> None:
    assert BUGS.keys() >= RARE

"""The machine against the real server, and the machine against seeded bugs: a trial that no longer
finds them is itself broken.

`WHOLEVIEW_MODEL=all` (make model) runs every seeded bug and many more examples.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.visits import delivery
from tests.sync.machine import SyncMachine
from tests.sync.service import Service

THOROUGH = os.environ.get("WHOLEVIEW_MODEL") == "all"


@pytest.fixture(scope="module")
def service(migrated_sqlite: Path) -> Iterator[Service]:
    """One server for all runs, in memory where there is such a disk; each run begins it anew."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(dir=place) as folder:
        # A whole assessment would only make every step slower: here a weight completes a visit.
        patch.setattr(
            delivery,
            "open_questions",
            lambda _form, answers: [] if "weight_g" in answers else ["weight_g"],
        )
        yield Service(Path(folder), migrated_sqlite)


def run(service: Service, examples: int, steps: int = 40, machine: type = SyncMachine) -> None:
    machine.service = service
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,) if machine is not SyncMachine else tuple(Phase),
            report_multiple_bugs=False,
        ),
    )


def test_nothing_is_lost_doubled_or_overwritten_unseen(service: Service) -> None:
    run(service, examples=1500 if THOROUGH else 40)

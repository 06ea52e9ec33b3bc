"""A rescue file with more in it than the service takes at once: an administrator brings it in, each entry exactly once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, BABY, COLLEAGUE, PASSPHRASE, VISITOR
from tests.support.node import NODE, ROOT

ENTRIES = 120
PARTS = 3
"""The service takes fifty at once."""


def asked(service: Service, question: str) -> list[tuple[str | int, ...]]:
    """What the service's database says."""
    database = sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def rescue_file(service: Service, folder: Path) -> Path:
    """Of the one tablet the service has heard of."""
    ((device, user),) = asked(service, "SELECT id, user_id FROM devices")
    return sealed_by(folder, device, user)


def sealed_by(folder: Path, device: object, user: object) -> Path:
    """What this tablet would save."""
    whole = {
        "user": str(UUID(str(user))),
        "device": str(UUID(str(device))),
        "child": str(BABY.id),
        "passphrase": PASSPHRASE,
        "changes": ENTRIES,
    }
    made = subprocess.run(
        [str(NODE), "tests/js/seal_many.js"],
        input=json.dumps(whole),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    path = folder / "rescue-2026-05-09.wholeview"
    path.write_text(made.stdout)
    return path


@pytest.mark.skipif(NODE is None, reason="no Node here")
def test_a_rescue_file_in_three_parts(
    service: Service, tablet: Tablet, desks: Callable[..., Desk], tmp_path: Path
) -> None:
    rescued = rescue_file(service, tmp_path)
    desk = desks(ADMINISTRATOR)
    numbers = "SELECT count(*), count(DISTINCT id), count(DISTINCT device_seq) FROM changes"

    # The line breaks before the second part arrives, and after the third has: nobody knows that it has.
    parts: list[Route] = []

    def breaks_off(part: Route) -> None:
        parts.append(part)
        if len(parts) == 2:
            part.abort()
        elif len(parts) == 2 + PARTS:
            part.fetch()
            part.abort()
        else:
            part.continue_()

    desk.page.route("**/api/v1/rescued", breaks_off)
    desk.brings_in(rescued, passphrase=PASSPHRASE)
    desk.sees(f"50 of {ENTRIES} entries brought in. Nothing is lost; try again.")
    assert asked(service, numbers) == [(50, 50, 50)]
    expect(desk.page.get_by_label("Or the visitor types the passphrase")).to_have_value("")
    desk.brings_in(rescued, passphrase=PASSPHRASE)
    desk.sees(f"100 of {ENTRIES} entries brought in. Nothing is lost; try again.")
    assert asked(service, numbers) == [(ENTRIES, ENTRIES, ENTRIES)]

    # Whole, and once more: each entry is there once, in the order of its number, under its author's name.
    for _ in range(2):
        desk.brings_in(rescued, passphrase=PASSPHRASE)
        desk.sees(f"{ENTRIES} entries opened: {ENTRIES} stored.")
        assert asked(service, numbers) == [(ENTRIES, ENTRIES, ENTRIES)]
    weights = asked(service, "SELECT json_extract(answers, '$.weight_g.value') FROM visits")
    assert sorted(weights) == [(3_000 + number,) for number in range(1, ENTRIES + 1)]
    assert asked(service, "SELECT count(DISTINCT author_id) FROM changes") == [(1,)]

    # Her tablet, which has heard of none of them, gets them as any other visit.
    tablet.page.reload()
    tablet.unlocks()
    expect(tablet.page.locator("[data-test=open-visits] > li")).to_have_count(ENTRIES)


@pytest.mark.skipif(NODE is None, reason="no Node here")
def test_a_rescue_file_of_a_tablet_nobody_has_heard_of(
    service: Service, desks: Callable[..., Desk], tmp_path: Path
) -> None:
    """Set up after the backup that was put back: somebody has to say whose it is."""
    ((user,),) = asked(service, f"SELECT id FROM users WHERE username = '{VISITOR.username}'")
    rescued = sealed_by(tmp_path, uuid4(), user)
    desk = desks(ADMINISTRATOR)

    desk.brings_in(rescued, passphrase=PASSPHRASE)
    desk.sees(
        "has never heard of the tablet this file comes from. Nothing was brought in: keep the file"
    )
    desk.brings_in(rescued, passphrase=PASSPHRASE, whose=COLLEAGUE)
    desk.sees("This file is of somebody else’s account. Nothing was sent: keep the file")
    desk.brings_in(rescued, passphrase=PASSPHRASE, whose=VISITOR)
    desk.sees(f"{ENTRIES} entries opened: {ENTRIES} kept for a manager")

"""A forgotten passphrase on a tablet that is full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.recovery import keys
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.test_nothing_typed_is_lost import FULL
from tests.journeys.town import ADMINISTRATOR, VISITOR

FRESH = "seven wet geese by the sea"


@pytest.fixture
def private_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the organisation's recovery key; the service knows the public half. Ask for it before the service."""
    private_pem, public_pem = keys.make_pair()
    monkeypatch.setenv("WHOLEVIEW_RECOVERY_PUBLIC_KEY", public_pem)
    stick = tmp_path / "private.pem"
    stick.write_text(private_pem, encoding="ascii")
    return stick


def asks(tablet: Tablet) -> None:
    """For approval of a new passphrase."""
    tablet.page.get_by_label("New passphrase", exact=True).fill(FRESH)
    tablet.page.get_by_label("The same passphrase again").fill(FRESH)
    tablet.page.get_by_role("button", name="Ask for approval").click()


def test_a_full_tablet_says_so_and_the_form_stays_alive(
    private_key: Path, service: Service, tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    page.reload()
    page.get_by_text("I forgot my passphrase").click()
    page.get_by_role("button", name="Ask for help").click()
    tablet.sees_heading("Choose a new passphrase")

    page.evaluate(FULL)
    asks(tablet)
    tablet.sees("This tablet is full. Remove photos or apps, then try again")
    page.evaluate("() => { window.full = false; }")
    asks(tablet)
    tablet.sees_heading("Waiting for approval")

    # A tablet without room cannot note that a request is closed; she is told so all the same.
    page.route(
        "**/recoveries/*", lambda one: one.fulfill(json={"state": "declined", "resealed": None})
    )
    page.evaluate("() => { window.full = true; }")
    page.get_by_role("button", name="Look again").click()
    tablet.sees_heading("The request is closed")
    page.unroute("**/recoveries/*")
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    tablet.sees_heading("Waiting for approval")
    page.evaluate(FULL)

    figures = page.locator("[data-test=figures]").inner_text()
    desk = desks(ADMINISTRATOR)
    desk.page.get_by_role("link", name="Forgotten passphrases").click()
    desk.page.get_by_role("link", name=VISITOR.name).click()
    desk.page.get_by_label("The eight figures the visitor reads to you").fill(figures)
    desk.page.get_by_label("The recovery key", exact=True).fill(private_key.read_text())
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("Approved.")

    page.get_by_role("button", name="Look again").click()
    tablet.sees_heading("Approved")
    page.get_by_label("New passphrase").fill(FRESH)
    unlock = page.get_by_role("button", name="Unlock", exact=True)
    unlock.click()
    tablet.sees("This tablet is full. Remove photos or apps, then try again")
    expect(page.get_by_text("The approval does not fit this tablet")).to_have_count(0)
    page.get_by_label("New passphrase").fill(f"{FRESH}x")
    unlock.click()
    tablet.sees("That is not the new passphrase you chose when you asked")
    page.evaluate("() => { window.full = false; }")
    page.get_by_label("New passphrase").fill(FRESH)
    unlock.click()
    tablet.sees_heading("Today")

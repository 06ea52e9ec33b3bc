"""Every page keeps the rules of WCAG that a machine can judge. A visit on the manager's desk is read in its journeys."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.accessible import fits_a_tablet_on_its_side, fits_a_thumb, is_accessible
from tests.journeys.desk import Desk
from tests.journeys.recorded import EVERYTHING
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, BABY, MANAGER, VISITOR


def reads_and_presses(page: Page, where: str) -> None:
    """What a machine can judge of a page that is used with one hand."""
    is_accessible(page, where)
    fits_a_thumb(page, where)


def opens_everything(page: Page) -> None:
    """Of a section: every fold, one more row, why the first question cannot be answered, who said the first answer."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
    add = page.locator("[data-add-row]")
    if add.count():
        add.click()
        expect(page.locator("[data-row-id]").last).to_be_visible()
    unanswered = page.get_by_role("button", name="Couldn’t record this")
    if unanswered.count():
        unanswered.first.click()
        expect(page.get_by_role("group", name="Why not?").first).to_be_visible()


def test_the_visitors_pages(tablets: Callable[[], Tablet], service: Service) -> None:
    tablet = tablets()
    tablet.opens()
    page = tablet.page
    tablet.sees_heading("Sign in")
    reads_and_presses(page, "signing in on a tablet")
    tablet.signs_in()
    tablet.sees_heading("Choose your passphrase")
    reads_and_presses(page, "first run")
    tablet.chooses_a_passphrase()
    reads_and_presses(page, "Today")
    tablet.opens_the_child()
    reads_and_presses(page, "child")
    page.get_by_role("link", name="Start visit").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    reads_and_presses(page, "start, with errors")
    page.get_by_role("link", name=BABY.name).click()
    tablet.starts_a_visit()
    reads_and_presses(page, "visit")
    for number, section in enumerate(EVERYTHING):
        (tablet.goes_on_to if number else tablet.opens_section)(section)
        for summary in page.locator("summary:visible").all()[
            :2
        ]:  # what is folded, once of each sort
            summary.click()
        is_accessible(page, section)
        opens_everything(page)
        fits_a_thumb(page, section)
        fits_a_tablet_on_its_side(page, section)
    tablet.goes_on_to("Check and submit")
    tablet.submits()
    expect(page.get_by_role("alert")).to_be_focused()
    reads_and_presses(page, "check, with what is open")
    tablet.goes_to_waiting()
    reads_and_presses(page, "waiting")
    page.goto(f"{service.url}/app/child#nobody")
    tablet.sees_heading("Unlock")
    reads_and_presses(page, "unlock")
    tablet.unlocks()
    tablet.sees_heading("This child is not on this tablet")
    reads_and_presses(page, "absent")
    tablet.hides()
    reads_and_presses(page, "cover")


def test_the_offices_pages(desks: Callable[..., Desk], service: Service) -> None:
    manager = desks(MANAGER)
    for path, where in (
        ("/review/", "nothing waits"),
        ("/password", "one's own password"),
        ("/review/visits/nonsense", "not found"),
    ):
        manager.page.goto(service.url + path)
        is_accessible(manager.page, where)
    administrator = desks(ADMINISTRATOR)
    is_accessible(administrator.page, "people")
    administrator.follows(administrator.page.get_by_role("link", name=VISITOR.name))
    is_accessible(administrator.page, "a person")
    for path, where in (
        ("/people/new", "a new person"),
        ("/teams", "teams"),
        ("/pathways/", "local pathways"),
    ):
        administrator.page.goto(service.url + path)
        is_accessible(administrator.page, where)
    administrator.follows(
        administrator.page.get_by_role("link", name=re.compile("^Change Mark or injury"))
    )
    is_accessible(administrator.page, "one local pathway")
    administrator.follows(administrator.page.get_by_role("button", name="Save", exact=True))
    expect(administrator.page.get_by_role("alert")).to_be_visible()
    is_accessible(administrator.page, "one local pathway, with errors")
    administrator.follows(administrator.page.get_by_role("button", name="Sign out"))
    is_accessible(administrator.page, "sign in")
    administrator.follows(administrator.page.get_by_role("button", name="Sign in"))
    expect(administrator.page.get_by_role("alert")).to_be_visible()
    is_accessible(administrator.page, "sign in, with errors")

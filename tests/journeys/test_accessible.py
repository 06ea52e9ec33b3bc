"""Every page keeps the rules of WCAG that a machine can judge. A visit on the manager's desk is read in its journeys."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.recorded import EVERYTHING
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, BABY, MANAGER, VISITOR


def test_the_visitors_pages(tablets: Callable[[], Tablet], service: Service) -> None:
    tablet = tablets()
    tablet.opens()
    page = tablet.page
    tablet.sees_heading("Sign in")
    is_accessible(page, "signing in on a tablet")
    tablet.signs_in()
    tablet.sees_heading("Choose your passphrase")
    is_accessible(page, "first run")
    tablet.chooses_a_passphrase()
    is_accessible(page, "Today")
    tablet.opens_the_child()
    is_accessible(page, "child")
    page.get_by_role("link", name="Start visit").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_accessible(page, "start, with errors")
    page.get_by_role("link", name=BABY.name).click()
    tablet.starts_a_visit()
    is_accessible(page, "visit")
    for number, section in enumerate(EVERYTHING):
        (tablet.goes_on_to if number else tablet.opens_section)(section)
        for summary in page.locator("summary:visible").all()[
            :2
        ]:  # what is folded, once of each sort
            summary.click()
        is_accessible(page, section)
    tablet.goes_on_to("Check and submit")
    tablet.submits()
    expect(page.get_by_role("alert")).to_be_focused()
    is_accessible(page, "check, with what is open")
    tablet.goes_to_waiting()
    is_accessible(page, "waiting")
    page.goto(f"{service.url}/app/child#nobody")
    tablet.sees_heading("Unlock")
    is_accessible(page, "unlock")
    tablet.unlocks()
    tablet.sees_heading("This child is not on this tablet")
    is_accessible(page, "absent")
    tablet.hides()
    is_accessible(page, "cover")


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
    administrator.page.get_by_role("link", name=VISITOR.name).click()
    is_accessible(administrator.page, "a person")
    for path, where in (("/people/new", "a new person"), ("/teams", "teams")):
        administrator.page.goto(service.url + path)
        is_accessible(administrator.page, where)
    administrator.page.get_by_role("button", name="Sign out").click()
    is_accessible(administrator.page, "sign in")
    administrator.page.get_by_role("button", name="Sign in").click()
    expect(administrator.page.get_by_role("alert")).to_be_visible()
    is_accessible(administrator.page, "sign in, with errors")

"""Every page, as a machine that knows the rules of WCAG reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.recorded import EVERYTHING
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, ANALYST, BABY, MANAGER, VISITOR

ALLOWED = {
    # The NHS design system puts it on radios that open a further question; it is read out and does no harm
    # (alphagov/govuk-frontend issue 979).
    "aria-allowed-attr": re.compile(r"aria-expanded"),
}


def is_accessible(page: Page, where: str) -> None:
    """No rule of axe is broken on the page as it stands."""
    found = Axe().run(page).response["violations"]
    broken = [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] in ALLOWED and ALLOWED[rule["id"]].search(node["html"]))
    ]
    assert not broken, f"{where}:\n" + "\n".join(broken)


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
        for summary in page.locator("summary").all()[:2]:  # what is folded, once of each sort
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


def test_the_desks_pages(tablet: Tablet, desks: Callable[..., Desk], service: Service) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit(contact="Antenatal")
    tablet.goes_to_today()
    tablet.tries_now()
    tablet.sees_everything_sent()

    manager = desks(MANAGER)
    for path, where in (
        ("/review/", "what waits"),
        (f"/review/visits/{tablet.visit_id()}", "a visit"),
        ("/password", "one's own password"),
        ("/review/visits/nonsense", "not found"),
    ):
        manager.page.goto(service.url + path)
        is_accessible(manager.page, where)
    analyst = desks(ANALYST)
    is_accessible(analyst.page, "exports")
    analyst.looks_at_first_rows("Signed off by a manager")
    is_accessible(analyst.page, "exports, first rows")
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
    is_accessible(administrator.page, "sign in, with errors")

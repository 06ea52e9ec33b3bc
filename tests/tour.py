"""`make tour`: walks through the demo in a real browser and writes docs/tour.md with its eight pictures."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from app import clock, create_app, migrating
from app.database import Database, commit
from app.demo import people
from app.demo.load import load_demo
from app.wording import UNITED_KINGDOM
from tests.journeys import browsers
from tests.journeys.service import ROOT, Service

VISITOR, MANAGER = "amina.okoro", "fiona.marsh"
TABLET_PASSPHRASE = "nine dry geese by the sea"
IMAGES = ROOT / "docs" / "images"


class Stop(NamedTuple):
    """One picture and what it shows."""

    name: str
    title: str
    words: str


STOPS = (
    Stop(
        "today",
        "Today",
        "What the tablet holds, in one line of words; then visits and caseload. No photograph, no colours of risk.",
    ),
    Stop(
        "before-the-door",
        "Before the door",
        "Two minutes in the car: where the baby is and who says so, what nobody has asked yet, who has not been met. "
        "It works without a network.",
    ),
    Stop(
        "visit",
        "A visit",
        "Name, age, NHS number and what is saved never scroll away. Sections say what is open; nothing forces an order.",
    ),
    Stop(
        "section",
        "A section",
        "Core questions first, the rest folded by topic. Sources and reasons for a gap are one tap away.",
    ),
    Stop(
        "wording",
        "Observation is not opinion",
        "A word that mixes the two is marked quietly, with a question. She edits, keeps, or moves it to her view.",
    ),
    Stop(
        "mark",
        "What cannot wait",
        "A mark on a baby this young takes the whole screen: what to do, whom to ring, and that the app has told nobody.",
    ),
    Stop(
        "hidden",
        "Hide",
        "One tap, always in the same corner, and nothing of the visit is on the screen. No letter is lost.",
    ),
    Stop(
        "review",
        "At the manager's desk",
        "The picture beside the visit; what was seen, told, read and thought stand apart.",
    ),
)


def founded(folder: Path) -> str:
    """The demo's database."""
    url = f"sqlite:///{folder}/tour.sqlite"
    database = Database(url)
    migrating.upgrade(engine=database.engine)
    database.engine.dispose()
    app = create_app({"DATABASE_URL": url})
    with app.app_context():
        load_demo(clock.now().astimezone(UNITED_KINGDOM).date())
        commit()
    app.extensions["database"].engine.dispose()
    return url


def take(page: Page, name: str) -> None:
    """A picture, small enough for a repository. The mouse lies on nothing."""
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"tour-{name}.png")


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(people.PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()


def question(page: Page, key: str) -> None:
    """Brings a question to the middle of the screen."""
    page.locator(f"#q-{key}").evaluate("one => one.scrollIntoView({ block: 'center' })")


def on_the_tablet(browser: Browser, url: str) -> None:
    """The visitor's seven stops."""
    context = browser.new_context(viewport=browsers.TABLET, has_touch=True, **browsers.HERE)
    page = context.new_page()
    page.goto(f"{url}/app/today")
    sign_in(page, VISITOR)
    page.get_by_label("Passphrase", exact=True).fill(TABLET_PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(TABLET_PASSPHRASE)
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text("Everything is sent").first).to_be_visible(timeout=60_000)
    take(page, "today")

    page.get_by_role("list").get_by_role("link", name=re.compile("Doyle")).last.click()
    expect(page.get_by_role("link", name="Start visit")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Where")).first).to_be_visible(
        timeout=30_000
    )
    take(page, "before-the-door")

    page.get_by_role("link", name="Start visit").click()
    page.get_by_role("group", name=re.compile("Could anyone else hear")).get_by_label(
        "No", exact=True
    ).check()
    page.get_by_label("Where did it take place?").select_option(label="Baby’s usual home")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("link", name="Check and submit")).to_be_visible()
    take(page, "visit")

    page.get_by_role("link", name="Where baby lives and sleeps", exact=True).click()
    expect(page.locator("#q-lives_with")).to_be_visible()
    take(page, "section")

    page.get_by_role("link", name="All sections").click()
    page.get_by_role("link", name="Baby seen today", exact=True).click()
    page.locator("#q-baby_seen").get_by_label("Yes, awake", exact=True).check()
    box = page.locator("#q-baby_observed textarea").first
    box.fill("Baby appears well, lovely with mum. Mum was hostile about the weighing. ")
    expect(page.get_by_text(re.compile("below the box|What did you see")).first).to_be_visible(
        timeout=30_000
    )
    question(page, "baby_observed")
    take(page, "wording")

    page.get_by_role("link", name="All sections").click()
    page.get_by_role("link", name="Skin, marks and injury", exact=True).click()
    page.locator("#q-mobility").get_by_label("Not rolling yet", exact=True).check()
    page.locator("#q-mark_seen").get_by_label("I am not sure", exact=True).check()
    expect(page.get_by_role("button", name="That was a slip: change the answer")).to_be_visible(
        timeout=30_000
    )
    take(page, "mark")
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", name=re.compile("eeding"))).to_be_visible()
    take(page, "hidden")
    context.close()


def at_the_desk(browser: Browser, url: str) -> None:
    """The manager's stop."""
    context = browser.new_context(viewport=browsers.DESK, **browsers.HERE)
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    sign_in(page, MANAGER)
    page.goto(f"{url}/review")
    page.locator('main a[href*="/review/visits/"]').first.click()
    expect(page.get_by_role("button", name="Sign off")).to_be_visible()
    # The picture is drawn beside it once it has been read.
    expect(page.get_by_role("heading", name="Where baby lives and sleeps").first).to_be_visible()
    take(page, "review")
    context.close()


def page_of_the_tour() -> str:
    """docs/tour.md."""
    lines = [
        "# A tour in eight pictures",
        "",
        "Every family in them is invented. `make tour` takes them anew.",
    ]
    for stop in STOPS:
        image = f"![{stop.title}](images/tour-{stop.name}.png)"
        lines += ["", f"## {stop.title}", "", stop.words, "", image]
    return "\n".join(lines) + "\n"


def walk(driver: Playwright) -> None:
    """The whole tour, on a service of its own."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(founded(Path(folder)), Path(folder))
        service.start()
        browser = driver.chromium.launch(
            executable_path=browsers.CHROMIUM, args=list(browsers.ARGUMENTS)
        )
        try:
            on_the_tablet(browser, service.url)
            at_the_desk(browser, service.url)
        finally:
            browser.close()
            service.stop()
    (ROOT / "docs" / "tour.md").write_text(page_of_the_tour(), encoding="utf-8")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        walk(playwright)

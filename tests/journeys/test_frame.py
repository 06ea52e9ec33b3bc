"""The frame around the screens: one that cannot be drawn, and one that she has left."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.journeys.accessible import is_accessible
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, COLLEAGUE

NOT_SHOWN = "This page could not be shown"
# Every date on a page is written by this; what is thrown says more than a log may.
BREAK = """(words) => {
  const { get } = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format");
  window.broken = true;
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {configurable: true, get() {
    if (window.broken) throw new RangeError(words);
    return get.call(this);
  }});
}"""
LOSE_THE_PARTS = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      if (request.url.includes("/parts/later-")) await cache.delete(request);
  }
}"""
# Each seal takes its time.
SLOWLY = """() => {
  const seal = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = (...all) => new Promise((go) => setTimeout(go, 400)).then(() => seal(...all));
}"""


def test_a_page_that_cannot_be_shown(tablet: Tablet) -> None:
    """She is told what to do, and nothing of the family stands there or in the log; Hide and the lock work."""
    page, said = tablet.page, []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.evaluate(BREAK, f"no date of {BABY.name}")
    page.get_by_role("list").get_by_role("link", name=BABY.name).last.click()
    tablet.sees_heading(NOT_SHOWN)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tablet.sees("Your notes are safe")
    is_accessible(page, "a page that could not be shown")
    assert BABY.family_name not in page.content() + page.title()

    page.get_by_role("button", name="Try again").click()
    tablet.sees_heading(NOT_SHOWN)
    tablet.hides()
    cover = page.get_by_role("dialog", name="Feeding and weighing")
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading(NOT_SHOWN)
    page.evaluate("window.broken = false")
    page.get_by_role("button", name="Try again").click()
    tablet.sees_heading(BABY.name)

    tablet.starts_a_visit()
    page.evaluate("window.broken = true")
    tablet.page.get_by_role("main").get_by_role("link", name="Check and submit").click()
    tablet.sees_heading(NOT_SHOWN)
    expect(tablet.header).to_have_count(0)
    page.evaluate("window.broken = false")
    page.get_by_role("link", name="Go to Today").click()
    tablet.sees_heading("Today")
    assert "RangeError" in said
    assert not [words for words in said if BABY.family_name in words]


def test_a_part_of_the_app_is_gone(tablet: Tablet) -> None:
    """The browser let go of it, and there is no network: the page says what to do, and the next try finds it."""
    tablet.page.evaluate(LOSE_THE_PARTS)
    tablet.page.context.new_cdp_session(tablet.page).send("Network.clearBrowserCache")
    tablet.loses_the_network()
    tablet.page.reload()
    tablet.unlocks()
    tablet.sees_heading("Today")
    tablet.page.get_by_role("list").get_by_role("link", name=BABY.name).last.click()
    tablet.sees_heading(NOT_SHOWN)
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.sees_heading("Unlock")
    # What a wrong passphrase is answered with lies in the same part.
    tablet.page.get_by_label(f"Passphrase of {tablet.visitor.initials}").fill("not the right one")
    tablet.page.get_by_role("button", name="Unlock").click()
    expect(tablet.page.get_by_role("alert")).to_contain_text("Not unlocked.")
    tablet.finds_the_network()
    tablet.page.reload()
    tablet.unlocks()
    tablet.sees_heading(BABY.name)
    # Once it was fetched, it is kept again.
    tablet.page.context.new_cdp_session(tablet.page).send("Network.clearBrowserCache")
    tablet.loses_the_network()
    tablet.page.reload()
    tablet.unlocks()
    tablet.sees_heading(BABY.name)


def test_she_has_gone_on_before_it_was_stored(tablet: Tablet) -> None:
    """A visit begins slowly, and she is on Today by then: there it is listed, and there she stays."""
    tablet.opens_the_child()
    tablet.page.get_by_role("link", name="Start visit").click()
    tablet.sees_heading("Start a visit")
    tablet.answers("Could anyone else hear you or see this screen now?", "No")
    tablet.answers("Where did it take place?", "Baby’s usual home")
    tablet.page.evaluate(SLOWLY)
    tablet.page.get_by_role("button", name="Start", exact=True).click()
    tablet.goes_to_today()
    begun = tablet.page.locator("[data-test=open-visits]").get_by_role("link", name=BABY.name)
    expect(begun).to_be_visible()  # drawn a moment after she would have been called back
    tablet.sees_heading("Today")
    assert tablet.page.url.endswith("/app/today")


def test_whoever_is_led_to_a_view_that_is_still_closed_stands_at_its_button(tablet: Tablet) -> None:
    """Its box is not there to be written in yet: the focus was on nothing, and a keyboard began at the top again."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("My view")
    page = tablet.page
    closed = page.get_by_role("button", name="Write it now").nth(1)
    name = closed.inner_text().split(": ")[-1].strip()
    page.get_by_role("button", name="Find a question").click()
    page.get_by_role("searchbox").fill(name)
    page.locator("[data-test=found]").get_by_role("link", name=name).first.click()
    expect(closed).to_be_focused()


# A newer app has changed the list of those whose work is here, or their store does not open.
NEWER_LIST = """() => new Promise((done) => {
  const request = indexedDB.open("wholeview-tablet", 99);
  request.onsuccess = () => { request.result.close(); done(); };
})"""
NO_STORE = """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, ...more) {
    if (/^wholeview-.{36}$/.test(name)) throw new DOMException("", "UnknownError");
    return open.call(this, name, ...more);
  };
"""


def test_a_start_that_cannot_tell_whose_tablet_it_is(tablet: Tablet) -> None:
    page = tablet.page
    page.evaluate(NEWER_LIST)
    page.reload()
    tablet.sees_heading(NOT_SHOWN)
    tablet.sees("Your notes are safe")


def test_a_tab_that_another_one_cannot_let_in(tablet: Tablet) -> None:
    """She is asked for her passphrase."""
    assert tablet.context is not None
    tablet.context.add_init_script(NO_STORE)
    other = tablet.in_another_tab()
    other.sees_heading("Unlock")


def test_what_comes_late_to_the_lock_moves_nothing(tablet: Tablet) -> None:
    """A colleague is signed in here and has not used this tablet: that is said below what is being pressed."""
    page = tablet.page
    tablet.hides()
    tablet.is_handed_to(COLLEAGUE)
    tablet.sees_heading("Choose your passphrase")
    late: list[Route] = []
    page.route("**/api/v1/me", lambda asked: late.append(asked))
    with page.expect_request("**/api/v1/me"):
        page.reload()
    tablet.sees_heading("Unlock")
    press = page.get_by_role("button", name="Unlock")
    before = press.bounding_box()
    for asked in late:
        asked.continue_()
    tablet.sees(f"{COLLEAGUE.initials} is signed in but has not used this tablet yet.")
    assert press.bounding_box() == before

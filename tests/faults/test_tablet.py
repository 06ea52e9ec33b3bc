"""What can happen to a tablet in a visitor's hands: updates, locks, partners, colleagues, a forgotten passphrase."""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from app.recovery import keys
from tests.faults.proxy import Fault, FaultProxy, answered
from tests.journeys import browsers
from tests.journeys.conftest import desks as desks
from tests.journeys.conftest import service as service
from tests.journeys.conftest import tablet as tablet
from tests.journeys.conftest import tablets as tablets
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.test_nothing_typed_is_lost import FULL, looked_at
from tests.journeys.town import ADMINISTRATOR, COLLEAGUE, MANAGER, PASSPHRASE, VISITOR, Worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: no tablet was tried"),
]

OBSERVED = "What did baby do? How did baby look and sound?"
SECTION = "Baby seen today"


def writes(tablet: Tablet, words: str) -> None:
    """In a visit of her own, without a pause at the end."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.types(OBSERVED, words)


def box(tablet: Tablet) -> Locator:
    return tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)


def is_renamed(service: Service, name: str) -> None:
    """A newer version of the app is put on the server: every page of it has changed."""
    service.stop()
    service.env["WHOLEVIEW_SERVICE_NAME"] = name
    service.start()


def looks_for_an_update(page: Page) -> None:
    page.evaluate(
        "navigator.serviceWorker.getRegistration().then((found) => found.update()).catch(() => {})"
    )


def bar(tablet: Tablet) -> str:
    return tablet.page.get_by_role("banner").inner_text()


# -- killed --------------------------------------------------------------------------------------


@pytest.mark.chaos
@pytest.mark.faults(2)
@pytest.mark.own_browser
def test_01_killed_again_and_again_while_she_types(tablet: Tablet) -> None:
    """What was called saved is there each time, and behind it nothing but what she went on with."""
    tablet.loses_the_network()
    writes(tablet, "Pink.")
    chance = random.Random(1)
    for number in range(5):
        before = box(tablet).input_value()
        saved, more = f" Saved {number}.", f" And then, {number}, she looked at me and laughed"
        tablet.types(OBSERVED, saved)
        tablet.page.keyboard.press("Tab")
        tablet.sees_saved(sent=False)
        tablet.types(OBSERVED, more[: chance.randint(1, len(more))])
        tablet.is_killed()

        tablet.opens()
        tablet.unlocks()
        tablet.opens_the_visit()
        tablet.opens_section(SECTION)
        there = box(tablet).input_value()
        assert there.startswith(before + saved)
        assert (before + saved + more).startswith(there)


# -- updates -------------------------------------------------------------------------------------


def test_17_an_update_arrives_while_she_types(tablet: Tablet, service: Service) -> None:
    """No letter, no focus is lost; the newer app is there at the next unlocking."""
    writes(tablet, "She looked at Petra and")
    is_renamed(service, "Wholeview Two")
    looks_for_an_update(tablet.page)
    update = tablet.page.locator("[data-test=update]")
    expect(update).to_contain_text("A newer Wholeview is ready")
    expect(box(tablet)).to_be_focused()
    tablet.types(OBSERVED, " laughed")
    expect(box(tablet)).to_have_value("She looked at Petra and laughed")
    assert "Two" not in bar(tablet)

    older_worker_ends = browsers.older_worker(tablet.page)
    tablet.hides()
    # A page that is covered is not loaded anew: what came then would lie open.
    tablet.page.locator("h1", has_text="Unlock").wait_for(state="attached")
    tablet.page.get_by_role("button", name="Close").click()
    tablet.sees_heading(re.compile("Unlock"))
    # Locked, with nothing on the screen to lose: the page is loaded anew by itself.
    older_worker_ends(lambda: "Wholeview Two" in bar(tablet))
    tablet.unlocks()
    tablet.sees_heading(SECTION)
    tablet.sees_answer(OBSERVED, "She looked at Petra and laughed")


@pytest.mark.parametrize("how", ["asked for", "the PIN has lapsed"])
def test_17_an_update_is_taken_where_a_pin_is_set(
    tablet: Tablet, service: Service, how: str
) -> None:
    """A PIN lives in the memory of the page: the newer app waits until it lapses, unless she asks."""
    page = tablet.page
    assert tablet.context is not None
    tablet.context.clock.install()
    page.reload()
    tablet.unlocks()
    tablet.sets_a_pin()
    tablet.goes_to_today()
    is_renamed(service, "Wholeview Two")
    looks_for_an_update(page)
    expect(page.locator("[data-test=update]")).to_contain_text("A newer Wholeview is ready")
    older_worker_ends = browsers.older_worker(page)
    if how == "asked for":
        page.get_by_role("link", name="Before you go").click()
        newer = page.get_by_role("listitem").filter(has_text="A newer Wholeview is ready")
        newer.get_by_role("button", name="Lock now").click()
    else:
        tablet.hides()
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_label(re.compile("^PIN of"))).to_be_visible()
        assert "Two" not in bar(tablet)
        page.get_by_label(re.compile("^PIN of")).fill("7")
        page.clock.run_for(16 * 60_000)
        assert "Two" not in bar(tablet), "it was taken while she typed"
        page.get_by_label(re.compile("^PIN of")).fill("")
        page.clock.run_for(10_000)
    older_worker_ends(lambda: "Wholeview Two" in bar(tablet))
    tablet.unlocks()
    tablet.sees_heading(re.compile("Today|Before you go"))


@pytest.mark.chaos
def test_17_an_update_keeps_a_child_met_on_a_doorstep(tablet: Tablet, service: Service) -> None:
    """Half typed and not begun: "Use it now" takes the newer app, and there it stands as it was left."""
    page = tablet.page
    page.get_by_role("link", name="A child who is not on your list").click()
    tablet.sees_heading("A child who is not on your list")
    page.get_by_label("Family name").fill("Marrowby")
    is_renamed(service, "Wholeview Two")
    looks_for_an_update(page)
    older_worker_ends = browsers.older_worker(page)
    page.locator("[data-test=update]").get_by_role("button", name="Use it now").click()
    tablet.sees_heading("Unlock")
    older_worker_ends(lambda: "Wholeview Two" in bar(tablet))
    tablet.unlocks()
    expect(page.get_by_label("Family name")).to_have_value("Marrowby")


@pytest.mark.chaos
def test_17_an_update_waits_for_what_found_no_room(tablet: Tablet, service: Service) -> None:
    """The tablet is full: what is typed is in the memory of the page alone. The strip says where it is and leads there."""
    page = tablet.page
    page.get_by_role("link", name="A child who is not on your list").click()
    page.evaluate(FULL)
    page.get_by_label("Family name").fill("Marrowby")
    tablet.goes_to_today()
    is_renamed(service, "Wholeview Two")
    looks_for_an_update(page)
    update = page.locator("[data-test=update]")
    update.get_by_role("button", name="Use it now").click()
    expect(update).to_contain_text("Something you typed is not stored yet")

    # Not on the lock, either.
    tablet.hides()
    page.get_by_role("button", name="Close").click()
    tablet.sees_heading("Unlock")
    update.get_by_role("button", name="Try again").click()
    expect(update).to_contain_text("Something you typed is not stored yet")
    tablet.unlocks()
    looked_at(page, "update-waits")
    update.get_by_role("link", name="Something you typed").click()
    expect(page.get_by_label("Family name")).to_have_value("Marrowby")

    page.get_by_label("Family name").fill("")
    page.evaluate("window.full = false")
    older_worker_ends = browsers.older_worker(page)
    update.get_by_role("button", name="Try again").click()
    tablet.sees_heading("Unlock")
    older_worker_ends(lambda: "Wholeview Two" in bar(tablet))


@pytest.mark.chaos
@pytest.mark.parametrize("instead", [answered(500, b"broken"), answered(200, b"<h1>Welcome")])
def test_18_a_file_of_the_update_cannot_be_fetched(
    tablets: Callable[..., Tablet], service: Service, instead: Fault
) -> None:
    """Nothing of the newer app is kept, the older one goes on offline; the next try succeeds."""
    with FaultProxy([service.port]) as proxy:
        direct = service.url
        service.url = proxy.url
        tablet = tablets()
        tablet.is_set_up()
        is_renamed(service, "Wholeview Two")
        proxy.always["/app/today"] = instead  # the file that has changed
        looks_for_an_update(tablet.page)
        browsers.until(
            tablet.page,
            "navigator.serviceWorker.getRegistration().then((found) => !found.installing && !found.waiting)",
        )
        proxy.always[""] = answered(503)
        tablet.page.reload()
        tablet.sees_heading("Unlock")
        assert "Two" not in bar(tablet)
        proxy.is_well()
        # Whole this time: it lies ready, or was taken already, since nobody is in the middle of anything.
        looks_for_an_update(tablet.page)
        browsers.until(
            tablet.page,
            """navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null
                 || document.querySelector("header").innerText.includes("Wholeview Two"))""",
        )
        service.url = direct


@pytest.mark.chaos
def test_24_the_first_start_breaks_off(tablets: Callable[..., Tablet], service: Service) -> None:
    """Once while the page is fetched, once while what it needs without a network is stored: never half an app."""
    with FaultProxy([service.port]) as proxy:
        direct, service.url = service.url, proxy.url
        proxy.always["/static/dist/app.js"] = answered(503)
        tablet = tablets()
        tablet.opens()
        tablet.sees("the connection broke off")
        proxy.is_well()
        proxy.always["/static/dist/parts/later.css"] = answered(503)
        tablet.page.get_by_role("link", name="Try again").click()
        tablet.sees_heading("Sign in")
        settled = "found && !found.installing && !found.waiting"
        asked = "navigator.serviceWorker.getRegistration().then((found) => Boolean(%s))"
        browsers.until(tablet.page, asked % f"!found || ({settled} && !found.active)")
        assert not tablet.page.evaluate("navigator.serviceWorker.controller")

        proxy.is_well()
        tablet.page.reload()
        browsers.until(tablet.page, asked % f"{settled} && found.active")
        proxy.always[""] = answered(503)
        tablet.page.goto(proxy.url + "/app/today")
        tablet.sees_heading("This tablet is not set up yet")
        service.url = direct


SENDS = """async ([method, path]) => {
  const body = Uint8Array.from({length: 700_000}, (_, at) => (at * 7919) >> 3);
  await fetch(path, {method, body, headers: {"Content-Type": "application/octet-stream"}});
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
}"""
KEEPS = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const content = await (await cache.match(request)).arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      found[new URL(request.url).pathname] = "sha256-" + btoa(String.fromCharCode(...hash));
    }
  }
  return found;
}"""


@pytest.mark.chaos
def test_22_the_worker_touches_no_request_but_for_what_it_keeps(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    """What writes arrives byte for byte and past the worker, at an address that is kept, too; the service's data likewise.
    After a day's work nothing but the app is kept."""
    with FaultProxy([service.port]) as proxy:
        direct, service.url = service.url, proxy.url
        tablet = tablets()
        tablet.is_set_up()
        writes(tablet, "Pink.")
        tablet.sees_saved()
        tablet.goes_to_today()
        page = tablet.page
        assert page.evaluate("navigator.serviceWorker.controller !== null")
        by_worker: dict[tuple[str, str], bool] = {}

        def note(reply: Response) -> None:
            asked = reply.request
            by_worker[asked.method, asked.url.removeprefix(proxy.url)] = reply.from_service_worker

        page.on("response", note)
        proxy.log.clear()
        writing = [
            (method, path)
            for method in ("POST", "PUT", "DELETE")
            for path in ("/app/today", "/static/dist/app.js", "/api/v1/sync/push")
        ]
        for method, path in writing:
            summed = bytes(page.evaluate(SENDS, [method, path]))
            (sent,) = [one for one in proxy.log if (one.method, one.path) == (method, path)]
            assert sha256(sent.body).digest() == summed, "other bytes arrived than were sent"
        reading = ["/api/v1/me", "/app/today?now", "/sw.js", "/sign-in", "/static/dist/sw.js"]
        kept = ["/app/today", "/static/dist/app.css"]
        for path in [*reading, *kept]:
            page.evaluate("(path) => fetch(path).then((reply) => reply.text())", path)
        assert {one: by_worker[one] for one in writing} == dict.fromkeys(writing, False)
        assert {path: by_worker["GET", path] for path in [*reading, *kept]} == {
            **dict.fromkeys(reading, False),
            **dict.fromkeys(kept, True),
        }

        worker = page.evaluate("fetch('/sw.js').then((reply) => reply.text())")
        first_line = worker.split("\n", 1)[0]
        listed = json.loads(first_line.removeprefix("self.precached=").removesuffix(";"))
        assert page.evaluate(KEEPS) == {one["url"]: one["integrity"] for one in listed}
        service.url = direct


# -- the partner takes the tablet ----------------------------------------------------------------

# In the touch itself: nothing is waited for, so no picture of the visit is drawn after it (how long that takes is
# measured by `make bench`).
COVERED = """() => {
  document.querySelector("[data-test=hide]").click();
  const cover = document.querySelector(".wv-cover");
  const shows = (element) => getComputedStyle(element).display !== "none";
  return {there: cover && shows(cover) && !shows(document.getElementById("top")), title: document.title};
}"""


def test_70_hide_covers_at_once(tablet: Tablet) -> None:
    """With a neutral page and title, and not a letter is lost; on a page that must not be overheard, too."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.question("Did you ask about domestic abuse?").wait_for()
    assert tablet.page.evaluate(COVERED) == {"there": True, "title": "Feeding and weighing"}
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Mother or birth parent")
    tablet.says_again_that_nobody_hears()
    tablet.question("Did you ask about domestic abuse?").wait_for()


def out_of_sight(page: Page, hidden: bool) -> None:
    """Another app is in front, or ours is again: what a browser tells the page."""
    page.evaluate(
        """(hidden) => {
          const state = hidden ? "hidden" : "visible";
          Object.defineProperty(document, "visibilityState", {configurable: true, get: () => state});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


# The key comes out of the passphrase when the test says so.
HOLD_THE_KEY = """() => {
  const { subtle } = crypto;
  const derive = Object.getPrototypeOf(subtle).deriveKey.bind(subtle);
  subtle.deriveKey = async (...all) => {
    delete subtle.deriveKey;
    await new Promise((go) => {
      window.letGo = () => { go(); delete document.documentElement.dataset.held; };
      document.documentElement.dataset.held = "";
    });
    return derive(...all);
  };
}"""


@pytest.mark.chaos
def test_70_out_of_sight_idle_or_kept_by_the_browser(tablet: Tablet) -> None:
    """Covered at once behind another app; back soon, she goes on. Back late, idle, or kept by the browser: locked."""
    tablet.page.clock.install()
    writes(tablet, "Pink, warm, ")
    page = tablet.page

    # The telephone rings, for a minute.
    out_of_sight(page, True)
    expect(page.get_by_role("dialog", name="Feeding and weighing")).to_be_visible()
    expect(page).to_have_title("Feeding and weighing")
    page.clock.run_for(60_000)
    out_of_sight(page, False)
    expect(page.get_by_role("dialog", name="Feeding and weighing")).to_have_count(0)
    expect(box(tablet)).to_be_focused()
    expect(box(tablet)).to_have_value("Pink, warm, ")

    # It rings longer: locked behind the cover, which gives way to the lock.
    out_of_sight(page, True)
    page.clock.run_for(4 * 60_000)
    assert "Pink, warm" not in page.content()
    out_of_sight(page, False)
    tablet.unlocks()
    tablet.sees_answer(OBSERVED, "Pink, warm, ")

    # Another app comes in front while the passphrase is tried: what is unlocked then lies under the cover, soon looked
    # at or locked.
    cover = page.get_by_role("dialog", name="Feeding and weighing")
    for minutes in (1, 4):
        tablet.hides()
        cover.get_by_role("button", name="Close").click()
        page.evaluate(HOLD_THE_KEY)
        page.get_by_label(f"Passphrase of {tablet.visitor.initials}").fill(PASSPHRASE)
        page.get_by_role("button", name="Unlock").click()
        page.locator("html[data-held]").wait_for(state="attached")
        out_of_sight(page, True)
        page.evaluate("window.letGo()")
        expect(cover).to_be_visible()
        expect(page).to_have_title("Feeding and weighing")
        page.locator("#q-baby_observed textarea").first.wait_for(state="attached")
        page.clock.run_for(minutes * 60_000)
        out_of_sight(page, False)
        expect(cover).to_have_count(0)
        if minutes == 1:
            tablet.sees_heading(SECTION)
            tablet.sees_answer(OBSERVED, "Pink, warm, ")
    tablet.sees_heading("Unlock")
    assert "Pink, warm" not in page.content()
    # The system had stopped the page in the middle, and it goes on when somebody looks at it again.
    page.evaluate(HOLD_THE_KEY)
    page.get_by_label(f"Passphrase of {tablet.visitor.initials}").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    page.locator("html[data-held]").wait_for(state="attached")
    out_of_sight(page, True)
    page.clock.set_system_time(page.evaluate("Date.now()") + 10 * 60_000)
    out_of_sight(page, False)
    page.evaluate("document.querySelector('main h1').remove(); window.letGo()")
    tablet.unlocks()
    tablet.sees_answer(OBSERVED, "Pink, warm, ")

    # Five minutes without a touch.
    page.clock.run_for(6 * 60_000)
    tablet.sees_heading("Unlock")
    assert "Pink, warm" not in page.content()
    tablet.unlocks()
    tablet.sees_answer(OBSERVED, "Pink, warm, ")

    # To another site and back, to a page the browser had kept as it was.
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    tablet.sees_heading("Unlock")
    assert "Pink, warm" not in page.content()


def test_70_a_tab_behind_the_one_in_use(tablet: Tablet) -> None:
    """It is covered and does not lock what she writes in the other; when neither is touched, both lock."""
    assert tablet.context is not None
    tablet.context.clock.install()
    writes(tablet, "Pink, warm, ")
    behind = tablet.in_another_tab()
    behind.is_let_in()
    out_of_sight(behind.page, True)
    for _ in range(
        7
    ):  # elsewhere a page out of sight locks after one, and a page that is not touched after two
        tablet.context.clock.run_for(60_000)
        tablet.page.keyboard.press("End")
    tablet.sees_heading(SECTION)
    expect(behind.page.get_by_role("dialog", name="Feeding and weighing")).to_be_visible()
    out_of_sight(behind.page, False)
    behind.sees_heading("Today")

    # She listens: the one behind does not lock the visit before its time.
    out_of_sight(behind.page, True)
    tablet.context.clock.run_for(4 * 60_000)
    expect(box(tablet)).to_have_value("Pink, warm, ")
    tablet.context.clock.run_for(2 * 60_000)
    tablet.sees_heading("Unlock")
    assert "Pink, warm" not in tablet.page.content()
    out_of_sight(behind.page, False)
    behind.sees_heading("Unlock")


# -- no room -------------------------------------------------------------------------------------


@pytest.mark.chaos  # a minute of it is Chromium with 6 MB in a text box; the store's own part is in test_storage
@pytest.mark.own_browser
def test_04_not_saved_is_said_and_the_words_stay(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    """ "NOT saved" in the header, the words in their box, even through Hide; with room again they are stored."""
    tablet = tablets()
    tablet.opens()
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    # Twice as much is written: the browser reckons roughly, and let six megabytes through where five were allowed.
    room = {"origin": service.url, "quotaSize": 3_000_000}
    devtools.send("Storage.overrideQuotaForOrigin", room)
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    writes(tablet, "Pink.")
    tablet.sees_saved()
    words = "Pink. " + "word " * 1_200_000
    tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True).evaluate(
        "(box, words) => { box.value = words; box.dispatchEvent(new Event('input', {bubbles: true})); "
        "box.dispatchEvent(new Event('change', {bubbles: true})); }",
        words,
    )
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved: this tablet is full")
    expect(box(tablet)).to_have_value(words)

    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading(SECTION)
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")
    expect(box(tablet)).to_have_value(words)
    tablet.sees_answer("Did you see baby?", "Yes, awake")

    devtools.send("Storage.overrideQuotaForOrigin", {"origin": service.url})
    tablet.types(OBSERVED, ".")
    tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True).press("Tab")
    tablet.sees_saved()


# -- not promised to be kept ---------------------------------------------------------------------


def seconds_between_tries(page: Page, how_many: int) -> list[int]:
    """By the tablet's clock, with somebody at it."""
    tries: list[str] = []
    page.on("request", lambda sent: sent.url.endswith("/api/v1/me") and tries.append(sent.url))
    waited = [0]
    while len(waited) <= how_many:
        page.clock.run_for(5_000)
        page.keyboard.press("Shift")
        waited[-1] += 5
        if len(tries) >= len(waited):
            waited.append(0)
    return waited[1:-1]


@pytest.mark.chaos
@pytest.mark.parametrize("promised", [False, True], ids=["refused", "promised"])
@pytest.mark.own_browser
def test_15_unsent_work_is_tried_again_sooner_where_the_browser_does_not_promise_to_keep_it(
    tablets: Callable[..., Tablet], promised: bool
) -> None:
    """This browser refuses, as it does on any fresh profile; the page says so, and every try follows within a minute of
    the last. One that has promised is left in peace for longer."""
    tablet = tablets()
    tablet.opens()
    assert tablet.page.evaluate("() => navigator.storage.persist()") is False
    tablet.page.add_init_script("Math.random = () => 0.99")
    if promised:
        tablet.page.add_init_script("StorageManager.prototype.persisted = async () => true")
    tablet.page.clock.install()
    tablet.page.reload()
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    writes(tablet, "Pink.")
    tablet.sees_saved()
    tablet.loses_the_network()
    tablet.types(OBSERVED, " Warm.")
    tablet.sees_saved(sent=False)

    waited = seconds_between_tries(tablet.page, 8)
    if promised:
        assert max(waited) > 120, waited
    else:
        assert max(waited) <= 65, waited

    tablet.finds_the_network()
    tablet.sees_saved(sent=True)
    tablet.page.goto(tablet.page.url.split("/app/")[0] + "/app/tablet")
    tablet.unlocks()
    said = tablet.page.locator("[data-test=kept]" if promised else "[data-test=not-kept]")
    expect(said).to_be_visible()


# -- cleared and damaged -------------------------------------------------------------------------


def clears(tablet: Tablet, service: Service, what: str) -> None:
    """By its browser, or by somebody; `what` as the browser names it."""
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send("Storage.clearDataForOrigin", {"origin": service.url, "storageTypes": what})


HAD = re.compile(rf"{VISITOR.initials} had \d+ entr(y|ies) here that (was|were) not sent")


def is_cleared(tablet: Tablet, service: Service, what: str) -> None:
    clears(tablet, service, what)
    tablet.page.reload()


@pytest.mark.parametrize("what", ["indexeddb", "all"])
def test_10_the_store_is_cleared_under_an_open_page(
    tablet: Tablet, service: Service, what: str
) -> None:
    """She is told on every screen that nothing is saved, and what she typed stays in its box."""
    page = tablet.page
    tablet.loses_the_network()
    writes(tablet, "Saved.")
    tablet.sees_saved(sent=False)
    tablet.finds_the_network()
    clears(tablet, service, what)
    told = page.locator("[data-test=store-cleared]")
    expect(told).to_contain_text("NOT saved: this tablet’s store was cleared. Copy or write down")
    tablet.types(OBSERVED, " More.")
    expect(tablet.header).to_contain_text("NOT saved. What you typed is still here")
    expect(box(tablet)).to_have_value("Saved. More.")

    page.get_by_role("link", name="Today").click()
    looked_at(page, f"store-cleared-{what}")
    expect(box(tablet)).to_have_value("Saved. More.")
    expect(told).to_be_visible()
    expect(page.get_by_role("navigation", name="Wholeview")).to_contain_text("NOT saved")


@pytest.mark.chaos
def test_14_the_browsers_data_is_cleared(tablet: Tablet, service: Service) -> None:
    """The lock says what was there and not sent, until somebody has read it."""
    tablet.loses_the_network()
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.finds_the_network()
    is_cleared(tablet, service, "indexeddb")
    note = tablet.page.locator("[data-test=cleared]")
    expect(note).to_contain_text(HAD)
    note.get_by_role("button", name="I have read this").click()
    expect(note).to_be_hidden()
    expect(tablet.page.get_by_role("heading", level=1)).to_be_focused()
    tablet.page.reload()
    tablet.sees_heading("Choose your passphrase")
    expect(note).to_have_count(0)


def test_14_everything_is_cleared_and_only_the_service_knows(
    tablet: Tablet, service: Service
) -> None:
    """Set up again, no screen says that all was sent before she has read what never arrived."""
    tablet.page.route("**/sync/push", lambda route: route.abort())
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_waiting()
    with tablet.page.expect_request_finished(lambda sent: sent.url.endswith("/sync/contact")):
        tablet.page.locator("[data-test=try-now]").click()
    tablet.goes_to_today()
    is_cleared(tablet, service, "indexeddb,local_storage")
    tablet.sets_a_passphrase()

    state = tablet.page.locator("[data-test=state]")
    bar = tablet.page.get_by_role("navigation", name="Wholeview")
    expect(state).to_contain_text(re.compile(r"\d+ earlier entr(y|ies) never arrived"))
    expect(state).not_to_contain_text("Everything is sent")
    expect(bar).to_contain_text("Needs you")

    tablet.page.get_by_role("link", name="See what needs you").click()
    left = tablet.page.locator("[data-test=left-behind]")
    expect(left).to_contain_text("its memory has been cleared since: tell your manager")
    tablet.page.evaluate(FULL)
    left.get_by_role("button", name="I have read this").click()
    expect(left.get_by_role("alert")).to_contain_text("NOT noted: this tablet may be full.")
    tablet.page.evaluate("window.full = false")
    left.get_by_role("button", name="I have read this").click()
    expect(bar).to_contain_text("All sent")
    expect(left).to_be_visible()  # it stays to be looked up, as long as it is so
    tablet.goes_to_today()
    expect(state).to_contain_text("Everything is sent")


SEALED = """async () => {
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const request = indexedDB.open(name);
    await new Promise((done) => { request.onsuccess = done; });
    const database = request.result;
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { all.onsuccess = done; });
      found.push(...all.result.filter(({iv}) => iv).map(({iv, sealed}) => [iv, sealed]));
    }
    database.close();
  }
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return found.map((pair) => pair.map(hex));
}"""


@pytest.mark.chaos
@pytest.mark.own_browser
def test_16_a_copied_profile_is_used_beside_the_first(
    tablets: Callable[..., Tablet], service: Service, desks: Callable[[Worker], Desk]
) -> None:
    """Both go on writing with one key and the same numbers: no nonce serves twice, each value is kept, her manager is told.
    Withdrawn, both hand in, and begin anew with numbers and keys of their own."""
    first, copy = tablets(), tablets()
    first.is_set_up()
    writes(first, "Pink.")
    first.sees_saved(sent=True)
    first.closes_the_browser()
    shutil.copytree(first.profile, copy.profile, ignore=shutil.ignore_patterns("Singleton*"))
    both = {first: " Looked at me.", copy: " Looked away."}
    for one, words in both.items():
        one.opens()
        one.unlocks()
        one.opens_the_visit()
        one.opens_section(SECTION)
        one.page.context.set_offline(True)
        one.types(OBSERVED, words)
        one.sees_saved(sent=False)
    sealed = [tuple(map(tuple, one.page.evaluate(SEALED))) for one in both]
    assert all(len(records) > 5 for records in sealed)
    used: dict[str, str] = {}
    for iv, content in (pair for records in sealed for pair in records):
        assert used.setdefault(iv, content) == content, "one nonce sealed two things"
    assert len(used) > len(sealed[0]), "each has written since"

    for one in both:
        one.page.context.set_offline(False)
        one.goes_to_today()
        one.sees_everything_sent()
    with contextlib.closing(
        sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    ) as kept:
        (answers,) = kept.execute("SELECT answers FROM visits").fetchone()
    for words in both.values():
        assert f"Pink.{words}" in answers
    maud = desks(MANAGER)
    maud.page.goto(f"{service.url}/devices/")
    maud.sees("Two tablets send as this one.")

    for one in both:
        one.page.context.set_offline(True)
        one.opens_the_visit()
        one.opens_section(SECTION)
        one.types(OBSERVED, " Not sent.")
        one.sees_saved(sent=False)
    maud.withdraws_the_tablet_of(VISITOR)
    for one in both:
        # The sign-in they shared ends with what the first hands in: the other asks why, and hears it.
        one.page.context.set_offline(False)
        one.sees_heading("This tablet was withdrawn")
        one.sees("1 entry you had not sent was handed in, sealed.")


def overwritten(content: bytes) -> bytes:
    """The half of it behind the first bytes."""
    middle = len(content) // 2
    return content[:64] + b"\x55" * middle + content[64 + middle :]


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "the list of its files is cut off": ("MANIFEST-*", lambda content: content[:5]),
    "the log is overwritten": ("*.log", overwritten),
    "a table is overwritten": ("*.ldb", overwritten),
}


@pytest.mark.chaos
@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.own_browser
def test_11_files_of_the_store_are_damaged(tablet: Tablet, how: str) -> None:
    """Never an empty app that looks as if nothing had been there: what had no receipt is there, or is named."""
    tablet.loses_the_network()
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    tablet.closes_the_browser()
    pattern, damage = DAMAGE[how]
    files = [*(tablet.profile / "Default/IndexedDB").glob(f"*.leveldb/{pattern}")]
    assert files, "there is nothing to damage"
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    tablet.opens()
    here = tablet.page.get_by_role("main")
    expect(here).to_contain_text(re.compile(f"{HAD.pattern}|Passphrase of"), timeout=30_000)
    if "Passphrase of" in here.inner_text():  # the browser could mend it: then everything is there
        tablet.unlocks()
        tablet.opens_the_visit()
        tablet.opens_section(SECTION)
        tablet.sees_answer(OBSERVED, "Never sent.")


LOSE = """async () => {
  const lost = (await indexedDB.databases()).filter(({name}) => /^wholeview-[0-9a-f]{8}-/.test(name));
  for (const {name} of lost) {
    const request = indexedDB.deleteDatabase(name);
    await new Promise((done) => { request.onsuccess = done; });
  }
  return lost.length;
}"""


def test_11_hers_alone_of_the_databases_is_lost(tablet: Tablet) -> None:
    """Her passphrase still opens it, on nothing: each screen she begins at says so until she has read it."""
    tablet.loses_the_network()
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.sees_heading("Unlock")
    assert tablet.page.evaluate(LOSE) == 1
    note = tablet.page.locator("[data-test=cleared]")
    for _ in "the first time", "again":
        tablet.unlocks()
        expect(tablet.page.locator("[data-test=state]")).to_be_visible()
        expect(note).to_contain_text(HAD)
        tablet.page.reload()
        tablet.sees_heading("Unlock")
        expect(note).to_contain_text(HAD)
    tablet.unlocks()
    note.get_by_role("button", name="I have read this").click()
    expect(note).to_be_hidden()
    expect(tablet.page.get_by_role("heading", level=1)).to_be_focused()
    tablet.page.reload()
    tablet.unlocks()
    expect(tablet.page.locator("[data-test=state]")).to_be_visible()
    expect(note).to_have_count(0)


# -- passkeys ------------------------------------------------------------------------------------


@pytest.mark.chaos
def test_69_a_passkey_and_its_loss(tablets: Callable[..., Tablet], service: Service) -> None:
    """It opens the tablet, offline too; when it is gone, or gives another secret, the passphrase does."""
    service.url = f"http://localhost:{service.port}"  # passkeys belong to a name, not to a number
    tablet = tablets()
    tablet.opens()
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    reader = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    page = tablet.page
    page.get_by_role("link", name="This tablet").click()
    tablet.sees_heading("This tablet")
    page.get_by_text("Use this tablet’s fingerprint or face").click()
    page.locator("[data-test=add-passkey]").get_by_label("Your passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Add passkey").click()
    tablet.sees("Your passkey opens this tablet now.")

    tablet.loses_the_network()
    page.reload()
    tablet.sees_heading("Unlock")
    page.get_by_role("button", name="Use my passkey").click()
    tablet.sees_heading("This tablet")

    devtools.send("WebAuthn.removeVirtualAuthenticator", reader)
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.reload()
    page.get_by_role("button", name="Use my passkey").click()
    tablet.sees("Use your passphrase")
    tablet.unlocks()
    tablet.sees_heading("This tablet")


# -- two visitors --------------------------------------------------------------------------------


@pytest.mark.faults(23)
def test_71_two_visitors_one_tablet(tablet: Tablet) -> None:
    """The first signs out with unsent work: sealed for her, counted on the lock; the second sees nothing of it."""
    tablet.loses_the_network()
    writes(tablet, "Never sent yet.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    page = tablet.page
    page.get_by_role("link", name="This tablet").click()
    tablet.sees(re.compile(r"(entry is|entries are) not sent"))
    expect(page.get_by_text("I will not use this tablet any more")).to_have_count(0)
    page.get_by_role("button", name="Sign out and lock").click()
    tablet.sees_heading("Unlock")
    tablet.sees(re.compile(r"^\d+ entr(y|ies) not sent$"))
    tablet.finds_the_network()

    page.get_by_role("button", name="Someone else signs in").click()
    tablet.visitor = COLLEAGUE
    tablet.sees_heading("Sign in")
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    tablet.sees("No open visits.")
    tablet.sees_nowhere("Never sent yet.")
    page.get_by_role("link", name="This tablet").click()
    page.get_by_role("button", name="Sign out and lock").click()
    tablet.sees_heading("Unlock")
    expect(page.get_by_label(re.compile(rf"^{VISITOR.initials} .*not sent"))).to_be_visible()

    tablet.visitor = VISITOR
    page.get_by_label(re.compile(rf"^{VISITOR.initials} ")).check()
    tablet.unlocks()
    tablet.goes_to_today()
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    tablet.sees_answer(OBSERVED, "Never sent yet.")


def test_signed_out_without_a_network_is_signed_out_for_whoever_comes_next(tablet: Tablet) -> None:
    page = tablet.page
    page.get_by_role("link", name="This tablet").click()
    tablet.loses_the_network()
    page.get_by_text("I will not use this tablet any more").click()
    page.get_by_role("button", name="Take me off this tablet").click()
    tablet.sees_heading("This tablet is not set up yet")
    tablet.finds_the_network()
    page.get_by_role("button", name="Try again").click()
    tablet.sees_heading("Sign in")


def test_a_network_that_never_answers_does_not_hold_up_the_lock(tablet: Tablet) -> None:
    page = tablet.page
    page.get_by_role("link", name="This tablet").click()
    asked: list[Route] = []
    given_up: list[str] = []
    page.route("**/api/v1/csrf", lambda one: asked.append(one))
    page.on(
        "requestfailed",
        lambda one: given_up.append(one.url) if one.url.endswith("/api/v1/csrf") else None,
    )
    with page.expect_request("**/api/v1/csrf"):
        page.get_by_role("button", name="Sign out and lock").click()
    tablet.sees_heading("Unlock")
    assert given_up == [], "it locked before the answer was waited for in vain"
    for one in asked:
        one.abort()
    page.unroute("**/api/v1/csrf")
    # That she signed out is said with the next request.
    tablet.unlocks()
    tablet.goes_to_today()
    expect(page.get_by_role("main").get_by_role("button", name="Sign in")).to_be_visible()


# -- a forgotten passphrase ----------------------------------------------------------------------


def asks_anew(tablet: Tablet, passphrase: str) -> None:
    """A passphrase, and asks for approval."""
    tablet.sees_heading("Choose a new passphrase")
    tablet.page.get_by_label("New passphrase", exact=True).fill(passphrase)
    tablet.page.get_by_label("The same passphrase again").fill(passphrase)
    tablet.page.get_by_role("button", name="Ask for approval").click()


def chooses_anew(tablet: Tablet, passphrase: str) -> None:
    """A passphrase, and has asked for approval."""
    asks_anew(tablet, passphrase)
    tablet.sees_heading("Waiting for approval")


def looks_at_the_request(desk: Desk) -> None:
    """Hers, of which there is one."""
    desk.page.get_by_role("link", name="Forgotten passphrases").click()
    desk.page.get_by_role("link", name=VISITOR.name).click()
    expect(desk.page.get_by_label("The eight figures the visitor reads to you")).to_be_visible()


@pytest.mark.chaos
def test_a_forgotten_passphrase_and_a_second_person(
    tablets: Callable[..., Tablet],
    service: Service,
    desks: Callable[[Worker], Desk],
    tmp_path: Path,
) -> None:
    """She asks, reads eight figures to the administrator, forgets what she chose and asks again, and goes on with what she
    had written."""
    private, public = keys.make_pair()
    (tmp_path / "recovery.pem").write_text(public)
    service.stop()
    service.env["WHOLEVIEW_RECOVERY_PUBLIC_KEY"] = str(tmp_path / "recovery.pem")
    service.start()
    tablet = tablets()
    tablet.is_set_up()
    tablet.loses_the_network()
    writes(tablet, "Written before I forgot.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    tablet.finds_the_network()
    page = tablet.page
    page.reload()

    tablet.sees_heading("Unlock")
    page.get_by_text("I forgot my passphrase").click()
    page.get_by_role("button", name="Ask for help").click()
    chooses_anew(tablet, "four words I mistyped")
    # An answer to what she asked before comes late, and does not take the new words from under her fingers.
    late: list[Route] = []
    page.route("**/recoveries/*", lambda route: late.append(route))
    page.get_by_role("button", name="Look again").click()
    tablet.sees("Asking the service…")
    page.get_by_role("button", name="I do not remember that one either").click()
    words = page.get_by_label("New passphrase", exact=True)
    words.fill("four words")
    with page.expect_response("**/recoveries/*"):
        late[0].continue_()
    page.unroute("**/recoveries/*")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    expect(words).to_have_value("four words")
    chooses_anew(tablet, "four words I forgot")
    figures = page.locator("[data-test=figures]").inner_text()

    # Nobody can decline what is approved: she alone can end it, and nobody is shown what she has given up.
    desk = desks(ADMINISTRATOR)
    looks_at_the_request(desk)
    desk.page.get_by_label("The eight figures the visitor reads to you").fill(figures)
    desk.page.get_by_label("The recovery key", exact=True).fill(private)
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("Approved.")
    page.get_by_role("button", name="Look again").click()
    tablet.sees_heading("Approved")
    page.get_by_label("New passphrase").fill("four words I take for it")
    page.get_by_role("button", name="Unlock", exact=True).click()
    tablet.sees("That is not the new passphrase you chose")
    page.get_by_role("button", name="I do not remember that one either").click()
    fresh = "seven wet geese by the sea"
    tablet.loses_the_network()
    asks_anew(tablet, fresh)
    tablet.sees("The service cannot be reached. Nothing was changed.")
    tablet.finds_the_network()
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    tablet.sees_heading("Approved")
    page.get_by_role("button", name="I do not remember that one either").click()
    chooses_anew(tablet, fresh)
    assert page.locator("[data-test=figures]").inner_text() != figures
    figures = page.locator("[data-test=figures]").inner_text()

    looks_at_the_request(desk)
    assert figures not in desk.page.content()
    desk.page.get_by_label("The eight figures the visitor reads to you").fill(figures)
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(request.post_data or ""))
    desk.page.get_by_label("The recovery key", exact=True).fill(keys.make_pair()[0])
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("does not open the request")
    desk.page.get_by_label("The recovery key", exact=True).fill(private)
    desk.page.wait_for_timeout(1_100)  # sooner it would count as a double click
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("Approved.")
    secret = "".join(private.split("-----")[2].split())[40:80]
    assert sent
    assert all(secret not in body for body in sent), "the recovery key has left the page"

    # It took longer than her sign-in lasts.
    tablet.sign_in_ends()
    page.get_by_role("button", name="Look again").click()
    tablet.sees_heading(f"Sign in as {VISITOR.initials}")
    tablet.signs_in()
    tablet.sees_heading("Approved")
    page.get_by_label("New passphrase").fill(fresh)
    page.get_by_role("button", name="Unlock", exact=True).click()
    tablet.sees_heading("Today")
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    tablet.sees_answer(OBSERVED, "Written before I forgot.")

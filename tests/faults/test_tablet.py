"""What can happen to a tablet in a visitor's hands: updates, locks, partners, colleagues, a forgotten passphrase."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.recovery import keys
from tests.faults.proxy import FaultProxy, answered
from tests.journeys import browsers
from tests.journeys.conftest import browser as browser
from tests.journeys.conftest import desks as desks
from tests.journeys.conftest import founded as founded
from tests.journeys.conftest import service as service
from tests.journeys.conftest import tablet as tablet
from tests.journeys.conftest import tablets as tablets
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, COLLEAGUE, PASSPHRASE, VISITOR, Worker

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


def box(tablet: Tablet) -> object:
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


# -- updates -------------------------------------------------------------------------------------


def test_17_an_update_arrives_while_she_types(tablet: Tablet, service: Service) -> None:
    """No letter, no focus is lost; the newer app is there at the next unlocking."""
    writes(tablet, "She looked at Petra and")
    is_renamed(service, "Wholeview Two")
    looks_for_an_update(tablet.page)
    update = tablet.page.locator("[data-test=update]")
    expect(update).to_contain_text("A newer Wholeview is ready", timeout=30_000)
    expect(box(tablet)).to_be_focused()
    tablet.types(OBSERVED, " laughed")
    expect(box(tablet)).to_have_value("She looked at Petra and laughed")
    assert "Two" not in bar(tablet)

    tablet.hides()
    # A page that is covered is not loaded anew: what came then would lie open.
    tablet.page.locator("h1", has_text="Unlock").wait_for(state="attached")
    tablet.page.get_by_role("button", name="Close").click()
    tablet.sees_heading(re.compile("Unlock"))
    # Locked, with nothing on the screen to lose: the page is loaded anew by itself. The browser lets the older worker end
    # first; while the tools that drive this test are attached to it, it does not count as idle by itself.
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    expect(tablet.page.get_by_role("banner")).to_contain_text("Wholeview Two", timeout=30_000)
    tablet.unlocks()
    tablet.sees_heading(SECTION)
    tablet.sees_answer(OBSERVED, "She looked at Petra and laughed")


@pytest.mark.chaos
def test_18_a_file_of_the_update_cannot_be_fetched(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    """Nothing of the newer app is kept, the older one goes on offline; the next try succeeds."""
    with FaultProxy([service.port]) as proxy:
        direct = service.url
        service.url = proxy.url
        tablet = tablets()
        tablet.is_set_up()
        is_renamed(service, "Wholeview Two")
        proxy.always["/app/forms/1.json"] = answered(500, b"broken")
        looks_for_an_update(tablet.page)
        tablet.page.wait_for_function(
            "navigator.serviceWorker.getRegistration().then((found) => !found.installing && !found.waiting)"
        )
        proxy.always["/"] = answered(503)
        tablet.page.reload()
        tablet.sees_heading("Unlock")
        assert "Two" not in bar(tablet)
        proxy.is_well()
        # Whole this time: it lies ready, or was taken already, since nobody is in the middle of anything.
        looks_for_an_update(tablet.page)
        tablet.page.wait_for_function(
            """navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null
                 || document.querySelector("header").innerText.includes("Wholeview Two"))"""
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
        asked = "navigator.serviceWorker.getRegistration().then((found) => %s)"
        tablet.page.wait_for_function(asked % f"!found || ({settled} && !found.active)")
        assert not tablet.page.evaluate("navigator.serviceWorker.controller")

        proxy.is_well()
        tablet.page.reload()
        tablet.page.wait_for_function(asked % f"{settled} && found.active")
        proxy.always["/"] = answered(503)
        tablet.page.goto(proxy.url + "/app/today")
        tablet.sees_heading("Sign in")
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


def test_77_hide_covers_at_once(tablet: Tablet) -> None:
    """With a neutral page and title, and not a letter is lost; on a page that must not be overheard, too."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.question("Did you ask about domestic abuse?").wait_for()
    assert tablet.page.evaluate(COVERED) == {"there": True, "title": "Feeding and weighing"}
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Mother or birth parent")
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


# -- no room -------------------------------------------------------------------------------------


@pytest.mark.chaos  # a minute of it is Chromium with 6 MB in a text box; the store's own part is in test_storage
def test_04_not_saved_is_said_and_the_words_stay(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    """ "NOT saved" in the header, the words in their box, even through Hide; with room again they are stored."""
    tablet = tablets()
    tablet.opens()
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    room = {"origin": service.url, "quotaSize": 5_000_000}
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
    expect(tablet.header.get_by_role("status")).to_contain_text(
        "NOT saved: this tablet is full", timeout=30_000
    )
    assert box(tablet).input_value() == words  # type: ignore[attr-defined]

    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading(SECTION)
    expect(tablet.header.get_by_role("status")).to_contain_text("NOT saved", timeout=30_000)
    assert box(tablet).input_value() == words  # type: ignore[attr-defined]
    tablet.sees_answer("Did you see baby?", "Yes, awake")

    devtools.send("Storage.overrideQuotaForOrigin", {"origin": service.url})
    tablet.types(OBSERVED, ".")
    tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True).press("Tab")
    tablet.sees_saved()


# -- cleared and damaged -------------------------------------------------------------------------


@pytest.mark.chaos
def test_14_the_browsers_data_is_cleared(tablet: Tablet, service: Service) -> None:
    """The lock says what was there and not sent; set up again, the service says so as well."""
    tablet.loses_the_network()
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.finds_the_network()
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send(
        "Storage.clearDataForOrigin", {"origin": service.url, "storageTypes": "indexeddb"}
    )
    tablet.page.reload()
    expect(tablet.page.locator("[data-test=cleared]")).to_contain_text(
        re.compile(rf"{VISITOR.initials} had \d+ entr(y|ies) here that (was|were) not sent")
    )


@pytest.mark.chaos
@pytest.mark.parametrize("how", ["cut off", "overwritten"])
def test_11_files_of_the_store_are_damaged(tablet: Tablet, how: str) -> None:
    """Never an empty app that looks as if nothing had been there."""
    tablet.loses_the_network()
    writes(tablet, "Never sent.")
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    tablet.is_killed()
    for folder in (tablet.profile / "Default/IndexedDB").glob("*.leveldb"):
        for file in folder.glob("MANIFEST-*") if how == "cut off" else folder.glob("*.log"):
            content = file.read_bytes()
            middle = len(content) // 2
            spoilt = (
                content[:5]
                if how == "cut off"
                else content[:64] + b"\x55" * middle + content[64 + middle :]
            )
            file.write_bytes(spoilt)
    tablet.opens()
    here = tablet.page.get_by_role("main")
    expect(here).to_contain_text(
        re.compile(r"cleared|could not be opened|cannot be read|Passphrase of"),
        timeout=30_000,
    )
    if "Passphrase of" in here.inner_text():  # the browser could mend it: then everything is there
        tablet.unlocks()
        tablet.goes_to_waiting()
        tablet.sees(re.compile(r"Waiting: \d"))


# -- passkeys ------------------------------------------------------------------------------------


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


# -- a forgotten passphrase ----------------------------------------------------------------------


def test_a_forgotten_passphrase_and_a_second_person(
    tablets: Callable[..., Tablet],
    service: Service,
    desks: Callable[[Worker], Desk],
    tmp_path: Path,
) -> None:
    """She asks, reads eight figures to the administrator, and goes on with what she had written."""
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
    tablet.sees_heading("Choose a new passphrase")
    fresh = "seven wet geese by the sea"
    page.get_by_label("New passphrase", exact=True).fill(fresh)
    page.get_by_label("The same passphrase again").fill(fresh)
    page.get_by_role("button", name="Ask for approval").click()
    tablet.sees_heading("Waiting for approval")
    figures = page.locator("[data-test=figures]").inner_text()

    desk = desks(ADMINISTRATOR)
    desk.page.get_by_role("link", name="Forgotten passphrases").click()
    desk.page.get_by_role("link", name=VISITOR.name).click()
    assert figures not in desk.page.content()
    desk.page.get_by_label("The eight figures the visitor reads to you").fill(figures)
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(request.post_data or ""))
    desk.page.get_by_label("The recovery key", exact=True).fill(keys.make_pair()[0])
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("does not open the request")
    desk.page.get_by_label("The recovery key", exact=True).fill(private)
    desk.page.get_by_role("button", name="Approve").click()
    desk.sees("Approved.")
    secret = "".join(private.split("-----")[2].split())[40:80]
    assert sent
    assert all(secret not in body for body in sent), "the recovery key has left the page"

    page.get_by_role("button", name="Look again").click()
    tablet.sees_heading("Approved")
    page.get_by_label("New passphrase").fill(fresh)
    page.get_by_role("button", name="Unlock", exact=True).click()
    tablet.sees_heading("Today")
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    tablet.sees_answer(OBSERVED, "Written before I forgot.")

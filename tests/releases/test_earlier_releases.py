"""Earlier releases and today's, each with the other: the browser files and the service are those that were built then.

The oldest is from before tablets reported to the service, with a store of the first shape; the others are the two before
today's. `make release` keeps one more (CONTRIBUTING.md).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.faults.proxy import FaultProxy, reply_lost, silent
from tests.journeys import browsers, town
from tests.journeys.service import wait_until
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY
from tests.releases.conftest import Ready
from tests.releases.running import KEPT, ChangingService

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: no release was tried"),
]

OLDEST, *BEFORE = KEPT
TODAY = pytest.param(None, id="today")
SECTION = "Baby seen today"
SEEN = "Did you see baby?"
OBSERVED = "What did baby do? How did baby look and sound?"
CARERS = "What passed between baby and each carer?"


def named(archive: Path) -> str:
    return archive.name.removesuffix(".tar.xz")


def each(archives: list[Path], short: Path) -> list[object]:
    """One case for each; all but `short` run with `make chaos` only."""
    return [
        pytest.param(one, id=named(one), marks=[] if one == short else pytest.mark.chaos)
        for one in archives
    ]


def box(tablet: Tablet, words: str = OBSERVED) -> Locator:
    return tablet.question(words).get_by_label(words, exact=True)


def shell(page: Page) -> str | None:
    """Which app is on the screen."""
    return page.locator("html").get_attribute("data-shell")


def begins_to_write(tablet: Tablet) -> None:
    """A visit, and half a sentence in it: the box is not left."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    begins_a_sentence(tablet)


def begins_a_sentence(tablet: Tablet) -> None:
    tablet.opens_section(SECTION)
    tablet.answers(SEEN, "Yes, awake")
    # An earlier app draws the page anew once it has the answer, and loses what was typed meanwhile.
    expect(tablet.question(SEEN).get_by_role("button", name="Clear")).to_be_visible()
    tablet.types(OBSERVED, "She looked at Petra and")
    tablet.page.evaluate("window.sameDocument = true")


def goes_on_writing(tablet: Tablet) -> None:
    """In the same document, in the same box, at the same letter."""
    expect(box(tablet)).to_be_focused()
    tablet.page.keyboard.type(" laughed")
    expect(box(tablet)).to_have_value("She looked at Petra and laughed")
    tablet.page.keyboard.press("Tab")
    assert tablet.page.evaluate("window.sameDocument")


def writes_without_a_network(tablet: Tablet) -> None:
    tablet.loses_the_network()
    tablet.answers(CARERS, "He held her close.")
    box(tablet, CARERS).press("Tab")
    tablet.sees_saved(sent=False)


WRITTEN = {
    "baby_seen": "awake",
    "baby_observed": "She looked at Petra and laughed",
    "carer_baby_observed": "He held her close.",
}


def sees_all_she_wrote(tablet: Tablet) -> None:
    tablet.sees_heading(SECTION)
    tablet.sees_answer(SEEN, "Yes, awake")
    tablet.sees_answer(OBSERVED, WRITTEN["baby_observed"])
    tablet.sees_answer(CARERS, WRITTEN["carer_baby_observed"])


def looks_for_an_update(page: Page) -> None:
    """As it does when the tablet is taken out again; returns when another app lies ready."""
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    expect(page.get_by_text("A newer Wholeview is ready")).to_be_visible()


def takes_the_other_app(tablet: Tablet, *, at_the_lock: bool) -> None:
    """At the lock, by itself, or by the button beside the news of it: the oldest release knows no other way. `Hide` or the
    button stores what is typed first.
    """
    page, before = tablet.page, shell(tablet.page)
    older_worker_ends = browsers.older_worker(page)
    if at_the_lock:
        tablet.hides()
        page.locator("h1", has_text="Unlock").wait_for(state="attached")
        page.get_by_role("button", name="Close").click()
        tablet.sees_heading("Unlock")
    else:
        page.get_by_role("button", name="Use it now").click()
    older_worker_ends(lambda: shell(page) != before)
    tablet.unlocks()


def all_replies_are_lost(proxy: FaultProxy) -> None:
    proxy.log.clear()  # what was pushed before had its reply
    proxy.always["/push"] = reply_lost


def something_was_taken(proxy: FaultProxy) -> None:
    """The service holds a change of hers, and she does not know."""
    wait_until(lambda: any(one.replies for one in proxy.sent_to("/push")))


@pytest.mark.faults(9, 17)
@pytest.mark.parametrize("service", each(KEPT, BEFORE[-1]), indirect=True)
def test_19_an_older_app_and_todays_service(
    tablets: Callable[..., Tablet],
    service: ChangingService,
    proxy: FaultProxy,
) -> None:
    """The service is updated while she writes: the page stays, what she writes arrives, and the newer app has it all."""
    assert service.began_with
    knows_the_lock = service.began_with.archive != OLDEST
    tablet = tablets()
    tablet.is_set_up()
    all_replies_are_lost(proxy)
    begins_to_write(tablet)
    something_was_taken(proxy)

    service.is_brought_to_today()
    proxy.is_well()
    looks_for_an_update(tablet.page)

    goes_on_writing(tablet)
    tablet.sees_saved(sent=True)
    writes_without_a_network(tablet)
    assert tablet.page.evaluate("window.sameDocument")

    takes_the_other_app(tablet, at_the_lock=knows_the_lock)
    sees_all_she_wrote(tablet)
    tablet.finds_the_network()
    tablet.sees_saved(sent=True)
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    service.holds().has_everything_once(**WRITTEN)


@pytest.mark.chaos
@pytest.mark.faults(17)
@pytest.mark.parametrize("service", each(BEFORE, BEFORE[-1]), indirect=True)
def test_20_todays_app_and_an_earlier_service(
    tablets: Callable[..., Tablet],
    service: ChangingService,
    proxy: FaultProxy,
) -> None:
    """The service is put back while she writes in a visit under a version of the form both know, and updated again: nothing
    is lost, nothing arrives twice.
    """
    release = service.began_with
    assert release
    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    service.is_brought_to_today()
    looks_for_an_update(tablet.page)
    takes_the_other_app(tablet, at_the_lock=True)
    all_replies_are_lost(proxy)
    begins_a_sentence(tablet)
    something_was_taken(proxy)

    service.is_put_back_to(release)
    proxy.is_well()
    goes_on_writing(tablet)
    tablet.sees_saved(sent=True)

    # The earlier app comes to the tablet as any other would, and goes on with what is on it.
    looks_for_an_update(tablet.page)
    takes_the_other_app(tablet, at_the_lock=True)
    tablet.sees_answer(OBSERVED, WRITTEN["baby_observed"])
    writes_without_a_network(tablet)

    service.is_brought_to_today()
    tablet.finds_the_network()
    tablet.sees_saved(sent=True)
    looks_for_an_update(tablet.page)
    takes_the_other_app(tablet, at_the_lock=False)
    sees_all_she_wrote(tablet)
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    service.holds().has_everything_once(**WRITTEN)


@pytest.mark.chaos
@pytest.mark.parametrize("service", [TODAY], indirect=True)
def test_20_an_earlier_service_on_a_database_that_was_not_taken_back(
    tablets: Callable[..., Tablet],
    service: ChangingService,
    proxy: FaultProxy,
    ready: Callable[[Path], Ready],
) -> None:
    """It cannot give again the receipts that were lost: until that is mended all stays on the tablet, which says so."""
    tablet = tablets()
    tablet.is_set_up()
    all_replies_are_lost(proxy)
    begins_to_write(tablet)
    something_was_taken(proxy)

    service.is_put_back_to(ready(BEFORE[-1]).release, taken_back=False)
    proxy.is_well()
    goes_on_writing(tablet)
    wait_until(lambda: any(one.replies for one in proxy.sent_to("/push")))
    tablet.sees_saved(sent=False)
    tablet.goes_to_today()
    tablet.sees(re.compile("^Waiting: "))

    service.is_brought_to_today()
    tablet.sees_everything_sent()
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    tablet.answers(CARERS, "He held her close.")
    box(tablet, CARERS).press("Tab")
    tablet.sees_saved(sent=True)
    service.holds().has_everything_once(**WRITTEN)


SMOKING = "Does the mother smoke or vape?"
FATHERS_WORD = "mother_smoking@0190b000-0000-7000-8000-00000000000a"


def unfolds_smoking(tablet: Tablet) -> None:
    tablet.opens_section("Mother or birth parent")
    tablet.page.get_by_text("Alcohol, smoking, drugs", exact=True).click()


@pytest.mark.chaos
@pytest.mark.parametrize("service", each(BEFORE, BEFORE[-1]), indirect=True)
def test_19_an_older_app_keeps_a_further_claim_it_knows_nothing_of(
    tablets: Callable[..., Tablet], service: ChangingService
) -> None:
    """It shows the answer and lets it be changed; what somebody else said beside it is there again in the newer app."""
    tablet = tablets()
    tablet.is_set_up()
    service.is_brought_to_today()
    both = {
        "contact_mode": {"value": "face_to_face", "kind": "A"},
        "mother_smoking": {"value": "never", "kind": "F", "source": {"type": "mother_said"}},
        FATHERS_WORD: {
            "value": "smokes",
            "kind": "F",
            "source": {"type": "father_or_partner_said"},
        },
    }
    town.remember_a_visit(service.database_url, BABY, both, days_ago=1, version=2)
    broken: list[str] = []
    tablet.page.on("pageerror", lambda error: broken.append(str(error)))
    tablet.is_taken_out_again()
    tablet.opens_the_child()
    tablet.opens_the_visit_of("New birth")
    unfolds_smoking(tablet)
    tablet.sees_answer(SMOKING, "Never")
    tablet.answers(SMOKING, "Only vapes")
    tablet.sees_saved(sent=True)
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    assert "Smokes" not in tablet.reads_everything().values()
    assert not broken

    looks_for_an_update(tablet.page)
    takes_the_other_app(tablet, at_the_lock=True)
    tablet.goes_back_to_the_visit()
    unfolds_smoking(tablet)
    tablet.sees_answer(SMOKING, "Only vapes")
    tablet.sees_answer(f"Another account: {SMOKING}", "Smokes")


@pytest.mark.chaos
@pytest.mark.parametrize("service", each(BEFORE, BEFORE[-1]), indirect=True)
def test_19_an_older_app_and_a_visit_on_a_form_it_does_not_have(
    tablets: Callable[..., Tablet], service: ChangingService
) -> None:
    """It shows nothing of the visit rather than half of it; the newer app, which lies ready, opens it."""
    tablet = tablets()
    tablet.is_set_up()
    service.is_brought_to_today()
    seen = {"baby_seen": {"value": "awake", "kind": "O"}}
    town.remember_a_visit(service.database_url, BABY, seen, days_ago=1)
    tablet.is_taken_out_again()
    tablet.opens_the_child()
    page = tablet.page
    timeline = page.get_by_role("main")
    timeline.get_by_role("button", name=re.compile(r"\bNew birth, ")).first.click()
    timeline.get_by_role("link", name="Open this visit").first.click()
    page.wait_for_url(re.compile("/app/visit"))
    expect(page.get_by_text("A newer Wholeview is ready")).to_be_visible()
    expect(page.locator("[data-test=sections], .wv-question")).to_have_count(0)

    takes_the_other_app(tablet, at_the_lock=False)
    tablet.opens_section(SECTION)
    tablet.sees_answer(SEEN, "Yes, awake")


PLEASE_UPDATE = re.compile(
    "Please update. Your notes are safe"
    # The words of the oldest release.
    "|Wholeview must be loaded again before it can send"
)


@pytest.mark.parametrize("service", each(KEPT, OLDEST), indirect=True)
def test_19_an_app_too_old_says_so_and_hands_in(
    tablets: Callable[..., Tablet], service: ChangingService
) -> None:
    """The service gives it nothing any more, and takes everything."""
    tablet = tablets()
    tablet.is_set_up()
    begins_to_write(tablet)

    service.application = "tests.releases.demanding:app"
    service.is_brought_to_today()
    goes_on_writing(tablet)
    writes_without_a_network(tablet)
    tablet.finds_the_network()
    tablet.goes_to_today()
    tablet.sees(PLEASE_UPDATE)
    # It may have said so since before she went out of reach: what she wrote there is on its way.
    wait_until(lambda: any(WRITTEN.keys() <= one.keys() for one in service.holds().answers))
    service.holds().has_everything_once(**WRITTEN)


@pytest.mark.parametrize("service", [TODAY], indirect=True)
def test_19_update_brings_the_newer_app_at_once(
    tablets: Callable[..., Tablet], service: ChangingService, proxy: FaultProxy
) -> None:
    """By the button beside "Please update": one press, and the newer app stands at the lock, however slowly it comes."""
    tablet = tablets()
    tablet.is_set_up()
    begins_to_write(tablet)
    service.application = "tests.releases.demanding:app"
    service.env["WHOLEVIEW_SERVICE_NAME"] = "Wholeview Two"
    service.is_brought_to_today()
    goes_on_writing(tablet)
    tablet.goes_to_today()
    tablet.sees(PLEASE_UPDATE)

    come = threading.Event()
    proxy.log.clear()
    proxy.always["/app/today"] = silent(come)
    update = tablet.page.get_by_role("main").get_by_role("button", name="Update", exact=True)
    older_worker_ends = browsers.older_worker(tablet.page)
    update.click()
    wait_until(lambda: bool(proxy.sent_to("/app/today")))
    expect(update).to_be_disabled()
    come.set()
    tablet.sees_heading("Unlock")
    older_worker_ends(lambda: "Wholeview Two" in tablet.page.get_by_role("banner").inner_text())
    tablet.unlocks()
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    tablet.sees_answer(OBSERVED, WRITTEN["baby_observed"])

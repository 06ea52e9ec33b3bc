"""The offline visit in other browsers than Chromium: what an iPad and a Firefox user get, what it leaves on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.engines import Engine, Firefox, WebKit, missing, opened
from tests.journeys.service import Service, wait_until
from tests.journeys.town import (
    BABY,
    OTHER_BABY,
    PASSPHRASE,
    PASSWORD,
    VISITOR,
    remember_a_visit_to_sign,
)
from tests.support.paper import PDFTOTEXT, sheets_of
from tests.support.traces import traces

# One of letters a packer leaves as they are, one beyond Latin-1: browsers keep the two kinds of text differently.
CANARIES = ("Gm3Vx8Tq5Lk1Zr7W", "Žłæ΄凪ыЖ5k8Qw1Xd")
ABOUT = (
    *CANARIES,
    BABY.given_name,
    BABY.family_name,
    BABY.mother,
    BABY.nhs_number,
    BABY.home,
    PASSPHRASE,
    PASSWORD,
)
OBSERVED = "What did baby do? How did baby look and sound?"
ORDINARY, STORED, KEPT = (
    "Plainspoken tansy 4b7e",
    "Plainspoken sorrel 8d2a",
    "Plainspoken yarrow 6f1c",
)
# Beside the app, as any page might have it.
AN_ORDINARY_BOX = """
const box = document.body.appendChild(document.createElement("label"));
box.append("An ordinary box", document.createElement("textarea"));
box.control.id = "ordinary";
"""
# Amid words that a browser packs.
LEAVE = """
const [stored, kept] = arguments;
const amid = (words) => `${"It is packed. ".repeat(99)}${words}${" It is packed.".repeat(99)}`;
localStorage.setItem("plain", amid(stored));
const request = indexedDB.open("in-the-clear", 1);
request.onupgradeneeded = () => request.result.createObjectStore("plain");
request.onsuccess = () => {
  const tx = request.result.transaction("plain", "readwrite", { durability: "strict" });
  tx.objectStore("plain").put(amid(kept), "words");
  tx.oncomplete = () => { window.left = true; };
};
"""

GONE = "return !document.documentElement.outerHTML.includes(arguments[0])"
ASKED = "return [...document.querySelectorAll(`${arguments[0]} .wv-paper__asked > p`)].map((one) => one.textContent)"
# Its words, and how tall it is in millimetres.
SHEETS = """
const sheets = [...document.querySelectorAll(".wv-sheets > .wv-sheet")];
return sheets.map((one) => [one.textContent, (one.offsetHeight * 25.4) / 96]);
"""
MOST_ON_A_SHEET = 254  # what Letter leaves within margins of half an inch; A4 leaves more


@pytest.mark.parametrize("kind", [WebKit, Firefox], ids=lambda kind: kind.name)
def test_a_visit_without_a_network(kind: type[Engine], service: Service, tmp_path: Path) -> None:
    reason = missing(kind)
    if reason:
        pytest.skip(f"{reason}: the journey was not made there")
    remember_a_visit_to_sign(service.database_url, OTHER_BABY)
    folder, found = tmp_path / "browser", {}
    with opened(kind, folder) as tablet:
        sets_up(tablet, service)
        tablet.press(f"{BABY.name}…")
        tablet.press("Start visit")
        tablet.chooses("Could anyone else hear you or see this screen now?", "No")
        tablet.chooses("Where did it take place?", "Baby’s usual home")
        tablet.press("Start")
        tablet.press("Feeding and growth")
        service.stop()
        tablet.types("What does baby weigh?", "4120")
        tablet.sees("How was baby weighed?")  # asked once the weight is written down
        tablet.sees("Saved on this tablet")
        tablet.press("All sections")
        tablet.press("Baby seen today")
        tablet.chooses("Did you see baby?", "Yes, awake")
        tablet.types(OBSERVED, " ".join(CANARIES))
        if tablet.sessions:
            # What stands in boxes now is taken down once this is: the control of the search as well.
            tablet.run(AN_ORDINARY_BOX)
            tablet.types("An ordinary box", ORDINARY)
            wait_until(lambda: bool(traces(folder / tablet.sessions, [ORDINARY])))
        found["typed"] = traces(folder, ABOUT)
        tablet.press("All sections")
        tablet.press("Feeding and growth")
        tablet.sees("How was baby weighed?")

        # The browser loads the page anew; nobody is there to answer, and the key was only in memory.
        tablet.reload()
        tablet.sees("Unlock")
        found["loaded anew"] = traces(folder, ABOUT)
        tablet.types(f"Passphrase of {VISITOR.initials}", PASSPHRASE)
        tablet.press("Unlock")
        weight = tablet.until("return document.querySelector('#weight_g')?.value")
        assert weight.replace(",", "") == "4120"
        tablet.press("All sections")
        tablet.press("Baby seen today")
        observed = "return document.querySelector('#baby_observed')?.value"
        assert tablet.until(observed) == " ".join(CANARIES)
        tablet.press("Waiting…")
        tablet.sees("Waiting: ")

        # Nothing sends in the background here: the page does, once it can.
        assert not tablet.run("return 'SyncManager' in window")
        service.start()
        tablet.sees("Everything is sent")

        # Somebody comes in: at once a page that might be anybody's; the passphrase leads back.
        tablet.press("Today")
        tablet.press(f"{OTHER_BABY.name}…")
        tablet.sees("Check and submit")
        tablet.press("Hide")
        tablet.sees("Feeding and weighing")
        tablet.until(GONE, OTHER_BABY.family_name)
        tablet.press("Close")
        tablet.sees("Unlock")
        found["locked"] = traces(folder, ABOUT)
        tablet.types(f"Passphrase of {VISITOR.initials}", PASSPHRASE)
        tablet.press("Unlock")

        # Neither has margin boxes: a visit for paper is laid out in sheets that say whose and which they are.
        tablet.press("Print this visit")
        tablet.sees("Keep the copy with you")
        every_sheet_says_which_it_is(tablet, OTHER_BABY.name)
        tablet.press("All sections")

        # She reads all of a visit in which nothing is open, and signs it.
        tablet.press("Check and submit")
        tablet.sees("Nothing is open")
        tablet.press("Submit")
        tablet.sees("With your manager")
        tablet.run(LEAVE, STORED, KEPT)
        tablet.until("return window.left === true")
        wait_until(lambda: len(traces(folder, [STORED, KEPT])) >= 2)
    found["closed"] = traces(folder, ABOUT)
    assert found == {moment: set() for moment in found}, "left on the disk in plain"
    assert {words for words, _ in traces(folder, [STORED, KEPT])} == {STORED, KEPT}, "it is blind"


@pytest.mark.parametrize("kind", [WebKit, Firefox], ids=lambda kind: kind.name)
def test_a_browser_that_was_ended_opens_without_a_network(
    kind: type[Engine], service: Service, tmp_path: Path
) -> None:
    """A cold start: a new process, and nothing but the disk to begin from."""
    reason = missing(kind)
    if reason:
        pytest.skip(f"{reason}: nothing was started there")
    folder = tmp_path / "browser"
    with opened(kind, folder) as tablet:
        sets_up(tablet, service)
        tablet.press(f"{BABY.name}…")
        tablet.press("Start visit")
        tablet.chooses("Could anyone else hear you or see this screen now?", "No")
        tablet.chooses("Where did it take place?", "Baby’s usual home")
        tablet.press("Start")
        tablet.press("Feeding and growth")
        service.stop()
        tablet.types("What does baby weigh?", "4120")
        tablet.sees("How was baby weighed?")
        tablet.sees("Saved on this tablet")
        begun = tablet.run("return location.pathname + location.hash")

    with opened(kind, folder) as tablet:
        tablet.go(f"{service.url}{begun}")
        tablet.types(f"Passphrase of {VISITOR.initials}", PASSPHRASE)
        tablet.press("Unlock")
        weight = tablet.until("return document.querySelector('#weight_g')?.value")
        assert weight.replace(",", "") == "4120"
        # She goes on with it, and with the rest of her day.
        tablet.press("All sections")
        tablet.press("Baby seen today")
        tablet.chooses("Did you see baby?", "Yes, awake")
        tablet.sees("Saved on this tablet")
        tablet.press("Today")
        tablet.sees(BABY.name)
        tablet.sees(OTHER_BABY.name)

        # A browser that was ended may have forgotten that she is signed in.
        tablet.forgets_cookies()
        service.start()
        tablet.press("Waiting…")
        tablet.press("Try now")
        tablet.sees("Sign in to send and fetch")
        tablet.press("Sign in")
        tablet.types("Username", VISITOR.username)
        tablet.types("Password", PASSWORD)
        tablet.press("Sign in")
        tablet.sees("Everything is sent")


@pytest.mark.parametrize("kind", [WebKit, Firefox], ids=lambda kind: kind.name)
def test_every_sheet_of_the_blank_form_says_which_it_is(
    kind: type[Engine], service: Service, tmp_path: Path
) -> None:
    reason = missing(kind)
    if reason:
        pytest.skip(f"{reason}: nothing was printed there")
    with opened(kind, tmp_path / "browser") as browser:
        browser.go(f"{service.url}/app/paper")
        browser.sees("Paper form")
        asked = browser.run(ASKED, "table.wv-sheet")
        count = every_sheet_says_which_it_is(browser, "NHS number")
        assert count > 20
        assert browser.run(ASKED, ".wv-sheets") == asked, "a question is missing, or there twice"
        if isinstance(browser, Firefox) and PDFTOTEXT:
            browser.prints(tmp_path / "paper.pdf")
            printed = sheets_of(tmp_path / "paper.pdf")
            assert len(printed) == count
            assert all(f"Page {at} of {count}" in words for at, words in enumerate(printed, 1))


def every_sheet_says_which_it_is(browser: Engine, whose: str) -> int:
    """How many there are, as they are laid out at the moment the browser is about to print."""
    browser.run("dispatchEvent(new Event('beforeprint'))")
    sheets = browser.run(SHEETS)
    for number, (words, height) in enumerate(sheets, 1):
        assert words.strip().endswith(f"Page {number} of {len(sheets)}")
        assert whose in words
        assert height < MOST_ON_A_SHEET
    return len(sheets)


def sets_up(tablet: Engine, service: Service) -> None:
    """Signs in, chooses a passphrase, and waits until the app lies on the tablet."""
    tablet.go(f"{service.url}/app/today")
    tablet.types("Username", VISITOR.username)
    tablet.types("Password", PASSWORD)
    tablet.press("Sign in")
    tablet.sees("Choose your passphrase")
    tablet.types("Passphrase", PASSPHRASE)
    tablet.types("The same passphrase again", PASSPHRASE)
    tablet.press("Set up this tablet")
    tablet.sees("Everything is sent")
    tablet.until("return navigator.serviceWorker.controller !== null")

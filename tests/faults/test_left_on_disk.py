"""What lies on the disk at each moment of a visit: typing, saved, queued, sent, locked, killed, signed out, taken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_tablet import OBSERVED, SECTION
from tests.journeys import browsers
from tests.journeys.conftest import browser as browser
from tests.journeys.conftest import founded as founded
from tests.journeys.conftest import service as service
from tests.journeys.conftest import tablet as tablet
from tests.journeys.conftest import tablets as tablets
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, PASSPHRASE, PASSWORD
from tests.support.traces import packed, traces

pytestmark = [
    pytest.mark.browser,
    pytest.mark.chaos,
    pytest.mark.skipif(browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: no disk was read"),
]

# One of letters a packer leaves as they are, one beyond Latin-1: browsers keep the two kinds of text differently.
CANARIES = ("Xq7Zk2Wv9Tr4Lm8J", "Šnæ΄凪ыЖ7q2Zk9Wv")
ABOUT = (*CANARIES, BABY.family_name, BABY.nhs_number, PASSPHRASE, PASSWORD)
PLAIN = "Plainspoken tansy 0c5d"
LEAVE = """async (words) => {
  const request = indexedDB.open("in-the-clear", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("plain");
  await new Promise((done) => { request.onsuccess = done; });
  const tx = request.result.transaction("plain", "readwrite", {durability: "strict"});
  tx.objectStore("plain").put(words, "words");
  await new Promise((done) => { tx.oncomplete = done; });
}"""


def test_the_search_finds_words_in_every_dress(tmp_path: Path) -> None:
    """A search that finds nothing that is there proves nothing."""
    for number, words in enumerate((PLAIN, *CANARIES)):
        for name, content in {
            "utf8": words.encode(),
            "utf16": b"\x00" + words.encode("utf-16-le"),
            "utf16be": words.encode("utf-16-be"),
            "hex": words.encode().hex().encode(),
            "gzip": b"junk" + packed(words),
        }.items():
            (tmp_path / f"{name}-{number}").write_bytes(b"before" + content + b"behind")
        assert {file for found, file in traces(tmp_path, [words]) if found == words} >= {
            f"{name}-{number}" for name in ("utf8", "utf16", "utf16be", "hex", "gzip")
        }


@pytest.mark.faults(68)
def test_nothing_readable_at_any_moment(tablet: Tablet, service: Service) -> None:
    """Not a letter in any file of the profile, nor in what the service has written beside its database."""
    page = tablet.page
    seen: dict[str, set[tuple[str, str]]] = {}

    def look(moment: str) -> None:
        seen[moment] = traces(tablet.profile, ABOUT)

    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.loses_the_network()
    tablet.types(OBSERVED, " ".join(CANARIES))
    look("typing")
    tablet.sees_saved(sent=False)
    look("saved and queued")
    tablet.hides()
    page.get_by_role("button", name="Close").click()
    tablet.sees_heading("Unlock")
    look("locked")
    tablet.unlocks()
    tablet.sees_answer(OBSERVED, " ".join(CANARIES))
    tablet.is_killed()
    look("killed")
    tablet.opens()
    tablet.unlocks()
    tablet.finds_the_network()
    tablet.goes_to_today()
    # A browser that is killed forgets its last cookies.
    tablet.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    tablet.signs_in(tablet.page.get_by_role("dialog", name="Sign in to send and fetch"))
    tablet.sees_everything_sent()
    look("sent")
    tablet.page.get_by_role("link", name="This tablet").click()
    tablet.page.get_by_role("button", name="Sign out and lock").click()
    tablet.sees_heading("Unlock")
    look("signed out")
    tablet.unlocks()
    tablet.page.get_by_text("I will not use this tablet any more").click()
    tablet.page.get_by_role("button", name="Take me off this tablet").click()
    tablet.sees_heading("Sign in")
    look("taken off")
    tablet.page.evaluate(LEAVE, PLAIN)
    tablet.closes_the_browser()
    look("closed")

    assert {words for words, _ in traces(tablet.profile, [PLAIN])} == {PLAIN}, "the search is blind"
    assert seen == {key: set() for key in seen}
    log = service.log.read_text()
    assert log
    for words in ABOUT:
        assert words not in log

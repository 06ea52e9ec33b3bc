"""What lies on the disk at each moment of a visit: typing, saved, queued, sent, locked, killed, signed out, taken off; and
once the visit has left the tablet.
"""

from __future__ import annotations

import base64
import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.faults.proxy import FaultProxy, answered
from tests.faults.test_tablet import OBSERVED, SECTION
from tests.journeys import browsers
from tests.journeys.conftest import service as service
from tests.journeys.conftest import tablets as tablets
from tests.journeys.service import Service, wait_until
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, PASSPHRASE, PASSWORD, move_to_elm, sign_off_every_visit
from tests.support.traces import as_cached, brotlied, lz4ed, packed, traces

pytestmark = [
    pytest.mark.browser,
    pytest.mark.own_browser,
    pytest.mark.skipif(browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: no disk was read"),
]

# One of letters a packer leaves as they are, one beyond Latin-1: browsers keep the two kinds of text differently.
CANARIES = ("Xq7Zk2Wv9Tr4Lm8J", "Šnæ΄凪ыЖ7q2Zk9Wv")
# What only she may see, a name in a row, who answers for a gap.
HIDDEN, WORKER, OWNER = "Hd4Bn8Vc1Qs6Yp3G", "Wr5Kt9Mz2Xf7Jd1L", "Ow3Pc6Rb8Ng4Zt2H"
FIELDS = (*CANARIES, HIDDEN, WORKER, OWNER)
ABOUT = (*FIELDS, BABY.family_name, BABY.nhs_number, PASSPHRASE, PASSWORD)
# Every secret of 32 bytes that the page works with, the data key among them.
KEYS = """
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  window.keys = [];
  crypto.subtle.importKey = (format, raw, ...how) => {
    if (format === "raw" && raw.byteLength === 32) window.keys.push(Array.from(new Uint8Array(raw)));
    return importKey(format, raw, ...how);
  };
"""
PLAIN = "Plainspoken tansy 0c5d"
ORDINARY = "Plainspoken sorrel 7e2b"
# Beside the app, as any page might have it. Behind everything else, and gone before anything is pressed.
AN_ORDINARY_BOX = """() => {
  const label = document.body.appendChild(document.createElement("label"));
  label.append("An ordinary box", document.createElement("textarea"));
}"""
LEAVE = """async (words) => {
  const request = indexedDB.open("in-the-clear", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("plain");
  await new Promise((done) => { request.onsuccess = done; });
  const tx = request.result.transaction("plain", "readwrite", {durability: "strict"});
  tx.objectStore("plain").put(words, "words");
  await new Promise((done) => { tx.oncomplete = done; });
}"""

COUNT = """async (store) => {
  let found = 0;
  for (const {name} of await indexedDB.databases()) {
    const request = indexedDB.open(name);
    await new Promise((done) => { request.onsuccess = done; });
    const database = request.result;
    if (database.objectStoreNames.contains(store)) {
      const count = database.transaction(store).objectStore(store).count();
      await new Promise((done) => { count.onsuccess = done; });
      found += count.result;
    }
    database.close();
  }
  return found;
}"""


class Disk:
    """What a tablet and the service have written, looked through again and again; not the service's database, which is
    there to hold it.
    """

    def __init__(self, tablet: Tablet, service: Service, temporary: Path) -> None:
        self.tablet = tablet
        self.service = service
        self.database = Path(service.database_url.removeprefix("sqlite:///"))
        self.folders = (service.log.parent, temporary)
        self.keys: set[bytes] = set()
        self.seen: dict[str, set[tuple[str | bytes, str]]] = {}

    def knows_the_keys(self) -> None:
        """Those of the page that is open; call it before the page goes."""
        self.keys |= {bytes(key) for key in self.tablet.page.evaluate("window.keys")}
        assert self.keys, "no key was met: nothing to look for"

    def look(self, moment: str) -> None:
        wanted = (*ABOUT, *self.keys)
        found = {one for folder in self.folders for one in traces(folder, wanted)}
        self.seen[moment] = {(what, file) for what, file in found if not self._of_database(file)}

    def holds_nothing(self) -> None:
        assert self.seen == {moment: set() for moment in self.seen}
        found = traces(self.database.parent, FIELDS)
        kept = {what for what, file in found if self._of_database(file)}
        assert kept == set(FIELDS), "the service's own store has them: the search is blind"

    def _of_database(self, file: str) -> bool:
        """With what SQLite keeps beside it."""
        return file.startswith(self.database.name)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """For a browser's temporary files; at the top, since the socket it makes there may have a path of 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="wv", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def disk(temporary: Path, tablets: Callable[[], Tablet], service: Service) -> Disk:
    """Of a tablet that is set up, with its keys known, and a visit begun on it."""
    tablet = tablets()
    tablet.temporary = temporary
    tablet.opens()
    assert [*temporary.iterdir()], "its temporary files are elsewhere"
    assert tablet.context is not None
    tablet.context.add_init_script(KEYS)
    tablet.page.reload()
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    disk = Disk(tablet, service, temporary)
    disk.knows_the_keys()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    return disk


FAILS = """CREATE TRIGGER fails BEFORE UPDATE ON visits
BEGIN SELECT RAISE(ABORT, 'as asked'); END"""
BROKEN = """async (body) => {
  const { csrf_token } = await (await fetch("/api/v1/csrf")).json();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf_token };
  return (await fetch("/api/v1/sync/push", { method: "POST", headers, body })).status;
}"""


def is_answered_with_errors(disk: Disk) -> None:
    """What she writes travels into a service that fails, and once more, cut off, into one that cannot read it."""
    tablet = disk.tablet
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    with contextlib.closing(sqlite3.connect(disk.database, isolation_level=None)) as database:
        database.execute(FAILS)
        with tablet.page.expect_response("**/sync/push") as failing:
            tablet.types(OBSERVED, ".")
            tablet.page.keyboard.press("Tab")
        assert failing.value.status == 500
        database.execute("DROP TRIGGER fails")
    sent = failing.value.request.post_data or ""
    assert CANARIES[0] in sent
    assert tablet.page.evaluate(BROKEN, sent[:-1]) == 400
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    disk.look("answered with errors")


def writes_of_every_kind(tablet: Tablet) -> None:
    """An answer that nobody else may see, a name in a row, who answers for a gap, and an observation, still being typed."""
    page = tablet.page
    tablet.opens_section("Mother or birth parent")
    tablet.answers("Did you see the mother at this contact?", "Yes, in person")
    tablet.answers("Did you ask about domestic abuse?", "Yes, alone")
    tablet.answers("What was the answer?", "Is being abused now")
    tablet.answers("What was said?", HIDDEN)
    tablet.opens_section("Agencies involved")
    tablet.answers("Who is the worker, and how do you reach them?", WORKER, tablet.has_a_row())
    tablet.opens_section("Feeding and growth")
    fed = tablet.question("How was baby fed in the last 24 hours?")
    fed.get_by_role("button", name="Couldn’t record this").click()
    fed.get_by_role("button", name="Someone else will do this").click()
    fed.get_by_label("Who will do it?").fill(OWNER)
    fed.get_by_role("button", name="In a week").click()
    tablet.sees_saved()
    tablet.opens_section(SECTION)
    tablet.answers("Did you see baby?", "Yes, awake")
    page.get_by_label(OBSERVED, exact=True).press_sequentially(" ".join(CANARIES))


def test_the_search_finds_words_in_every_dress(tmp_path: Path) -> None:
    """A search that finds nothing that is there proves nothing."""
    for number, words in enumerate((PLAIN, *FIELDS)):
        for name, content in {
            "utf8": words.encode(),
            "utf16": b"\x00" + words.encode("utf-16-le"),
            "utf16be": words.encode("utf-16-be"),
            "hex": words.encode().hex().encode(),
            "gzip": b"junk" + packed(words),
            **{f"base64-{at}": base64.b64encode(b"junk"[:at] + words.encode()) for at in range(3)},
        }.items():
            (tmp_path / f"{name}-{number}").write_bytes(b"before" + content + b"behind")
        # Brotli has no mark by which it could be found in the middle of anything.
        (tmp_path / f"brotli-{number}").write_bytes(brotlied(words))
        entry = as_cached("1/0/_dk_http://127.0.0.1/app/today", brotlied(words))
        (tmp_path / f"lz4-{number}").write_bytes(lz4ed(words))
        (tmp_path / f"cached-{number}").write_bytes(entry)
        assert {file for found, file in traces(tmp_path, [words]) if found == words} == {
            file.name for file in tmp_path.glob(f"*-{number}")
        }


def test_the_search_finds_keys_in_every_dress(tmp_path: Path) -> None:
    key = bytes(range(224, 256))
    (tmp_path / "bytes").write_bytes(b"before" + key + b"behind")
    (tmp_path / "hex").write_text(f"before {key.hex()}")
    (tmp_path / "base64").write_bytes(base64.b64encode(b"before" + key))
    (tmp_path / "urls").write_bytes(base64.urlsafe_b64encode(b"before." + key))
    assert {file for _, file in traces(tmp_path, [key])} == {"bytes", "hex", "base64", "urls"}


@pytest.mark.faults(68)
def test_nothing_readable_of_a_visit_that_is_saved_locked_and_sent(disk: Disk) -> None:
    """The short form; every other moment is looked at with `make chaos`."""
    tablet = disk.tablet
    writes_of_every_kind(tablet)
    tablet.page.keyboard.press("Tab")
    tablet.sees_saved()
    disk.look("saved")
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    disk.look("sent")
    is_answered_with_errors(disk)
    disk.knows_the_keys()
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.sees_heading("Unlock")
    disk.look("locked")
    disk.holds_nothing()


@pytest.mark.chaos
@pytest.mark.faults(68)
def test_nothing_readable_once_the_visit_has_left_the_tablet(disk: Disk, service: Service) -> None:
    """Receipted, signed off, and gone with the child to another team: the tablet keeps no copy, nor the pieces of one."""
    tablet = disk.tablet
    writes_of_every_kind(tablet)
    tablet.page.keyboard.press("Tab")
    tablet.sees_saved()
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    assert sealed_visits(tablet) == 1
    sign_off_every_visit(service.database_url)
    move_to_elm(service.database_url, BABY)
    tablet.is_taken_out_again()
    expect(tablet.page.get_by_role("main").get_by_role("link", name=BABY.name)).to_have_count(0)
    assert sealed_visits(tablet) == 0
    disk.look("left")
    tablet.page.evaluate(LEAVE, PLAIN)
    tablet.closes_the_browser()
    disk.look("left and closed")
    assert {words for words, _ in traces(tablet.profile, [PLAIN])} == {PLAIN}, "the search is blind"
    disk.holds_nothing()


@pytest.mark.chaos
def test_the_search_reads_what_a_browser_keeps_of_a_packed_reply(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    """The positive control: a reply that may be kept, packed as a proxy before the service might."""
    tablet = tablets()
    with FaultProxy([service.port]) as proxy:
        for name, body, dress in (("/br", brotlied(PLAIN), "br"), ("/gz", packed(PLAIN), "gzip")):
            kept = answered(200, body, Content_Encoding=dress, Cache_Control="max-age=3600")
            proxy.always[name] = kept
        for name in ("/br", "/gz"):
            tablet.opens("/app/today")
            tablet.page.goto(proxy.url + name)
            expect(tablet.page.get_by_text(PLAIN)).to_be_visible()
            tablet.closes_the_browser()
            found = {file for words, file in traces(tablet.profile, [PLAIN]) if "Cache" in file}
            assert found, f"{name}: the search is blind"
            shutil.rmtree(tablet.profile)


def types_into_an_ordinary_box(tablet: Tablet) -> None:
    """The control of what is typed: a box that nothing protects, filled after all others. Chromium writes down every few
    seconds what stands in the boxes of its pages, without a window too; once this one is there, hers could be.
    """
    page = tablet.page
    page.evaluate(AN_ORDINARY_BOX)
    box = page.get_by_label("An ordinary box", exact=True)
    box.press_sequentially(ORDINARY)
    sessions = tablet.profile / "Default" / "Sessions"
    wait_until(lambda: bool(traces(sessions, [ORDINARY])))
    box.evaluate("(box) => box.closest('label').remove()")


def sealed_visits(tablet: Tablet) -> int:
    """Records of visits in the store, which nobody can read there."""
    return int(tablet.page.evaluate(COUNT, "visit"))


@pytest.mark.chaos
@pytest.mark.faults(68)
def test_nothing_readable_at_any_moment(disk: Disk) -> None:
    """Not a letter in any file of the profile, nor in what the service has written beside its database; nor of what is
    being typed, while the browser writes down what is typed into an ordinary box.
    """
    tablet, look = disk.tablet, disk.look
    page = tablet.page
    tablet.loses_the_network()
    writes_of_every_kind(tablet)
    types_into_an_ordinary_box(tablet)
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
    assert tablet.context is not None
    # A browser that is killed forgets its last cookies, the sooner it was killed.
    tablet.context.clear_cookies()
    tablet.unlocks()
    tablet.finds_the_network()
    tablet.goes_to_today()
    tablet.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    tablet.signs_in(tablet.page.get_by_role("dialog", name="Sign in to send and fetch"))
    tablet.sees_everything_sent()
    look("sent")
    is_answered_with_errors(disk)
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
    disk.holds_nothing()

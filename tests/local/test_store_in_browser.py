"""The sealed store in a real browser: what is on the disk, what survives, and what another tab may do."""

from __future__ import annotations

import base64
import functools
import http.server
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.journeys import browsers

ROOT = Path(__file__).parents[2]
CANARY = "Quillfeather-Marrowby"
CONTROL = "Plainspoken-Tansy"
USER = {"id": "0199aaaa-0000-7000-8000-00000000000a", "initials": "AA"}
CHILD = "0199aaaa-0000-7000-8000-0000000000c1"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: the store was not tried in a browser"
    ),
]

START = """async (child) => {
  const visit = await session.startVisit({childId: child, form: "holistic_visit", formVersion: 1,
    answers: {contact_type: {value: "new_birth", kind: "A"}}});
  return visit;
}"""
RECORD = "([visit, key, value]) => session.record(visit, {[key]: {value, kind: 'O'}})"
ANSWERS = """async (visit) => Object.fromEntries(
  Object.entries((await session.visit(visit)).answers).map(([key, {value}]) => [key, value]))"""
UNLOCK = (
    "async ([user, passphrase]) => { globalThis.session = await tablet.unlock(user, passphrase); }"
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, keeps silent about it, and has it kept nowhere: the page holds the passphrase of the tests."""

    def end_headers(self) -> None:
        """Keep out of the HTTP cache."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served that the tests drive."""
    folder = tmp_path_factory.mktemp("page")
    entry = ROOT / "tests/js/browser_page.js"
    bundle = ["node_modules/.bin/esbuild", str(entry), "--bundle", "--format=esm"]
    subprocess.run(
        [*bundle, f"--outfile={folder}/page.js", "--log-level=warning"], cwd=ROOT, check=True
    )
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><title>Store</title><script type="module" src="page.js"></script>'
    )
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def browse(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Start a browser on this test's own profile; again, when the one before was closed or killed."""
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=browsers.CHROMIUM,
            args=list(browsers.ARGUMENTS),
            timeout=browsers.PATIENCE,
        )
        context.set_default_timeout(browsers.PATIENCE)
        started.append(context)
        return context

    try:
        yield start
    finally:
        for context in started:
            if context.pages:
                context.close()


@pytest.fixture
def opened(address: str) -> Callable[[BrowserContext], Page]:
    """Open the page in a tab of its own."""

    def open_page(context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    return open_page


@pytest.fixture
def page(browser: Browser, opened: Callable[[BrowserContext], Page]) -> Iterator[Page]:
    """A tab in which the visitor has just made her vault; `session` is hers."""
    context = browser.new_context()
    try:
        tab = opened(context)
        create(tab)
        yield tab
    finally:
        context.close()


def create(tab: Page) -> None:
    """Make the vault and keep its session."""
    tab.evaluate(
        "async (user) => { globalThis.session = await tablet.createVault({user, passphrase: PASSPHRASE}); }",
        USER,
    )


def unlock(tab: Page) -> None:
    """Open the vault as it was made."""
    tab.evaluate(
        "async (id) => { globalThis.session = await tablet.unlock(id, PASSPHRASE); }", USER["id"]
    )


def kill(context: BrowserContext, profile: Path) -> None:
    """Kill the browser of this profile, all its processes, with no chance to tidy up."""
    wanted = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    try:
        context.close()
    except Exception:
        return


def test_the_store_keeps_its_contract(page: Page) -> None:
    """The cases that the store in memory passes, over IndexedDB and WebCrypto."""
    result = page.evaluate("() => runContract()")
    assert result["failures"] == {}
    assert result["trials"] >= 8


def test_only_the_passphrase_opens_the_vault(page: Page) -> None:
    """A wrong one says so, a short one is refused, a second vault is not made over the first."""

    def said(work: str) -> Any:
        return page.evaluate(f"(user) => outcome({work})", USER)

    assert said("tablet.unlock(user.id, 'three wet ducks on a hull')") == {
        "failed": "WrongPassphrase"
    }
    assert said("tablet.unlock('nobody', PASSPHRASE)") == {"failed": "NoVault"}
    assert said("tablet.createVault({user, passphrase: PASSPHRASE})") == {"failed": "VaultExists"}
    short = "tablet.createVault({user: {id: 'other', initials: 'OO'}, passphrase: 'ducks'})"
    assert said(short) == {"failed": "WeakPassphrase"}
    nobody_waits = {"unsent": 0, "passkey": False, "recovering": None}
    assert said("tablet.users()") == [USER | nobody_waits]


def test_a_new_passphrase_opens_the_same_records(page: Page) -> None:
    """Changing it wraps the key anew; nothing is sealed again and nothing is lost."""
    visit = page.evaluate(START, CHILD)
    page.evaluate(
        "(id) => tablet.changePassphrase(id, PASSPHRASE, 'seven dry geese by the sea')", USER["id"]
    )
    page.evaluate("() => session.lock()")
    assert page.evaluate("(id) => outcome(tablet.unlock(id, PASSPHRASE))", USER["id"]) == {
        "failed": "WrongPassphrase"
    }
    page.evaluate(UNLOCK, [USER["id"], "seven dry geese by the sea"])
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}


def test_a_locked_session_does_nothing(page: Page) -> None:
    """Neither reads nor writes; the key is gone."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("() => session.lock()")
    assert page.evaluate("(visit) => outcome(session.visit(visit))", visit) == {"failed": "Locked"}
    answer = "{weight_g: {value: 4120, kind: 'O'}}"
    assert page.evaluate(
        f"(visit) => outcome(Promise.resolve().then(() => session.record(visit, {answer})))", visit
    ) == {"failed": "Locked"}


@pytest.mark.faults(3)
def test_a_save_is_one_strict_transaction(page: Page) -> None:
    """“Saved on this tablet” is said after the disk was told to keep it."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("() => { seen.transactions.length = 0; }")
    saved = page.evaluate(RECORD, [visit, "weight_g", 4120])
    transactions = page.evaluate("() => seen.transactions")
    assert [one["durability"] for one in transactions] == ["strict"]
    assert transactions[0]["stores"] == ["outbox"]
    assert saved["savedAt"]
    assert saved["answers"]["weight_g"]["value"] == 4120


@pytest.mark.faults(1)
def test_everything_saved_is_there_after_the_browser_was_killed(
    browse: Callable[[], BrowserContext], opened: Callable[[BrowserContext], Page], tmp_path: Path
) -> None:
    """Killed in mid-sentence; what was called saved is read back byte for byte."""
    context = browse()
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    words = "Mum said “he won’t settle”. 👶🏽\nSeen: pale."
    for number in range(5):
        tab.evaluate(RECORD, [visit, f"note_{number}", f"{words}{number}"])
    kill(context, tmp_path / "profile")

    again = opened(browse())
    unlock(again)
    answers = again.evaluate(ANSWERS, visit)
    assert answers == {"contact_type": "new_birth"} | {f"note_{n}": f"{words}{n}" for n in range(5)}


def test_nothing_readable_is_on_the_disk(
    browse: Callable[[], BrowserContext], opened: Callable[[BrowserContext], Page], tmp_path: Path
) -> None:
    """No answer in any file of the profile, in any of three encodings; a text stored in the clear is found there."""
    context = browse()
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    tab.evaluate(RECORD, [visit, "baby_name", CANARY])
    tab.evaluate("(visit) => session.visit(visit)", visit)
    tab.evaluate(
        """async (control) => {
          const request = indexedDB.open("in-the-clear", 1);
          request.onupgradeneeded = () => request.result.createObjectStore("plain");
          await new Promise((done) => { request.onsuccess = done; });
          const tx = request.result.transaction("plain", "readwrite", {durability: "strict"});
          tx.objectStore("plain").put(control, "control");
          await new Promise((done) => { tx.oncomplete = done; });
        }""",
        CONTROL,
    )
    kill(context, tmp_path / "profile")

    assert traces(tmp_path / "profile", CONTROL), "the search finds nothing that is there"
    assert traces(tmp_path / "profile", CANARY) == []
    assert traces(tmp_path / "profile", CHILD) == []
    assert traces(tmp_path / "profile", "three wet ducks") == []


def traces(profile: Path, text: str) -> list[str]:
    """The files of the profile that hold this text in UTF-8, UTF-16 or Base64."""
    # Three beginnings, since Base64 looks different at each place in its groups of three.
    encoded = [base64.b64encode(b" " * skip + text.encode())[4:-4] for skip in range(3)]
    forms = [text.encode(), text.encode("utf-16-le"), *encoded]
    found = []
    for file in profile.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            if any(form in content for form in forms):
                found.append(file.name)
    return found


def test_two_tabs_that_save_at_once_overwrite_nothing(
    page: Page, opened: Callable[[BrowserContext], Page]
) -> None:
    """Forty answers from two tabs at the same time, and every one of them is kept."""
    visit = page.evaluate(START, CHILD)
    other = opened(page.context)
    unlock(other)
    burst = """([visit, name]) => { globalThis.burst = Promise.all(Array.from({length: 20}, (_, n) =>
      session.record(visit, {[`${name}_${n}`]: {value: n, kind: "O"}}))).then(() => "kept"); }"""
    page.evaluate(burst, [visit, "left"])
    other.evaluate(burst, [visit, "right"])
    assert page.evaluate("() => burst") == "kept"
    assert other.evaluate("() => burst") == "kept"
    wanted = {"contact_type": "new_birth"} | {
        f"{name}_{n}": n for name in ("left", "right") for n in range(20)
    }
    for tab in (page, other):
        tab.wait_for_function(
            "async ([visit, count]) => Object.keys((await session.visit(visit)).answers).length === count",
            arg=[visit, len(wanted)],
        )
        assert tab.evaluate(ANSWERS, visit) == wanted


def test_a_second_tab_joins_and_is_locked_with_the_first(
    page: Page, opened: Callable[[BrowserContext], Page]
) -> None:
    """The key passes from memory to memory; locking one locks both."""
    visit = page.evaluate(START, CHILD)
    other = opened(page.context)
    joined = (
        "async (id) => { globalThis.session = await tablet.join(id); return session !== null; }"
    )
    assert other.evaluate(joined, USER["id"]) is True
    assert other.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}
    other.evaluate("() => { session.on('lock', () => { document.title = 'Locked'; }); }")
    page.evaluate("() => session.lock()")
    other.wait_for_function("() => document.title === 'Locked'")
    assert other.evaluate("() => outcome(session.caseload())") == {"failed": "Locked"}
    third = opened(page.context)
    assert third.evaluate(joined, USER["id"]) is False


@pytest.mark.faults(10)
def test_saving_goes_on_when_the_browser_drops_the_connection(page: Page) -> None:
    """Closed underneath, the store opens again and the answer is kept."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("() => { for (const connection of seen.connections) connection.close(); }")
    page.evaluate(RECORD, [visit, "weight_g", 4120])
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "weight_g": 4120}


@pytest.mark.faults(4)
def test_no_room_left_is_said_and_harms_nothing(
    browse: Callable[[], BrowserContext], opened: Callable[[BrowserContext], Page], address: str
) -> None:
    """The save fails by name; with room again, it works, and what was there before is still there."""
    page = opened(browse())
    devtools = page.context.new_cdp_session(page)
    origin = address.rstrip("/")
    # Chromium looks at the room before it writes, so the limit has to be there from the start.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 400_000})
    create(page)
    visit = page.evaluate(START, CHILD)
    long = "(visit) => outcome(session.record(visit, {note: {value: 'word '.repeat(600000), kind: 'O'}}))"
    assert page.evaluate(long, visit) == {"failed": "StorageFull"}
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert "failed" not in page.evaluate(long, visit)


@pytest.mark.faults(13)
def test_sealed_records_that_change_places_do_not_open(page: Page) -> None:
    """Each seal is bound to its place, so that one change cannot pose as another."""
    first = page.evaluate(START, CHILD)
    page.evaluate(START, CHILD)
    swap = """async (id) => tamper(`wholeview-${id}`, "outbox", ([a, b]) => [
      {...a, iv: b.iv, sealed: b.sealed}, {...b, iv: a.iv, sealed: a.sealed}])"""
    page.evaluate(swap, USER["id"])
    page.evaluate("() => session.lock()")
    unlock(page)
    shown = page.evaluate("(visit) => session.visit(visit)", first)
    assert shown["answers"] == {}
    assert len(page.evaluate("() => session.caseload()")["visits"]) == 2


@pytest.mark.faults(7)
def test_a_store_of_a_newer_version_is_left_alone(page: Page) -> None:
    """After a step back to an older app nothing is written, and it says why."""
    page.evaluate("() => session.lock()")
    page.evaluate(
        """(id) => new Promise((done) => {
          const request = indexedDB.open(`wholeview-${id}`, 99);
          request.onsuccess = () => { request.result.close(); done(); };
        })""",
        USER["id"],
    )
    assert page.evaluate("(id) => outcome(tablet.unlock(id, PASSPHRASE))", USER["id"]) == {
        "failed": "Newer"
    }


@pytest.mark.faults(6)
def test_an_open_tab_makes_way_for_a_newer_version(page: Page) -> None:
    """The older tab closes its connection at once; the newer page does not wait for it."""
    page.evaluate(START, CHILD)
    upgraded = page.evaluate(
        """(id) => new Promise((done) => {
          const request = indexedDB.open(`wholeview-${id}`, 99);
          request.onsuccess = () => { request.result.close(); done("upgraded"); };
          request.onblocked = () => done("blocked");
        })""",
        USER["id"],
    )
    assert upgraded == "upgraded"
    assert page.evaluate("([start, id]) => outcome(eval(start)(id))", [START, CHILD]) == {
        "failed": "Newer"
    }


@pytest.mark.faults(71)
def test_leaving_a_tablet_destroys_the_key_but_not_unsent_work(page: Page) -> None:
    """Refused while something is unsent; otherwise neither the vault nor its database is left."""
    page.evaluate(START, CHILD)
    assert page.evaluate("() => outcome(session.leave())") == {"failed": "NotEmpty"}
    other = {"id": "0199aaaa-0000-7000-8000-00000000000b", "initials": "BB"}
    page.evaluate(
        "async (user) => { await (await tablet.createVault({user, passphrase: PASSPHRASE})).leave(); }",
        other,
    )
    assert [user["id"] for user in page.evaluate("() => tablet.users()")] == [USER["id"]]
    names = page.evaluate("async () => (await indexedDB.databases()).map(({name}) => name)")
    assert f"wholeview-{other['id']}" not in names

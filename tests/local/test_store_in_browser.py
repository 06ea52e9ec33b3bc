"""The sealed store in a real browser: what is on the disk, what survives, and what another tab may do."""

from __future__ import annotations

import contextlib
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
from tests.support.traces import traces

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
    assert result["trials"] >= 7


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
    """No answer in any file of the profile; a text stored in the clear is found there."""
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

    found = traces(tmp_path / "profile", [CONTROL, CANARY, CHILD, "three wet ducks"])
    assert {words for words, _ in found} == {CONTROL}, found


@pytest.mark.chaos
def test_what_was_removed_is_off_the_disk_by_the_fifth_start(
    browse: Callable[[], BrowserContext], opened: Callable[[BrowserContext], Page], tmp_path: Path
) -> None:
    """Sealed as it is: each start makes the browser begin a fresh log, and it lets go of the old ones."""
    tab = opened(browse())
    create(tab)
    tab.evaluate(
        """() => session.transact(async (tx) => {
          for (const id of ["v1", "v2"]) await tx.put("visit", id, {head: {}, answers: {note: "Pale. ".repeat(2_000)}});
        })"""
    )
    sealed = [
        bytes(one)
        for one in tab.evaluate(
            """async (name) => {
              const db = await openRaw(name);
              const all = db.transaction("visit").objectStore("visit").getAll();
              await new Promise((done) => { all.onsuccess = done; });
              db.close();
              return all.result.map(({sealed}) => Array.from(sealed));
            }""",
            f"wholeview-{USER['id']}",
        )
    ]

    def left() -> set[str]:
        found = set()
        for file in (tmp_path / "profile/Default/IndexedDB").rglob("*"):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # it is being tidied
                content = file.read_bytes()
                if any(one[at : at + 32] in content for one in sealed for at in (64, 6_000)):
                    found.add(file.name)
        return found

    tab.evaluate(
        """() => session.transact(async (tx) => {
          for (const id of ["v1", "v2"]) await tx.remove("visit", id);
        })"""
    )
    assert left(), "the search is blind"
    for start in range(4):
        tab.reload()
        tab.wait_for_selector("html[data-ready]", state="attached")
        unlock(tab)
        tab.evaluate("(start) => session.setSetting('start', start)", start)
    assert left() == set()


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
        browsers.until(
            tab,
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


@pytest.mark.faults(71)
@pytest.mark.parametrize("how", ["session.leave()", "tablet.shred(session.user.id)"])
def test_with_the_last_vault_the_registry_goes(page: Page, how: str) -> None:
    """A record that was removed leaves its bytes on the disk, the wrap of the key among them; a database does not."""
    names = "async () => (await indexedDB.databases()).map(({name}) => name)"
    other = {"id": "0199aaaa-0000-7000-8000-00000000000b", "initials": "BB"}
    page.evaluate(
        "async (user) => { globalThis.hers = await tablet.createVault({user, passphrase: PASSPHRASE}); }",
        other,
    )
    page.evaluate("() => hers.leave()")
    assert "wholeview-tablet" in page.evaluate(names)
    assert [user["id"] for user in page.evaluate("() => tablet.users()")] == [USER["id"]]
    page.evaluate(f"() => {how}")
    for _ in range(100):
        if "wholeview-tablet" not in page.evaluate(names):
            break
        page.wait_for_timeout(50)
    assert "wholeview-tablet" not in page.evaluate(names)
    assert page.evaluate("() => tablet.users()") == []
    create(page)
    assert [user["id"] for user in page.evaluate("() => tablet.users()")] == [USER["id"]]

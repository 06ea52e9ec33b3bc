"""What is stored on the tablet: the sealed store in Chromium, killed, full, blocked, rolled back, damaged."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.journeys import browsers
from tests.local.test_store_in_browser import (
    ANSWERS,
    CHILD,
    RECORD,
    START,
    USER,
    create,
    kill,
    unlock,
)
from tests.local.test_store_in_browser import address as address
from tests.local.test_store_in_browser import browse as browse
from tests.local.test_store_in_browser import opened as opened
from tests.local.test_store_in_browser import page as page
from tests.support.strace import STRACE, forced_writes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        browsers.CHROMIUM is None,
        reason="NO CHROMIUM FOUND: no fault of the store was tried",
    ),
]

Open = Callable[[BrowserContext], Page]
STORE = f"wholeview-{USER['id']}"
COUNT = """async (name) => {
  const db = await openRaw(name);
  const counts = {};
  for (const store of db.objectStoreNames)
    counts[store] = await new Promise((done) => {
      const asked = db.transaction(store).objectStore(store).count();
      asked.onsuccess = () => done(asked.result);
    });
  db.close();
  return counts;
}"""
"""How many records each store holds, read behind the app's back."""


def outcome(tab: Page, work: str, argument: Any = None) -> Any:
    return tab.evaluate(f"(given) => outcome({work})", argument)


# -- killed --------------------------------------------------------------------------------------

# Each word is called saved on the console once its promise is kept; then the next is begun.
WRITE_WITHOUT_END = """async (visit) => {
  for (let word = 0; ; word++) {
    await session.record(visit, {[`word_${word % 40}`]: {value: `word ${word} 👶`, kind: "O"}});
    console.log(`saved ${word}`);
  }
}"""


def saved_words(tab: Page) -> list[int]:
    """Fills with the numbers of the words that were called saved."""
    words: list[int] = []
    tab.on(
        "console",
        lambda said: (
            words.append(int(said.text.split()[1])) if said.text.startswith("saved") else None
        ),
    )
    return words


def assert_all_there(answers: dict[str, str], words: list[int]) -> None:
    """Everything called saved stands there, or a later word in its place."""
    for number in words[-40:]:
        there = answers[f"word_{number % 40}"]
        assert int(there.split()[1]) >= number, (number, there)
        assert there.endswith(" 👶")


def killed_once(
    browse: Callable[[], BrowserContext], opened: Open, profile: Path, after: float
) -> int:
    """How many answers were called saved before the end."""
    context = browse()
    tab = opened(context)
    if (profile / "made").exists():
        unlock(tab)
    else:
        create(tab)
        (profile / "made").write_text(tab.evaluate(START, CHILD))
    visit = (profile / "made").read_text()
    words = saved_words(tab)
    tab.evaluate("(visit) => { globalThis.writing = (" + WRITE_WITHOUT_END + ")(visit); }", visit)
    tab.wait_for_timeout(after * 1000)
    kill(context, profile)

    again = browse()
    tab = opened(again)
    unlock(tab)
    assert_all_there(tab.evaluate(ANSWERS, visit), words)
    again.close()
    return len(words)


@pytest.mark.chaos
@pytest.mark.faults(2)
def test_01_killed_in_the_middle_of_a_word(
    browse: Callable[[], BrowserContext], opened: Open, tmp_path: Path
) -> None:
    """Fault 2 as well: the words on the console come at the very moment the write is complete."""
    (tmp_path / "profile").mkdir()
    chance = random.Random(20261126)
    for _ in range(3):
        assert killed_once(browse, opened, tmp_path / "profile", chance.uniform(0.2, 1.2))


@pytest.mark.chaos
def test_01_half_a_record_at_the_end_of_the_log(
    browse: Callable[[], BrowserContext], opened: Open, tmp_path: Path
) -> None:
    """What a kill between two writes to the disk leaves behind, which chance brings about once in thirty kills: the head of
    a record without its body. Chromium writes on behind it, and throws everything away at the start after the next.
    """
    profile = tmp_path / "profile"
    context = browse()
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    kill(context, profile)
    [log] = (profile / "Default/IndexedDB").glob("*/*.log")
    head = bytes(4) + (75).to_bytes(2, "little") + b"\x01"  # sum, length, "whole record"
    with log.open("ab") as file:
        file.write(head)

    context = browse()
    tab = opened(context)
    unlock(tab)
    tab.evaluate(RECORD, [visit, "after", "kept"])
    assert not log.exists(), "it is written on behind the half record"
    kill(context, profile)

    context = browse()
    tab = opened(context)
    unlock(tab)
    assert tab.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "after": "kept"}


@pytest.mark.chaos
@pytest.mark.faults(2)
@pytest.mark.parametrize("seed", [1, 2])
def test_01_killed_a_hundred_times(
    browse: Callable[[], BrowserContext], opened: Open, tmp_path: Path, seed: int
) -> None:
    (tmp_path / "profile").mkdir()
    chance = random.Random(seed)
    saved = [
        killed_once(browse, opened, tmp_path / "profile", chance.uniform(0.0, 2.0))
        for _ in range(100)
    ]
    # Killed so early now and then that nothing had been called saved yet.
    assert sum(1 for words in saved if words) > 50


@pytest.mark.chaos
def test_03_every_save_is_told_to_the_disk(
    playwright: Playwright, address: str, opened: Open, tmp_path: Path
) -> None:
    """Counted by the system: at least as many writes forced to the disk as saves that were called saved."""
    if shutil.which("strace") is None:
        pytest.skip("NO STRACE FOUND: forced writes were not counted")
    log = tmp_path / "calls"
    wrapper = tmp_path / "chromium"
    wrapper.write_text(
        f'#!/bin/sh\nexec {" ".join(STRACE)} -qq -o {log} {browsers.CHROMIUM} "$@"\n'
    )
    wrapper.chmod(0o755)
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=wrapper,
        args=list(browsers.ARGUMENTS),
        timeout=browsers.PATIENCE,
    )
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    before = forced_writes(log, "IndexedDB")
    for number in range(30):
        tab.evaluate(RECORD, [visit, "note", f"word {number}"])
    forced = forced_writes(log, "IndexedDB") - before
    context.close()
    assert forced >= 30


# -- no room -------------------------------------------------------------------------------------

LONG = (
    "(given) => outcome(session.record(given, {note: {value: 'word '.repeat(600000), kind: 'O'}}))"
)


def test_04_no_room_by_the_browsers_measure(
    browse: Callable[[], BrowserContext], opened: Open, address: str
) -> None:
    """What is too large is refused by name; small work and reading go on, and with room again all of it."""
    page = opened(browse())
    devtools = page.context.new_cdp_session(page)
    origin = address.rstrip("/")
    # Chromium looks at the room before it writes, so the limit has to be there from the start.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 400_000})
    create(page)
    visit = page.evaluate(START, CHILD)
    assert page.evaluate(LONG, visit) == {"failed": "StorageFull"}
    assert page.evaluate("() => session.full") is True
    page.evaluate(RECORD, [visit, "weight_g", 4120])
    assert page.evaluate("() => session.full") is False
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "weight_g": 4120}
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert "failed" not in page.evaluate(LONG, visit)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 160 MB of its own, for one profile."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("NO RIGHT TO MOUNT: the full disk was not tried")
    try:
        yield place
    finally:
        for _ in range(50):
            if (
                subprocess.run(["umount", str(place)], check=False, capture_output=True).returncode
                == 0
            ):
                break
            time.sleep(0.1)  # the browser's last process may still be going


@pytest.mark.chaos
def test_05_the_disk_is_really_full(playwright: Playwright, opened: Open, small_disk: Path) -> None:
    """Nothing is called saved that is not; with room again it goes on, without loading the page anew."""
    profile = small_disk / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=browsers.CHROMIUM,
        args=[*browsers.ARGUMENTS, "--disk-cache-size=1"],
        timeout=browsers.PATIENCE,
    )
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    tab.evaluate(RECORD, [visit, "before", "kept"])
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(b"x" * 65_536)
        except OSError:
            pass
    words = "word " * 20_000
    failed = [
        outcome(
            tab,
            f"session.record(given, {{note_{n}: {{value: {json.dumps(words)}, kind: 'O'}}}})",
            visit,
        )
        for n in range(40)
    ]
    refused = [n for n, said in enumerate(failed) if isinstance(said, dict) and "failed" in said]
    assert refused, "the disk was never full"
    ballast.unlink()

    deadline = time.monotonic() + 60
    while True:  # the browser looks for room again when it is asked
        said = outcome(tab, "session.record(given, {after: {value: 'goes on', kind: 'O'}})", visit)
        if "failed" not in said:
            break
        assert time.monotonic() < deadline, said
        tab.wait_for_timeout(200)
    answers = tab.evaluate(ANSWERS, visit)
    kept = {f"note_{n}": words for n in range(40) if n not in refused}
    assert answers == {"contact_type": "new_birth", "before": "kept", "after": "goes on"} | kept
    kill(context, profile)
    again = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=browsers.CHROMIUM,
        args=list(browsers.ARGUMENTS),
        timeout=browsers.PATIENCE,
    )
    tab = opened(again)
    unlock(tab)
    assert tab.evaluate(ANSWERS, visit) == answers
    again.close()
    kill(again, profile)


# -- versions ------------------------------------------------------------------------------------


def test_06_another_tab_keeps_an_older_store_open(page: Page, opened: Open) -> None:
    """It is said within five seconds, nothing is changed, and it works as soon as the other tab is gone."""
    page.evaluate("() => session.lock()")
    stubborn = opened(page.context)
    # As an app that knows no way to step aside: an older version of the store, held open.
    stubborn.evaluate(
        """async (id) => {
          const records = {};
          const db = await openRaw(`wholeview-${id}`);
          for (const store of db.objectStoreNames) records[store] = await new Promise((done) => {
            const all = db.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => done(all.result);
          });
          db.close();
          await new Promise((done) => { indexedDB.deleteDatabase(`wholeview-${id}`).onsuccess = done; });
          const old = indexedDB.open(`wholeview-${id}`, 1);
          old.onupgradeneeded = () => {
            for (const [store, kept] of Object.entries(records)) {
              if (store === "settings") continue;
              const made = old.result.createObjectStore(store, {keyPath: "name"});
              for (const record of kept) made.put(record);
            }
          };
          await new Promise((done) => { old.onsuccess = done; });
          globalThis.held = old.result;
        }""",
        USER["id"],
    )
    assert outcome(page, "tablet.unlock(given, PASSPHRASE)", USER["id"]) == {"failed": "Blocked"}
    stubborn.close()
    unlock(page)
    assert len(page.evaluate("() => session.caseload()")["visits"]) == 0


def test_06_a_tab_with_our_app_writes_and_steps_aside(page: Page) -> None:
    """What is only on its screen is written before a newer page takes the store over."""
    visit = page.evaluate(START, CHILD)
    page.evaluate(
        """(visit) => session.on("newer", () =>
             session.record(visit, {note: {value: "still on the screen", kind: "O"}}))""",
        visit,
    )
    upgraded = """(id) => new Promise((done) => {
      const request = indexedDB.open(`wholeview-${id}`, 99);
      request.onsuccess = () => { request.result.close(); done("upgraded"); };
    })"""
    assert page.evaluate(upgraded, USER["id"]) == "upgraded"
    assert page.evaluate(COUNT, STORE)["outbox"] == 1
    said = outcome(page, "session.record(given, {late: {value: 'too late', kind: 'O'}})", visit)
    assert said == {"failed": "Newer"}


ONE_VERSION_ON = """(() => {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, version) {
    return open.call(this, name, version && version + 1);
  };
})()"""
"""Whatever opens a store on a page that begins with this is the next version of the app."""


def test_07_a_step_back_to_an_older_app(page: Page, opened: Open) -> None:
    """It writes nothing; the newer one opens the store again, with all that either has written."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("() => session.lock()")
    page.context.add_init_script(ONE_VERSION_ON)
    newer = opened(page.context)
    unlock(newer)
    newer.evaluate(RECORD, [visit, "weight_g", 4120])
    newer.evaluate("() => session.lock()")
    before = newer.evaluate(COUNT, STORE)

    assert outcome(page, "tablet.unlock(given, PASSPHRASE)", USER["id"]) == {"failed": "Newer"}

    assert newer.evaluate(COUNT, STORE) == before
    unlock(newer)
    assert newer.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "weight_g": 4120}
    newer.evaluate(RECORD, [visit, "note", "goes on"])
    assert newer.evaluate(ANSWERS, visit)["note"] == "goes on"


STORES = Path(__file__).parent / "stores"
OLD = json.loads((STORES / "version_1.json").read_text("utf-8"))
RECEIVED = json.loads((STORES / "version_1_received.json").read_text("utf-8"))
"""With what the service had sent."""
PUT_BACK = """async (old) => {
  const dec = (value) => value?.bytes !== undefined ? Uint8Array.from(atob(value.bytes), (c) => c.charCodeAt(0))
    : Array.isArray(value) ? value.map(dec)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, dec(v)])) : value;
  for (const [kept, key] of [[old.registry, "user"], [old.database, "name"]]) {
    const request = indexedDB.open(kept.name, kept.version);
    request.onupgradeneeded = () => {
      for (const [store, records] of Object.entries(kept.stores)) {
        const made = request.result.createObjectStore(store, {keyPath: key});
        for (const record of records) made.put(dec(record));
      }
    };
    await new Promise((done, failed) => { request.onsuccess = done; request.onerror = () => failed(request.error); });
    request.result.close();
  }
}"""


# The page opened the registry as it loaded; it is empty.
WITHOUT_REGISTRY = """() => new Promise((done) => {
  const gone = indexedDB.deleteDatabase("wholeview-tablet");
  gone.onsuccess = gone.onblocked = () => done();
})"""


@pytest.fixture
def old_store(browse: Callable[[], BrowserContext], opened: Open) -> Page:
    """A tab whose browser holds the store as the first version of its shape was."""
    tab = opened(browse())
    tab.evaluate(WITHOUT_REGISTRY)
    tab.evaluate(PUT_BACK, OLD)
    return tab


def everything(tab: Page) -> Any:
    return tab.evaluate(
        """async ([id, passphrase, visit]) => {
          globalThis.session = await tablet.unlock(id, passphrase);
          const {items} = await session.waiting();
          return {
            answers: Object.fromEntries(
              Object.entries((await session.visit(visit)).answers).map(([k, {value}]) => [k, value])),
            states: items.map(({state, device_seq}) => [device_seq, state]),
          };
        }""",
        [OLD["user"]["id"], OLD["passphrase"], OLD["visit"]],
    )


WHOLE = {"answers": OLD["answers"], "states": [[1, "sending"], [2, "waiting"], [3, "refused"]]}


def test_09_a_store_of_the_first_shape(old_store: Page) -> None:
    """Drafts, what was handed over, what was refused, every kind of letter: all of it comes along."""
    assert everything(old_store) == WHOLE
    assert "settings" in old_store.evaluate(COUNT, OLD["database"]["name"])


TOLD = """async ([id, passphrase, visits]) => {
  globalThis.session = await tablet.unlock(id, passphrase);
  const shown = async (visit) => Object.fromEntries(Object.entries((await session.visit(visit)).answers).map(
    ([key, {value, from, cands}]) => [key, {value, from, cands: cands.map(({value}) => value)}]));
  const told = {visits: {}, waiting: (await session.waiting()).items.map((one) => [one.device_seq, one.state, one.message]),
    caseload: (await session.caseload()).children.map((one) => [one.given_name, one.family_name])};
  for (const visit of visits) told.visits[visit] = await shown(visit);
  return told;
}"""


def test_09_a_store_of_the_first_shape_with_the_services_word(
    browse: Callable[[], BrowserContext], opened: Open
) -> None:
    """Children, a copy with two values, what was receipted and what is held, and an own answer to the copy come along."""
    tab = opened(browse())
    tab.evaluate(WITHOUT_REGISTRY)
    tab.evaluate(PUT_BACK, RECEIVED)
    before = tab.evaluate(COUNT, RECEIVED["database"]["name"])
    told = RECEIVED["told"]
    given = [RECEIVED["user"]["id"], RECEIVED["passphrase"], [*told["visits"]]]
    assert tab.evaluate(TOLD, given) == told
    after = tab.evaluate(COUNT, RECEIVED["database"]["name"])
    assert after.items() >= before.items()
    assert "settings" in after


@pytest.mark.parametrize("how", ["it throws", "it is broken off"])
def test_08_an_upgrade_that_fails_half_way(old_store: Page, how: str) -> None:
    """The old shape is whole again, and the next try succeeds."""
    failing = "throw new Error('half way')" if how == "it throws" else "request.transaction.abort()"
    old_store.evaluate(
        f"""(name) => new Promise((done) => {{
          const request = indexedDB.open(name, 2);
          request.onupgradeneeded = () => {{
            request.result.createObjectStore("settings", {{keyPath: "name"}});
            request.transaction.objectStore("outbox").clear();
            {failing};
          }};
          request.onerror = (event) => {{ event.preventDefault(); done(); }};
        }})""",
        OLD["database"]["name"],
    )
    assert everything(old_store) == WHOLE


@pytest.mark.chaos
def test_08_killed_in_the_middle_of_an_upgrade(
    browse: Callable[[], BrowserContext], opened: Open, tmp_path: Path
) -> None:
    context = browse()
    tab = opened(context)
    tab.evaluate(WITHOUT_REGISTRY)
    tab.evaluate(PUT_BACK, OLD)
    tab.evaluate(
        """(name) => new Promise((done) => {
          const request = indexedDB.open(name, 2);
          request.onupgradeneeded = () => {
            const made = request.result.createObjectStore("settings", {keyPath: "name"});
            // Kept busy, so that the end comes in the middle.
            const again = () => { made.put({name: "x"}).onsuccess = again; };
            again();
            setTimeout(done, 200);
          };
        })""",
        OLD["database"]["name"],
    )
    kill(context, tmp_path / "profile")
    assert everything(opened(browse())) == WHOLE


# -- the connection, and damage ------------------------------------------------------------------


def test_10_the_connection_to_the_store_is_closed(page: Page) -> None:
    """Underneath, by the browser: the store is opened again, and the answer is written."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("() => { for (const connection of seen.connections) connection.close(); }")
    page.evaluate(RECORD, [visit, "weight_g", 4120])
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "weight_g": 4120}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "UnknownError",
            "Connection to Indexed Database server lost. Refresh the page to try again",
        ),
        ("AbortError", "The connection was closed."),
    ],
)
def test_10_the_connection_to_the_store_is_lost(page: Page, name: str, message: str) -> None:
    """As Safari and Chromium say it: opened again, and written, as above."""
    visit = page.evaluate(START, CHILD)
    page.evaluate(
        """([name, message]) => {
          const begin = IDBDatabase.prototype.transaction;
          IDBDatabase.prototype.transaction = function () {
            IDBDatabase.prototype.transaction = begin;
            this.close();
            throw new DOMException(message, name);
          };
        }""",
        [name, message],
    )
    page.evaluate(RECORD, [visit, "weight_g", 4120])
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth", "weight_g": 4120}


@pytest.mark.chaos
def test_10_the_storage_process_is_killed(
    browse: Callable[[], BrowserContext], opened: Open, tmp_path: Path
) -> None:
    """The browser's own process for storage dies; the page goes on without being loaded anew."""
    context = browse()
    tab = opened(context)
    create(tab)
    visit = tab.evaluate(START, CHILD)
    killed = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"storage.mojom.StorageService" in line and str(tmp_path).encode() in line:
            os.kill(int(folder.name), 9)
            killed += 1
    if not killed:
        pytest.skip("NO STORAGE PROCESS: this browser keeps storage in its main process")
    tab.evaluate(RECORD, [visit, "weight_g", 4120])
    assert tab.evaluate(ANSWERS, visit)["weight_g"] == 4120


def test_12_one_record_is_damaged(page: Page) -> None:
    """One byte of one change: from the next sending on it alone is listed as damaged; everything else opens, and goes."""
    spoilt = page.evaluate(START, CHILD)
    whole = page.evaluate(
        "(child) => session.startVisit({childId: child, form: 'holistic_visit', formVersion: 1, "
        "answers: {contact_type: {value: 'one_year', kind: 'A'}}})",
        "0199aaaa-0000-7000-8000-0000000000c2",
    )
    page.evaluate("() => session.lock()")
    page.evaluate(
        "async (name) => tamper(name, 'outbox', ([first]) => { first.sealed[40] ^= 1; return [first]; })",
        STORE,
    )
    unlock(page)
    assert page.evaluate(ANSWERS, whole) == {"contact_type": "one_year"}
    shown = page.evaluate("(visit) => session.visit(visit)", spoilt)
    assert shown["answers"] == {}
    sent = page.evaluate("() => session.transact((tx) => takeBatch(tx))")
    assert [change["visit_id"] for change in sent["changes"]] == [whole]
    items = page.evaluate("async () => (await session.waiting()).items")
    listed = {item["visit_id"]: item["state"] for item in items}
    assert listed == {spoilt: "damaged", whole: "sending"}


def test_13_two_sealed_records_are_swapped(page: Page) -> None:
    """A seal is bound to its place: neither opens, and none stands in the other's."""
    first = page.evaluate(START, CHILD)
    second = page.evaluate(START, CHILD)
    page.evaluate(
        """async (name) => tamper(name, "outbox", ([a, b]) => [
             {...a, iv: b.iv, sealed: b.sealed}, {...b, iv: a.iv, sealed: a.sealed}])""",
        STORE,
    )
    page.evaluate("() => session.lock()")
    unlock(page)
    for visit in (first, second):
        assert page.evaluate("(visit) => session.visit(visit)", visit)["answers"] == {}
    assert len(page.evaluate("() => session.caseload()")["visits"]) == 2

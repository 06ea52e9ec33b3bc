"""Guessing, copying, forgetting: the ways into a tablet, in Chromium with its real store and cryptography."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Page

from tests.faults.test_storage import Open, outcome
from tests.journeys import browsers
from tests.local.test_store_in_browser import (
    ANSWERS,
    CHILD,
    START,
    USER,
    unlock,
)
from tests.local.test_store_in_browser import address as address
from tests.local.test_store_in_browser import opened as opened
from tests.local.test_store_in_browser import page as page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browsers.CHROMIUM is None, reason="NO CHROMIUM FOUND: no way in was tried"),
]

PASSPHRASE = "three wet ducks on a hill"
PIN = "2580"
MINUTE = 60_000
# Everything in IndexedDB of this page, bytes in Base64: what a copied profile holds.
COPIED = """async () => {
  const told = (value) => value instanceof Uint8Array ? btoa(String.fromCharCode(...value))
    : Array.isArray(value) ? value.map(told)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)])) : value;
  const copied = {};
  for (const {name} of await indexedDB.databases()) {
    const db = await openRaw(name);
    for (const store of db.objectStoreNames)
      copied[`${name}/${store}`] = await new Promise((done) => {
        const all = db.transaction(store).objectStore(store).getAll();
        all.onsuccess = () => done(all.result.map(told));
      });
    db.close();
  }
  return copied;
}"""


def later(tab: Page, milliseconds: int) -> None:
    """The tablet's clock goes on by so much."""
    tab.evaluate("(by) => { globalThis.skew = (globalThis.skew ?? 0) + by; }", milliseconds)


def tries(tab: Page, passphrase: str) -> Any:
    return tab.evaluate(
        """([id, words]) => tablet.unlock(id, words).then(() => "open",
             ({name, seconds}) => seconds ? [name, seconds] : name)""",
        [USER["id"], passphrase],
    )


def tries_pin(tab: Page, pin: str) -> Any:
    return tab.evaluate(
        """([id, pin]) => tablet.reopen(id, pin).then((opened) => { globalThis.session = opened; return "open"; },
             ({name, left}) => left === undefined ? name : [name, left])""",
        [USER["id"], pin],
    )


def with_a_pin(tab: Page) -> None:
    """The PIN is set, and the tablet locked."""
    tab.evaluate("([words, pin]) => tablet.setPin(session, words, pin)", [PASSPHRASE, PIN])
    tab.evaluate("() => session.lock()")


def again(tab: Page) -> None:
    """The page is loaded anew: its memory is gone."""
    skew = tab.evaluate("() => globalThis.skew ?? 0")
    tab.reload()
    tab.wait_for_selector("html[data-ready]", state="attached")
    tab.evaluate("(skew) => { globalThis.skew = skew; }", skew)


# -- guessing ------------------------------------------------------------------------------------


def test_68_guessing_at_the_passphrase_is_slowed_down(page: Page) -> None:
    """From the third wrong one on each makes the next wait twice as long, a new page or not; the right one ends it."""
    page.clock.set_fixed_time(
        datetime.now(UTC)
    )  # how fast this machine is does not count; `later` does
    page.evaluate("() => session.lock()")
    assert [tries(page, f"wrong passphrase {n}") for n in range(3)] == ["WrongPassphrase"] * 3
    assert tries(page, PASSPHRASE) == ["Wait", 1]
    again(page)
    later(page, 1_000)
    assert tries(page, "wrong passphrase 4") == "WrongPassphrase"
    assert tries(page, PASSPHRASE) == ["Wait", 2]
    for _ in range(12):
        later(page, 5 * MINUTE)
        assert tries(page, "wrong passphrase 5") == "WrongPassphrase"
    assert tries(page, PASSPHRASE)[1] == 300  # never longer: nobody is locked out for good
    later(page, -24 * 60 * MINUTE)  # a clock that is put back
    assert tries(page, PASSPHRASE)[1] == 300
    later(page, 24 * 60 * MINUTE + 5 * MINUTE)
    assert tries(page, PASSPHRASE) == "open"
    page.evaluate("() => tablet.settled()")
    assert tries(page, "wrong passphrase 6") == "WrongPassphrase"
    assert tries(page, PASSPHRASE) == "open"  # counted from nothing again


def test_68_a_thousand_tries_a_second_apart(page: Page) -> None:
    """Some quarter of an hour of guessing: fourteen guesses are heard, the last ones five minutes apart."""
    page.clock.set_fixed_time(datetime.now(UTC))
    page.evaluate("() => session.lock()")
    heard = page.evaluate(
        """async (id) => {
            const heard = [];
            for (let n = 0; n < 1000; n++) {
              globalThis.skew = n * 1000;
              await tablet.unlock(id, `wrong passphrase ${n}`).catch(({name}) => { if (name !== "Wait") heard.push(n); });
            }
            return heard;
        }""",
        USER["id"],
    )
    apart = [later - earlier for earlier, later in pairwise(heard)]
    assert apart == [1, 1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert tries(page, PASSPHRASE)[0] == "Wait"


def test_68_on_a_full_disk_a_wrong_passphrase_is_called_wrong_and_still_counts(page: Page) -> None:
    page.clock.set_fixed_time(datetime.now(UTC))
    page.evaluate("() => session.lock()")
    page.evaluate(
        """() => {
            IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    assert [tries(page, f"wrong passphrase {n}") for n in range(3)] == ["WrongPassphrase"] * 3
    assert tries(page, PASSPHRASE) == ["Wait", 1]
    later(page, 1_000)
    assert tries(page, "wrong passphrase 4") == "WrongPassphrase"
    assert tries(page, PASSPHRASE) == ["Wait", 2]


def test_68_five_tries_at_the_pin(page: Page) -> None:
    """Then only the passphrase opens; and the tries are counted on the disk before they are judged."""
    visit = page.evaluate(START, CHILD)
    with_a_pin(page)
    assert tries_pin(page, PIN) == "open"
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}
    page.evaluate("() => session.lock()")
    assert [tries_pin(page, "1397") for _ in range(5)] == [
        ["WrongPin", left] for left in (4, 3, 2, 1, 0)
    ]
    assert tries_pin(page, PIN) == "NoPin"
    assert tries(page, PASSPHRASE) == "open"


@pytest.mark.chaos
def test_68_a_new_page_or_a_second_tab_gives_no_more_tries(page: Page, opened: Open) -> None:
    """The PIN opens what lies in memory; a new page has nothing it could open, another tab the same five tries."""
    other = opened(page.context)
    assert other.evaluate(
        "async (id) => (globalThis.session = await tablet.join(id)) !== null", USER["id"]
    )
    with_a_pin(page)
    other.wait_for_function("() => session.locked")
    assert [tries_pin(page, "1397") for _ in range(3)] == [["WrongPin", left] for left in (4, 3, 2)]
    again(page)
    assert tries_pin(page, PIN) == "NoPin"
    assert [tries_pin(other, "1397") for _ in range(2)] == [["WrongPin", 1], ["WrongPin", 0]]
    assert tries_pin(other, PIN) == "NoPin"


@pytest.mark.parametrize("how", ["removed", "changed"])
def test_68_a_pin_that_is_no_more_opens_no_tab_that_was_locked_meanwhile(
    page: Page, opened: Open, how: str
) -> None:
    other = opened(page.context)
    other.evaluate("async (id) => { globalThis.session = await tablet.join(id); }", USER["id"])
    with_a_pin(page)
    other.wait_for_function("() => session.locked")
    unlock(page)
    page.evaluate("() => tablet.settled()")
    fresh = "8253"
    if how == "removed":
        page.evaluate("() => tablet.removePin(session)")
    else:
        page.evaluate("([words, pin]) => tablet.setPin(session, words, pin)", [PASSPHRASE, fresh])
    assert tries_pin(other, PIN) == "NoPin"
    assert tries(other, PASSPHRASE) == "open"
    page.evaluate("() => session.lock()")
    assert tries_pin(page, PIN) == ("NoPin" if how == "removed" else ["WrongPin", 4])
    assert tries_pin(page, fresh) == ("NoPin" if how == "removed" else "open")


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (14 * MINUTE, "open"),
        (16 * MINUTE, "NoPin"),  # locked too long ago
        (-MINUTE, "NoPin"),  # a clock that was put back
    ],
)
def test_68_a_pin_is_heard_only_soon_after_locking(page: Page, passed: int, said: str) -> None:
    with_a_pin(page)
    later(page, passed)
    assert tries_pin(page, PIN) == said


@pytest.mark.chaos
def test_68_four_hours_after_the_passphrase_the_pin_is_over(page: Page) -> None:
    with_a_pin(page)
    for _ in range(17):
        later(page, 14 * MINUTE)
        assert tries_pin(page, PIN) == "open"
        page.evaluate("() => session.lock()")
    later(page, 14 * MINUTE)
    assert tries_pin(page, PIN) == "NoPin"


def opens(wrap: dict[str, Any], secret: str, context: str) -> bool:
    """What an attacker does with a copied profile: stretch a guess, try to open the wrap with it."""
    raw = {part: base64.b64decode(wrap[part]) for part in ("salt", "iv", "sealed")}
    key = hashlib.pbkdf2_hmac("sha256", secret.encode(), raw["salt"], wrap["iterations"])
    try:
        AESGCM(key).decrypt(raw["iv"], raw["sealed"], context.encode())
    except InvalidTag:
        return False
    return True


def test_68_a_copied_profile_gives_a_pin_nothing_to_work_on(page: Page) -> None:
    """The only secret on the disk is the passphrase's, behind at least 600,000 rounds; the PIN opens nothing there."""
    page.evaluate(START, CHILD)
    with_a_pin(page)
    copied = page.evaluate(COPIED)
    wraps = copied["wholeview-tablet/vaults"][0]["wraps"]
    assert [wrap["by"] for wrap in wraps] == ["passphrase"]
    assert wraps[0]["iterations"] >= 600_000
    context = f"{USER['id']}|data key|passphrase|1"
    assert opens(wraps[0], PASSPHRASE, context), "the attack itself does not work"
    assert not opens(wraps[0], PIN, context)
    assert not opens(wraps[0], PIN, f"{USER['id']}|data key|pin|1")
    # Nothing else has a salt, that is: nothing else could be stretched a guess for. The PIN itself is nowhere.
    stretched = [
        record
        for name, records in copied.items()
        for record in records
        if name != "wholeview-tablet/vaults" and "salt" in record
    ]
    assert stretched == []
    # Keys and revisions may hold its four digits in a row by chance, not by themselves.
    assert not re.search(rf"(?<![0-9A-Za-z]){PIN}(?![0-9A-Za-z])", str(copied))
    names = set(copied["wholeview-tablet/vaults"][0])
    known = {
        "user",
        "initials",
        "wraps",
        "created_at",
        "mark",
        "pin_tries",
        "pin_set",
        "unsent",
        "device_id",
    }
    assert names <= known


# -- the organisation's help ---------------------------------------------------------------------


def test_a_forgotten_passphrase_loses_nothing(page: Page) -> None:
    """Asked for, sealed anew by the holder of the recovery key, opened; nothing is sealed again, the old one is over."""
    visit = page.evaluate(START, CHILD)
    page.evaluate(
        """async (id) => {
          globalThis.pair = await crypto.subtle.generateKey({name: "ECDH", namedCurve: "P-256"}, true, ["deriveBits"]);
          const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
          await tablet.knowRecoveryKey(id, {spki, fingerprint: "f".repeat(32)});
          await session.lock();
        }""",
        USER["id"],
    )
    assert page.evaluate("(id) => tablet.recoverable(id)", USER["id"]) is None
    unlock(page)  # once more with the passphrase: now the data key is sealed for the organisation
    page.evaluate("() => tablet.settled()")
    assert page.evaluate("(id) => tablet.recoverable(id)", USER["id"]) == "f" * 32
    page.evaluate("() => session.lock()")

    fresh = "seven dry geese by the sea"
    page.evaluate(
        """async ([id, fresh]) => {
          globalThis.asked = await tablet.beginRecovery(id, fresh);
          const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
          globalThis.resealed = await resealForTablet(id, {pkcs8, sealed: asked.sealed, tablet: asked.tablet});
        }""",
        [USER["id"], fresh],
    )
    before = page.evaluate(COPIED)[f"wholeview-{USER['id']}/outbox"]
    wrong = "([id, words]) => outcome(tablet.finishRecovery(id, words, resealed))"
    assert page.evaluate(wrong, [USER["id"], PASSPHRASE]) == {"failed": "WrongPassphrase"}
    assert tries(page, PASSPHRASE) == "open"  # until it is approved and used, nothing has changed
    page.evaluate("() => tablet.settled()")

    # Remembering it has called the request off. Once more, and to the end.
    assert page.evaluate(wrong, [USER["id"], fresh]) == {"failed": "NotThisVault"}
    page.evaluate(
        """async ([id, fresh]) => {
          const asked = await tablet.beginRecovery(id, fresh);
          const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
          const resealed = await resealForTablet(id, {pkcs8, sealed: asked.sealed, tablet: asked.tablet});
          globalThis.session = await tablet.finishRecovery(id, fresh, resealed);
        }""",
        [USER["id"], fresh],
    )
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}
    assert page.evaluate(COPIED)[f"wholeview-{USER['id']}/outbox"] == before
    page.evaluate("() => session.lock()")
    assert tries(page, PASSPHRASE) == "WrongPassphrase"
    assert tries(page, fresh) == "open"


def test_a_key_that_is_not_this_vaults_changes_nothing(page: Page) -> None:
    """An answer that was made for the right request with the wrong data key is refused: it would open an empty app."""
    visit = page.evaluate(START, CHILD)
    page.evaluate(
        """async (id) => {
          globalThis.pair = await crypto.subtle.generateKey({name: "ECDH", namedCurve: "P-256"}, true, ["deriveBits"]);
          const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
          const key = {spki, fingerprint: "f".repeat(32)};
          await tablet.knowRecoveryKey(id, key);
          await session.lock();
          globalThis.foreign = await wrapForRecovery(id, key, crypto.getRandomValues(new Uint8Array(32)));
        }""",
        USER["id"],
    )
    unlock(page)
    page.evaluate("() => tablet.settled()")
    page.evaluate("() => session.lock()")
    said = page.evaluate(
        """async (id) => {
          const asked = await tablet.beginRecovery(id, "seven dry geese by the sea");
          const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
          const resealed = await resealForTablet(id, {pkcs8, sealed: foreign.sealed, tablet: asked.tablet});
          return outcome(tablet.finishRecovery(id, "seven dry geese by the sea", resealed));
        }""",
        USER["id"],
    )
    assert said == {"failed": "NotThisVault"}
    unlock(page)
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}


# -- two visitors --------------------------------------------------------------------------------


def test_71_two_visitors_one_tablet(page: Page, opened: Open) -> None:
    """Neither opens the other's vault, and taking oneself off leaves the other's unsent work alone."""
    visit = page.evaluate(START, CHILD)
    page.evaluate("(id) => tablet.noteUnsent(id, 1)", USER["id"])
    page.evaluate("() => session.lock()")
    second = {"id": "0199aaaa-0000-7000-8000-00000000000b", "initials": "BB"}
    words = "seven dry geese by the sea"
    page.evaluate(
        "async ([user, passphrase]) => { globalThis.session = await tablet.createVault({user, passphrase}); }",
        [second, words],
    )
    assert tries(page, words) == "WrongPassphrase"
    assert page.evaluate("() => session.caseload()") == {"children": [], "visits": []}
    listed = page.evaluate("() => tablet.users()")
    assert {user["initials"]: user["unsent"] for user in listed} == {"AA": 1, "BB": 0}
    page.evaluate("() => session.leave()")
    unlock(page)
    assert page.evaluate(ANSWERS, visit) == {"contact_type": "new_birth"}
    assert outcome(page, "session.leave()") == {"failed": "NotEmpty"}


def test_70_a_lock_elsewhere_lets_this_tab_write_first(page: Page, opened: Open) -> None:
    """What is only on the screen of another tab is written before its key goes too."""
    visit = page.evaluate(START, CHILD)
    other = opened(page.context)
    other.evaluate("async (id) => { globalThis.session = await tablet.join(id); }", USER["id"])
    other.evaluate(
        """(visit) => session.on("leave", () =>
             session.record(visit, {note: {value: "still on the screen", kind: "O"}}))""",
        visit,
    )
    page.evaluate("() => session.lock()")
    other.wait_for_function("() => session.locked")
    assert outcome(other, "session.caseload()") == {"failed": "Locked"}
    create_again = outcome(page, "tablet.createVault({user: given, passphrase: PASSPHRASE})", USER)
    assert create_again == {"failed": "VaultExists"}
    unlock(page)
    assert page.evaluate(ANSWERS, visit)["note"] == "still on the screen"

"""The faults the tablet and the service have to survive, by number, and why some can't be tried on one Linux machine.

A test tries a fault when its name, or the name of one of its cases, begins with the number: `test_37_…`,
`[26 the reply is lost]`. `tests/faults/page.py` makes docs/faults.md from this list and from a run.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What happens, what must hold, and, where no test here can bring it about, why and what to do by hand."""

    what: str
    must_hold: str
    by_hand: str = ""


FAMILIES: dict[str, dict[int, Fault]] = {
    "What is stored on the tablet": {
        1: Fault("Killed in the middle of a word", "What was called saved is there"),
        2: Fault("Killed after the write, before the words", "The answer is there"),
        3: Fault(
            "Power fails",
            "Every save was written with strict durability",
            "Real power is not cut here: the durability that is asked for is checked instead. Pull the battery of a "
            "spare tablet five times while somebody types; compare after unlocking.",
        ),
        4: Fault("The browser's quota is used up", "“NOT saved”; the text stays; the rest opens"),
        5: Fault("The disk is full", "The same, and saving goes on when there is room"),
        6: Fault(
            "Another tab blocks an upgrade of the store", "It closes, explains, waits no longer"
        ),
        7: Fault(
            "An older app meets a newer store", "It writes nothing; the newer one opens it again"
        ),
        8: Fault("Killed in the middle of an upgrade", "The old shape or the new one, whole"),
        9: Fault("A store of every released shape", "All drafts and changes come along"),
        10: Fault("The connection to the store breaks", "It is opened anew; unsaved text stays"),
        11: Fault("Files of the store are damaged", "Never an empty app that looks normal"),
        12: Fault("One record is damaged", "It alone is set aside"),
        13: Fault("Two sealed records are swapped", "Neither opens"),
        14: Fault("The browser's data is cleared", "Tablet and service say what was there"),
        15: Fault(
            "Lasting storage is refused",
            "The tablet says so and sends sooner, and the manager sees it",
        ),
        16: Fault(
            "A copied profile is used beside the first",
            "Both are noticed; nothing collides; withdrawn, both hand in and begin anew",
        ),
    },
    "The app itself": {
        17: Fault("An update arrives while somebody types", "No reload; no letter lost"),
        18: Fault("A file of the update can't be fetched", "The old app stays whole"),
        19: Fault(
            "An older app and a newer service", "It works, or says “please update” and hands in"
        ),
        20: Fault("A newer app and an older service", "The same"),
        21: Fault("Something answers 200 for everything", "Nothing is cached or called sent"),
        22: Fault("The worker meets a request that writes", "It does not touch it"),
        23: Fault("One visitor's pages and the next visitor", "Nothing of the first is left"),
        24: Fault("The first start breaks off", "A clear message; never half an app"),
    },
    "On the way": {
        25: Fault("A request is lost", "It is sent again; stored once"),
        26: Fault("The reply is lost after the commit", "The same receipt; stored once"),
        27: Fault("A request arrives twice at once", "Stored once"),
        28: Fault("A batch arrives after later ones", "Nothing is overwritten unseen"),
        29: Fault("The line stalls or breaks", "No half of a batch"),
        30: Fault("A reply that can't be read", "It does not count as a receipt"),
        31: Fault("The service is busy or failing", "Back-off; what it asks for is kept to"),
        32: Fault("Signed out in the middle", "Everything stays; sign in; go on"),
        33: Fault("What was meant is not there", "Held or kept, never deleted"),
        34: Fault("One bad change among good ones", "The others pass; its correction too"),
        35: Fault("A worker dies in the middle of a batch", "All of it or nothing"),
        36: Fault("Several tabs send, without a lock", "Stored once"),
        37: Fault("Two tablets, one answer", "Both values stay, with their authors"),
        38: Fault("Two tablets, two answers", "No conflict"),
        39: Fault("Written again while the first travels", "No conflict with oneself"),
        40: Fault("Written again before a fetch", "No conflict with oneself"),
        41: Fault("Settled while another value arrives", "The unseen one stays open"),
        42: Fault("Written where the record is closed", "Held, and seen"),
        43: Fault("A known id with another body", "Refused; nothing changes"),
        44: Fault("An old request is played again", "The first receipt"),
        45: Fault("A clock that is wrong", "It decides nothing"),
        46: Fault("An old page after a newer one", "The newer one stays"),
        47: Fault("Readers among many writers", "No row is missed"),
        48: Fault("Many rows, small pages", "None missed, none twice"),
        49: Fault("The first fetch breaks off twenty times", "It ends complete"),
        50: Fault("Ninety days without a network", "5,000 changes drain"),
        51: Fault("A network that comes and goes", "There is always progress"),
        52: Fault("A child moves while work waits", "Held for the new team; the copy leaves"),
        53: Fault("The service is restored from a backup", "What it lost comes again"),
    },
    "The service": {
        54: Fault("A process is killed around the commit", "All or nothing; then again"),
        55: Fault("The database crashes under load", "Every receipt holds"),
        56: Fault("The database is slow", "“Busy”, soon; nothing lost"),
        57: Fault("Two transfers in opposite directions", "Neither waits for ever"),
        58: Fault("Two writers on SQLite", "One waits for the other"),
        59: Fault("SQLite and the disk", "Each commit reaches it"),
        60: Fault("The service's disk is full", "No receipt; reading goes on"),
        61: Fault("A migration while tablets send", "Nothing lost; back and forth"),
        62: Fault("A backup while tablets send", "What is restored is whole"),
        63: Fault("A row of the audit is altered", "It is named"),
        64: Fault(
            "A standby that lags takes over",
            "As after a restore",
            "No standby runs here. What one that lagged leaves is an earlier moment of the database, as a backup is: "
            "it is tried as 53. With a standby of your own: cut it off, send something, let it take over, raise the "
            "epoch (docs/running.md), and see everything come again.",
        ),
    },
    "People and devices": {
        65: Fault("The sign-in ends without a network", "She goes on writing"),
        66: Fault("A role or team changes meanwhile", "Held; nothing more is given out"),
        67: Fault(
            "An account is closed or a tablet revoked", "Work is handed in; then the key goes"
        ),
        68: Fault("Somebody guesses", "It gets slower; a copy needs the whole passphrase"),
        69: Fault(
            "The passkey is gone",
            "The passphrase opens",
            "Chromium's virtual key is tried; fingerprints and faces of real tablets are not. On an iPad and an Android "
            "tablet: add a passkey, unlock, remove it in the settings, unlock with the passphrase.",
        ),
        70: Fault("Idle, hidden, put away", "Locked in every tab; the screen is empty"),
        71: Fault("Two visitors on one tablet", "Neither reads or loses the other's"),
    },
}

FAULTS: dict[int, Fault] = {
    number: fault for family in FAMILIES.values() for number, fault in family.items()
}

REAL_TABLETS = """\
No iPad and no Android tablet stands beside the machine that runs these tests: WebKitGTK and Firefox ESR stand in for
browsers without background sync, Chromium for the rest. Before a release, on one iPad (added to the home screen) and one
Android tablet:

1. Set up, fetch the caseload, switch to flight mode, close the app from the switcher, open it again, record a visit.
2. Half-way through a sentence: lock the screen, take a call, open the camera, come back.
3. Kill the app from the switcher directly after "Saved on this tablet"; unlock; compare.
4. Fill the storage (copy a film) until "NOT saved" is said; make room; go on.
5. Leave flight mode on a network that asks for a login page first; log in there; see everything sent once.
6. Leave the iPad unused for eight days, installed and not installed; see what it says.
7. Unlock by passkey, remove it in the settings, unlock by passphrase."""

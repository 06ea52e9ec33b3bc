"""A tablet as docs/protocol.md describes it ("On the device"), small enough to be driven at random.

It knows no network: `next_push` says what it would send, `hear_push` and `hear_pull` take
in what came back, whenever and however often that is. The methods whose names begin with `_`
are the places where a seeded bug replaces one rule by a wrong one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

from app.sync.queries import canonical, state_sum
from app.visits.envelope import body_sum, canonical_answers, visit_sum
from tests.sync.tablet import mint

BATCH = 3
"""Changes in one push: few, so that there are batch boundaries to go wrong at."""

PAGE = 2
"""Rows in one pulled page."""


class Visited(TypedDict):
    """A visit of the story, and the version of the form it is begun on."""

    visit_id: str
    child_id: str
    form_version: int


@dataclass
class Entry:
    """A change in the outbox. `sent`: it was handed to the network and is never altered again."""

    change: dict[str, Any]
    sent: bool = False


@dataclass
class Copy:
    """What is kept of a visit: the state of each answer and the number it was heard at."""

    states: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    visit: Any = None  # status and round
    number: int = 0
    form: Any = None  # form_version and began_on; None until a page has told
    child: str | None = None


class Device:
    """One visitor's vault on one tablet. `scopes` are the teams she is in."""

    def __init__(self, name: str, user: str, scopes: list[str]) -> None:
        self.name, self.user, self.scopes = name, user, scopes
        self.id = mint()
        self.numbers: Iterator[int] = itertools.count(1)
        self.epoch = 0
        self.cursors = dict.fromkeys(scopes, 0)
        self.left: dict[str, int] = {}
        self.copies: dict[str, Copy] = {}
        self.pages: dict[str, Copy] = {}  # of visits that left: an open page stays as it stood
        self.children: dict[str, tuple[int, dict[str, Any]]] = {}  # number and state
        self.before: set[str] = set()  # feed keys told before this epoch, and not again yet
        self.outbox: list[Entry] = []
        self.journal: list[dict[str, Any]] = []
        self.quarantine: list[tuple[dict[str, Any], set[str]]] = []
        self.outcomes: list[dict[str, Any]] = []

    # -- the visitor writes ----------------------------------------------------------------------

    def can_write(self, visit: Visited) -> bool:
        """Whether the child is on this tablet, or a page of the visit is open that was drawn while it was."""
        return visit["child_id"] in self.children or visit["visit_id"] in self.pages

    def close_pages(self) -> None:
        """The tablet is killed: nothing is on its screen any more."""
        self.pages = {}

    def _page(self, visit_id: str) -> Copy | None:
        return self.copies.get(visit_id) or self.pages.get(visit_id)

    def shown(self, visit_id: str, key: str) -> tuple[str | None, list[str]]:
        """What stands on the screen: the id to base an edit on, and the writers of that value."""
        for entry in reversed(self.outbox):
            if entry.change["visit_id"] == visit_id and key in entry.change["answers"]:
                return entry.change["change_id"], [entry.change["change_id"]]
        for change, keys in reversed(self.quarantine):
            if change["visit_id"] == visit_id and key in keys:
                return change["change_id"], [change["change_id"]]
        copy = self._page(visit_id)
        if copy is None or key not in copy.states:
            return None, []
        writers = copy.states[key]["mids"]
        return writers[0], writers

    def candidates(self, visit_id: str, key: str) -> list[dict[str, Any]]:
        """The other values beside the server's, unless an own one waits to be sent."""
        copy = self._page(visit_id)
        pending = any(
            key in entry.change["answers"]
            for entry in self.outbox
            if entry.change["visit_id"] == visit_id
        )
        if pending or copy is None or key not in copy.states:
            return []
        cands: list[dict[str, Any]] = copy.states[key]["cands"]
        return cands

    def write(self, visit: Visited, key: str, answer: dict[str, Any], recorded_at: str) -> str:
        """Save an answer; returns the id of the change it is in."""
        base, _ = self.shown(visit["visit_id"], key)
        for _, keys in self._quarantined(visit["visit_id"]):
            keys.discard(key)
        open_entry = self._open_entry(visit["visit_id"])
        if open_entry is None:
            open_entry = self._new_entry(visit, recorded_at)
        kept = open_entry.change["answers"].get(key)
        base = kept["base"] if kept else base
        open_entry.change["answers"][key] = {**answer, "base": base}
        return str(open_entry.change["change_id"])

    def sign(self, visit: Visited, recorded_at: str) -> str:
        """Sign the visit; returns the id of the change that says so."""
        entry = self._open_entry(visit["visit_id"]) or self._new_entry(visit, recorded_at)
        entry.change["submit"] = True
        return str(entry.change["change_id"])

    def move(self, visit: Visited, version: int, recorded_at: str) -> str | None:
        """Move the visit to another version of its form; returns the id of the change, None when there was nothing to
        move."""
        saw = self._version(visit)
        if self._page(visit["visit_id"]) is None or saw == version:
            return None
        change = self._new_entry(visit, recorded_at).change
        change |= {"form_version": version, "moved_from": saw}
        return str(change["change_id"])

    def _version(self, visit: Visited) -> int:
        """The version this tablet takes the visit to stand on."""
        for entry in reversed(self.outbox):
            if entry.change["visit_id"] == visit["visit_id"]:
                return int(entry.change["form_version"])
        copy = self._page(visit["visit_id"])
        return int(copy.form["form_version"] if copy and copy.form else visit["form_version"])

    def _quarantined(self, visit_id: str) -> list[tuple[dict[str, Any], set[str]]]:
        return [kept for kept in self.quarantine if kept[0]["visit_id"] == visit_id]

    def _open_entry(self, visit_id: str) -> Entry | None:
        """The change that may still be extended: the newest of the visit, if it was never sent and does not move it."""
        own = [entry for entry in self.outbox if entry.change["visit_id"] == visit_id]
        return own[-1] if own and not own[-1].sent and "moved_from" not in own[-1].change else None

    def _new_entry(self, visit: Visited, recorded_at: str) -> Entry:
        change = {
            "change_id": mint(),
            "device_id": self.id,
            "device_seq": next(self.numbers),
            **visit,
            "form_version": self._version(visit),
            "form": "holistic_visit",
            "recorded_at": recorded_at,
            "clock_offset_ms": None,
            "answers": {},
            "submit": False,
        }
        self.outbox.append(Entry(change))
        return self.outbox[-1]

    # -- pushing ---------------------------------------------------------------------------------

    def next_push(self) -> dict[str, Any] | None:
        """The next request: the oldest unreceipted changes in order. From now on they are closed."""
        if not self.outbox:
            return None
        batch = self.outbox[:BATCH]
        for entry in batch:
            entry.sent = True
        changes = [{**entry.change, "body_sha256": body_sum(entry.change)} for entry in batch]
        self._after_sending(batch)
        return {
            "device_id": self.id,
            "epoch": self.epoch,
            "changes": [{**change, "answers": dict(change["answers"])} for change in changes],
        }

    def _after_sending(self, batch: list[Entry]) -> None:
        """Nothing: only a receipt moves a change."""

    def hear_push(self, reply: dict[str, Any]) -> None:
        """Take in the receipts of a push, in one local transaction."""
        if not self._on_timeline(reply["epoch"]):
            return
        for receipt in reply["receipts"]:
            for entry in [*self.outbox]:
                if entry.change["change_id"] == receipt["change_id"]:
                    self._receipted(entry, receipt)

    def _receipted(self, entry: Entry, receipt: dict[str, Any]) -> None:
        outcome = receipt["outcome"]
        self.outcomes.append(receipt)
        if outcome == "corrupt":
            return
        self.outbox.remove(entry)
        if outcome in ("rejected", "id_reuse"):
            self.quarantine.append((entry.change, set(entry.change["answers"])))
            return
        self.journal.append(entry.change)
        refused = {key for key, came in receipt["answers"].items() if came["outcome"] == "rejected"}
        self._settle(entry.change, refused)
        if refused:
            self.quarantine.append((entry.change, refused))
        if outcome == "stored":
            self._hear_states(receipt)

    def _settle(self, change: dict[str, Any], refused: set[str]) -> None:
        """What was refused before and is written anew by this change is dealt with."""
        for earlier, keys in self._quarantined(change["visit_id"]):
            if earlier["device_seq"] < change["device_seq"]:
                keys -= change["answers"].keys() - refused

    def _hear_states(self, receipt: dict[str, Any]) -> None:
        """The states that resulted; without them the next edit would conflict with itself."""
        self._keep(receipt["visit_id"], receipt["seq"], receipt["states"], receipt["visit"])

    # -- pulling ---------------------------------------------------------------------------------

    def hear_pull(self, page: dict[str, Any]) -> None:
        """Take in a page, if it goes on from where this tablet is."""
        if not self._on_timeline(page["epoch"]):
            return
        if not self._goes_on(page):
            return
        for row in page["rows"]:
            what, _, entity = row["key"].partition(":")
            self._told_again(row["key"])
            if row["kind"] == "left":
                self._forget(row["key"], row["seq"])
            elif what == "child":
                if row["seq"] > self.left.get(row["key"], 0):
                    self._keep_child(entity, row["seq"], row["state"])
            else:
                state = row["state"]
                standing = {"status": state["status"], "round": state["round"]}
                self._keep(entity, row["seq"], state["answers"], standing)
                self._stand(entity, row["seq"], state)
                if entity in self.copies:
                    self.copies[entity].child = state["child_id"]
                self._beside(entity, state["answers"])
        if not page["more"]:
            self._let_go_of_before(page["scope"], page["to"])
        self.cursors[page["scope"]] = page["to"]

    def _told_again(self, key: str) -> None:
        """Nothing but what receipts have said since is left of what was told before this epoch."""
        copy = self.copies.get(key.removeprefix("visit:"))
        if key in self.before and copy is not None:
            copy.states = {
                name: one for name, one in copy.states.items() if copy.numbers[name] >= 0
            }
        self.before.discard(key)

    def _let_go_of_before(self, scope: str, to: int) -> None:
        """All of the scope was told: what was told of it before this epoch, and not again, goes."""
        for key in sorted(self.before):
            what, _, entity = key.partition(":")
            if what == "child" and self.children[entity][1]["team"]["id"] == scope:
                del self.children[entity]
                self.before.discard(key)
        for key in sorted(self.before):
            copy = self.copies.get(key.removeprefix("visit:"))
            if copy is None or max(copy.number, *copy.numbers.values(), -1) > to:
                continue
            if copy.child not in self.children or self._team_of(copy.child) == scope:
                self.pages[key.removeprefix("visit:")] = self.copies.pop(key.removeprefix("visit:"))
                self.before.discard(key)

    def _team_of(self, child_id: str) -> str:
        return str(self.children[child_id][1]["team"]["id"])

    def _goes_on(self, page: dict[str, Any]) -> bool:
        return bool(page["from"] == self.cursors[page["scope"]])

    def _keep(self, visit_id: str, number: int, states: dict[str, Any], visit: Any) -> None:
        """Keep what is at least as new as what was heard before, and never what has left."""
        if number <= self.left.get(f"visit:{visit_id}", 0):
            return
        self.pages.pop(visit_id, None)
        copy = self.copies.setdefault(visit_id, Copy())
        for key, state in states.items():
            if self._is_news(number, copy.numbers.get(key, 0)):
                copy.states[key], copy.numbers[key] = state, number
        if self._is_news(number, copy.number):
            copy.visit, copy.number = visit, number

    def _keep_child(self, child_id: str, number: int, state: dict[str, Any]) -> None:
        heard, _ = self.children.get(child_id, (0, {}))
        if self._is_news(number, heard):
            self.children[child_id] = (number, state)

    def _stand(self, visit_id: str, number: int, state: dict[str, Any]) -> None:
        """Note the version the visit stands on, as a page tells it: pages come in order."""
        if visit_id in self.copies and number > self.left.get(f"visit:{visit_id}", 0):
            self.copies[visit_id].form = {
                name: state[name] for name in ("form_version", "began_on")
            }

    def _is_news(self, number: int, heard: int) -> bool:
        return number >= heard

    def _forget(self, key: str, number: int) -> None:
        """It left: the copy goes, unless another scope has told something newer of it."""
        self.left[key] = max(number, self.left.get(key, 0))
        entity = key.partition(":")[2]
        if entity in self.children and self.children[entity][0] < number:
            del self.children[entity]
        if entity in self.copies and self.copies[entity].number < number:
            self.pages[entity] = self.copies.pop(entity)

    def comes_to(self, scope: str) -> str:
        """The sum over everything of the scope that is kept here."""
        here = {id_: s for id_, (_, s) in self.children.items() if s["team"]["id"] == scope}
        sums = [state_sum(canonical(state)) for state in here.values()]
        sums += [
            visit_sum(
                UUID(visit_id),
                copy.visit["status"],
                copy.visit["round"],
                canonical_answers(copy.states),
            )
            for visit_id, copy in self.copies.items()
            if copy.child in here
        ]
        return f"{sum(int(one, 16) for one in sums) % 2**256:064x}"

    def _beside(self, visit_id: str, states: dict[str, Any]) -> None:
        """Nothing: a pull never touches what waits to be sent."""

    # -- timelines -------------------------------------------------------------------------------

    def _on_timeline(self, epoch: int) -> bool:
        if epoch < self.epoch:
            return False
        if epoch > self.epoch:
            self._begin_anew(epoch)
        return True

    def _begin_anew(self, epoch: int) -> None:
        """The server was restored: its word stands until it is told again, row by row, and everything it ever receipted is
        offered again."""
        self.epoch = epoch
        self.cursors = dict.fromkeys(self.scopes, 0)
        self.left = {}
        self.before = {f"child:{one}" for one in self.children} | {
            f"visit:{one}" for one in self.copies
        }
        self.children = {one: (-1, state) for one, (_, state) in self.children.items()}
        for copy in self.copies.values():
            copy.number, copy.numbers = -1, dict.fromkeys(copy.states, -1)
        again = [Entry(change, sent=True) for change in self.journal]
        again += [
            Entry(change, sent=True)
            for change, _ in self.quarantine
            if all(change is not kept for kept in self.journal)
        ]
        self.outbox = sorted(again + self.outbox, key=lambda entry: entry.change["device_seq"])
        self.journal, self.quarantine = [], []

"""The tablet's own code (Node, with its store in memory) in the place of `Device`: the machine then tries the very
sessions and the very sync core that run in the browser, against the real server.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from tests.support.node import TabletProcess
from tests.sync.device import BATCH, Copy, Entry, Visited


def _ms(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


class BrowserDevice:
    """One visitor's vault on one tablet. What it keeps is read again after each thing that was done to it."""

    process: ClassVar[TabletProcess]

    def __init__(self, name: str, user: str, scopes: list[str]) -> None:
        self.name, self.user, self.scopes = name, user, scopes
        told = self._do("begin", user={"id": user, "initials": user[:2].upper()})
        self.id = told["device_id"]

    def _do(self, what: str, **given: Any) -> Any:
        told = self.process.told(what, self.name, keeps=True, **given)
        self._found: dict[str, Any] = told["kept"]
        self._kept: dict[str, Any] | None = None
        return told["ok"]

    @property
    def kept(self) -> dict[str, Any]:
        """All that is on this tablet."""
        if self._kept is None:
            found = self._found
            self._kept = {
                **found,
                "cursors": dict.fromkeys(self.scopes, 0) | found["cursors"],
                "children": {
                    child_id: (child["seq"], child["state"])
                    for child_id, child in found["children"].items()
                },
                "outbox": [Entry(entry["change"], entry["sent"]) for entry in found["outbox"]],
                "quarantine": [(row["change"], set(row["keys"])) for row in found["quarantine"]],
                "copies": {
                    visit_id: Copy(copy["states"], visit=copy["visit"], form=copy["form"])
                    for visit_id, copy in found["copies"].items()
                },
            }
        return self._kept

    outbox = property(lambda self: self.kept["outbox"])
    journal = property(lambda self: self.kept["journal"])
    quarantine = property(lambda self: self.kept["quarantine"])
    cursors = property(lambda self: self.kept["cursors"])
    copies = property(lambda self: self.kept["copies"])
    children = property(lambda self: self.kept["children"])

    # -- the visitor writes ----------------------------------------------------------------------

    def can_write(self, visit: Visited) -> bool:
        """Whether the child is on this tablet, or a page of the visit is open that was drawn while it was."""
        return visit["child_id"] in self.children or visit["visit_id"] in self.kept["pages"]

    def close_pages(self) -> None:
        """The tablet is killed: nothing is on its screen any more."""
        self._do("close_pages")

    def comes_to(self, scope: str) -> str:
        """The sum over everything of the scope that is kept here."""
        return str(self.process.ask("digest", self.name, scope=scope))

    def _shown(self, visit_id: str, key: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.process.ask("shown", self.name, visit=visit_id, key=key)
        return found

    def shown(self, visit_id: str, key: str) -> tuple[str | None, list[str]]:
        """What stands on the screen: the id to base an edit on, and the writers of that value."""
        shown = self._shown(visit_id, key)
        if shown is None or shown["base"] is None:
            return None, []
        writers = [shown["base"]]
        copy = self.copies.get(visit_id)
        if shown["from"] == "server" and copy is not None:
            writers = copy.states[key]["mids"]
        return shown["base"], writers

    def candidates(self, visit_id: str, key: str) -> list[dict[str, Any]]:
        """The other values that the screen shows beside the first."""
        shown = self._shown(visit_id, key)
        return [] if shown is None else list(shown["cands"])

    def write(self, visit: Visited, key: str, answer: dict[str, Any], recorded_at: str) -> str:
        """Save one answer; returns the id of the change it went into."""
        self._do(
            "save",
            now=_ms(recorded_at),
            visit=visit["visit_id"],
            child=visit["child_id"],
            form_version=visit["form_version"],
            answers={key: answer},
        )
        return self._newest(visit["visit_id"])

    def _newest(self, visit_id: str) -> str:
        return next(
            str(entry.change["change_id"])
            for entry in reversed(self.outbox)
            if entry.change["visit_id"] == visit_id
        )

    def sign(self, visit: Visited, recorded_at: str) -> str | None:
        """Sign the visit; returns the id of the change that says so, None when it is not on this tablet."""
        if self.process.ask("on_screen", self.name, visit=visit["visit_id"]) is None:
            return None
        self._do("submit", now=_ms(recorded_at), visit=visit["visit_id"])
        return self._newest(visit["visit_id"])

    def move(self, visit: Visited, version: int, recorded_at: str) -> str | None:
        """Move the visit to another version of its form; returns the id of the change, None when there was nothing to
        move."""
        known = self.process.ask("on_screen", self.name, visit=visit["visit_id"])
        if known is None or known["form_version"] == version:
            return None
        self._do("move", now=_ms(recorded_at), visit=visit["visit_id"], form_version=version)
        return self._newest(visit["visit_id"])

    # -- the network -----------------------------------------------------------------------------

    def next_push(self) -> dict[str, Any] | None:
        """The next request: the oldest unreceipted changes in order. From now on they are closed."""
        request: dict[str, Any] | None = self._do(
            "batch", limits={"changes": BATCH, "bytes": 256_000}
        )
        return request

    def hear_push(self, reply: dict[str, Any]) -> None:
        """Take in the receipts of a push."""
        self._do("reply", reply=reply)

    def hear_pull(self, page: dict[str, Any]) -> None:
        """Take in a page."""
        self._do("page", page=page)

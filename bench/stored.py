"""What became of receipted changes, by the database itself: a fast server that loses or doubles one has failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True)
class Stored:
    """What a database holds of changes and of the visits they were written to."""

    changes: set[str]
    told: Counter[str]
    """How often the audit tells of each change."""
    standing: Counter[tuple[str, str]]
    """How many answers that stand in a visit each change has written: (visit, change)."""
    feed: set[str]
    """What the feed hands out: an entity has one place in it, for its present state."""

    def lost(self, sent: Mapping[str, Any], receipted: Mapping[str, str]) -> int:
        """Of the changes with a receipt (change to visit) those that are not stored, miss an answer in the visit, or
        are in no feed: no other tablet would hear of them.
        """
        return sum(
            id_ not in self.changes
            or self.standing[visit, id_] < len(sent[id_]["answers"])
            or f"visit:{visit}" not in self.feed
            for id_, visit in receipted.items()
        )

    def doubled(self, sent: Mapping[str, Any], receipted: Mapping[str, str]) -> int:
        """Those of them that the audit does not tell of just once, or whose answers stand in the visit more than once."""
        return sum(
            self.told[id_] != 1 or self.standing[visit, id_] > len(sent[id_]["answers"])
            for id_, visit in receipted.items()
        )


def stored(url: str) -> Stored:
    """Read from PostgreSQL; nobody should be writing."""
    with psycopg.connect(url) as connection:
        changes = {str(id_) for (id_,) in connection.execute("SELECT id FROM changes")}
        told = Counter(
            str(id_)
            for (id_,) in connection.execute(
                "SELECT details ->> 'change_id' FROM audit_events WHERE event = 'change_stored'"
            )
        )
        standing = Counter(
            (str(visit), mid)
            for visit, answers in connection.execute("SELECT id, answers::json FROM visits")
            for state in answers.values()
            for claim in (state, *state["cands"])
            for mid in claim["mids"]
        )
        feed = {key for (key,) in connection.execute("SELECT key FROM feed")}
    return Stored(changes, told, standing, feed)

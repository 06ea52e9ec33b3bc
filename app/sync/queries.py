"""The reading side of sync: one page of a scope's feed with the states that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import orjson

from app.accounts.viewer import Viewer
from app.children.queries import child_state, children_in
from app.database import snapshot
from app.feed import queries as feed
from app.feed.models import FeedRow
from app.problems import NOT_FOUND, Problem
from app.visits.queries import states_in


class Page(NamedTuple):
    """A page as JSON text, and what it shows: for the audit."""

    text: str
    to: int
    children: list[str]
    visits: list[str]


def page(viewer: Viewer, team_id: UUID, cursor: int, limit: int) -> Page:
    """What changed in a scope behind the cursor.

    Rows and states are read in one snapshot. `Problem(NOT_FOUND)` for a team that is not the
    viewer's, as for one that does not exist: a cursor grants nothing.
    """
    if team_id not in viewer.team_ids:
        raise Problem(NOT_FOUND)
    with snapshot() as reading:
        found = feed.after(reading, team_id, cursor, limit + 1)
        rows, more = found[:limit], len(found) > limit
        children = {
            f"child:{child.id}": orjson.dumps(child_state(child)).decode()
            for child in children_in(reading, team_id, _ids(rows, "child"))
        }
        visits = {
            f"visit:{visit_id}": text
            for visit_id, text in states_in(reading, team_id, _ids(rows, "visit")).items()
        }
        epoch = feed.epoch(reading)
        head = feed.heads([team_id], reading).get(team_id, 0)
    to = rows[-1].seq if rows else cursor
    states = children | visits
    text = (
        f'{{"epoch":{epoch},"scope":"{team_id}","from":{cursor},"to":{to},'
        f'"more":{"true" if more else "false"},"head":{head},"rows":['
        + ",".join(_entry(row, states) for row in rows)
        + "]}"
    )
    return Page(text, to, _bare(children), _bare(visits))


def _ids(rows: Sequence[FeedRow], what: str) -> list[UUID]:
    keys = (row.key.partition(":") for row in rows if row.kind == "state")
    return [UUID(id_) for kind, _, id_ in keys if kind == what]


def _entry(row: FeedRow, states: dict[str, str]) -> str:
    state = states[row.key] if row.kind == "state" else "null"
    return f'{{"seq":{row.seq},"key":"{row.key}","kind":"{row.kind}","state":{state}}}'


def _bare(keys: dict[str, str]) -> list[str]:
    return [key.partition(":")[2] for key in keys]

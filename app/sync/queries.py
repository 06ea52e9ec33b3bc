"""The reading side of sync: one page of a scope's feed with the states that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts.viewer import Viewer
from app.children.queries import child_state, children_in
from app.database import snapshot
from app.feed import queries as feed
from app.feed.models import FeedRow
from app.pathways import queries as pathways
from app.phrases import queries as phrases
from app.problems import NOT_FOUND, Problem
from app.visits.queries import states_in

Parts = tuple[str, ...]
"""A JSON text in parts, to be read one behind the other: a page is megabytes, and each joining would copy them."""


class Page(NamedTuple):
    """A page as JSON text, and what it shows: for the audit."""

    text: Parts
    to: int
    children: list[str]
    visits: list[str]


def page(viewer: Viewer, team_id: UUID, cursor: int, limit: int, proved: bool = False) -> Page:
    """What changed in a scope behind the cursor; with `proved` and at the head, the digest of the scope.

    Rows and states are read in one snapshot. `Problem(NOT_FOUND)` for a team that is not the
    viewer's, as for one that does not exist: a cursor grants nothing.
    """
    if team_id not in viewer.team_ids:
        raise Problem(NOT_FOUND)
    with snapshot() as reading:
        found = feed.after(reading, team_id, cursor, limit + 1)
        rows, more = found[:limit], len(found) > limit
        # Most pages bring nothing, or one kind of thing: what brings nothing is not asked for.
        children, visits, local = (_ids(rows, what) for what in ("child", "visit", "local"))
        states: dict[str, Parts] = {
            **(_children(reading, team_id, children) if children else {}),
            **(_visits(reading, team_id, visits) if visits else {}),
            **(_local(reading, local) if local else {}),
        }
        epoch = feed.epoch(reading)
        head = feed.head(reading, team_id)
        digest = f'"{feed.digest(reading, team_id)}"' if proved and not more else "null"
    to = rows[-1].seq if rows else cursor
    opening = (
        f'{{"epoch":{epoch},"scope":"{team_id}","from":{cursor},"to":{to},'
        f'"more":{"true" if more else "false"},"head":{head},"digest":{digest},"rows":['
    )
    entries = (_entry(row, states, first=row is rows[0]) for row in rows)
    text = (opening, *chain.from_iterable(entries), "]}")
    known = [row.key for row in rows if row.key in states]
    return Page(text, to, _bare(known, "child"), _bare(known, "visit"))


def _children(reading: Session, team_id: UUID, ids: list[UUID]) -> dict[str, Parts]:
    return {
        f"child:{child.id}": (orjson.dumps(child_state(child)).decode(),)
        for child in children_in(reading, team_id, ids)
    }


def _visits(reading: Session, team_id: UUID, ids: list[UUID]) -> dict[str, Parts]:
    return {
        f"visit:{visit_id}": text for visit_id, text in states_in(reading, team_id, ids).items()
    }


def _local(reading: Session, ids: list[UUID]) -> dict[str, Parts]:
    wording = phrases.for_tablets(reading)
    return {
        f"local:{team}": (orjson.dumps({**state, **wording}).decode(),)
        for team, state in pathways.states_in(reading, ids).items()
    }


def _ids(rows: Sequence[FeedRow], what: str) -> list[UUID]:
    keys = (row.key.partition(":") for row in rows if row.kind == "state")
    return [UUID(id_) for kind, _, id_ in keys if kind == what]


def _entry(row: FeedRow, states: dict[str, Parts], *, first: bool) -> Parts:
    state = states[row.key] if row.kind == "state" else ("null",)
    before = (
        f'{"" if first else ","}{{"seq":{row.seq},"key":"{row.key}","kind":"{row.kind}","state":'
    )
    return (before, *state, "}")


def _bare(keys: Sequence[str], what: str) -> list[str]:
    return [id_ for kind, _, id_ in (key.partition(":") for key in keys) if kind == what]

"""The reading side of sync: one page of a scope's feed with the states that belong to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple
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
    """A page as JSON text, and what it shows: for the audit. `digests` were made for it: key, sequence number, digest.
    `gone`: (key, sequence number) of what the feed names as here and is not; the page says that it left."""

    text: Parts
    to: int
    children: list[str]
    visits: list[str]
    digests: list[tuple[str, int, str]]
    gone: list[tuple[str, int]]


def page(viewer: Viewer, team_id: UUID, cursor: int, limit: int, proved: bool = False) -> Page:
    """What changed in a scope behind the cursor; with `proved` and at the head, the digests of the scope.

    Rows and states are read in one snapshot. `Problem(NOT_FOUND)` for a team that is not the
    viewer's, as for one that does not exist: a cursor grants nothing.
    """
    if team_id not in viewer.team_ids:
        raise Problem(NOT_FOUND)
    with snapshot() as reading:
        found = feed.after(reading, team_id, cursor, limit + 1)
        rows, more = found[:limit], len(found) > limit
        states = _states(reading, team_id, rows)
        epoch = feed.epoch(reading)
        head = feed.head(reading, team_id)
        proof, digests = _proof(reading, team_id) if proved and not more else (NO_PROOF, [])
    to = rows[-1].seq if rows else cursor
    opening = (
        f'{{"epoch":{epoch},"scope":"{team_id}","from":{cursor},"to":{to},'
        f'"more":{"true" if more else "false"},"head":{head},{proof},"rows":['
    )
    entries = (_entry(row, states, first=row is rows[0]) for row in rows)
    text = (opening, *chain.from_iterable(entries), "]}")
    known = [row.key for row in rows if row.key in states]
    gone = [(row.key, row.seq) for row in rows if row.kind == "state" and row.key not in states]
    return Page(text, to, _bare(known, "child"), _bare(known, "visit"), digests, gone)


NO_PROOF = '"digest":null,"scope_digest":null'


def _proof(reading: Session, team_id: UUID) -> tuple[str, list[tuple[str, int, str]]]:
    """What the scope comes to: the visits alone, for older apps, and everything. Beside it what had to be made for that."""
    visits, others, unknown = feed.digests(reading, team_id)
    states = _states(reading, team_id, unknown) if unknown else {}
    made = [(row.key, row.seq, state_sum(states[row.key])) for row in unknown if row.key in states]
    scope = visits + others + sum(int(digest, 16) for _, _, digest in made)
    return f'"digest":"{_hex(visits)}","scope_digest":"{_hex(scope)}"', made


def state_sum(state: Parts) -> str:
    """SHA-256, in hex, over a state of anything but a visit; its keys in order."""
    return hashlib.sha256("".join(state).encode()).hexdigest()


def _hex(total: int) -> str:
    return f"{total % 2**256:064x}"


def _states(reading: Session, team_id: UUID, rows: Sequence[FeedRow]) -> dict[str, Parts]:
    # Most pages bring nothing, or one kind of thing: what brings nothing is not asked for.
    children, visits, local = (_ids(rows, what) for what in ("child", "visit", "local"))
    return {
        **(_children(reading, team_id, children) if children else {}),
        **(_visits(reading, team_id, visits) if visits else {}),
        **(_local(reading, local) if local else {}),
    }


def canonical(state: dict[str, Any]) -> Parts:
    """With its keys in order, as both ends sum it."""
    return (orjson.dumps(state, option=orjson.OPT_SORT_KEYS).decode(),)


def _children(reading: Session, team_id: UUID, ids: list[UUID]) -> dict[str, Parts]:
    return {
        f"child:{child.id}": canonical(child_state(child))
        for child in children_in(reading, team_id, ids)
    }


def _visits(reading: Session, team_id: UUID, ids: list[UUID]) -> dict[str, Parts]:
    return {
        f"visit:{visit_id}": text for visit_id, text in states_in(reading, team_id, ids).items()
    }


def _local(reading: Session, ids: list[UUID]) -> dict[str, Parts]:
    wording = phrases.for_tablets(reading)
    return {
        f"local:{team}": canonical({**state, **wording})
        for team, state in pathways.states_in(reading, ids).items()
    }


def _ids(rows: Sequence[FeedRow], what: str) -> list[UUID]:
    keys = (row.key.partition(":") for row in rows if row.kind == "state")
    return [UUID(id_) for kind, _, id_ in keys if kind == what]


def _entry(row: FeedRow, states: dict[str, Parts], *, first: bool) -> Parts:
    state = states.get(row.key, ("null",))
    kind = "state" if row.key in states else "left"
    before = f'{"" if first else ","}{{"seq":{row.seq},"key":"{row.key}","kind":"{kind}","state":'
    return (before, *state, "}")


def _bare(keys: Sequence[str], what: str) -> list[str]:
    return [id_ for kind, _, id_ in (key.partition(":") for key in keys) if kind == what]

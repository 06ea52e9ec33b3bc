"""Raise a scope's counter for what changed. Call it as late in the transaction as the receipt
allows.

The counter row stays locked until commit, so within a scope sequence order is commit order and a
reader that sees *n* sees everything below it. (A plain sequence loses rows to readers whenever two
writers commit out of order.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit import catalogue, writer
from app.database import session
from app.feed.models import FeedRow, Scope, Timeline


def open_scope(team_id: UUID) -> None:
    """Give a new team its counter; where other teams' tablets hold what was set locally, its tablets get the same."""
    session().add(Scope(team_id=team_id, head=0))
    session().flush()
    if session().scalar(select(FeedRow.key).where(FeedRow.key.like("local:%")).limit(1)):
        touch([(team_id, f"local:{team_id}")])


def touch(
    changed: Iterable[tuple[UUID, str]], digests: Mapping[str, str] | None = None
) -> dict[tuple[UUID, str], int]:
    """Put each (team, entity key) at the end of its team's feed; returns the sequence number each
    got. `digests` are those of visits whose content changed; the others keep theirs. What anything else comes to is no
    longer known from here on (`keep_digests`).

    Teams are locked in id order, so that two transactions can never wait for each other.
    """
    numbers: dict[tuple[UUID, str], int] = {}
    by_team: dict[UUID, list[str]] = {}
    for team_id, key in dict.fromkeys(changed):
        by_team.setdefault(team_id, []).append(key)
    for team_id in sorted(by_team):
        keys = by_team[team_id]
        head = _advance(team_id, len(keys))
        for offset, key in enumerate(keys, start=head - len(keys) + 1):
            numbers[team_id, key] = offset
        _write(
            [
                {
                    "team_id": team_id,
                    "key": key,
                    "seq": numbers[team_id, key],
                    "kind": "state",
                    "digest": (digests or {}).get(key),
                }
                for key in keys
            ]
        )
    return numbers


def leave(old: UUID, new: UUID, keys: list[str]) -> dict[str, int]:
    """Move entities from one scope to another: a `left` row where they were, a `state` row where
    they are now.

    Returns the sequence numbers in the new scope. They are higher than the entities' numbers have
    been anywhere before, so that a tablet that follows both scopes can tell the newer state from
    the older one whichever it hears of first.
    """
    for team_id in sorted((old, new)):
        _lock(team_id)
    carried = session().execute(
        delete(FeedRow)
        .where(FeedRow.team_id == old, FeedRow.key.in_(keys))
        .returning(FeedRow.key, FeedRow.digest)
    )
    digests = {row.key: row.digest for row in carried if row.digest}
    head = _advance(old, len(keys))
    _write(
        [
            {"team_id": old, "key": key, "seq": seq, "kind": "left", "digest": None}
            for seq, key in enumerate(keys, start=head - len(keys) + 1)
        ]
    )
    session().execute(
        update(Scope).where(Scope.team_id == new, Scope.head < head).values(head=head)
    )
    return {key: seq for (_, key), seq in touch(((new, key) for key in keys), digests).items()}


def drop(team_id: UUID, keys: list[str]) -> None:
    """Say that these entities are gone from a scope, and are nowhere else under this name."""
    head = _advance(team_id, len(keys))
    _write(
        [
            {"team_id": team_id, "key": key, "seq": seq, "kind": "left", "digest": None}
            for seq, key in enumerate(keys, start=head - len(keys) + 1)
        ]
    )


def note_gone(team_id: UUID, found: Iterable[tuple[str, int]]) -> None:
    """Say that a scope no longer has what its feed still names: (key, sequence number). One that has changed since is left
    alone."""
    _lock(team_id)
    session().execute(_GONE, [{"team": team_id, "of": key, "at": seq} for key, seq in found])


def keep_digests(team_id: UUID, made: Iterable[tuple[str, int, str]]) -> None:
    """Note what entities other than visits come to: (key, sequence number it was made at, digest). One that has changed
    since is left alone."""
    _lock(team_id)
    session().execute(
        _KEEP,
        [{"team": team_id, "of": key, "at": seq, "made": digest} for key, seq, digest in made],
    )


def forget_digests(team_id: UUID) -> None:
    """Let what `keep_digests` noted of a scope be made anew when it is next asked for."""
    _lock(team_id)
    session().execute(
        update(FeedRow)
        .where(FeedRow.team_id == team_id, FeedRow.state_digest.is_not(None))
        .values(state_digest=None)
    )


def raise_epoch(actor_id: UUID | None) -> int:
    """Begin a new timeline after the database was restored from a backup; returns its number.

    Every tablet then sends its journal again and pulls from the start. The caller commits.
    """
    now = session().scalar(
        update(Timeline).values(epoch=Timeline.epoch + 1).returning(Timeline.epoch)
    )
    if now is None:
        session().add(Timeline(id=1, epoch=1))
        now = 1
    writer.record(catalogue.EPOCH_RAISED, actor=actor_id, epoch=now)
    return now


def _lock(team_id: UUID) -> None:
    """Rows of a feed are written by one transaction at a time: two that hold some of each other's would wait for ever."""
    session().execute(select(Scope.head).where(Scope.team_id == team_id).with_for_update())


def _advance(team_id: UUID, by: int) -> int:
    head: int | None = session().scalar(_ADVANCE, {"team": team_id, "by": by})
    if head is None:
        raise LookupError(f"team {team_id} has no scope")
    return head


def _write(rows: list[dict[str, object]]) -> None:
    opened = session()
    opened.execute(_WRITE[opened.get_bind().dialect.name], rows)


# Made once: building a statement costs more than running it.
_scopes, _feed = (table.metadata.tables[table.__tablename__] for table in (Scope, FeedRow))
_ADVANCE = (
    update(_scopes)
    .where(_scopes.c.team_id == bindparam("team"))
    .values(head=_scopes.c.head + bindparam("by"))
    .returning(_scopes.c.head)
)


_AS_READ = update(_feed).where(
    _feed.c.team_id == bindparam("team"),
    _feed.c.key == bindparam("of"),
    _feed.c.seq == bindparam("at"),
)
_KEEP = _AS_READ.values(state_digest=bindparam("made"))
_GONE = _AS_READ.values(kind="left", digest=None, state_digest=None)


def _placed(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=[_feed.c.team_id, _feed.c.key],
        set_={
            "seq": insert.excluded.seq,
            "kind": insert.excluded.kind,
            "digest": func.coalesce(insert.excluded.digest, _feed.c.digest),
            "state_digest": None,
        },
    )


_WRITE = {
    "postgresql": _placed(postgresql.insert(_feed)),
    "sqlite": _placed(sqlite.insert(_feed)),
}

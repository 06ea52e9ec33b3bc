"""Keeps what is gathered of each child up to date. What is stale is made anew when somebody looks; nothing is worked out
while a tablet waits for its receipts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Row, and_, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.children.models import Child
from app.database import session
from app.feed import queries as feed
from app.gathered.models import ChildFacts, GatheredScope
from app.gathered.queries import (
    BASIS,
    all_visits,
    behind,
    looked,
    records_for,
    stale,
    thresholds_as_text,
)
from app.pathways.queries import thresholds_for
from app.picture.facts import list_facts
from app.picture.findings import is_urgent, open_findings
from forms.field_types.times import uk_day

VERSION = 13
"""Raised when the facts are made differently: every child's are then made anew."""
PATIENCE = 2.0
"""Seconds a page may spend on it; the next look goes on."""


def refresh(team_ids: Iterable[UUID], patience: float = PATIENCE) -> int:
    """Makes anew what is stale for the children of these teams; returns how many are left for the next time. The caller
    commits.
    """
    until = time.monotonic() + patience
    # Read first: what comes meanwhile stands behind these and is found at the next look.
    heads = feed.heads(team_ids)
    seen = looked(heads, VERSION)
    today = uk_day(clock.now())
    waiting = stale(heads, VERSION, today, behind(heads, seen, today))
    made: list[dict[str, Any]] = []
    for basis in waiting:
        if made and time.monotonic() > until:
            break
        made.append(_made_of(session().get_one(Child, basis.child_id), basis))
    left = len(waiting) - _write(made)
    if not left and seen != heads:
        _write_looked(heads)
    return left


def _write_looked(heads: Mapping[UUID, int]) -> None:
    rows = [
        {"team_id": team_id, "version": VERSION, "seq": heads[team_id]} for team_id in sorted(heads)
    ]
    session().execute(_LOOKED[session().get_bind().dialect.name], rows)


def fresh(child: Child) -> ChildFacts:
    """What is gathered of a child, made anew first where it is stale. The caller commits."""
    for basis in stale([child.team_id], VERSION, uk_day(clock.now()), [child.id]):
        _write([_made_of(child, basis)])
    return session().get_one(ChildFacts, child.id, populate_existing=True)


def born(child: Child) -> date | None:
    """The day a child was born: as its record says, or else as a visit does. The caller commits."""
    return child.dob or fresh(child).born


def _write(made: Iterable[dict[str, Any]]) -> int:
    """Keep what was made, by the children's ids: two who look at the same moment then wait for one another, never in a
    circle. Whether there is a row is left to the database: somebody else may look for the first time. Where somebody else
    has kept a child since it was found stale, theirs stays: it may be of later visits than this one. Returns how many
    were kept."""
    rows = sorted(made, key=lambda row: row["child_id"])
    if not rows:
        return 0
    kept = session().execute(
        _MADE[session().get_bind().dialect.name],
        rows,
        execution_options={"preserve_rowcount": True},
    )
    return cast(CursorResult[Any], kept).rowcount


def _made_of(child: Child, basis: Row[Any]) -> dict[str, Any]:
    visits = all_visits(child.id)
    record, everything = records_for(child, visits, private=True)
    today = uk_day(clock.now())
    thresholds = thresholds_for(child.team_id)
    found = open_findings(everything, today.isoformat(), thresholds)
    return {
        "child_id": child.id,
        **_columns(list_facts(record)),
        "findings": found.findings,
        "must_see": found.must_see,
        "urgent": sum(is_urgent(finding) for finding in found.findings),
        "good_until": today if found.ages else None,
        "version": VERSION,
        "visits": len(visits),
        "seq": basis.newest or 0,
        "child_at": child.updated_at,
        "thresholds": thresholds_as_text(thresholds),
        **{f"was_{name}": getattr(basis, name) for name in BASIS},
    }


DAYS = ("born", "last_contact", "oldest_unknown", "father_seen", "baby_awake", "oldest_share")


def _columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (date.fromisoformat(value) if value else None) if name in DAYS else value
        for name, value in facts.items()
    }


_facts = ChildFacts.metadata.tables[ChildFacts.__tablename__]


def _placed(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["team_id"],
        set_={"version": insert.excluded.version, "seq": insert.excluded.seq},
        where=(GatheredScope.version != insert.excluded.version)
        | (GatheredScope.seq != insert.excluded.seq),
    )


def _made(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["child_id"],
        set_={column.name: column for column in insert.excluded if not column.primary_key},
        where=and_(
            *(
                _facts.c[name].is_not_distinct_from(
                    bindparam(f"was_{name}", type_=_facts.c[name].type)
                )
                for name in BASIS
            )
        ),
    )


_MADE = {
    "postgresql": _made(postgresql.insert(_facts)),
    "sqlite": _made(sqlite.insert(_facts)),
}
_LOOKED = {
    "postgresql": _placed(postgresql.insert(GatheredScope)),
    "sqlite": _placed(sqlite.insert(GatheredScope)),
}

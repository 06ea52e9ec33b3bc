"""Who else is working with the family, and what was shared with whom, on which basis, and whether they confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.picture.entries import Record, Row
from forms.safety.dates import day_of
from forms.safety.past import Share, agency_named, shares_of

WAITS = ("awaiting", "no_reply")


def agencies(record: Record) -> list[dict[str, Any]]:
    """One item for each agency and worker, by its newest row: {type, worker, for, status, last, source, first, on, visit}.
    `first` and `on`: the contacts at which it was first and last named.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for contact in record.contacts:
        for row in record.rows(contact, "agency"):
            told = _told(row)
            kind = str(told.get("ag_type", ""))
            if not kind and not told.get("ag_worker"):
                continue
            of = (kind, agency_named(told.get("ag_worker")))
            known = found.get(of)
            item: dict[str, Any] = {"type": kind, "first": known["first"] if known else contact.on}
            for name in ("worker", "for", "status", "last", "source"):
                if f"ag_{name}" in told:
                    item[name] = told[f"ag_{name}"]
                elif known and name in known:
                    item[name] = known[name]
            found[of] = item | {"on": contact.on, "visit": contact.place} | _unsent(row)
    return list(found.values())


def shares(record: Record) -> list[dict[str, Any]]:
    """One item for each piece of information that went or came, the newest first: {direction, when, with, how, basis,
    told, ack, facts, opinion, reason, open, visit, by}. `open`: we shared or asked, and nobody has confirmed yet, here or
    at a later contact, as rule R27 reads it.
    """
    waiting = {key_of(one) for one in waiting_shares(record)}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for contact in record.contacts:
        for row in record.rows(contact, "share"):
            told = _told(row)
            if not told:
                continue
            first = next(iter(row.values()))
            item: dict[str, Any] = {
                name.removeprefix("sh_").replace("family_told", "told"): value
                for name, value in told.items()
            }
            item |= {"visit": contact.place, "on": contact.on, "by": first.by or contact.author}
            item["open"] = item.get("ack") in WAITS and share_key(item) in waiting
            of = (
                str(item.get("direction")),
                str(item.get("when", first.row)),
                agency_named(item.get("with")),
            )
            found[of] = item | _unsent(row)
    return sorted(
        found.values(), key=lambda item: str(item.get("when") or item["on"]), reverse=True
    )


Key = tuple[str, str, str]
"""What the rules know a share by: direction, agency, UK day."""


def key_of(one: Share) -> Key:
    """Of a share as the rules keep it."""
    return one["direction"], one["agency"], one["on"]


def share_key(item: Mapping[str, Any]) -> Key:
    """Of an item of `shares`."""
    return (
        item.get("direction", ""),
        agency_named(item.get("with")),
        day_of(item.get("when")) or item["on"],
    )


def waiting_shares(record: Record) -> list[Share]:
    """What still has to be confirmed after all contacts, as rule R27 reads them."""
    waiting: list[Share] = []
    for contact in record.contacts:
        rows = {
            group: [_told(row) for row in record.rows(contact, group)]
            for group in ("action", "share")
        }
        waiting = shares_of({"on": contact.on, "rows": rows}, waiting)
    return waiting


def _told(row: Row) -> dict[str, Any]:
    return {name: entry.value for name, entry in row.items() if entry.value is not None}


def _unsent(row: Row) -> dict[str, Any]:
    return {"unsent": True} if any(entry.unsent for entry in row.values()) else {}

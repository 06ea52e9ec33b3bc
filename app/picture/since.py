"""What the latest contact brought, against everything before it: new, changed, resolved, still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.picture.entries import Claim, Entry, Record, claim, same, subject

FOLLOWED = frozenset(
    {"enum", "multi", "address", "person", "people", "date", "code", "line", "int", "gestation"}
)
"""Types whose change can be told without reading; long texts are read in the timeline."""
FOLLOWED_KINDS = ("F", "D", "R")
JUDGED = ("level_need", "legal_status", "safeguarding_decision")
"""Followed although they are views or plans: they are what the service decided."""
NEW_ROWS = {
    "household": "hh_person",
    "residence_claim": "rc_address",
    "mark": "mark_site",
    "agency": "ag_type",
}
"""Rows that are news by being there: group to the question that names the row."""


def since_last_time(
    record: Record, unknown: Sequence[Mapping[str, Any]], actions: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """{visit, before, new, changed, resolved, open_unknown, open_actions}.

    `visit` is the latest contact at which something was recorded, `before` the one before it (None at the first, when
    nothing can have changed). `new`: {claim}; `changed`: {before, after}; `resolved`: {before, after}, where a reason
    stood there or an item was listed, and now there is an answer. `open_*`: places in the other two parts of what stood
    open before the latest contact and still does.
    """
    if not record.contacts:
        return _nothing(None, None)
    last = record.contacts[-1]
    before = record.contacts[-2] if len(record.contacts) > 1 else None
    if before is None:
        return _nothing(last.place, None)
    earlier: dict[tuple[str, str], Entry] = {}
    latest: dict[tuple[str, str], Entry] = {}
    for entry in record.entries:
        if entry.second or entry.further:
            continue
        of_visit = latest if entry.contact.place == last.place else earlier
        of_visit[_subject(record, entry)] = entry
    made = _nothing(last.place, before.place)
    for of, entry in latest.items():
        known = earlier.get(of)
        if known is None:
            if _is_news(entry):
                made["new"].append(claim(entry))
        elif entry.value is None or not _followed(entry):
            continue
        elif known.missing:
            made["resolved"].append(_pair(known, entry))
        elif not same(known.value, entry.value):
            made["changed"].append(_pair(known, entry))
    made["open_unknown"] = [
        place
        for place, item in enumerate(unknown)
        if item["since"] <= before.on and item["what"] != "never"
    ]
    made["open_actions"] = [
        place for place, item in enumerate(actions) if item["open"] and item["since"] <= before.on
    ]
    return made


def _subject(record: Record, entry: Entry) -> tuple[str, str]:
    """Of a residence claim, whom it is about and who says so: another source's word is news, this one's is a change."""
    if entry.group != "residence_claim":
        return subject(entry)
    source = record.rows_of[entry.contact.place][entry.group][entry.row].get("rc_source")
    said_by = source.value if source else None
    return entry.field, f"{entry.about} {said_by}" if said_by else entry.row


def _nothing(visit: int | None, before: int | None) -> dict[str, Any]:
    return {
        "visit": visit,
        "before": before,
        "new": [],
        "changed": [],
        "resolved": [],
        "open_unknown": [],
        "open_actions": [],
    }


def _followed(entry: Entry) -> bool:
    return entry.field in JUDGED or (
        entry.meta.type in FOLLOWED
        and entry.kind in FOLLOWED_KINDS
        and (not entry.group or bool(entry.about))
    )


def _is_news(entry: Entry) -> bool:
    """A row that was not there before, or an answer to a core question nobody had asked before."""
    if entry.value is None:
        return False
    if entry.group:
        return NEW_ROWS.get(entry.group) == entry.field
    return entry.meta.core and _followed(entry)


def _pair(before: Entry, after: Entry) -> dict[str, Claim]:
    return {"before": claim(before), "after": claim(after)}

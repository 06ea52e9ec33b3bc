"""One picture of the child: everything that was recorded, side by side. Pure: it is given the child and the visits, and
knows no clock; how old something is, whoever reads it works out. The tablet has a twin, `static/js/picture/`; both are
held together by tests/picture/test_twin.py. The shapes stand in docs/picture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.picture.actions import actions
from app.picture.agencies import agencies, shares
from app.picture.contradictions import contradictions
from app.picture.entries import Record, record_of
from app.picture.growth import growth
from app.picture.housing import housing
from app.picture.icon import icon
from app.picture.people import people
from app.picture.records import records
from app.picture.residence import residence
from app.picture.since import since_last_time
from app.picture.still_unknown import still_unknown
from app.picture.timeline import timeline
from app.picture.views import views
from forms.blocks import people_of
from forms.definition import Form

__all__ = ["picture", "picture_of", "record_of", "timeline"]

Picture = dict[str, Any]


def picture(
    child: Mapping[str, Any],
    visits: Iterable[Mapping[str, Any]],
    form_of: Callable[[int], Form],
    *,
    private: bool = False,
) -> Picture:
    """The picture of one child as JSON. `visits` as `entries.record_of` takes them. The timeline, much the longest part,
    is made by itself when it is wanted (`timeline`).
    """
    return picture_of(record_of(child, visits, form_of, private=private))


def picture_of(record: Record, written: Record | None = None) -> Picture:
    """The picture of what was read; `written` is the record with what no longer counts, where anything was left out."""
    blocks = people_of(record.child.get("people") or ())
    folk = people(record)
    lives = residence(record, blocks)
    unknown = still_unknown(record)
    to_do = actions(record)
    return {
        "visits": [
            {
                "visit_id": contact.visit_id,
                "at": contact.at,
                "on": contact.on,
                "type": contact.type,
                "mode": contact.mode,
                "where": contact.where,
                "access": contact.access,
                "status": contact.status,
                "author": contact.author,
                "version": contact.version,
                "met": contact.met,
                "unsent": contact.unsent,
            }
            for contact in record.contacts
        ],
        "since": since_last_time(record, unknown, to_do),
        "residence": lives,
        **folk,
        "contradictions": contradictions(record, blocks, lives, written or record),
        "unknown": unknown,
        "icon": icon(record, folk["people"]),
        "growth": growth(record),
        "agencies": agencies(record),
        "shares": shares(record),
        "housing": housing(record),
        "actions": to_do,
        "records": records(record),
        "views": views(record),
        "must_see": must_see(record),
    }


def must_see(record: Record) -> list[str]:
    """What the latest contact that says so wants seen or done next, in its words."""
    entry = record.latest("must_see_next")
    told = entry.value if entry is not None and isinstance(entry.value, list) else []
    return [code for code in told if code != "none"]

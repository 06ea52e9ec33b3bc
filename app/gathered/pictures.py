"""The picture of a child for a page: as JSON for the components the tablet uses too, and in plain words for a browser
without scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson

from app import clock
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.children.queries import child_state
from app.gathered.operations import fresh
from app.gathered.queries import records_for
from app.pathways.queries import thresholds_for
from app.picture import picture_of, timeline
from app.picture.findings import late_shares, without_private
from app.picture.plain import Paragraph, plain
from app.visits.queries import visits_of_child
from forms.safety.dates import now_in_uk


@dataclass(frozen=True, slots=True)
class ChildPicture:
    """What `picture/panel.jinja` draws. `text` is JSON: {child, picture, timeline, late, versions}."""

    text: str
    paragraphs: list[Paragraph]
    private: bool
    born: date | None  # by the record, or else by a visit
    hidden_entries: int  # how many entries that must not be overheard are among what is shown


def child_picture(viewer: Viewer, child: Child, *, private: bool) -> ChildPicture:
    """The picture of a child of the viewer's, without what must not be seen over a shoulder unless `private`. What is
    gathered of the child may be made anew; the caller commits.
    """
    record, written = records_for(child, visits_of_child(viewer, child.id), private=private)
    made = picture_of(record, written)
    facts = fresh(child)
    wanted = facts.must_see
    made["must_see"] = [
        *dict.fromkeys([*made["must_see"], *(wanted if private else without_private(wanted))])
    ]
    state = child_state(child)
    told = {
        "child": state,
        "picture": made,
        "timeline": timeline(record),
        "late": late_shares(
            record, made["shares"], now_in_uk(clock.now()), thresholds_for(child.team_id)
        ),
        "versions": sorted({contact.version for contact in record.contacts}),
    }
    return ChildPicture(
        text=orjson.dumps(told).decode(),
        paragraphs=plain(record, made, state),
        private=private,
        born=child.dob or facts.born,
        hidden_entries=sum(entry.meta.private for entry in record.entries),
    )

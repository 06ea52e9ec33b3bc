"""The page of one visit: everything it shows, gathered from the record for one manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import forms
from app.accounts.queries import user_names
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.review import queries, rules
from app.review.reading import Reading, read
from app.visits.merge import signed
from app.visits.models import Change, Visit, VisitStatus
from app.wording import UNITED_KINGDOM, Words, age_words, wire_moment
from forms.definition import Form

LATE_HOURS = 24
"""A record written or received this long after the contact is marked: late entry should be visible,
not hidden.
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the manager has typed and not yet sent off: kept through every refusal."""

    comments: Mapping[str | None, str] = field(default_factory=dict)
    opened_at: datetime | None = None
    sensitive: bool = False

    @property
    def said(self) -> dict[str | None, str]:
        """The comments with words in them."""
        return {key: text for key, text in self.comments.items() if text.strip()}


@dataclass(frozen=True, slots=True)
class Timing:
    """When the contact took place, when it was written down and when the server had it."""

    visited: datetime | None
    first_written: datetime | None
    last_written: datetime | None
    first_received: datetime | None
    last_received: datetime | None
    clock_offset_ms: int  # the largest difference a tablet's clock had from the server's

    @property
    def written_late(self) -> bool:
        """Whether some of it was written a day or more after the contact."""
        return _hours(self.visited, self.last_written) >= LATE_HOURS

    @property
    def received_late(self) -> bool:
        """Whether it lay on the tablet for a day or more."""
        return _hours(self.first_written, self.first_received) >= LATE_HOURS


@dataclass(frozen=True, slots=True)
class VisitPage:
    """What `review/visit.jinja` draws."""

    visit: Visit
    child: Child
    form: Form
    author: str
    signed_off_by: str
    reading: Reading
    timing: Timing
    kinds: list[queries.Waiting]
    whole_comments: list[Mapping[str, Any]]
    typed: Typed

    @property
    def decidable(self) -> bool:
        """Whether the visit waits for a decision."""
        return self.visit.status == VisitStatus.SUBMITTED

    @property
    def age(self) -> str:
        """The child's age when the contact began, in words; empty when a date is missing."""
        begun = self.visit.contact_start
        return age_words(self.child.dob, uk_day(begun)) if self.child.dob and begun else ""

    def label_of(self, key: str | None) -> str:
        """The name of the question a comment speaks of."""
        declared = self.form.field_of(key) or self.form.fields.get(key) if key else None
        return declared.name if declared else "The whole visit"


def visit_page(viewer: Viewer, visit_id: UUID, typed: Typed) -> VisitPage:
    """Gather the page; `Problem(NOT_FOUND)` for a visit that is not the manager's to read."""
    own = queries.visit_of(viewer, visit_id)
    visit, child = own
    form = forms.published(visit.form_version)
    changes = queries.changes_of(own)
    comments = queries.comments_on(own)
    answers = signed(visit.answers, visit.writers)
    before = rules.standing_at(queries.steps(changes), visit.round - 1) if visit.round > 1 else None
    reading = read(
        form,
        answers,
        words_for(child),
        sensitive=typed.sensitive,
        before=rules.differences(before, answers) if before is not None else None,
        opened_at=typed.opened_at,
        comments=comments,
    )
    names = user_names({visit.author_id, *filter(None, [visit.signed_off_by])})
    return VisitPage(
        visit=visit,
        child=child,
        form=form,
        author=names.get(visit.author_id, ""),
        signed_off_by=names.get(visit.signed_off_by, "") if visit.signed_off_by else "",
        reading=reading,
        timing=timing_of(visit, changes),
        kinds=queries.kinds_of(visit),
        whole_comments=[comment for comment in comments if comment["key"] is None],
        typed=typed,
    )


def words_for(child: Child | None) -> Words:
    """The words for the people and addresses on a child's record. The line of a restricted address
    is left out.
    """
    if child is None:
        return Words({}, {})
    people = {
        str(person.id): f"{person.name} ({person.relation.replace('_', ' ')})"
        if person.name
        else person.relation.replace("_", " ")
        for person in child.people
    }
    addresses = {
        str(address.id): f"{address.label} (restricted address)"
        if address.restricted
        else ", ".join(part for part in (address.label, address.line, address.postcode) if part)
        for address in child.addresses
    }
    return Words(people, addresses)


def timing_of(visit: Visit, changes: Sequence[Change]) -> Timing:
    """Gather the times from the changes; a tablet's times are its own words and order nothing."""
    written = sorted(filter(None, (wire_moment(change.recorded_at) for change in changes)))
    received = sorted(change.received_at for change in changes)
    offsets = [change.clock_offset_ms for change in changes if change.clock_offset_ms is not None]
    return Timing(
        visited=visit.contact_start,
        first_written=written[0] if written else None,
        last_written=written[-1] if written else None,
        first_received=received[0] if received else None,
        last_received=received[-1] if received else None,
        clock_offset_ms=max(offsets, key=abs, default=0),
    )


def uk_day(moment: datetime) -> date:
    """The day it was in the United Kingdom."""
    return moment.astimezone(UNITED_KINGDOM).date()


def _hours(earlier: datetime | None, later: datetime | None) -> float:
    return (later - earlier).total_seconds() / 3600 if earlier and later else 0.0

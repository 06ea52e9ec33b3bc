"""The page of one visit: everything it shows, gathered from the record for one manager."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import forms
from app.accounts.queries import user_names
from app.accounts.viewer import Viewer
from app.children.models import Child
from app.database import session
from app.gathered.operations import born
from app.review import queries, rules, waiting_list
from app.review.findings import Findings, findings_on
from app.review.reading import ANOTHER_ACCOUNT, Entry, Reading, read
from app.review.since_signed import Named, changed_since, named, still_open
from app.review.two_values import TwoValues, two_values
from app.visits.by_form import form_to_read, is_known, readable
from app.visits.merge import signed
from app.visits.models import Change, Visit, VisitStatus
from app.visits.queries import comments_on, notes_on, on_screen
from app.wording import Words, age_words, further_names, parents_of, wire_moment
from forms.definition import Form, Sensitivity
from forms.derived.private import TELLING, private_fields
from forms.derived.submitted import without_place
from forms.derived.wire_schema import refuse_answer
from forms.derived.without_source import without_source
from forms.field_types.times import uk_day
from forms.keys import id_of, is_further
from forms.safety.said import leaks

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


class Note(NamedTuple):
    """A held change that was put beside the visit: who wrote it, who put it there and why. `kept_back`: it has a summary
    for parents, and nothing of the kind is on this copy before somebody has read it beside what is kept from them.
    """

    author: str
    written: datetime | None
    by: str
    at: datetime | None
    reason: str
    laid: Laid
    kept_back: bool


class LeftOut(NamedTuple):
    """Answers to questions that no longer apply: no part of what was submitted. `unnamed` are sensitive ones."""

    names: list[str]
    unnamed: int


class Kept(NamedTuple):
    """Answers that were given under another version of the form and have no place in this one."""

    version: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class VisitPage:
    """What `review/visit.jinja` draws."""

    visit: Visit
    child: Child
    born: date | None  # by the record, or else by a visit
    form: Form
    author: str
    signer: str  # who signed it as it is handed in; the author, while nobody has
    signed_off_by: str
    reading: Reading
    since_last: tuple[Entry, ...]  # what changed since the last round
    since_signed: Named  # what changed since this one was signed, and the keys of it
    changed_after: Collection[str]
    still_open: Named  # what must be complete and is not, though it was when she signed
    no_source: Named  # what names nobody as its source
    held: Sequence[UUID]  # its changes that are kept beside the record and nobody has decided about
    timing: Timing
    author_gone: bool  # nothing she writes comes into the record of this child any more
    whole_comments: list[Mapping[str, Any]]
    notes: list[Note]
    left_out: LeftOut
    other_version: list[Kept]
    typed: Typed
    findings: Findings
    kept_back: (
        bool  # the summary for parents repeats what is kept from them, and is not on this copy
    )

    @property
    def unknown_form(self) -> bool:
        """Whether the service does not have the version of the form the visit was recorded on."""
        return not is_known(self.visit.form_version)

    @property
    def decidable(self) -> bool:
        """Whether the visit waits for a decision."""
        return self.visit.status == VisitStatus.SUBMITTED

    @property
    def age(self) -> str:
        """The child's age when the contact began, in words; empty when a date is missing."""
        begun = self.visit.contact_start
        return age_words(self.born, uk_day(begun)) if self.born and begun else ""

    @property
    def hidden(self) -> int:
        """How many sensitive answers are not shown, those beside the visit among them."""
        beside = (kept.reading.hidden for kept in self.other_version)
        return self.reading.hidden + sum(beside) + sum(note.laid.hidden for note in self.notes)

    def keeps_back(self, key: str | None) -> bool:
        """Whether a comment speaks of an answer that is not shown: neither its words nor the question's name are then."""
        if key is None or self.typed.sensitive:
            return False
        return id_of(key) in private_fields(self.form) or not self.form.field_of(key)

    @property
    def comments_kept_back(self) -> int:
        """How many of those were typed."""
        return sum(self.keeps_back(key) for key in self.typed.said)

    @property
    def boxless(self) -> list[str]:
        """Of what comments were typed, and may be named, that has no entry on the page: it is not asked any more."""
        on_page = {entry.key for entry in self.reading.entries}
        return [
            key
            for key in self.typed.said
            if key and key not in on_page and not self.keeps_back(key)
        ]

    def label_of(self, key: str | None) -> str:
        """The name of the question a comment speaks of."""
        if self.keeps_back(key):
            return "A sensitive answer"
        declared = self.form.field_of(key) or self.form.fields.get(key) if key else None
        if declared is None:
            return "The whole visit"
        return declared.name + (ANOTHER_ACCOUNT if is_further(key or "") else "")


def visit_page(viewer: Viewer, visit_id: UUID, typed: Typed, *, printed: bool = False) -> VisitPage:
    """Gather the page; `Problem(NOT_FOUND)` for a visit that is not the manager's to read.

    `printed`: for paper, which names no restricted address, not even by its label.
    """
    own = queries.visit_of(viewer, visit_id)
    visit, child = own
    form = form_to_read(visit.form_version)
    parts = queries.parts_of(own)
    comments = comments_on(session(), [visit_id]).get(visit_id, [])
    everything = signed(readable(visit.form_version, visit.answers), visit.writers)
    answers = {key: state for key, state in everything.items() if key not in visit.left_out}
    kept_back = printed and _repeats_what_is_kept(form, everything)
    if kept_back:
        answers = {key: state for key, state in answers.items() if key != FOR_PARENTS}
    last = rules.standing_at(queries.steps(parts), visit.round - 1) if visit.round > 1 else None
    since_last = rules.differences(last, answers) if last is not None else {}
    since_signed = changed_since(visit, parts)
    words = words_for(child, answers, printed=printed)
    words_as_kept = words_for(child, printed=printed)
    unsourced = without_source(form, everything)
    reading = read(
        form,
        answers,
        words,
        sensitive=typed.sensitive,
        before=since_signed | since_last,
        opened_at=typed.opened_at,
        comments=comments,
        unsourced=frozenset(unsourced),
    )
    notes = notes_on(session(), [visit_id]).get(visit_id, [])
    versions = queries.versions_of([UUID(note["id"]) for note in notes])
    signer_id = queries.signer_of(visit, parts) or visit.author_id
    names = user_names({visit.author_id, signer_id, *filter(None, [visit.signed_off_by])})
    on_page = {entry.key for entry in reading.entries}

    def by_name(keys: Iterable[str]) -> Named:
        return named(keys, form, everything, words, on_page, sensitive=typed.sensitive)

    changes = [part.change for part in parts]
    times = [(wire_moment(change.recorded_at), change.received_at) for change in changes]
    return VisitPage(
        findings=findings_on(
            visit,
            child,
            form,
            answers,
            words,
            times,
            sensitive=typed.sensitive,
        ),
        visit=visit,
        child=child,
        born=born(child),
        form=form,
        author=names.get(visit.author_id, ""),
        signer=names.get(signer_id, ""),
        signed_off_by=names.get(visit.signed_off_by, "") if visit.signed_off_by else "",
        reading=reading,
        since_last=tuple(entry for entry in reading.changed if entry.key in since_last),
        since_signed=by_name(since_signed),
        changed_after=since_signed.keys(),
        still_open=by_name(
            still_open(visit, child) if visit.status == VisitStatus.SUBMITTED else ()
        ),
        no_source=by_name(unsourced),
        held=queries.held_ids(viewer, visit_id),
        timing=timing_of(visit, changes),
        author_gone=waiting_list.author_gone(visit_id),
        whole_comments=[comment for comment in comments if comment["key"] is None],
        notes=[
            _note(note, versions.get(note["id"]), words_as_kept, typed.sensitive, printed)
            for note in notes
        ],
        left_out=_left_out(form, visit.left_out, typed.sensitive),
        other_version=list(_kept(form, everything, words_as_kept, typed.sensitive)),
        typed=typed,
        kept_back=kept_back,
    )


FOR_PARENTS = "safe_summary"


def _repeats_what_is_kept(form: Form, answers: Mapping[str, Mapping[str, Any]]) -> bool:
    state = answers.get(FOR_PARENTS, {})
    return any(
        leaks(form, {**answers, FOR_PARENTS: said}) for said in (state, *state.get("cands", ()))
    )


def _note(
    note: Mapping[str, Any], version: int | None, words: Words, sensitive: bool, printed: bool
) -> Note:
    answers = note["answers"]
    kept_back = printed and FOR_PARENTS in answers
    if kept_back:
        answers = {key: said for key, said in answers.items() if key != FOR_PARENTS}
    return Note(
        author=note["by"]["name"],
        written=wire_moment(note["at"]),
        by=note["noted"]["by"],
        at=wire_moment(note["noted"]["at"]),
        reason=note["noted"]["reason"],
        laid=laid_out(version, answers, words, sensitive),
        kept_back=kept_back,
    )


def _left_out(form: Form, keys: Sequence[str], sensitive: bool) -> LeftOut:
    secret = frozenset[str]() if sensitive else private_fields(form)
    declared = [one for key in keys if (one := form.field_of(key))]
    named = [one for one in declared if one.id not in secret]
    return LeftOut(list(dict.fromkeys(one.name for one in named)), len(declared) - len(named))


def _kept(form: Form, answers: Mapping[str, Any], words: Words, sensitive: bool) -> Iterator[Kept]:
    keys = set(without_place(form, answers))
    for version in sorted(forms.versions(), reverse=True):
        other = forms.published(version)
        its = {key: answers[key] for key in keys if other.field_of(key)}
        keys -= its.keys()
        if its:
            yield Kept(version, read(other, its, words, sensitive=sensitive))


@dataclass(frozen=True, slots=True)
class TwoValuesPage:
    """What `review/two_values.jinja` draws."""

    visit: Visit
    child: Child
    born: date | None
    author: str
    questions: list[TwoValues]
    left_out: int  # sensitive ones that are not shown
    sensitive: bool

    @property
    def sensitive_shown(self) -> int:
        """How many sensitive questions are on the page."""
        return sum(one.entry.sensitivity is Sensitivity.HIDDEN for one in self.questions)


def two_values_page(viewer: Viewer, visit_id: UUID, sensitive: bool) -> TwoValuesPage:
    """The answers with several values; `Problem(NOT_FOUND)` for a visit that is not the manager's."""
    visit, child = queries.visit_of(viewer, visit_id)
    questions, left_out = two_values(
        form_to_read(visit.form_version),
        signed(readable(visit.form_version, visit.answers), visit.writers),
        words_for(child),
        on_screen(session(), visit.answers),
        sensitive=sensitive,
    )
    author = user_names({visit.author_id}).get(visit.author_id, "")
    return TwoValuesPage(visit, child, born(child), author, questions, left_out, sensitive)


class Laid(NamedTuple):
    """What somebody wrote, as far as it can be read with a form; the rest as it was sent. `kept_back`: how many are
    neither, because they are sensitive or nobody knows whether they are."""

    reading: Reading | None
    raw: list[tuple[str, str]]
    kept_back: int = 0

    @property
    def hidden(self) -> int:
        """How many answers are not shown before that is asked for."""
        return self.kept_back + (self.reading.hidden if self.reading else 0)


def laid_out(
    version: int | None, answers: Mapping[str, Any], words: Words, sensitive: bool
) -> Laid:
    """Answers that nobody has checked yet, for reading. `version` is the form they were written on."""
    form = forms.published(version or 0, None)
    right, raw, kept_back = {}, [], 0
    for key, said in answers.items():
        declared = form.field_of(key) if form else None
        if form and refuse_answer(form, key, said) is None:
            right[key] = said
        elif sensitive or not _may_be_hidden(key, _as_text(said)):
            raw.append((declared.name if declared else key, _as_text(said)))
        else:
            kept_back += 1
    reading = read(form, right, words, sensitive=sensitive) if form else None
    return Laid(reading, sorted(raw), kept_back)


def _may_be_hidden(key: str, said: str) -> bool:
    """Whether some version of the form keeps the question back, or one that is named in what was said to it; or none
    knows it, so that nobody can say it does not."""
    versions = [forms.published(version) for version in forms.versions()]
    private = set(TELLING).union(*map(private_fields, versions))
    named = {id_of(key), *re.findall(r"\w+", said)}
    return not any(form.field_of(key) for form in versions) or not named.isdisjoint(private)


def _as_text(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def words_for(
    child: Child | None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    printed: bool = False,
) -> Words:
    """The words for the people and addresses on a child's record, and for the further carers that
    `answers` name. The line of a restricted address is left out; `printed`, for paper, its label too.
    """
    if child is None:
        return Words({}, {}, printed=printed)
    people = {
        str(person.id): f"{person.name} ({person.relation.replace('_', ' ')})"
        if person.name
        else person.relation.replace("_", " ")
        for person in child.people
    }
    addresses = {
        str(address.id): (
            "On record, not printed" if printed else f"{address.label} (restricted address)"
        )
        if address.restricted
        else ", ".join(part for part in (address.label, address.line, address.postcode) if part)
        for address in child.addresses
    }
    parents = parents_of((person.name or "", person.relation) for person in child.people)
    further = further_names(
        [
            {"id": str(person.id), "name": person.name or "", "relation": person.relation}
            for person in child.people
        ],
        answers or {},
    )
    return Words(people, addresses, parents | further, printed=printed)


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


def _hours(earlier: datetime | None, later: datetime | None) -> float:
    return (later - earlier).total_seconds() / 3600 if earlier and later else 0.0

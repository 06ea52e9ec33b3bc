"""Decides what becomes of the changes of one request. Pure: it is given what the database knew
under its locks, and answers with what is to be written.

Every outcome is settled in memory before anything is written, so that a request is one transaction
without savepoints (docs/decisions/0010-one-transaction-a-request.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app import clock
from app.accounts.viewer import Viewer
from app.permissions import Role
from app.problems import (
    BAD_CHANGE,
    CORRUPT,
    DEVICE_REVOKED,
    FORM_DIFFERS,
    FORM_UNKNOWN,
    ID_REUSE,
    NOT_ON_CASELOAD,
    SIGNED_OFF,
    ProblemType,
)
from app.visits import rules
from app.visits.envelope import Envelope, Unreadable, bases_of
from app.visits.merge import REFUSED, Fate, Outcome, State, Writers, decide, effective_base
from app.visits.models import ANSWERS_REFUSED, VisitStatus
from forms.definition import Form, Refusal
from forms.derived.applicable import open_questions
from forms.derived.quick_yes import quick_yes
from forms.derived.wire_schema import refuse_answer

Letter = Envelope | Unreadable
Fates = dict[str, dict[str, Fate]]
"""Change id to answer key to what became of that answer, where it was not simply applied."""

APPLIED = {"outcome": "applied"}
"""What most answers come to: made once."""
KEPT = frozenset({"stored", "held", "rejected"})
"""The outcomes that leave a row in the table of changes."""


@dataclass(slots=True)
class Draft:
    """A visit in hand while a request is decided; it is written once, at the end."""

    id: UUID
    child_id: UUID
    team_id: UUID
    form: str
    form_version: int
    author_id: UUID
    created_at: datetime
    status: VisitStatus = VisitStatus.OPEN
    round: int = 0
    submitted_at: datetime | None = None
    began_on: int | None = None  # as in the table
    answers: dict[str, State] = field(default_factory=dict)
    writers: Writers = field(default_factory=dict)
    is_new: bool = True
    changed_at: datetime | None = None  # before this request
    changes: int = 0  # how many of this request are in it
    seq: int = 0
    answers_text: bytes = b""  # `answers` as JSON, once they are settled


class Met(NamedTuple):
    """A change that was met before. `receipt` is empty while its first copy is in the same
    request."""

    author_id: UUID
    body_sha256: str
    receipt: str


@dataclass(slots=True)
class Decided:
    """A change and what becomes of it: `stored` into `draft`, not stored because of `kind`, or
    `known` with the receipt it got the first time."""

    letter: Letter
    outcome: str
    team_id: UUID | None = None
    kind: ProblemType | None = None
    message: str | None = None
    draft: Draft | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    submit: dict[str, Any] | None = None
    moved: dict[str, Any] | None = None
    fates: dict[str, Fate] = field(default_factory=dict)  # as in `Fates`
    alone: bool = True  # each answer stands as this change says it, with no other beside it

    @property
    def is_kept(self) -> bool:
        """Whether a row of the table of changes is made of it."""
        return self.outcome in KEPT and self.letter.change_id is not None

    @property
    def code(self) -> str | None:
        """Why it is not in the record, or not all of it."""
        if self.kind:
            return self.kind.code
        return ANSWERS_REFUSED if rules.refused_in(self.fates) else None

    @property
    def every_fate(self) -> dict[str, Fate]:
        """What became of each answer, of the applied ones too."""
        if not isinstance(self.letter, Envelope):
            return self.fates
        bases = bases_of(self.letter.answers)
        return {key: ("applied", base) for key, base in bases.items()} | self.fates


@dataclass(slots=True)
class Delivery:
    """One request's changes and what was known when they came. `drafts`, `met` and `fates` grow as
    changes are decided: a later change of the request sees what an earlier one did."""

    viewer: Viewer
    device_id: UUID
    revoked: bool
    received_at: datetime
    form_of: Callable[[str, int], Form | None]
    team_of: dict[UUID, UUID]  # child -> team, for every child the changes name
    drafts: dict[UUID, Draft]  # visits of these children
    elsewhere: set[UUID]  # visits that are named here but belong to other children
    met: dict[UUID, Met]
    fates: Fates
    holding: Callable[[Draft], list[str]]  # keys of the safety rules that hold a signature
    told_team_of: dict[UUID, UUID] = field(default_factory=dict)  # of children nobody knows

    def decide(self, letter: Letter) -> Decided:
        """What becomes of the next change."""
        if not letter.intact:
            return self._refused(letter, "corrupt", CORRUPT)
        if letter.change_id is not None:
            before = self.met.get(letter.change_id)
            if before is not None:
                if before[:2] == (self.viewer.id, letter.body_sha256):
                    return Decided(letter, "known")
                return self._refused(letter, "id_reuse", ID_REUSE)
            self.met[letter.change_id] = Met(self.viewer.id, letter.body_sha256, "")
        if isinstance(letter, Unreadable):
            return self._refused(letter, "rejected", letter.kind, letter.message)
        if letter.device_id != self.device_id:
            words = f"{BAD_CHANGE.sentence} It names another tablet."
            return self._refused(letter, "rejected", BAD_CHANGE, words)
        return self._place(letter)

    def _place(self, letter: Envelope) -> Decided:
        """Whether its author may put it there now."""
        if self.revoked:
            return self._refused(letter, "held", DEVICE_REVOKED)
        # Who is a visitor no longer still sends what she wrote while she was one: it is held.
        is_visitor = self.viewer.role is Role.VISITOR
        if not is_visitor or self.team_of.get(letter.child_id) not in self.viewer.team_ids:
            return self._refused(letter, "held", NOT_ON_CASELOAD)
        return self.put(letter)

    def put(self, letter: Envelope) -> Decided:
        """Put a change into its visit, whoever may have sent it; held or rejected where it cannot go."""
        draft = self.drafts.get(letter.visit_id)
        if letter.visit_id in self.elsewhere or (draft and draft.child_id != letter.child_id):
            return self._refused(letter, "held", NOT_ON_CASELOAD)
        form = self.form_of(letter.form, letter.form_version)
        if form is None:
            return self._refused(letter, "held", FORM_UNKNOWN)
        draft = draft or self._begin_visit(letter)
        # Of another version is no reason: where an earlier change of hers is held, a later one may have begun the visit.
        if draft.form != letter.form:
            return self._refused(letter, "rejected", FORM_DIFFERS)
        # Nobody can say what of a visit counts whose own version is not here.
        if self.form_of(draft.form, draft.form_version) is None:
            return self._refused(letter, "held", FORM_UNKNOWN)
        if draft.status is VisitStatus.SIGNED_OFF:
            return self._refused(letter, "held", SIGNED_OFF)
        return self.merge(letter, draft, form)

    def _begin_visit(self, letter: Envelope) -> Draft:
        version = min(letter.form_version, letter.moved_from or letter.form_version)
        draft = self.drafts[letter.visit_id] = Draft(
            id=letter.visit_id,
            child_id=letter.child_id,
            team_id=self.team_of[letter.child_id],
            form=letter.form,
            form_version=version,
            author_id=self.viewer.id,
            created_at=self.received_at,
        )
        return draft

    def _refused(
        self, letter: Letter, outcome: str, kind: ProblemType, message: str | None = None
    ) -> Decided:
        refused = Decided(letter, outcome, self._responsible(letter), kind, message)
        if outcome in REFUSED:
            bases = letter.bases if isinstance(letter, Unreadable) else bases_of(letter.answers)
            refused.fates = {key: (outcome, base) for key, base in bases.items()}
            self.fates[str(letter.change_id)] = refused.fates
        return refused

    def _responsible(self, letter: Letter) -> UUID | None:
        """The team whose manager looks after what was not stored: the child's, or the one it was met for, which alone can
        take it in; else the author's."""
        known = self.told_team_of | self.team_of
        child_team = known.get(letter.child_id) if letter.child_id else None
        return child_team or min(self.viewer.team_ids, default=None)

    def merge(self, letter: Envelope, draft: Draft, form: Form) -> Decided:
        """Decide each answer of a change against the visit as it stands."""
        stored = Decided(letter, "stored", draft.team_id, draft=draft)
        mid = str(letter.change_id)
        draft.writers[mid] = {
            "by": {"id": str(self.viewer.id), "name": self.viewer.name},
            "at": letter.recorded_at,
            "received_at": clock.iso(self.received_at),
        }
        if letter.moved_from is not None:
            stored.moved = _move(draft, letter.moved_from, letter.form_version)
        is_right = quick_yes(form)
        mids = [mid]
        states, answers, fates = draft.answers, stored.answers, stored.fates
        for key, answer in letter.answers.items():
            refusal = None if is_right(key, answer) else self._refuse(draft, form, key, answer)
            if refusal is not None:
                answers[key] = {
                    "outcome": Outcome.REJECTED,
                    "code": refusal.code,
                    "message": refusal.message,
                }
                fates[key] = (Outcome.REJECTED, bases_of({key: answer}).get(key))
                continue
            claim = {**answer, "mids": mids}
            base = claim.pop("base", None)
            closes = claim.pop("closes", ())
            if key not in states:  # the first row of the table, for most of what is ever sent
                claim["cands"] = []
                states[key], answers[key] = claim, APPLIED
                continue
            state = states[key]
            counts_from = base
            if base is not None and base not in state["mids"]:
                counts_from = effective_base(base, self._fates_at(key))
            outcome, states[key] = decide(state, claim, counts_from, closes)
            stored.alone &= states[key]["mids"] == mids and not states[key]["cands"]
            answers[key] = {"outcome": outcome.value}
            if outcome is not Outcome.APPLIED:
                fates[key] = (outcome.value, base)
        self.fates[mid] = fates
        draft.changes += 1
        if letter.submit:
            stored.submit = self._submit(draft)
        return stored

    def _refuse(self, draft: Draft, form: Form, key: str, answer: object) -> Refusal | None:
        """Why an answer can never be kept. It is judged by the version its change names; what somebody wrote on the page of
        another version the visit has been on is taken, too."""
        refusal = refuse_answer(form, key, answer)
        for version in {draft.form_version, draft.began_on} - {form.version, None}:
            other = self.form_of(draft.form, version) if refusal and version else None
            if other is not None and refuse_answer(other, key, answer) is None:
                return None
        return refusal

    def _fates_at(self, key: str) -> Callable[[str], Fate | None]:
        return lambda change_id: self.fates.get(change_id, {}).get(key)

    def form_on(self, draft: Draft) -> Form:
        """The form of a visit that something was put into."""
        form = self.form_of(draft.form, draft.form_version)
        if form is None:
            raise LookupError(f"version {draft.form_version} of {draft.form} is not published here")
        return form

    def _submit(self, draft: Draft) -> dict[str, Any]:
        still_open = [*open_questions(self.form_on(draft), draft.answers), *self.holding(draft)]
        came_to = rules.submit(draft.status, draft.round, still_open)
        if came_to.outcome == "submitted":
            draft.submitted_at = self.received_at
        draft.status, draft.round = came_to.status, came_to.round
        said: dict[str, Any] = {"outcome": came_to.outcome}
        if came_to.fields:
            said["fields"] = list(came_to.fields)
        return said


def _move(draft: Draft, saw: int, to: int) -> dict[str, Any]:
    came_to = rules.move(draft.status, draft.form_version, draft.began_on, saw, to)
    draft.form_version, draft.began_on = came_to.version, came_to.began_on
    return {
        "outcome": came_to.outcome,
        "form_version": came_to.version,
        "began_on": came_to.began_on,
    }


def doubtful_bases(letters: Iterable[Letter], drafts: dict[UUID, Draft]) -> set[str]:
    """The bases whose fate decides something: those that are not the present value of their
    answer."""
    doubtful = set()
    for letter in letters:
        if isinstance(letter, Unreadable) or not _has_bases(letter.answers):
            continue
        draft = drafts.get(letter.visit_id)
        for key, base in bases_of(letter.answers).items():
            state = draft.answers.get(key) if draft else None
            if base is not None and (state is None or base not in state["mids"]):
                doubtful.add(base)
    return doubtful


def _has_bases(answers: dict[str, Any]) -> bool:
    """Most changes are the first of their visit, and replace nothing."""
    try:
        return any(answer["base"] is not None for answer in answers.values())
    except (KeyError, TypeError):
        return True


def older_bases(fates: Sequence[Fate]) -> set[str]:
    """The bases that held and rejected answers stand for."""
    return {base for outcome, base in fates if base is not None and outcome in REFUSED}

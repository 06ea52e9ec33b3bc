"""A visit as its reader meets it: seen, told, on record and thought kept apart; what is missing,
why.

Pure: it is given the form, the answers' states (`docs/protocol.md`) and words for the record's
references.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from textwrap import shorten
from typing import Any, NamedTuple

from app.visits.judging import book
from app.wording import Words, wire_day, wire_moment
from forms.conditions import rows_of
from forms.definition import Field, Form, Section, Sensitivity
from forms.derived import before_contact
from forms.derived.by_hand import said_by_hand
from forms.derived.private import TELLING, private_fields
from forms.derived.prompt_replies import replies_in
from forms.keys import further_claims, is_further


class KindMark(NamedTuple):
    """How a kind of statement is set apart: its word, what the word means, and the shape (a CSS
    class) beside it.
    """

    code: str
    word: str
    meaning: str
    shape: str


# In reading order: first what somebody witnessed, last what somebody thinks.
MARKS = {
    mark.code: mark
    for mark in (
        KindMark("O", "Seen", "what the visitor saw, heard or measured", "seen"),
        KindMark("R", "Told", "what somebody said to the visitor", "told"),
        KindMark("D", "Record", "what a document or another service says", "record"),
        KindMark("F", "Fact", "a fact with the source it rests on", "fact"),
        KindMark("P", "Plan", "what will happen, who does it and when", "plan"),
        KindMark("A", "About the visit", "how the contact took place", "about"),
        KindMark("X", "Worked out", "calculated from other answers", "about"),
        KindMark("J", "My view", "what the visitor thinks, and what it rests on", "view"),
    )
}
# Why something is missing matters in this order to whoever plans the next visit.
REASON_ORDER = (
    "not_safe_to_ask",
    "declined",
    "not_seen",
    "not_known",
    "deferred",
    "not_asked",
    "not_applicable",
)


LONGEST_CITED = 200
"""Characters of an entry shown where a view rests on it: enough to weigh the one against the other."""
ANOTHER_ACCOUNT = ": another account"
"""After the name of a question, of what another source says to it."""
NOTHING: Mapping[str, Any] = {}
A_SENSITIVE_ONE = "a sensitive answer, shown on request"
"""In place of what must not be named yet."""
NEXT_TIME = "must_see_next"
LONG_TYPES = frozenset({"text", "unknowns"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One value somebody recorded, or the reason why there is none."""

    lines: tuple[str, ...]
    missing: str
    source: str
    quote: str
    verification: str
    author: str
    written: datetime | None
    received: datetime | None
    mid: str = ""  # the change that first said so

    @property
    def empty(self) -> bool:
        """Whether it neither says anything nor says why not."""
        return not self.lines and not self.missing


@dataclass(frozen=True, slots=True)
class Link:
    """Another entry that a view rests on. `anchor` is empty when it cannot be shown, and then nothing is said of it."""

    label: str
    anchor: str
    mark: KindMark | None = None
    said: str = ""

    @property
    def cited(self) -> str:
        """`Seen: Awake, pink, turned to her mother’s voice.`"""
        return f"{self.mark.word}: {self.said}" if self.mark and self.said else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answered question. More than one claim is a conflict: all are kept."""

    key: str
    label: str
    mark: KindMark
    claims: tuple[Claim, ...]
    rests_on: tuple[Link, ...]
    needs_basis: bool
    no_source: bool  # its kind asks for one, and nobody is named
    sensitivity: Sensitivity
    reason: str  # code of the missing reason, or ""
    before: Claim | None  # what it said when it was last submitted; only set when `changed`
    changed: bool
    new: bool  # received after the manager opened her page
    comments: tuple[Mapping[str, Any], ...]
    short: bool  # a few words that fit beside their question
    wording: tuple[str, ...]  # what was kept or moved when its wording was asked about, a line each
    doubt: str = ""  # what to look at again

    @property
    def anchor(self) -> str:
        """The id of the entry on the page."""
        return anchor_of(self.key)

    @property
    def conflict(self) -> bool:
        """Whether people have recorded different things."""
        return len(self.claims) > 1


class Band(NamedTuple):
    """Entries of one kind that stand together."""

    mark: KindMark
    entries: tuple[Entry, ...]


class Part(NamedTuple):
    """A section of the form, or one row of a repeat group, with its entries by kind."""

    anchor: str
    title: str
    row: str
    bands: tuple[Band, ...]
    opens_section: bool


class Reason(NamedTuple):
    """The questions that were closed for the same reason."""

    code: str
    words: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole visit, ready to be drawn."""

    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    conflicts: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    views_without_basis: tuple[Entry, ...]
    hidden: int  # sensitive entries that were left out

    @property
    def unanswered(self) -> int:
        """How many questions were closed with a reason."""
        return sum(len(reason.entries) for reason in self.reasons)

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry in the order of the page."""
        for part in self.parts:
            for band in part.bands:
                yield from band.entries


def anchor_of(key: str) -> str:
    """The id of an answer's place on the page."""
    return "answer-" + key.replace("/", "-")


def read(
    form: Form,
    answers: Mapping[str, Mapping[str, Any]],
    words: Words,
    *,
    sensitive: bool = False,
    before: Mapping[str, Mapping[str, Any] | None] | None = None,
    opened_at: datetime | None = None,
    comments: Sequence[Mapping[str, Any]] = (),
    unsourced: Collection[str] = (),
) -> Reading:
    """Lay a visit out for reading.

    `answers` maps answer keys to answer states; `before` holds, for each answer that changed since
    the last round, what it said then; `opened_at` marks as new whatever the server received later; `unsourced` are
    the keys of what names nobody as its source (`without_source`).
    Hidden entries, and those that a hidden answer opens, are left out and counted unless `sensitive`.
    """
    return Reader(
        form, answers, words, sensitive, before or {}, opened_at, comments, unsourced
    ).reading()


class Reader:
    """Holds what laying out one visit needs, so that it is not handed down every step."""

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Mapping[str, Any]],
        words: Words,
        sensitive: bool,
        before: Mapping[str, Mapping[str, Any] | None],
        opened_at: datetime | None,
        comments: Sequence[Mapping[str, Any]],
        unsourced: Collection[str] = (),
    ) -> None:
        self.form = form
        self.answers = answers
        self.words = words
        self.sensitive = sensitive
        self.before = before
        self.opened_at = opened_at
        self.comments = comments
        self.unsourced = unsourced
        self.reasons = {choice.code: choice.label for choice in form.missing_reasons}
        if words.printed:
            self.reasons |= dict.fromkeys(TELLING, "Not recorded")
        self.sources = {choice.code: choice.label for choice in form.sources}
        self.verifications = {choice.code: choice.label for choice in form.verifications}
        # One that was taken out since the last round is read once more, as what was changed.
        taken_out = dict.fromkeys(self.before.keys() & answers.keys(), NOTHING)
        self.further = further_claims({**answers, **taken_out})
        self.replies = tuple(replies_in(answers))
        self.private = private_fields(form)
        self.hidden = 0

    def reading(self) -> Reading:
        parts = tuple(part for section in self.form.sections for part in self.parts(section))
        entries = [entry for part in parts for band in part.bands for entry in band.entries]
        return Reading(
            parts=parts,
            reasons=tuple(self.by_reason(entries)),
            conflicts=tuple(entry for entry in entries if entry.conflict),
            changed=tuple(entry for entry in entries if entry.changed),
            views_without_basis=tuple(
                entry for entry in entries if entry.needs_basis and not entry.rests_on
            ),
            hidden=self.hidden,
        )

    def parts(self, section: Section) -> Iterator[Part]:
        anchor = f"section-{section.code}"
        if section.group is None:
            bands = self.bands(self.keys(section, ""))
            if bands:
                yield Part(anchor, self.words.titled(section), "", bands, opens_section=True)
            return
        shown = 0
        for number, row in enumerate(rows_of(section.group, self.answers), start=1):
            prefix = f"{section.group}/{row}/"
            bands = self.bands(self.keys(section, prefix))
            if not bands:
                continue
            shown += 1
            title = self.row_title(section, prefix, number)
            here = anchor if shown == 1 else f"{anchor}-{number}"
            yield Part(here, section.title, title, bands, opens_section=shown == 1)

    def keys(self, section: Section, prefix: str) -> Iterator[tuple[Field, str]]:
        """Each question with its key, and after it the further claims on it."""
        for declared in section.asked:
            key = prefix + declared.id
            yield declared, key
            if declared.several_claims:
                yield from ((declared, claim) for claim in self.further.get(key, ()))

    def row_title(self, section: Section, prefix: str, number: int) -> str:
        """`Caregiver 2: Ben Hartley (father)`; without a person in the row, only its number."""
        row_name = section.row_name or "row"
        title = f"{row_name[:1].upper()}{row_name[1:]} {number}"
        for declared in section.asked:
            named = self.answers.get(prefix + declared.id, {}).get("value")
            if declared.type.name == "person" and named:
                return f"{title}: {self.words.reference(named)}"
        return title

    def bands(self, asked: Iterable[tuple[Field, str]]) -> tuple[Band, ...]:
        order = list(MARKS)
        entries = [entry for declared, key in asked if (entry := self.entry(declared, key))]
        entries.sort(key=lambda entry: order.index(entry.mark.code))
        return tuple(
            Band(mark, tuple(group))
            for mark, group in groupby(entries, key=lambda entry: entry.mark)
        )

    def entry(self, declared: Field, key: str) -> Entry | None:
        state = self.answers.get(key)
        if state is None or (
            state.get("cleared") and not state.get("cands") and key not in self.before
        ):
            return None
        if self.kept_back(declared):
            self.hidden += 1
            return None
        claims = tuple(self.claim(declared, each) for each in (state, *state.get("cands", ())))
        was = self.before.get(key)
        received = claims[0].received
        kind = str(state.get("kind") or declared.kind)
        return Entry(
            key=key,
            label=self.called(declared, key),
            mark=MARKS[kind],
            claims=claims,
            rests_on=tuple(self.link(basis) for basis in state.get("basis") or ()),
            needs_basis=kind == "J" and declared.type.narrative and "value" in state,
            no_source=key in self.unsourced,
            sensitivity=Sensitivity.HIDDEN if declared.id in self.private else declared.sensitivity,
            reason=str(state.get("missing") or ""),
            before=self.claim(declared, was) if was else None,
            changed=key in self.before,
            new=bool(self.opened_at and received and received > self.opened_at),
            comments=tuple(comment for comment in self.comments if comment["key"] == key),
            short=len(claims) == 1 and declared.type.name not in LONG_TYPES,
            wording=tuple(self.wording(key)),
            doubt=before_contact.WORDS
            if before_contact.is_before_contact(key, self.answers)
            else "",
        )

    def kept_back(self, declared: Field) -> bool:
        """Whether nobody has asked for what is hidden, and this is, or would give away that something is."""
        return not self.sensitive and declared.id in self.private

    def called(self, declared: Field, key: str) -> str:
        """The name of the question; of a further claim, that it is one."""
        return self.words.called(declared) + (ANOTHER_ACCOUNT if is_further(key) else "")

    def wording(self, key: str) -> Iterator[str]:
        """What the visitor replied when she was asked about words of this answer, or moved into it. What she edited
        away is nobody's business.
        """
        for said in self.replies:
            words = f"“{said.phrase}”" if said.phrase else "The whole answer"
            if said.reply == "kept" and said.on == key:
                yield f"{words} was asked about and kept{f': {said.why}' if said.why else ''}"
            elif said.reply == "moved" and said.on == key:
                yield f"{words} was moved to {self.link(said.to).label}"
            elif said.reply == "moved" and said.to == key:
                yield f"{words} came from {self.link(said.on).label}"

    def claim(self, declared: Field, state: Mapping[str, Any]) -> Claim:
        reason = state.get("missing")
        source = state.get("source") or {}
        return Claim(
            lines=tuple(self.said(declared, state["value"]) if "value" in state else ()),
            missing=self.reasons.get(reason, str(reason)) if reason else "",
            source=said_by_hand(declared.id, state)
            or ("" if _witnessed(declared, state) else self.source(source)),
            quote=str(source.get("words") or ""),
            verification=self.verifications.get(state.get("verif") or "", ""),
            author=str((state.get("by") or {}).get("name", "")),
            written=wire_moment(state.get("at")),
            received=wire_moment(state.get("received_at")),
            mid=next(iter(state.get("mids", ())), ""),
        )

    def said(self, declared: Field, value: Any) -> Iterable[str]:
        if declared.type.name == "replies":
            return self.replied(declared, value or ())
        if declared.type.name == "entry" and value:
            return [self.link(str(value)).label]
        lines = self.words.of(declared, value)
        if declared.id == NEXT_TIME and isinstance(value, list) and not self.sensitive:
            told = zip(value, lines, strict=True)
            return [A_SENSITIVE_ONE if code in TELLING else words for code, words in told]
        return lines

    def replied(self, declared: Field, items: Iterable[Mapping[str, str]]) -> Iterator[str]:
        """What she says to each indicator, by its words; which hidden one it is, is shown on request."""
        known = {one.id: one for one in book().indicators}
        for item in items:
            one = known.get(item["to"])
            if one is None or (one.private and not self.sensitive):
                yield "A sensitive one, shown on request"
            else:
                yield self.words.reply(declared, {**item, "to": one.name})

    def source(self, source: Mapping[str, Any]) -> str:
        """`Mother said, Erin Vale (mother), 3 May 2026, asked “How are nights?”, also there: her sister`."""
        kind = source.get("type")
        person = source.get("person")
        day = wire_day(source.get("date"))
        parts = [
            self.sources.get(kind, str(kind)) if kind else "",
            self.words.reference(person) if person else "",
            str(source.get("document") or ""),
            f"{day.day} {day:%B} {day.year}" if day else "",
            f"asked “{source['asked']}”" if source.get("asked") else "",
            f"also there: {source['present']}" if source.get("present") else "",
        ]
        return ", ".join(part for part in parts if part)

    def link(self, key: str) -> Link:
        declared = self.form.field_of(key)
        if declared is None:
            return Link("an entry this form does not have", "")
        if self.kept_back(declared):
            return Link(A_SENSITIVE_ONE, "")
        state = self.answers.get(key)
        if state is None:
            return Link(self.called(declared, key), "")
        claim = self.claim(declared, state)
        mark = MARKS[str(state.get("kind") or declared.kind)]
        said = shorten("; ".join(claim.lines) or claim.missing, LONGEST_CITED, placeholder=" …")
        return Link(self.called(declared, key), anchor_of(key), mark, said)

    def by_reason(self, entries: Collection[Entry]) -> Iterator[Reason]:
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.reason:
                found.setdefault(entry.reason, []).append(entry)
        for code in (*REASON_ORDER, *(found.keys() - set(REASON_ORDER))):
            if code in found:
                yield Reason(code, self.reasons.get(code, code), tuple(found[code]))


def _witnessed(declared: Field, state: Mapping[str, Any]) -> bool:
    """Whether the visitor saw it herself: the word "Seen" beside it says so already."""
    kind = state.get("kind") or declared.kind
    return kind == "O" and (state.get("source") or {}).get("type") == "seen_or_measured_by_me"

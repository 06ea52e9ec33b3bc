"""What the safety rules say of a visit, as its reader meets it: the rule, what it rests on, and how it was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any, NamedTuple

from app import clock
from app.children.models import Child
from app.review.reading import Link, anchor_of
from app.visits.judging import book, holding, judged
from app.visits.models import UNSIGNED, Visit
from app.wording import Words, wire_moment
from forms.definition import Form
from forms.derived import next_replies
from forms.derived.next_replies import left_out_in
from forms.derived.private import private_fields
from forms.derived.rule_replies import key_of
from forms.safety.dates import now_in_uk
from forms.safety.declared import AT_THE_BOX, FIRST_HELD, Severity
from forms.safety.must_see import FROM_PRIVATE

SEVERITY_WORDS = {
    Severity.STOP_ACT: "Act now",
    Severity.STOP_HIDE: "Short form",
    Severity.STOP_BLOCK: "Kept from parents",
    Severity.STOP_SIGN: "Before signing",
    Severity.URGENT: "Urgent",
    Severity.WARN: "Needs an answer",
    Severity.PROMPT: "A thought",
}
REPLY_WORDS = {
    "acted": "Done",
    "explained": "Explained",
    "kept": "Kept as it is",
    "confirmed": "Checked: it stands",
    "excepted": "Not done, agreed with a second clinician",
    "called": "Rung",
    "form": "Answered in the form",
}
WITH_THE_SENSITIVE = "shown with the sensitive answers"
"""In place of what was replied about one of them."""
LATE_MINUTES = 15
"""What came so much later than it was written was written without a connection."""


class Found(NamedTuple):
    """A finding on the page. `answered` is empty while it is open; `reopened`: something has come to it since the reply;
    `at_the_box`: it asks under the words it rests on, and what was replied stands beside them; `holds`: it keeps the
    visitor's signature back now; `about` names people and agencies; `further` says that it has to be taken further."""

    rule: str
    name: str
    message: str
    further: str
    severity: str
    because: tuple[Link, ...]
    about: tuple[str, ...]
    answered: str
    reopened: bool
    at_the_box: bool
    holds: bool
    words: str
    clinician: str
    rung_at: datetime | None
    by: str
    times: int
    since: str


class LeftOut(NamedTuple):
    """Something the rules propose for the next visit that is not on the visitor's list, with her reason; `words` is empty
    where she has not said why.
    """

    what: str
    words: str
    by: str


class Findings(NamedTuple):
    """Everything the rules say of a visit. `hidden`: how many are left out because they may not be seen by everybody."""

    open: tuple[Found, ...]
    settled: tuple[Found, ...]
    indicators: tuple[tuple[str, str, tuple[Link, ...]], ...]
    next_time: tuple[LeftOut, ...]
    hidden: int
    review_by: date  # of the numbers and lists behind the rules
    owner: str

    @property
    def kept_back(self) -> bool:
        """Whether something of it is shown with the sensitive answers only, be it the words of a reply."""
        return self.hidden > 0 or any(
            one.words == WITH_THE_SENSITIVE for one in (*self.open, *self.settled)
        )


NONE = Findings((), (), (), (), 0, date.max, "")


def findings_on(
    visit: Visit,
    child: Child,
    form: Form,
    answers: Mapping[str, Mapping[str, Any]],
    words: Words,
    written_and_received: Sequence[tuple[datetime | None, datetime]],
    *,
    sensitive: bool,
) -> Findings:
    """Judge a visit as it stands today. `written_and_received` are the times of its changes."""
    online = not any(
        written and (received - written).total_seconds() > 60 * LATE_MINUTES
        for written, received in written_and_received
    )
    found = judged(child, visit, as_of=now_in_uk(clock.now()), online=online)
    if found is None:
        return NONE
    result, _ = found
    seen = [one for one in result.indicators if sensitive or not one["private"]]
    shown = [one for one in result.findings if sensitive or not one["private"]]
    unsigned = visit.status in UNSIGNED and visit.form_version >= FIRST_HELD
    # Asked apart: what only became late since the contact holds nothing.
    held = holding(child.id, visit) if unsigned else []

    # What a finding rests on can name a hidden question, though the finding itself hides nothing.
    unnamed = frozenset() if sensitive else private_fields(form)
    lines = [
        _found({**one, "holds": key_of(one["rule"]) in held}, form, answers, words, unnamed=unnamed)
        for one in shown
    ]
    names = {one.id: one.name for one in book().indicators}
    return Findings(
        open=tuple(one for one in lines if not one.answered),
        settled=tuple(one for one in lines if one.answered),
        indicators=tuple(
            (
                names[one["id"]],
                one["weight"],
                _links(one["because"], form, answers, words, unnamed=unnamed),
            )
            for one in seen
        ),
        next_time=tuple(
            LeftOut(words.choice(form.fields["must_see_next"], code), *_why_left_out(code, answers))
            for code in (result.passed_over if unsigned else [])
            + [code for code, _ in left_out_in(answers) if code in result.proposed]
            if sensitive or code not in FROM_PRIVATE
        ),
        hidden=len(result.findings) - len(shown),
        review_by=book().configuration.review_by,
        owner=book().configuration.owner,
    )


def _why_left_out(code: str, answers: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    state = answers.get(next_replies.key_of(code), {})
    said = (state.get("value") or [{}])[0]
    return said.get("words", ""), str((state.get("by") or {}).get("name", ""))


def _found(
    one: Mapping[str, Any],
    form: Form,
    answers: Mapping[str, Mapping[str, Any]],
    words: Words,
    *,
    unnamed: Set[str],
) -> Found:
    rule = book().by_id[one["rule"]]
    state = answers.get(key_of(rule.id), {})
    replied = one["reopened"] or one["answered"] not in (None, "form")
    reply = (state.get("value") or [{}])[0] if replied else {}
    # Its words say what was found, as it stands or as it stood when they were written.
    given_for = (name.partition("~")[0] for name in (reply.get("given_for") or "").split())
    told = reply.get("words", "")
    if told and not unnamed.isdisjoint([*one["because"], *given_for]):
        told = WITH_THE_SENSITIVE
    return Found(
        rule=rule.id,
        name=rule.name,
        message=rule.message,
        further=rule.further if one["escalated"] else "",
        severity=SEVERITY_WORDS[Severity(one["severity"])],
        because=_links(one["because"], form, answers, words, unnamed=unnamed),
        about=tuple(_named(who, form, words) for who in one["about"]),
        answered=REPLY_WORDS.get(one["answered"] or "", ""),
        reopened=one["reopened"],
        at_the_box=rule.id in AT_THE_BOX,
        holds=one["holds"],
        words=told,
        clinician=reply.get("clinician", ""),
        rung_at=wire_moment(reply.get("at") or None),
        by=str((state.get("by") or {}).get("name", "")) if reply else "",
        times=one["times"],
        since=one["since"],
    )


def _named(who: str, form: Form, words: Words) -> str:
    """Whom a finding is about: a block by the heading of its section, a person by the record."""
    block = next((one for one in form.sections if one.code == f"PA_{who}"), None)
    if block:
        return words.titled(block)
    return words.reference(who) if who[1:2] == ":" else who


def _links(
    because: Sequence[str],
    form: Form,
    answers: Mapping[str, Mapping[str, Any]],
    words: Words,
    *,
    unnamed: Set[str],
) -> tuple[Link, ...]:
    links = []
    for name in because:
        if name in unnamed:
            continue
        if name in form.groups:
            links.append(Link(form.groups[name].title, f"section-{form.groups[name].code}"))
        elif name == "baby_dob":
            links.append(Link("Baby’s age", ""))
        elif name in form.fields:
            called = words.called(form.fields[name])
            links.append(Link(called, anchor_of(name) if name in answers else ""))
    return tuple(links)

"""The questions to which people have recorded different things, and what else of a visit can have two values: replies to
the safety rules, to language prompts and about next time, and whether a row was taken out. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from app.review.findings import REPLY_WORDS
from app.review.reading import MARKS, Claim, Entry, Reader
from app.visits.judging import book
from app.wording import Words, moment_words, wire_moment
from forms.definition import Field, Form, Sensitivity
from forms.derived import next_replies, prompt_replies, rule_replies
from forms.derived.private import private_fields
from forms.derived.submitted import without_place
from forms.safety.judging import SIDE_BY_SIDE
from forms.safety.must_see import FROM_PRIVATE

State = Mapping[str, Any]
Saw = Mapping[str, Mapping[str, State | None]]

PROMPT_WORDS = {"edited": "Edited", "kept": "Kept", "moved": "Moved"}


class Before(NamedTuple):
    """What somebody had on screen when she wrote: another claim, nothing yet, or not known."""

    known: bool
    claim: Claim | None


class Side(NamedTuple):
    """One of several values, and what its author had on screen."""

    claim: Claim
    saw: Before


class TwoValues(NamedTuple):
    """A question to which people have recorded different things."""

    entry: Entry
    section: str
    sides: tuple[Side, ...]


class About(NamedTuple):
    """What a reply is about. `private`: that there is one could give a hidden answer away."""

    section: str
    label: str
    private: bool


def two_values(
    form: Form,
    answers: Mapping[str, State],
    words: Words,
    saw: Saw,
    *,
    sensitive: bool = False,
) -> tuple[list[TwoValues], int]:
    """Everything with several values, questions first and in the order of the form, and how many sensitive ones were left
    out. `saw` is change id to answer key to what was on screen. What this version of the form does not ask is neither.
    """
    reader = Reader(form, answers, words, sensitive, {}, None, ())
    with_two = {key: state for key, state in answers.items() if state.get("cands")}
    found = []

    def put(entry: Entry, declared: Field, section: str) -> None:
        def before(was: State | None) -> Claim | None:
            return reader.claim(declared, was) if was is not None else None

        found.append(TwoValues(entry, section, _sides(entry, saw, before)))

    for part in reader.reading().parts:
        title = ", ".join(filter(None, (part.title, part.row)))
        for entry in (entry for band in part.bands for entry in band.entries if entry.conflict):
            if declared := form.field_of(entry.key):
                put(entry, declared, title)
    for key in sorted(with_two.keys() - {one.entry.key for one in found}):
        declared = form.field_of(key)
        replied = None if declared else about(form, words, key, with_two[key])
        if declared and (taken_out := reader.entry(declared, key)):
            put(taken_out, declared, "In an entry that was taken out")
        elif replied and (sensitive or not replied.private):
            found.append(_replies(key, with_two[key], replied, saw))
    placed = with_two.keys() - without_place(form, with_two)
    return found, len(placed - {one.entry.key for one in found})


def _sides(
    entry: Entry, saw: Saw, before: Callable[[State | None], Claim | None]
) -> tuple[Side, ...]:
    sides = []
    for claim in entry.claims:
        seen = saw.get(claim.mid, {})
        sides.append(Side(claim, Before(entry.key in seen, before(seen.get(entry.key)))))
    return tuple(sides)


def about(form: Form, words: Words, key: str, state: State) -> About | None:
    """What an answer that is to no question of the form is about; None for one to a question."""
    if rule := book().by_id.get(rule_replies.rule_of(key)):
        private = rule.private or rule.id == SIDE_BY_SIDE
        return About("Reply to a safety rule", rule.name, private)
    if next_replies.is_key(key):
        code = key.split("/")[1]
        name = words.choice(form.fields["must_see_next"], code)
        return About("Left out of next time", name, code in FROM_PRIVATE)
    if prompt_replies.is_key(key):
        on = [
            said["on"]
            for one in (state, *state.get("cands", ()))
            for said in one.get("value") or ()
        ]
        fields = [form.field_of(one) for one in on]
        private = any(one is None or one.id in private_fields(form) for one in fields)
        name = next((one.name for one in fields if one), "An answer")
        return About("Reply about its wording", name, private)
    group, _, last = key.partition("/")
    if last.endswith("/removed") and group in form.groups:
        return About("Whether this entry was taken out", form.groups[group].title, False)
    return None


def _replies(key: str, state: State, about: About, saw: Saw) -> TwoValues:
    entry = Entry(
        key=key,
        label=about.label,
        mark=MARKS["A"],
        claims=tuple(_claim(key, one) for one in (state, *state["cands"])),
        rests_on=(),
        needs_basis=False,
        no_source=False,
        sensitivity=Sensitivity.HIDDEN if about.private else Sensitivity.SENSITIVE,
        reason="",
        before=None,
        changed=False,
        new=False,
        comments=(),
        short=False,
        wording=(),
    )
    sides = _sides(entry, saw, lambda was: _claim(key, was) if was else None)
    return TwoValues(entry, about.section, sides)


def _claim(key: str, said: State) -> Claim:
    return Claim(
        lines=tuple(reply_lines(key, said)),
        missing="",
        source="",
        quote="",
        verification="",
        author=str((said.get("by") or {}).get("name", "")),
        written=wire_moment(said.get("at")),
        received=wire_moment(said.get("received_at")),
        mid=next(iter(said.get("mids", ())), ""),
    )


def reply_lines(key: str, said: State) -> list[str]:
    """A reply in words, a line for each part. The tablet says it alike (`static/js/forms/reply_words.js`)."""
    if key.endswith("/removed"):
        return ["Taken out" if said.get("value") else "Kept"]
    if "value" not in said:
        return ["Taken back: no reply"]
    (reply,) = said["value"]
    if rule_replies.is_key(key):
        rung = wire_moment(reply["at"] or None)
        return [
            REPLY_WORDS[reply["reply"]],
            *filter(None, (rung and f"at {moment_words(rung)}", reply["words"])),
            *([f"Second clinician: {reply['clinician']}"] if reply["clinician"] else ()),
        ]
    if next_replies.is_key(key):
        return ["Left out", reply["words"]]
    phrase = f"“{reply['phrase']}”" if reply["phrase"] else "The whole answer"
    return [f"{PROMPT_WORDS[reply['reply']]}: {phrase}", *filter(None, (reply["why"],))]

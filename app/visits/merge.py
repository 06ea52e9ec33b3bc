"""What becomes of an answer when a change arrives: the table of docs/protocol.md.

Pure: no session, no clock. A value is identified by the changes that wrote it (`mids`); nothing
here compares times or numbers, and nothing that is given is altered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

State = dict[str, Any]
"""The state of an answer as docs/protocol.md shows it: what was said, who said it, `mids`,
`cands`."""

Writers = dict[str, dict[str, Any]]
"""Change id to who wrote it and when: {"by": {"id", "name"}, "at", "received_at"}. Stands once beside
the states of a visit, not in each of them."""

Claim = dict[str, Any]
"""A state without `cands`: what one change says about one answer; `mids` names that change."""

STATE_ONLY = frozenset({"mids", "cands"})
"""The parts of a state that no answer brings along."""

ANSWER_ONLY = frozenset({"base", "closes"})
"""The parts of an answer that no state keeps."""

SAID = ("value", "missing", "cleared", "kind", "source", "verif", "basis")
"""The parts in which two answers may differ for a reader."""


class Outcome(StrEnum):
    """What became of one answer of a stored change."""

    APPLIED = "applied"
    SAME = "same"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class Decision(NamedTuple):
    """The outcome, and the state that results."""

    outcome: Outcome
    state: State


Fate = tuple[str, str | None]
"""What became of an answer: its outcome (or that of its whole change), and its own base."""

REFUSED = frozenset({"held", "rejected"})


def written_by(states: Iterable[State]) -> set[str]:
    """The changes that are named in these states."""
    named: set[str] = set()
    for state in states:
        named.update(state["mids"])
        for cand in state["cands"]:
            named.update(cand["mids"])
    return named


def named_in(states: dict[str, State], writers: Writers) -> Writers:
    """The writers of these states; `writers` knows them all and may know more."""
    if len(writers) == 1:
        return writers
    named = written_by(states.values())
    return {mid: writer for mid, writer in writers.items() if mid in named}


def signed(states: Mapping[str, Mapping[str, Any]], writers: Writers) -> dict[str, State]:
    """The states with the first writer's name and times put into each claim, for readers."""
    return {
        key: {
            **state,
            **writers.get(state["mids"][0], {}),
            "cands": [{**cand, **writers.get(cand["mids"][0], {})} for cand in state["cands"]],
        }
        for key, state in states.items()
    }


def says_the_same(one: Claim, other: Claim) -> bool:
    """Whether two claims agree in value, missing reason, kind, source, verification and basis."""
    return all(unordered(one.get(part)) == unordered(other.get(part)) for part in SAID)


def unordered(part: object) -> object:
    """Lists of strings are ticks and references: their order says nothing."""
    if isinstance(part, list) and all(isinstance(item, str) for item in part):
        return sorted(part)
    return part


def effective_base(base: str | None, fate_of: Callable[[str], Fate | None]) -> str | None:
    """The base an answer counts from: one that was held or rejected stands for *its* base, however
    far back.

    Otherwise a correction would conflict with the mistake it corrects. `fate_of` knows what became
    of a change's answer; None for a change the server has not met.
    """
    met = set()
    while base is not None and base not in met:
        fate = fate_of(base)
        if fate is None or fate[0] not in REFUSED:
            return base
        met.add(base)
        base = fate[1]
    return None


def decide(
    state: State | None, proposed: Claim, base: str | None, closes: Collection[str] = ()
) -> Decision:
    """Merge one claim into the state of its answer.

    `base` is the effective base; `closes` are the changes whose candidates the author saw and
    settles.

    | the author had on screen | and says | outcome | what is kept |
    |---|---|---|---|
    | – (there is no value yet) | anything | applied | the new value |
    | the current value | anything | applied | the new value; candidates wholly named in `closes` are dropped |
    | the current value, settling | a value that stood there | applied | that value, with its writers and who settled it |
    | something else | the current value | same | both as its writers; her own earlier candidate goes |
    | something else | a candidate's value | conflict | both as that candidate's writers |
    | a candidate | another value | conflict | the new value in that candidate's place |
    | something else | another value | conflict | a further candidate |
    """
    if state is None:
        return Decision(Outcome.APPLIED, {**proposed, "cands": []})
    if base in state["mids"]:
        closed = set(closes)
        still_open = [cand for cand in state["cands"] if not closed.issuperset(cand["mids"])]
        settled = [state, *(cand for cand in state["cands"] if cand not in still_open)]
        if len(settled) > 1:
            # Whoever says which value stands does not become its author.
            proposed = next(
                (_joined(one, proposed) for one in settled if says_the_same(one, proposed)),
                proposed,
            )
        return Decision(Outcome.APPLIED, {**proposed, "cands": still_open})

    others = [cand for cand in state["cands"] if base not in cand["mids"]]
    if says_the_same(state, proposed):
        return Decision(Outcome.SAME, {**_joined(state, proposed), "cands": others})
    for place, cand in enumerate(others):
        if says_the_same(cand, proposed):
            others[place] = _joined(cand, proposed)
            return Decision(Outcome.CONFLICT, {**state, "cands": others})
    places = [place for place, cand in enumerate(state["cands"]) if base in cand["mids"]]
    others.insert(places[0] if places else len(others), proposed)
    return Decision(Outcome.CONFLICT, {**state, "cands": others})


def _joined(claim: Claim, proposed: Claim) -> Claim:
    return {**claim, "mids": [*claim["mids"], *proposed["mids"]]}

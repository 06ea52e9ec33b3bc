"""Wrong servers and wrong tablets, each wrong in one rule. The machine must find every one of them.

A bug gets a MonkeyPatch for the server side and returns the kind of tablet to use.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from app.devices import operations as devices
from app.feed import operations as feed_operations
from app.feed import queries as feed_queries
from app.problems import FORM_DIFFERS
from app.visits import delivery, moving, operations, receipts, rules
from app.visits.delivery import Decided, Delivery
from app.visits.merge import Decision, Outcome, decide, says_the_same
from app.visits.receipts import Receipt
from tests.sync import service
from tests.sync.device import Device, Entry

Bug = Callable[[pytest.MonkeyPatch], type[Device]]

# -- wrong servers -------------------------------------------------------------------------------


def decides_a_known_change_anew(patch: pytest.MonkeyPatch) -> type[Device]:
    """The receipt of a change that comes again is made anew."""
    right = Delivery.decide
    write = operations.write_changes

    def wrong(self: Delivery, letter: Any) -> Decided:
        self.met.pop(letter.change_id, None)
        return right(self, letter)

    def write_new(decided: Any, texts: Any, delivery: Any) -> None:
        known = operations.met_before([one.letter for one in decided])
        new = [
            (one, text)
            for one, text in zip(decided, texts, strict=True)
            if one.letter.change_id not in known
        ]
        write([one for one, _ in new], [text for _, text in new], delivery)

    patch.setattr(Delivery, "decide", wrong)
    patch.setattr(operations, "write_changes", write_new)
    return Device


def shows_the_present_state_in_an_old_receipt(patch: pytest.MonkeyPatch) -> type[Device]:
    """A repeated receipt carries another sequence number than the first."""
    right = operations.receipts_of

    def wrong(decided: Any, *given: Any) -> list[Receipt]:
        made = right(decided, *given)
        return [
            receipt._replace(text=receipt.text.replace('"epoch":', '"again":true,"epoch":'))
            if one.outcome == "known"
            else receipt
            for one, receipt in zip(decided, made, strict=True)
        ]

    patch.setattr(operations, "receipts_of", wrong)
    return Device


def last_to_arrive_wins(patch: pytest.MonkeyPatch) -> type[Device]:
    """No look at the base: what comes last is the value."""
    patch.setattr(
        delivery,
        "decide",
        lambda state, proposed, base, closes=(): Decision(
            Outcome.APPLIED, {**proposed, "cands": []}
        ),
    )
    return Device


def latest_clock_wins(patch: pytest.MonkeyPatch) -> type[Device]:
    """The tablet's clock decides which value stays."""
    times: dict[str, str] = {}
    right = Delivery.merge

    def note(self: Delivery, letter: Any, draft: Any, form: Any) -> Decided:
        times[str(letter.change_id)] = letter.recorded_at
        return right(self, letter, draft, form)

    def wrong(state: Any, proposed: Any, base: Any, closes: Any = ()) -> Decision:
        if state is not None and times[state["mids"][0]] > times[proposed["mids"][0]]:
            return Decision(Outcome.APPLIED, state)
        return Decision(Outcome.APPLIED, {**proposed, "cands": []})

    patch.setattr(Delivery, "merge", note)
    patch.setattr(delivery, "decide", wrong)
    return Device


def discards_what_is_out_of_scope(patch: pytest.MonkeyPatch) -> type[Device]:
    """What would be held is answered and thrown away."""
    right = operations.write_changes

    def wrong(decided: Any, texts: Any, delivery: Any) -> None:
        kept = [
            (one, text) for one, text in zip(decided, texts, strict=True) if one.outcome != "held"
        ]
        right([one for one, _ in kept], [text for _, text in kept], delivery)

    patch.setattr(operations, "write_changes", wrong)
    return Device


def a_resolution_closes_what_nobody_saw(patch: pytest.MonkeyPatch) -> type[Device]:
    """Settling some candidates drops them all."""

    def wrong(state: Any, proposed: Any, base: Any, closes: Any = ()) -> Decision:
        outcome, merged = decide(state, proposed, base, closes)
        if outcome is Outcome.APPLIED and closes:
            merged = {**merged, "cands": []}
        return Decision(outcome, merged)

    patch.setattr(delivery, "decide", wrong)
    return Device


def an_edit_drops_all_candidates(patch: pytest.MonkeyPatch) -> type[Device]:
    """An ordinary edit settles what it never named."""

    def wrong(state: Any, proposed: Any, base: Any, closes: Any = ()) -> Decision:
        outcome, merged = decide(state, proposed, base, closes)
        if outcome is Outcome.APPLIED:
            merged = {**merged, "cands": []}
        return Decision(outcome, merged)

    patch.setattr(delivery, "decide", wrong)
    return Device


def a_new_candidate_pushes_out_the_others(patch: pytest.MonkeyPatch) -> type[Device]:
    """Only one other value is kept."""

    def wrong(state: Any, proposed: Any, base: Any, closes: Any = ()) -> Decision:
        outcome, merged = decide(state, proposed, base, closes)
        return Decision(outcome, {**merged, "cands": merged["cands"][-1:]})

    patch.setattr(delivery, "decide", wrong)
    return Device


def a_refused_base_stays_a_base(patch: pytest.MonkeyPatch) -> type[Device]:
    """A correction counts from the mistake it corrects."""
    patch.setattr(delivery, "effective_base", lambda base, fate_of: base)
    return Device


def the_same_value_is_not_noticed(patch: pytest.MonkeyPatch) -> type[Device]:
    """The writer who said the same is forgotten."""

    def wrong(state: Any, proposed: Any, base: Any, closes: Any = ()) -> Decision:
        known = state is not None and base not in state["mids"] and says_the_same(state, proposed)
        return Decision(Outcome.SAME, state) if known else decide(state, proposed, base, closes)

    patch.setattr(delivery, "decide", wrong)
    return Device


def a_receipt_without_states(patch: pytest.MonkeyPatch) -> type[Device]:
    """The tablet hears that a change is stored, but not what stands now."""
    right = receipts.of

    def wrong(one: Decided, epoch: int, received_at: Any) -> str:
        answers, one.answers = one.answers, {}
        text = right(one, epoch, received_at)
        one.answers = answers
        return text

    patch.setattr(receipts, "of", wrong)
    return Device


def a_row_is_visible_too_late(patch: pytest.MonkeyPatch) -> type[Device]:
    """Numbers are given out before their rows can be read, as with a plain sequence."""
    right = feed_queries.after
    turn = itertools.count()

    def wrong(reading: Any, team_id: Any, cursor: int, limit: int) -> Any:
        rows = right(reading, team_id, cursor, limit)
        return rows[1:] if len(rows) > 1 and next(turn) % 3 == 0 else rows

    patch.setattr(feed_queries, "after", wrong)
    return Device


def nobody_is_told_who_left(patch: pytest.MonkeyPatch) -> type[Device]:
    """A transfer leaves no trace in the old scope."""
    right = feed_operations._write

    def wrong(rows: list[dict[str, Any]]) -> None:
        rows = [row for row in rows if row["kind"] != "left"]
        if rows:
            right(rows)

    patch.setattr(feed_operations, "_write", wrong)
    return Device


def numbers_begin_low_in_the_new_scope(patch: pytest.MonkeyPatch) -> type[Device]:
    """A move does not carry the number on: who follows both teams takes the newer for the older."""
    right = feed_operations._advance

    def leave(old: Any, new: Any, keys: list[str]) -> dict[str, int]:
        feed_operations.session().execute(
            feed_operations.delete(feed_operations.FeedRow).where(
                feed_operations.FeedRow.team_id == old, feed_operations.FeedRow.key.in_(keys)
            )
        )
        head = right(old, len(keys))
        feed_operations._write(
            [
                {"team_id": old, "key": key, "seq": seq, "kind": "left"}
                for seq, key in enumerate(keys, start=head - len(keys) + 1)
            ]
        )
        touched = feed_operations.touch((new, key) for key in keys)
        return {key: seq for (_, key), seq in touched.items()}

    patch.setattr(moving.feed, "leave", leave)
    return Device


def a_childs_change_is_not_summed(patch: pytest.MonkeyPatch) -> type[Device]:
    """What a child came to before its change goes on counting."""
    right = feed_operations._write
    of = feed_operations.FeedRow

    def wrong(rows: list[dict[str, Any]]) -> None:
        opened = feed_operations.session()
        before = opened.execute(
            feed_operations.select(of.team_id, of.key, of.state_digest).where(
                of.key.in_([row["key"] for row in rows])
            )
        ).all()
        right(rows)
        for row in before:
            here = of.team_id == row.team_id, of.key == row.key
            stale = feed_operations.update(of).where(*here).values(state_digest=row.state_digest)
            opened.execute(stale)

    patch.setattr(feed_operations, "_write", wrong)
    return Device


def no_new_timeline_after_a_restore(patch: pytest.MonkeyPatch) -> type[Device]:
    """The epoch stays what it was in the backup."""

    def begin_none(_actor: Any) -> int:
        return 10**9

    patch.setattr(service, "raise_epoch", begin_none)
    return Device


def every_signature_counts(patch: pytest.MonkeyPatch) -> type[Device]:
    """A visit that waits for its manager is handed in again."""
    right = rules.submit

    def wrong(status: Any, round_: int, still_open: Any) -> Any:
        waiting = status == "submitted"
        return right(rules.VisitStatus.RETURNED if waiting else status, round_, still_open)

    patch.setattr(rules, "submit", wrong)
    return Device


def a_signed_off_visit_is_still_edited(patch: pytest.MonkeyPatch) -> type[Device]:
    """Changes to a signed-off visit are merged, and its author can hand it in again."""
    right = Delivery._place

    def wrong(self: Delivery, letter: Any) -> Decided:
        draft = self.drafts.get(letter.visit_id)
        if draft is not None and draft.status is rules.VisitStatus.SIGNED_OFF:
            draft.status = rules.VisitStatus.OPEN
        return right(self, letter)

    patch.setattr(Delivery, "_place", wrong)
    return Device


def a_move_is_not_carried_out(patch: pytest.MonkeyPatch) -> type[Device]:
    """The change is stored, and the visit stays on its version."""
    patch.setattr(
        rules, "move", lambda _status, version, began_on, *_: rules.Move("moved", version, began_on)
    )
    return Device


def a_moved_visit_forgets_where_it_began(patch: pytest.MonkeyPatch) -> type[Device]:
    """There is no way back to the version it was begun on."""
    right = rules.move
    patch.setattr(rules, "move", lambda *given: right(*given)._replace(began_on=None))
    return Device


def what_was_written_on_the_earlier_form_is_refused(patch: pytest.MonkeyPatch) -> type[Device]:
    """A colleague moved the visit before the answer arrived."""
    right = Delivery._place

    def wrong(self: Delivery, letter: Any) -> Decided:
        draft = self.drafts.get(letter.visit_id)
        if draft is not None and letter.form_version < draft.form_version and not letter.moved_from:
            return self._refused(letter, "rejected", FORM_DIFFERS)
        return right(self, letter)

    patch.setattr(Delivery, "_place", wrong)
    return Device


# -- wrong tablets -------------------------------------------------------------------------------


class ForgetsWhatItSent(Device):
    """Changes leave the outbox when they are sent."""

    def _after_sending(self, batch: list[Entry]) -> None:
        self.outbox = self.outbox[len(batch) :]


class ClearsItsOutbox(Device):
    """Any reply with receipts empties the whole outbox."""

    def hear_push(self, reply: dict[str, Any]) -> None:
        super().hear_push(reply)
        if reply["receipts"]:
            self.outbox = []


class KeepsWhatWasRefused(Device):
    """A change with a refused answer stays in the outbox and is sent for ever."""

    def _receipted(self, entry: Entry, receipt: dict[str, Any]) -> None:
        if any(came["outcome"] == "rejected" for came in receipt["answers"].values()):
            return
        super()._receipted(entry, receipt)


class AltersWhatItSent(Device):
    """A change is extended although it was handed to the network."""

    def _open_entry(self, visit_id: str) -> Entry | None:
        own = [entry for entry in self.outbox if entry.change["visit_id"] == visit_id]
        return own[-1] if own else None


class RebasesOnAPull(Device):
    """What waits to be sent is moved onto what was pulled, as if its author had seen it."""

    def _beside(self, visit_id: str, states: dict[str, Any]) -> None:
        for entry in self.outbox:
            for key, answer in entry.change["answers"].items():
                if entry.change["visit_id"] == visit_id and key in states and not entry.sent:
                    answer["base"] = states[key]["mids"][0]


class PullsOverWhatWaits(Device):
    """What was pulled replaces what waits to be sent."""

    def _beside(self, visit_id: str, states: dict[str, Any]) -> None:
        for entry in [*self.outbox]:
            answers = entry.change["answers"]
            if entry.change["visit_id"] == visit_id and not entry.sent:
                for key in states.keys() & answers.keys():
                    del answers[key]
                if not answers and not entry.change["submit"]:
                    self.outbox.remove(entry)


class BelievesOldPages(Device):
    """A page is applied wherever it begins, and an older state over a newer."""

    def _goes_on(self, page: dict[str, Any]) -> bool:
        return True

    def _is_news(self, number: int, heard: int) -> bool:
        return True


class MissesAChildsChange(Device):
    """What a page says of a child counts only the first time."""

    def _keep_child(self, child_id: str, number: int, state: dict[str, Any]) -> None:
        if child_id not in self.children:
            super()._keep_child(child_id, number, state)


class KeepsWhatLeft(Device):
    """A visit that left the team stays on the tablet."""

    def _forget(self, key: str, number: int) -> None:
        pass


class BringsBackWhatLeft(Device):
    """A receipt that comes late puts a visit back that has left."""

    def _keep(self, visit_id: str, number: int, states: dict[str, Any], visit: Any) -> None:
        self.left.pop(f"visit:{visit_id}", None)
        super()._keep(visit_id, number, states, visit)


class SendsNothingAgain(Device):
    """After a restore only what still waited is sent."""

    def _begin_anew(self, epoch: int) -> None:
        journal, quarantine = self.journal, self.quarantine
        self.journal, self.quarantine = [], []
        super()._begin_anew(epoch)
        self.journal, self.quarantine = journal, quarantine


class BelievesTheLostTimeline(Device):
    """A reply from before the restore still counts."""

    def _on_timeline(self, epoch: int) -> bool:
        if epoch > self.epoch:
            self._begin_anew(epoch)
        return True


def what_is_accepted_overwrites(patch: pytest.MonkeyPatch) -> type[Device]:
    """A held change that a manager accepts replaces whatever stands by then."""
    right = Delivery.merge

    def wrong(self: Delivery, letter: Any, draft: Any, form: Any) -> Decided:
        if self.device_id == operations.OFFICE:
            for key, answer in letter.answers.items():
                if key in draft.answers:
                    answer["base"] = draft.answers[key]["mids"][0]
        return right(self, letter, draft, form)

    patch.setattr(Delivery, "merge", wrong)
    return Device


def a_hand_in_is_brought_in_by_halves(patch: pytest.MonkeyPatch) -> type[Device]:
    """Of what a withdrawn tablet handed in, only the first change reaches the service."""
    right = devices.bring_in

    def wrong(actor: Any, user: Any, device: Any, changes: Any) -> Any:
        return right(actor, user, device, changes[:1])

    patch.setattr(devices, "bring_in", wrong)
    return Device


class NeverHearsOfAMove(Device):
    """What a page says of the form counts only the first time."""

    def _stand(self, visit_id: str, number: int, state: dict[str, Any]) -> None:
        copy = self.copies.get(visit_id)
        if copy is not None and copy.form is None:
            super()._stand(visit_id, number, state)


TABLETS: list[type[Device]] = [
    ForgetsWhatItSent,
    ClearsItsOutbox,
    KeepsWhatWasRefused,
    AltersWhatItSent,
    RebasesOnAPull,
    PullsOverWhatWaits,
    BelievesOldPages,
    MissesAChildsChange,
    KeepsWhatLeft,
    BringsBackWhatLeft,
    SendsNothingAgain,
    BelievesTheLostTimeline,
    NeverHearsOfAMove,
]
SERVERS: list[Bug] = [
    decides_a_known_change_anew,
    shows_the_present_state_in_an_old_receipt,
    last_to_arrive_wins,
    latest_clock_wins,
    discards_what_is_out_of_scope,
    a_resolution_closes_what_nobody_saw,
    an_edit_drops_all_candidates,
    a_new_candidate_pushes_out_the_others,
    a_refused_base_stays_a_base,
    the_same_value_is_not_noticed,
    a_receipt_without_states,
    a_row_is_visible_too_late,
    nobody_is_told_who_left,
    numbers_begin_low_in_the_new_scope,
    a_childs_change_is_not_summed,
    no_new_timeline_after_a_restore,
    every_signature_counts,
    a_signed_off_visit_is_still_edited,
    what_is_accepted_overwrites,
    a_hand_in_is_brought_in_by_halves,
    a_move_is_not_carried_out,
    a_moved_visit_forgets_where_it_began,
    what_was_written_on_the_earlier_form_is_refused,
]


def _tablet(kind: type[Device]) -> Bug:
    return lambda _patch: kind


BUGS: dict[str, Bug] = {bug.__name__: bug for bug in SERVERS} | {
    kind.__name__: _tablet(kind) for kind in TABLETS
}

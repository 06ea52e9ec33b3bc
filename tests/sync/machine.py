"""Tablets, a network that loses, doubles and reorders, a service that moves children and is restored
from backups: Hypothesis chooses every step, the real server answers.

After each step nothing may have been lost or answered in two ways. At the end the network becomes
perfect and everything must come to rest: outboxes empty, tablets and server equal, and no value gone
that nobody had on screen when it was replaced. What somebody had on screen is noted by the machine
itself (`Said.seen`), not taken from the protocol's own fields.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.visits.envelope import body_sum
from app.visits.merge import says_the_same, written_by
from tests.sync.device import PAGE, Device, Visited
from tests.sync.service import Facts, Service
from tests.sync.tablet import mint

KEYS = ["weight_g", "weight_g", "weight_g", "baby_observed"]
PLACES = ["first", "first", "first", "second"]
DEVICES = {  # name: user, scopes (indices of teams)
    "A": ("vera", [0]),
    "B": ("cora", [0]),
    "C": ("oona", [1]),
    "D": ("vera", [0]),
    "E": ("bea", [0, 1]),
}
NAMES = st.sampled_from("AABBCDE")
WHERE = st.sampled_from(PLACES)
WHAT = st.sampled_from(KEYS)
SORTS = st.sampled_from(["common", "own", "own", "own", "poison"])
STEPS: dict[str, tuple[int, tuple[st.SearchStrategy[Any], ...]]] = {  # how often, with what
    # The first is the simplest to Hypothesis: where nothing is restored, nothing happens at all.
    "back_up_or_restore": (1, (st.sampled_from([False, True]),)),
    "edit": (4, (NAMES, WHERE, WHAT, SORTS)),
    "edit_again_while_the_first_is_on_its_way": (2, (NAMES, WHERE, WHAT, SORTS, SORTS)),
    "edit_apart": (2, (NAMES, NAMES, WHERE, WHAT)),
    "resolve": (3, (NAMES, WHERE, WHAT)),
    "resolve_while_another_writes": (2, (NAMES, NAMES, WHERE, WHAT)),
    "sign": (2, (NAMES, WHERE)),
    "move_to_version": (2, (NAMES, WHERE, st.sampled_from([1, 2, 2]))),
    "move_while_another_writes": (1, (NAMES, NAMES, WHERE, WHAT)),
    "send": (3, (NAMES, st.sampled_from(["push", "push", "pull"]))),
    "sync_undisturbed": (
        4,
        (NAMES, st.sampled_from(["push", "push", "pull", "both", "no answer", "late answer"])),
    ),
    "something": (
        5,
        (
            st.sampled_from(["arrives", "arrives", "arrives", "is lost", "is doubled"]),
            st.integers(0, 9),
        ),
    ),
    "disturb": (1, (NAMES, st.sampled_from([None, None, -300, 0, 300]))),
    "transfer": (1, (WHERE, st.integers(0, 1))),
    "correct_a_child": (1, (WHERE,)),
    "decide": (2, (WHERE, st.sampled_from([False, False, True]))),
    "decide_about_what_is_held": (1, (WHERE, st.sampled_from([True, True, False]))),
    "settle": (1, (WHERE, st.integers(0, 2))),
    "withdraw": (1, (NAMES, WHERE, WHAT)),
    "transfer_under_her_hands": (1, (NAMES, WHERE, WHAT, st.integers(0, 1))),
    "transfer_behind_her_back": (1, (NAMES, WHERE, WHAT, st.integers(0, 1))),
    "restore_while_an_answer_travels": (1, (NAMES, WHERE, WHAT)),
}
ACTION = {name: st.tuples(st.just(name), *given) for name, (_, given) in STEPS.items()}
ACTIONS = st.sampled_from(
    [name for name, (often, _) in STEPS.items() for _ in range(often)]
).flatmap(ACTION.__getitem__)
QUIET_ROUNDS = 40


@dataclass
class Said:
    """One answer as it was saved on a tablet, and whose values its author had on screen."""

    device: str
    visit_id: str
    answer: dict[str, Any]
    seen: set[str]


class SyncMachine(RuleBasedStateMachine):
    """See the module. `service` and `device_class` are set by the test."""

    service: ClassVar[Service]
    device_class: ClassVar[type[Device]] = Device

    def __init__(self) -> None:
        super().__init__()
        self.service.begin()
        self.visits: dict[str, Visited] = {
            place: {"visit_id": mint(), "child_id": str(child), "form_version": 1}
            for place, child in zip(("first", "second"), self.service.children, strict=True)
        }
        self.devices = {
            name: self.device_class(name, user, [self.service.teams[scope] for scope in scopes])
            for name, (user, scopes) in DEVICES.items()
        }
        self.skew = dict.fromkeys(self.devices, 0)
        self.network: list[tuple[str, str, Any]] = []  # what, device, load
        self.fresh = itertools.count(1)
        self.minutes = itertools.count(1)
        self.said: dict[tuple[str, str], Said] = {}
        self.signed: set[str] = set()
        self.moved: dict[str, int] = {}  # changes that move a visit, and to which version
        self.seen_by_managers: dict[str, set[str]] = defaultdict(set)
        self.gone: set[str] = set()  # withdrawn tablets
        self.answered: dict[tuple[int, str], dict[str, Any]] = {}
        self.epoch = self.returns = 0
        self.backed_up = False
        self.page = PAGE
        self.calm = True
        for device in self.devices.values():
            for scope in device.scopes:
                device.hear_pull(self.service.first_pages[scope])

    @initialize(
        moves=st.booleans(),
        restores=st.booleans(),
        alone=st.sampled_from([False, False, True]),
        poison=st.booleans(),
        review=st.booleans(),
        withdrawals=st.sampled_from([False, False, True]),
    )
    def switch_some_faults_off(
        self,
        moves: bool,
        restores: bool,
        alone: bool,
        poison: bool,
        review: bool,
        withdrawals: bool,
    ) -> None:
        """Each run does without some faults, or the common ones would hide the rare."""
        # One tablet alone is tried on a bad network only: there it must never conflict with itself.
        self.moves, self.restores, self.alone = moves and not alone, restores and not alone, alone
        self.poison, self.review = poison, review
        self.withdrawals = withdrawals and not restores and not alone

    # -- visitors --------------------------------------------------------------------------------

    @rule(action=ACTIONS)
    def step(self, action: tuple[Any, ...]) -> None:
        """One thing happens. (As rules of their own, half of them would be switched off in each
        run, and hardly any run would be a story.)"""
        name, *given = action
        getattr(self, name)(*given)

    def _device(self, name: str) -> Device:
        return self.devices["A" if self.alone else name]

    def _now(self, device: Device) -> str:
        minute = next(self.minutes) + self.skew[device.name]
        hours, minutes = divmod(minute + 12 * 60, 60)
        return f"2026-05-{9 + hours // 24:02}T{hours % 24:02}:{minutes:02}:00Z"

    def _value(self, key: str, sort: str) -> Any:
        number = next(self.fresh)
        if sort == "common":
            return 3000 if key == "weight_g" else "Asleep in the cot"
        if sort == "poison" and self.poison:
            return number if key == "weight_g" else "x" * (6000 + number)
        return 4000 + number if key == "weight_g" else f"Awake, looked at me {number} times"

    def _note(self, device: Device, visit_id: str, mid: str, key: str, seen: set[str]) -> None:
        change = next(e.change for e in device.outbox if e.change["change_id"] == mid)
        before = self.said.get((mid, key))
        if before is not None:
            seen = seen | before.seen
        self.said[mid, key] = Said(device.name, visit_id, change["answers"][key], seen - {mid})

    def _save(self, name: str, place: str, key: str, sort: str) -> None:
        device, visit = self._device(name), self.visits[place]
        if device.name in self.gone or not device.can_write(visit):
            return
        _, seen = device.shown(visit["visit_id"], key)
        answer = {"value": self._value(key, sort), "kind": "O"}
        mid = device.write(visit, key, answer, self._now(device))
        self._note(device, visit["visit_id"], mid, key, set(seen))

    def edit(self, name: str, place: str, key: str, sort: str) -> None:
        """A visitor saves an answer."""
        self._save(name, place, key, sort)

    def edit_again_while_the_first_is_on_its_way(
        self, name: str, place: str, key: str, first: str, second: str
    ) -> None:
        """A visitor saves an answer, and another one before the tablet has heard of the first."""
        self._save(name, place, key, first)
        self._push(self._device(name).name)
        self._save(name, place, key, second)

    def edit_apart(self, one: str, other: str, place: str, key: str) -> None:
        """Two visitors answer the same question, each without knowing of the other."""
        self._save(one, place, key, "own")
        self._save(other, place, key, "common")

    def resolve(self, name: str, place: str, key: str) -> None:
        """A visitor who sees several values settles those she sees."""
        device, visit = self._device(name), self.visits[place]
        cands = device.candidates(visit["visit_id"], key)
        if device.name in self.gone or not cands or not device.can_write(visit):
            return
        closes = sorted({mid for cand in cands for mid in cand["mids"]})
        _, seen = device.shown(visit["visit_id"], key)
        answer = {"value": self._value(key, "own"), "kind": "O", "closes": closes}
        mid = device.write(visit, key, answer, self._now(device))
        self._note(device, visit["visit_id"], mid, key, {*seen, *closes})

    def resolve_while_another_writes(self, name: str, other: str, place: str, key: str) -> None:
        """A visitor settles the values she sees; before she sends it, one arrives that she never saw."""
        self.resolve(name, place, key)
        self._save(other, place, key, "own")
        self.sync_undisturbed(other, "push")
        self.sync_undisturbed(name, "push")

    def sign(self, name: str, place: str) -> None:
        """A visitor signs the visit."""
        device, visit = self._device(name), self.visits[place]
        if self.review and device.name not in self.gone and device.can_write(visit):
            signed = device.sign(visit, self._now(device))
            if signed is not None:
                self.signed.add(signed)

    def move_to_version(self, name: str, place: str, version: int) -> None:
        """A visitor moves the visit to the newer version of its form, or back to the one it was begun on."""
        device, visit = self._device(name), self.visits[place]
        if device.name in self.gone or not device.can_write(visit):
            return
        moved = device.move(visit, version, self._now(device))
        if moved is not None:
            self.moved[moved] = version

    def move_while_another_writes(self, name: str, other: str, place: str, key: str) -> None:
        """A visitor moves the visit; what another wrote on the earlier version arrives after it."""
        self._save(other, place, key, "own")
        self.move_to_version(name, place, 2)
        self.sync_undisturbed(name, "push")
        self.sync_undisturbed(other, "push")

    # -- network ---------------------------------------------------------------------------------

    def _push(self, name: str) -> None:
        request = None if name in self.gone else self.devices[name].next_push()
        if request is not None:
            self.network.append(("push", name, json.dumps(request, separators=(",", ":"))))

    def _pull(self, name: str) -> None:
        device = self.devices[name]
        for scope in device.scopes if name not in self.gone else ():
            self.network.append(("pull", name, (scope, device.cursors[scope])))

    def send(self, name: str, what: str) -> None:
        """A tablet hands its oldest changes to the network, or asks what is new."""
        (self._push if what == "push" else self._pull)(self._device(name).name)

    def sync_undisturbed(self, name: str, how: str) -> None:
        """A round trip, beside whatever is still on its way; the answer may be lost or late."""
        waiting, self.network = self.network, []
        name = self._device(name).name
        if how != "pull":
            self._push(name)
            if how in ("no answer", "late answer"):
                self._deliver_requests()
                late = self.network if how == "late answer" else []
                self.network = waiting + late
                return
            self._deliver_all()
        if how in ("pull", "both"):
            self._pull(name)
            self._deliver_all()
        self.network = waiting + self.network

    def something(self, what: str, which: int) -> None:
        """Something on its way arrives (not always what was sent first), is lost, or is doubled."""
        if not self.network:
            return
        which %= len(self.network)
        if what == "arrives":
            self._deliver(which)
        elif what == "is lost":
            self.network.pop(which)
        elif len(self.network) < 12:
            self.network.append(self.network[which])

    def _deliver_requests(self) -> None:
        for _ in range(len(self.network)):
            self._deliver(0)

    def _deliver_all(self) -> None:
        while self.network:
            self._deliver(0)

    def _deliver(self, index: int) -> None:
        what, name, load = self.network.pop(index)
        device = self.devices[name]
        if what == "push":
            reply = self.service.push(device.user, load)
            self._check_receipts(reply)
            self.network.append(("receipts", name, reply))
        elif what == "pull":
            scope, cursor = load
            page = self.service.pull(device.user, scope, cursor, self.page)
            self.network.append(("page", name, page))
        elif name in self.gone:
            return  # there is nobody to hear it
        elif what == "receipts":
            device.hear_push(load)
        else:
            device.hear_pull(load)

    def _check_receipts(self, reply: dict[str, Any]) -> None:
        """One id, one receipt: for ever, or until a restore makes the server forget."""
        new = [
            receipt
            for receipt in reply["receipts"]
            if (self.epoch, receipt["change_id"]) not in self.answered
        ]
        writes = Counter((one["visit_id"], key) for one in new for key in one["answers"])
        rewritten = {where for where, times in writes.items() if times > 1}
        for receipt in reply["receipts"]:
            first = self.answered.setdefault((self.epoch, receipt["change_id"]), receipt)
            assert receipt == first, "one change was answered in two ways"
            assert receipt["outcome"] in ("stored", "held"), "an honest tablet was refused"
            for key, came in receipt["answers"].items():
                honest = not self._poisoned(receipt["change_id"], key)
                assert not (honest and came["outcome"] == "rejected"), "a right answer was refused"
        for receipt in new:
            if receipt["epoch"] != self.epoch:
                continue  # given before the restore, in another company of changes
            for key, came in receipt["answers"].items():
                if came["outcome"] == "rejected" or (receipt["visit_id"], key) in rewritten:
                    continue
                standing = written_by([receipt["states"][key]])
                assert receipt["change_id"] in standing, "a receipt does not show what it is for"

    def _poisoned(self, mid: str, key: str) -> bool:
        value = self.said[mid, key].answer["value"]
        return bool(value < 3000 if key == "weight_g" else len(value) > 6000)

    # -- around them -----------------------------------------------------------------------------

    def disturb(self, name: str, minutes: int | None) -> None:
        """A tablet is killed: what was on its way to it is gone, what it saved is not. Or its clock
        is wrong from now on."""
        if minutes is not None:
            self.skew[name] = minutes
            return
        self.devices[name].close_pages()
        self.network = [
            sent
            for sent in self.network
            if not (sent[1] == name and sent[0] in ("receipts", "page"))
        ]

    def transfer(self, place: str, team: int) -> None:
        """A child moves to a team, with its visits."""
        if not self.moves:
            return
        self.calm = False
        child = self.service.children[("first", "second").index(place)]
        self.service.transfer(child, self.service.teams[team])

    def correct_a_child(self, place: str) -> None:
        """Somebody corrects the name of a child."""
        child = self.service.children[("first", "second").index(place)]
        self.service.correct(child, f"Ivy {next(self.fresh)}")

    def decide(self, place: str, sign_off: bool) -> None:
        """A manager returns a submitted visit, or signs it off."""
        if self.review and self.service.decide(self.visits[place]["visit_id"], sign_off):
            self.returns += not sign_off

    def decide_about_what_is_held(self, place: str, accept: bool) -> None:
        """A manager accepts what is held of a visit into the record, or declines it."""
        if self.service.release(self.visits[place]["visit_id"], accept):
            # Accepted later than it was written, it may meet its own author's newer values.
            self.calm = False

    def settle(self, place: str, which: int) -> None:
        """A manager who sees all values of a visit says which of them stand."""
        visit_id = self.visits[place]["visit_id"]
        for key, writers in self.service.settle(visit_id, which).items():
            self.seen_by_managers[key] |= writers

    def withdraw(self, name: str, place: str, key: str) -> None:
        """A tablet is withdrawn with unsent work on it: that is handed in, and the tablet is no more.
        (Where nothing is restored: a hand-in that a restore loses is in no other place.)"""
        device = self._device(name)
        if not self.withdrawals or device.name in self.gone:
            return
        self._save(name, place, key, "own")
        self.disturb(device.name, None)
        changes = [
            {**entry.change, "body_sha256": body_sum(entry.change)} for entry in device.outbox
        ]
        self.service.withdraw(device.user, device.id, changes)
        self.gone.add(device.name)
        self.calm = False

    def back_up_or_restore(self, restore: bool) -> None:
        """The nightly backup; or the server is lost and comes back as it was at the last one."""
        if not self.restores:
            return
        if not restore:
            self.service.back_up()
            self.backed_up = True
        elif self.backed_up:
            self.calm = False
            self.epoch += 1
            self.service.restore(self.epoch)

    def transfer_under_her_hands(self, name: str, place: str, key: str, team: int) -> None:
        """All that a visitor wrote is sent; the child moves while the page of the visit is open, and she writes on."""
        self._save(name, place, key, "own")
        self.sync_undisturbed(name, "both")
        self.transfer(place, team)
        self.sync_undisturbed(name, "pull")
        self._save(name, place, key, "own")

    def transfer_behind_her_back(self, name: str, place: str, key: str, team: int) -> None:
        """The answer to a push is lost; before it is asked for again the child moves, and the tablet
        hears of that first."""
        self._save(name, place, key, "own")
        self.sync_undisturbed(name, "no answer")
        self.transfer(place, team)
        self.sync_undisturbed(name, "pull")

    def restore_while_an_answer_travels(self, name: str, place: str, key: str) -> None:
        """The server is restored to before a push whose answer is still on its way; the tablet hears
        of the new timeline first."""
        if not self.restores:
            return
        self.back_up_or_restore(restore=False)
        self._save(name, place, key, "own")
        self.sync_undisturbed(name, "late answer")
        self.back_up_or_restore(restore=True)
        self.sync_undisturbed(name, "pull")
        if self.network:
            self._deliver(len(self.network) - 1)

    # -- what must be true -----------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every answer that was saved is on its tablet or on the server."""
        on_tablets = {
            change["change_id"]
            for device in self._in_use()
            for change in (
                *(entry.change for entry in device.outbox),
                *device.journal,
                *(change for change, _ in device.quarantine),
            )
        }
        missing = ({mid for mid, _ in self.said} | self.moved.keys()) - on_tablets
        if missing:
            assert self.service.knows(missing) == missing, "a saved answer exists nowhere"

    def teardown(self) -> None:
        """Let the network be perfect until everything has come to rest; then compare."""
        if not hasattr(self, "moves"):
            return
        self.network, self.page = [], 50
        stuck: list[int] = []
        for _ in range(QUIET_ROUNDS):
            # Both at once: where nobody pulled before all had pushed, half as many wrong tablets were found.
            for name in self.devices:
                self._push(name)
                self._pull(name)
            self._deliver_all()
            if self._at_rest():
                break
            before, stuck = stuck, [len(device.outbox) for device in self.devices.values()]
            if before == stuck:
                break  # a perfect round that moved nothing: no further one will
        facts = self.service.facts()
        for check in (
            self._outboxes_are_empty,
            self._sums_tell_equal_from_different,
            self._tablets_equal_the_server,
            self._records_agree_with_one_another,
            self._nobody_conflicts_with_herself,
            self._no_value_went_unseen,
            self._signatures_count,
            self._moves_count,
        ):
            check(facts)

    def _in_use(self) -> list[Device]:
        return [device for name, device in self.devices.items() if name not in self.gone]

    def _at_rest(self) -> bool:
        heads = self.service.heads()
        return all(
            not device.outbox and all(device.cursors[s] >= heads[s] for s in device.scopes)
            for device in self._in_use()
        )

    def _outboxes_are_empty(self, _facts: Facts) -> None:
        for device in self._in_use():
            assert not device.outbox, f"the outbox of {device.name} never empties"

    def _sums_tell_equal_from_different(self, facts: Facts) -> None:
        for device in self._in_use():
            for scope in device.scopes:
                equal = device.comes_to(scope) == facts.digests[scope]
                assert equal == self._holds_the_same(device, scope, facts), (
                    f"{device.name} differs, or comes to another sum, and not both"
                )

    def _holds_the_same(self, device: Device, scope: str, facts: Facts) -> bool:
        children = {id_: s for id_, s in facts.children.items() if s["team"]["id"] == scope}
        kept = {id_: s for id_, (_, s) in device.children.items() if s["team"]["id"] == scope}
        own = {visit_id for visit_id, team in facts.team_of.items() if team == scope}
        visits = {
            visit_id: (visit.answers, {"status": visit.status, "round": visit.round})
            for visit_id, visit in facts.visits.items()
            if visit_id in own
        }
        copies = {
            visit_id: (copy.states, copy.visit)
            for visit_id, copy in device.copies.items()
            if visit_id in own
        }
        return kept == children and copies == visits

    def _tablets_equal_the_server(self, facts: Facts) -> None:
        for device in self._in_use():
            name = device.name
            own = {visit_id for visit_id, team in facts.team_of.items() if team in device.scopes}
            assert device.copies.keys() == own, f"{name} keeps other visits than its teams have"
            for visit_id in own:
                visit, copy = facts.visits[visit_id], device.copies[visit_id]
                assert copy.states == visit.answers, f"{name} and the server differ on answers"
                standing = {"status": visit.status, "round": visit.round}
                assert copy.visit == standing, f"{name} and the server differ on the visit"
                form = {"form_version": visit.form_version, "began_on": visit.began_on}
                assert copy.form == form, f"{name} and the server differ on the form"
            children = {
                child_id: state
                for child_id, state in facts.children.items()
                if state["team"]["id"] in device.scopes
            }
            kept = {child_id: state for child_id, (_, state) in device.children.items()}
            assert kept == children, f"{name} and the server differ on the children"

    def _records_agree_with_one_another(self, facts: Facts) -> None:
        assert sorted(facts.audited) == sorted(facts.changes), "a change without its audit row"
        for visit_id, visit in facts.visits.items():
            place = facts.feed[facts.team_of[visit_id], f"visit:{visit_id}"]
            assert place == (visit.seq, "state"), "a visit stands elsewhere in the feed"
            contested = sum(1 for state in visit.answers.values() if state["cands"])
            assert visit.conflicts == contested, "a column differs from the answers"
            for state in visit.answers.values():
                for mid in [*state["mids"], *(m for c in state["cands"] for m in c["mids"])]:
                    assert mid in visit.writers, "a writer without a name"

    def _outcome(self, facts: Facts, mid: str, key: str) -> str:
        assert mid in facts.changes, "a receipted change is unknown to the server"
        assert key in facts.outcomes[mid], "an answer is gone from its change"
        return facts.outcomes[mid][key]

    def _nobody_conflicts_with_herself(self, facts: Facts) -> None:
        if not self.calm:
            return
        authors = defaultdict(set)
        contested = set()
        for (mid, key), said in self.said.items():
            authors[said.visit_id, key].add(said.device)
            if self._outcome(facts, mid, key) == "conflict":
                contested.add((said.visit_id, key))
        for where in contested:
            assert len(authors[where]) > 1, "one tablet conflicts with itself"

    def _no_value_went_unseen(self, facts: Facts) -> None:
        refused = ("held", "rejected")
        seen: dict[str, set[str]] = defaultdict(set)  # key -> changes whose value was on a screen
        for (mid, key), said in self.said.items():
            if self._outcome(facts, mid, key) not in refused:
                seen[key] |= said.seen
        for key, writers in self.seen_by_managers.items():
            seen[key] |= writers
        for key in seen:  # who wrote a refused value had herself seen something
            todo = list(seen[key])
            while todo:
                mid = todo.pop()
                said = self.said.get((mid, key))
                if said is not None and self._outcome(facts, mid, key) in refused:
                    todo += said.seen - seen[key]
                    seen[key] |= said.seen
        for (mid, key), said in self.said.items():
            if self._outcome(facts, mid, key) in refused:
                continue
            state = facts.visits[said.visit_id].answers[key]
            claims = [state, *state["cands"]]
            stands = any(mid in claim["mids"] for claim in claims)
            assert stands or self._was_seen(mid, key, said, seen[key], claims), (
                "a value was replaced that nobody had on screen"
            )

    def _was_seen(
        self, mid: str, key: str, said: Said, seen: set[str], claims: list[dict[str, Any]]
    ) -> bool:
        if mid in seen:
            return True
        twins = (
            other
            for (other, other_key), their in self.said.items()
            if other_key == key
            and their.visit_id == said.visit_id
            and says_the_same(their.answer, said.answer)
        )
        standing = {writer for claim in claims for writer in claim["mids"]}
        return any(twin in seen or twin in standing for twin in twins if twin != mid)

    def _signatures_count(self, facts: Facts) -> None:
        handed_in: dict[str, int] = defaultdict(int)
        for mid in self.signed:
            assert mid in facts.changes, "a signature is unknown to the server"
        for change in facts.changes.values():
            submit = json.loads(change.receipt).get("submit")
            if submit is not None and submit["outcome"] == "submitted":
                handed_in[str(change.visit_id)] += 1
        for visit_id, visit in facts.visits.items():
            assert visit.round == handed_in[visit_id], "a round that nobody signed"
        assert sum(handed_in.values()) <= self.returns + len(facts.visits), "handed in twice"

    def _moves_count(self, facts: Facts) -> None:
        for mid in self.moved:
            assert mid in facts.changes, "a move is unknown to the server"
        held = {str(one.visit_id) for one in facts.changes.values() if one.outcome == "held"}
        for visit_id, visit in facts.visits.items():
            there = (visit.form_version, visit.began_on)
            # Where the first change and the move are held, what was written after them begins the visit.
            late = visit_id in held and there == (2, None)
            assert late or there in ((1, None), (2, 1)), "a visit stands where nobody moved it"
        if self.alone and not self.review:  # nobody was before her, and nothing was signed
            for visit_id, visit in facts.visits.items():
                own = [
                    v
                    for mid, v in self.moved.items()
                    if str(facts.changes[mid].visit_id) == visit_id
                ]
                assert visit.form_version == (own[-1] if own else 1), "a move was not carried out"

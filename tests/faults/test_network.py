"""What a network does to work that is under way. The numbers are those of docs/faults.md.

Every test ends the same way: the network is well again, tablets come to rest, and tablets, receipts and database agree.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.accounts.operations import end_sign_ins
from app.database import commit
from app.visits.envelope import body_sum
from app.visits.moving import move_to_team
from tests.faults import proxy as faults
from tests.faults.conftest import open_place
from tests.faults.place import GIVES_UP, WEIGHT, Place, Tablet

pytestmark = pytest.mark.one_database("postgresql")

MS = timedelta(milliseconds=1)
DAY_MS = 86_400_000

SPOILT: dict[str, tuple[str, list[faults.Fault]]] = {
    "25 the request is lost": ("push", [faults.lost]),
    "26 the reply is lost after the commit": ("push", [faults.reply_lost]),
    "26 three times in a row": ("push", [faults.reply_lost] * 3),
    "26 by a connection torn down": ("push", [faults.reset]),
    "27 the request arrives twice at two processes": ("push", [faults.doubled]),
    "29 half of the request arrives": ("push", [faults.request_cut]),
    "29 half of the reply arrives": ("push", [faults.reply_cut]),
    "30 half of the reply, called whole": ("push", [faults.reply_half_said]),
    "30 a reply that is no JSON": ("push", [faults.misanswered(lambda _body: b"<p>ok")]),
    "30 JSON of another shape": ("push", [faults.misanswered(lambda _body: b'{"ok":true}')]),
    "31 the service has too much to do": (
        "push",
        [faults.answered(429, Retry_After="1"), faults.answered(503, Retry_After="1")],
    ),
    "31 errors of what stands between": (
        "push",
        [faults.answered(status) for status in (500, 502, 503, 504)],
    ),
    "33 a page that is not there": (
        "push",
        [faults.answered(status) for status in (403, 404, 410)],
    ),
    "21 a hotel answers 200 for everything": ("push", [faults.answered(200, b"<h1>Welcome</h1>")]),
    "21 a redirect to a login page": ("push", [faults.answered(302, Location="/sign-in")]),
    "25 fetching is lost": ("pull", [faults.lost, faults.reply_cut, faults.reply_half_said]),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_change_survives_the_network(place: Place, name: str) -> None:
    ending, spoilt = SPOILT[name]
    vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
    visit = vera.starts_a_visit(place.world.child)
    place.proxy.spoil(ending, *spoilt)

    vera.sends()
    vera.writes(visit, 4010)
    vera.sends()

    place.comes_to_rest()
    assert cora.sees(visit)["value"] == 4010
    assert cora.sees(visit)["cands"] == [], "a lone visitor conflicts with herself"


def test_a_value_that_is_overwritten_unseen_is_missed(sqlite_url: str, tmp_path: Path) -> None:
    """What every test here ends with, at a service where the last writer wins; the change it overwrote is stored there."""
    with ExitStack() as stack:
        place = open_place(stack, sqlite_url, tmp_path, 1, "tests.faults.careless:app")
        vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
        visit = vera.starts_a_visit(place.world.child)
        place.comes_to_rest()
        vera.writes(visit, 4100)
        cora.writes(visit, 4200)
        with pytest.raises(AssertionError, match=r"4100 of .* overwritten unseen"):
            place.comes_to_rest()


PROBLEM = "application/problem+json"


@pytest.mark.parametrize("how", ["it refuses the report", "it says less"])
def test_20_a_newer_app_and_an_older_service(place: Place, how: str) -> None:
    """The service was put back to an older version: what is written is handed in all the same."""
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    refused = faults.answered(422, b'{"code":"invalid","title":"Unknown field"}', PROBLEM)
    older = faults.misanswered(
        lambda body: json.dumps(
            {part: json.loads(body)[part] for part in ("epoch", "standing", "scopes")}
        ).encode()
    )
    place.proxy.always["sync/contact"] = older if how == "it says less" else refused

    status = vera.sends()

    assert status["waiting"] == 0
    assert place.visit(visit).answers[WEIGHT]["value"] == 4000
    place.proxy.is_well()
    place.comes_to_rest()


def test_26_the_same_receipt_byte_for_byte(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    vera.starts_a_visit(place.world.child)
    place.proxy.spoil("push", faults.reply_lost)

    vera.sends()
    vera.sends_everything()

    first, second = (one.replies[0][2] for one in place.proxy.sent_to("push")[-2:])
    assert json.loads(first)["receipts"] == json.loads(second)["receipts"]
    place.everything_agrees()


def test_28_a_batch_that_arrives_after_later_ones(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    vera.connects(patience=GIVES_UP)
    now = threading.Event()
    vera.writes(visit, 4010)
    place.proxy.spoil("push", faults.held_back(now))
    assert vera.sends()["state"] == "offline"
    vera.writes(visit, 4020)
    vera.sends_everything()

    now.set()
    assert place.proxy.arrived.acquire(timeout=120)

    place.comes_to_rest()
    assert vera.sees(visit)["value"] == 4020
    assert vera.sees(visit)["cands"] == []


TRICKLES = {"the reply": faults.reply_trickles, "the request": faults.request_trickles}


@pytest.mark.parametrize("what", TRICKLES)
def test_29_byte_by_byte_on_a_line_that_is_slow(place: Place, what: str) -> None:
    """However small the pieces are: what comes whole, within her tablet's patience, is one request with one receipt."""
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    place.proxy.spoil("push", TRICKLES[what](0))

    assert vera.sends()["waiting"] == 0

    (sent,) = place.proxy.sent_to("push")
    assert sent.trickled > 200
    assert place.visit(visit).answers[WEIGHT]["value"] == 4000
    place.comes_to_rest()


@pytest.mark.parametrize("what", TRICKLES)
def test_29_byte_by_byte_on_a_line_that_is_too_slow(place: Place, what: str) -> None:
    """A byte now and then is no progress: the tablet gives up, keeps all it has and sends it anew."""
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    vera.writes(visit, 4010)
    vera.connects(patience=GIVES_UP)
    place.proxy.spoil("push", TRICKLES[what](0.1))

    status = vera.sends()

    assert (status["state"], status["waiting"]) == ("offline", 1)
    slow = place.proxy.sent_to("push")[-1]
    whole = slow.replies[0][2] if what == "the reply" else slow.body
    assert 0 < slow.trickled < len(whole), "the tablet did not give it up half-way"
    arrived = place.visit(visit).answers[WEIGHT]["value"]
    assert arrived == (4010 if what == "the reply" else 4000), "half of a batch was taken"

    vera.connects()
    place.comes_to_rest()
    assert place.visit(visit).answers[WEIGHT]["value"] == 4010
    assert place.visit(visit).answers[WEIGHT]["cands"] == []


def test_29_a_line_that_stalls_half_way_holds_up_nobody_else(
    sqlite_url: str, tmp_path: Path
) -> None:
    """SQLite lets one write at a time: whose turn it is must have all of what she sends."""
    half, until = threading.Event(), threading.Event()
    with ExitStack() as stack:
        place = open_place(stack, sqlite_url, tmp_path, 1)
        vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
        vera.starts_a_visit(place.world.child)
        vera.connects(patience=GIVES_UP)
        place.proxy.spoil("push", faults.request_stalls(half, until))
        try:
            assert vera.sends()["state"] == "offline"
            assert half.is_set()
            visit = cora.starts_a_visit(place.world.child)

            assert cora.sends()["waiting"] == 0, "she waits for somebody else's line"

            assert place.visit(visit).answers[WEIGHT]["value"] == 4000
        finally:
            until.set()
        vera.connects()
        place.comes_to_rest()


def test_32_signed_out_in_the_middle_of_a_batch(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    place.proxy.spoil("push", faults.after(vera_signs_out_elsewhere(place)))

    status = vera.sends()

    assert (status["state"], status["waiting"]) == ("sign_in", 1)
    vera.writes(visit, 4010)  # she goes on
    vera.signs_in()
    place.comes_to_rest()


def vera_signs_out_elsewhere(place: Place) -> Callable[[], None]:
    def end() -> None:
        with place.app.app_context():
            end_sign_ins(None, place.world.visitor.id)
            commit()

    return end


def test_34_a_bad_change_between_two_good_ones(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visits = [vera.starts_a_visit(place.world.child, weight) for weight in (4000, 4001, 4002)]
    vera.writes(visits[1], "x" * 6000, key="baby_observed")
    vera.writes(visits[1], 12, key=WEIGHT)  # twelve grams: never a weight

    status = vera.sends_everything()

    assert status["needs_you"] == 1
    for visit, weight in ((visits[0], 4000), (visits[2], 4002)):
        assert place.visit(visit).answers[WEIGHT]["value"] == weight
    refused = vera.sees(visits[1])
    assert (refused["from"], refused["value"]) == ("refused", 12)
    vera.writes(visits[1], 4100)
    vera.writes(visits[1], "Awake, pink", key="baby_observed")
    assert vera.sends_everything()["needs_you"] == 0
    assert place.visit(visits[1]).answers[WEIGHT]["cands"] == []
    place.comes_to_rest()


@pytest.mark.chaos
def test_36_five_tabs_without_a_lock(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    for number in range(5):
        vera.writes(visit, 4000 + number)
        vera.sends(tabs=5)

    place.comes_to_rest()


def test_37_two_tablets_one_answer(place: Place) -> None:
    vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    cora.sends_everything()

    vera.writes(visit, 4100)
    cora.writes(visit, 4200)

    place.comes_to_rest()
    state = place.visit(visit).answers[WEIGHT]
    assert {state["value"], *(cand["value"] for cand in state["cands"])} == {4100, 4200}


def test_38_two_tablets_two_answers(place: Place) -> None:
    vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    cora.sends_everything()

    vera.writes(visit, 4100)
    cora.writes(visit, "Awake, pink", key="baby_observed")

    place.comes_to_rest()
    answers = place.visit(visit).answers
    assert [answers[key]["cands"] for key in (WEIGHT, "baby_observed")] == [[], []]


def test_39_written_again_while_the_first_is_on_its_way(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    vera.connects(patience=GIVES_UP)
    visit = vera.starts_a_visit(place.world.child)
    too_late = threading.Event()
    place.proxy.spoil("push", faults.silent(too_late))

    vera.sends()
    vera.writes(visit, 4010)
    vera.sends_everything()
    too_late.set()

    place.comes_to_rest()
    assert place.visit(visit).answers[WEIGHT]["cands"] == []


def test_40_written_again_after_the_receipt_and_before_a_pull(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    place.proxy.always["pull"] = faults.lost
    for weight in (4010, 4020, 4030):
        vera.sends()
        vera.writes(visit, weight)
    place.proxy.is_well()

    place.comes_to_rest()
    assert place.visit(visit).answers[WEIGHT]["cands"] == []


def test_41_settled_while_a_third_value_arrives(place: Place) -> None:
    vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
    third = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    for tablet in (vera, cora, third):
        tablet.sends_everything()
    for tablet, weight in ((vera, 4100), (cora, 4200), (third, 4300)):
        tablet.writes(visit, weight)
    vera.sends_everything()
    cora.sends_everything()
    vera.sends_everything()
    seen = [mid for cand in vera.sees(visit)["cands"] for mid in cand["mids"]]

    third.sends_everything()
    vera.writes(visit, 4150, closes=seen)

    place.comes_to_rest()
    state = place.visit(visit).answers[WEIGHT]
    assert state["value"] == 4150
    assert [cand["value"] for cand in state["cands"]] == [4300], "what she never saw stays open"


def test_43_another_body_under_a_known_id(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child, 4000)
    vera.sends_everything()
    before = place.stored()
    captured = place.proxy.sent_to("push")[-1]

    forged = json.loads(captured.body)
    forged["changes"][0]["answers"][WEIGHT]["value"] = 9000
    forged["changes"][0]["body_sha256"] = body_sum(forged["changes"][0])
    reply = json.loads(captured.ask(json.dumps(forged).encode())[2])

    assert [receipt["outcome"] for receipt in reply["receipts"]] == ["id_reuse"]
    assert place.visit(visit).answers[WEIGHT]["value"] == 4000
    assert place.stored().keys() == before.keys()
    place.comes_to_rest()


def test_43_a_body_altered_on_its_way(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child, 4000)
    place.proxy.spoil("push", faults.rewritten(lambda body: body.replace(b"4000", b"9000")))

    vera.sends()
    place.comes_to_rest()

    assert place.visit(visit).answers[WEIGHT]["value"] == 4000


def test_44_a_capture_played_again_later(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child, 4000)
    vera.sends_everything()
    captured = place.proxy.sent_to("push")[-1]
    vera.writes(visit, 4100)
    vera.sends_everything()

    again = captured.ask()

    assert json.loads(again[2])["receipts"] == json.loads(captured.replies[0][2])["receipts"]
    assert place.visit(visit).answers[WEIGHT]["value"] == 4100
    place.comes_to_rest()


@pytest.mark.parametrize("skew_days", [-3650, -1, 1, 3650])
def test_45_a_clock_that_is_wrong(place: Place, skew_days: int) -> None:
    vera = place.tablet(place.world.visitor, skew_ms=skew_days * DAY_MS)
    cora = place.tablet(place.world.colleague)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    cora.sends_everything()

    cora.writes(visit, 4200)
    cora.sends_everything()

    place.comes_to_rest()
    assert place.visit(visit).answers[WEIGHT]["value"] == 4200, "a clock decided"
    hers = [row for row in place.stored().values() if row.author_id == vera.user.id]
    newest = max(hers, key=lambda row: row.received_at)
    assert newest.clock_offset_ms == pytest.approx(skew_days * DAY_MS, abs=60_000)

    # Set right, or further out: a restored service could still be given everything again.
    for now_days in (0, -skew_days):
        vera.sets_its_clock(now_days * DAY_MS)
        vera.is_killed()
        vera.sends_everything()
        assert [change["change_id"] for change in vera.kept["journal"]] == [str(newest.id)]


@pytest.mark.parametrize("meets_the_service", [True, False], ids=["in touch", "out of touch"])
def test_45_a_clock_that_jumps_back_and_forward(place: Place, meets_the_service: bool) -> None:
    """She writes in an order her clock denies: that order stands. What the clock said is kept, and how far out it was known
    to be."""
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child, 4000)
    jumps = [0, -2 * DAY_MS, DAY_MS]
    for weight, skew_ms in zip([4010, 4020, 4030], jumps, strict=True):
        vera.process.ask("close", vera.name)  # what is saved now is a change of its own
        vera.sets_its_clock(skew_ms)
        if meets_the_service:
            vera.sends_everything()
        vera.writes(visit, weight)
    place.comes_to_rest()

    state = place.visit(visit).answers[WEIGHT]
    assert (state["value"], state["cands"]) == (4030, []), "a clock decided"
    rows = [row for row in place.stored().values() if str(row.visit_id) == visit]
    rows.sort(key=lambda row: row.device_seq or 0)
    bodies = [json.loads(row.body) for row in rows]
    written = [body["answers"][WEIGHT]["value"] for body in bodies]
    assert written == [4000, 4010, 4020, 4030], "not stored once each, as they were written"
    assert [body["answers"][WEIGHT]["base"] for body in bodies[1:]] == [
        str(row.id) for row in rows[:-1]
    ]
    for row, skew_ms in zip(rows[1:], jumps, strict=True):
        told = datetime.fromisoformat(row.recorded_at or "") - row.received_at
        assert told / MS == pytest.approx(skew_ms, abs=60_000)
        known = skew_ms if meets_the_service else 0
        assert row.clock_offset_ms == pytest.approx(known, abs=60_000)


def test_46_an_old_page_after_a_newer_one(place: Place) -> None:
    vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    old = place.proxy.sent_to("pull")[-1]
    vera.writes(visit, 4100)
    vera.sends_everything()
    cora.sends_everything()
    place.proxy.spoil("pull", lambda exchange: exchange.answer(old.replies[-1]))

    cora.sends()

    assert cora.sees(visit)["value"] == 4100
    place.comes_to_rest()


@pytest.mark.chaos
def test_49_the_first_fetch_is_interrupted_twenty_times(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    for number in range(120):
        vera.starts_a_visit(place.world.child, 4000 + number)
    vera.sends_everything()
    cora = Tablet("cora late", place.process, place.world.colleague, place.proxy.url)
    kinds = [faults.lost, faults.reply_cut, faults.reply_half_said, faults.passed]
    place.proxy.spoil("pull", *(kinds[number % 4] for number in range(20)))
    user = {"id": str(cora.user.id), "initials": "CC"}
    cora.process.ask("begin", cora.name, user=user)
    cora.connects()
    place.tablets.append(cora)

    for _ in range(20):
        cora.sends()
        cora.is_killed()

    place.comes_to_rest()


@pytest.mark.chaos
def test_50_ninety_days_without_a_network(place: Place) -> None:
    """5,000 changes are waiting: they drain, in batches, and nothing of them is lost."""
    vera = place.tablet(place.world.visitor)
    for visit_number in range(250):
        visit = vera.starts_a_visit(place.world.child, 4000)
        for number in range(19):
            vera.process.ask(
                "close", vera.name
            )  # as if it had been handed to a network that is not there
            vera.writes(visit, 4000 + number + visit_number)
    assert vera.kept["outbox"].__len__() == 5000

    place.proxy.is_well()
    vera.sends_everything(tries=40)

    place.everything_agrees()
    assert len(place.proxy.sent_to("push")) <= 5000 / 50 + 5


@pytest.mark.parametrize("rounds", [12, pytest.param(120, marks=pytest.mark.chaos)])
def test_51_a_network_that_comes_and_goes(place: Place, rounds: int) -> None:
    vera = place.tablet(place.world.visitor)
    waiting: list[int] = []
    for number in range(rounds):
        visit = vera.starts_a_visit(place.world.child, 4000 + number)
        vera.writes(visit, "Awake", key="baby_observed")
        place.proxy.spoil("push", [faults.lost, faults.passed, faults.reply_lost][number % 3])
        waiting.append(vera.sends()["waiting"])

    assert max(waiting) <= 3, "there is no progress"
    place.comes_to_rest()


def test_52_a_child_moves_while_work_waits(place: Place) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)
    vera.sends_everything()
    vera.writes(visit, 4100)
    try:
        move(place, place.world.elm.id)

        vera.sends_everything()

        kept: Any = vera.kept
        assert visit not in kept["copies"], "the record left this tablet"
        of_visit = [row for row in place.stored().values() if str(row.visit_id) == visit]
        assert sorted(row.outcome for row in of_visit) == ["held", "stored"]
        assert vera.process.ask("waiting", vera.name)["held"] == 1
    finally:
        move(place, place.world.oak.id)


def move(place: Place, team: Any) -> None:
    with place.app.app_context():
        move_to_team(place.world.administrator.id, place.world.child.id, team)
        commit()

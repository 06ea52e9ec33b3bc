"""What is wrong with a change is said of that change: the others are stored, nothing is half-stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.models import Device
from app.audit.models import AuditEvent
from app.database import session
from app.feed.models import FeedRow
from app.visits.models import Change, Visit
from tests.forms.contracts import read
from tests.support.world import World
from tests.sync.tablet import Tablet, mint, observed, summed


def rows(app: Flask, *tables: type) -> list[int]:
    with app.app_context():
        return [session().scalar(select(func.count()).select_from(table)) or 0 for table in tables]


BAD_PARTS: dict[str, Any] = {
    "device_seq": ["0", 0, -1, 1.5, True, None, 2**31],
    "visit_id": ["", "123", 5, None, "0" * 36, "01A20746-A0DB-7655-AD1E-62536839EFC1"],
    "child_id": ["Ivy Larch", [], {"id": "x"}],
    "device_id": ["tablet 3"],
    "form": [7, "", "x" * 41, "../../etc/passwd"],
    "form_version": ["1", 0, 1.0, False, 10**9],
    "recorded_at": [
        *("yesterday", "2026-05-09T14:31:07", 1715265067, "2026-05-09T14:31:07Z" * 4),
        # Before the first year there is in UTC, after the last; and a time with what nothing can store.
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z"),
        *("2026-05-09\x0014:31:07Z", "2026-05-09\ud83d14:31:07Z"),
    ],
    "child": [
        {
            "team_id": "00000000-0000-0000-0000-000000000000",
            "given_name": "",
            "family_name": "Met",
            "nhs_number": None,
            "dob": None,
            "sex": "female",
            **said,
        }
        for said in (
            *({"dob": dob} for dob in ("9999-12-31", "0001-01-01", "2026-02-30", "")),
            *({"family_name": name} for name in ("", " ", "x" * 121, *read("names")["refused"])),
        )
    ],
    "clock_offset_ms": ["fast", 1.5, 2**60],
    "answers": [[], "weight_g", None, {"x" * 161: {}}, {"weight_g\n": {}}, {"wéight": {}}],
    "submit": ["yes", 1, None],
}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("part", "bad"), [(part, bad) for part, every in BAD_PARTS.items() for bad in every]
)
def test_a_bad_envelope_is_rejected_and_kept_while_the_others_are_stored(
    app: Flask, world: World, vera: Tablet, part: str, bad: Any
) -> None:
    good = vera.change(mint(), world.child, {"weight_g": observed(4120)})
    wrong = summed({**vera.change(mint(), world.child, {"weight_g": observed(1)}), part: bad})

    receipts = vera.push(wrong, good)

    assert [receipt["outcome"] for receipt in receipts] == ["rejected", "stored"]
    assert (receipts[0]["status"], receipts[0]["code"]) == (422, "bad_change")
    assert f"“{part}”" in receipts[0]["message"]
    with app.app_context():
        kept = session().scalars(select(Change).where(Change.outcome == "rejected")).one()
    assert json.loads(kept.body) == wrong
    assert kept.team_id == world.oak.id
    assert rows(app, Change, Visit) == [2, 1]


@pytest.mark.one_database
@pytest.mark.parametrize("part", sorted(BAD_PARTS.keys() - {"clock_offset_ms", "submit", "child"}))
def test_a_part_that_is_missing(world: World, vera: Tablet, part: str) -> None:
    change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
    del change[part]

    (receipt,) = vera.push(summed(change))

    assert (receipt["outcome"], receipt["code"]) == ("rejected", "bad_change")
    assert f"“{part}” is missing" in receipt["message"]


def test_parts_nobody_asked_for_are_never_effective(app: Flask, world: World, vera: Tablet) -> None:
    change = vera.change(mint(), world.child, {}, author_id=str(world.colleague.id), seq=9)

    (receipt,) = vera.push(change)

    assert receipt["outcome"] == "rejected"
    assert rows(app, Visit) == [0]


@pytest.mark.one_database
@pytest.mark.parametrize("raw", [None, 3, "change", [], {}, {"change_id": "mine"}])
def test_what_has_no_id_gets_a_receipt_and_is_not_kept(
    app: Flask, world: World, vera: Tablet, raw: Any
) -> None:
    good = vera.change(mint(), world.child, {"weight_g": observed(4120)})

    receipts = vera.push(raw, good)

    assert [receipt["outcome"] for receipt in receipts] == ["rejected", "stored"]
    assert receipts[0]["change_id"] is None
    assert rows(app, Change) == [1]


def test_a_sum_that_is_missing_or_no_sum(world: World, vera: Tablet) -> None:
    change = vera.change(mint(), world.child, {"weight_g": observed(4120)})
    del change["body_sha256"]
    other = {**vera.change(mint(), world.child), "body_sha256": "yes"}

    receipts = vera.push(change, other)

    assert [receipt["outcome"] for receipt in receipts] == ["rejected", "rejected"]


def test_a_change_of_another_tablet(world: World, vera: Tablet) -> None:
    (receipt,) = vera.push(vera.change(mint(), world.child, device_id=mint()))

    assert (receipt["outcome"], receipt["code"]) == ("rejected", "bad_change")


@pytest.mark.parametrize(
    ("key", "answer", "code"),
    [
        ("no_such_question", observed(1), "unknown_field"),
        ("icon/1/icon_how", observed(1), "unknown_field"),
        ("weight_g", {"value": 4120}, "wrong_kind"),
        ("weight_g", observed("4120"), None),
        ("weight_g", observed([4120]), None),
        ("weight_g", observed({"$gt": 0}), None),
        ("weight_g", observed(10**40), None),
        ("weight_g", {**observed(4120), "missing": "declined"}, "not_one_of"),
        ("weight_g", {"missing": "bored", "kind": "O"}, "reason_not_allowed"),
        ("weight_g", observed(4120, "the first"), "wrong_base"),
        ("weight_g", observed(4120, None, closes=["all"]), "wrong_closes"),
        ("weight_g", observed(4120, None, team_id="x"), "not_an_answer"),
        ("weight_g", 4120, "not_an_answer"),
        ("baby_observed", observed("x" * 5000), None),
        ("baby_observed", observed("nul \x00 here"), None),
        ("baby_observed", observed("half a pair \ud83d here"), None),
        ("baby_observed", observed("more \U0001f600 than \u202e fine"), ""),
    ],
)
def test_one_bad_answer_leaves_the_others_alone(
    app: Flask, world: World, vera: Tablet, key: str, answer: Any, code: str | None
) -> None:
    """`code` None: whichever the field type gives; empty: not refused."""
    visit_id = mint()
    change = vera.change(visit_id, world.child, {key: answer, "baby_seen": observed("awake")})

    (receipt,) = vera.push(change)

    assert receipt["outcome"] == "stored"
    assert receipt["answers"]["baby_seen"] == {"outcome": "applied"}
    said = receipt["answers"][key]
    if code == "":
        assert said == {"outcome": "applied"}
        assert receipt["states"][key]["value"] == answer["value"]
        return
    assert said["outcome"] == "rejected"
    assert said["message"]
    assert code is None or said["code"] == code
    with app.app_context():
        kept = session().scalars(select(Change)).one()
        assert json.loads(kept.body) == change, "the raw answer stays in the change's row"
        visit = session().scalars(select(Visit)).one()
        assert visit.answers.keys() == {"baby_seen"}


def test_a_change_that_is_too_large_for_one_piece(app: Flask, world: World, vera: Tablet) -> None:
    answers = {f"present/{mint()}/present_relation": observed("x" * 700) for _ in range(400)}
    large = vera.change(mint(), world.child, answers)
    good = vera.change(mint(), world.child, {"weight_g": observed(4120)})

    receipts = vera.push(large, good)

    assert [receipt["outcome"] for receipt in receipts] == ["rejected", "stored"]
    assert receipts[0]["code"] == "change_too_large"


@pytest.mark.one_database
class TestTheRequestAsAWhole:
    def test_more_changes_than_fit(self, app: Flask, world: World, vera: Tablet) -> None:
        reply = vera.send(*(vera.change(mint(), world.child) for _ in range(51)))

        assert reply.status_code == 413
        assert rows(app, Change, Device) == [0, 0]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'{"device_id": "x", "epoch": 0, "changes": []}',
            b'{"device_id": "01a20746-a0db-7655-ad1e-62536839efc1", "epoch": "0", "changes": []}',
            b'{"device_id": "01a20746-a0db-7655-ad1e-62536839efc1", "epoch": 0, "changes": {}}',
            b'{"device_id": "01a20746-a0db-7655-ad1e-62536839efc1", "epoch": 0}',
            b'{"epoch": 0, "epoch": 1, "changes": []}',
            b'{"epoch": NaN}',
            b"\xff\xfe{}",
            b"[" * 100_000,
        ],
    )
    def test_that_cannot_be_read(self, app: Flask, vera: Tablet, body: bytes) -> None:
        reply = vera.client.post("/api/v1/sync/push", data=body, content_type="application/json")

        assert reply.status_code in (400, 422)
        assert reply.content_type == "application/problem+json"
        assert rows(app, Change, Device) == [0, 0]

    def test_by_nobody(self, world: World, app: Flask) -> None:
        reply = app.test_client().post("/api/v1/sync/push", json={})

        assert reply.status_code == 401
        assert reply.get_json()["code"] == "sign_in"


# -- whatever is sent ----------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
keys = st.sampled_from(["weight_g", "baby_seen", "lives_with", "nonsense"]) | st.text(max_size=12)
changed_parts = st.dictionaries(
    st.sampled_from([*BAD_PARTS, "change_id", "extra"]), json_values, max_size=2
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=changed_parts, answers=st.dictionaries(keys, json_values, max_size=3))
def test_nothing_is_ever_half_stored(
    app: Flask, world: World, vera: Tablet, parts: dict[str, Any], answers: dict[str, Any]
) -> None:
    """Each change leaves either nothing at all, or its row, its receipt and its audit row; and a
    visit, its place in the feed and its change stand or fall together."""
    before = rows(app, Change)[0]
    visit_id = mint()
    change = summed({**vera.change(visit_id, world.child, answers), **parts})

    reply = vera.send(change)

    assert reply.status_code == 200
    (receipt,) = reply.get_json()["receipts"]
    kept = receipt["outcome"] in ("stored", "held", "rejected") and receipt["change_id"] is not None
    assert rows(app, Change)[0] - before == kept
    with app.app_context():
        events = (
            session().scalars(select(func.count()).where(AuditEvent.event == "change_stored")).one()
        )
        visits = {f"visit:{id_}" for id_ in session().scalars(select(Visit.id))}
        feed = set(session().scalars(select(FeedRow.key).where(FeedRow.key.like("visit:%"))))
        written = set(session().scalars(select(Change.visit_id).where(Change.outcome == "stored")))
    assert events == rows(app, Change)[0]
    assert visits == feed == {f"visit:{id_}" for id_ in written}
    if kept:
        assert vera.push(change) == [receipt]

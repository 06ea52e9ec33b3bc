"""A visit on a version of the form that the service does not have, as after going back to an earlier release: it is kept
and read as far as it can be, what is still sent of it is held, and it stands in nobody's way.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app import clock
from app.database import commit, session
from app.exports import operations
from app.exports.selection import Purpose, ReviewState, Selection
from app.fairness import queries as fairness
from app.visits.models import Change, Visit
from tests.review.visits import WHEN, Tablet
from tests.support.world import World

NEWER = 99
OBSERVED = "Looked straight at me."


@pytest.fixture
def tablet(world: World) -> Tablet:
    """Submitted on version 99, which asks of baby_seen in another shape and has a question of its own."""
    tablet = Tablet(world, world.visitor, world.child.id)
    tablet.send_whole_visit(baby_observed={"value": OBSERVED, "kind": "O"})
    tablet.send({"acute_signs": {"value": ["floppy_or_stiff"], "kind": "O"}})
    with world.app.app_context():
        visit = session().get_one(Visit, tablet.visit_id)
        answers = {**visit.answers, "not_yet_asked": visit.answers["weight_g"]}
        answers["baby_seen"] = {**answers["baby_seen"], "value": {"awake": True}}
        visit.answers, visit.form_version, visit.left_out = answers, NEWER, ["residence_view"]
        session().execute(update(Change).values(form_version=NEWER))
        commit()
    return tablet


def visit_page(world: World, tablet: Tablet, of: str = "") -> Any:
    return world.as_(world.manager).get(f"/review/visits/{tablet.visit_id}{of}")


def test_what_is_still_sent_of_it_is_held_whichever_version_it_names(tablet: Tablet) -> None:
    before = tablet.visit
    weight = {"weight_g": {"value": 4000, "kind": "O"}}

    for version in (1, NEWER):
        receipt = tablet.send(weight, version=version)
        assert (receipt["outcome"], receipt["code"]) == ("held", "form_unknown")

    assert tablet.visit.answers == before.answers
    assert tablet.visit.left_out == ["residence_view"], "nobody here can say what else counts"


def test_another_visit_of_the_child_is_signed_and_read(world: World, tablet: Tablet) -> None:
    later = Tablet(world, world.visitor, world.child.id)
    later.send_whole_visit(clock.parse("2026-04-28T09:00:00Z"))

    assert visit_page(world, later).status_code == 200


def test_a_manager_reads_what_can_be_read_and_is_told(world: World, tablet: Tablet) -> None:
    page = visit_page(world, tablet)

    assert page.status_code == 200
    assert "Not all of this visit can be read here" in page.text
    assert OBSERVED in page.text
    assert "Act now" in page.text, "what is urgent stays so"
    assert visit_page(world, tablet, "/two-values").status_code == 200
    manager = world.as_(world.manager)
    copy = manager.post(f"/review/visits/{tablet.visit_id}/print")
    assert "Not all of this visit is on this copy" in copy.text
    for listed in ("/review/", "/children/", f"/children/{world.child.id}"):
        assert manager.get(listed).status_code == 200, listed


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_it_is_not_signed_off_unread(
    world: World, tablet: Tablet, confirmed: dict[str, str]
) -> None:
    address = f"/review/visits/{tablet.visit_id}/sign-off"
    reply = world.as_(world.manager).post(
        address, data={"seen_seq": str(tablet.visit.seq), **confirmed}
    )

    assert reply.status_code == 409
    assert "after the next update" in reply.text
    assert tablet.visit.status == "submitted"


def test_it_can_be_returned(world: World, tablet: Tablet) -> None:
    reply = world.as_(world.manager).post(
        f"/review/visits/{tablet.visit_id}/return",
        data={"seen_seq": str(tablet.visit.seq), "comment": "Please look once more."},
    )

    assert reply.status_code == 303
    assert tablet.visit.status == "returned"


def test_two_values_are_settled_after_the_next_update(world: World, tablet: Tablet) -> None:
    with world.app.app_context():
        visit = session().get_one(Visit, tablet.visit_id)
        weight = visit.answers["weight_g"]
        other = {**weight, "value": 4001, "mids": [str(UUID(int=0))], "cands": []}
        visit.answers = {**visit.answers, "weight_g": {**weight, "cands": [other]}}
        visit.conflicts = 1
        commit()

    reply = world.as_(world.manager).post(
        f"/review/visits/{tablet.visit_id}/two-values",
        data={
            "settle": "yes",
            "seen_seq": str(tablet.visit.seq),
            "stands:weight_g": weight["mids"][0],
        },
    )

    assert reply.status_code == 409
    assert "after the next update" in reply.text


def test_it_is_counted_and_exported_as_far_as_it_can_be_read(
    world: World, tablet: Tablet, tmp_path: Path
) -> None:
    with world.app.app_context(), clock.stopped_at(WHEN):
        assert len(fairness.notes(None)) == 1
        selection = Selection(state=ReviewState.ALL)
        operations.export_to_folder(tmp_path, selection, Purpose.CLINICAL_AUDIT)
    rows: dict[str, list[dict[str, str]]] = {}
    for name in ("visits", "safety_rules"):
        text = (tmp_path / f"{name}.csv").read_text("utf-8-sig")
        rows[name] = [*csv.DictReader(io.StringIO(text, newline=""))]

    assert [row["form_version"] for row in rows["visits"]] == [str(NEWER)]
    assert rows["visits"][0]["weight_g"]
    assert rows["visits"][0]["baby_seen"] == ""
    assert ("R02", str(NEWER)) in [
        (row["rule"], row["form_version"]) for row in rows["safety_rules"]
    ]

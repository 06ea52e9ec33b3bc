"""What was answered and does not count: it stays in the draft, and is no part of what was submitted."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from app.exports import operations
from app.exports.selection import Purpose, ReviewState, Selection
from tests.review.visits import Tablet
from tests.support.world import World

VIEW = "Between the two homes, I think"
VIEW_OF_HOME = {"value": VIEW, "kind": "J", "basis": ["lives_with"]}
ASKED = {"value": "asked_alone", "kind": "A"}
MINUTES = {"value": 35, "kind": "A"}  # a question of version 2 only


@pytest.fixture
def tablet(world: World) -> Tablet:
    return Tablet(world, world.visitor, world.child.id)


def page(world: World, tablet: Tablet) -> str:
    return str(world.as_(world.manager).get(f"/review/visits/{tablet.visit_id}").text)


def extract(world: World, folder: Path) -> list[dict[str, str]]:
    with world.app.app_context():
        operations.export_to_folder(
            folder, Selection(state=ReviewState.ALL), Purpose.CLINICAL_AUDIT
        )
    text = (folder / "visits.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_answer_that_no_longer_applies_is_no_part_of_what_is_read_and_exported(
    world: World, tablet: Tablet, tmp_path: Path
) -> None:
    tablet.send_whole_visit(residence_view=VIEW_OF_HOME)  # everybody says: with both parents

    assert tablet.visit.answers["residence_view"]["value"] == VIEW, "it stays in the draft"
    assert tablet.visit.left_out == ["residence_view"]
    read = page(world, tablet)
    assert VIEW not in read
    assert "My view of where baby lives. These were answered before" in read
    (row,) = extract(world, tmp_path)
    assert (row["residence_view__kind"], row["residence_view__rests_on"]) == ("", "")
    assert row["lives_with__kind"] == "F"


def test_it_is_part_of_it_again_once_it_applies(world: World, tablet: Tablet) -> None:
    tablet.send_whole_visit(residence_view=VIEW_OF_HOME)
    tablet.send({"lives_with": {"value": "split_between_homes", "kind": "F"}})

    assert tablet.visit.left_out == []
    assert VIEW in page(world, tablet)


def test_an_open_visit_is_a_draft_and_shows_everything(world: World, tablet: Tablet) -> None:
    tablet.send({"residence_view": VIEW_OF_HOME})

    assert tablet.visit.left_out == []
    assert VIEW in page(world, tablet)


def test_a_sensitive_one_is_counted_and_named_only_when_they_are_opened(
    world: World, tablet: Tablet
) -> None:
    deceased: dict[str, Any] = {"value": "deceased", "kind": "F"}
    tablet.send_whole_visit(father_da_asked=ASKED, father_involvement=deceased)

    assert "father_da_asked" in tablet.visit.left_out
    address = f"/review/visits/{tablet.visit_id}"
    closed = page(world, tablet)
    opened = world.as_(world.manager).post(f"{address}/show", data={"show": "sensitive"}).text
    assert "sensitive answer" in closed
    assert "Father: domestic abuse asked" not in closed
    assert "Not part of this visit" in opened


def test_what_has_no_place_on_the_earlier_form_is_kept_and_shown_apart(
    world: World, tablet: Tablet, tmp_path: Path
) -> None:
    tablet.send({"contact_type": {"value": "new_birth", "kind": "A"}})
    claims = {
        "contact_minutes": MINUTES,
        "mother_gad2_1": {"value": "2", "kind": "R"},
        "mother_gad2_2": {"value": "2", "kind": "R"},
    }
    tablet.send(claims, version=2, moved_from=1)
    tablet.send({}, moved_from=2)
    tablet.send_whole_visit()

    assert claims.keys() <= tablet.visit.answers.keys()
    read = page(world, tablet)
    assert "Kept from another version of the form" in read
    (row,) = extract(world, tmp_path)
    assert row["form_version"] == "1"
    assert {row["contact_minutes"], row["contact_minutes__kind"], row["mother_gad2_total"]} == {""}
    assert row["lives_with__kind"] == "F"

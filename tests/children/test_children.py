"""Recording children, and who sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.operations import open_sign_in
from app.accounts.queries import viewer_of
from app.accounts.viewer import Viewer
from app.audit.models import AuditEvent
from app.children.operations import add_child, update_child
from app.children.queries import child_for, child_state
from app.database import commit, new_id, session
from app.feed.models import FeedRow
from app.problems import NOT_FOUND, NOT_VALID, Problem
from tests.support.world import World


def viewer(user: User) -> Viewer:
    found = viewer_of(open_sign_in(session().merge(user)))
    assert found is not None
    return found


def test_a_child_is_recorded_with_people_and_addresses_and_reaches_the_tablets(
    app: Flask, world: World
) -> None:
    with app.app_context():
        child = add_child(
            world.administrator.id,
            world.oak.id,
            given_name="Fern",
            family_name="Bracken",
            nhs_number="9990000042",
            dob=date(2026, 4, 2),
            sex="female",
            next_contact_type="new_birth",
            next_contact_due=date(2026, 4, 14),
            people=[{"name": "Moss", "relation": "mother"}],
            addresses=[{"label": "Home", "line": "1 Heath Row", "postcode": "ZZ99 3WZ"}],
        )
        commit()
        state = child_state(child)
        fed = session().scalars(select(FeedRow).where(FeedRow.key == f"child:{child.id}")).one()
        event = (
            session()
            .scalars(select(AuditEvent).where(AuditEvent.subject == f"child:{child.id}"))
            .one()
        )

    assert state["dob"] == "2026-04-02"
    assert state["edd"] is None
    assert state["next_contact"] == {"type": "new_birth", "due": "2026-04-14"}
    assert [(person["name"], person["relation"]) for person in state["people"]] == [
        ("Moss", "mother")
    ]
    assert [(place["label"], place["restricted"]) for place in state["addresses"]] == [
        ("Home", False)
    ]
    assert fed.team_id == world.oak.id
    assert event.event == "child_recorded"
    assert "Bracken" not in str(event.details)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"family_name": "x" * 121}, "family_name"),
        ({"given_name": "Ivy\x00"}, "given_name"),
        ({"nhs_number": "9990000019"}, "nhs_number"),
        ({"nhs_number": "999 000 0042"}, "nhs_number"),
        ({"nhs_number": "9990000026"}, "nhs_number"),  # Rowan's
        ({"sex": "f"}, "sex"),
    ],
)
def test_what_cannot_be_recorded_is_said_by_field(
    app: Flask, world: World, details: dict[str, Any], field: str
) -> None:
    with app.app_context():
        with pytest.raises(Problem) as added:
            add_child(None, world.oak.id, **{"family_name": "Bracken", **details})
        session().rollback()
        with pytest.raises(Problem) as updated:
            update_child(None, session().merge(world.child), **details)
        session().rollback()

    for refused in (added.value, updated.value):
        assert refused.kind is NOT_VALID
        assert refused.fields.keys() == {field}


def test_everybody_sees_the_children_of_their_teams_and_no_others(app: Flask, world: World) -> None:
    with app.app_context():
        vera, ada = viewer(world.visitor), viewer(world.administrator)
        assert child_for(vera, world.child.id).given_name == "Ivy"
        for who, hidden in (
            *((vera, child) for child in (world.other_child.id, world.far_child.id, new_id())),
            (ada, world.child.id),
        ):
            with pytest.raises(Problem) as refused:
                child_for(who, hidden)
            assert refused.value.kind is NOT_FOUND

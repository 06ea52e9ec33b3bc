"""A small invented world: two areas, three teams, people of every role, a child in each team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask

from app import clock
from app.accounts.models import Team, User
from app.accounts.operations import create_area, create_team, create_user
from app.children.models import Child
from app.database import commit, new_id, session
from app.feed.operations import touch
from app.permissions import Role
from tests.support.clients import CsrfClient, signed_in

PASSWORD = "three quiet otters"


@dataclass(frozen=True)
class World:
    """North has the teams Oak and Elm, South has Fir. Everybody's password is PASSWORD."""

    app: Flask
    oak: Team
    elm: Team
    fir: Team
    visitor: User  # in Oak
    colleague: User  # in Oak too
    other_visitor: User  # in Elm
    manager: User  # of Oak
    other_manager: User  # of Fir, in the other area
    analyst: User
    administrator: User
    child: Child  # on Oak's caseload
    other_child: Child  # on Elm's
    far_child: Child  # on Fir's

    def as_(self, user: User) -> CsrfClient:
        """A client signed in as this person."""
        return signed_in(self.app, user)


def _child(team: Team, given: str, family: str, nhs_number: str, born: date) -> Child:
    now = clock.now()
    child = Child(
        id=new_id(),
        team_id=team.id,
        given_name=given,
        family_name=family,
        nhs_number=nhs_number,
        nhs_number_status="01",
        dob=born,
        sex="female",
        created_at=now,
        updated_at=now,
    )
    session().add(child)
    session().flush()
    touch([(team.id, f"child:{child.id}")])
    return child


def make_world(app: Flask) -> World:
    """Write the world into the app's empty database. Needs an app context; commits."""
    north, south = create_area(None, "North"), create_area(None, "South")
    oak, elm = create_team(None, north.id, "Oak"), create_team(None, north.id, "Elm")
    fir = create_team(None, south.id, "Fir")

    def user(username: str, name: str, role: Role, *teams: Team) -> User:
        return create_user(
            None,
            username=username,
            name=name,
            role=role,
            password=PASSWORD,
            team_ids=[team.id for team in teams],
        )

    world = World(
        app=app,
        oak=oak,
        elm=elm,
        fir=fir,
        visitor=user("vera", "Vera Visitor", Role.VISITOR, oak),
        colleague=user("cora", "Cora Colleague", Role.VISITOR, oak),
        other_visitor=user("oona", "Oona Other", Role.VISITOR, elm),
        manager=user("mona", "Mona Manager", Role.MANAGER, oak),
        other_manager=user("fay", "Fay Far", Role.MANAGER, fir),
        analyst=user("anna", "Anna Analyst", Role.ANALYST),
        administrator=user("ada", "Ada Administrator", Role.ADMINISTRATOR),
        child=_child(oak, "Ivy", "Larch", "9990000018", date(2026, 3, 1)),
        other_child=_child(elm, "Rowan", "Sedge", "9990000026", date(2026, 2, 1)),
        far_child=_child(fir, "Hazel", "Thrift", "9990000034", date(2026, 1, 1)),
    )
    commit()
    # What a test touches later, outside this context, must be loaded now.
    for team in (oak, elm, fir):
        _ = team.area.name
    session().expunge_all()
    return world

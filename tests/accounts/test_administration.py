"""What an administrator does with accounts, areas and teams."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Area, Team, User
from app.audit.models import AuditEvent
from app.database import new_id, session
from app.feed.models import Scope
from tests.support.clients import CsrfClient
from tests.support.world import PASSWORD, World


@pytest.fixture
def ada(world: World) -> CsrfClient:
    return world.as_(world.administrator)


def last_event(app: Flask) -> AuditEvent:
    with app.app_context():
        return session().scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()  # type: ignore[return-value]


def shown_password(page: str) -> str:
    [found] = re.findall(r"\b(?:[a-z2-9]{5}-){2}[a-z2-9]{5}\b", page)
    return str(found)


@pytest.mark.one_database
def test_everybody_is_listed_with_role_and_teams(ada: CsrfClient) -> None:
    page = ada.get("/people").text
    for words in ("Vera Visitor", "Health visitor", "Mona Manager", "Oak", "Data analyst"):
        assert words in page


def test_a_new_person_gets_a_password_that_is_shown_once_and_works(
    ada: CsrfClient, world: World, app: Flask, client: FlaskClient
) -> None:
    sent = {
        "name": "Nia  New",
        "username": " NIA ",
        "role": "visitor",
        "teams": [str(world.oak.id)],
    }
    page = ada.post("/people/new", data=sent)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    password = shown_password(page.text)
    with app.app_context():
        nia = session().scalars(select(User).where(User.username == "nia")).one()
    assert (nia.name, nia.initials, nia.role) == ("Nia New", "NN", "visitor")
    assert password not in nia.password_hash
    row = last_event(app)
    assert (row.event, row.actor_id, row.subject) == (
        "user_created",
        world.administrator.id,
        f"user:{nia.id}",
    )
    assert row.details == {"role": "visitor", "teams": [str(world.oak.id)]}
    assert password not in ada.get(f"/people/{nia.id}").text
    client.post("/sign-in", data={"username": "nia", "password": password})
    assert client.get("/api/v1/me").get_json()["teams"][0]["name"] == "Oak"
    assert client.get("/").location == "/password"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"username": "vera"}, "Somebody else already has this username"),
        ({"username": "VERA"}, "Somebody else already has this username"),
        ({"username": "two words"}, "2 to 80 characters without spaces"),
        ({"username": "x" * 81}, "2 to 80 characters without spaces"),
        ({"username": "nul\x00nul"}, "2 to 80 characters without spaces"),
        ({"username": ""}, "Enter a username"),
        ({"name": "x" * 121}, "up to 120 characters"),
        ({"name": "  "}, "Enter the person’s full name"),
        ({"name": "odd\u202ename"}, "up to 120 characters"),
        ({"role": "king"}, "Not a valid choice"),
        ({"teams": ["not a team"]}, "not a valid choice"),
    ],
)
def test_what_cannot_be_accepted_is_said_beside_the_field(
    ada: CsrfClient, app: Flask, sent: dict[str, object], said: str
) -> None:
    good = {"name": "Nia New", "username": "nia", "role": "visitor", "teams": []}
    page = ada.post("/people/new", data={**good, **sent})
    assert page.status_code == 422
    assert "<title>Error: Add a person" in page.text
    assert page.text.count(said) == 2
    with app.app_context():
        assert session().scalar(select(User).where(User.name == "Nia New")) is None


def test_closing_an_account_ends_its_sessions_and_opening_it_lets_the_person_back(
    ada: CsrfClient, world: World, client: FlaskClient
) -> None:
    working = world.as_(world.visitor)
    asked = ada.post(f"/people/{world.visitor.id}/disable")
    assert "Close Vera Visitor’s account?" in asked.text
    assert working.get("/api/v1/me").status_code == 200
    closed = ada.post(f"/people/{world.visitor.id}/disable", data={"sure": "yes"})
    assert closed.status_code == 302
    assert "The account is closed." in ada.get(f"/people/{world.visitor.id}").text
    assert working.get("/api/v1/me").status_code == 401
    good = {"username": "vera", "password": PASSWORD}
    assert client.post("/sign-in", data=good).status_code == 401
    assert ada.post(f"/people/{world.visitor.id}/enable").status_code == 302
    assert "The account is open again." in ada.get(f"/people/{world.visitor.id}").text
    assert working.get("/api/v1/me").status_code == 401
    assert client.post("/sign-in", data=good).status_code == 302


@pytest.mark.one_database
def test_nobody_closes_the_door_behind_themselves(ada: CsrfClient, world: World) -> None:
    reply = ada.post(f"/people/{world.administrator.id}/disable", data={"sure": "yes"})
    assert reply.status_code == 422
    assert "your own account" in reply.text
    assert ada.get("/people").status_code == 200


def test_a_lost_tablet_is_signed_out_everywhere(ada: CsrfClient, world: World, app: Flask) -> None:
    tablets = [world.as_(world.visitor), world.as_(world.visitor)]
    colleague = world.as_(world.colleague)
    assert "2 places" in ada.get(f"/people/{world.visitor.id}").text
    ada.post(f"/people/{world.visitor.id}/end-sign-ins")
    assert "Signed out everywhere." in ada.get(f"/people/{world.visitor.id}").text
    assert [tablet.get("/api/v1/me").status_code for tablet in tablets] == [401, 401]
    assert colleague.get("/api/v1/me").status_code == 200
    assert last_event(app).event == "sign_in_ended"


def test_a_new_password_replaces_the_old_one_and_its_sessions(
    ada: CsrfClient, world: World, client: FlaskClient
) -> None:
    working = world.as_(world.visitor)
    password = shown_password(ada.post(f"/people/{world.visitor.id}/password").text)
    assert working.get("/api/v1/me").status_code == 401
    assert (
        client.post("/sign-in", data={"username": "vera", "password": PASSWORD}).status_code == 401
    )
    assert (
        client.post("/sign-in", data={"username": "vera", "password": password}).status_code == 302
    )


def test_teams_of_a_person_are_exactly_those_ticked(
    ada: CsrfClient, world: World, app: Flask
) -> None:
    ada.post(
        f"/people/{world.visitor.id}/teams",
        data={"seen": str(world.oak.id), "teams": [str(world.elm.id), str(world.fir.id)]},
    )
    assert "Teams saved." in ada.get(f"/people/{world.visitor.id}").text
    with app.app_context():
        teams = queries.memberships()[world.visitor.id]
    assert [team.name for team in teams] == ["Elm", "Fir"]
    row = last_event(app)
    assert row.event == "teams_changed"
    assert row.details == {
        "joined": sorted([str(world.elm.id), str(world.fir.id)]),
        "left": [str(world.oak.id)],
    }


def test_a_page_that_is_older_than_the_teams_does_not_put_somebody_back(
    ada: CsrfClient, world: World, app: Flask
) -> None:
    """Two administrators open the page; what the first has saved stands when the second saves."""
    beth = world.as_(world.administrator)
    address = f"/people/{world.visitor.id}"
    seen = {client: seen_on(client.get(address).text) for client in (ada, beth)}
    moved = {"seen": seen[ada], "teams": [str(world.elm.id)]}
    assert ada.post(f"{address}/teams", data=moved).status_code == 302

    added = [str(world.oak.id), str(world.fir.id)]
    late = beth.post(f"{address}/teams", data={"seen": seen[beth], "teams": added})
    assert late.status_code == 409
    assert names_of_teams(app, world) == ["Elm"]
    assert "In teams now:</strong> Elm." in late.text
    ticked = re.findall(r'value="([^"]+)" checked', late.text)
    assert ticked == added, "what she ticked stays"
    # She has seen it now, and saves.
    again = beth.post(f"{address}/teams", data={"seen": seen_on(late.text), "teams": added})
    assert again.status_code == 302
    assert names_of_teams(app, world) == ["Fir", "Oak"]


def seen_on(page: str) -> str:
    [found] = re.findall(r'name="seen" value="([^"]*)"', page)
    return str(found)


def names_of_teams(app: Flask, world: World) -> list[str]:
    with app.app_context():
        return [team.name for team in queries.memberships()[world.visitor.id]]


def test_a_new_area_and_team_come_with_a_feed(ada: CsrfClient, app: Flask) -> None:
    assert ada.post("/areas", data={"area": "West"}).status_code == 302
    with app.app_context():
        west = session().scalars(select(Area).where(Area.name == "West")).one()
    assert ada.post("/teams", data={"team_area": str(west.id), "team": "Ash"}).status_code == 302
    with app.app_context():
        ash = session().scalars(select(Team).where(Team.name == "Ash")).one()
        assert session().get_one(Scope, ash.id).head == 0
    page = ada.get("/teams").text
    assert "West" in page
    assert "Ash" in page


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("/areas", {"area": "North"}, "already an area with this name"),
        ("/areas", {"area": ""}, "Enter the area’s name"),
        ("/teams", {"team": "Oak"}, "already has a team with this name"),
        ("/teams", {"team": ""}, "Enter the team’s name"),
        ("/teams", {"team": "Ash", "team_area": "nowhere"}, "Not a valid choice"),
    ],
)
def test_areas_and_teams_need_names_of_their_own(
    ada: CsrfClient, world: World, path: str, sent: dict[str, str], said: str
) -> None:
    page = ada.post(path, data={"team_area": str(world.oak.area_id), **sent})
    assert page.status_code == 422
    assert page.text.count(said) == 2
    assert "<title>Error: Teams" in page.text


WRONG = {"present": "wrong but long enough", "wanted": "four louder badgers"}


def test_everybody_can_change_their_own_password(
    world: World, client: FlaskClient, app: Flask
) -> None:
    vera, elsewhere = world.as_(world.visitor), world.as_(world.visitor)
    refused = vera.post("/password", data=WRONG)
    assert refused.status_code == 401
    assert refused.text.count("The password you use now is not right") == 2
    row = last_event(app)
    assert (row.event, row.actor_id) == ("password_refused", world.visitor.id)
    weak = vera.post("/password", data={"present": PASSWORD, "wanted": "short"})
    assert weak.status_code == 422
    assert weak.text.count("12 characters or more") == 3  # summary, field and hint
    assert (
        vera.post(
            "/password", data={"present": PASSWORD, "wanted": "four louder badgers"}
        ).status_code
        == 302
    )
    assert vera.get("/api/v1/me").status_code == elsewhere.get("/api/v1/me").status_code == 401
    new = {"username": "vera", "password": "four louder badgers"}
    assert client.post("/sign-in", data=new).status_code == 302


@pytest.mark.one_database
def test_nobody_guesses_the_password_of_whoever_left_a_desk_open(world: World) -> None:
    """Wherever the guesses come from: whoever has the session may have it elsewhere. Nobody else is held up."""
    vera, colleague = world.as_(world.visitor), world.as_(world.colleague)
    right = {**WRONG, "present": PASSWORD}
    for tried in range(5):
        weak = vera.post("/password", data={**right, "wanted": "short"})
        assert weak.status_code == 422
        elsewhere = {"REMOTE_ADDR": f"198.51.100.{tried}"}
        assert vera.post("/password", data=WRONG, environ_base=elsewhere).status_code == 401
    reply = vera.post("/password", data=right)
    assert reply.status_code == 429
    assert "Wait a minute" in reply.text
    assert colleague.post("/password", data=right).status_code == 302


@pytest.mark.one_database("postgresql")
def test_of_two_administrators_who_open_one_account_at_once_the_second_is_told(
    ada: CsrfClient, app: Flask
) -> None:
    """The second has looked and found the name free when the first one's account is committed."""
    sessions = app.extensions["database"].sessions
    first: list[User] = []

    @event.listens_for(sessions, "before_flush")
    def meanwhile(flushing: Session, *_: object) -> None:
        if first or not any(isinstance(one, User) for one in flushing.new):
            return
        (theirs,) = (one for one in flushing.new if isinstance(one, User))
        parts = ("username", "name", "initials", "role", "password_hash", "created_at")
        first.append(User(id=new_id(), **{part: getattr(theirs, part) for part in parts}))
        with sessions() as other:
            other.add(first[0])
            other.commit()

    late = ada.post("/people/new", data={"name": "Nia New", "username": "nia", "role": "analyst"})

    assert first
    assert late.status_code == 422
    assert "Somebody else already has this username" in late.text

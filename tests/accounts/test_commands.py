"""`flask create-user`: how the first administrator gets in."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.queries import has_users
from tests.support.world import PASSWORD, World

ARGUMENTS = ["create-user", "--username", "root", "--name", "Rosa Root", "--role", "administrator"]


def run(app: Flask, *more: str, said: str) -> Result:
    return app.test_cli_runner().invoke(args=[*ARGUMENTS, *more], input=said)


def test_the_first_administrator_can_sign_in(app: Flask, client: FlaskClient) -> None:
    result = run(app, said=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    reply = client.post("/sign-in", data={"username": "root", "password": PASSWORD})
    assert reply.status_code == 302
    assert client.get("/people").status_code == 200


def test_a_script_gives_the_password_on_standard_input(
    world: World, app: Flask, client: FlaskClient
) -> None:
    more = ["--password-stdin", "--role", "visitor", "--team", "Oak", "--team", "Elm"]
    assert run(app, *more, said=f"{PASSWORD}\n").exit_code == 0
    client.post("/sign-in", data={"username": "root", "password": PASSWORD})
    assert [team["name"] for team in client.get("/api/v1/me").get_json()["teams"]] == ["Elm", "Oak"]


def test_weak_passwords_and_unknown_teams_are_refused_in_words(app: Flask) -> None:
    weak = run(app, "--password-stdin", said="short\n")
    assert weak.exit_code == 1
    assert "12 characters or more" in weak.output
    unknown = run(app, "--password-stdin", "--team", "Yew", said=f"{PASSWORD}\n")
    assert "no team called Yew" in unknown.output
    with app.app_context():
        assert not has_users()

"""Commands of `flask --app wsgi`. Each only asks and prints; the work is done by its feature."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import with_appcontext

from app import migrating
from app.accounts import operations, queries
from app.database import commit, session
from app.permissions import Role
from app.problems import Problem


def _refuse(problem: Problem) -> click.ClickException:
    return click.ClickException("\n".join(problem.fields.values()) or problem.kind.sentence)


@click.command("migrate")
@click.argument("revision", default="head")
@with_appcontext
def migrate(revision: str) -> None:
    """Bring the database to the newest shape (or to REVISION)."""
    migrating.upgrade(revision)


@click.command("create-user")
@click.option("--username", prompt=True)
@click.option("--name", prompt="Full name")
@click.option("--role", prompt=True, type=click.Choice([role.value for role in Role]))
@click.option("--team", "teams", multiple=True, help="Name of a team; may be given more than once.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_user(
    username: str, name: str, role: str, teams: tuple[str, ...], password_stdin: bool
) -> None:
    """Open an account. The password is asked for, never an argument: arguments stand in process lists."""
    known = {team.name: team.id for team in queries.teams()}
    if missing := [team for team in teams if team not in known]:
        raise click.ClickException(f"There is no team called {', '.join(missing)}.")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        user = operations.create_user(
            None,
            username=username,
            name=name,
            role=Role(role),
            password=password,
            team_ids=[known[team] for team in teams],
        )
    except Problem as problem:
        session().rollback()
        raise _refuse(problem) from problem
    commit()
    click.echo(f"{user.name} can sign in as {user.username}.")


def init_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (migrate, create_user):
        app.cli.add_command(command)

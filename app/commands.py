"""Commands of `flask --app wsgi`. Each only asks and prints; the work is done by its feature."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from flask.cli import with_appcontext

import forms
from app import clock, migrating
from app.accounts import operations as accounts
from app.accounts import queries
from app.database import commit, session
from app.demo.load import DemoRefused, is_loaded, load_demo
from app.demo.people import PASSPHRASE, WORKERS
from app.exports.operations import export_to_folder
from app.exports.selection import Purpose, ReviewState, Selection
from app.exports.tables import tables
from app.feed.operations import raise_epoch
from app.permissions import Role
from app.problems import Problem
from app.templating import ROLE_NAMES
from app.wording import UNITED_KINGDOM
from forms import publishing
from forms.definition import ContactType, Form
from forms.derived import data_dictionary

DAY = click.DateTime(["%Y-%m-%d"])
DICTIONARIES: dict[str, Callable[[Form], str]] = {
    "json": lambda form: data_dictionary.as_json(data_dictionary.rows(form)),
    "csv": lambda form: data_dictionary.as_csv(data_dictionary.rows(form)),
    "md": data_dictionary.as_md,
}


def _refuse(problem: Problem) -> click.ClickException:
    return click.ClickException("\n".join(problem.fields.values()) or problem.kind.sentence)


@click.command("migrate")
@click.argument("revision", default="head")
@with_appcontext
def migrate(revision: str) -> None:
    """Bring the database to the newest shape, or to REVISION."""
    migrating.upgrade(revision)


@click.command("create-user")
@click.option("--username", prompt=True)
@click.option("--name", prompt="Full name")
@click.option("--role", prompt=True, type=click.Choice([role.value for role in Role]))
@click.option("--team", "teams", multiple=True, help="Name of a team; may be given repeatedly.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_user(
    username: str, name: str, role: str, teams: tuple[str, ...], password_stdin: bool
) -> None:
    """Open an account. The password is asked for, never an argument: those stand in process lists."""
    known = {team.name: team.id for team in queries.teams()}
    if missing := [team for team in teams if team not in known]:
        raise click.ClickException(f"There is no team called {', '.join(missing)}.")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        user = accounts.create_user(
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


@click.command("publish-form")
def publish_form() -> None:
    """Freeze the declared form under its version number. Commit the file it writes."""
    try:
        path = publishing.publish(forms.current())
    except publishing.PublishedFormChanged as changed:
        raise click.ClickException(str(changed)) from changed
    click.echo(f"Published: {path.name}")


@click.command("data-dictionary")
@click.option("--format", "format_", type=click.Choice(list(DICTIONARIES)), default="md")
@click.option(
    "--version",
    default="",
    metavar="N|current",
    help="A published version, or “current” for the form as it is declared; without it the newest published.",
)
def print_data_dictionary(format_: str, version: str) -> None:
    """Print what each column of an export means."""
    try:
        form = _form(version)
    except (publishing.UnknownVersion, ValueError) as unknown:
        raise click.ClickException(f"There is no published version {version}.") from unknown
    click.echo(DICTIONARIES[format_](form), nl=False)


def _form(version: str) -> Form:
    if version == "current":
        return forms.current()
    return forms.published(int(version)) if version else forms.latest()


@click.command("export")
@click.option("--format", "format_", type=click.Choice(["csv"]), default="csv")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--purpose",
    type=click.Choice([one.value for one in Purpose]),
    default=Purpose.SERVICE_EVALUATION.value,
    show_default=True,
    help="Each purpose has pseudonyms of its own.",
)
@click.option("--words", default="", help="What the extract is for, in a few words.")
@click.option("--since", type=DAY, help="First day of contact, as 2026-04-01.")
@click.option("--until", type=DAY, help="Last day of contact.")
@click.option("--contact", type=click.Choice([one.value for one in ContactType]))
@click.option(
    "--state", type=click.Choice([one.value for one in ReviewState]), default="signed_off"
)
@click.option("--table", "names", multiple=True, help="A table; may be given repeatedly.")
@click.option("--bom", is_flag=True, help="Begin files so that Excel reads them as UTF-8.")
@with_appcontext
def export(
    format_: str,
    out: Path,
    purpose: str,
    words: str,
    since: datetime | None,
    until: datetime | None,
    contact: str | None,
    state: str,
    names: tuple[str, ...],
    bom: bool,
) -> None:
    """Write every team's visits, pseudonymised, into a folder: tables, data dictionary, manifest."""
    if unknown := set(names) - set(tables(forms.latest())):
        raise click.ClickException(f"There is no table called {', '.join(sorted(unknown))}.")
    selection = Selection(
        since=since.date() if since else None,
        until=until.date() if until else None,
        contact=ContactType(contact) if contact else None,
        state=ReviewState(state),
        tables=names,
        bom=bom,
    )
    for made in export_to_folder(out, selection, Purpose(purpose), words):
        click.echo(f"{made.name}: {made.rows or 0} rows, {made.bytes} bytes")


@click.command("check-text")
@click.argument("lines", type=click.File(encoding="utf-8"), default="-")
def check_text(lines: TextIO) -> None:
    """Read JSON lines {"id", "text", "kind"}; print which wording would be asked about, and how."""
    from forms.wording import check_lines  # the phrase book is large; no other command wants it

    for line in check_lines(lines):
        click.echo(line)


@click.command("raise-epoch")
@click.confirmation_option(prompt="Was the database just restored from a backup?")
@with_appcontext
def raise_the_epoch() -> None:
    """After a restore: ask every tablet to send again what the backup may lack."""
    epoch = raise_epoch(None)
    commit()
    click.echo(
        f"The epoch is now {epoch}. Tablets send their journals again when they next connect."
    )


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing where somebody has an account already.")
@click.option("--force", is_flag=True, help="Load them beside real accounts.")
@with_appcontext
def demo(if_empty: bool, force: bool) -> None:
    """Load twelve invented families and the people who visit them; say how to sign in."""
    if if_empty and queries.has_users():
        if is_loaded():
            _say_sign_ins()
        return
    try:
        loaded = load_demo(clock.now().astimezone(UNITED_KINGDOM).date(), force=force)
    except DemoRefused as refused:
        raise click.ClickException(str(refused)) from refused
    commit()
    click.echo(f"{loaded.families} invented families, {loaded.visits} visits.")
    _say_sign_ins()


def _say_sign_ins() -> None:
    click.echo(f"\n  Sign in with one of these names and the password: {PASSPHRASE}\n")
    for worker in WORKERS:
        teams = f", {' and '.join(worker.teams)}" if worker.teams else ""
        click.echo(f"  {worker.username:<16}  {ROLE_NAMES[worker.role]}{teams}")


COMMANDS = (
    demo,
    migrate,
    create_user,
    publish_form,
    print_data_dictionary,
    check_text,
    export,
    raise_the_epoch,
)


def init_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in COMMANDS:
        app.cli.add_command(command)

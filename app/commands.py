"""Commands of `flask --app wsgi`. Each only asks and prints; the work is done by its feature."""

from __future__ import annotations

import json
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
from app.audit import queries as audit_queries
from app.database import commit, session
from app.demo.load import DemoRefused, is_loaded, load_demo
from app.demo.people import PASSPHRASE, WORKERS
from app.devices import operations as devices
from app.devices import sealed
from app.exports.operations import export_to_folder
from app.exports.selection import Purpose, ReviewState, Selection
from app.exports.tables import tables
from app.fairness import queries as fairness
from app.fairness import rules as fairness_rules
from app.feed.operations import raise_epoch
from app.gathered.operations import refresh
from app.permissions import Role
from app.problems import NOT_A_RESCUE_FILE, Problem
from app.recovery import keys
from app.recovery.rules import fingerprint
from app.templating import ROLE_NAMES
from forms import publishing
from forms.definition import ContactType, Form
from forms.derived import data_dictionary
from forms.field_types.times import uk_day

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


@click.command("migrate-back")
@click.argument("revision")
@with_appcontext
def migrate_back(revision: str) -> None:
    """Take the database back to REVISION, for an earlier release to serve it again (docs/running.md)."""
    migrating.downgrade(revision)


@click.command("draft-migration")
@click.argument("number")
@click.argument("message")
@with_appcontext
def draft_migration(number: str, message: str) -> None:
    """Write migration NUMBER, the next free one, from what differs between the tables of this database and the models."""
    try:
        migrating.write_revision(message, number)
    except ValueError as taken:
        raise click.ClickException(str(taken)) from taken


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
    except (publishing.UnknownVersion, ValueError, OSError) as unknown:
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
@click.argument("lines", type=click.File(encoding="utf-8", errors="replace"), default="-")
def check_text(lines: TextIO) -> None:
    """Read JSON lines {"id", "text", "kind"}; print which wording would be asked about, and how."""
    from forms.wording import check_lines  # the phrase book is large; no other command wants it

    for line in check_lines(lines):
        click.echo(line)


@click.command("replay")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def replay(files: tuple[Path, ...]) -> None:
    """Run invented stories through the safety rules: one JSON line a contact.

    Exit status 1 when an expectation of a story does not hold, or a story cannot be read.
    """
    from forms.holistic_visit.rules import BOOK  # reads the phrase book; no other command wants it
    from forms.safety import replay as stories

    failed = False
    for file in files:
        try:
            ran = stories.run(file.read_text("utf-8"), forms.current(), BOOK)
        except (stories.StoryError, UnicodeDecodeError) as wrong:
            click.echo(f"{file}: {wrong}", err=True)
            failed = True
            continue
        for after in ran.after:
            click.echo(stories.as_line(after))
        for key in ran.ignored:
            click.echo(f"{file}: “{key}” is not read", err=True)
        for broken in ran.broken:
            click.echo(f"{file}: {broken}", err=True)
            failed = True
    if failed:
        sys.exit(1)


@click.command("fairness-report")
@with_appcontext
def fairness_report() -> None:
    """Print how often wording is asked about by team and by ethnic category, as JSON; small numbers are held back."""
    notes = fairness.notes(None, None)
    names = {team.id: team.name for team in queries.teams()}
    report = {
        "contacts": len(notes),
        "teams": [
            {**rate._asdict(), "team_id": names[rate.team_id]}
            for rate in fairness_rules.by_team(notes)
        ],
        "groups": [rate._asdict() for rate in fairness_rules.by_group(notes)],
        "words": [rate._asdict() for rate in fairness_rules.by_word(notes)],
    }
    click.echo(json.dumps(report, ensure_ascii=False, indent=1))


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


@click.command("make-recovery-key")
@click.option(
    "--public",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File for the public half; name it in WHOLEVIEW_RECOVERY_PUBLIC_KEY.",
)
def make_recovery_key(public: Path) -> None:
    """Make the key that gets visitors back in who forgot their passphrase. Prints its private half once, keeps it nowhere.

    Run it on a computer without a network, print or copy what it shows, and lock that away: whoever has it and the
    service's database can open every tablet's seal that was sent for recovery.
    """
    if public.exists():
        raise click.ClickException(f"{public} exists already. Nothing was changed.")
    private_pem, public_pem = keys.make_pair()
    public.write_text(public_pem, encoding="ascii")
    click.echo(private_pem, nl=False)
    click.echo(
        f"Fingerprint {fingerprint(keys.spki_of(public_pem))}. The public half is in {public}.\n"
        "Keep the lines above offline, on paper or a stick in a safe. They are shown only now.",
        err=True,
    )


@click.command("bring-in")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--key", type=click.File(encoding="ascii"), help="The private recovery key, in PEM.")
@click.option(
    "--of",
    "username",
    default="",
    help="Whose tablet it is, where the service has never heard of it. Ask first: it counts as withdrawn from then on.",
)
@with_appcontext
def bring_in(file: TextIO, key: TextIO | None, username: str) -> None:
    """Bring in a rescue file, or what a tablet handed in. Asks for the passphrase without --key."""
    passphrase = "" if key else click.prompt("Passphrase of that tablet", hide_input=True)
    try:
        opened = sealed.open_file(
            file.read(), private_key=key.read() if key else "", passphrase=passphrase
        )
        if username:
            named = {user.username: user for user in queries.people()}.get(username)
            if named is None or named.id != opened.user_id:
                raise click.ClickException(f"This file is not of the account “{username}”.")
            accounts.vouch(None, named, opened.device_id)
            commit()
        counts = devices.bring_in(None, opened.user_id, opened.device_id, opened.changes)
    except UnicodeDecodeError as wrong:
        raise _refuse(Problem(NOT_A_RESCUE_FILE)) from wrong
    except sealed.NotOpened as problem:
        raise click.ClickException(str(problem)) from problem
    except Problem as problem:
        session().rollback()
        raise _refuse(problem) from problem
    commit()
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    click.echo(f"{len(opened.changes)} entries opened: {said or 'nothing to bring in'}.")
    if opened.damaged:
        click.echo(f"{opened.damaged} could not be read.")


@click.group("audit")
def audit() -> None:
    """The trail of who saw, changed, exported or was refused what."""


@audit.command("heads")
@with_appcontext
def audit_heads() -> None:
    """Print where each chain ends, as JSON lines. Keep them on another system: they show a cut end."""
    at = clock.iso(clock.now())
    for chain, head in sorted(audit_queries.heads().items()):
        click.echo(json.dumps({"at": at, "chain": chain, "number": head.number, "sum": head.sum}))


@audit.command("verify")
@click.option(
    "--heads", type=click.File(encoding="utf-8"), help="Heads exported earlier, as JSON lines."
)
@with_appcontext
def audit_verify(heads: TextIO | None) -> None:
    """Walk every chain and name the rows that were altered, removed or put elsewhere."""
    anchors: dict[int, dict[int, str]] = {}
    try:
        for line in heads or ():
            kept = json.loads(line)
            anchors.setdefault(int(kept["chain"]), {})[int(kept["number"])] = kept["sum"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise click.ClickException("These are not heads as “audit heads” prints them.") from wrong
    looked, breaks = audit_queries.verify(anchors)
    for chain, number, why in breaks:
        click.echo(f"chain {chain}, row {number}: {why}")
    if breaks:
        raise click.ClickException(f"The trail does not hold ({looked} rows looked at).")
    click.echo(f"{looked} rows verified, none altered.")


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing where somebody has an account already.")
@click.option("--force", is_flag=True, help="Load them beside real accounts.")
@with_appcontext
def demo(if_empty: bool, force: bool) -> None:
    """Load fourteen invented families and the people who visit them; say how to sign in."""
    if if_empty and queries.has_users():
        if is_loaded():
            _say_sign_ins()
        return
    try:
        loaded = load_demo(uk_day(clock.now()), force=force)
    except DemoRefused as refused:
        raise click.ClickException(str(refused)) from refused
    commit()
    click.echo(f"{loaded.families} invented families, {loaded.visits} visits.")
    _say_sign_ins()


@click.command("gather")
@with_appcontext
def gather() -> None:
    """Gather what is open of every child, so that no manager's list has to wait for it."""
    teams = [team.id for team in queries.teams()]
    while refresh(teams, patience=60):
        commit()
    commit()
    click.echo("Gathered.")


def _say_sign_ins() -> None:
    click.echo(f"\n  Sign in with one of these names and the password: {PASSPHRASE}\n")
    for worker in WORKERS:
        teams = f", {' and '.join(worker.teams)}" if worker.teams else ""
        click.echo(f"  {worker.username:<16}  {ROLE_NAMES[worker.role]}{teams}")


COMMANDS = (
    demo,
    gather,
    migrate,
    migrate_back,
    draft_migration,
    create_user,
    publish_form,
    print_data_dictionary,
    check_text,
    fairness_report,
    replay,
    export,
    raise_the_epoch,
    audit,
    bring_in,
    make_recovery_key,
)


def init_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in COMMANDS:
        app.cli.add_command(command)

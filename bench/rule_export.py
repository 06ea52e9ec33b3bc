"""What `safety_rules.csv` costs: every visit of an extract judged again, with the child's earlier visits behind it."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

import forms
from app import clock, create_app
from app.accounts.models import User
from app.children.models import Child
from app.database import commit, new_id, session
from app.exports.operations import export_to_folder
from app.exports.rule_table import NAME
from app.exports.selection import Purpose, ReviewState, Selection
from app.feed.operations import touch
from app.visits.models import Visit
from bench import corpus
from tests.journeys import town

CHILDREN, EACH = 500, 4


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard line: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as name:
        return [_export(Path(name))]


def _export(folder: Path) -> tuple[str, str, str]:
    path = folder / "extract.sqlite"
    town.found(path)
    app = create_app({"DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": "bench"})
    with app.app_context():
        _fill()
        took = {table: _seconds(folder / table, table) for table in ("visits", NAME)}
        written = sum(1 for _ in (folder / NAME / f"{NAME}.csv").open(encoding="utf-8")) - 1
    visits = CHILDREN * EACH
    rules = f"{took[NAME]:.1f} s of processor, {took[NAME] * 1000 / visits:.1f} ms a visit, {written:,} rows"
    return (
        f"     safety_rules.csv of {visits:,} visits, {EACH} a child, {corpus.ASKED} answers each",
        f"{rules}; visits.csv of the same {took['visits']:.1f} s",
        "<= 10 ms a visit",
    )


def _seconds(folder: Path, table: str) -> float:
    begun = time.process_time()
    export_to_folder(
        folder, Selection(state=ReviewState.SIGNED_OFF, tables=(table,)), Purpose.CLINICAL_AUDIT
    )
    return time.process_time() - begun


def _fill() -> None:
    first = session().scalars(select(Child)).first()
    author = session().scalars(select(User)).first()
    assert first is not None
    assert author is not None
    team_id, now, form = first.team_id, clock.now(), forms.latest()
    chance = random.Random(8)
    for _ in range(CHILDREN):
        child_id = new_id()
        session().execute(
            insert(Child),
            [{"id": child_id, "team_id": team_id, "family_name": "Brook", "given_name": "Ada", "also_known_as": "",
              "nhs_number_status": "08", "sex": "female", "dob": corpus.START.date(), "created_at": now,
              "updated_at": now}],
        )  # fmt: skip
        for week in range(EACH):
            visit_id, begun = new_id(), corpus.START + timedelta(weeks=4 * week)
            made = corpus.answers(form, chance, corpus.ASKED)
            made["contact_start"]["value"] = begun.isoformat().replace("+00:00", "Z")
            states = {
                key: {part: value for part, value in answer.items() if part != "base"}
                | {"mids": ["m"], "cands": []}
                for key, answer in made.items()
            }
            key = f"visit:{visit_id}"
            session().execute(
                insert(Visit),
                [{"id": visit_id, "child_id": child_id, "form": form.id, "form_version": form.version,
                  "status": "signed_off", "round": 1, "author_id": author.id, "created_at": now, "changed_at": now,
                  "contact_start": begun, "submitted_at": now, "signed_off_at": now, "conflicts": 0,
                  "seq": touch([(team_id, key)])[team_id, key], "answers": states, "writers": {}}],
            )  # fmt: skip
    commit()

"""The invented families: all there, through the one door, the same each time, and nobody's real ones."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from nhs_number.validate import is_valid
from sqlalchemy import func, select

import forms
from app import create_app
from app.accounts.models import User
from app.accounts.operations import sign_in
from app.audit.models import AuditEvent
from app.children.models import Address, Child
from app.database import commit, session
from app.demo.families import FAMILIES
from app.demo.load import DemoRefused, is_loaded, load_demo
from app.demo.people import PASSPHRASE, WORKERS
from app.visits.models import Change, Comment, Visit, VisitStatus
from forms.definition import Kind
from forms.derived.by_hand import MEASURED_AS, how
from tests.conftest import QUICK
from tests.support.demo import TODAY, demo_sqlite
from tests.support.world import World

__all__ = ["demo_sqlite"]


@pytest.fixture
def loaded(demo_sqlite: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app that has the families of TODAY."""
    path = tmp_path / "demo.sqlite"
    shutil.copyfile(demo_sqlite, path)
    app = create_app({**QUICK, "DATABASE_URL": f"sqlite:///{path}"})
    yield app
    app.extensions["database"].engine.dispose()


def load(app: Flask, today: date = TODAY) -> None:
    with app.app_context():
        load_demo(today)
        commit()


def records(app: Flask) -> list[Any]:
    """Ids, states and sums of everything the stories made."""
    with app.app_context():
        visits = select(Visit.id, Visit.child_id, Visit.status).order_by(Visit.id)
        changes = select(Change.id, Change.body_sha256).order_by(Change.id)
        return [*session().execute(visits), *session().execute(changes)]


def test_fourteen_families_with_one_to_four_visits_each() -> None:
    assert len(FAMILIES) == 14
    for family in FAMILIES:
        for child in family.children:
            assert 1 <= len(child.visits) <= 4, family.name


def test_everything_that_can_become_of_a_visit_is_there(app: Flask) -> None:
    load(app)
    with app.app_context():
        counts: dict[Any, int] = dict(
            session().execute(select(Visit.status, func.count()).group_by(Visit.status)).all()
        )
        assert counts.keys() == set(VisitStatus)
        assert counts[VisitStatus.SIGNED_OFF] >= 10
        assert session().scalar(
            select(func.count()).where(Visit.round > 1, Visit.status == VisitStatus.SUBMITTED)
        )
        assert session().scalar(select(func.count()).where(Visit.conflicts > 0))
        assert session().scalar(select(func.count()).where(Change.outcome == "held"))
        assert session().scalar(select(func.count()).where(Comment.key.is_not(None)))
        assert is_loaded()
        assert sign_in("fiona.marsh", PASSPHRASE)


@pytest.mark.one_database
class TestTheFamilies:
    def test_have_numbers_that_are_never_issued(self, loaded: Flask) -> None:
        with loaded.app_context():
            children = session().scalars(select(Child)).all()
            assert len({child.id for child in children}) == 15
            for child in children:
                assert child.nhs_number is None or (
                    child.nhs_number.startswith("999") and is_valid(child.nhs_number)
                )
                assert (child.nhs_number is None) == (child.dob is None)
            for address in session().scalars(select(Address)):
                assert address.postcode.startswith("ZZ99 "), "a postcode area that does not exist"

    def test_use_every_kind_of_statement_and_reason(self, loaded: Flask) -> None:
        with loaded.app_context():
            states = [
                state
                for visit in session().scalars(select(Visit))
                for state in visit.answers.values()
            ]
        kinds = {state["kind"] for state in states}
        assert {Kind.OBSERVED, Kind.REPORTED, Kind.FACT, Kind.JUDGEMENT, Kind.PLAN} <= kinds
        assert any((state.get("source") or {}).get("document") for state in states), (
            "records are read too"
        )
        reasons = {state["missing"] for state in states if "missing" in state}
        assert reasons >= {"not_asked", "declined", "not_safe_to_ask", "not_known", "not_seen"}

    def test_views_name_what_they_rest_on(self, loaded: Flask) -> None:
        form = forms.latest()
        with loaded.app_context():
            for visit in session().scalars(select(Visit)):
                for key, state in visit.answers.items():
                    declared = form.field_of(key)
                    if (
                        declared
                        and declared.kind is Kind.JUDGEMENT
                        and declared.type.narrative
                        and "value" in state
                    ):
                        assert state["basis"], f"{visit.contact_type} {key}"
                        assert set(state["basis"]) <= set(visit.answers)

    def test_bands_that_the_app_would_fill_in_are_not_said_to_be_chosen(
        self, loaded: Flask
    ) -> None:
        with loaded.app_context():
            bands = {
                how(field_id, visit.answers[field_id])
                for visit in session().scalars(select(Visit))
                for field_id in MEASURED_AS.keys() & visit.answers.keys()
            }
        assert bands == {"worked_out"}

    def test_what_happened_stands_in_order_of_time(self, loaded: Flask) -> None:
        with loaded.app_context():
            trail = select(AuditEvent.chain, AuditEvent.at).order_by(AuditEvent.number)
            chains: dict[int, list[datetime]] = defaultdict(list)
            for chain, at in session().execute(trail):
                chains[chain].append(at)
            assert chains
            for times in chains.values():
                assert times == sorted(times)
                assert times[-1].date() <= TODAY
            for visit in session().scalars(select(Visit).where(Visit.submitted_at.is_not(None))):
                assert visit.contact_start is not None
                assert visit.submitted_at is not None
                assert visit.contact_start < visit.submitted_at

    def test_are_the_same_on_the_same_day(self, app: Flask, loaded: Flask) -> None:
        load(app)
        assert records(app) == records(loaded)

    @pytest.mark.parametrize(
        "today",
        # Leap day, the days after the clocks change.
        [date(2028, 2, 29), date(2026, 3, 30), date(2026, 10, 26)],
    )
    def test_fit_any_day(self, app: Flask, today: date) -> None:
        load(app, today)


class TestLoading:
    def test_happens_once(self, loaded: Flask) -> None:
        with loaded.app_context(), pytest.raises(DemoRefused, match="here already"):
            load_demo(TODAY, force=True)

    @pytest.mark.one_database
    def test_is_refused_beside_real_accounts_unless_forced(self, app: Flask, world: World) -> None:
        with app.app_context():
            before = session().scalar(select(func.count()).select_from(User))
            with pytest.raises(DemoRefused, match="accounts of its own"):
                load_demo(TODAY)
            assert session().scalar(select(func.count()).select_from(User)) == before
            session().rollback()
            load_demo(TODAY, force=True)
            commit()
            after = session().scalar(select(func.count()).select_from(User))
            assert after == (before or 0) + len(WORKERS)

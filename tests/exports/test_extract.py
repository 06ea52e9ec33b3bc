"""The whole extract, from the invented families, on both databases: what is in it and what must never be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

import forms
from app.accounts.models import Membership, User
from app.accounts.operations import create_user, set_teams
from app.accounts.viewer import Viewer
from app.audit.models import AuditEvent
from app.children.models import Address, Child, Person
from app.database import commit, make_engine, new_id, session, snapshot
from app.exports import operations, queries
from app.exports.blank_table import left_blank
from app.exports.files import BOM
from app.exports.pseudonyms import Pseudonyms
from app.exports.selection import Purpose, ReviewState, Selection
from app.exports.tables import tables
from app.permissions import Role
from app.visits.by_form import form_to_read
from app.visits.judging import book
from app.visits.models import UNSIGNED, Visit, VisitStatus
from forms.definition import ContactType, Sensitivity
from forms.derived.private import private_fields
from tests.support.clients import CsrfClient, signed_in

EVERYTHING = Selection(state=ReviewState.ALL)
Row = dict[str, str]
NOBODY = UUID(int=0)


@pytest.fixture
def analyst(app: Flask) -> CsrfClient:
    """The data analyst of all teams, signed in."""
    with app.app_context():
        user = session().scalars(select(User).where(User.username == "hana.lindqvist")).one()
    return signed_in(app, user)


def rows(file: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def columns(file: bytes) -> list[str]:
    """The head of a table, which may have no rows."""
    return next(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def make(
    app: Flask,
    folder: Path,
    selection: Selection = EVERYTHING,
    purpose: Purpose = Purpose.CLINICAL_AUDIT,
) -> dict[str, bytes]:
    """The files of an extract, by name."""
    with app.app_context():
        operations.export_to_folder(folder / "out", selection, purpose)
    return {file.name: file.read_bytes() for file in (folder / "out").iterdir()}


def events(app: Flask, name: str) -> list[AuditEvent]:
    with app.app_context():
        return list(session().scalars(select(AuditEvent).where(AuditEvent.event == name)))


def texts(value: object) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


class TestTheFiles:
    @pytest.mark.one_database
    def test_fit_their_manifest_and_the_dictionary_names_every_column(
        self, app: Flask, tmp_path: Path
    ) -> None:
        files = make(app, tmp_path)
        told = json.loads(files.pop("manifest.json"))
        assert {one["name"] for one in told["files"]} == set(files)
        for one in told["files"]:
            file = files[one["name"]]
            assert (one["bytes"], one["sha256"]) == (len(file), hashlib.sha256(file).hexdigest())
            assert one["rows"] == len(rows(file))
        described = {(row["table"], row["column"]) for row in rows(files["data-dictionary.csv"])}
        found = {
            (name.removesuffix(".csv"), column)
            for name, file in files.items()
            if name != "data-dictionary.csv"
            for column in columns(file)
        }
        assert found == described
        assert all(row["description"] for row in rows(files["data-dictionary.csv"]))

    def test_hold_every_submitted_visit_once(self, app: Flask, tmp_path: Path) -> None:
        files = make(app, tmp_path)
        visits = rows(files["visits.csv"])
        with app.app_context():
            submitted = (
                session().scalars(select(Visit).where(Visit.status != VisitStatus.OPEN)).all()
            )
        assert len(visits) == len(submitted) == len({row["contact_id"] for row in visits})
        children = {visit.child_id for visit in submitted}
        assert len({row["child_id"] for row in visits}) == len(children)
        assert {row["review_state"] for row in visits} == {"submitted", "returned", "signed_off"}
        (meaning,) = [
            row["description"]
            for row in rows(files["data-dictionary.csv"])
            if row["column"] == "review_state"
        ]
        assert "she has not signed" in meaning, "what she has changed since is in the row"

    @pytest.mark.one_database
    def test_tell_no_from_not_asked(self, app: Flask, tmp_path: Path) -> None:
        visits = rows(make(app, tmp_path)["visits.csv"])
        asked = {(row["mother_whooley_1"], row["mother_whooley_1__missing"]) for row in visits}
        assert {("no", ""), ("yes", ""), ("", "not_safe_to_ask")} <= asked
        told = next(row for row in visits if row["feeding_type"])
        assert told["feeding_type__kind"] == "F"
        assert told["feeding_type__source"] == "mother_said"

    @pytest.mark.one_database
    def test_tell_a_blank_from_a_question_that_did_not_apply(
        self, app: Flask, tmp_path: Path
    ) -> None:
        files = make(app, tmp_path)
        visits = {row["contact_id"]: row for row in rows(files["visits.csv"])}
        blank = rows(files["left_blank.csv"])
        form = forms.latest()
        of_visit: dict[str, set[str]] = {contact: set() for contact in visits}
        for row in blank:
            field = form.fields[row["field"]]
            assert row["field"] not in private_fields(form)
            assert not field.core or visits[row["contact_id"]]["review_state"] in UNSIGNED
            if row["table"] == "visits":
                of_visit[row["contact_id"]].add(row["field"])
                told = visits[row["contact_id"]]
                assert (told.get(field.id, ""), told[f"{field.id}__missing"]) == ("", "")

        for contact, row in visits.items():
            asked = form_to_read(int(row["form_version"])).fields.get("nights_elsewhere")
            assert ("nights_elsewhere" in of_visit[contact]) == (
                asked is not None
                and row["contact_type"] in asked.contacts
                and not row["nights_elsewhere"]
                and not row["nights_elsewhere__missing"]
            )

    @pytest.mark.one_database
    def test_number_the_rows_of_what_was_left_blank_as_their_own_table_does(self) -> None:
        """The first row was told something that no longer counted when the visit was handed in: it is no row there."""
        said = {"kind": "F", "mids": [], "cands": []}
        everything = {
            "contact_type": {**said, "value": "new_birth"},
            "household/1/hh_concerns": {**said, "value": "Loud"},
            "household/2/hh_relation": {**said, "value": "lodger"},
        }
        counting = {key: state for key, state in everything.items() if "/1/" not in key}
        found = [row for row in left_blank(forms.latest(), everything, counting) if row[1]]
        assert {row[1] for row in found if row[0] == "household"} == {1}
        assert ["household", 1, "hh_source"] in found
        assert ["household", 1, "hh_relation"] not in found

    def test_join_by_the_contact(self, app: Flask, tmp_path: Path) -> None:
        files = make(app, tmp_path)
        visits = {row["contact_id"]: row for row in rows(files["visits.csv"])}
        icon = rows(files["icon.csv"])
        assert len(icon) > len(visits)
        for row in icon:
            assert visits[row["contact_id"]]["child_id"] == row["child_id"]
        numbers = [int(row["row"]) for row in icon if row["contact_id"] == icon[0]["contact_id"]]
        assert numbers == list(range(1, len(numbers) + 1))

    @pytest.mark.one_database
    def test_say_which_answers_have_two_values(self, app: Flask, tmp_path: Path) -> None:
        visits = rows(make(app, tmp_path)["visits.csv"])
        assert [row["conflict_fields"] for row in visits if row["conflict_fields"]] == [
            "overnight_carer sleeps_tonight"
        ]

    @pytest.mark.one_database
    def test_call_no_reply_a_field(self, app: Flask, tmp_path: Path) -> None:
        with app.app_context():
            two: dict[str, Any] = {"mids": [], "cands": [{"mids": []}]}
            for visit in session().scalars(select(Visit).where(Visit.conflicts > 0)):
                visit.answers = {
                    **visit.answers,
                    "rule/R09/reply": two,
                    f"mark/{NOBODY}/removed": two,
                }
            commit()
        self.test_say_which_answers_have_two_values(app, tmp_path)

    @pytest.mark.one_database
    def test_say_what_the_safety_rules_found_and_nothing_that_is_asked_in_private(
        self, app: Flask, tmp_path: Path
    ) -> None:
        files = make(app, tmp_path)
        found = rows(files["safety_rules.csv"])
        visits = {row["contact_id"] for row in rows(files["visits.csv"])}
        assert {row["contact_id"] for row in found} <= visits
        by_id = {rule.id: rule for rule in book().rules}
        fired = {row["rule"] for row in found}
        assert {"R05", "R07", "R13", "IND-02", "IND-07"} <= fired
        assert not {rule for rule in fired if rule in by_id and by_id[rule].private}
        unmet = [row for row in found if row["rule"] == "R07"]
        assert {row["severity"] for row in unmet} == {"WARN"}
        assert all("father_seen" in row["because"].split() for row in unmet)
        assert all(int(row["contacts_in_a_row"]) >= 1 and row["since"] for row in unmet)

    def test_give_ages_in_days(self, app: Flask, tmp_path: Path) -> None:
        visits = rows(make(app, tmp_path)["visits.csv"])
        ages = {row["contact_type"]: row["age_days"] for row in visits}
        assert ages["antenatal"] == ""
        assert ages["one_year"] == "376"


@pytest.mark.one_database
def test_nothing_in_it_leads_to_a_family(app: Flask, tmp_path: Path) -> None:
    whole = b"\n".join(make(app, tmp_path).values()).decode()
    tables = "\n".join(
        file.read_text("utf-8")
        for file in (tmp_path / "out").glob("*.csv")
        if file.name != "data-dictionary.csv"
    )
    form = forms.latest()
    with app.app_context():
        for child in session().scalars(select(Child)):
            for identity in (child.nhs_number, child.family_name, str(child.id)):
                assert identity is None or identity not in tables
        for person in session().scalars(select(Person)):
            assert person.name not in whole
            assert str(person.id) not in whole
        for address in session().scalars(select(Address)):
            assert address.line not in whole
            assert address.postcode not in whole
        for user in session().scalars(select(User)):
            assert user.name not in whole
        for visit in session().scalars(select(Visit)):
            assert str(visit.id) not in whole
            for key, state in visit.answers.items():
                declared = form.field_of(key)
                if declared is None or declared.type.name in (  # None: a reply to a rule
                    "text",
                    "line",
                    "unknowns",
                    "person",
                    "people",
                    "address",
                ):
                    assert not any(
                        text in tables for text in texts(state.get("value")) if " " in text
                    )
                for words in texts((state.get("source") or {}).get("words")):
                    assert words not in tables
    hidden = {one.id for one in form if one.sensitivity is Sensitivity.HIDDEN}
    assert hidden
    assert {name for name in hidden if name in whole} == set()


class TestChoosing:
    SELECTIONS = (
        Selection(),
        Selection(state=ReviewState.SUBMITTED),
        Selection(state=ReviewState.ALL, contact=ContactType.NEW_BIRTH),
        Selection(state=ReviewState.ALL, since=date(2026, 6, 1)),
        Selection(state=ReviewState.ALL, until=date(2026, 5, 1)),
        Selection(state=ReviewState.ALL, since=date(2026, 6, 9), until=date(2026, 6, 9)),
    )

    def test_takes_what_was_asked_for_and_nothing_else(self, app: Flask, tmp_path: Path) -> None:
        every = rows(make(app, tmp_path / "every")["visits.csv"])
        for number, selection in enumerate(self.SELECTIONS):
            files = make(app, tmp_path / str(number), selection)
            taken = {row["contact_id"] for row in rows(files["visits.csv"])}
            assert taken, selection
            assert taken == {row["contact_id"] for row in every if self.fits(row, selection)}

    def fits(self, row: Row, selection: Selection) -> bool:
        states = {
            ReviewState.SIGNED_OFF: {"signed_off"},
            ReviewState.SUBMITTED: {"signed_off", "submitted"},
            ReviewState.ALL: {"signed_off", "submitted", "returned"},
        }
        day = row["contact_start"][:10]
        return (
            row["review_state"] in states[selection.state]
            and (not selection.contact or row["contact_type"] == selection.contact.value)
            and (not selection.since or day >= selection.since.isoformat())
            and (not selection.until or day <= selection.until.isoformat())
        )

    @pytest.mark.one_database
    def test_tables_and_bom(self, app: Flask, tmp_path: Path) -> None:
        files = make(app, tmp_path, Selection(tables=("icon",), bom=True))
        assert set(files) == {"icon.csv", "data-dictionary.csv", "manifest.json"}
        assert files["icon.csv"].startswith(BOM)

    @pytest.mark.one_database
    def test_other_purposes_have_other_stand_ins(self, app: Flask, tmp_path: Path) -> None:
        one = rows(make(app, tmp_path / "1", purpose=Purpose.COVERAGE)["visits.csv"])
        other = rows(make(app, tmp_path / "2", purpose=Purpose.DATA_QUALITY)["visits.csv"])
        again = rows(make(app, tmp_path / "3", purpose=Purpose.COVERAGE)["visits.csv"])
        assert one == again
        assert not {row["child_id"] for row in one} & {row["child_id"] for row in other}


class TestThePage:
    LOOK = "/exports/?look=yes&state=all"

    @pytest.mark.one_database
    def test_shows_twenty_rows_beside_the_dictionary(self, app: Flask, analyst: CsrfClient) -> None:
        page = analyst.get(self.LOOK).text
        table = page[page.index("<tbody>") : page.index("</tbody>")]
        assert table.count("<tr>") == 20
        assert "<dd>What type of contact is this?" in page
        details = events(app, "export_previewed")[0].details
        assert (details["rows"], details["contact_type"], details["review_state"]) == (
            20,
            None,
            "all",
        )
        assert "Josie" not in page

    @pytest.mark.one_database
    def test_gives_the_command_that_makes_the_same(self, analyst: CsrfClient) -> None:
        asked = "since-day=1&since-month=4&since-year=2026&contact=new_birth&tables=icon&bom=yes"
        page = unescape(analyst.get(f"{self.LOOK}&{asked}").text)
        assert (
            "flask --app wsgi export --format csv --out export --purpose service_evaluation"
            " --since 2026-04-01 --contact new_birth --state all --table icon --bom" in page
        )

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ("since-day=31&since-month=2&since-year=2026", "“From” must be a real date"),
            ("until-day=x&until-month=2&until-year=2026", "“To” must be a real date"),
            ("until-day=1&until-month=2&until-year=99999999999", "“To” must be a real date"),
            (
                "since-day=2&since-month=2&since-year=2026&until-day=1&until-month=2&until-year=2026",
                "must be the same day as “From” or later",
            ),
        ],
    )
    def test_says_which_date_is_wrong_and_shows_no_rows(
        self, app: Flask, analyst: CsrfClient, asked: str, sentence: str
    ) -> None:
        page = unescape(analyst.get(f"{self.LOOK}&{asked}").text)
        assert sentence in page
        assert "<title>Error: " in page
        assert events(app, "export_previewed") == []

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"words": "Quarterly report"}, "Choose what the extract is for"),
            ({"purpose": "curiosity", "words": "x"}, "Choose what the extract is for"),
            ({"purpose": "coverage", "words": " "}, "Say in a few words"),
            ({"purpose": "coverage", "words": "x" * 201}, "200 characters or fewer"),
        ],
    )
    def test_asks_what_it_is_for(
        self, app: Flask, analyst: CsrfClient, sent: dict[str, str], sentence: str
    ) -> None:
        reply = analyst.post("/exports/download", data={"state": "all", **sent})
        assert reply.status_code == 422
        assert sentence in reply.text
        assert events(app, "export_made") == []

    def test_sends_a_zip_and_lists_its_checksum(self, app: Flask, analyst: CsrfClient) -> None:
        sent = {"state": "all", "purpose": "coverage", "words": "Fathers met, second quarter"}
        reply = analyst.post("/exports/download", data=sent)
        assert reply.mimetype == "application/zip"
        assert re.fullmatch(
            r"attachment; filename=wholeview-coverage-[0-9-]{10}\.zip",
            reply.headers["Content-Disposition"],
        )
        package = zipfile.ZipFile(io.BytesIO(reply.data))
        with app.app_context():
            every = session().scalar(select(func.count()).where(Visit.status != VisitStatus.OPEN))
        assert len(rows(package.read("visits.csv"))) == every
        (made,) = events(app, "export_made")
        assert made.details["purpose"] == "coverage: Fathers met, second quarter"
        assert made.details["rows"] == every
        assert (made.details["review_state"], made.details["contact_type"]) == ("all", None)
        with app.app_context():
            of_analyst = select(Membership.team_id).where(Membership.user_id == made.actor_id)
            teams = session().scalars(of_analyst).all()
        assert made.details["teams"] == sorted(map(str, teams)) != []
        assert hashlib.sha256(reply.data).hexdigest() in analyst.get("/exports/").text

    @pytest.mark.one_database
    def test_sends_one_table_alone(self, analyst: CsrfClient) -> None:
        sent = {
            "state": "all",
            "purpose": "coverage",
            "words": "x",
            "tables": "icon",
            "format": "csv",
        }
        reply = analyst.post("/exports/download", data=sent)
        assert reply.content_type == "text/csv; charset=utf-8"
        assert rows(reply.data)[0]["icon_how"]

    def test_is_in_the_audit_trail_before_the_first_byte(self, app: Flask) -> None:
        with app.app_context():
            user = session().scalars(select(User).where(User.role == Role.ANALYST)).one()
            seen_by = Viewer(
                user.id, user.name, "HL", user.username, Role.ANALYST, frozenset(), new_id()
            )
            begun = operations.download(seen_by, EVERYTHING, Purpose.COVERAGE, "trial", "zip")
            session().rollback()
            assert len(events(app, "export_made")) == 1
            assert events(app, "export_finished") == []
            for _ in begun.chunks:
                pass
            begun.close()
        assert len(events(app, "export_finished")) == 1

    def test_holds_only_the_visits_of_the_analysts_teams(self, app: Flask) -> None:
        sent = {
            "state": "all",
            "purpose": "coverage",
            "words": "x",
            "tables": "visits",
            "format": "csv",
        }

        def teams(ids: list[UUID]) -> set[str]:
            with app.app_context():
                user = session().scalars(select(User).where(User.username == "new")).one()
                set_teams(None, user, ids)
                commit()
            reply = signed_in(app, user).post("/exports/download", data=sent)
            return {row["team"] for row in rows(reply.data)}

        with app.app_context():
            create_user(
                None,
                username="new",
                name="New Analyst",
                role=Role.ANALYST,
                password="three quiet otters",
            )
            mill: Any = (
                session()
                .scalars(select(Child.team_id).where(Child.family_name == "Pemberton"))
                .one()
            )
            commit()
        assert teams([]) == set()
        assert teams([mill]) == {"Mill"}


@pytest.mark.one_database
@pytest.mark.parametrize("username", ["amina.okoro", "fiona.marsh", "isaac.bell"])
def test_only_analysts_export(app: Flask, username: str) -> None:
    with app.app_context():
        user = session().scalars(select(User).where(User.username == username)).one()
    client = signed_in(app, user)
    assert client.get("/exports/").status_code == 403
    assert client.post("/exports/download", data={}).status_code == 403
    assert events(app, "export_made") == []


@pytest.mark.one_database
def test_analysts_open_no_record(app: Flask, analyst: CsrfClient) -> None:
    with app.app_context():
        visit_id = session().scalars(select(Visit.id).limit(1)).one()
    assert analyst.get(f"/review/visits/{visit_id}").status_code == 403
    assert analyst.get("/review/").status_code == 403


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_is_can_be_asked_for(
    app: Flask, tmp_path: Path, day: date
) -> None:
    files = make(app, tmp_path, Selection(since=day, until=day))
    assert files["visits.csv"].count(b"\r\n") == 1


@pytest.mark.one_database
def test_nobody_waits_until_an_extract_is_read(app: Flask) -> None:
    """SQLite lets one writer in at a time: an extract that is being downloaded must not be one."""
    everything = Selection(state=ReviewState.ALL, tables=("safety_rules",))
    with app.app_context(), snapshot() as reading:
        table = tables(forms.latest())["safety_rules"]
        stand_ins = Pseudonyms("key", "test")
        visits = queries.rows(reading, everything, None, by_child=True)
        assert next(table.rows(visits, stand_ins, reading))
        with make_engine(app.config["DATABASE_URL"]).connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout=0")
            other.exec_driver_sql("UPDATE scopes SET head = head")

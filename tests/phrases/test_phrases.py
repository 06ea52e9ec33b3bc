"""The organisation's own phrase list: proposed by one, tried, published by another, on every tablet."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.operations import create_team, set_teams
from app.audit.models import AuditEvent
from app.database import commit, session
from app.phrases import operations, queries, rules
from app.phrases.models import PhraseChange
from app.phrases.rules import Written
from app.problems import Problem
from forms.wording import BOOK, check
from tests.support.clients import CsrfClient
from tests.support.world import World
from tests.sync.tablet import Tablet

TEXT = "Grizzlepot on sofa"
GOOD = {"add": "Grizzle-pot\ngrizzlepot", "add_group": "label.noun", "why": "Heard in two clinics"}


@pytest.mark.parametrize(
    ("written", "field", "said"),
    [
        ({"add": "", "add_group": ""}, "add", "Write a phrase to add"),
        ({"add": "?!"}, "add", "at least one word"),
        ({"add": "one two three four five six seven eight nine"}, "add", "8 words"),
        ({"add_group": ""}, "add_group", "what kind"),
        ({"add": "hostile", "add_group": "label.adj"}, "add", "already"),
        ({"remove": "no such phrase here"}, "remove", "no phrase"),
        ({"question_class": "", "question": "What?"}, "question_class", "whose question"),
        ({"question_class": "label", "question": "x" * 241}, "question", "240 characters"),
        ({"why": " "}, "why", "Say why"),
        ({"why": "x" * 401}, "why", "400 characters"),
        ({"why": "a\x00b"}, "why", "cannot be stored"),
    ],
)
def test_what_cannot_be_proposed_is_refused_with_a_reason(
    written: dict[str, str], field: str, said: str
) -> None:
    _, problems = rules.changes_in(Written(**{**GOOD, **written}), BOOK)
    assert said in problems[field]


def test_a_change_is_told_in_words() -> None:
    changes, problems = rules.changes_in(
        Written(
            **GOOD, remove="hostile", question_class="label", question="What  happened, and when?"
        ),
        BOOK,
    )
    assert problems == {}
    assert rules.lines_of(changes) == [
        "Add “grizzle pot” to label: a word for a person",
        "Add “grizzlepot” to label: a word for a person",
        "Take “hostile” away",
        "Ask for label on a person: “What happened, and when?”",
    ]


def publish(app: Flask, world: World, **written: str) -> str:
    with app.app_context():
        row = operations.propose(world.manager.id, Written(**{**GOOD, **written}))
        version = operations.publish(world.administrator.id, row, "Nell Ash, named nurse")
        commit()
        return version


def test_two_people_decide_and_one_answers_for_it(app: Flask, world: World) -> None:
    with app.app_context():
        row = operations.propose(world.administrator.id, Written(**GOOD))
        commit()
        for who, owner, field in (
            (world.administrator.id, "Nell Ash", "publish"),
            (world.manager.id, " ", "clinical_owner"),
            (world.manager.id, "x" * 121, "clinical_owner"),
        ):
            with pytest.raises(Problem) as refused:
                operations.publish(who, row, owner)
            assert field in refused.value.fields
        assert queries.book().version == BOOK.version
        assert operations.publish(world.manager.id, row, "Nell  Ash") == f"{BOOK.version}.1"
        commit()
        with pytest.raises(Problem) as refused:
            operations.publish(world.manager.id, row, "Nell Ash")
        assert "publish" in refused.value.fields
        operations.withdraw(world.manager.id, row)
        assert not row.withdrawn, "what was published is never altered"
        assert queries.clinical_owner() == "Nell Ash"
        said = session().scalars(select(AuditEvent.event)).all()
        assert {"phrases_proposed", "phrases_published"} <= set(said)
        assert "phrases_withdrawn" not in said


def test_published_changes_add_up_and_count_at_once(app: Flask, world: World) -> None:
    with app.app_context():
        assert not check(TEXT, "O", queries.book()).flag
    assert publish(app, world) == f"{BOOK.version}.1"
    with app.app_context():
        assert check(TEXT, "O", queries.book()).classes == ("label",)
    assert publish(app, world, add="", add_group="", remove="grizzlepot") == f"{BOOK.version}.2"
    with app.app_context():
        assert not check(TEXT, "O", queries.book()).flag
        numbers = session().scalars(select(PhraseChange.number)).all()
        assert sorted(number for number in numbers if number) == [1, 2]


def test_it_travels_to_every_tablet_with_the_next_sync(app: Flask, world: World) -> None:
    vera = Tablet(world, world.visitor)
    before = vera.pull(world.oak.id)["to"]
    publish(app, world, question_class="label", question="What happened?")
    [row] = vera.pull(world.oak.id, before)["rows"]
    assert row["key"] == f"local:{world.oak.id}"
    assert row["state"]["wording"] == {
        "version": f"{BOOK.version}.1",
        "add": {"label.noun": ["grizzle pot", "grizzlepot"]},
        "remove": {},
        "questions": {"label": "What happened?"},
    }
    assert "pathways" in row["state"]
    with app.app_context():
        later = create_team(None, world.oak.area_id, "Larch")
        set_teams(None, session().get_one(User, world.visitor.id), [later.id])
        commit()
    [row] = vera.pull(later.id)["rows"]
    assert row["state"]["wording"]["version"] == f"{BOOK.version}.1", "a team that came later, too"


@pytest.fixture
def ada(world: World) -> CsrfClient:
    return world.as_(world.administrator)


def test_an_administrator_tries_a_change_before_she_proposes_it(ada: CsrfClient) -> None:
    page = ada.post("/phrases/propose", data={"remove": "probably", "do": "try"})
    assert page.status_code == 200
    assert "labelled sentences" in page.text
    assert "With the change" in page.text
    assert "probably" in page.text, "what she typed stays"
    refused = ada.post("/phrases/propose", data={"remove": "probably", "do": "propose"})
    assert refused.status_code == 422
    assert "Say why" in refused.text


def test_from_proposal_to_publication_by_page(ada: CsrfClient, world: World, app: Flask) -> None:
    sent = ada.post("/phrases/propose", data={**GOOD, "do": "propose"})
    assert sent.status_code == 303
    own = ada.get(sent.location)
    assert "Another administrator has to publish it" in own.text
    assert ada.post(f"{sent.location}/publish", data={"clinical_owner": "Nell"}).status_code == 422
    with app.app_context():
        row = session().scalars(select(PhraseChange)).one()
        row.proposed_by = world.manager.id  # as if a colleague had proposed it
        commit()
    unnamed = ada.post(f"{sent.location}/publish", data={"clinical_owner": ""})
    assert unnamed.status_code == 422
    assert "Name the person" in unnamed.text
    done = ada.post(f"{sent.location}/publish", data={"clinical_owner": "Nell Ash"})
    assert done.status_code == 303
    listed = ada.get("/phrases/").text
    assert f"Version {BOOK.version}.1" in listed
    assert "Nell Ash" in listed


def test_a_proposal_can_be_withdrawn(ada: CsrfClient) -> None:
    sent = ada.post("/phrases/propose", data={**GOOD, "do": "propose"})
    assert ada.post(f"{sent.location}/withdraw").status_code == 303
    assert "Nothing waits" in ada.get("/phrases/").text


# -- for other systems ---------------------------------------------------------------------------


def ask(client: CsrfClient, *texts: dict[str, Any]) -> Any:
    return client.post("/api/v1/wording/check", json={"texts": list(texts)})


def test_other_systems_get_the_same_answers_as_the_command(world: World) -> None:
    client = world.as_(world.visitor)
    reply = ask(
        client,
        {"id": "a", "text": "👶 seen. Mum was hostile"},
        {"id": "b", "text": "Probably teething", "kind": "judgement"},
        {"id": "c", "text": ""},
    )
    assert reply.status_code == 200
    assert reply.json["version"] == BOOK.version
    first, second, third = reply.json["answers"]
    found = check("👶 seen. Mum was hostile")
    assert first["spans"] == [list(span) for span in found.spans]
    assert first["classes"] == list(found.classes)
    assert first["because"] == list(found.because)
    assert first["questions"] == list(found.questions)
    assert (second["flag"], third["flag"]) == (False, False)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [{"id": "a"}],
        [{"id": "", "text": "x"}],
        [{"id": "a", "text": "x", "kind": "Q"}],
        [{"id": "a", "text": "x", "more": 1}],
        [{"id": "a", "text": "x" * 100_001}],
        [{"id": str(n), "text": "x"} for n in range(101)],
    ],
)
def test_what_cannot_be_read_is_refused(world: World, texts: list[dict[str, Any]]) -> None:
    assert ask(world.as_(world.visitor), *texts).status_code == 422


def test_too_much_at_once_is_refused(world: World) -> None:
    texts = [{"id": str(n), "text": "x" * 90_000} for n in range(5)]
    assert ask(world.as_(world.visitor), *texts).status_code == 413


def test_texts_reach_no_log(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    ask(world.as_(world.visitor), {"id": "a", "text": "Quillfeather was hostile"})
    ask(world.as_(world.visitor), {"id": "a", "text": "Quillfeather", "kind": "Q"})
    logged = capfd.readouterr()
    assert "Quillfeather" not in logged.out + logged.err


def test_it_is_rate_limited_by_account(world: World) -> None:
    client = world.as_(world.visitor)
    statuses = {ask(client, {"id": "a", "text": "x"}).status_code for _ in range(125)}
    assert statuses == {200, 429}
    assert ask(world.as_(world.manager), {"id": "a", "text": "x"}).status_code == 200

"""Whether prompts fall on some families' records more than on others': what is counted, and what is held back."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

import forms
from app import clock
from app.database import commit, session
from app.fairness import queries, rules, views
from app.fairness.rules import LEAST_CHILDREN, Note
from app.visits.models import Visit, VisitStatus
from forms.wording import BOOK
from tests.support.world import World

FORM = forms.latest()
PHRASES = frozenset(phrase for group in BOOK.groups.values() for phrase in group)
OAK, ELM = uuid4(), uuid4()


def note(
    team: UUID = OAK,
    child: int = 0,
    author: int = 0,
    group: str = "A",
    words: tuple[str, ...] = (),
    asked: int = 1,
) -> Note:
    return Note(
        team,
        UUID(int=child + 1),
        UUID(int=author + 1),
        group,
        2,
        asked,
        Counter({"label": asked}),
        frozenset(words),
        Counter({"kept": 1}),
    )


def test_a_team_with_few_authors_or_children_is_held_back() -> None:
    few_authors = [note(child=n, author=n % 2) for n in range(20)]
    few_children = [note(team=ELM, child=n % 9, author=n % 4) for n in range(20)]
    rates = rules.by_team([*few_authors, *few_children])
    assert [(rate.contacts, rate.per_hundred, rate.replies) for rate in rates] == [
        (None, None, {})
    ] * 2
    [enough] = rules.by_team([note(child=n, author=n % 3) for n in range(10)])
    assert (enough.contacts, enough.per_hundred) == (10, 50.0)
    assert enough.replies == {"edited": 0, "kept": 10, "moved": 0}


@pytest.mark.parametrize(
    ("teams", "shown"),
    [
        # team: its children, its authors
        ({"Oak": (20, 3), "Elm": (12, 4)}, {"Oak", "Elm"}),
        ({"Oak": (20, 3)}, {"Oak"}),
        ({"Oak": (9, 3)}, set()),
        ({"Oak": (9, 3), "Elm": (40, 5)}, set()),
        ({"Oak": (9, 3), "Elm": (12, 4), "Fir": (40, 5)}, {"Fir"}),
        ({"Oak": (40, 2), "Elm": (12, 4), "Fir": (41, 5)}, {"Fir"}),
        ({"Oak": (9, 3), "Elm": (8, 3), "Fir": (40, 5)}, {"Fir"}),
        # Two that are small are no more than one small team together.
        ({"Oak": (4, 3), "Elm": (5, 3), "Fir": (12, 5), "Yew": (40, 5)}, {"Yew"}),
        ({"Oak": (9, 1), "Elm": (8, 1), "Fir": (12, 5), "Yew": (40, 5)}, {"Yew"}),
        ({}, set()),
    ],
)
def test_a_small_team_cannot_be_worked_out_from_the_total_and_the_others(
    teams: dict[str, tuple[int, int]], shown: set[str]
) -> None:
    ids = {name: UUID(int=number) for number, name in enumerate(teams, 1)}
    notes = [
        note(ids[name], 1000 * number + child, 1000 * number + child % authors)
        for number, (name, (children, authors)) in enumerate(teams.items())
        for child in range(children)
    ]
    rates = rules.by_team(notes)
    assert {rate.team_id for rate in rates} == set(ids.values())
    assert {
        name for name in teams for rate in rates if rate.team_id == ids[name] and rate.contacts
    } == shown


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        # group: its children, its authors
        ({"A": (30, 3), "B": (20, 3)}, {"A", "B"}),
        ({"A": (30, 3), "B": (9, 3), "C": (8, 3)}, {"A"}),
        ({"A": (30, 3), "B": (20, 3), "C": (9, 3)}, {"A"}),
        ({"A": (30, 3), "B": (20, 3), "C": (4, 3), "D": (5, 3)}, {"A"}),
        ({"A": (9, 3)}, set()),
        ({"A": (9, 3), "B": (10, 3)}, set()),
        # The families of one visitor: their rate would be hers.
        ({"A": (30, 1)}, set()),
        ({"A": (30, 4), "B": (12, 1), "C": (20, 3)}, {"A"}),
        ({}, set()),
    ],
)
def test_a_small_group_is_held_back_and_cannot_be_worked_out(
    groups: dict[str, tuple[int, int]], shown: set[str]
) -> None:
    notes = [
        note(child=1000 * number + child, author=100 * number + child % authors, group=group)
        for number, (group, (children, authors)) in enumerate(groups.items())
        for child in range(children)
    ]
    rates = rules.by_group(notes)
    assert {rate.group for rate in rates} == groups.keys()
    assert {rate.group for rate in rates if rate.per_hundred is not None} == shown


def test_rates_by_group_count_a_child_where_it_was_last_described() -> None:
    notes = [note(child=n, author=n % 3, group="A", asked=2) for n in range(12)]
    notes += [note(child=n + 20, author=n % 3, group="B", asked=0) for n in range(12)]
    notes += [note(child=0, group="B", asked=0), note(child=1, group="")]
    rates = {rate.group: rate for rate in rules.by_group(notes)}
    assert (rates["A"].children, rates["B"].children) == (12, 12)
    assert rates["B"].per_hundred == 0
    assert rates["A"].classes["label"] > 80


def test_words_are_named_only_when_ten_children_have_them_and_cells_only_then_too() -> None:
    notes = [
        note(child=n, author=n % 3, group="A", words=("hostile",)) for n in range(LEAST_CHILDREN)
    ]
    notes += [note(child=n + 50, group="B", words=("hostile",)) for n in range(3)]
    notes += [note(child=n, group="A", words=("claims",)) for n in range(LEAST_CHILDREN)]
    notes += [note(child=n + 60, author=n % 3, group="B") for n in range(10)]
    notes += [note(child=n + 80, group="A", words=("rude",)) for n in range(9)]
    [rate] = rules.by_word(notes)
    assert (rate.word, rate.children) == ("hostile", 13)
    assert rate.groups == {"A": None, "B": None}, "or B's three could be worked out"


@pytest.mark.parametrize(
    ("with_word", "shown"),
    [
        # group: how many of its forty children have the word
        ({"A": 30, "B": 12}, {"A", "B"}),
        ({"A": 30, "B": 12, "C": 3}, {"A"}),
        ({"A": 30, "B": 12, "C": 9, "D": 8}, {"A", "B"}),
        ({"A": 30, "B": 0}, {"A"}),
        ({"A": 7, "B": 7}, set()),
    ],
)
def test_a_small_cell_of_a_words_row_cannot_be_worked_out(
    with_word: dict[str, int], shown: set[str]
) -> None:
    notes = [
        note(
            child=100 * number + child,
            author=child % 3,
            group=group,
            words=("hostile",) if child < count else (),
        )
        for number, (group, count) in enumerate(with_word.items())
        for child in range(40)
    ]
    [rate] = rules.by_word(notes)
    assert {group for group, share in rate.groups.items() if share is not None} == shown


def test_hidden_answers_and_whole_sentences_are_not_kept_as_words() -> None:
    answers: dict[str, dict[str, Any]] = {
        "baby_observed": {"value": "Mum was hostile, flat chaotic", "kind": "O"},
        "worries": {"value": "  ", "kind": "J"},
        "mother_da_words": {"value": "She is a liar", "kind": "R"},
        "baby_ethnicity": {"value": "G"},
        "strengths": {
            "value": "The whole lot of them in that Quillfeather road are bonkers",
            "kind": "J",
        },
    }
    made = rules.note_of(FORM, BOOK, PHRASES, answers, team_id=OAK, child_id=OAK, author_id=OAK)
    assert made.boxes == 2
    assert made.ethnicity == "G"
    assert {"hostile", "chaotic"} <= made.words
    assert not any("liar" in word or "quillfeather" in word for word in made.words)


def test_nothing_can_be_asked_about_one_visitor() -> None:
    for function in (queries.notes, views.fairness, rules.by_team, rules.by_group, rules.by_word):
        assert not {"author", "author_id", "user", "user_id"} & set(
            inspect.signature(function).parameters
        )


def test_a_manager_sees_her_teams_and_an_administrator_all(app: Flask, world: World) -> None:
    nothing = world.as_(world.administrator).get("/fairness/").text
    assert nothing.count("Nothing has been handed in yet.") == 2, "by team, and by group"
    with app.app_context():
        for child, author in ((world.child, world.visitor), (world.far_child, world.visitor)):
            now = clock.now()
            session().add(
                Visit(
                    id=uuid4(),
                    child_id=child.id,
                    form=FORM.id,
                    form_version=FORM.version,
                    status=VisitStatus.SUBMITTED,
                    round=1,
                    author_id=author.id,
                    created_at=now,
                    changed_at=now,
                    submitted_at=now,
                    answers={
                        "baby_observed": {
                            "value": "Mum was hostile",
                            "kind": "O",
                            "mids": [],
                            "cands": [],
                        }
                    },
                    writers={},
                )
            )
        commit()
    manager = world.as_(world.manager).get("/fairness/").text
    assert "in 1 contact handed" in manager
    everybody = world.as_(world.administrator).get("/fairness/").text
    assert "in 2 contacts" in everybody
    assert "too few to show" in manager
    assert "hostile" not in everybody
    asked = world.as_(world.manager).get(f"/fairness/?author={world.visitor.id}").text
    assert "in 1 contact handed" in asked, "an address cannot narrow it"
    assert world.visitor.name not in asked
    assert world.as_(world.visitor).get("/fairness/").status_code == 403

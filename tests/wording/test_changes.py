"""What an organisation may change of the phrase list, and what comes of it."""

import json

import pytest

from forms.wording import BOOK, check
from forms.wording.changes import GROUPS, Changes, changed, phrase_of, problem_with
from tests.wording import write_changes


def test_the_contract_is_up_to_date() -> None:
    assert write_changes.CONTRACT.read_text(encoding="utf-8") == write_changes.text()


def test_a_phrase_that_was_added_is_asked_about_and_one_taken_away_is_not_named() -> None:
    assert not check("Grizzlepot on sofa").flag
    book = changed(Changes(add={"label.noun": ["grizzlepot"]}), "t")
    found = check("Grizzlepot on sofa", "O", book)
    assert found.classes == ("label",)
    without = changed(Changes(remove={"label.adj": ["hostile"], "opin.neg": ["hostile"]}), "t")
    assert "hostile" not in without.groups["label.adj"]
    assert book.version == "t"
    assert "grizzlepot" not in BOOK.groups["label.noun"]


def test_a_question_is_reworded() -> None:
    book = changed(Changes(questions={"label": "What happened?"}), "t")
    assert check("Mum was hostile", "O", book).questions == ("What happened?",)


def test_changes_follow_each_other() -> None:
    first = Changes(add={"opin.pos": ["b", "a"]}, questions={"label": "1"})
    second = Changes(
        add={"opin.neg": ["c"]}, remove={"opin.pos": ["a"]}, questions={"label": "2", "hedge": "3"}
    )
    assert first.then(second).as_json() == {
        "add": {"opin.neg": ["c"], "opin.pos": ["b"]},
        "remove": {"opin.pos": ["a"]},
        "questions": {"hedge": "3", "label": "2"},
    }
    assert Changes.read(json.loads(json.dumps(first.as_json()))).as_json() == first.as_json()


def test_every_group_offered_is_in_the_book_and_asked_about() -> None:
    assert GROUPS.keys() <= BOOK.groups.keys()
    assert all(BOOK.class_of_group[group] in BOOK.classes for group in GROUPS)


@pytest.mark.parametrize(
    ("written", "phrase", "fine"),
    [
        ("Hard-to-reach", "hard to reach", True),
        ("  doesn’t   CARE ", "doesnt care", True),
        ("", "", False),
        ("?!", "", False),
        ("a", "a", False),
        ("one two three four five six seven eight nine", None, False),
        ("שלום", "", False),
        ("mum's", "mum 's", True),
    ],
)
def test_a_phrase_is_kept_as_the_engine_reads_it(
    written: str, phrase: str | None, fine: bool
) -> None:
    found = phrase_of(written)
    if phrase is not None:
        assert found == phrase
    assert (problem_with(found) is None) is fine

"""The language prompts: what is flagged, what is left alone, and that both engines stay one."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.wording import BOOK, check, check_lines
from forms.wording.book import stored
from forms.wording.browser import TARGET, ZERO, fronted, script
from forms.wording.reading import STRUCTURE
from forms.wording.trial import overlap

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = json.loads((ROOT / "tests" / "contracts" / "wording.json").read_text(encoding="utf-8"))


def held_out() -> list[dict[str, object]]:
    lines = (ROOT / "forms" / "wording" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("text", "class_id", "words"),
    [
        ("Mum was hostile, flat cold", "label", "hostile"),
        ("Skin seen. No concerns", "reassurance", "No concerns"),
        ("Mother denies hitting him", "doubt", "denies"),
        ("Gran is always late", "generalisation", "always"),
        ("She is jealous of the baby", "mind_reading", "jealous"),
        ("Probably teething", "hedge", "Probably"),
        ("He was said to have been in prison", "unattributed", "was said to have been in"),
        ("A wonderful family", "opinion", "wonderful"),
        ("Mum failed to protect them", "blame", "failed to protect"),
    ],
)
def test_asks_about_judgements_and_marks_the_words(text: str, class_id: str, words: str) -> None:
    found = check(text)
    assert class_id in found.classes
    marked = [text[start:end] for start, end in found.spans]
    assert any(words in part or part in words for part in marked), marked
    assert BOOK.classes[class_id].question in found.questions
    assert len(found.because) == len(found.spans)


@pytest.mark.parametrize(
    "text",
    [
        'Mo said "he is a lazy so and so"',
        "Mo said “the flat is filthy”",
        "Mum reports feeling overwhelmed",
        "Fa says he is never violent",
        "No bruising seen on arms, legs or back",
        "Failed hearing screen L ear, audiology 9 Sept per letter",
        "Normal delivery 39+4 per maternity record",
        "Happy Days nursery, three mornings a week",
        "Baby weighed 4.12 kg on clinic scales",
        "Father was admitted to hospital in May",
        "Appeared in court 3 May, letter seen",
        "EPDS 11, item 10 scored 0",
        "5 wet and 3 dirty nappies in 24 hours",
        "Mo and baby on the sofa, baby feeding on the left",
    ],
)
def test_leaves_facts_speech_and_names_alone(text: str) -> None:
    assert not check(text).flag, check(text).because


def test_a_judgement_behind_somebody_elses_words_is_still_asked_about() -> None:
    text = 'Mo said "I am fine". She is hopeless'
    assert [text[start:end] for start, end in check(text).spans] == ["hopeless"]


def test_each_class_is_asked_about_only_in_its_kinds_of_box() -> None:
    assert check("Probably teething", "O").flag
    assert not check("Probably teething", "J").flag
    assert check("Mum was hostile", "J").flag
    assert not check("Mum was hostile", "P").flag
    assert check("Mum was hostile", "judgement") == check("Mum was hostile", "J")
    with pytest.raises(ValueError, match="unknown kind"):
        check("Mum was hostile", "Z")


def test_positions_count_code_points() -> None:
    text = "👶🏽 seen. Lazy mum"
    [(start, end)] = check(text).spans
    assert text[start:end] == "Lazy"


def test_holds_on_sentences_it_did_not_learn_from() -> None:
    """Far below what was measured (docs/wording.md), so that only a real loss fails it."""
    hits = wrong = missed = found = spans = 0
    for one in held_out():
        reading = check(str(one["text"]))
        hits += reading.flag and bool(one["flag"])
        wrong += reading.flag and not one["flag"]
        missed += not reading.flag and bool(one["flag"])
        for span in one["spans"]:  # type: ignore[attr-defined]
            spans += 1
            found += any(overlap(span, marked) for marked in reading.spans)
    assert hits / (hits + wrong) > 0.88
    assert hits / (hits + missed) > 0.9
    assert found / spans > 0.88


@pytest.mark.parametrize("case", CONTRACT["cases"], ids=lambda case: case["text"][:40])
def test_answers_as_the_browser_does(case: dict[str, object]) -> None:
    found = check(str(case["text"]), str(case["kind"]))
    answer = json.loads(json.dumps(found._asdict()))
    assert answer == {key: case[key] for key in answer}


def test_the_contract_is_long_enough_and_of_this_version() -> None:
    assert len(CONTRACT["cases"]) >= 500
    assert CONTRACT["version"] == BOOK.version


def test_the_browsers_copy_is_made_from_this_data() -> None:
    assert TARGET.read_text(encoding="utf-8") == script()


def test_packing_loses_no_phrase() -> None:
    phrases = ["a bit", "a bit of", "able", "z"]
    assert fronted(phrases) == "Aa bitF ofBbleAz"


def test_the_names_of_weights_can_be_packed_like_phrases() -> None:
    """A capital letter begins the next name for the browser, and a colon ends this one."""
    for name in {*BOOK.weights.named, *BOOK.weights.class_weights}:
        assert name == name.lower()
        assert ":" not in name
    assert min(BOOK.weights.table) > ord(" ") - ZERO


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_never_fails_and_never_points_outside(text: str) -> None:
    found = check(text)
    before = 0
    for start, end in found.spans:
        assert before <= start < end <= len(text)
        before = end
    assert found.flag == bool(found.spans)


@given(
    st.lists(
        st.sampled_from(
            ["Lazy mum. ", "👶🏽 ", "e\u0301", "שלום ", '"', "'", "’s ", ",", "\n", "4.2 kg "]
        )
    )
)
@settings(max_examples=150, deadline=None)
def test_marks_start_and_end_on_words(parts: list[str]) -> None:
    text = "".join(parts)
    for start, end in check(text).spans:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


PASTES = {
    "one word": "a" * 100_000,
    "apostrophes": "'" * 100_000,
    "opening marks": "'a " * 33_000,
    "double marks": '"a ' * 33_000,
    "no stops": "she held the cup " * 6_000,
    "judgements": "lovely chaotic " * 6_600,
    "stops": ",.;" * 33_000,
    "lines": "a\n" * 50_000,
    "right to left": "שלום عالم " * 10_000,
    "combining": "e\u0301" * 50_000,
}


@pytest.mark.parametrize("text", PASTES.values(), ids=PASTES.keys())
def test_time_grows_with_length_and_no_faster(text: str) -> None:
    """Ten times the text, at most 25 times the CPU time: quadratic would be a hundred times. A busy machine may be
    asked three times; the shape of the growth does not change with it.
    """

    def seconds(part: str) -> float:
        began = time.process_time()
        check(part)
        return time.process_time() - began

    check(text)
    tenth = min(seconds(text[: len(text) // 10]) for _ in range(3))
    assert any(seconds(text) < 25 * tenth + 0.5 for _ in range(3))


def test_reads_json_lines_and_answers_bad_ones_in_words() -> None:
    lines = [
        '{"id": "a", "text": "Mum was hostile"}',
        "",
        '{"id": 2, "text": "Probably teething", "kind": "J"}',
        "not json",
        "[1]",
        '{"text": "no id"}',
        '{"id": "b"}',
        '{"id": "c", "text": "x", "kind": "Q"}',
        '{"id": "d", "text": "x", "kind": 3}',
        "[" * 100_000,
    ]
    answers = [json.loads(answer) for answer in check_lines(lines)]
    assert answers[0] == {
        "id": "a",
        "flag": True,
        "classes": ["label"],
        "spans": [[8, 15]],
        "questions": [BOOK.classes["label"].question],
    }
    assert answers[1] == {"id": 2, "flag": False, "classes": [], "spans": [], "questions": []}
    assert [answer["id"] for answer in answers[2:]] == [None, None, None, "b", "c", "d", None]
    assert all("error" in answer for answer in answers[2:])


def test_the_phrase_book_is_in_order() -> None:
    phrases = stored("phrases.json")
    assert phrases["version"]
    assert phrases["clinical_owner"] == "not yet appointed"
    for group in phrases["groups"]:
        assert len(set(group["phrases"])) == len(group["phrases"])
        for phrase in group["phrases"]:
            assert phrase == phrase.lower().strip(), phrase
            assert "," not in phrase
    ids = {one["id"] for one in phrases["classes"]}
    assert {group["class"] for group in phrases["groups"]} <= ids | {""}
    assert set(BOOK.weights.classes) <= ids
    assert not STRUCTURE & {one["id"] for one in phrases["groups"]}

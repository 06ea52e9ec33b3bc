"""How a visit is laid out: kinds apart, reasons collected, what rests on what, what stays hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import forms
from app.review.page import laid_out
from app.review.reading import MARKS, Entry, Reading, read
from app.review.two_values import about
from app.wording import Words

FORM = forms.latest()
MOTHER = "0190a000-0000-7000-8000-000000000001"
WORDS = Words({MOTHER: "Ivy Larch (mother)"}, {})
BY_VERA = {"by": {"id": "1", "name": "Vera Visitor"}, "at": "2026-05-03T14:31:00.000Z"}


def state(kind: str, /, **said: Any) -> dict[str, Any]:
    return {"kind": kind, "cands": [], "received_at": "2026-05-03T17:00:00.000Z", **BY_VERA, **said}


def lay_out(answers: dict[str, Any], **options: Any) -> Reading:
    return read(FORM, answers, WORDS, **options)


def only(reading: Reading) -> Entry:
    (entry,) = reading.entries
    return entry


class TestKinds:
    def test_stand_apart_in_reading_order_and_views_come_last(self) -> None:
        reading = lay_out(
            {
                "residence_view": state("J", value="Two homes", basis=["lives_with"]),
                "lives_with": state("F", value="split_between_homes"),
                "residence_evidence": state("O", value=["toys"]),
            }
        )
        (part,) = reading.parts
        assert [band.mark.word for band in part.bands] == ["Seen", "Fact", "My view"]

    def test_follow_the_answer_when_it_was_moved_to_another_kind(self) -> None:
        entry = only(lay_out({"baby_observed": state("J", value="Seems sad", basis=[])}))
        assert entry.mark.word == "My view"
        assert entry.needs_basis

    def test_have_shapes_and_words_of_their_own(self) -> None:
        four = [MARKS[code] for code in "ORDJ"]
        assert len({mark.shape for mark in four}) == len({mark.word for mark in four}) == 4


class TestSources:
    def test_name_who_said_it_and_how(self) -> None:
        source = {
            "type": "mother_said",
            "person": f"P:{MOTHER}",
            "words": "He’s here",
            "date": "2026-05-03",
        }
        claim = only(
            lay_out(
                {
                    "lives_with": state(
                        "F", value="both_parents", source=source, verif="not_confirmed"
                    )
                }
            )
        ).claims[0]
        assert claim.source == "Mother said, Ivy Larch (mother), 3 May 2026"
        assert claim.quote == "He’s here"
        assert claim.verification == "Not checked with anyone else"

    def test_a_typed_name_is_shown_as_typed(self) -> None:
        source = {"type": "other_relative_said", "person": "Aunt Jo: the tall one"}
        claim = only(
            lay_out({"lives_with": state("F", value="both_parents", source=source)})
        ).claims[0]
        assert claim.source == "Another relative said, Aunt Jo: the tall one"

    def test_says_what_was_asked_and_who_else_was_there(self) -> None:
        source = {"type": "mother_said", "asked": "How are nights?", "present": "her partner"}
        claim = only(
            lay_out({"lives_with": state("F", value="both_parents", source=source)})
        ).claims[0]
        assert claim.source == "Mother said, asked “How are nights?”, also there: her partner"

    def test_what_the_visitor_saw_herself_needs_no_second_line(self) -> None:
        source = {"type": "seen_or_measured_by_me"}
        assert (
            only(lay_out({"weight_g": state("O", value=4120, source=source)})).claims[0].source
            == ""
        )
        told = only(lay_out({"lives_with": state("F", value="both_parents", source=source)}))
        assert told.claims[0].source == "I saw or measured it"

    def test_say_that_a_band_was_chosen_by_hand_and_why(self) -> None:
        source = {"type": "seen_or_measured_by_me", "document": "Plotted in the red book"}
        by_hand = state("X", value="2nd_to_9th", source=source)
        (said,) = only(lay_out({"weight_centile": by_hand})).claims
        assert said.source == "Chosen by hand: Plotted in the red book"
        worked_out = state("X", value="2nd_to_9th", basis=["weight_g"])
        entry = only(lay_out({"weight_centile": worked_out}))
        assert entry.claims[0].source == ""
        assert [basis.label for basis in entry.rests_on] == ["Weight"]


@pytest.mark.parametrize(
    ("rang", "doubt"),
    [("2026-05-03T09:10:00Z", "Before the contact began"), ("2026-05-03T09:40:00Z", "")],
)
def test_a_first_call_before_the_contact_is_pointed_out(rang: str, doubt: str) -> None:
    reading = lay_out(
        {
            "contact_start": state("A", value="2026-05-03T09:20:00Z"),
            "bni_when": state("P", value=rang),
        }
    )
    assert {entry.key: entry.doubt for entry in reading.entries} == {
        "contact_start": "",
        "bni_when": doubt,
    }


class TestMissingAnswers:
    def test_are_words_of_their_own_never_a_no(self) -> None:
        reading = lay_out(
            {
                "mother_whooley_1": state("R", value="no"),
                "mother_whooley_2": state("R", missing="not_asked"),
            }
        )
        no, unasked = (entry.claims[0] for entry in reading.entries)
        assert (no.lines, no.missing) == (("No",), "")
        assert (unasked.lines, unasked.missing) == ((), "Not asked today")

    def test_are_collected_by_reason_the_gravest_first(self) -> None:
        reading = lay_out(
            {
                "lives_with": state("F", missing="not_asked"),
                "weight_g": state("O", missing="not_seen"),
                "mother_whooley_1": state("R", missing="not_safe_to_ask"),
                "mother_whooley_2": state("R", missing="not_asked"),
            }
        )
        assert [reason.code for reason in reading.reasons] == [
            "not_safe_to_ask",
            "not_seen",
            "not_asked",
        ]
        assert [entry.key for entry in reading.reasons[2].entries] == [
            "lives_with",
            "mother_whooley_2",
        ]
        assert reading.unanswered == 4


class TestSensitiveAnswers:
    ANSWERS = {
        "earshot": state("O", value="no"),
        "mother_da_asked": state("A", value="asked_alone"),
        "mother_da_words": state("R", value="He took my keys"),
        "mother_control_signs": state("F", missing="not_safe_to_ask"),
        "worries": state("J", value="Her freedom", basis=["mother_da_words", "earshot"]),
    }

    def test_are_left_out_and_counted(self) -> None:
        reading = lay_out(self.ANSWERS)
        assert [entry.key for entry in reading.entries] == ["earshot", "worries"]
        assert reading.hidden == 3
        assert reading.reasons == ()
        assert "keys" not in repr(reading)

    def test_are_not_named_by_what_rests_on_them(self) -> None:
        view = next(entry for entry in lay_out(self.ANSWERS).entries if entry.key == "worries")
        assert [link.label for link in view.rests_on] == [
            "a sensitive answer, shown on request",
            "Who could overhear",
        ]
        assert [link.anchor for link in view.rests_on] == ["", "answer-earshot"]
        assert [link.cited for link in view.rests_on] == ["", "Seen: No"]

    def test_are_there_when_asked_for(self) -> None:
        reading = lay_out(self.ANSWERS, sensitive=True)
        assert reading.hidden == 0
        assert {entry.key for entry in reading.entries} == set(self.ANSWERS)


def test_both_values_of_a_conflict_are_shown_with_their_authors() -> None:
    other = {"kind": "F", "value": "father_only", "by": {"id": "2", "name": "Cora Colleague"}}
    reading = lay_out({"lives_with": {**state("F", value="mother_only"), "cands": [other]}})
    entry = only(reading)
    assert [(claim.lines, claim.author) for claim in entry.claims] == [
        (("Mother only",), "Vera Visitor"),
        (("Father only",), "Cora Colleague"),
    ]
    assert reading.conflicts == (entry,)


def test_a_view_that_rests_on_nothing_is_pointed_out() -> None:
    reading = lay_out(
        {
            "worries": state("J", value="A feeling", basis=[]),
            "strengths": state("J", value="Warmth", basis=["baby_observed"]),
            "level_need": state("J", value="universal"),
        }
    )
    assert [entry.key for entry in reading.views_without_basis] == ["worries"]


class TestChanges:
    def test_show_what_stood_before(self) -> None:
        reading = lay_out(
            {"weight_g": state("O", value=4200)}, before={"weight_g": {"kind": "O", "value": 4120}}
        )
        entry = only(reading)
        assert entry.changed
        assert entry.before is not None
        assert entry.before.lines == ("4,120\u00a0g",)
        assert reading.changed == (entry,)

    def test_show_an_answer_that_was_taken_out(self) -> None:
        gone = {"weight_g": state("O", cleared=True)}
        assert lay_out(gone).parts == ()
        entry = only(lay_out(gone, before={"weight_g": {"kind": "O", "value": 4120}}))
        assert entry.claims[0].empty

    def test_mark_what_arrived_after_the_page_was_opened(self) -> None:
        answers = {"weight_g": state("O", value=4200)}
        early, late = (datetime(2026, 5, 3, hour, tzinfo=UTC) for hour in (12, 20))
        assert only(lay_out(answers, opened_at=early)).new
        assert not only(lay_out(answers, opened_at=late)).new
        assert not only(lay_out(answers)).new


def test_rows_are_told_apart_by_their_person_and_removed_ones_are_gone() -> None:
    first, second, third = (f"0190a000-0000-7000-8000-00000000000{digit}" for digit in (4, 5, 6))
    reading = lay_out(
        {
            f"icon/{second}/icon_how": state("A", value="phone"),
            f"icon/{first}/icon_person": state("A", value=f"P:{MOTHER}"),
            f"icon/{third}/icon_how": state("A", value="video"),
            f"icon/{third}/removed": state("A", value=True),
        }
    )
    assert [part.row for part in reading.parts] == [
        "Caregiver 1: Ivy Larch (mother)",
        "Caregiver 2",
    ]
    assert [part.opens_section for part in reading.parts] == [True, False]


@pytest.mark.parametrize("field_id", sorted(FORM.fields))
def test_a_value_no_longer_allowed_is_shown_as_it_was_written(field_id: str) -> None:
    assert Words({}, {}).of(FORM.fields[field_id], "<b>odd</b>") == ["<b>odd</b>"]


class TestWording:
    """Replies to language prompts stand under the answer they were about."""

    @staticmethod
    def reply(row: int, **said: str) -> dict[str, Any]:
        key = f"wording/01a215d0-66df-7e85-be2a-{row:012d}/reply"
        whole = {
            "on": "",
            "class": "label",
            "phrase": "",
            "reply": "",
            "why": "",
            "to": "",
            "book": "1",
        }
        return {key: state("A", value=[{**whole, **said}])}

    def test_what_was_kept_stands_with_its_reason_and_what_was_edited_away_nowhere(self) -> None:
        entry = only(
            lay_out(
                {
                    "baby_observed": state("O", value="Mum hostile, flat chaotic"),
                    **self.reply(1, on="baby_observed", phrase="hostile", reply="kept"),
                    **self.reply(
                        2, on="baby_observed", phrase="chaotic", reply="kept", why="Her own word"
                    ),
                    **self.reply(3, on="baby_observed", phrase="rude", reply="edited"),
                }
            )
        )
        assert entry.wording == (
            "“hostile” was asked about and kept",
            "“chaotic” was asked about and kept: Her own word",
        )

    def test_what_was_moved_stands_at_both_ends(self) -> None:
        reading = lay_out(
            {
                "baby_observed": state("O", value="Awake"),
                "worries": state("J", value="Probably sad", basis=["baby_observed"]),
                **self.reply(
                    1, on="baby_observed", phrase="Probably sad", reply="moved", to="worries"
                ),
            }
        )
        lines = {entry.key: entry.wording for entry in reading.entries}
        assert lines["baby_observed"] == ("“Probably sad” was moved to What worries me",)
        assert lines["worries"] == ("“Probably sad” came from What you saw of baby",)

    def test_a_hidden_answer_is_not_named_at_the_other_end(self) -> None:
        moved = self.reply(
            1, on="mother_da_words", phrase="She is frightened", reply="moved", to="worries"
        )
        entry = only(lay_out({"worries": state("J", value="She is frightened"), **moved}))
        assert entry.wording == (
            "“She is frightened” came from a sensitive answer, shown on request",
        )


# -- what gives a hidden answer away ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("mother_mh_call_who", {"value": 7, "kind": "F"}),
        ("act_why", {"value": ["mother_mh_call_who"], "kind": "P"}),
        ("must_see_next", {"value": ["enquiry_domestic_abuse", "nobody_knows"], "kind": "P"}),
        ("residence_view", {"value": 7, "kind": "J", "basis": ["mother_da_words"]}),
    ],
)
def test_what_cannot_be_read_names_none_either(key: str, said: dict[str, Any]) -> None:
    """It would be shown as it was sent."""
    group = next((one.group for one in FORM.sections if any(f.id == key for f in one.asked)), None)
    key = f"{group}/{MOTHER}/{key}" if group else key
    shut, opened = (laid_out(FORM.version, {key: said}, WORDS, shown) for shown in (False, True))
    assert (shut.raw, shut.kept_back) == ([], 1)
    assert len(opened.raw) == 1


@pytest.mark.parametrize(("on", "private"), [("mother_mh_call_who", True), ("weight_g", False)])
def test_a_reply_about_the_words_of_one_is_as_private(on: str, private: bool) -> None:
    found = about(FORM, WORDS, f"wording/{MOTHER}/reply", {"value": [{"on": on}]})
    assert found
    assert found.private is private

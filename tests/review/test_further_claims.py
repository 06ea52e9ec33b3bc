"""A manager reads what another source says under the answer, as another account of the same question."""

from __future__ import annotations

from typing import Any

import forms
from app.review.reading import Reading, read
from app.wording import Words

FORM = forms.latest()
FIRST, SECOND = (f"0190b000-0000-7000-8000-00000000000{n}" for n in (1, 2))
NAME = FORM.fields["mother_smoking"].name


def state(value: Any, source: str, **more: Any) -> dict[str, Any]:
    return {"kind": "F", "cands": [], "value": value, "source": {"type": source}, **more}


def lay_out(answers: dict[str, Any], **options: Any) -> Reading:
    return read(FORM, answers, Words({}, {}), **options)


BOTH = {
    f"mother_smoking@{SECOND}": state("vapes_only", "gp_said"),
    "mother_smoking": state("stopped_in_pregnancy", "mother_said"),
    f"mother_smoking@{FIRST}": state("smokes", "father_or_partner_said"),
}


def told(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (one.label, one.claims[0].lines[0] if one.claims[0].lines else "", one.claims[0].source)
        for one in reading.entries
    ]


def test_they_stand_under_the_answer_each_with_its_source() -> None:
    assert told(lay_out(BOTH)) == [
        (NAME, "Stopped in pregnancy", "Mother said"),
        (f"{NAME}: another account", "Smokes", "Father or partner said"),
        (f"{NAME}: another account", "Only vapes", "GP said"),
    ]
    assert lay_out(BOTH).conflicts == ()


def test_also_without_the_answer_and_not_when_taken_out() -> None:
    cleared = {"cleared": True, "kind": "F", "cands": []}
    alone = {f"mother_smoking@{FIRST}": state("smokes", "father_or_partner_said")}
    assert [label for label, *_ in told(lay_out(alone))] == [f"{NAME}: another account"]
    assert told(lay_out({f"mother_smoking@{FIRST}": cleared})) == []
    # In the next round it is read once more, as what was changed.
    (entry,) = lay_out(
        {f"mother_smoking@{FIRST}": cleared},
        before={f"mother_smoking@{FIRST}": state("smokes", "father_or_partner_said")},
    ).entries
    assert entry.changed
    assert entry.before
    assert entry.before.lines == ("Smokes",)


def test_on_a_hidden_question_they_are_counted_and_not_shown() -> None:
    hidden = {f"mother_control_signs@{FIRST}": state(["money_controlled"], "gp_said")}
    assert (lay_out(hidden).hidden, told(lay_out(hidden))) == (1, [])
    assert len(told(lay_out(hidden, sensitive=True))) == 1


def test_in_a_row_and_as_what_a_view_rests_on() -> None:
    row = "0190a000-0000-7000-8000-000000000001"
    cares = f"household/{row}/hh_cares@{FIRST}"
    reading = lay_out(
        {
            f"household/{row}/hh_cares": state("never", "mother_said"),
            cares: state("alone_sometimes", "father_or_partner_said"),
            "worries": {"kind": "J", "cands": [], "value": "Who has her", "basis": [cares]},
        }
    )
    entries = {one.key: one for one in reading.entries}
    assert entries[cares].label.endswith(": another account")
    (link,) = entries["worries"].rests_on
    assert (link.label, link.anchor) == (entries[cares].label, entries[cares].anchor)

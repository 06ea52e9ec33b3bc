"""Centiles against a stranger's arithmetic and the WHO's printed tables; changes, doubts and charts by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from forms.growth import (
    REASONS,
    WORDS,
    Baby,
    Measurement,
    band_of,
    change,
    chart,
    doubts,
    lms,
    place,
    since_birth,
)
from forms.growth.browser import TARGET, script
from tests.growth.answering import answer, contract
from tests.growth.cases import all_cases

BORN = date(2026, 1, 31)
GIRL, BOY = Baby("female", BORN), Baby("male", BORN)
ORACLE = json.loads((Path(__file__).parent / "oracle.json").read_text("utf-8"))


def taken(measure: Any, value: float | None, day: int) -> Measurement:
    return Measurement(measure, value, BORN + timedelta(days=day))


def weight(value: float | None, day: int) -> Measurement:
    return taken("weight", value, day)


# ---- the contract with the browser


def test_the_contract_holds_and_asks_everything() -> None:
    cases = contract()
    assert len(cases) >= 200
    asked = [{key: value for key, value in case.items() if key != "expected"} for case in cases]
    assert asked == all_cases(), "run python -m tests.growth.write_contract"
    for case in cases:
        assert answer(case) == case["expected"], case


def test_the_contract_meets_every_reason_band_and_doubt() -> None:
    seen: Counter[str] = Counter()
    for case in contract():
        said = case["expected"]
        if case["function"] == "place":
            seen.update([said["band"], str(said["reason"])])
        if case["function"] == "doubts":
            seen.update(one["code"] for one in said)
        if case["function"] == "chart" and said:
            seen.update(one["reason"] for one in said["left_out"])
    wanted = {*WORDS["bands"], "could_not_plot", *REASONS, *WORDS["doubts"]}
    assert wanted - set(seen) == set()


def test_the_browser_has_the_same_figures_and_sentences() -> None:
    assert TARGET.read_text("utf-8") == script(), "run python -m forms.growth.browser"


# ---- the standards


def test_the_oracle_agrees() -> None:
    """Nowhere is the compact table a hundredth of a standard deviation off the full one by day of age."""
    assert len(ORACLE["points"]) >= 300
    for measure, sex, day, value, z, centile in ORACLE["points"]:
        here = place(Baby(sex, BORN), taken(measure, value, day))
        assert here.z == pytest.approx(z, abs=0.01), (measure, sex, day, value)
        assert here.centile == pytest.approx(centile, abs=0.4), (measure, sex, day, value)


@pytest.mark.parametrize(
    ("measure", "sex", "day", "printed"),
    [
        ("weight", "male", 0, (2500, 3300, 4400)),
        ("weight", "male", 365, (7700, 9600, 12000)),
        ("weight", "female", 730, (9000, 11500, 14800)),
        ("weight", "male", 1826, (14100, 18300, 24200)),
        ("length", "male", 365, (71.0, 75.7, 80.5)),
        ("length", "female", 730, (80.0, 86.4, 92.9)),
        ("length", "female", 731, (79.3, 85.7, 92.2)),
        ("head", "male", 183, (40.9, 43.3, 45.8)),
        ("head", "female", 0, (31.5, 33.9, 36.2)),
    ],
)
def test_the_tables_the_who_prints(
    measure: Any, sex: str, day: int, printed: tuple[float, ...]
) -> None:
    """Two standard deviations below, median and two above, as printed: to 0.1 kg or cm."""
    rounding = 60 if measure == "weight" else 0.06
    for z, value in zip((-2, 0, 2), printed, strict=True):
        assert lms(measure, sex, day).value_at(z) == pytest.approx(value, abs=rounding)


def test_every_day_and_every_line_is_in_order() -> None:
    """No kink or crossing from interpolation: medians grow (but for the change to standing), lines never cross."""
    for measure in ("weight", "length", "head"):
        for sex in ("male", "female"):
            before = 0.0
            for day in range(1857):
                standard = lms(measure, sex, day)
                lines = [standard.value_at(line / 1.5) for line in range(-4, 5)]
                assert lines == sorted(lines)
                if day > 7 and day != 731:
                    assert standard.median >= before, (measure, sex, day)
                before = standard.median


def test_the_z_score_is_turned_round_exactly_within_three() -> None:
    standard = lms("weight", "female", 200)
    for z in (-3, -2.5, 0, 1.2, 3):
        assert standard.z_of(standard.value_at(z)) == pytest.approx(z, abs=1e-9)


def test_beyond_three_the_steps_stay_even() -> None:
    standard = lms("weight", "male", 365)
    step = standard.value_at(3) - standard.value_at(2)
    assert standard.z_of(standard.value_at(3) + step) == pytest.approx(4)
    assert standard.z_of(standard.value_at(3) + 2 * step) == pytest.approx(5)
    step = standard.value_at(-2) - standard.value_at(-3)
    assert standard.z_of(standard.value_at(-3) - step) == pytest.approx(-4)


@pytest.mark.parametrize("day", [-1, 1857])
def test_no_figures_outside_the_standards(day: int) -> None:
    with pytest.raises(ValueError, match="do not reach"):
        lms("weight", "male", day)


# ---- bands


@pytest.mark.parametrize(
    ("z", "band"),
    [
        (-2.67, "below_0_4th"),
        (-8 / 3, "0_4th_to_2nd"),
        (-2.0001, "0_4th_to_2nd"),
        (-2, "2nd_to_9th"),
        (-4 / 3, "9th_to_25th"),
        (-2 / 3, "25th_to_50th"),
        (-0.0001, "25th_to_50th"),
        (0, "50th_to_75th"),
        (2 / 3, "75th_to_91st"),
        (4 / 3, "91st_to_98th"),
        (2, "98th_to_99_6th"),
        (2.66, "98th_to_99_6th"),
        (8 / 3, "above_99_6th"),
        (9, "above_99_6th"),
        (-9, "below_0_4th"),
    ],
)
def test_bands(z: float, band: str) -> None:
    assert band_of(z) == band


# ---- age


@pytest.mark.parametrize(
    ("gestation", "day", "used", "corrected"),
    [
        (259, 10, 10, False),  # 37+0: not early
        (258, 10, 0, True),  # 36+6, 38+2 by now: with the newborns
        (258, 22, 0, True),  # the due date
        (258, 23, 1, True),
        (224, 35, 0, True),  # 32+0, 37+0 today
        (224, 34, None, True),  # a day short of it
        (224, 730, 674, True),
        (224, 731, 731, False),  # two years old
        (None, 10, 10, False),
    ],
)
def test_the_age_compared_at(
    gestation: int | None, day: int, used: int | None, corrected: bool
) -> None:
    here = place(Baby("male", BORN, gestation), weight(3000 if day < 100 else 12000, day))
    assert (here.age_days, here.used_days, here.corrected) == (day, used, corrected)
    assert (here.reason == "before_term") == (used is None)
    assert (here.band == "could_not_plot") == (used is None)


def test_correction_lifts_the_place_of_an_early_baby() -> None:
    early = place(Baby("female", BORN, 210), weight(4200, 112))
    assert early.used_days == 42
    assert early.z == place(GIRL, weight(4200, 42)).z
    assert early.z is not None
    assert early.z > (place(GIRL, weight(4200, 112)).z or 0)


# ---- changes


def test_change_in_per_cent_and_spaces() -> None:
    lost = since_birth(Baby("male", BORN, None, 3500), weight(3080, 6))
    assert lost is not None
    assert (lost.days, lost.percent) == (6, pytest.approx(-12))
    assert since_birth(BOY, weight(3080, 6)) is None
    lines = [
        round(lms("weight", "female", day).value_at(z), 6) for day, z in ((42, 0), (90, -4 / 3))
    ]
    fallen = change(GIRL, weight(lines[0], 42), weight(lines[1], 90))
    assert fallen.spaces == pytest.approx(-2)
    born_early = since_birth(Baby("female", BORN, 230, 1900), weight(3400, 60))
    assert born_early is not None
    assert (born_early.spaces, born_early.reason) == (None, "before_term")
    assert born_early.percent == pytest.approx(78.947, abs=0.001)


def test_two_kinds_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        change(GIRL, weight(3500, 0), taken("head", 35, 10))


# ---- doubts


def codes(baby: Baby, measurement: Measurement, *others: Measurement) -> list[str]:
    return [doubt.code for doubt in doubts(baby, measurement, others)]


def test_a_slip_of_the_unit_is_named() -> None:
    first = doubts(GIRL, weight(412, 35), [weight(3980, 28)])[0]
    assert (first.code, first.text) == (
        "unit_slip",
        "412 g? Did you mean 4,120 g? Check the number and the unit.",
    )
    assert "? Did you mean 54.5 cm" in doubts(GIRL, taken("length", 545, 35))[0].text
    assert "? Did you mean 37.3 cm" in doubts(GIRL, taken("head", 14.7, 35))[0].text


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3980, []),
        (3582, []),  # exactly a tenth less
        (3581, ["changed_quickly"]),
        (4378, []),
        (4379, ["changed_quickly"]),
        (4120, []),
    ],
)
def test_a_tenth_within_seven_days(value: int, found: list[str]) -> None:
    assert codes(GIRL, weight(value, 35), weight(3980, 28)) == found


def test_eight_days_are_not_seven_and_the_same_day_is_not_before() -> None:
    assert codes(GIRL, weight(4379, 36), weight(3980, 28)) == []
    assert codes(GIRL, weight(3581, 36), weight(3980, 28)) == ["below_last"]
    assert codes(GIRL, weight(4500, 35), weight(3980, 35)) == []


def test_a_change_says_how_much_and_since_when() -> None:
    text = doubts(Baby("male", BORN, None, 3500), weight(3080, 6))[0].text
    assert text.startswith("3,080 g is 12% less than 6 days before (3,500 g).")
    text = doubts(GIRL, weight(4500, 35), [weight(3980, 34)])[0].text
    assert text.startswith("4,500 g is 13.1% more than 1 day before (3,980 g).")


def test_a_fall_over_a_longer_time() -> None:
    assert codes(GIRL, weight(4400, 60), weight(5000, 35)) == ["below_last"]
    assert codes(GIRL, weight(5600, 60), weight(5000, 35)) == []
    assert codes(GIRL, weight(5000, 35), weight(9000, 60)) == [], "a later one does not count"


def test_the_soft_range_goes_by_age() -> None:
    assert codes(BOY, weight(5600, 20)) == ["outside_band"]
    assert codes(BOY, weight(5600, 21)) == []
    early = Baby("male", BORN, 210)
    assert codes(early, weight(1400, 10)) == [], "no range before term"
    assert codes(early, weight(1400, 75)) == ["outside_band"]


def test_what_is_not_there_raises_no_doubt() -> None:
    assert codes(GIRL, weight(None, 35), weight(3980, 28)) == []
    assert codes(GIRL, weight(4120, -1), weight(3980, 28)) == []


def test_ordinary_babies_raise_no_doubts() -> None:
    """Every day from birth to five, on every line: nobody is asked about an ordinary weight, length or head."""
    for baby in (GIRL, BOY):
        for day in (*range(0, 100, 3), *range(100, 1857, 50)):
            for line in (-3, 0, 3):
                for measure in ("weight", "length", "head"):
                    value = round(lms(measure, baby.sex, day).value_at(line / 1.5), 1)
                    assert codes(baby, taken(measure, value, day)) == [], (measure, day, line)


def test_no_sentence_draws_a_conclusion() -> None:
    said = json.dumps([WORDS["doubts"], REASONS]).lower()
    for word in (
        "falter",
        "fail",
        "normal",
        "abnormal",
        "healthy",
        "too thin",
        "overweight",
        "concern",
    ):
        assert word not in said


# ---- the chart


def test_points_lie_where_their_place_says() -> None:
    median = lms("weight", "female", 91).value_at(0)
    drawn = chart(GIRL, "weight", [weight(median, 91), weight(3300, 0)])
    assert drawn is not None
    assert [line["centile"] for line in drawn["lines"]] == WORDS["lines"]
    assert [point["age_days"] for point in drawn["child"]] == [0, 91]
    middle = drawn["lines"][4]["points"][-1]
    assert [drawn["child"][1]["x"], drawn["child"][1]["y"]] == middle
    assert middle[0] == drawn["frame"]["right"]


def test_everything_drawn_is_inside_the_frame_and_upright() -> None:
    for until in (91, 182, 365, 730, 1856):
        for measure in ("weight", "length", "head"):
            drawn = chart(BOY, measure, [weight(412, 45)], until)  # type: ignore[arg-type]
            assert drawn is not None
            frame = drawn["frame"]
            for line in drawn["lines"]:
                xs = [point[0] for point in line["points"]]
                assert xs == sorted(xs)
                assert min(xs) == frame["left"]
                assert max(xs) == frame["right"]
                assert all(frame["top"] <= y <= frame["bottom"] for _, y in line["points"])
            assert all(frame["top"] <= one["y"] <= frame["bottom"] for one in drawn["child"])
            ends = [line["points"][-1][1] for line in drawn["lines"]]
            assert ends == sorted(ends, reverse=True), "the 99.6th is on top"
            assert len(drawn["y_marks"]) <= 12


def test_the_chart_says_what_it_leaves_out() -> None:
    drawn = chart(Baby("male", BORN, 210), "weight", [weight(1900, 20), weight(9000, 400)], 91)
    assert drawn is not None
    assert drawn["child"] == []
    assert [one["reason"] for one in drawn["left_out"]] == ["before_term", "outside_chart"]
    assert chart(Baby("not_known", BORN), "weight", []) is None

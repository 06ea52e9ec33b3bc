"""What is worked out, what is usual and what is doubted stand beside the box; what she puts down is hers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.accessible import fits_a_thumb, is_accessible
from tests.journeys.tablet import Tablet
from tests.journeys.town import TODAY

WEIGHT = "What does baby weigh?"
BAND = "Between which centiles is the weight?"
WHY = "Why is yours another?"
CALL = "When did you make the first call?"
RELATION = "How are they related to baby, as you were told?"


def test_a_band_of_her_own_says_why_and_is_asked_about_when_the_weight_changes(
    tablets: Callable[..., Tablet],
) -> None:
    tablet = tablets()
    tablet.is_set_up()
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Feeding and growth")
    weight = tablet.page.get_by_label(WEIGHT)
    weight.fill("4120")
    tablet.sees(re.compile("^9th to 25th centile, at 7 weeks 0 days"))
    band = tablet.question(BAND)
    expect(band.get_by_label(WHY)).to_have_count(0)

    # Another band asks why, beside what is worked out, and holds nothing back.
    tablet.answers(BAND, "2nd to 9th")
    expect(band).to_contain_text("Worked out for 4,120 g: 9th to 25th.")
    is_accessible(tablet.page, "a band of her own")
    band.get_by_role("button", name="Plotted on the UK preterm chart").click()
    expect(band.get_by_label(WHY)).to_have_value("Plotted on the UK preterm chart")
    band.get_by_label(WHY).fill("Plotted on the UK preterm chart, with Dr Lark")
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    chosen = (
        "Chosen by hand: Plotted on the UK preterm chart, with Dr Lark"
        " (worked out for 4,120 g: 9th to 25th)"
    )
    tablet.sees(chosen)
    tablet.goes_back_to_the_visit()
    tablet.page.get_by_role("link", name="Print this visit").click()
    tablet.sees_heading("Print this visit")
    tablet.sees(re.compile(re.escape(chosen)))

    # The weight was wrong: hers is neither written over nor left to pass for today's.
    tablet.opens_section("Feeding and growth")
    weight.fill("5120")
    expect(band).to_contain_text(re.compile("^Worked out for 5,120 g: ", re.MULTILINE))
    expect(band).to_contain_text("It was worked out for 4,120 g: 9th to 25th when you chose yours.")
    tablet.sees_answer(BAND, "2nd to 9th")
    band.get_by_role("button", name="It still holds").click()
    expect(band).not_to_contain_text("when you chose yours")
    expect(band.get_by_label(WHY)).to_have_value("Plotted on the UK preterm chart, with Dr Lark")

    # She takes what was worked out, and with it her reason goes.
    band.get_by_role("button", name="Take what was worked out").click()
    expect(band.get_by_label(WHY)).to_have_count(0)
    weight.fill("4120")
    weight.blur()
    tablet.sees_answer(BAND, "9th to 25th")
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees_nowhere(re.compile("Chosen by hand"))


def test_a_call_before_the_contact_is_doubted_and_what_is_usual_is_a_tap(
    tablets: Callable[..., Tablet],
) -> None:
    tablet = tablets()
    tablet.is_set_up()
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit()

    tablet.opens_section("People present")
    row = tablet.has_a_row()
    told = tablet.question(RELATION, row)
    told.get_by_role("button", name="Maternal grandmother").click()
    tablet.sees_answer(RELATION, "Maternal grandmother", row)
    expect(told.get_by_role("button", name="Father", exact=True)).to_have_count(0)
    fits_a_thumb(tablet.page, "related to baby")

    tablet.opens_section("Skin, marks and injury")
    tablet.answers("How does baby move?", "Not rolling yet")
    tablet.answers("Did you see any bruise, mark, swelling or injury?", "I am not sure")
    stop = tablet.page.get_by_role("region", name="Act now")
    stop.get_by_role("button", name="Now").click()
    # What is typed stays; a tap is added to it.
    stop.get_by_label("Whom did you speak to?").fill("Ms Lark")
    stop.get_by_role("button", name="999", exact=True).click()
    expect(stop.get_by_label("Whom did you speak to?")).to_have_value("Ms Lark, 999")
    stop.get_by_role("button", name="I have rung. Go on").click()

    call = tablet.question(CALL)
    expect(call).not_to_contain_text("Before the contact began")
    tablet.answers(CALL, TODAY - timedelta(days=1))
    expect(call).to_contain_text(re.compile(r"Before the contact began \(\d"))
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees("Before the contact began")

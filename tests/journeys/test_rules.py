"""The safety rules on a doorstep: what cannot wait takes the screen, offline, until somebody was rung."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, OTHER_BABY, VISITOR, move_to_elm

MARK = "Did you see any bruise, mark, swelling or injury?"
SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")


def shot(tablet: Tablet, name: str) -> None:
    if SHOTS:
        for width, height in ((820, 1180), (390, 844), (1440, 900)):
            tablet.page.set_viewport_size({"width": width, "height": height})
            tablet.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        tablet.page.set_viewport_size({"width": 820, "height": 1180})


TELLING = ("crisis", "advice", "harm", "Mother", BABY.mother)
"""What would tell somebody who looks over her shoulder."""


@pytest.mark.own_browser
def test_a_call_that_must_not_be_named(tablets: Callable[..., Tablet]) -> None:
    """Where only what may not be overheard wants a call, the strip says that there is one to make, and nothing else."""
    hers = tablets(VISITOR)
    hers.is_set_up()
    hers.opens_the_child()
    hers.starts_a_visit()
    hers.loses_the_network()
    hers.opens_section("Mother or birth parent")
    hers.answers("Did you see the mother at this contact?", "Yes, in person")
    hers.answers("Is there anything that needs advice today?", ["Thoughts of harming baby"])
    stop = hers.page.locator(".wv-stop")
    expect(stop).to_contain_text("Specialist advice today.")
    expect(stop.locator("[data-test=not-sent]")).to_contain_text("NOT SENT")

    # Somebody comes in: the screen gives nothing away, and the strip stays.
    hers.says_who_is_in_earshot("Yes, a partner")
    expect(stop).to_have_count(0)
    strip = hers.page.locator("[data-test=alarm]")
    expect(strip).to_contain_text("A call is still to be made or noted.")
    for words in TELLING:
        expect(strip).not_to_contain_text(words)
    hers.goes_to_today()
    hers.closes_the_browser()
    hers.opens()
    hers.unlocks()
    strip = hers.page.locator("[data-test=alarm]")
    expect(strip).to_contain_text("A call is still to be made or noted.")
    for words in TELLING:
        expect(strip).not_to_contain_text(words)
    is_accessible(hers.page, "a call that is not named")

    # Alone again, she rings; that clears it.
    strip.get_by_role("link").click()
    hers.says_who_is_in_earshot("No")
    stop = hers.page.locator(".wv-stop")
    stop.get_by_role("button", name="Now").click()
    stop.get_by_label("Whom did you speak to?").fill("Perinatal crisis team")
    stop.get_by_role("button", name="I have rung. Go on").click()
    expect(stop).to_have_count(0)
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(0)

    # What was done for one parent is nothing for the other; and nobody is asked again for the first.
    hers.opens_section("Father or second parent")
    hers.answers("Did you see the father or second parent at this contact?", "Yes, in person")
    hers.answers("Is there anything that needs advice today?", ["Thoughts of harming baby"])
    expect(stop).to_contain_text("Specialist advice today.")
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(1)
    stop.get_by_text("A second clinician agreed not to").click()
    stop.get_by_label("Who agreed?").fill("Dr Bello")
    stop.get_by_label("Why?").fill("He is with the crisis team now")
    stop.get_by_role("button", name="Put this down. Your manager will see it").click()
    expect(stop).to_have_count(0)
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(0)
    expect(hers.page.locator("#q-father_mh_call_who input").first).to_have_value(
        "Agreed with Dr Bello"
    )

    # What they agreed on was what was known then: something more takes the screen again, and goes with it.
    sudden = hers.page.get_by_label("A sudden change of mental state", exact=True)
    sudden.check()
    expect(stop).to_contain_text("Answered before: He is with the crisis team now. Something has")
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(1)
    stop.get_by_role("button", name="That was a slip: change the answer").click()
    sudden.uncheck()
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(0)
    hers.opens_section("Mother or birth parent")
    expect(hers.page.locator("#q-mother_mh_call_who input").first).to_have_value(
        "Perinatal crisis team"
    )


@pytest.mark.own_browser
def test_a_mark_offline_and_the_call(tablets: Callable[..., Tablet]) -> None:
    hers = tablets(VISITOR)
    hers.is_set_up()
    hers.opens_the_child()
    hers.starts_a_visit()
    hers.opens_section("Baby seen today")
    hers.answers("Did you see baby?", "Only asleep")
    finding = hers.page.locator("[data-rule=R09]")
    expect(finding).to_contain_text(
        "Baby has not been seen awake and undressed. When will that be?"
    )
    shot(hers, "warn")
    is_accessible(hers.page, "the rules")
    finding.get_by_text("Answer this").click()
    finding.get_by_role("textbox").fill("Mother brings baby to the clinic on Friday")
    finding.get_by_role("button", name="Done", exact=True).click()
    expect(finding).to_contain_text("Done: Mother brings baby to the clinic on Friday")

    # No signal: the mark takes the screen, and the strip is on every screen, after a restart too.
    hers.loses_the_network()
    hers.opens_section("Skin, marks and injury")
    hers.answers(MARK, "I am not sure")
    stop = hers.page.locator(".wv-stop")
    expect(stop).to_contain_text("This app has not told anyone.")
    expect(stop).to_contain_text("Ring now, before you leave if that is safe.")
    expect(stop.locator("[data-test=not-sent]")).to_contain_text("NOT SENT")
    shot(hers, "stop")
    is_accessible(hers.page, "the rules")
    hers.goes_to_today()
    expect(hers.page.locator("[data-test=alarm]")).to_contain_text("NOT SENT. Phone now.")
    shot(hers, "alarm")
    hers.closes_the_browser()
    hers.opens()
    hers.unlocks()
    expect(hers.page.locator("[data-test=alarm]")).to_contain_text("Phone now.")
    hers.page.get_by_role("link", name="Whom to ring, and note the call").click()
    stop = hers.page.locator(".wv-stop")
    expect(stop).to_be_visible()

    # Only a call clears it.
    stop.get_by_role("button", name="Now").click()
    stop.get_by_label("Whom did you speak to?").fill("Dr Okoro, on call")
    stop.get_by_role("button", name="I have rung. Go on").click()
    expect(stop).to_have_count(0)
    expect(hers.page.locator("[data-test=alarm]")).to_have_count(0)
    shot(hers, "after")
    hers.finds_the_network()
    hers.goes_to_today()
    hers.sees_everything_sent()


def test_a_weight_that_stood_and_was_a_slip(tablet: Tablet) -> None:
    """That it stands settles nothing urgent: it is not offered there, and what was said of another number is no answer."""
    tablet.opens_the_child(OTHER_BABY)
    tablet.starts_a_visit(contact="New birth")
    tablet.opens_section("Baby or pregnancy")
    tablet.answers("What did baby weigh at birth?", "3500")
    tablet.opens_section("Feeding and growth")
    tablet.answers("What does baby weigh?", "5900")
    finding = tablet.page.locator("[data-rule=R18]")
    finding.get_by_text("Answer this").click()
    finding.get_by_role("button", name="I checked: it stands").click()
    expect(finding).to_contain_text("Checked: it stands")
    tablet.answers("What does baby weigh?", "3050")
    expect(finding).to_contain_text("Answered before. Something has come to it since.")
    expect(finding).to_contain_text("Urgent")
    finding.get_by_text("Answer this").click()
    expect(finding.get_by_role("button", name="Done", exact=True)).to_be_visible()
    expect(finding.get_by_role("button", name="I checked: it stands")).to_have_count(0)


def test_whoever_leaves_at_once_is_told_as_well(tablet: Tablet, service: Service) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.loses_the_network()
    tablet.opens_section("Skin, marks and injury")
    # The answer and the way out in one breath: nothing that follows from the answer has been worked out yet.
    tablet.page.evaluate(
        """() => {
          document.querySelector('#q-mark_seen input[value="unsure"]').click();
          document.querySelector('#bar a[href="/app/today"]').click();
        }"""
    )
    tablet.sees_heading("Today")
    expect(tablet.page.locator("[data-test=alarm]")).to_contain_text("NOT SENT. Phone now.")

    # The child moves: the call can be noted here no more, and the strip does not stay for good.
    tablet.finds_the_network()
    tablet.sees_everything_sent()
    move_to_elm(service.database_url, BABY)
    tablet.is_taken_out_again()
    moved = tablet.page.locator("[data-test=alarm-moved]")
    expect(moved).to_contain_text("Tell your manager now.")
    expect(tablet.page.locator("[data-test=alarm]")).to_have_count(0)
    is_accessible(tablet.page, "a call for a child who moved")
    moved.get_by_role("button", name="I have told my manager").click()
    expect(moved).to_have_count(0)
    expect(tablet.page.get_by_role("heading", level=1)).to_be_focused()

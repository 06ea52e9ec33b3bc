"""What may interrupt a visit: a browser that is killed, somebody who comes in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY

OBSERVED = "What did baby do? How did baby look and sound?"
ABUSE = "Did you ask about domestic abuse?"
HIDDEN = re.compile("abuse|coercion", re.IGNORECASE)


def test_killed_in_mid_sentence(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.sees_saved(sent=True)
    tablet.loses_the_network()
    tablet.types(OBSERVED, "Woke when I came in, pink, ")
    tablet.sees_saved(sent=False)
    tablet.types(OBSERVED, "and then she loo")
    tablet.is_killed()

    tablet.opens()
    tablet.unlocks()
    tablet.opens_the_visit()
    tablet.opens_section("Baby seen today")
    tablet.sees_answer("Did you see baby?", "Yes, awake")
    kept = tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)
    expect(kept).to_have_value(re.compile("^Woke when I came in, pink, "))


def test_somebody_may_overhear(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit(overheard_by="Yes, a partner")
    tablet.loses_the_network()  # so that it stands among what waits
    tablet.opens_section("Mother or birth parent")
    tablet.sees_nowhere(HIDDEN)

    # Alone with the mother: the questions are there. The partner is back: they are gone, and so is what was said.
    tablet.says_who_is_in_earshot("No")
    tablet.answers(ABUSE, "Yes, alone")
    tablet.answers("What was the answer?", "Is being abused now")
    tablet.sees_saved()
    tablet.says_who_is_in_earshot("I am not sure")
    tablet.sees_nowhere(HIDDEN)
    expect(tablet.question("What was the answer?")).to_have_count(0)
    tablet.goes_back_to_the_visit()
    tablet.sees_nowhere(HIDDEN)
    tablet.goes_to_check()
    tablet.submits()  # what holds the signature back is listed, without them
    tablet.sees_nowhere(HIDDEN)
    tablet.goes_to_waiting()
    tablet.sees("Waiting: 1")
    tablet.sees_nowhere(HIDDEN)

    # Nothing of it was lost.
    tablet.opens_the_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.says_who_is_in_earshot("No")
    tablet.sees_answer(ABUSE, "Yes, alone")
    tablet.sees_answer("What was the answer?", "Is being abused now")


def test_somebody_comes_in(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.types(OBSERVED, "She looked at Petra and")
    tablet.hides()

    # At once there is a page that might be anybody's, and nothing else in the document.
    cover = tablet.page.get_by_role("dialog", name="Feeding and weighing")
    expect(cover).to_be_focused()
    tablet.sees_nowhere(BABY.family_name)
    tablet.sees_nowhere(BABY.nhs_words)
    expect(tablet.question(OBSERVED)).to_have_count(0)
    assert "She looked" not in tablet.page.content()
    expect(tablet.page).to_have_title("Wholeview")

    # The way back is the passphrase; it leads to where she was, with every letter she had typed.
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Baby seen today")
    tablet.sees_whose_visit_it_is()
    tablet.sees_answer("Did you see baby?", "Yes, awake")
    tablet.sees_answer(OBSERVED, "She looked at Petra and")

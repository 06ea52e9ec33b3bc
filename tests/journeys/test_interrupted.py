"""What may interrupt a visit: a browser that is killed, somebody who comes in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import town
from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, OTHER_BABY

OBSERVED = "What did baby do? How did baby look and sound?"
ABUSE = "Did you ask about domestic abuse?"
HIDDEN = re.compile("abuse|coercion", re.IGNORECASE)


def nothing_hidden_in_the_document(tablet: Tablet) -> None:
    """Not on the screen, not in an inert part of the page, not in its title or address."""
    tablet.sees_nowhere(HIDDEN)
    whole = tablet.page.content() + tablet.page.title() + tablet.page.url
    assert not HIDDEN.search(whole)
    assert "da_asked" not in whole


@pytest.mark.faults(1)
def test_killed_in_mid_sentence(tablets: Callable[..., Tablet], service: Service) -> None:
    begun = {
        "contact_mode": {"value": "face_to_face", "kind": "A"},
        "weight_g": {
            "value": 3280,
            "kind": "O",
            "source": {"type": "seen_or_measured_by_me"},
        },
    }
    town.remember_a_visit(service.database_url, OTHER_BABY, begun, days_ago=2, version=1)
    tablet = tablets()
    tablet.is_set_up()
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

    tablet.goes_to_today()
    an_older_visit_is_moved_to_the_newer_form_and_back(tablet)


def an_older_visit_is_moved_to_the_newer_form_and_back(tablet: Tablet) -> None:
    """Another visit of hers, begun before the form had its second version. There is still no network."""
    tablet.baby = OTHER_BABY
    tablet.opens_the_visit()
    tablet.sees("This visit uses the earlier form (version 1).")
    tablet.page.get_by_role("link", name="See what would change").click()
    tablet.sees_heading("What the newer form would change")
    tablet.sees("Answers that stay as they are: 5")
    is_accessible(tablet.page, "what the newer form would change")
    tablet.page.get_by_role("button", name="Use the newer form").click()
    tablet.sees("This visit uses the newer form (version 2).")

    # One question only the newer form has; and one that another answer takes away again.
    tablet.opens_section("Visit context")
    tablet.answers("How long was the contact, in minutes?", "35")
    tablet.answers("Was an interpreter needed?", "Professional, in person")
    tablet.answers("Which language was needed?", "Polish")
    tablet.answers("Was an interpreter needed?", "Not needed")
    tablet.sees_saved(sent=False)
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    left_out = tablet.page.locator("[data-test=left-out]")
    expect(left_out).to_contain_text(
        "1 answer to questions that are not asked any more: Language needed."
    )

    tablet.goes_back_to_the_visit()
    tablet.page.get_by_role("link", name="Go back to the earlier form").click()
    tablet.sees_heading("Go back to the earlier form?")
    tablet.sees("35 minutes")
    tablet.page.get_by_role("button", name="Go back to the earlier form").click()
    tablet.sees("This visit uses the earlier form (version 1).")
    tablet.goes_to_check()
    kept = tablet.page.locator("[data-test=kept]")
    expect(kept).to_contain_text("Kept from version 2 of the form")
    expect(kept).to_contain_text("35 minutes")
    assert tablet.reads_everything()["Weight"].startswith("3,280 g")


def test_somebody_may_overhear(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit(overheard_by="Yes, a partner")
    tablet.loses_the_network()  # so that it stands among what waits
    tablet.opens_section("Mother or birth parent")
    tablet.sees_the_form_is("Short")
    nothing_hidden_in_the_document(tablet)

    # Alone with the mother: the questions are there. The partner is back: they are gone, and so is what was said.
    tablet.says_who_is_in_earshot("No")
    tablet.sees_the_form_is("Whole")
    # That it was not asked was recorded by itself, with the reason; her own answer takes its place.
    tablet.sees_answer(ABUSE, "No, a partner was there")
    tablet.sees_under(ABUSE, "Filled in while the form was short.")
    tablet.answers(ABUSE, "Yes, alone")
    expect(tablet.question(ABUSE)).not_to_contain_text("Filled in while the form was short.")
    # Never on paper, which lies about.
    tablet.page.emulate_media(media="print")
    expect(tablet.question(ABUSE)).to_be_hidden()
    tablet.page.emulate_media(media="screen")
    tablet.answers("What was the answer?", "Is being abused now")
    tablet.sees_saved()
    # At the first touch of the control it is gone, before she has said who it is; going back brings it again.
    tablet.header.get_by_role("button", name="Whole form").click()
    nothing_hidden_in_the_document(tablet)
    tablet.header.get_by_role("button", name="Leave it as it is").click()
    expect(tablet.question(ABUSE)).to_be_visible()
    tablet.says_who_is_in_earshot("I am not sure")
    nothing_hidden_in_the_document(tablet)
    expect(tablet.question("What was the answer?")).to_have_count(0)
    tablet.page.go_back()
    nothing_hidden_in_the_document(tablet)
    tablet.page.go_forward()
    tablet.sees_heading("Mother or birth parent")
    nothing_hidden_in_the_document(tablet)
    tablet.goes_back_to_the_visit()
    nothing_hidden_in_the_document(tablet)
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


@pytest.mark.faults(77)
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
    expect(tablet.page).to_have_title("Feeding and weighing")

    # The way back is the passphrase; it leads to where she was, with every letter she had typed.
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_heading("Baby seen today")
    tablet.sees_whose_visit_it_is()
    tablet.sees_answer("Did you see baby?", "Yes, awake")
    tablet.sees_answer(OBSERVED, "She looked at Petra and")

"""What a network can do to a visit: two tablets apart from each other, an ended sign-in, a stranger that answers 200."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.portal import Portal
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, BABY, COLLEAGUE, MANAGER, VISITOR, move_to_elm

WEIGHT = "What does baby weigh?"
CRYING = "What does each carer say happens when baby cries and will not settle?"


def test_two_tablets_and_one_answer(
    tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    hers, colleagues = tablets(VISITOR), tablets(COLLEAGUE)
    hers.is_set_up()
    hers.opens_the_child()
    hers.starts_a_visit()
    hers.goes_to_today()
    hers.tries_now()
    hers.sees_everything_sent()
    colleagues.is_set_up()

    # Apart from each other they record two weights for the same visit.
    for tablet in (hers, colleagues):
        tablet.loses_the_network()
    hers.opens_the_visit()
    colleagues.opens_the_child()
    colleagues.opens_the_visit_of("6 to 8 weeks")
    for tablet, weight in ((hers, "4120"), (colleagues, "4210")):
        tablet.opens_section("Feeding and growth")
        tablet.answers(WEIGHT, weight)
        tablet.answers("How was baby weighed?", "Naked")
        tablet.goes_to_waiting()
        tablet.sees("Waiting: 1")

    # One after the other they find the network again.
    for tablet in (hers, colleagues):
        tablet.finds_the_network()
        tablet.sees_everything_sent()
    hers.is_taken_out_again()

    # Both are told; both values stand there with both names, on both tablets and on the manager's desk.
    hers.sees("Answers with two values")
    hers.opens_the_visit()
    hers.sees_heading("Both are kept; which one stands?")
    for words in (VISITOR.name, "4,120 g", COLLEAGUE.name, "4,210 g"):
        hers.sees(words)
    # What she has chosen and not saved is still chosen after Hide.
    chosen = hers.page.get_by_label("4,210 g")
    chosen.check()
    hers.hides()
    hers.page.get_by_role("button", name="Close").click()
    hers.unlocks()
    expect(chosen).to_be_checked()
    hers.page.get_by_role("link", name="The visit", exact=True).click()
    colleagues.goes_to_today()
    colleagues.opens_the_child()
    colleagues.sees("1 answer with two values")
    colleagues.opens_the_visit_of("6 to 8 weeks")
    for tablet in (hers, colleagues):
        tablet.opens_section("Feeding and growth")
        tablet.sees_under(WEIGHT, "Two people recorded different answers. Both are kept.")
        for words in (VISITOR.name, "4,120 g", COLLEAGUE.name, "4,210 g"):
            tablet.sees_under(WEIGHT, words)
    is_accessible(hers.page, "a section with two values")
    manager = desks(MANAGER)
    manager.looks_at_what_waits("Two values")
    manager.opens_the_visit()
    both = manager.page.get_by_role("group", name="Two values for Weight")
    for words in (VISITOR.name, "4,120 g", COLLEAGUE.name, "4,210 g"):
        expect(both).to_contain_text(words)
    is_accessible(manager.page, "a visit with two values")


@pytest.mark.faults(65)
def test_signed_out_between_filling_and_sending(tablet: Tablet, desks: Callable[..., Desk]) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Crying and safer sleep")
    desks(ADMINISTRATOR).signs_out_everywhere(VISITOR)
    tablet.answers(CRYING, "Petra: “I put her down and breathe.”")
    tablet.goes_to_waiting()
    tablet.tries_now()

    # It asks her to sign in where she stands, and keeps what she wrote.
    tablet.sees("Sign in to send and fetch")
    tablet.sees("Everything you wrote is saved here.")
    tablet.sees("Waiting: 1")
    tablet.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    dialog = tablet.page.get_by_role("dialog", name="Sign in to send and fetch")
    expect(dialog).to_be_visible()
    is_accessible(tablet.page, "signing in above a screen")
    dialog.get_by_role("button", name="Hide").click()
    tablet.sees_heading("Feeding and weighing")
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    tablet.signs_in(dialog)
    tablet.sees_everything_sent()
    tablet.sees("Nothing is waiting.")
    # The button that asked her to sign in is gone: she goes on at how the tablet stands.
    expect(tablet.page.locator(".wv-state")).to_be_focused()


@pytest.mark.faults(21)
@pytest.mark.own_browser
def test_a_page_of_somebody_elses_is_not_a_receipt(tablet: Tablet, service: Service) -> None:
    tablet.page.route("**/sync/push", lambda route: route.abort())
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.goes_to_waiting()
    service.stop()
    tablet.page.unroute("**/sync/push")
    with Portal(service.port) as portal:
        tablet.tries_now()
        expect(tablet.page.get_by_role("button", name="Try now")).to_be_visible()
        tablet.sees("No connection.")
        tablet.sees("Waiting: 1")
        tablet.sees("Saved on this tablet · since")
        assert any("/api/v1/" in line for line in portal.asked)

        # Opening the app again changes nothing: the portal's page is nowhere to be seen.
        tablet.closes_the_browser()
        tablet.opens("/app/waiting")
        tablet.unlocks()
        tablet.sees("No connection.")
        tablet.sees("Waiting: 1")
    service.start()
    tablet.sees_everything_sent()


def test_a_child_that_moved_while_the_tablet_was_away(
    tablet: Tablet, service: Service, desks: Callable[..., Desk]
) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.goes_to_today()
    tablet.tries_now()
    tablet.sees_everything_sent()
    tablet.loses_the_network()
    tablet.opens_the_visit()
    tablet.opens_section("Crying and safer sleep")
    tablet.answers(CRYING, "Joss: “I take her round the block.”")
    tablet.opens_section("Mother or birth parent")
    tablet.answers("Did you ask about domestic abuse?", "Yes, alone")
    tablet.sees_saved()
    move_to_elm(service.database_url, BABY)
    tablet.finds_the_network()

    # She is told in words that it is kept, and where.
    tablet.goes_to_waiting()
    tablet.sees("Kept for a manager")
    tablet.sees("Nothing is lost.")
    tablet.sees("Your manager decides what becomes of it.")
    tablet.sees("2 answers")
    tablet.sees_nowhere(re.compile("abuse"))  # nobody knows who looks at this screen

    # The manager of the new team finds it among what is held.
    manager = desks(MANAGER)
    manager.looks_at_what_waits("Held")
    expect(manager.waiting()).to_contain_text("not in the record yet")
    manager.opens_the_visit()
    manager.sees("Joss: “I take her round the block.”")
    manager.sees("not part of the record")
    is_accessible(manager.page, "held entries")

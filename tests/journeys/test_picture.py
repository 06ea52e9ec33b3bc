"""Two minutes in a car: the picture of a child before the door, without a network, and the same on the manager's page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys import town
from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, MANAGER

INVITED = "Rang his own number: he comes on Friday after six"
STAYS = "Both homes are known to me and safe; I see her again next week"
NOT_MET = f"{BABY.father}, father never seen in"


def card(page: Page, name: str) -> Locator:
    """One card of the first look."""
    return page.locator(f'[data-test="picture-{name}"]')


def sees_both_homes_and_the_father_missing(page: Page, contacts: int) -> None:
    where = card(page, "where")
    expect(where).to_contain_text("Sources differ")
    expect(where).to_contain_text("Sleeps at Mother’s home")
    expect(where).to_contain_text(f"Sleeps at {town.GRANDMOTHER}")
    expect(card(page, "met")).to_contain_text(f"{NOT_MET} {contacts} contacts")
    expect(card(page, "to-do")).to_contain_text(f"See {BABY.father}")


def test_the_picture_before_the_door_and_on_the_managers_page(
    tablets: Callable[[], Tablet], desks: Callable[..., Desk], service: Service
) -> None:
    town.three_visits_without_the_father(service.database_url)
    tablet = tablets()
    tablet.is_set_up()

    # In the car there is no network: two words on where baby sleeps, and the father was never met.
    tablet.loses_the_network()
    tablet.opens_the_child()
    page = tablet.page
    expect(page.locator('[data-test="picture-to-do"]')).to_contain_text(f"See {BABY.father}")
    sees_both_homes_and_the_father_missing(page, 3)
    is_accessible(page, "before the door")
    page.get_by_role("tab", name="People").click()
    expect(
        page.get_by_role("img", name=f"Family and household of {BABY.given_name}")
    ).to_be_visible()

    # What was answered in private is there when she asks for it, and gone when she leaves the page.
    page.get_by_role("tab", name="Timeline").click()
    page.locator(".wv-pic-contact__toggle").first.click()
    expect(page.locator(".wv-pic-entries").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Money")
    page.get_by_role("button", name="Show private entries").click()
    expect(page.locator(".wv-pic-entries")).to_contain_text("Private")
    # Its words say what a press does: pressed as well it would say the opposite.
    others = page.get_by_role("button", name="Leave private entries out again")
    expect(others).not_to_have_attribute("aria-pressed", re.compile(".*"))
    tablet.goes_to_today()
    tablet.opens_the_child()
    expect(page.locator('[data-test="picture-where"]')).to_be_visible()
    expect(page.get_by_role("button", name="Show private entries")).to_be_visible()

    # What she records now is in it at once, not sent yet.
    tablet.starts_a_visit()
    tablet.goes_to_today()
    tablet.opens_the_child()
    expect(page.locator('[data-test="picture-since"]')).to_contain_text("not sent yet")

    # The visit opens with what was left for it. The father is missing again, and universal stays, with a reason.
    tablet.opens_the_visit_of("6 to 8 weeks")
    expect(page.locator("[data-test=must-see]")).to_contain_text(f"See {BABY.father}")
    expect(page.locator("[data-rule=R05]")).to_contain_text("Both are kept.")
    # Because the sources disagree, her own view is asked for.
    tablet.opens_section("Where baby lives and sleeps")
    expect(tablet.question("Where do you think baby lives, and why?")).to_be_attached()
    tablet.opens_section("Father or second parent")
    tablet.answers("Did you see the father or second parent at this contact?", "No")
    expect(page.locator("[data-rule=R07]")).to_contain_text("At 3 contacts in a row")
    tablet.replies("R07", INVITED)
    tablet.opens_section("My view")
    tablet.answers("Which level of service do you propose?", "Universal")
    side_by_side = page.locator("[data-rule=R11] [data-test=indicators]")
    expect(side_by_side).to_contain_text("Different homes named for baby")
    expect(side_by_side).to_contain_text("Second parent not met")
    tablet.replies("R11", STAYS, "Nothing needed, because …")
    is_accessible(page, "the rules beside a view")

    # Her manager finds the child by what is open, and sees the same, with the contact that has just begun.
    tablet.finds_the_network()
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    desk = desks(MANAGER)
    desk.page.goto(f"{service.url}/children/?kind=father")
    desk.sees("never seen in 4 contacts")
    desk.follows(desk.page.get_by_role("link", name=BABY.name))
    expect(desk.page.get_by_role("tab", name="People")).to_be_visible()
    sees_both_homes_and_the_father_missing(desk.page, 4)
    is_accessible(desk.page, "the picture at a desk")

    # Both words on where baby sleeps, and both answers to the rules, reached her.
    desk.page.get_by_role("tab", name="Timeline").click()
    desk.page.locator(".wv-pic-contact__toggle").first.click()
    desk.follows(desk.page.get_by_role("link", name="Open this visit").first)
    # What R11 rests on names a hidden answer: her words about it are read with those.
    expect(desk.page.locator("[data-rule=R11]")).to_contain_text("shown with the sensitive answers")
    desk.page.get_by_role("button", name="Show sensitive answers").click()
    for rule, said in (("R07", f"Done: {INVITED}"), ("R11", f"Explained: {STAYS}")):
        expect(desk.page.locator(f"[data-rule={rule}]")).to_contain_text(said)

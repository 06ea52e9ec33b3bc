"""Mother says one thing and father another: both stand, each with its source, on two tablets and without a network."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.accessible import fits_a_thumb, is_accessible
from tests.journeys.tablet import Tablet
from tests.journeys.town import COLLEAGUE

SECTION = "Mother or birth parent"
SMOKING = "Does the mother smoke or vape?"
ANOTHER = f"Another account: {SMOKING}"
CONTROL = "Did you see or were you told of signs of coercion or control?"
CARES = "Do they look after baby?"
OTHERWISE = re.compile("^Somebody says something else")
SHOTS = os.environ.get("WHOLEVIEW_SHOTS", "")


def control(tablet: Tablet, words: str, name: str | re.Pattern[str]) -> Locator:
    return tablet.question(words).get_by_role("button", name=name)


def shot(tablet: Tablet, name: str) -> None:
    if SHOTS:
        for width, height in ((820, 1180), (390, 844), (1440, 900)):
            tablet.page.set_viewport_size({"width": width, "height": height})
            tablet.question(SMOKING).scroll_into_view_if_needed()
            tablet.page.screenshot(path=str(Path(SHOTS) / f"account-{name}-{width}.png"))
        tablet.page.set_viewport_size({"width": 820, "height": 1180})


def test_what_somebody_else_says_stands_beside_the_answer(tablets: Callable[..., Tablet]) -> None:
    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.loses_the_network()
    tablet.opens_section(SECTION)

    # There is nothing of it before somebody has said something, nor before it is known who.
    expect(tablet.question(ANOTHER)).to_have_count(0)
    tablet.answers(SMOKING, "Stopped in pregnancy")
    expect(control(tablet, SMOKING, OTHERWISE)).to_have_count(0)
    tablet.says_who_told(SMOKING, "Mother said")

    # One tap: the same question once more, by its own name, under her hands.
    tablet.begins_another_account(SMOKING)
    other = tablet.question(ANOTHER)
    expect(other.get_by_label("Never", exact=True)).to_be_focused()
    expect(other.get_by_role("group", name=re.compile("^Another account: "))).to_be_visible()
    # Nothing was said in it: it goes as it came.
    control(tablet, ANOTHER, re.compile("^Remove")).click()
    expect(other).to_have_count(0)
    expect(control(tablet, SMOKING, OTHERWISE)).to_be_focused()

    control(tablet, SMOKING, OTHERWISE).press("Enter")
    tablet.answers(ANOTHER, "Smokes")
    tablet.sees_under(ANOTHER, "Choose who says so.")
    tablet.says_who_told(ANOTHER, "Father or partner said")
    expect(other).not_to_contain_text("Choose who says so.")
    tablet.sees_saved(sent=False)
    is_accessible(tablet.page, "another account")
    fits_a_thumb(tablet.page, "another account")
    shot(tablet, "section")

    # A slip: it is taken out, and put back.
    control(tablet, ANOTHER, re.compile("^Remove")).click()
    back = control(tablet, ANOTHER, "Put it back")
    expect(back).to_be_focused()
    expect(other.get_by_label("Smokes", exact=True)).to_be_hidden()
    is_accessible(tablet.page, "another account, taken out")
    back.press("Enter")
    tablet.sees_answer(ANOTHER, "Smokes")
    tablet.sees_answer(SMOKING, "Stopped in pregnancy")

    # Where somebody may overhear it is as hidden as its question, and comes back with it.
    tablet.answers(CONTROL, ["None seen, none told"])
    tablet.says_who_told(CONTROL, "Mother said")
    tablet.hears_another_account(CONTROL, ["Kept from appointments"], "Father or partner said")
    tablet.sees_saved(sent=False)
    tablet.says_who_is_in_earshot("I am not sure")
    expect(tablet.question(f"Another account: {CONTROL}")).to_have_count(0)
    assert "mother_control_signs" not in tablet.page.content()
    tablet.says_who_is_in_earshot("No")
    hidden = tablet.question(f"Another account: {CONTROL}")
    expect(hidden.get_by_label("Kept from appointments", exact=True)).to_be_checked()

    # In a row of a list it is the same.
    tablet.opens_section("Household and regular visitors")
    tablet.answers(CARES, "Never", tablet.has_a_row())
    tablet.says_who_told(CARES, "Mother said")
    tablet.hears_another_account(CARES, "Alone, sometimes", "Father or partner said")
    tablet.sees_saved(sent=False)
    expect(tablet.page.get_by_role("main").locator("[data-row-id]")).to_have_count(1)
    tablet.opens_section(SECTION)

    # Hidden and opened again, both stand; and so they do where everything is read.
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    unfolds(tablet)
    tablet.sees_answer(SMOKING, "Stopped in pregnancy")
    tablet.sees_answer(ANOTHER, "Smokes")
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    both_are_read(tablet)
    shot_of_page(tablet, "check")
    tablet.page.get_by_role("link", name=re.compile("^Change .*smoking: another account$")).click()
    tablet.sees_answer(ANOTHER, "Smokes")
    expect(tablet.question(ANOTHER)).to_be_in_viewport()
    tablet.goes_to_today()
    tablet.opens_the_visit()
    tablet.page.get_by_role("link", name=re.compile("^Print")).click()
    both_are_read(tablet)
    tablet.page.go_back()

    # A colleague reads both on her own tablet, and adds what a third has said.
    tablet.finds_the_network()
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    colleague = tablets(COLLEAGUE)
    colleague.is_set_up()
    colleague.opens_the_child()
    colleague.opens_the_visit_of("6 to 8 weeks")
    colleague.opens_section(SECTION)
    unfolds(colleague)
    colleague.sees_answer(ANOTHER, "Smokes")
    colleague.begins_another_account(SMOKING)
    third = colleague.question(ANOTHER).nth(1)
    third.get_by_label("Only vapes", exact=True).check()
    third.get_by_role("button", name=re.compile("^Other source")).click()
    third.get_by_label("Source", exact=True).select_option(label="GP said")
    colleague.sees_saved(sent=True)

    # It comes to the first tablet while the page stands, and takes nothing away.
    tablet.opens_the_visit()
    tablet.opens_section(SECTION)
    unfolds(tablet)
    tablet.is_taken_out_again()
    expect(tablet.question(ANOTHER)).to_have_count(2)
    expect(tablet.question(ANOTHER).nth(1).get_by_label("Only vapes", exact=True)).to_be_checked()
    expect(tablet.question(ANOTHER).first.get_by_label("Smokes", exact=True)).to_be_checked()
    tablet.sees_answer(SMOKING, "Stopped in pregnancy")


def unfolds(tablet: Tablet) -> None:
    """The topic the question belongs to."""
    tablet.page.get_by_text("Alcohol, smoking, drugs", exact=True).click()


def both_are_read(tablet: Tablet) -> None:
    """Who said what, and that the second is another account of the same."""
    rows = tablet.page.get_by_role("main").locator("dl > div")
    about = rows.filter(has_text="smoking", visible=True)
    expect(about).to_have_count(2)
    words = about.all_inner_texts()
    assert "Stopped in pregnancy" in words[0]
    assert "Mother said" in words[0]
    assert "another account" in words[1]
    assert "Smokes" in words[1]
    assert "Father or partner said" in words[1]


def shot_of_page(tablet: Tablet, name: str) -> None:
    if SHOTS:
        rows = tablet.page.get_by_role("main").locator("dl > div").filter(has_text="smoking")
        rows.first.scroll_into_view_if_needed()
        tablet.page.screenshot(path=str(Path(SHOTS) / f"account-{name}.png"))

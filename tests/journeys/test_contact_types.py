"""Six types of contact, begun without a network on a tablet and on a phone: what each asks and does not ask; all are sent,
and one more is signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys import browsers
from tests.journeys.accessible import PHONE
from tests.journeys.service import Service
from tests.journeys.tablet import Answer, NotRecorded, Tablet, Written
from tests.journeys.town import BABY, OTHER_BABY, remember_a_visit_to_sign

SIZES: list[ViewportSize] = [browsers.TABLET, PHONE]
WEIGHT = "What does baby weigh?"
MOVES = "How does baby move?"


class Contact(NamedTuple):
    """One type of contact: sections it has and has not, and a few answers by section."""

    kind: str
    has: tuple[str, ...]
    has_not: tuple[str, ...]
    answers: dict[str, dict[str, Answer]]
    asks_not: tuple[str, ...] = ()


SIX = (
    Contact(
        "Antenatal",
        ("Mother or birth parent", "Mother or birth parent only"),
        ("Baby seen today", "Skin, marks and injury", "Feeding and growth"),
        {"Baby or pregnancy": {"When is baby due?": BABY.born + timedelta(days=90)}},
        ("When was baby born?",),
    ),
    Contact(
        "New birth",
        ("Baby seen today", "Feeding and growth", "ICON: coping with crying"),
        (),
        {"Feeding and growth": {WEIGHT: "3480"}},
    ),
    Contact(
        "6 to 8 weeks",
        ("Baby seen today", "A day in baby’s life"),
        (),
        {"Baby seen today": {"Did you see baby?": "Yes, awake"}},
    ),
    Contact(
        "1 year",
        ("Baby seen today", "Health and development"),
        (),
        {"Feeding and growth": {WEIGHT: NotRecorded("Not asked today")}},
    ),
    Contact(
        "Targeted",
        ("Baby seen today", "Housing and moves"),
        (),
        {"Visit context": {"Why is this contact happening?": "Her midwife asked us to see them."}},
    ),
    Contact(
        "Unplanned, taken as it came",
        ("Visit context", "Baby seen today"),
        (),
        {
            "Where baby lives and sleeps": {
                "Where will baby sleep tonight?": Written("At her aunt’s")
            }
        },
    ),
)


def heard_of_a_section(tablet: Tablet) -> None:
    """What a screen reader has of a section: where one is, whose visit it is, each question with its answer."""
    tree = tablet.page.locator("body").aria_snapshot()
    for line in (
        'link "Skip to main content"',
        f"paragraph: {BABY.name}",
        'button "Whole form"',
        'heading "Baby seen today" [level=1]',
        'group "Did you see baby?"',
        'radio "Yes, awake" [checked]',
        'group "Was baby undressed for you to look?"',
        'navigation "Sections"',
    ):
        assert line in tree, f"not heard: {line}\n{tree}"


@pytest.mark.parametrize("size", SIZES, ids=["tablet", "phone"])
def test_six_types_of_contact_without_a_network(
    tablets: Callable[[], Tablet], service: Service, size: ViewportSize
) -> None:
    remember_a_visit_to_sign(service.database_url, OTHER_BABY, "one_year")
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    page.set_viewport_size(size)
    tablet.loses_the_network()
    for contact in SIX:
        tablet.opens_the_child()
        tablet.starts_a_visit(contact=contact.kind)
        listed = page.locator('[data-test="sections"]').get_by_role("link").all_inner_texts()
        assert set(contact.has) <= set(listed), contact.kind
        assert not set(contact.has_not) & set(listed), contact.kind
        for section, answers in contact.answers.items():
            tablet.opens_section(section)
            for words in contact.asks_not:
                expect(tablet.question(words)).to_have_count(0)
            for words, answer in answers.items():
                tablet.answers(words, answer)
            tablet.sees_saved(sent=False)
            if section == "Baby seen today":
                heard_of_a_section(tablet)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), contact.kind
            tablet.goes_back_to_the_visit()
        tablet.goes_to_today()
    open_visits = page.locator('[data-test="open-visits"]').get_by_role("listitem")
    expect(open_visits).to_have_count(len(SIX) + 1)
    tablet.sees(re.compile("^Waiting: 6"))

    # The one in which nothing is open is signed; then all of them are sent.
    tablet.baby = OTHER_BABY
    tablet.opens_the_visit()
    tablet.sees_heading(re.compile("^1 year, "))
    tablet.goes_to_check()
    tablet.sees("Nothing is open")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "check"
    tablet.submits()
    tablet.sees("Signed; waiting to be sent")
    tablet.finds_the_network()
    tablet.sees("With your manager")
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    expect(open_visits.filter(has_text=OTHER_BABY.name)).to_have_count(0)
    for contact in SIX:
        expect(open_visits.filter(has_text=contact.kind)).to_contain_text("sent")

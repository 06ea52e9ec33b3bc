"""Six types of contact, begun without a network on a tablet and a phone: what each asks and does not ask; all are sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from playwright.sync_api import expect

from tests.journeys import browsers
from tests.journeys.tablet import Answer, NotRecorded, Tablet, Written
from tests.journeys.town import BABY

PHONE = {"width": 390, "height": 844}
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


def test_six_types_of_contact_without_a_network_on_two_sizes(tablet: Tablet) -> None:
    page = tablet.page
    tablet.loses_the_network()
    for number, contact in enumerate(SIX):
        page.set_viewport_size(PHONE if number % 2 else browsers.TABLET)
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
    page.set_viewport_size(browsers.TABLET)
    open_visits = page.locator('[data-test="open-visits"]').get_by_role("listitem")
    expect(open_visits).to_have_count(len(SIX))
    tablet.sees(re.compile("^Waiting: 6"))

    tablet.finds_the_network()
    tablet.sees_everything_sent()
    for contact in SIX:
        expect(open_visits.filter(has_text=contact.kind)).to_contain_text("sent")

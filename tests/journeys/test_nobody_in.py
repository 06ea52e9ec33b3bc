"""Nobody opens the door: what only the family could have answered is closed in one go, and the visit can be signed."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.tablet import Answer, Tablet, Unknown, View
from tests.journeys.town import BABY, TODAY

TRIED = "Knocked three times, rang Petra twice. Curtains open. Card left with a new date."
AT_THE_DOOR: dict[str, Answer] = {
    "Is this the address we hold for baby?": "Yes, the same",
    "What happened at the door?": "No reply",
    "What did you do when you could not see the family?": TRIED,
    "Which records did you read before or during this contact?": ["Our own"],
    "When was this record written?": "During the contact",
}
HERS: dict[str, dict[str, Answer]] = {
    "Baby or pregnancy": {
        "What is baby called?": BABY.name,
        "When was baby born?": BABY.born,
    },
    "Mother or birth parent": {
        "What part does the mother play in baby’s life?": "Lives with baby",
    },
    "Father or second parent": {
        "What part does the father or second parent play in baby’s life?": "Lives with baby",
    },
    "My view": {
        "What is working for baby, and what shows it?": View(
            "Nobody was seen.", "What you did without access"
        ),
        "What worries you, and what shows it?": View(
            "Nobody was seen.", "What you did without access"
        ),
        "What do we not know, and how will we find out?": Unknown(
            "Where the family was", "Nerys Fenwick", TODAY + timedelta(days=2)
        ),
        "What does all this mean for this baby, day to day?": View(
            "It cannot be said today.", "What you did without access"
        ),
        "Which level of service do you propose?": View("Universal", "What you did without access"),
        "Why this level, and what would change it?": View(
            "As before, until she is seen; a second shut door would change it.",
            "What you did without access",
        ),
        "What have you decided about safeguarding today?": View(
            "No further step, on what is known", "What you did without access"
        ),
    },
    "Plan": {
        "When is the next contact?": TODAY + timedelta(days=2),
        "What must be seen or done next time?": ["See baby awake"],
        "Do you want supervision on this family?": "Not needed",
        "I have kept apart what I saw, what I was told, what records say and what I think": True,
    },
}
"""What is left to her: what the record says, what she thinks, what comes next."""


def test_a_door_that_stays_shut(tablet: Tablet) -> None:
    page = tablet.page
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Visit context")
    for question, answer in AT_THE_DOOR.items():
        tablet.answers(question, answer)

    to_close = page.get_by_role("button", name=re.compile(r"^Nobody was seen: \d+ to close…"))
    day = page.get_by_role("group", name="When will you see them?").get_by_role("button").first
    to_close.click()
    page.get_by_text("Which ones").click()
    expect(page.get_by_role("listitem").filter(has_text="Sleep space seen")).to_be_visible()
    day.click()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(to_close).to_have_count(0)
    undo.click()
    expect(to_close).to_be_focused()
    to_close.click()
    day.click()
    tablet.sees(re.compile(r"\d+ questions closed as not seen or not asked"))
    tablet.sees_saved(sent=False)
    tablet.goes_back_to_the_visit()

    for section, answers in HERS.items():
        tablet.opens_section(section)
        for question, answer in answers.items():
            tablet.answers(question, answer)
        tablet.sees_saved(sent=False)
        tablet.goes_back_to_the_visit()
    # Where baby sleeps tonight is not known: the rules ask for something that is done about it today.
    tablet.opens_section("Actions")
    tablet.answers("By when?", TODAY, tablet.has_a_row())
    tablet.sees_saved(sent=False)
    tablet.goes_back_to_the_visit()
    tablet.signs_without_a_network("A second visit on Friday; the GP is asked who has seen her")

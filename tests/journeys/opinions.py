"""A visitor writes what she thinks where she ought to write what she saw, and is asked about it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.accessible import is_accessible
from tests.journeys.tablet import Tablet

SECTION = "Baby seen today"
WITH_CARERS = "What passed between baby and each carer?"


def prompt(tablet: Tablet, question: str, phrase: str) -> Locator:
    """What is asked about these words."""
    asked = tablet.question(question).get_by_role("listitem")
    return asked.filter(has=tablet.page.locator("q").get_by_text(phrase, exact=True))


def mixes_what_she_saw_with_what_she_thinks(tablet: Tablet, before: str) -> None:
    """Behind what stands in the box already: one prompt edited, one kept with a reason, one moved, taken back and moved."""
    box = tablet.question(WITH_CARERS).get_by_role("textbox").first
    box.click()
    box.press("Control+End")

    # While she is in a word nothing is asked; once she has gone on, two prompts stand under the box.
    box.press_sequentially(" Mum was hostile, flat chaotic")
    box.press_sequentially(". Baby fed 90 ml. Probably teething. ")
    prompts = tablet.question(WITH_CARERS).locator("[data-test='prompt']")
    expect(prompts).to_have_count(3)
    expect(prompt(tablet, WITH_CARERS, "hostile")).to_contain_text("What did they say or do")
    expect(prompt(tablet, WITH_CARERS, "chaotic")).to_contain_text("What did you see or hear")
    expect(box).to_be_focused()
    # The same is said to somebody who does not see it, and the box names its prompts.
    expect(tablet.page.locator("#said")).to_have_text(re.compile("3 questions about the wording"))
    described = box.get_attribute("aria-describedby") or ""
    assert "--wording" in described
    is_accessible(tablet.page, "while prompts stand under a box")

    # One she edits: the caret is behind the words, nothing is selected, nothing was changed for her.
    prompt(tablet, WITH_CARERS, "hostile").get_by_role("button", name="Edit hostile").click()
    expect(box).to_be_focused()
    place = box.evaluate("box => [box.selectionStart, box.selectionEnd, box.value]")
    assert place[0] == place[1] == len(f"{before} Mum was hostile")
    for _ in range(len("was hostile")):
        box.press("Backspace")
    box.press_sequentially("said “get out” twice and shut the kitchen door")
    expect(prompt(tablet, WITH_CARERS, "hostile")).to_have_count(0)

    # One she keeps, and says why.
    prompt(tablet, WITH_CARERS, "chaotic").get_by_role("button", name="Keep chaotic").click()
    kept = tablet.question(WITH_CARERS).locator("[data-test='kept']")
    expect(kept).to_contain_text("is kept")
    kept.get_by_role("button", name="Say why").click()
    kept.get_by_label("Why do you keep it?").fill("Her own word for it")
    kept.get_by_role("button", name="Save reason").click()
    expect(kept).to_contain_text("Her own word for it")

    # One she moves to what she thinks, takes back, and moves again.
    guess = prompt(tablet, WITH_CARERS, "Probably")
    guess.get_by_role("button", name="Move to").click()
    guess.get_by_role("button", name="What worries me", exact=True).click()
    moved = tablet.question(WITH_CARERS).locator("[data-test='moved']")
    expect(moved).to_contain_text("was moved to")
    expect(box).to_have_value(re.compile(r"Baby fed 90 ml\.$"))
    moved.get_by_role("button", name="Put it back").click()
    expect(box).to_have_value(re.compile(r"Probably teething\."))
    guess.get_by_role("button", name="Move to").click()
    guess.get_by_role("button", name="What worries me", exact=True).click()
    expect(moved).to_contain_text("was moved to")
    tablet.sees_saved()

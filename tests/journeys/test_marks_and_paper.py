"""A mark on a baby who is seven weeks old, without a network; and the visit on paper, from the tablet and from the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from forms import latest
from forms.definition import Requirement, Sensitivity
from forms.derived.private import private_fields
from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.service import Service
from tests.journeys.tablet import Gestation, Tablet
from tests.journeys.town import BABY, DUTY_DESK, MANAGER, configure_the_injury_pathway
from tests.support.paper import PDFTOTEXT, sheets_of


def drawing(page: Page) -> Locator:
    return page.get_by_role("listbox", name=re.compile("^(Baby|Head)")).first


def tap(page: Page, across: float, down: float) -> None:
    """At a share of the drawing's width and height."""
    target = drawing(page)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    target.click(position={"x": box["width"] * across, "y": box["height"] * down})


def test_a_mark_opens_the_local_pathway_and_is_drawn_without_a_network(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    configure_the_injury_pathway(service.database_url)
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    page.get_by_role("link", name="Before you go").click()
    tablet.sees_heading("Before you go")
    tablet.sees("Wholeview opens without a network.")
    tablet.sees(re.compile("Numbers to ring in Oak: confirmed"))
    expect(page.get_by_role("heading", name=BABY.name)).to_be_visible()  # due today
    is_accessible(page, "before you go")
    tablet.loses_the_network()
    tablet.goes_to_today()
    tablet.opens_the_child()
    tablet.starts_a_visit()

    tablet.opens_section("Skin, marks and injury")
    tablet.answers("How does baby move?", "Not rolling yet")
    tablet.answers("Did you see any bruise, mark, swelling or injury?", "I am not sure")

    stop = page.get_by_role("region", name="Act now")
    expect(stop.get_by_role("heading", level=1)).to_be_focused()
    expect(stop.get_by_text("This app has not told anyone.")).to_be_visible()
    call = stop.get_by_role("link", name=re.compile("Duty desk"))
    expect(call).to_have_attribute("href", f"tel:{DUTY_DESK.replace(' ', '')}")
    expect(
        stop.get_by_text(re.compile("Numbers confirmed .* by Nell Ash, named nurse"))
    ).to_be_visible()
    expect(stop.get_by_text("Ring the duty desk before you leave.")).to_be_visible()
    expect(page.get_by_role("button", name="Hide")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Skin, marks and injury")).to_be_hidden()
    is_accessible(page, "the pathway")
    stop.get_by_role("button", name="Now").click()
    stop.get_by_label("Whom did you speak to?").fill("Ms Lark, duty desk")
    stop.get_by_role("button", name="I have rung. Go on").click()
    expect(page.get_by_role("heading", name="Skin, marks and injury")).to_be_visible()

    tablet.opens_section("Marks")
    tablet.has_a_row()
    sites = page.get_by_role("combobox", name="Where on the body is it?").first
    tap(page, 0.5, 0.39)
    expect(sites).to_have_value("chest")
    spot = page.locator('[data-question="mark_xy"] [data-key]').first
    expect(spot).to_have_value(re.compile(r"^front:4\d\d,3\d\d$|^front:50\d,3\d\d$"))
    sites.select_option("lower_back")  # a cross on the chest would say otherwise
    expect(spot).to_have_value("")
    page.get_by_role("button", name="Front", exact=True).first.click()
    tap(page, 0.5, 0.39)
    expect(sites).to_have_value("chest")
    page.get_by_role("button", name="Face", exact=True).first.click()
    drawing(page).get_by_role("option", name="Left cheek").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(":focus")).to_have_attribute("role", "option")
    drawing(page).get_by_role("option", name="Left cheek").focus()
    page.keyboard.press("Enter")
    expect(sites).to_have_value("left_cheek")
    expect(spot).to_have_value("")  # the spot on the chest is no longer right
    expect(drawing(page).get_by_role("option", name="Left cheek")).to_have_attribute(
        "aria-selected", "true"
    )
    sites.select_option("lower_back")  # the list leads, the drawing follows
    expect(drawing(page)).to_have_attribute("aria-label", re.compile("^Baby from the back"))
    is_accessible(page, "the body map")
    for width, height in ((390, 844), (410, 590)):  # a phone; the tablet at 200 %
        page.set_viewport_size({"width": width, "height": height})
        box = drawing(page).bounding_box()
        assert box
        assert box["width"] >= 350
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 820, "height": 1180})

    tablet.opens_section("Feeding and growth")
    weight = page.get_by_label("What does baby weigh?")
    weight.fill("412")
    tablet.sees("412 g? Did you mean 4,120 g? Check the number and the unit.")
    weight.fill("4120")
    tablet.sees(re.compile("^9th to 25th centile, at 7 weeks 0 days"))
    band = page.locator('[data-question="weight_centile"]')
    expect(band.locator("input:checked, select")).to_have_value("9th_to_25th")
    is_accessible(page, "growth beside the weight")
    # Born early, as she hears later: the band is worked out anew where she has not chosen one herself.
    tablet.opens_section("Baby or pregnancy")
    tablet.answers("How long was the pregnancy at birth?", Gestation(34, 2))
    tablet.opens_section("Feeding and growth")
    tablet.sees(re.compile("from the due date"))
    expect(band.locator("input:checked, select")).not_to_have_value("9th_to_25th")
    # Taken out, it takes along the band that was filled in for it.
    weight.fill("")
    weight.blur()
    expect(band.locator("input:checked")).to_have_count(0)


def text_of(page: Page, path: Path) -> list[str]:
    """Each sheet of paper as text."""
    page.pdf(path=path, prefer_css_page_size=True)
    return sheets_of(path)


def test_a_mark_that_is_written_down_is_hidden_by_no_other_answer(tablet: Tablet) -> None:
    page = tablet.page
    tablet.loses_the_network()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.opens_section("Skin, marks and injury")
    tablet.answers("Did you see any bruise, mark, swelling or injury?", "Yes")
    stop = page.get_by_role("region", name="Act now")
    stop.get_by_role("button", name="Now").click()
    stop.get_by_label("Whom did you speak to?").fill("Ms Lark, duty desk")
    stop.get_by_role("button", name="I have rung. Go on").click()
    tablet.opens_section("Marks")
    tablet.answers("Where on the body is it?", "Left cheek", tablet.has_a_row())
    tablet.sees_saved(sent=False)

    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "No, not seen")
    said = page.get_by_role("status").filter(has_text="A mark is written down")
    expect(tablet.question("Did you see baby?").locator(said)).to_contain_text(
        "and baby was not seen. Was baby seen?"
    )
    is_accessible(page, "a mark on a baby who was not seen")
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    note = page.locator("[data-test=mark-stands]")
    expect(note).to_contain_text("A mark is written down, and baby was not seen. Was baby seen?")
    expect(page.locator("[data-test=left-out]")).to_have_count(0)
    expect(page.get_by_role("heading", name="Mark 1", exact=True)).to_be_visible()

    tablet.opens_section("Skin, marks and injury")
    tablet.answers("Did you see any bruise, mark, swelling or injury?", "No, none seen")
    expect(note).to_contain_text("Was baby seen?")
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    expect(note).to_contain_text("A mark is written down, and you say that none was seen.")
    note.get_by_role("link", name="Marks", exact=True).click()
    tablet.sees_heading("Marks")
    page.get_by_role("button", name="Remove this mark").click()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "No, not seen")
    tablet.opens_section("Skin, marks and injury")
    expect(note).to_have_count(0)
    # What she was told is not what she saw: how baby moves, nobody may have said.
    expect(page.locator("[data-question=mark_seen]:visible")).to_have_count(0)
    expect(page.locator("[data-question=mobility]:visible")).to_have_count(0)
    tablet.answers("Were you told of any injury, bleed or fall?", ["Fall"])
    tablet.answers("How does baby move?", "I do not know")
    tablet.sees_saved(sent=False)
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    expect(page.locator("[data-test=left-out]")).to_contain_text("Mark or injury seen")
    expect(page.get_by_role("main")).not_to_contain_text("Baby’s mobility is still open")
    expect(note).to_have_count(0)


@pytest.mark.skipif(PDFTOTEXT is None, reason="NO PDFTOTEXT FOUND: nothing was printed")
def test_name_number_and_page_stand_on_every_sheet(
    tablet: Tablet, desks: Callable[..., Desk], tmp_path: Path, service: Service
) -> None:
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    words = "Awake, looked at her mother’s face, moved both arms and legs."
    tablet.answers("What did baby do? How did baby look and sound?", words)
    sheets = text_of(page, tmp_path / "section.pdf")
    assert "This page does not print." in sheets[0]
    assert words not in sheets[0]

    tablet.goes_back_to_the_visit()
    visit_id = page.url.partition("#")[2]
    page.get_by_role("link", name="Print this visit").click()
    tablet.sees_heading("Print this visit")
    is_accessible(page, "print")
    sheets = text_of(page, tmp_path / "tablet.pdf")
    assert any("Awake, looked at her mother" in sheet for sheet in sheets)
    whose(sheets)
    assert all(f"by {tablet.visitor.initials}," in sheet for sheet in sheets)

    page.goto(f"{service.url}/app/paper")  # needs nobody to unlock it
    tablet.sees_heading("Paper form")
    is_accessible(page, "paper form")
    sheets = text_of(page, tmp_path / "paper.pdf")
    can_be_filled_in_by_hand(page, sheets)
    assert BABY.family_name not in "".join(sheets)
    whole = page.locator(".wv-paper")
    apart = "Ask about domestic abuse", "Not safe to ask"
    for words in apart:
        expect(whole).not_to_contain_text(words)
    page.goto(f"{service.url}/app/paper#private")
    page.reload()
    for words in apart:
        expect(whole).to_contain_text(words)

    page.goto(f"{service.url}/app/today")
    tablet.unlocks()
    tablet.sees("Everything is sent")
    manager = desks(MANAGER)
    manager.page.goto(f"{service.url}/review/visits/{visit_id}")
    with manager.page.expect_popup() as opened:
        manager.page.get_by_role("button", name="Print a copy").click()
    copy = opened.value
    expect(copy.get_by_role("heading", name="To print")).to_be_visible()
    is_accessible(copy, "a copy to print")
    sheets = text_of(copy, tmp_path / "desk.pdf")
    assert any("Awake, looked at her mother" in sheet for sheet in sheets)
    whose(sheets)
    assert all(f"Printed by {MANAGER.name}" in sheet for sheet in sheets)


def can_be_filled_in_by_hand(page: Page, sheets: list[str]) -> None:
    """Every question that is not for a sheet of its own, few enough sheets, no list twice, no heading without questions."""
    form = latest()
    apart = private_fields(form) | {
        field.id
        for field in form
        if field.sensitivity is Sensitivity.HIDDEN
        or field.requirement is Requirement.COMPUTED
        or field.type.name == "geo"
    }
    blocks = page.locator(".wv-paper__part").all()
    by_title = {block.get_by_role("heading", level=2).inner_text(): block for block in blocks}
    for section in form.sections:
        wanted = [field.label for field in section.fields if field.id not in apart]
        asked = by_title[section.title].locator(".wv-paper__asked strong").all_inner_texts()
        assert [words.removeprefix("● ") for words in asked] == wanted * (3 if section.group else 1)
    assert 5 < len(sheets) <= 45
    headings = page.locator(".wv-paper h2, .wv-paper h3").all_inner_texts()
    for number, sheet in enumerate(sheets, start=1):
        assert "NHS number" in sheet
        *_, last, foot = (line.strip() for line in sheet.splitlines() if line.strip())
        assert foot == f"Page {number} of {len(sheets)}"
        assert last not in headings
    printed = " ".join("".join(sheets).split())
    assert "Yoruba" not in printed  # the name of a language is written, not looked for
    for once in ("Left buttock", "Probation · Adult mental health", "Birth certificate or"):
        assert printed.count(once) == 1


def whose(sheets: list[str]) -> None:
    for number, sheet in enumerate(sheets, start=1):
        assert BABY.name in sheet
        assert BABY.nhs_words in sheet.replace("\N{NO-BREAK SPACE}", " ")
        assert f"Page {number} of {len(sheets)}" in sheet


def test_sheets_laid_out_for_paper_do_not_make_a_phone_scroll_sideways(
    tablet: Tablet, service: Service
) -> None:
    """As a browser without margin boxes lays them out, at the moment it prints."""
    page = tablet.page
    page.add_init_script("delete window.CSSMarginRule")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{service.url}/app/paper")
    tablet.sees_heading("Paper form")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".wv-sheets > .wv-sheet").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth") == 390

"""What may interrupt a visit: a browser that is killed, somebody who comes in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from forms import latest
from forms.derived.private import private_fields
from tests.journeys import town
from tests.journeys.accessible import is_accessible
from tests.journeys.service import Service
from tests.journeys.tablet import NotRecorded, Tablet
from tests.journeys.test_nothing_typed_is_lost import half_a_reply
from tests.journeys.town import BABY, OTHER_BABY, PASSPHRASE, PIN

OBSERVED = "What did baby do? How did baby look and sound?"
ABUSE = "Did you ask about domestic abuse?"
MOOD = "In the past month, often bothered by feeling down, depressed or hopeless?"
CONTROL = "Did you see or were you told of signs of coercion or control?"
UNFOLD = "for (const folded of document.querySelectorAll('main details')) folded.open = true"
HIDDEN = re.compile("abuse|coercion", re.IGNORECASE)


def nothing_hidden_in_the_document(tablet: Tablet) -> None:
    """Not on the screen, not in an inert part of the page, not in its title or address."""
    tablet.sees_nowhere(HIDDEN)
    whole = tablet.page.content() + tablet.page.title() + tablet.page.url
    assert not HIDDEN.search(whole)
    assert not private_fields(latest()).intersection(re.findall(r"\w+", whole))


@pytest.mark.faults(1)
@pytest.mark.own_browser
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
    tablet.leaves_and_comes_back("Baby seen today")
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
    tablet.sees("This visit uses the newer form (version 4).")

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

    # The reason of an action, which the earlier form has no question for either, is what must not be named.
    tablet.goes_back_to_the_visit()
    tablet.says_again_that_nobody_hears()
    tablet.opens_section("Mother or birth parent")
    tablet.answers(CONTROL, ["Money controlled"])
    tablet.opens_section("Actions")
    why = tablet.has_a_row().get_by_role("combobox", name="Because of what?")
    why.select_option("mother_control_signs")
    tablet.goes_back_to_the_visit()
    tablet.says_who_is_in_earshot("Yes, a partner")

    tablet.page.get_by_role("link", name="Go back to the earlier form").click()
    tablet.sees_heading("Go back to the earlier form?")
    tablet.sees("35 minutes")
    tablet.sees("a private entry")
    nothing_hidden_in_the_document(tablet)
    tablet.page.get_by_role("button", name="Go back to the earlier form").click()
    tablet.sees("This visit uses the earlier form (version 1).")
    tablet.goes_to_check()
    kept = tablet.page.locator("[data-test=kept]")
    expect(kept).to_contain_text("Kept from another version of the form")
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
    tablet.sees_heading(re.compile("^6 to 8 weeks, "))
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


def test_that_nobody_hears_is_said_twice_on_its_own_page_too(tablet: Tablet) -> None:
    """And nothing of it is written down before: a partner may have come in while she read the second question."""
    tablet.opens_the_child()
    tablet.starts_a_visit(overheard_by="Yes, a partner")
    tablet.opens_section("Visit context")
    asked = tablet.question("Could anyone else hear you or see this screen now?")
    tablet.unfolds(asked)
    asked.get_by_label("No", exact=True).click()
    tablet.header.get_by_role("button", name="Go back").click()
    tablet.sees_the_form_is("Short")
    tablet.page.reload()
    tablet.unlocks()
    tablet.sees_the_form_is("Short")
    expect(asked.get_by_label("Yes, a partner")).to_be_checked()


def is_told_of_abuse(tablet: Tablet) -> None:
    """In a visit that has just begun, alone with her."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.answers(ABUSE, "Yes, alone")
    tablet.answers("What was the answer?", "Is being abused now")


def test_unlocked_beside_somebody(tablet: Tablet) -> None:
    """That nobody could hear was said before she hid the screen: the record keeps it, and nothing hidden is drawn by it."""
    page = tablet.page
    tablet.sets_a_pin()
    tablet.goes_to_today()
    is_told_of_abuse(tablet)
    tablet.goes_back_to_the_visit()
    search = page.get_by_label("Find a question")
    search.fill("abuse")
    expect(page.locator("[data-test=found]")).to_contain_text("abuse")
    tablet.says_who_is_in_earshot("Yes, a partner")
    expect(search).to_have_value("")
    tablet.says_who_is_in_earshot("No")
    tablet.opens_section("Mother or birth parent")
    tablet.sees_answer(ABUSE, "Yes, alone")

    tablet.hides()
    page.get_by_role("button", name="Close").click()
    page.get_by_label(f"PIN of {tablet.visitor.initials}").fill(PIN)
    page.get_by_role("button", name="Unlock").click()
    tablet.sees_heading("Mother or birth parent")
    tablet.sees_the_form_is("Short")
    nothing_hidden_in_the_document(tablet)
    # What she writes meanwhile says nothing of abuse, and what is open of it still holds the signature.
    tablet.answers("Did you see the mother at this contact?", "Yes, in person")
    tablet.goes_back_to_the_visit()
    nothing_hidden_in_the_document(tablet)
    tablet.goes_to_check()
    tablet.submits()
    expect(page.get_by_role("alert")).to_contain_text("Something more is open")
    nothing_hidden_in_the_document(tablet)
    assert tablet.reads_everything()["Who could overhear"] == "No"

    # Alone again: one answer, and the form is whole on every page of the visit, until she locks.
    tablet.says_again_that_nobody_hears()
    expect(page.get_by_role("alert")).not_to_contain_text("Something more is open")
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.sees_answer(ABUSE, "Yes, alone")
    tablet.sees_answer("What was the answer?", "Is being abused now")


def test_a_visit_that_is_signed_off_is_read_again(tablet: Tablet, service: Service) -> None:
    """It says what was so at the contact. Who is beside her as she reads is asked all the same, and not written down."""
    page = tablet.page
    is_told_of_abuse(tablet)
    tablet.goes_to_today()
    tablet.sees_everything_sent()
    town.sign_off_every_visit(service.database_url)
    page.reload()
    tablet.unlocks()
    tablet.is_taken_out_again()
    tablet.opens_the_child()
    tablet.opens_the_visit_of()
    tablet.sees("Signed off")
    page.get_by_role("link", name="Read all answers").click()
    tablet.sees_heading("Check and submit")
    tablet.sees_the_form_is("Short")
    nothing_hidden_in_the_document(tablet)
    tablet.says_again_that_nobody_hears()
    tablet.sees("Is being abused now")
    tablet.says_who_is_in_earshot("Yes, a partner")
    nothing_hidden_in_the_document(tablet)
    assert tablet.reads_everything()["Who could overhear"] == "No"
    tablet.goes_to_today()
    tablet.sees_everything_sent()


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


def test_hidden_while_a_visit_opens(tablet: Tablet) -> None:
    """The key is gone before the visit is drawn: what was on its way finds nothing to be drawn into."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.goes_to_today()
    tablet.page.reload()  # what draws a visit has to be read again, which takes a moment
    tablet.unlocks()
    tablet.sees_heading("Today")
    tablet.page.evaluate(
        """() => {
            const all = (chosen) => [...document.querySelectorAll(chosen)];
            all("main a").find(({ pathname }) => pathname === "/app/visit").click();
            all("button").find(({ textContent }) => textContent.includes("Hide")).click();
        }"""
    )
    # What draws the visit has been read, and the lock has been drawn.
    tablet.page.evaluate(
        """async () => {
            const part = /\\/parts\\/later-.*\\.js$/;
            const read = () => performance.getEntriesByType("resource").find(({ name }) => part.test(name));
            while (!read()) await new Promise((done) => requestAnimationFrame(done));
            await import(read().name);
        }"""
    )
    tablet.page.locator("h1", has_text="Unlock").wait_for(state="attached")
    assert BABY.family_name not in tablet.page.content()
    assert "Check and submit" not in tablet.page.content()
    cover = tablet.page.get_by_role("dialog", name="Feeding and weighing")
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_whose_visit_it_is()

    # The same while the passphrase is being tried: the tablet is locked all the same.
    tablet.hides()
    cover.get_by_role("button", name="Close").click()
    tablet.page.get_by_label(f"Passphrase of {tablet.visitor.initials}").fill(PASSPHRASE)
    tablet.page.evaluate(
        """() => {
            const all = [...document.querySelectorAll("button")];
            all.find(({ textContent }) => textContent.trim() === "Unlock").click();
            all.find(({ textContent }) => textContent.includes("Hide")).click();
        }"""
    )
    # "Unlocking…" gives way to the lock, drawn anew.
    expect(tablet.page.locator("[data-test=unlock] [role=status]")).to_have_text("")
    assert BABY.family_name not in tablet.page.content()
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    tablet.sees_whose_visit_it_is()


def test_half_an_answer_to_a_finding_is_there_again(tablet: Tablet) -> None:
    """It is no answer before it is sent off, and no letter of it is lost by Hide or by going elsewhere."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    box = half_a_reply(tablet)
    finding = tablet.page.locator("[data-rule=R09]")

    tablet.hides()
    cover = tablet.page.get_by_role("dialog", name="Feeding and weighing")
    cover.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(box).to_have_value("I come again on")

    tablet.goes_to_today()
    tablet.opens_the_visit()
    expect(box).to_have_value("I come again on")
    expect(box).not_to_be_focused()
    box.fill("I come again on Friday at noon")
    finding.locator("[data-test=acted]").click()
    expect(finding.locator("[data-test=answered]")).to_contain_text("Friday at noon")


def test_half_a_reason_is_there_again(tablet: Tablet) -> None:
    """Why she keeps words that were asked about: no letter of it is lost by Hide or by going elsewhere, either."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    question = tablet.question(OBSERVED)
    words = question.get_by_label(OBSERVED, exact=True)
    words.click()
    words.press_sequentially("She was always smiling. ")
    question.get_by_role("button", name="Keep always").click()
    kept = question.locator("[data-test='kept']")
    kept.get_by_role("button", name="Say why").click()
    reason = kept.get_by_label("Why do you keep it?")
    reason.press_sequentially("So said her gran")

    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(reason).to_have_value("So said her gran")
    expect(reason).not_to_be_focused()

    tablet.goes_back_to_the_visit()
    tablet.opens_section("Baby seen today")
    expect(reason).to_have_value("So said her gran")
    reason.press("End")
    reason.press_sequentially("ny")
    kept.get_by_role("button", name="Save reason").click()
    expect(kept).to_contain_text("is kept: So said her granny.")
    expect(reason).to_have_count(0)
    # The next change of it begins with what is stored, and comes back as it was left, too.
    kept.get_by_role("button", name="Change the reason").click()
    expect(reason).to_have_value("So said her granny")
    reason.press("End")
    reason.press_sequentially(" Jo")
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Baby seen today")
    expect(reason).to_have_value("So said her granny Jo")


def test_what_is_proposed_for_next_time_and_somebody_comes_in(tablet: Tablet) -> None:
    """Each reason has a box of its own, and goes with what it is about; so does the choice that says it in words."""
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Visit context")
    tablet.answers("Did you speak with mother alone?", "I tried, it was not possible")
    tablet.opens_section("Crying and safer sleep")
    tablet.answers("Did you see where baby sleeps?", "They did not want me to")
    tablet.opens_section("Plan")
    page.get_by_role("button", name=re.compile("^Leave out… See .* alone$")).click()
    alone = page.get_by_label(re.compile(r"^Why not next time\? See .* alone$"))
    alone.press_sequentially("He never leaves her")
    page.get_by_role("button", name="Leave out… See the sleep space").click()
    sleep = page.get_by_label("Why not next time? See the sleep space")
    expect(sleep).to_be_focused()
    asked = tablet.question("What must be seen or done next time?")
    telling = asked.get_by_label("Ask about domestic abuse", exact=True)
    telling.check()
    tablet.sees_saved()

    tablet.says_who_is_in_earshot("Yes, a partner")
    tablet.sees_the_form_is("Short")
    expect(sleep).to_have_value("")
    expect(alone).to_have_count(0)
    nothing_hidden_in_the_document(tablet)
    asked.get_by_label("See baby awake", exact=True).check()
    tablet.sees_saved()

    tablet.says_who_is_in_earshot("No")
    expect(telling).to_be_checked()
    expect(asked.get_by_label("See baby awake", exact=True)).to_be_checked()
    chosen = asked.locator("input:checked").evaluate_all("boxes => boxes.map(({ value }) => value)")
    assert chosen == ["baby_awake", "enquiry_domestic_abuse"]  # in the order of the form
    expect(alone).to_have_value("He never leaves her")

    # Whoever goes by keyboard or ear is led on to what is still to be said here.
    proposed = page.get_by_role("group", name="Proposed for next time")
    take = proposed.get_by_role("button", name=re.compile("^Take"))
    take.last.press("Enter")
    expect(take.last).to_have_text(re.compile("alone$"))
    expect(proposed.get_by_role("button").first).to_be_focused()


def test_an_action_because_of_what_may_not_be_seen(tablet: Tablet) -> None:
    """It keeps its reason while somebody reads along, and the document has neither its name nor its words."""
    is_told_of_abuse(tablet)
    tablet.opens_section("Actions")
    row = tablet.has_a_row()
    why = row.get_by_role("combobox", name="Because of what?")
    why.select_option("mother_da_answer")
    tablet.sees_saved()
    assert not HIDDEN.search(row.get_by_role("heading").inner_text())
    tablet.answers("What will be done?", "Ring on Friday", row)
    tablet.sees_saved()

    tablet.says_who_is_in_earshot("Yes, a partner")
    nothing_hidden_in_the_document(tablet)
    expect(why.locator("option:checked")).to_have_text("Another answer of this visit")
    asked = tablet.question("Because of what?", row)
    asked.get_by_role("button", name="Clear").click()
    expect(why).to_have_value("")
    tablet.sees_saved()
    asked.get_by_role("button", name="Put it back").click()
    expect(why.locator("option:checked")).to_have_text("Another answer of this visit")
    tablet.sees_saved()
    nothing_hidden_in_the_document(tablet)

    tablet.leaves_and_comes_back("Actions")
    nothing_hidden_in_the_document(tablet)
    tablet.says_who_is_in_earshot("No")
    expect(why).to_have_value("mother_da_answer")


def test_what_was_not_safe_to_ask_is_not_called_so_where_he_reads_along(tablet: Tablet) -> None:
    """On the page, among what an action may come from, on the list of everything and on paper."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.answers(MOOD, NotRecorded("Not safe to ask"))
    gap = tablet.question(MOOD).locator("[data-test=gap]")
    expect(gap).to_contain_text("Not recorded: Not safe to ask")
    tablet.sees_saved()

    def is_silent() -> None:
        tablet.sees_nowhere(re.compile("Not safe to ask"))
        assert "not_safe" not in tablet.page.content()

    tablet.says_who_is_in_earshot("Yes, a partner")
    expect(gap).to_contain_text("Not recorded")
    is_silent()
    tablet.opens_section("Actions")
    why = tablet.has_a_row().get_by_role("combobox", name="Because of what?")
    expect(why).to_contain_text("feeling down: Not recorded")
    is_silent()
    tablet.goes_back_to_the_visit()
    is_silent()
    tablet.goes_to_check()
    expect(tablet.page.get_by_role("main")).to_contain_text("Not recorded")
    is_silent()
    tablet.says_who_is_in_earshot("No")
    tablet.sees("Not recorded: Not safe to ask")
    tablet.goes_back_to_the_visit()
    tablet.page.get_by_role("link", name="Print this visit").click()
    tablet.sees_heading("Print this visit")
    expect(tablet.page.get_by_role("main")).to_contain_text("Not recorded")
    is_silent()


def test_words_that_were_moved_to_where_nobody_may_see_them(tablet: Tablet) -> None:
    """Under the box they came from neither they nor the name of the other box stay in the document."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.page.evaluate(UNFOLD)
    question = tablet.page.locator("#q-mother_engagement_facts")
    box = question.locator("textarea").first
    box.click()
    box.press_sequentially("Came late. He pushed her twice.")
    box.evaluate("box => box.setSelectionRange(11, 31)")
    question.get_by_label("Move the selected words to").select_option("mother_rel_words")
    question.get_by_role("button", name="Move", exact=True).click()
    moved = question.locator("[data-test='moved']")
    expect(moved).to_contain_text("He pushed her twice.")
    # Other words are chosen, and the list of places stands open.
    box.evaluate("box => { box.focus(); box.setSelectionRange(0, 4); }")
    expect(question.get_by_label("Move the selected words to")).to_be_visible()

    tablet.header.get_by_role("button", name="Whole form").click()
    telling = re.compile("He pushed|mother_rel_words|words about the relationship")
    assert not telling.search(tablet.page.content())
    tablet.header.get_by_role("button", name="Yes, a partner", exact=True).click()
    tablet.sees_the_form_is("Short")
    tablet.leaves_and_comes_back("Mother or birth parent")
    tablet.page.reload()
    tablet.unlocks()
    expect(box).to_have_value("Came late.")
    # The prompts come when the page has drawn itself, to all boxes at once.
    tablet.page.evaluate(UNFOLD)
    box.press("End")
    box.press_sequentially(" Always late. ")
    expect(question.locator("[data-test=prompt]")).to_contain_text("Always")
    assert not telling.search(tablet.page.content())
    tablet.says_who_is_in_earshot("No")
    expect(moved).to_contain_text("He pushed her twice.")


def test_words_are_put_back_with_who_said_them(tablet: Tablet) -> None:
    """All that a box said was moved away and the app closed: they come back as hers who said them, and no others do."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Mother or birth parent")
    tablet.page.evaluate(UNFOLD)
    question = tablet.page.locator("#q-mother_rel_words")
    box = question.locator("textarea").first
    box.click()
    box.press_sequentially("He rang at ten.")
    question.locator("[data-beside] [aria-pressed]").first.click()
    said = question.locator("[data-beside] [aria-pressed=true]")
    who = said.inner_text()
    tablet.sees_saved()

    # Where there is no room for them nothing is moved, and the box says so to whoever cannot see it.
    other = tablet.page.locator("#q-mother_engagement_facts")
    full = other.locator("textarea").first
    longest = int(other.locator("[data-longest]").get_attribute("data-longest") or "")
    full.fill("a" * longest)
    full.blur()
    tablet.sees_saved()
    asks_to_move_all_of(question)
    expect(box).to_have_accessible_description(re.compile("There is no room in “"))
    full.fill("")
    full.blur()
    tablet.sees_saved()
    moves_all_of(question)
    expect(box).not_to_have_accessible_description(re.compile("There is no room in “"))

    # Put back from the other end: she goes on in the box she was at.
    other.get_by_role("button", name="Put it back").click()
    expect(box).to_have_value("He rang at ten.")
    expect(full).to_be_focused()
    moves_all_of(question)

    is_opened_again(tablet, box)
    earlier = question.locator("details").filter(has_text="Kept or moved earlier")
    earlier.evaluate("folded => folded.open = true")  # it may have been unfolded with the others
    question.get_by_role("button", name="Put it back").click()
    expect(box).to_have_value("He rang at ten.")
    expect(said).to_have_text(who)

    moves_all_of(question)
    is_opened_again(tablet, box)
    box.press_sequentially("x")
    expect(question.locator("[data-beside] [aria-pressed]").first).to_be_visible()
    expect(said).to_have_count(0)


def moves_all_of(question: Locator) -> None:
    """To another box, so that nothing is left."""
    asks_to_move_all_of(question)
    expect(question.locator("textarea").first).to_have_value("")


def asks_to_move_all_of(question: Locator) -> None:
    box = question.locator("textarea").first
    box.click()
    box.evaluate("box => box.setSelectionRange(0, box.value.length)")
    question.get_by_label("Move the selected words to").select_option("mother_engagement_facts")
    question.get_by_role("button", name="Move", exact=True).click()


def is_opened_again(tablet: Tablet, box: Locator) -> None:
    """The app was closed; its section is unfolded."""
    tablet.page.reload()
    tablet.unlocks()
    tablet.says_again_that_nobody_hears()
    expect(box).to_be_attached()  # drawn: from now on it can be unfolded
    tablet.page.evaluate(UNFOLD)


def test_a_slow_disk_and_a_full_one(tablet: Tablet) -> None:
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers("Did you see baby?", "Yes, awake")
    tablet.sees_saved(sent=True)
    tablet.loses_the_network()

    # Two pauses within one write: the box never goes back to what stood in it at the first.
    tablet.page.evaluate(
        """() => {
            const seal = crypto.subtle.encrypt.bind(crypto.subtle);
            window.seals = 0;
            crypto.subtle.encrypt = (...all) => {
                window.seals += 1;
                return new Promise((go) => setTimeout(go, 400)).then(() => seal(...all));
            };
        }"""
    )
    box = tablet.question(OBSERVED).get_by_label(OBSERVED, exact=True)
    box.click()
    box.press_sequentially("Pink")
    tablet.page.wait_for_function("() => window.seals > 0")
    box.press_sequentially(" and warm")
    box.evaluate(
        """box => {
            window.stood = new Set();
            setInterval(() => window.stood.add(box.value), 10);
            box.blur();
        }"""
    )
    tablet.opens_section("Agencies involved")  # which waits until all is stored
    assert tablet.page.evaluate("[...window.stood]") == ["Pink and warm"]

    # There is no room for a new row: after Hide it stands there again, with what was typed into it.
    tablet.page.evaluate(
        """() => {
            for (const way of ["put", "add"])
                IDBObjectStore.prototype[way] = () => { throw new DOMException("", "QuotaExceededError"); };
        }"""
    )
    tablet.page.locator("[data-add-row]").click()
    worker = tablet.page.locator("[data-rows]").get_by_role("textbox").first
    worker.fill("Sam Whittaker")
    worker.blur()
    expect(tablet.header.get_by_role("alert")).to_contain_text("NOT saved")
    tablet.hides()
    tablet.page.get_by_role("button", name="Close").click()
    tablet.unlocks()
    expect(worker).to_have_value("Sam Whittaker")

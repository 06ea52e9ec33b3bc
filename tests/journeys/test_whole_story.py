"""The whole story: from the doorstep, through a day without network, to the manager and the data team."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

import forms
from forms.blocks import FURTHER, block_of
from forms.definition import ContactType
from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.opinions import WITH_CARERS, mixes_what_she_saw_with_what_she_thinks
from tests.journeys.recorded import A_ROW_EACH, DONE, EVERYTHING, OBSERVED, STRENGTHS
from tests.journeys.service import wait_until
from tests.journeys.tablet import Tablet
from tests.journeys.town import ANALYST, BABY, MANAGER, VISITOR, WORKERS

NO_FAMILY = "He has no family left, Petra said"
SHE_ASKS = "How long did you see her awake?"
FOR_NEXT_TIME = "See her after a feed, too"
OBSERVED_LONGER = f"{OBSERVED} Awake for twenty minutes."
WHAT_BABY_DID = "What did baby do? How did baby look and sound?"
CRYING = "What does each carer say happens when baby cries and will not settle?"
FED = "How was baby fed in the last 24 hours?"
OF_FEEDING = "Feeding, last 24 hours"
BY_FATHER = f"{OF_FEEDING}: another account"
OF_CARERS = "Baby and each carer"
OF_BABY = "What you saw of baby"
"""The same question in the few words of lists and readers."""
ASKED_AT_THE_START = {"Could anyone else hear you or see this screen now?"}


def records_everything(tablet: Tablet) -> None:
    """Every section in the order of the form, by the link at its foot; saved before she goes on."""
    for number, (section, answers) in enumerate(EVERYTHING.items()):
        (tablet.goes_on_to if number else tablet.opens_section)(section)
        place = None
        if section in A_ROW_EACH:
            place = tablet.has_a_row()
        for question, answer in answers.items():
            tablet.answers(question, answer, place)
        tablet.sees_saved()


def test_the_visit_has_every_core_question() -> None:
    """What is recorded here is the whole of the form's core at this contact, so that the story proves what it says."""
    form = forms.latest()
    asked = {
        (section.title, field.label)
        for section in form.sections
        for field in section.fields
        if field.core
        and ContactType.SIX_TO_EIGHT_WEEK in field.contacts
        and block_of(field.id) not in FURTHER  # nobody else lives with this family
    }
    recorded = {(section, words) for section, answers in EVERYTHING.items() for words in answers}
    left = {
        (section, words) for section, words in asked - recorded if words not in ASKED_AT_THE_START
    }
    assert asked
    assert left == set()


@pytest.mark.own_browser
def test_one_visit_from_the_doorstep_to_the_data_team(
    tablets: Callable[[], Tablet], desks: Callable[..., Desk], tmp_path: Path
) -> None:
    tablet = tablets()

    # In the office she signs in and chooses a passphrase; on the doorstep there is no network.
    tablet.opens()
    tablet.signs_in()
    tablet.chooses_a_passphrase()
    tablet.opens_the_child()
    tablet.loses_the_network()
    tablet.starts_a_visit()
    records_everything(tablet)

    # Father says otherwise: his word stands beside the mother's.
    tablet.opens_section("Feeding and growth")
    tablet.says_who_told(FED, "Mother said")
    tablet.hears_another_account(FED, "No breast milk", "Father or partner said")
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    assert tablet.answers_findings(DONE)

    # What stands side by side she has considered; each is named in words.
    tablet.submits()
    tablet.follows("Reply to the indicators is still open")
    tablet.replies_to_indicators("Considered")
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()

    # What the visit itself gives a reason for is on the list for next time, or she says why not.
    tablet.submits()
    tablet.follows("For next time, “Ask about the father’s family”: take it, or say why not")
    tablet.leaves_out_of_next_time("Ask about the father’s family", NO_FAMILY)
    is_accessible(tablet.page, "the plan")
    tablet.takes_what_is_proposed()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.sees("Nothing is open")
    recorded = tablet.reads_everything()
    assert OBSERVED in recorded[OF_BABY]

    # The browser is closed and opened again, still without network: everything is there.
    tablet.closes_the_browser()
    tablet.opens()
    tablet.unlocks()
    tablet.sees("No connection.")
    tablet.opens_the_visit()
    tablet.says_again_that_nobody_hears()
    tablet.goes_to_check()
    wait_until(lambda: tablet.reads_everything() == recorded)

    # She signs. The tablet says what happens without a network, and that it is waiting.
    tablet.sees(
        "There is no connection now: it is signed on this tablet at once and sent by itself"
    )
    tablet.submits()
    tablet.sees("Signed; waiting to be sent")
    tablet.goes_to_today()
    # What the browser that was closed had begun is not written on; her signature is a change of its own.
    tablet.sees("Waiting: 2, the oldest since")

    # The network is back. Nobody presses anything.
    tablet.finds_the_network()
    tablet.sees_everything_sent()

    # Her manager finds the visit, and what was seen, told and thought stands apart.
    manager = desks(MANAGER)
    manager.looks_at_what_waits("Submitted")
    is_accessible(manager.page, "what waits")
    manager.opens_the_visit()
    is_accessible(manager.page, "a visit")
    assert manager.kind_of(OF_BABY) == "Seen"
    assert manager.kind_of("Crying, in each carer’s words") == "Told"
    assert manager.kind_of("What is working") == "My view"
    for question, source in ((OF_FEEDING, "Mother said"), (BY_FATHER, "Father or partner said")):
        assert source in manager.entry(question).inner_text()
    assert "No breast milk" in manager.entry(BY_FATHER).inner_text()
    manager.sees_why_not("Not seen, or not possible to see", f"{BABY.father}: feeling down")
    manager.sees_why_not("Not asked today", f"{BABY.father}: time in care")
    manager.sees_why_not("Asked; the person does not know", "Father’s family")
    manager.sees(f"Ask about the father’s family: {NO_FAMILY}")
    manager.comments_on(OF_BABY, SHE_ASKS)

    # She has been signed out meanwhile, in another tab: what she typed stays until she can send it.
    manager.signs_out_in_another_tab()
    manager.page.get_by_role("button", name="Return with comments").click()
    said = manager.page.get_by_role("alert")
    expect(said).to_contain_text("You are signed out. What you typed is still here.")
    expect(said).to_be_focused()
    is_accessible(manager.page, "a visit, signed out")
    manager.has_commented_on(OF_BABY, SHE_ASKS)
    manager.signs_in_in_another_tab(said)
    manager.returns_the_visit()
    manager.sees("Visit returned with your comments.")

    # The comment stands under the question it is about; the visitor answers it and signs again.
    tablet.is_taken_out_again()
    tablet.sees("Returned to you")
    tablet.opens_the_visit()
    tablet.sees(SHE_ASKS)
    tablet.opens_section("Baby seen today")
    tablet.sees_under(WHAT_BABY_DID, f"Your manager asks: {SHE_ASKS}")
    is_accessible(tablet.page, "a section with a comment")
    tablet.answers(WHAT_BABY_DID, OBSERVED_LONGER)
    mixes_what_she_saw_with_what_she_thinks(tablet, EVERYTHING["Baby seen today"][WITH_CARERS])
    tablet.goes_back_to_the_visit()
    tablet.opens_section("Crying and safer sleep")
    tablet.says_how_it_was_told(
        CRYING, "Mother said", asked="What do you do at night?", present="Joss, next door"
    )
    tablet.sees_saved()
    tablet.goes_back_to_the_visit()
    tablet.goes_to_check()
    tablet.submits()
    tablet.sees("With your manager")

    # The manager sees what is different now, and signs off.
    manager.looks_at_what_waits("Submitted again")
    manager.opens_the_visit()
    manager.sees("4 answers changed since last time")
    changed = manager.entry(OF_BABY)
    assert OBSERVED_LONGER in changed.inner_text()
    assert OBSERVED in changed.get_by_text("Before:").locator("..").inner_text()
    # What was written of carers is what was seen; the opinion kept is marked, the guess stands with her worries.
    carers = manager.entry(OF_CARERS)
    assert "“chaotic” was asked about and kept: Her own word for it" in carers.inner_text()
    assert "“get out” twice" in carers.inner_text()
    assert "was moved to What worries me" in carers.inner_text()
    worry = manager.entry("What worries me")
    assert "Probably teething." in worry.inner_text()
    assert f"came from {OF_CARERS}" in worry.inner_text()
    told = manager.entry("Crying, in each carer’s words").inner_text()
    assert "Mother said, asked “What do you do at night?”, also there: Joss, next door" in told
    manager.comments_on(OF_BABY, FOR_NEXT_TIME)
    manager.signs_off()
    is_accessible(manager.page, "signing off")
    manager.says_yes()
    manager.looks_at_what_waits()
    manager.sees("Nothing waits for you.")

    # The data team gets codes and reasons, and nobody's name or words.
    analyst = desks(ANALYST)
    analyst.looks_at_first_rows("Signed off by a manager")
    analyst.sees("1 visit fits.")
    is_accessible(analyst.page, "exports, with the first rows")
    package = analyst.downloads("Service evaluation", "Was the father met?", tmp_path)
    files = unpacked(package)
    (row,) = rows_of(files["visits.csv"])
    assert {name: row[name] for name in CODES} == CODES
    (told,) = rows_of(files["further_claims.csv"])
    assert {name: told[name] for name in FATHER_SAID} == FATHER_SAID
    assert rows_of(files["icon.csv"])[0]["icon_how"] == "in_person"
    described = {entry["column"] for entry in rows_of(files["data-dictionary.csv"])}
    assert set(row) <= described
    for name, content in files.items():
        for private in NOBODYS_BUSINESS:
            assert private not in content, f"{name} holds {private!r}"

    # What the manager said in signing it off opens the next visit: before the door, and on the doorstep without a network.
    tablet.is_taken_out_again()
    tablet.goes_to_today()
    tablet.opens_the_child()
    left = tablet.page.locator("[data-test=left-by-manager]")
    expect(left).to_contain_text(FOR_NEXT_TIME)
    tablet.loses_the_network()
    tablet.starts_a_visit()
    opening = tablet.page.locator("[data-test=must-see]")
    expect(opening).to_contain_text(f"{MANAGER.name}, on “")
    expect(opening).to_contain_text(FOR_NEXT_TIME)


CODES = {
    "team": "Oak",
    "review_state": "signed_off",
    "submissions": "2",
    "age_days": "49",
    "contact_type": "six_to_eight_week",
    "lives_with": "both_parents",
    "lives_with__kind": "F",
    "baby_seen": "awake",
    "baby_seen__kind": "O",
    "weight_g": "4120",
    "further_claim_fields": "feeding_type",
    "father_seen": "not_seen",
    "father_seen__missing": "not_seen",
    "father_whooley_1": "",
    "father_whooley_1__missing": "not_seen",
    "father_care_experience__missing": "not_asked",
    "paternal_family__missing": "not_known",
    "move_plan": "planned_same_area",
    "level_need": "universal",
}
"""What the row says, in the codes of the data dictionary."""
FATHER_SAID = {
    "table": "visits",
    "row": "",
    "field": "feeding_type",
    "claim": "2",
    "given": "1",
    "codes": "no_breast_milk",
    "source": "father_or_partner_said",
}
NOBODYS_BUSINESS = (
    BABY.given_name,
    BABY.family_name,
    BABY.nhs_number,
    BABY.mother,
    BABY.father,
    BABY.home,
    OBSERVED,
    "Quillfeather",
    STRENGTHS,
    "Bryony",
    *(worker.name for worker in WORKERS),
    VISITOR.username,
)


def unpacked(package: Path) -> dict[str, str]:
    """Name to content of what was downloaded."""
    with zipfile.ZipFile(package) as opened:
        files = {name: opened.read(name).decode() for name in opened.namelist()}
    assert json.loads(files["manifest.json"])
    return files


def rows_of(content: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content)))

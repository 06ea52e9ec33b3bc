"""Who was there before is offered until somebody says "Not any more", whichever visit it was and on which tablet."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from app.database import new_id
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import BABY, remember_a_visit

SECTION = "Household and regular visitors"


def test_somebody_who_is_no_more_and_somebody_who_was_passed_over(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    aunt, lodger = f"household/{new_id()}/hh_person", f"household/{new_id()}/hh_person"
    there = {
        key: {"value": f"T:{name}", "kind": "F"}
        for key, name in ((aunt, "Bryony Hale"), (lodger, "Ash Lodger"))
    }
    remember_a_visit(service.database_url, BABY, there, days_ago=20)
    remember_a_visit(service.database_url, BABY, {aunt: there[aunt]}, days_ago=10)

    tablet = tablets()
    tablet.is_set_up()
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    offered = tablet.page.locator("[data-test=carried]").get_by_role("listitem")
    expect(offered).to_have_count(2)
    gone = offered.filter(has_text="Ash Lodger")
    undo = tablet.page.locator("[data-test=carried]").get_by_role("button", name="Undo")
    gone.get_by_role("button", name="Not any more").click()
    expect(gone).to_have_count(0)
    expect(undo).to_be_focused()
    undo.click()
    expect(gone).to_have_count(1)
    gone.get_by_role("button", name="Not any more").click()
    expect(gone).to_have_count(0)
    tablet.sees_saved(sent=True)

    tablet.page.reload()
    tablet.unlocks()
    other = tablets()
    other.is_set_up()
    other.opens_the_visit()
    other.opens_section(SECTION)
    for one in (tablet, other):
        carried = one.page.locator("[data-test=carried]")
        expect(carried.get_by_role("listitem")).to_have_count(1)
        expect(carried).to_contain_text("Bryony Hale")


def test_what_is_sensitive_waits_until_nobody_overhears(
    tablets: Callable[[], Tablet], service: Service
) -> None:
    """He is in the room: he is confirmed without what was written of him, and nothing says that there is more."""
    row = f"household/{new_id()}"
    known = {
        f"{row}/hh_person": {"value": "T:Ash Lodger", "kind": "F"},
        f"{row}/hh_concerns": {"value": "Police called in March", "kind": "D"},
    }
    remember_a_visit(service.database_url, BABY, known, days_ago=10)
    tablet = tablets()
    tablet.is_set_up()
    page = tablet.page
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section(SECTION)
    offered = page.locator("[data-test=carried]").get_by_role("listitem")
    expect(offered).to_contain_text("Police called in March")

    tablet.says_who_is_in_earshot("Yes, a partner")
    expect(offered).to_contain_text("Ash Lodger")
    assert "in March" not in page.content()
    offered.get_by_role("button", name="Still right").click()
    expect(offered).to_have_count(0)
    tablet.sees_saved()
    assert "in March" not in page.content()

    tablet.says_who_is_in_earshot("No")
    expect(offered).to_contain_text("Ash Lodger: ")
    expect(offered).to_contain_text("Police called in March")
    offered.get_by_role("button", name="Still right").click()
    tablet.sees_saved()
    expect(page.locator("textarea[data-key=hh_concerns]")).to_have_value("Police called in March")

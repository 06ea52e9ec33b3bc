"""A one-time password on a tablet: it leads to where its owner chooses her own, and opens nothing before."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.accessible import is_accessible
from tests.journeys.desk import Desk
from tests.journeys.tablet import Tablet
from tests.journeys.town import ADMINISTRATOR, BABY, VISITOR

OWN = "four louder badgers"


def makes_a_password(ada: Desk) -> str:
    """For the visitor, who forgot hers; it is read aloud."""
    ada.page.goto(re.sub(r"(?<=\d)/.*", "/people", ada.page.url))
    ada.follows(ada.page.get_by_role("link", name=VISITOR.name))
    ada.follows(ada.page.get_by_role("button", name="Make a new password"))
    ada.sees("It is a one-time password")
    [password] = re.findall(
        r"\b(?:[a-z2-9]{5}-){2}[a-z2-9]{5}\b", ada.page.get_by_role("main").inner_text()
    )
    return str(password)


def test_she_chooses_her_own_first_on_a_new_tablet_and_on_hers(
    tablets: Callable[..., Tablet], desks: Callable[..., Desk]
) -> None:
    hers = tablets()
    hers.is_set_up()
    hers.sees_everything_sent()
    ada = desks(ADMINISTRATOR)
    password = makes_a_password(ada)

    # On a tablet that is new to her.
    new = tablets()
    new.opens()
    new.signs_in(password=password)
    new.sees("You signed in with a one-time password")
    is_accessible(new.page, "a one-time password")
    new.page.reload()  # the sign-in stands, and still opens nothing
    new.sees_heading("Sign in")
    new.signs_in(password=password)
    chooses_her_own(new, password)
    new.signs_in(password=OWN)
    new.sees_heading("Choose your passphrase")
    new.chooses_a_passphrase()
    expect(new.page.locator("[data-test=caseload]")).to_contain_text(BABY.name)

    # On the one she works with: above what she was at.
    password = makes_a_password(ada)
    hers.page.reload()
    hers.unlocks()
    hers.page.get_by_role("button", name="Sign in").click()
    dialog = hers.page.get_by_role("dialog")
    hers.signs_in(dialog, password=password)
    expect(dialog).to_contain_text("What is on this tablet stays as it is")
    chooses_her_own(hers, password)
    hers.signs_in(password=OWN)
    hers.unlocks()
    hers.sees_everything_sent()


def chooses_her_own(tablet: Tablet, present: str) -> None:
    """On the service's page; it ends with signing in."""
    page = tablet.page
    page.get_by_role("link", name="Choose your password").click()
    page.get_by_label("Password you use now").fill(present)
    page.get_by_label("New password").fill(OWN)
    page.get_by_role("button", name="Change password").click()
    tablet.sees_heading("Sign in")

"""The offline visit in browsers that are not Chromium: what an iPad and a Firefox user get."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.engines import Engine, Firefox, WebKit, missing, opened
from tests.journeys.service import Service
from tests.journeys.town import (
    BABY,
    OTHER_BABY,
    PASSPHRASE,
    PASSWORD,
    VISITOR,
    remember_a_visit_to_sign,
)


@pytest.mark.parametrize("kind", [WebKit, Firefox], ids=lambda kind: kind.name)
def test_a_visit_without_a_network(kind: type[Engine], service: Service, tmp_path: Path) -> None:
    reason = missing(kind)
    if reason:
        pytest.skip(f"{reason}: the journey was not made there")
    remember_a_visit_to_sign(service.database_url, OTHER_BABY)
    with opened(kind, tmp_path) as tablet:
        sets_up(tablet, service)
        tablet.press(f"{BABY.name}…")
        tablet.press("Start visit")
        tablet.chooses("Could anyone else hear you or see this screen now?", "No")
        tablet.chooses("Where did it take place?", "Baby’s usual home")
        tablet.press("Start")
        tablet.press("Feeding and growth")
        service.stop()
        tablet.types("What does baby weigh?", "4120")
        tablet.sees("How was baby weighed?")  # asked once the weight is written down
        tablet.sees("Saved on this tablet")

        # The browser loads the page anew; nobody is there to answer, and the key was only in memory.
        tablet.reload()
        tablet.sees("Unlock")
        tablet.types(f"Passphrase of {VISITOR.initials}", PASSPHRASE)
        tablet.press("Unlock")
        weight = tablet.until("return document.querySelector('#weight_g')?.value")
        assert weight.replace(",", "") == "4120"
        tablet.press("Waiting…")
        tablet.sees("Waiting: ")

        # Nothing sends in the background here: the page does, once it can.
        assert not tablet.run("return 'SyncManager' in window")
        service.start()
        tablet.sees("Everything is sent")

        # Somebody comes in: at once a page that might be anybody's; the passphrase leads back.
        tablet.press("Today")
        tablet.press(f"{OTHER_BABY.name}…")
        tablet.sees("Check and submit")
        tablet.press("Hide")
        tablet.sees("Feeding and weighing")
        assert OTHER_BABY.family_name not in tablet.run("return document.documentElement.outerHTML")
        tablet.press("Close")
        tablet.types(f"Passphrase of {VISITOR.initials}", PASSPHRASE)
        tablet.press("Unlock")

        # She reads all of a visit in which nothing is open, and signs it.
        tablet.press("Check and submit")
        tablet.sees("Nothing is open")
        tablet.press("Submit")
        tablet.sees("With your manager")


def sets_up(tablet: Engine, service: Service) -> None:
    """Signs in, chooses a passphrase, and waits until the app lies on the tablet."""
    tablet.go(f"{service.url}/app/today")
    tablet.types("Username", VISITOR.username)
    tablet.types("Password", PASSWORD)
    tablet.press("Sign in")
    tablet.sees("Choose your passphrase")
    tablet.types("Passphrase", PASSPHRASE)
    tablet.types("The same passphrase again", PASSPHRASE)
    tablet.press("Set up this tablet")
    tablet.sees("Everything is sent")
    tablet.until("return navigator.serviceWorker.controller !== null")

"""Two people who do the same at the same moment, on PostgreSQL with real threads: nobody meets an error, nothing is
doubled. (SQLite lets one writer in at a time.)"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.accounts.models import Device, SignIn, Team
from app.accounts.operations import create_user
from app.database import commit, session
from app.permissions import Role
from forms.wording.changes import GROUPS
from tests.support.clients import CsrfClient
from tests.support.world import PASSWORD, World
from tests.sync.tablet import Tablet, mint, observed
from tests.sync.test_concurrency import at_once

pytestmark = pytest.mark.one_database("postgresql")


def statuses(
    path: str, *senders: tuple[CsrfClient, dict[str, object]], json: bool = False
) -> set[int]:
    """What posting to `path` is answered with when all begin together."""

    def post(client: CsrfClient, sent: dict[str, object]) -> int:
        reply = client.post(path, json=sent) if json else client.post(path, data=sent)
        return reply.status_code

    return set(
        at_once(*(lambda client=client, sent=sent: post(client, sent) for client, sent in senders))
    )  # type: ignore[misc]


def met(world: World, **told: object) -> dict[str, object]:
    stranger = {"given_name": "Met", "family_name": "Doorstep", "dob": None, "sex": "female"}
    return {"team_id": str(world.oak.id), "nhs_number": None, **stranger, **told}


def test_managers_look_at_children_nobody_has_looked_at(world: World, vera: Tablet) -> None:
    begun = {"value": "2026-05-09T10:00:00Z", "kind": "A", "base": None}
    for _ in range(20):
        answers = {"weight_g": observed(4120), "contact_start": begun}
        vera.push(vera.change(mint(), UUID(mint()), answers, child=met(world)))
    managers = [world.as_(world.manager) for _ in range(4)]

    looked = at_once(*(lambda one=one: one.get("/children/").status_code for one in managers))  # type: ignore[misc]

    assert set(looked) == {200}


def test_tabs_register_one_tablet(world: World) -> None:
    tabs = [world.as_(world.visitor) for _ in range(8)]
    for _ in range(5):
        device: dict[str, object] = {"device_id": mint(), "label": "Tablet"}
        assert statuses("/api/v1/devices", *((tab, device) for tab in tabs), json=True) == {200}


def test_administrators_put_somebody_in_one_team(world: World) -> None:
    admins = [world.as_(world.administrator) for _ in range(6)]
    page = f"/people/{world.visitor.id}/teams"
    for had in (world.oak, *(4 * [world.elm])):
        admins[0].post(page, data={"teams": [], "seen": str(had.id)})
        wanted: dict[str, object] = {"teams": [str(world.elm.id)]}
        assert statuses(page, *((admin, wanted) for admin in admins)) == {302}


def test_administrators_add_one_team(app: Flask, world: World) -> None:
    admins = [world.as_(world.administrator) for _ in range(6)]
    wanted: dict[str, object] = {"team_area": str(world.oak.area_id), "team": "Ash"}

    assert statuses("/teams", *((admin, wanted) for admin in admins)) == {302, 422}

    with app.app_context():
        assert session().scalar(select(func.count()).where(Team.name == "Ash")) == 1


def test_administrators_open_one_account(world: World) -> None:
    admins = [world.as_(world.administrator) for _ in range(6)]
    for name in ("mary", "martha"):
        wanted: dict[str, object] = {"username": name, "name": "Mary Moss", "role": "visitor"}
        assert statuses("/people/new", *((admin, wanted) for admin in admins)) == {200, 422}


def test_an_account_is_closed_while_its_tablet_calls(
    app: Flask, world: World, vera: Tablet
) -> None:
    vera.contact()
    tablet, hers = UUID(vera.device_id), SignIn.user_id == world.visitor.id
    closing = world.as_(world.administrator)
    page = f"/people/{world.visitor.id}/disable"
    waits = select(func.count()).select_from(text("pg_locks")).where(text("not granted"))
    with app.extensions["database"].sessions() as calling, ThreadPoolExecutor() as threads:
        calling.get(Device, tablet, with_for_update=True)
        closed = threads.submit(lambda: closing.post(page, data={"sure": "yes"}).status_code)
        until = time.monotonic() + 20
        while not calling.scalar(waits) and time.monotonic() < until:
            time.sleep(0.02)
        calling.execute(update(SignIn).where(hers).values(device_id=tablet))
        calling.commit()
        assert closed.result() == 302


def test_managers_confirm_two_children_with_one_number(world: World, vera: Tablet) -> None:
    managers = [world.as_(world.manager) for _ in range(2)]
    for number in ("9990000042", "9990000050", "9990000069", "9990000077"):
        children = [UUID(mint()) for _ in managers]
        for child in children:
            vera.push(vera.change(mint(), child, child=met(world, nhs_number=number)))
        both = zip(managers, children, strict=True)
        decided = at_once(
            *(
                lambda one=one, child=child: (
                    one.post(  # type: ignore[misc]
                        f"/review/met/{child}/confirm", data={"sure": "yes"}
                    ).status_code
                )
                for one, child in both
            )
        )
        assert sorted(decided) == [303, 422]


def test_changes_of_the_phrase_list_are_published(app: Flask, world: World) -> None:
    with app.app_context():
        names = {"username": "sam", "name": "Sam Second", "password": PASSWORD}
        second = create_user(None, role=Role.ADMINISTRATOR, **names)  # type: ignore[arg-type]
        commit()
    proposer = world.as_(world.administrator)
    pages = []
    for word in ("grizzlepot", "moanpot", "whingepot"):
        written = {"add": word, "add_group": next(iter(GROUPS)), "why": "Heard in two clinics"}
        pages.append(proposer.post("/phrases/propose", data=written).headers["Location"])
    publishers = [world.as_(second) for _ in pages]

    published = at_once(
        *(
            lambda one=one, page=page: (
                one.post(  # type: ignore[misc]
                    f"{page}/publish", data={"clinical_owner": "Dr Moss"}
                ).status_code
            )
            for one, page in zip(publishers, pages, strict=True)
        )
    )

    assert set(published) == {303}

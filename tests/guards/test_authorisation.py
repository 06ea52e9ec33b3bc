"""Every endpoint, every method, every kind of person: allowed, sent to sign in, or refused without a trace.

And for what is somebody else's: the refusal is the same, byte for byte, as for what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import Device, User
from app.audit.models import AuditEvent
from app.children.models import Child
from app.children.operations import add_met_child
from app.database import commit, new_id, session
from app.permissions import Role
from app.phrases.operations import propose
from app.phrases.rules import Written
from app.recovery.models import Recovery, State
from app.tables import metadata
from app.visits.models import Change, Visit, VisitStatus
from tests.guards.test_endpoints import PERMISSIONS
from tests.support.clients import CsrfClient
from tests.support.world import PASSWORD, World


@dataclass(frozen=True)
class Place:
    """The world, with a submitted visit in each team."""

    world: World
    visits: dict[UUID, UUID]  # team -> visit
    held: dict[UUID, UUID]  # team -> visit of which something is held
    devices: dict[UUID, UUID]  # team -> tablet of its visitor
    met: dict[UUID, UUID]  # team -> child met on a doorstep
    recoveries: dict[UUID, UUID]  # who asked -> request
    phrases: UUID  # a change of the phrase list that waits for a second person


@dataclass(frozen=True)
class Call:
    """How to call one endpoint. `own`, `other`: the object's id in the address, of one's own and of another team's.
    `usual`: what somebody who may gets."""

    method: str
    address: str
    usual: int = 200
    own: Callable[[Place], UUID] | None = None
    other: Callable[[Place], UUID] | None = None
    sent: Callable[[Place], dict[str, Any]] = field(default=lambda place: {})


def own_visit(place: Place) -> UUID:
    return place.visits[place.world.oak.id]


def other_visit(place: Place) -> UUID:
    return place.visits[place.world.elm.id]


def own_recovery(place: Place) -> UUID:
    return place.recoveries[place.world.visitor.id]


def other_recovery(place: Place) -> UUID:
    return place.recoveries[place.world.other_visitor.id]


def visitor_id(place: Place) -> UUID:
    return place.world.visitor.id


def proposed(place: Place) -> UUID:
    return place.phrases


def area_id(place: Place) -> UUID:
    return place.world.oak.area_id


def on_visit(method: str, address: str, usual: int = 200, **sent: Any) -> Call:
    return Call(
        method,
        f"/review/visits/<id>{address}",
        usual,
        own_visit,
        other_visit,
        lambda place: {"data": sent},
    )


SOMEBODY = {
    "given_name": "Wren",
    "family_name": "Teasel",
    "dob": None,
    "nhs_number": None,
    "sex": "not_known",
}


def on_held(method: str, address: str, usual: int = 200, **sent: Any) -> Call:
    return Call(
        method,
        f"/review/held/<id>{address}",
        usual,
        lambda place: place.held[place.world.oak.id],
        lambda place: place.held[place.world.elm.id],
        lambda place: {"data": sent},
    )


def on_device(method: str, address: str, usual: int = 200, **sent: str) -> Call:
    return Call(
        method,
        f"/devices/<id>{address}",
        usual,
        lambda place: place.devices[place.world.oak.id],
        lambda place: place.devices[place.world.elm.id],
        lambda place: {"data": sent} if method == "POST" else {},
    )


def on_child(method: str, address: str) -> Call:
    return Call(
        method,
        f"/children/<id>{address}",
        200,
        lambda place: place.world.child.id,
        lambda place: place.world.other_child.id,
        lambda place: {"data": {}},
    )


def on_met(address: str, usual: int) -> Call:
    return Call(
        "POST",
        f"/review/met/<id>{address}",
        usual,
        lambda place: place.met[place.world.oak.id],
        lambda place: place.met[place.world.elm.id],
    )


def on_person(method: str, address: str, usual: int, **sent: str) -> Call:
    return Call(
        method, f"/people/<id>{address}", usual, visitor_id, sent=lambda place: {"data": sent}
    )


def push(place: Place) -> dict[str, Any]:
    return {
        "json": {
            "device_id": str(uuid4()),
            "epoch": 0,
            "shell_version": "test",
            "changes": [],
        }
    }


CREDENTIALS = {"username": "cora", "password": PASSWORD}
CALLS: dict[str, list[Call]] = {
    "static": [Call("GET", "/static/build.mjs")],
    "shell.screen": [Call("GET", "/app/today")],
    "shell.section": [Call("GET", "/app/form/1/VC")],
    "shell.form": [Call("GET", "/app/forms/1.json")],
    "shell.manifest": [Call("GET", "/manifest.webmanifest")],
    "shell.worker": [Call("GET", "/sw.js")],
    "accounts.sign_in": [
        Call("GET", "/sign-in"),
        Call("POST", "/sign-in", 302, sent=lambda place: {"data": CREDENTIALS}),
    ],
    "accounts.home": [Call("GET", "/", 302)],
    "accounts.sign_out": [Call("POST", "/sign-out", 302)],
    "accounts.change_password": [Call("GET", "/password"), Call("POST", "/password", 422)],
    "accounts.people": [Call("GET", "/people")],
    "accounts.new_person": [Call("GET", "/people/new"), Call("POST", "/people/new", 422)],
    "accounts.person": [on_person("GET", "", 200)],
    "accounts.set_teams": [
        Call(
            "POST",
            "/people/<id>/teams",
            302,
            visitor_id,
            sent=lambda place: {"data": {"seen": str(place.world.oak.id)}},
        )
    ],
    "accounts.new_password": [on_person("POST", "/password", 200)],
    "accounts.disable": [on_person("POST", "/disable", 302, sure="yes")],
    "accounts.enable": [on_person("POST", "/enable", 302)],
    "accounts.end_sign_ins": [on_person("POST", "/end-sign-ins", 302)],
    "accounts.teams": [Call("GET", "/teams")],
    "accounts.new_area": [Call("POST", "/areas", 422)],
    "accounts.new_team": [Call("POST", "/teams", 422)],
    "pathways.pathways": [Call("GET", "/pathways/")],
    "pathways.pathway": [
        Call("GET", "/pathways/<id>/injury", own=area_id),
        Call("POST", "/pathways/<id>/injury", 422, own=area_id),
    ],
    "pathways.withdraw": [
        Call("POST", "/pathways/<id>/injury/withdraw?team=<team>", 303, own=area_id)
    ],
    "fairness.fairness": [Call("GET", "/fairness/")],
    "phrases.phrases": [Call("GET", "/phrases/")],
    "phrases.propose": [Call("GET", "/phrases/propose"), Call("POST", "/phrases/propose", 422)],
    "phrases.change": [Call("GET", "/phrases/<id>", own=proposed)],
    "phrases.publish": [Call("POST", "/phrases/<id>/publish", 422, own=proposed)],
    "phrases.withdraw": [Call("POST", "/phrases/<id>/withdraw", 303, own=proposed)],
    "phrases_api.check_texts": [
        Call(
            "POST",
            "/api/v1/wording/check",
            sent=lambda place: {"json": {"texts": [{"id": "a", "text": "Mum was hostile"}]}},
        )
    ],
    "recovery.waiting": [Call("GET", "/recoveries/")],
    # An administrator may help everybody: for her there is no "other".
    "recovery.decide": [
        Call("GET", "/recoveries/<id>", own=own_recovery, other=other_recovery),
        Call("POST", "/recoveries/<id>", 422, own_recovery, other_recovery),
    ],
    "recovery.decline": [
        Call("POST", "/recoveries/<id>/decline", 302, own_recovery, other_recovery)
    ],
    "recovery_api.recovery_key": [Call("GET", "/api/v1/recovery-key")],
    "recovery_api.ask": [
        Call(
            "POST",
            "/api/v1/recoveries",
            sent=lambda place: {"json": {"sealed": "c2VhbGVk", "key": "0" * 32, "tablet": "a2V5"}},
        )
    ],
    "recovery_api.state": [
        Call("GET", "/api/v1/recoveries/<id>", own=own_recovery, other=other_recovery)
    ],
    "recovery_api.done": [
        Call("POST", "/api/v1/recoveries/<id>/done", 204, own_recovery, other_recovery)
    ],
    "review.waiting": [Call("GET", "/review/")],
    "review.visit": [on_visit("GET", "")],
    "review.two_values": [
        on_visit("GET", "/two-values"),
        on_visit("POST", "/two-values", 409, settle="yes", seen_seq="99"),
    ],
    "devices.devices": [Call("GET", "/devices/")],
    "devices.device": [on_device("GET", "")],
    "devices.revoke": [on_device("POST", "/revoke", 303, sure="yes")],
    "devices.rescue": [Call("GET", "/devices/rescue")],
    "devices.sealed": [Call("GET", "/devices/hand-ins/<id>.json", 404)],
    "met.met": [Call("GET", "/review/met/")],
    "met.join": [on_met("/join", 404)],
    "met.confirm": [on_met("/confirm", 303)],
    "met.part": [Call("POST", "/review/met/joins/<id>/part", 404)],
    "held.held": [on_held("GET", ""), on_held("POST", "", show="sensitive")],
    "held.release": [on_held("POST", "/release", 422)],
    "held.refused": [Call("GET", "/review/refused")],
    "held.refused_file": [Call("GET", "/review/refused.json")],
    "review.show": [on_visit("POST", "/show")],
    "review.print_visit": [on_visit("POST", "/print")],
    "review.sign_off": [on_visit("POST", "/sign-off")],
    "review.return_visit": [
        on_visit("POST", "/return", 303, seen_seq="0", comment="Please look again.")
    ],
    "oversight.children": [Call("GET", "/children/")],
    "oversight.child": [on_child("GET", "")],
    "oversight.show": [on_child("POST", "/show")],
    "stories.story": [Call("GET", "/stories/")],
    "stories.run": [Call("POST", "/stories/", 422, sent=lambda place: {"data": {"story": "[]"}})],
    "exports.exports": [Call("GET", "/exports/")],
    "exports.download": [Call("POST", "/exports/download", 422)],
    "api-docs.openapi_json": [Call("GET", "/api/v1/openapi.json")],
    "accounts_api.csrf": [Call("GET", "/api/v1/csrf")],
    "accounts_api.sign_in": [
        Call("POST", "/api/v1/sign-in", sent=lambda place: {"json": CREDENTIALS})
    ],
    "accounts_api.sign_out": [Call("POST", "/api/v1/sign-out", 204)],
    "accounts_api.me": [Call("GET", "/api/v1/me")],
    "accounts_api.register_device": [
        Call("POST", "/api/v1/devices", sent=lambda place: {"json": {"device_id": str(uuid4())}})
    ],
    "sync.push": [Call("POST", "/api/v1/sync/push", sent=push)],
    "sync.pull": [
        Call(
            "GET",
            "/api/v1/sync/pull?scope=<id>&after=0",
            own=lambda place: place.world.oak.id,
            other=lambda place: place.world.elm.id,
        )
    ],
    "sync.scopes": [Call("GET", "/api/v1/sync/scopes", 426)],
    "devices_api.contact": [
        Call(
            "POST",
            "/api/v1/sync/contact",
            sent=lambda place: {"json": {"device_id": str(uuid4()), "epoch": 0}},
        )
    ],
    # Asked by whoever holds a tablet, before anybody has unlocked it; the number is the secret.
    "devices_api.standing": [Call("POST", f"/api/v1/devices/{uuid4()}/standing")],
    "devices_api.hand_in": [
        Call(
            "POST",
            f"/api/v1/devices/{uuid4()}/hand-in",
            403,
            sent=lambda place: {
                "json": {"token": "none", "sealed": "{}", "records": 0, "last": True}
            },
        )
    ],
    "devices_api.vouched": [
        Call(
            "POST",
            f"/api/v1/devices/{uuid4()}/vouched",
            204,
            sent=lambda place: {"json": {"user_id": str(place.world.visitor.id)}},
        )
    ],
    "devices_api.rescued": [
        Call(
            "POST",
            "/api/v1/rescued",
            422,
            sent=lambda place: {
                "json": {
                    "user_id": str(place.world.visitor.id),
                    "device_id": str(uuid4()),
                    "changes": [],
                }
            },
        )
    ],
}
EVERY_CALL = [(endpoint, call) for endpoint, calls in CALLS.items() for call in calls]
EACH = [
    pytest.param(endpoint, call, id=f"{endpoint}-{call.method}") for endpoint, call in EVERY_CALL
]


@pytest.fixture
def place(world: World, app: Flask) -> Place:
    with app.app_context():
        visits, held, devices, met = {}, {}, {}, {}
        for child, author in (
            (world.child, world.visitor),
            (world.other_child, world.other_visitor),
        ):
            visits[child.team_id] = submitted(child, author)
            held[child.team_id] = held_back(child, author)
            devices[child.team_id] = tablet_of(author)
            met[child.team_id] = add_met_child(author.id, child.team_id, new_id(), SOMEBODY).id
        asked = {user.id: asked_for_help(user) for user in (world.visitor, world.other_visitor)}
        waits = propose(
            world.manager.id, Written(add="grizzlepot", add_group="label.noun", why="x")
        )
        commit()
        return Place(world, visits, held, devices, met, asked, waits.id)


def tablet_of(owner: User) -> UUID:
    now = clock.now()
    device = Device(
        id=new_id(), user_id=owner.id, registered_at=now, last_seen_at=now, heartbeat={}
    )
    session().add(device)
    session().flush()
    return device.id


def held_back(child: Child, author: User) -> UUID:
    """A held change; returns its visit, of which there is nothing else."""
    visit_id = new_id()
    session().add(
        Change(
            id=new_id(),
            visit_id=visit_id,
            child_id=child.id,
            team_id=child.team_id,
            device_id=new_id(),
            device_seq=1,
            author_id=author.id,
            form_version=1,
            outcome="held",
            code="not_on_caseload",
            recorded_at="2026-05-09T14:31:07Z",
            received_at=clock.now(),
            body_sha256="",
            body='{"answers": {}}',
            receipt="{}",
        )
    )
    session().flush()
    return visit_id


def asked_for_help(user: User) -> UUID:
    recovery = Recovery(
        id=new_id(),
        user_id=user.id,
        requested_at=clock.now(),
        state=State.WAITING,
        key_fingerprint="0" * 32,
        tablet="a2V5",
        sealed="c2VhbGVk",
    )
    session().add(recovery)
    session().flush()
    return recovery.id


def submitted(child: Child, author: User) -> UUID:
    now = clock.now()
    visit = Visit(
        id=new_id(),
        child_id=child.id,
        form="holistic_visit",
        form_version=1,
        status=VisitStatus.SUBMITTED,
        round=1,
        author_id=author.id,
        created_at=now,
        changed_at=now,
        submitted_at=now,
        answers={},
    )
    session().add(visit)
    session().flush()
    return visit.id


def send(client: CsrfClient, place: Place, call: Call, object_id: UUID | None) -> TestResponse:
    address = call.address.replace("<id>", str(object_id))
    address = address.replace("<team>", str(place.world.oak.id))
    return client.open(address, method=call.method, **call.sent(place))


def people(world: World) -> dict[Role, User]:
    return {
        Role.VISITOR: world.visitor,
        Role.MANAGER: world.manager,
        Role.ANALYST: world.analyst,
        Role.ADMINISTRATOR: world.administrator,
    }


def own(call: Call, place: Place) -> UUID | None:
    return call.own(place) if call.own else uuid4()


def counts(app: Flask) -> dict[str, int]:
    """How many rows each table has; sign-ins made by the test itself apart."""
    with app.app_context():
        return {
            table.name: session().scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name not in ("audit_events", "sign_ins")
        }


def refusals(app: Flask) -> list[AuditEvent]:
    with app.app_context():
        found = session().scalars(select(AuditEvent).where(AuditEvent.event == "refused"))
        return list(found)


@pytest.mark.one_database
def test_every_endpoint_and_method_is_called_here(app: Flask) -> None:
    served = sorted(
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    called = sorted((endpoint, call.method) for endpoint, call in EVERY_CALL)
    assert called == served


@pytest.mark.one_database
def test_nobody_is_asked_to_sign_in(app: Flask, place: Place) -> None:
    client = app.test_client()
    assert isinstance(client, CsrfClient)
    before = counts(app)
    for endpoint, call in EVERY_CALL:
        if not PERMISSIONS[endpoint]:
            continue
        reply = send(client, place, call, own(call, place))
        if call.address.startswith("/api/"):
            assert (reply.status_code, reply.get_json()["code"]) == (401, "sign_in"), endpoint
        else:
            assert reply.status_code == 302, endpoint
            assert reply.location.partition("?")[0] == "/sign-in", endpoint
    assert counts(app) == before


@pytest.mark.one_database
@pytest.mark.parametrize("role", Role)
def test_the_wrong_role_is_refused_and_noted(app: Flask, place: Place, role: Role) -> None:
    user = people(place.world)[role]
    client = place.world.as_(user)
    before, tried = counts(app), []
    for endpoint, call in EVERY_CALL:
        if not PERMISSIONS[endpoint] or role in PERMISSIONS[endpoint]:
            continue
        assert send(client, place, call, own(call, place)).status_code == 403, endpoint
        tried.append((user.id, {"endpoint": endpoint, "code": "not_allowed"}))
    assert tried
    assert counts(app) == before
    assert [(row.actor_id, row.details) for row in refusals(app)] == tried


BEFORE_HER_OWN_PASSWORD = {
    "accounts.change_password",
    "accounts.sign_out",
    "accounts_api.sign_out",
    "accounts_api.me",
    "devices_api.contact",
    "sync.push",
}
"""What a one-time password opens: choosing one's own, and handing in."""


@pytest.mark.one_database
@pytest.mark.parametrize("role", Role)
def test_a_one_time_password_opens_nothing(app: Flask, place: Place, role: Role) -> None:
    with app.app_context():
        user = session().get_one(User, people(place.world)[role].id)
        user.one_time_until = clock.now() + timedelta(days=1)
        commit()
    client = place.world.as_(user)
    before, open_to_her = counts(app), set()
    for endpoint, call in EVERY_CALL:
        if role not in PERMISSIONS[endpoint]:
            continue
        if endpoint in BEFORE_HER_OWN_PASSWORD:
            open_to_her.add(endpoint)
            continue
        reply = send(client, place, call, own(call, place))
        if call.address.startswith("/api/"):
            assert (reply.status_code, reply.get_json()["code"]) == (401, "choose_password")
        else:
            assert (reply.status_code, reply.location) == (302, "/password"), endpoint
    assert counts(app) == before
    assert open_to_her
    for endpoint in open_to_her:
        for call in CALLS[endpoint]:
            reply = send(place.world.as_(user), place, call, own(call, place))
            assert reply.status_code == call.usual, endpoint


@pytest.mark.one_database
@pytest.mark.parametrize(("endpoint", "call"), EACH)
def test_whoever_may_gets_what_is_usual(
    app: Flask, place: Place, endpoint: str, call: Call
) -> None:
    for role, user in people(place.world).items():
        if role in PERMISSIONS[endpoint]:
            reply = send(place.world.as_(user), place, call, own(call, place))
            assert reply.status_code == call.usual, (role, reply.text)
    if not PERMISSIONS[endpoint]:
        client = app.test_client()
        assert isinstance(client, CsrfClient)
        assert send(client, place, call, None).status_code == call.usual


@pytest.mark.parametrize(
    ("endpoint", "call"), [each for each in EACH if "<id>" in each.values[1].address]
)
def test_somebody_elses_is_the_same_as_nothing(
    app: Flask, place: Place, endpoint: str, call: Call
) -> None:
    """Whoever may use the endpoint learns nothing from trying ids: not even that there is something."""
    role = min(PERMISSIONS[endpoint], key=list(Role).index)
    client = place.world.as_(people(place.world)[role])
    before = counts(app)
    client.get("/api/v1/csrf")  # the first token sets a cookie; this is not about that
    nothing = send(client, place, call, uuid4())
    assert nothing.status_code == 404
    if call.other is not None:
        theirs = send(client, place, call, call.other(place))
        assert theirs.status_code == 404
        assert without_tokens(theirs.text) == without_tokens(nothing.text)
        assert dict(theirs.headers) == dict(nothing.headers)
        assert len(refusals(app)) == 2
    assert counts(app) == before


def without_tokens(page: str) -> str:
    """The page without the CSRF token of its sign-out button, which is freshly masked each time."""
    return "\n".join(line for line in page.splitlines() if 'name="csrf_token"' not in line)


@pytest.mark.parametrize("who", ["other_manager", "other_visitor"])
def test_people_of_another_team_or_area_reach_nothing(app: Flask, place: Place, who: str) -> None:
    client = place.world.as_(getattr(place.world, who))
    for endpoint, call in EVERY_CALL:
        if call.other is not None:
            reply = send(client, place, call, own(call, place))
            assert reply.status_code in (403, 404), endpoint

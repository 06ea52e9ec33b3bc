"""Every endpoint says who may use it, and is either in the OpenAPI document or in this list of pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.api import PREFIX, ApiBlueprint
from app.permissions import Role

VISITOR, MANAGER, ANALYST, ADMINISTRATOR = Role
EVERYBODY = frozenset(Role)
ANYONE: frozenset[Role] = frozenset()

# Who may use what. A new endpoint is put here by hand, after thinking about it.
PAGES = {
    "static": ANYONE,
    "shell.screen": ANYONE,
    "shell.section": ANYONE,
    "shell.form": ANYONE,
    "shell.manifest": ANYONE,
    "shell.worker": ANYONE,
    "accounts.sign_in": ANYONE,
    "accounts.home": EVERYBODY,
    "accounts.sign_out": EVERYBODY,
    "accounts.change_password": EVERYBODY,
    "accounts.people": {ADMINISTRATOR},
    "accounts.new_person": {ADMINISTRATOR},
    "accounts.person": {ADMINISTRATOR},
    "accounts.set_teams": {ADMINISTRATOR},
    "accounts.new_password": {ADMINISTRATOR},
    "accounts.disable": {ADMINISTRATOR},
    "accounts.enable": {ADMINISTRATOR},
    "accounts.end_sign_ins": {ADMINISTRATOR},
    "accounts.teams": {ADMINISTRATOR},
    "accounts.new_area": {ADMINISTRATOR},
    "accounts.new_team": {ADMINISTRATOR},
    "pathways.pathways": {ADMINISTRATOR},
    "pathways.pathway": {ADMINISTRATOR},
    "pathways.withdraw": {ADMINISTRATOR},
    "fairness.fairness": {MANAGER, ADMINISTRATOR},
    "phrases.phrases": {ADMINISTRATOR},
    "phrases.propose": {ADMINISTRATOR},
    "phrases.change": {ADMINISTRATOR},
    "phrases.publish": {ADMINISTRATOR},
    "phrases.withdraw": {ADMINISTRATOR},
    "recovery.waiting": {MANAGER, ADMINISTRATOR},
    "recovery.decide": {MANAGER, ADMINISTRATOR},
    "recovery.decline": {MANAGER, ADMINISTRATOR},
    "review.waiting": {MANAGER},
    "review.visit": {MANAGER},
    "review.two_values": {MANAGER},
    "devices.devices": {MANAGER, ADMINISTRATOR},
    "devices.device": {MANAGER, ADMINISTRATOR},
    "devices.revoke": {MANAGER, ADMINISTRATOR},
    "devices.rescue": {ADMINISTRATOR},
    "devices.sealed": {ADMINISTRATOR},
    "met.met": {MANAGER},
    "met.join": {MANAGER},
    "met.confirm": {MANAGER},
    "met.part": {MANAGER},
    "held.held": {MANAGER},
    "held.release": {MANAGER},
    "held.refused": {MANAGER},
    "held.refused_file": {MANAGER},
    "review.show": {MANAGER},
    "review.print_visit": {MANAGER},
    "review.sign_off": {MANAGER},
    "review.return_visit": {MANAGER},
    "oversight.children": {MANAGER},
    "oversight.child": {MANAGER},
    "oversight.show": {MANAGER},
    "stories.story": {MANAGER, ADMINISTRATOR},
    "stories.run": {MANAGER, ADMINISTRATOR},
    "exports.exports": {ANALYST},
    "exports.download": {ANALYST},
}
API = {
    "api-docs.openapi_json": ANYONE,
    "accounts_api.csrf": ANYONE,
    "accounts_api.sign_in": ANYONE,
    "accounts_api.sign_out": EVERYBODY,
    "accounts_api.me": EVERYBODY,
    "accounts_api.register_device": EVERYBODY,
    "recovery_api.recovery_key": EVERYBODY,
    "recovery_api.ask": {VISITOR},
    "recovery_api.state": {VISITOR},
    "recovery_api.done": {VISITOR},
    "phrases_api.check_texts": EVERYBODY,
    "sync.push": EVERYBODY,
    "sync.pull": {VISITOR},
    "sync.scopes": {VISITOR},
    "devices_api.contact": EVERYBODY,
    "devices_api.standing": ANYONE,
    "devices_api.hand_in": ANYONE,
    "devices_api.rescued": {ADMINISTRATOR},
    "devices_api.vouched": {ADMINISTRATOR},
}
PERMISSIONS = PAGES | API
# The document does not describe itself.
UNDOCUMENTED = {"api-docs.openapi_json"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app of which only the map is looked at."""
    path: Path = tmp_path_factory.mktemp("map") / "unused.sqlite"
    return create_app({"DATABASE_URL": f"sqlite:///{path}"})


def test_every_endpoint_declares_who_may_use_it_and_nobody_else(made: Flask) -> None:
    declared = {
        rule.endpoint: getattr(
            made.view_functions[rule.endpoint], "allowed_roles", "nothing declared"
        )
        for rule in made.url_map.iter_rules()
    }
    assert declared == PERMISSIONS


def test_pages_and_api_do_not_mix(made: Flask) -> None:
    for rule in made.url_map.iter_rules():
        assert rule.rule.startswith(PREFIX) == (rule.endpoint in API), rule.rule


def test_every_api_endpoint_is_in_the_openapi_document(made: Flask) -> None:
    document = made.test_client().get(f"{PREFIX}/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    described = {
        (path, method)
        for path, about in document["paths"].items()
        for method in about
        if method != "parameters"
    }
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in made.url_map.iter_rules()
        if rule.endpoint in API and rule.endpoint not in UNDOCUMENTED
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_every_api_blueprint_reads_json_strictly(made: Flask) -> None:
    for endpoint in API.keys() - UNDOCUMENTED:
        assert isinstance(made.blueprints[endpoint.split(".")[0]], ApiBlueprint)


def test_no_endpoint_changes_anything_on_a_get(made: Flask) -> None:
    """Whatever a link or an image can reach must be harmless: CSRF tokens guard only the other methods."""
    for rule in made.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods <= {"GET", "POST"}, rule.rule
        assert made.view_functions[rule.endpoint].__doc__ or rule.endpoint in (
            "static",
            *UNDOCUMENTED,
        )

"""Blank pages lie in caches and on tablets: the same bytes for everybody, nobody in them, nothing that could go stale."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

import forms
from forms.definition import Kind
from tests.support.world import World

SCREENS = (
    "today",
    "child",
    "growth",
    "ready",
    "paper",
    "print",
    "start",
    "visit",
    "check",
    "waiting",
)
SECTIONS = [
    f"/app/form/{version}/{section.code}"
    for version in forms.versions()
    for section in forms.published(version).sections
]
PAGES = [f"/app/{screen}" for screen in SCREENS] + SECTIONS[:1]
KEPT = [
    *(f"/app/forms/{version}.json" for version in forms.versions()),
    "/manifest.webmanifest",
]

# Templates stand in each other and follow one another: they are one run of text.
TEMPLATES = re.compile(r"<template.*</template>", re.DOTALL)

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("address", [PAGES[0], SECTIONS[0], *KEPT, "/sw.js"])
def test_everybody_gets_the_same_bytes(world: World, client: FlaskClient, address: str) -> None:
    nobody = client.get(address)
    for person in (world.visitor, world.other_visitor, world.manager, world.administrator):
        reply = world.as_(person).get(address)
        assert reply.data == nobody.data
        assert reply.headers["ETag"] == nobody.headers["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_a_blank_page_holds_nobody_and_no_token(
    world: World, client: FlaskClient, address: str
) -> None:
    reply = world.as_(world.visitor).get(address)
    assert reply.status_code == 200
    text = reply.text
    for private in (
        world.visitor.name,
        world.visitor.username,
        str(world.visitor.id),
        world.oak.name,
        world.child.given_name,
        str(world.child.id),
    ):
        assert private not in text
    assert "csrf" not in text.lower()
    assert "nonce" not in text
    assert re.search(r"<title>(.*?)</title>", text)[1] == "Wholeview"  # type: ignore[index]
    assert "Set-Cookie" not in reply.headers
    assert "Vary" not in reply.headers


@pytest.mark.parametrize("address", [*PAGES, *KEPT, "/sw.js"])
def test_it_is_kept_and_asked_after_each_time(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_all_screens_and_sections_are_one_page(client: FlaskClient) -> None:
    """A tablet keeps it once; the script reads from the address what is meant."""
    assert len({client.get(page).data for page in (*PAGES, *SECTIONS)}) == 1


@pytest.mark.parametrize(
    "address",
    ["/app/nothing", "/app/form/1/ZZ", "/app/form/99/VC", "/app/form/1", "/app/forms/99.json"],
)
def test_what_is_not_published_is_not_there(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 404
    assert reply.headers["Cache-Control"] == "no-store"


def test_no_question_of_any_version_is_in_the_page(client: FlaskClient) -> None:
    """Not even in an inert template: what may be asked now is decided on the tablet."""
    page = client.get("/app/today").text
    for version in forms.versions():
        for field in forms.published(version):
            assert f'data-question="{field.id}"' not in page
            assert field.label not in page


def test_every_control_and_kind_is_there_once_and_inert(client: FlaskClient) -> None:
    page = client.get("/app/today").text
    drawn = re.findall(r'<template data-control="(\w+)">', page)
    assert len(set(drawn)) == len(drawn)
    needed = {
        field.type.control
        for version in forms.versions()
        for field in forms.published(version)
        if field.asked
    }
    assert needed <= set(drawn)
    assert sorted(re.findall(r'<template data-frame="(\w)">', page)) == sorted(Kind)
    assert not re.search(r"<(input|select|textarea|form)\b", re.sub(TEMPLATES, "", page))


def test_no_value_is_in_the_controls_and_the_browser_keeps_none(client: FlaskClient) -> None:
    page = client.get("/app/today").text
    assert not re.search(r"<(input|option)[^>]*\b(checked|selected)\b", page)
    for text_box in re.findall(r'<input(?![^>]*type="(?:radio|checkbox)")[^>]*>', page):
        assert re.search(r'\bvalue=""', text_box), text_box
    assert not re.search(r"<textarea[^>]*>[^<]", page)
    for form in re.findall(r"<form[^>]*>", page):
        assert 'autocomplete="off"' in form

"""Blank pages lie in caches and on tablets: the same bytes for everybody, nobody in them, nothing that could go stale."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

import forms
from tests.support.world import World

SCREENS = ("today", "child", "start", "visit", "check", "waiting")
SECTIONS = [
    f"/app/form/{version}/{section.code}"
    for version in forms.versions()
    for section in forms.published(version).sections
]
PAGES = [f"/app/{screen}" for screen in SCREENS] + SECTIONS[:1]
KEPT = [f"/app/forms/{version}.json" for version in forms.versions()] + ["/manifest.webmanifest"]

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


def test_the_screens_share_a_page_and_so_do_the_sections(client: FlaskClient) -> None:
    """A tablet keeps one page for all screens and one for each version of the form."""
    assert len({client.get(f"/app/{screen}").data for screen in SCREENS}) == 1
    for version in forms.versions():
        whole = client.get(f"/app/form/{version}").data
        for section in forms.published(version).sections:
            assert client.get(f"/app/form/{version}/{section.code}").data == whole


@pytest.mark.parametrize(
    "address",
    ["/app/nothing", "/app/form/1/ZZ", "/app/form/99/VC", "/app/form/99", "/app/forms/99.json"],
)
def test_what_is_not_published_is_not_there(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 404
    assert reply.headers["Cache-Control"] == "no-store"


def test_every_section_lies_in_a_template_of_its_own(client: FlaskClient) -> None:
    """Templates are inert: a question is not in the document before the script puts it there."""
    for version in forms.versions():
        page = client.get(f"/app/form/{version}").text
        assert re.findall(r'<template data-page="(\w+)">', page) == [
            section.code for section in forms.published(version).sections
        ]


def test_no_value_is_in_the_questions_and_the_browser_keeps_none(client: FlaskClient) -> None:
    page = client.get("/app/form/1").text
    assert not re.search(r"<(input|option)[^>]*\b(checked|selected)\b", page)
    for text_box in re.findall(r'<input(?![^>]*type="(?:radio|checkbox)")[^>]*>', page):
        assert re.search(r'\bvalue=""', text_box), text_box
    assert not re.search(r"<textarea[^>]*>[^<]", page)
    for form in re.findall(r"<form[^>]*>", page):
        assert 'autocomplete="off"' in form


def test_what_must_not_be_overheard_is_doubly_inert(client: FlaskClient) -> None:
    page = client.get("/app/form/1").text
    hidden = [field.id for field in forms.published(1) if field.sensitivity == "H"]
    assert hidden
    for field in hidden:
        before = page[: page.index(f'<div class="wv-question" id="q-{field}"')]
        assert before.rstrip().endswith("<template data-sensitive>")

"""The tablet's style sheet is trimmed by hand (static/trim.mjs): what a screen uses must have stayed in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.config import ROOT
from tests.shell.built import built as built

pytestmark = pytest.mark.one_database


def styled(sheet: str) -> set[str]:
    """The classes a style sheet speaks of."""
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", sheet)))


def used(client: FlaskClient) -> set[str]:
    """The classes in the blank pages and in whatever the scripts draw."""
    found: set[str] = set()
    for value in re.findall(r'\bclass="([^"]*)"', client.get("/app/today").text):
        found |= set(value.split())
    js = ROOT / "static/js"
    desk = {js / "office.js", *(js / "office").rglob("*.js")}
    for script in set(js.rglob("*.js")) - desk:
        found |= set(re.findall(r"\b(?:nhsuk|wv)-[\w-]+", script.read_text("utf-8")))
    return found


def test_every_class_in_use_that_nhs_styles_know_is_still_styled(
    built: Path, client: FlaskClient
) -> None:
    whole = styled((built / "office.css").read_text("utf-8"))
    tablet = styled((built / "app.css").read_text("utf-8"))
    tablet |= styled((built / "parts/later.css").read_text("utf-8"))
    assert len(whole - tablet) > 50, "nothing was trimmed"
    assert used(client) & (whole - tablet) == set()


def test_nothing_is_fetched_from_another_host(built: Path) -> None:
    for name in ("app.css", "office.css", "parts/later.css", "app.js", "office.js", "sw.js"):
        text = (built / name).read_text("utf-8")
        addresses = set(re.findall(r"https?://[\w.-]+", text)) - {
            "http://www.w3.org",
            "https://bit.ly",
        }
        assert addresses == set(), name
        assert "@font-face" not in text

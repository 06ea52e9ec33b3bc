"""The service worker and the list of what it keeps."""

from __future__ import annotations

import base64
import json
import re
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import forms
from app.config import ROOT
from tests.shell.built import DIST
from tests.shell.built import built as built

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("built")]


def listed(client: FlaskClient) -> list[dict[str, str]]:
    first_line = client.get("/sw.js").text.split("\n", 1)[0]
    found = re.fullmatch(r"self\.precached=(\[.*\]);", first_line)
    assert found
    entries: list[dict[str, str]] = json.loads(found[1])
    return entries


def test_it_stands_at_the_root_and_is_asked_after_each_time(client: FlaskClient) -> None:
    reply = client.get("/sw.js")
    assert reply.status_code == 200
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == "no-cache"


def test_the_list_is_all_that_a_tablet_needs_without_a_network(client: FlaskClient) -> None:
    assert {entry["url"] for entry in listed(client)} == {
        "/app/today",
        *(f"/app/forms/{version}.json" for version in forms.versions()),
        "/manifest.webmanifest",
        "/static/dist/app.css",
        "/static/dist/app.js",
        "/static/dist/icons/icon.svg",
        "/static/dist/images/nhsuk-icon-cross.svg",
        *(f"/static/dist/parts/{part.name}" for part in (DIST / "parts").iterdir()),
    }


def test_whatever_a_kept_page_or_style_fetches_is_kept_too(client: FlaskClient) -> None:
    kept = {entry["url"] for entry in listed(client)}
    asked = set(re.findall(r'(?:src|href)="(/[^"]*)"', client.get("/app/today").text))
    asked |= set(re.findall(r'url\("?(/[^")]*)', client.get("/static/dist/app.css").text))
    only_when_installing = {"/static/dist/icons/apple-touch-icon.png"}
    assert asked - only_when_installing <= kept


def test_each_hash_is_of_what_is_served(client: FlaskClient) -> None:
    """Worked out again here from the replies: with a wrong one no browser would install the app."""
    for entry in listed(client):
        reply = client.get(entry["url"])
        assert reply.status_code == 200, entry
        hashed = base64.b64encode(sha256(reply.data).digest()).decode()
        assert entry["integrity"] == f"sha256-{hashed}", entry


def test_a_changed_asset_changes_the_worker(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser looks for a newer worker by its bytes; so each change of the shell must show in them."""
    dist = tmp_path / "dist"
    parts = [f"parts/{part.name}" for part in (ROOT / "static/dist/parts").iterdir()]
    for name in ("app.js", "app.css", "sw.js", *parts):
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_bytes((ROOT / "static/dist" / name).read_bytes())
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    before = app.test_client().get("/sw.js").data
    (dist / "app.css").write_text("body{}")
    assert app.test_client().get("/sw.js").data != before


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_the_app_can_be_installed(client: FlaskClient) -> None:
    reply = client.get("/manifest.webmanifest")
    manifest: dict[str, Any] = json.loads(reply.data)
    assert reply.mimetype == "application/manifest+json"
    assert all(manifest[needed] for needed in ("name", "short_name", "id"))
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/app/today",
        "/",
        "standalone",
    )
    sizes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in manifest["icons"]:
        wanted = int(icon["sizes"].split("x")[0])
        assert png_size(ROOT / icon["src"].lstrip("/")) == (wanted, wanted)
    assert png_size(ROOT / "static/dist/icons/apple-touch-icon.png") == (180, 180)

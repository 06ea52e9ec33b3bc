"""The visitor's app as it arrives on a tablet: blank pages, the form in JSON, the service worker and the manifest.

Nothing here is about anybody. A blank page holds no name, no token and no nonce; it is the same bytes for everyone and
may lie in any cache. Which child or visit is meant stands in the fragment of the address, which is never sent.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request, url_for

import forms
from app.permissions import public
from forms.derived.browser_bundle import bundle
from forms.derived.web_form import section_form

blueprint = Blueprint("shell", __name__)

THEME_COLOUR = "#005eb8"  # NHS blue, as in the bar
HTML = "text/html; charset=utf-8"
JSON = "application/json"
SCREEN = "/app/today"
"""The address under which a tablet keeps the page that all screens share."""
# Built by `npm run build`; a tablet keeps all of these.
ASSETS = (
    "dist/app.css",
    "dist/app.js",
    "dist/images/nhsuk-icon-cross.svg",
    "dist/icons/icon.svg",
)


@blueprint.get("/app/<any(today, child, start, visit, check, waiting):screen>")
@public
def screen(screen: str) -> Response:
    """The blank page of the app's screens: one page under six addresses, which the script reads."""
    return _reply(SCREEN, HTML)


@blueprint.get("/app/form/<int:version>/<section>")
@public
def section(version: int, section: str) -> Response:
    """The questions of a published version without answers: one page for all sections, each an inert template."""
    if version not in forms.versions() or section not in {
        part.code for part in forms.published(version).sections
    }:
        abort(404)
    return _reply(f"/app/form/{version}", HTML)


@blueprint.get("/app/form/<int:version>")
@public
def questions(version: int) -> Response:
    """The same page under the address a tablet keeps it by."""
    return _reply(request.path, HTML)


@blueprint.get("/app/forms/<int:version>.json")
@public
def form(version: int) -> Response:
    """What the browser knows of one published version: questions, choices, conditions, limits, sentences."""
    return _reply(request.path, JSON)


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What makes the app installable."""
    return _reply(request.path, "application/manifest+json")


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, with the list of everything it keeps. It stands at the root so that its scope is the site."""
    built = Path(current_app.static_folder or "") / "dist" / "sw.js"
    if not built.exists():
        abort(404)
    listed = json.dumps(precached(), separators=(",", ":"))
    return _cacheable(
        f"self.precached={listed};\n".encode() + built.read_bytes(),
        "text/javascript; charset=utf-8",
    )


def precached() -> list[dict[str, str]]:
    """Every address a tablet keeps, each with a hash of its content (`url`, `revision`)."""
    kept = [{"url": path, "revision": _fingerprint(content)} for path, content in _pages().items()]
    kept += [
        {"url": url_for("static", filename=name), "revision": _fingerprint(asset.read_bytes())}
        for name, asset in _assets().items()
    ]
    return kept


def _assets() -> dict[str, Path]:
    """What of `ASSETS` has been built."""
    folder = Path(current_app.static_folder or "")
    return {name: folder / name for name in ASSETS if (folder / name).exists()}


def _pages() -> dict[str, bytes]:
    """Path to content of all that is rendered here; drawn once a process."""
    kept: dict[str, bytes] | None = current_app.extensions.get("blank_pages")
    if kept is None:
        kept = current_app.extensions["blank_pages"] = _render_all(current_app)
    return kept


def _render_all(app: Flask) -> dict[str, bytes]:
    version_of_shell = _fingerprint(b"".join(asset.read_bytes() for asset in _assets().values()))
    pages = {
        SCREEN: _tight(
            render_template(
                "shell/screen.jinja", form=forms.latest(), shell_version=version_of_shell
            )
        )
    }
    for version in forms.versions():
        published = forms.published(version)
        parts = [(part, section_form(published, part.code)()) for part in published.sections]
        pages[f"/app/form/{version}"] = _tight(
            render_template(
                "shell/form.jinja", parts=parts, form=published, shell_version=version_of_shell
            )
        )
        pages[f"/app/forms/{version}.json"] = json.dumps(
            bundle(published), ensure_ascii=False, separators=(",", ":")
        )
    pages["/manifest.webmanifest"] = json.dumps(_manifest(app.config["SERVICE_NAME"]))
    return {path: content.encode() for path, content in pages.items()}


def _tight(page: str) -> str:
    """Without the templates' indentation. Nothing in a blank page is preformatted."""
    return re.sub(r"\s+", " ", page)


def _manifest(name: str) -> dict[str, object]:
    def icon(size: int, purpose: str = "any") -> dict[str, str]:
        stem = "maskable" if purpose == "maskable" else "icon"
        return {
            "src": url_for("static", filename=f"dist/icons/{stem}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }

    return {
        "name": name,
        "short_name": name,
        "id": "/app/",
        "start_url": "/app/today",
        "scope": "/",
        "display": "standalone",
        "lang": "en-GB",
        "theme_color": THEME_COLOUR,
        "background_color": "#f0f4f5",
        "icons": [icon(192), icon(512), icon(512, "maskable")],
    }


def _reply(path: str, content_type: str) -> Response:
    content = _pages().get(path)
    if content is None:
        abort(404)
    return _cacheable(content, content_type)


def _cacheable(content: bytes, content_type: str) -> Response:
    """Kept by anyone, asked after each time: a 304 costs nothing and an update arrives at once."""
    reply = Response(content, content_type=content_type)
    reply.headers["Cache-Control"] = "no-cache"
    reply.set_etag(_fingerprint(content))
    return reply.make_conditional(request)


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]

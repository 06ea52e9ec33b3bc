"""The visitor's app as it arrives on a tablet: blank pages, the form in JSON, the service worker and the manifest.

Nothing here is about anybody. A blank page holds no name, no token and no nonce; it is the same bytes for everyone and
may lie in any cache. Which child or visit is meant stands in the fragment of the address, which is never sent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

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
    """Every address a tablet keeps, each with the hash the browser checks it against (`url`, `integrity`)."""
    kept = list(_pages().items())
    kept += [
        (url_for("static", filename=name), asset.read_bytes()) for name, asset in _assets().items()
    ]
    return [{"url": url, "integrity": _integrity(content)} for url, content in kept]


def _integrity(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def _assets() -> dict[str, Path]:
    """What of `ASSETS` has been built."""
    folder = Path(current_app.static_folder or "")
    return {name: folder / name for name in ASSETS if (folder / name).exists()}


def _pages() -> dict[str, bytes]:
    """Path to content of all that is rendered here; drawn once a process."""
    of = (current_app.config["SERVICE_NAME"], _shell_version())
    if of not in _drawn:
        _drawn[of] = _render_all(current_app, *of)
    return _drawn[of]


_drawn: dict[tuple[str, str], dict[str, bytes]] = {}


def _shell_version() -> str:
    return _fingerprint(b"".join(asset.read_bytes() for asset in _assets().values()))


def _render_all(app: Flask, name: str, version_of_shell: str) -> dict[str, bytes]:
    def blank(template: str, **told: object) -> str:
        """Drawn without the context of a request: no session, no user, whoever happens to ask first."""
        page = app.jinja_env.get_template(template)
        return _tight(page.render(service_name=name, shell_version=version_of_shell, **told))

    pages = {SCREEN: blank("shell/screen.jinja", form=forms.latest())}
    for version in forms.versions():
        published = forms.published(version)
        parts = [
            (part, section_form(published, part.code, copied=True)()) for part in published.sections
        ]
        pages[f"/app/form/{version}"] = blank("shell/form.jinja", parts=parts, form=published)
        pages[f"/app/forms/{version}.json"] = _compact(bundle(published))
    pages["/manifest.webmanifest"] = _compact(_manifest(name))
    return {path: content.encode() for path, content in pages.items()}


def _compact(told: dict[str, Any]) -> str:
    """JSON as small as it goes. `{name}` stands for the question's name in its sentences, which then pack well; the
    script puts it back (static/js/shell/definitions.js).
    """
    for field in told.get("fields", {}).values():
        field["messages"] = {
            code: sentence.replace(field["name"], "{name}")
            for code, sentence in field["messages"].items()
        }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


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
    reply.make_conditional(request)
    return reply


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]

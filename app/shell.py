"""The visitor's app as it arrives on a tablet: the blank page, the form in JSON, the service worker and the manifest.

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
from forms.derived.browser_bundle import packed, packed_after
from forms.derived.web_form import blanks

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


@blueprint.get(
    "/app/<any(today, child, growth, start, visit, check, stands, newer, waiting, tablet, ready, paper, print):screen>"
)
@public
def screen(screen: str) -> Response:
    """The blank page of the app's screens: one page under each of their addresses, which the script reads."""
    return _reply(SCREEN, HTML)


@blueprint.get("/app/form/<int:version>/<section>")
@public
def section(version: int, section: str) -> Response:
    """A section of a published version: the same page again. The script makes the questions."""
    if version not in forms.versions() or section not in {
        part.code for part in forms.published(version).sections
    }:
        abort(404)
    return _reply(SCREEN, HTML)


@blueprint.get("/app/forms/<int:version>.json")
@public
def form(version: int) -> Response:
    """What the browser knows of a published version: questions, choices, limits, sentences. Of an older one only what it
    has beside the latest; it is read where a visit recorded with it is opened.
    """
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


def read_at_once() -> list[str]:
    """The parts that the app's script imports before it can begin, by file name below `static/`; the others it reads when
    they are needed.
    """
    assets = _assets()
    found: list[str] = []
    todo = ["dist/app.js"]
    while todo:
        text = assets[todo.pop()].read_text("utf-8")
        named = [f"dist/parts/{name}" for name in IMPORTED.findall(text)]
        fresh = [name for name in dict.fromkeys(named) if name in assets and name not in found]
        found += fresh
        todo += fresh
    return found


def read_later() -> set[str]:
    """Addresses of what a tablet keeps and reads only when it needs it: parts of the app, older versions of the form."""
    parts = {name for name in _assets() if name.startswith("dist/parts/")} - {*read_at_once()}
    older = (version for version in forms.versions() if version != forms.latest().version)
    return {url_for("static", filename=part) for part in parts} | {
        f"/app/forms/{version}.json" for version in older
    }


IMPORTED = re.compile(r'(?:from|import)"\./(?:parts/)?([\w-]+\.js)"')


def _assets() -> dict[str, Path]:
    """What of `ASSETS` has been built, and the parts that the app reads only when it needs them."""
    folder = Path(current_app.static_folder or "")
    names = [
        *ASSETS,
        *(f"dist/parts/{part.name}" for part in sorted(folder.glob("dist/parts/*.*s"))),
    ]
    return {name: folder / name for name in names if (folder / name).exists()}


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
    at_once = read_at_once()

    def blank(template: str, **told: object) -> str:
        """Drawn without the context of a request: no session, no user, whoever happens to ask first."""
        page = app.jinja_env.get_template(template)
        return _tight(
            page.render(service_name=name, shell_version=version_of_shell, at_once=at_once, **told)
        )

    latest = forms.latest()
    pages = {
        SCREEN: blank("shell/screen.jinja", form=latest, blanks=blanks(latest)),
    }
    for version in forms.versions():
        form = forms.published(version)
        told = packed(form) if form == latest else packed_after(latest, form)
        pages[f"/app/forms/{version}.json"] = _compact(told)
    pages["/manifest.webmanifest"] = _compact(_manifest(name))
    return {path: content.encode() for path, content in pages.items()}


def _compact(told: dict[str, Any]) -> str:
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

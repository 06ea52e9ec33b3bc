"""What no page may contain, and what each must: read in the source, and again in the pages as they come out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.permissions import Role
from tests.guards.test_authorisation import EVERY_CALL, Place, own, people, send
from tests.guards.test_authorisation import place as place
from tests.guards.test_endpoints import API, PERMISSIONS
from tests.support import source
from tests.support.clients import CsrfClient

TEMPLATES = source.files("app/templates", "*.jinja")
SCRIPTS = source.files("static/js", "*.js")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
TAG = re.compile(
    r"<(form|input|textarea|select)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*'|=>)*)>", re.DOTALL
)


def text_of(path: source.Path) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))


def test_what_is_drawn_of_the_design_system_has_its_styles() -> None:
    """A macro without its styles is plain text: two tags beside each other read as one."""
    drawn = {
        name
        for path in TEMPLATES
        for name in re.findall(r"nhsuk/components/([a-z-]+)/macro", text_of(path))
    }
    # office.scss takes in what app.scss has.
    styles = "".join(
        (source.ROOT / "static/css" / name).read_text("utf-8")
        for name in ("app.scss", "office.scss")
    )
    assert {name for name in drawn if f'/components/{name}";' not in styles} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=source.name)
def test_templates_leave_escaping_alone_and_have_nothing_inline(path: source.Path) -> None:
    text = text_of(path)
    assert not re.search(r"\|\s*safe\b", text), "text is escaped, always"
    assert "autoescape" not in text
    assert not re.search(r"<script\b(?![^>]*(?:\bsrc=|type=\"application/json\"))", text), (
        "scripts are files"
    )
    assert not re.search(r"<style\b|\sstyle\s*=", text), "styles are files"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "events are bound in files"
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=source.name)
def test_html_given_to_a_macro_was_made_by_a_template(path: source.Path) -> None:
    """The NHS macros print `html` parameters as they are, so a typed text must never get there."""
    text = text_of(path)
    for value in re.findall(r"[\"']html[\"']\s*:\s*([^,}]+)", text):
        given = value.strip().split(" if ")[0]
        block = re.search(rf"{{%-?\s*set\s+{re.escape(given)}\s*-?%}}", text)
        called = re.match(r"(\w+)\(", given)
        macro = called and re.search(rf"\b(?:macro|import)\b[^%]*\b{called[1]}\b", text)
        argument = re.search(rf"{{%-?\s*macro\s+\w+\([^)]*\b{re.escape(given)}\b", text)
        made = macro if called else block or argument
        assert made, f"html: {given}"


# The markup of an inert template of ours, with the ids of a new row filled in.
COPIED = re.compile(r"\bmade\.innerHTML = \w+\.innerHTML\s*\.replaceAll\(")
MARKUP_FROM_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|\beval\(|new Function"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=source.name)
def test_scripts_build_no_markup_from_text(path: source.Path) -> None:
    code = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert MARKUP_FROM_TEXT.findall(COPIED.sub("", code)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=source.name)
def test_no_control_drawn_by_a_script_is_remembered_by_the_browser(path: source.Path) -> None:
    text = path.read_text("utf-8")
    for tag, attributes in TAG.findall(text):
        assert 'autocomplete="off"' in attributes, f"<{tag}{attributes[:80]}"


class Page(HTMLParser):
    """Collects what the browser would remember or run."""

    VOID_TO_MEMORY = ("hidden", "submit", "button", "reset", "image")

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[bool] = []
        self.remembered: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.title: list[str] = []
        self.controls = 0
        self._in_title = False
        self._in_template = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = dict(attributes)
        off = about.get("autocomplete") == "off"
        self._in_template += tag == "template"
        if tag == "form":
            self.forms.append(off)
            if not off:
                self.remembered.append(f"form {about}")
        if tag in ("input", "textarea", "select") and about.get("type") not in self.VOID_TO_MEMORY:
            self.controls += 1
            # An inert template is copied into a form of the same page, and those are all checked.
            within = self.forms[-1] if self.forms else self._in_template > 0
            # Firefox takes it over from the form for an input only.
            inherited = tag == "input" and within and "autocomplete" not in about
            if not (off or inherited):
                self.remembered.append(f"{tag} {about}")
        if tag == "style" or (
            tag == "script" and "src" not in about and about.get("type") != "application/json"
        ):
            self.inline.append(tag)
        self.inline += [name for name in about if name == "style" or name.startswith("on")]
        if about.get("id") and not self._in_template:
            self.ids.append(str(about["id"]))
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        self._in_template -= tag == "template"
        if tag == "form":
            self.forms.pop()
        if tag == "title":
            self._in_title = False

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title.append(text)


def checked(html: str) -> Page:
    page = Page()
    page.feed(html)
    assert page.inline == []
    assert page.remembered == [], "what is typed here would lie in plain text on the disk"
    doubled = {one for one in page.ids if page.ids.count(one) > 1}
    assert not doubled, f"ids that stand twice: {doubled}"
    return page


@pytest.mark.one_database
def test_every_page_as_it_comes_out(app: Flask, place: Place) -> None:
    seen = controls = 0
    for endpoint, call in EVERY_CALL:
        if endpoint in API or endpoint == "static":
            continue
        role: Role | None = next(iter(PERMISSIONS[endpoint]), None)
        client = place.world.as_(people(place.world)[role]) if role else app.test_client()
        assert isinstance(client, CsrfClient)
        reply = send(client, place, call, own(call, place))
        if reply.mimetype != "text/html" or reply.status_code in (301, 302, 303):
            continue
        page = checked(reply.text)
        title = " ".join("".join(page.title).split())
        assert title, endpoint
        for private in ("Ivy", "Larch", "9990000018", "999 000 0018", "Vera"):
            assert private not in title, f"{endpoint}: titles stay in the browser's history"
        assert title.startswith("Error: ") == (reply.status_code == 422), endpoint
        seen, controls = seen + 1, controls + page.controls
    assert seen >= 12
    assert controls >= 50


def test_the_check_finds_what_it_looks_for() -> None:
    for html in (
        "<form><input></form>",
        "<input>",
        '<form autocomplete="off"><input autocomplete="name"></form>',
        '<form autocomplete="off"><textarea></textarea></form>',
        '<form autocomplete="off"><select></select></form>',
    ):
        page = Page()
        page.feed(html)
        assert page.remembered
    page = Page()
    page.feed(
        '<form autocomplete="off"><input><input type="hidden"></form><p onclick="x" style="y"><script>1</script>'
    )
    assert page.remembered == []
    assert page.inline == ["onclick", "style", "script"]

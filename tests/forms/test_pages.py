"""The section pages: blank, safe, and with every mark the script needs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template
from werkzeug.datastructures import MultiDict

import forms
from app import templating
from forms.definition import Choice, Form, Section
from forms.derived.web_form import section_form
from forms.field_types import OneOf
from tests.forms.tiny import form_of, tiny

FORM = forms.latest()
CONTROLS = {"input", "select", "textarea"}
NASTY = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def drawing() -> Flask:
    app = Flask("app")
    app.config["SERVICE_NAME"] = "Wholeview"
    templating.init_templating(app)
    return app


@pytest.fixture(scope="module")
def pages(drawing: Flask) -> dict[str, str]:
    return {section.code: draw(drawing, FORM, section) for section in FORM.sections}


def draw(
    app: Flask, form: Form, section: Section, posted: MultiDict[str, str] | None = None
) -> str:
    asked = section_form(form, section.code)(posted)
    if posted:
        asked.validate()
    with app.test_request_context():
        return render_template("forms/section.jinja", section=section, form=asked)


class Page(HTMLParser):
    """Every tag of a page with its attributes, and the templates it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.inside: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given, list(self.inside)))
        if tag == "template":
            self.inside.append(next(name for name in given if name.startswith("data-")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def marked(self, mark: str) -> list[dict[str, str | None]]:
        return [given for _, given, _ in self.tags if mark in given]


@pytest.mark.parametrize("section", FORM.sections, ids=lambda section: section.code)
def test_a_section_page(pages: dict[str, str], section: Section) -> None:
    page = Page(pages[section.code])
    assert [given["data-question"] for given in page.marked("data-question")] == [
        f.id for f in section.asked
    ]
    for tag, given, inside in page.tags:
        assert "required" not in given
        assert "checked" not in given
        assert "selected" not in given
        assert not [name for name in given if name.startswith("on") or name == "style"]
        if tag == "form":
            assert (given["autocomplete"], given["method"]) == ("off", "dialog")
            assert "action" not in given
        if tag in CONTROLS:
            assert given["data-key"] in {*FORM.fields, "--key--"}
            assert given["autocomplete"] == "off", "Firefox writes down what is typed there"
        if tag == "input" and given["type"] not in ("radio", "checkbox"):
            assert given.get("value", "") == ""
        if tag == "button":
            assert given["type"] == "button"
        question = given.get("data-question")
        if question:
            assert ("data-row" in inside) == (section.group is not None)
            assert given["data-kind"] == FORM.fields[question].kind
            assert given["data-type"] == FORM.fields[question].type.name


@pytest.mark.parametrize("section", FORM.sections, ids=lambda section: section.code)
def test_ids_are_unique_and_what_is_referred_to_exists(
    pages: dict[str, str], section: Section
) -> None:
    page = Page(pages[section.code])
    ids = [given["id"] for _, given, _ in page.tags if given.get("id")]
    assert len(set(ids)) == len(ids)
    for _, given, _ in page.tags:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for referred in (given.get(name) or "").split():
                assert referred in ids, (section.code, referred)


def test_a_control_is_named_by_its_answer_key(pages: dict[str, str]) -> None:
    assert 'name="weight_g"' in pages["FG"]
    assert 'name="icon/--row--/icon_how"' in pages["IC"]


def test_a_narrative_says_its_kind_by_word_and_shape(pages: dict[str, str]) -> None:
    told = {"BS": "What I saw, heard or measured", "CS": "What I was told", "PJ": "What I think"}
    for code, word in told.items():
        assert re.search(
            rf'wv-question__kind">\s*<svg.*?</svg>\s*{word}\s*<', pages[code], re.DOTALL
        )


def test_every_question_has_room_for_its_source_and_why_there_is_no_answer(
    pages: dict[str, str],
) -> None:
    for section in FORM.sections:
        assert len(Page(pages[section.code]).marked("data-beside")) == len(section.asked)


def test_an_answer_that_stands_alone_is_marked_and_set_apart(pages: dict[str, str]) -> None:
    alone = [given["value"] for given in Page(pages["WB"]).marked("data-exclusive")]
    assert alone == ["none_of_these", "area_not_seen"]
    assert pages["WB"].count("nhsuk-checkboxes__divider") == 1


def test_a_long_list_is_a_select(pages: dict[str, str]) -> None:
    page = Page(pages["MK"])
    chosen = [given for tag, given, _ in page.tags if tag == "option" and given.get("value")]
    long = [field for field in FORM.section("MK").asked if field.type.control == "select"]
    assert [field.id for field in long] == ["mark_site", "mark_type"]
    assert len(chosen) == sum(len(field.type.codes) for field in long)


def test_markup_in_the_declaration_comes_out_as_text(drawing: Flask) -> None:
    form = tiny(
        label=NASTY,
        name=NASTY,
        hint=NASTY,
        type=OneOf((Choice("red", NASTY), Choice("green", "Green"))),
    )
    html = draw(drawing, form, form.section("A"))
    assert "<script" not in html
    assert NASTY in Page(html).text


def test_a_posted_page_is_refused_in_the_words_of_the_wire(drawing: Flask) -> None:
    posted = MultiDict({"weight_g": "41,20", "feeding_type": "tea", "weight_how": "forgot"})
    asked = section_form(FORM, "FG")(posted)
    assert not asked.validate()
    assert asked.errors == {
        "feeding_type": ["Feeding, last 24 hours: choose one of the answers in the list"],
        "weight_how": ["How baby was weighed: choose one of the answers in the list"],
    }
    assert asked.weight_g.data == 4120
    html = draw(drawing, FORM, FORM.section("FG"), posted)
    assert "Feeding, last 24 hours: choose one of the answers in the list" in html


def test_a_posted_page_gives_wire_values() -> None:
    posted = MultiDict(
        [("contact_start", part) for part in ("9", "5", "2026", "14:30")]
        + [("records_read", "gp"), ("records_read", "maternity"), ("earshot", "no")]
    )
    asked = section_form(FORM, "VC")(posted)
    assert asked.validate(), asked.errors
    assert asked.contact_start.data == "2026-05-09T13:30:00Z"
    assert asked.records_read.data == ["gp", "maternity"]
    assert [box["value"] for box in asked.contact_start.boxes] == ["9", "5", "2026", "14:30"]


def test_an_unknown_section_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        section_form(form_of(), "XX")

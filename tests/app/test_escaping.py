"""Text stays text: in our templates, in the NHS macros, in what people typed."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from app.accounts.operations import create_user
from app.database import commit
from app.permissions import Role
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.one_database
NASTY = "\"><script>alert(1)</script>'"

MACROS = {
    "input": '{% from "nhsuk/components/input/macro.jinja" import input %}'
    '{{ input({"id": "a", "name": "a", "value": nasty, "label": {"text": nasty}, "hint": {"text": nasty},'
    ' "errorMessage": {"text": nasty}}) }}',
    "radios": '{% from "nhsuk/components/radios/macro.jinja" import radios %}'
    '{{ radios({"idPrefix": "a", "name": "a", "fieldset": {"legend": {"text": nasty}},'
    ' "items": [{"value": nasty, "text": nasty, "hint": {"text": nasty}}]}) }}',
    "summary list": '{% from "nhsuk/components/summary-list/macro.jinja" import summaryList %}'
    '{{ summaryList({"rows": [{"key": {"text": nasty}, "value": {"text": nasty}}]}) }}',
    "error summary": '{% from "nhsuk/components/error-summary/macro.jinja" import errorSummary %}'
    '{{ errorSummary({"titleText": nasty, "errorList": [{"text": nasty, "href": "#a"}]}) }}',
    "our own": '<p title="{{ nasty }}">{{ nasty }}</p>',
}


@pytest.mark.parametrize("template", MACROS.values(), ids=MACROS.keys())
def test_a_tag_in_a_label_or_value_comes_out_as_text(app: Flask, template: str) -> None:
    with app.test_request_context():
        html = render_template_string(template, nasty=NASTY)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == template.count("nasty")
    assert NASTY not in html


def test_the_nhs_templates_are_escaped_though_their_names_end_in_jinja(app: Flask) -> None:
    assert app.jinja_env.autoescape is True or app.jinja_env.autoescape("x.jinja")  # type: ignore[operator]


def test_a_misspelt_name_fails_instead_of_vanishing(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ persn.name }}")


def test_a_name_with_a_tag_in_it_is_shown_as_typed(world: World, app: Flask) -> None:
    with app.app_context():
        nasty = create_user(
            None, username="nasty", name=NASTY, role=Role.ADMINISTRATOR, password=PASSWORD
        )
        commit()
    client = world.as_(nasty)
    for path in ("/people", f"/people/{nasty.id}", "/teams"):
        html = client.get(path).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html

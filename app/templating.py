"""Jinja as the NHS templates need it, with the traps closed."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader

from app import wording
from app.permissions import Role

ROLE_NAMES = {
    Role.VISITOR: "Health visitor",
    Role.MANAGER: "Manager",
    Role.ANALYST: "Data analyst",
    Role.ADMINISTRATOR: "Administrator",
}
# What each role finds in the head of a page: path and words. The visitor's app has a navigation of its own.
MENU = {
    Role.VISITOR: [("/app/today", "Today")],
    Role.MANAGER: [
        ("/review/", "What waits for you"),
        ("/children/", "Children"),
        ("/devices/", "Tablets"),
        ("/recoveries/", "Forgotten passphrases"),
        ("/fairness/", "Fairness of prompts"),
        ("/stories/", "Try a story"),
    ],
    Role.ANALYST: [("/exports/", "Exports")],
    Role.ADMINISTRATOR: [
        ("/people", "People"),
        ("/teams", "Teams"),
        ("/devices/", "Tablets"),
        ("/pathways/", "Local pathways"),
        ("/phrases/", "Language prompts"),
        ("/fairness/", "Fairness of prompts"),
        ("/stories/", "Try a story"),
        ("/recoveries/", "Forgotten passphrases"),
    ],
}

FILTERS = (
    wording.day_words,
    wording.moment_words,
    wording.apart_words,
    wording.waiting_words,
    wording.nhs_words,
    wording.utc,
    wording.day_of,
)


class MacroUndefined(ChainableUndefined):
    """Lets NHS macros ask for parameters nobody gave (`params.a.b`), but fails when something undefined is printed.

    Plain ChainableUndefined would turn every misspelt name in our own templates into silence.
    """

    def __str__(self) -> str:
        self._fail_with_undefined_error()

    def __html__(self) -> str:
        self._fail_with_undefined_error()


def init_templating(app: Flask) -> None:
    """Escape in every template, find the NHS macros, and name what all pages use.

    Flask escapes by file name and does not know `.jinja`: without `select_jinja_autoescape` a label with a tag in it came
    out alive. tests/app/test_escaping.py keeps this shut.
    """
    app.jinja_options = {**app.jinja_options, "autoescape": True, "undefined": MacroUndefined}
    app.select_jinja_autoescape = lambda filename: True  # type: ignore[method-assign]
    environment = app.jinja_env
    environment.loader = ChoiceLoader([PackageLoader("app"), PackageLoader("nhsuk_frontend_jinja")])
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update({words.__name__: words for words in FILTERS})

    @app.context_processor
    def _names() -> dict[str, Any]:
        return {
            "service_name": app.config["SERVICE_NAME"],
            "role_names": ROLE_NAMES,
            "menu": MENU,
            "has_errors": False,
        }

"""The peer of rows 9 and 10: Enketo with questions of our own form, in the HTML and XML its transformer makes of an XForm.

It is spared what a whole Enketo would do besides: the page holds the form already, only the widgets its questions need are
there, a tenth of the questions has a condition (of ours, most), and no answer is stored.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, expect

from bench import fetched
from bench.answering import MANY, NEWEST, ROWS, Asked
from bench.tablet import THROTTLE, at, served, slow, started
from forms.definition import Field, Form, Section
from forms.derived.browser_bundle import bundle
from tests.journeys import browsers

WANTED = {"enketo-core": "9.0.1"}
# What it asks for of these is not on npm. The first is for maps, which no question here has; the second a release older.
INSTEAD = {"leaflet-draw": "1.0.4", "openrosa-xpath-evaluator": "3.1.0"}

REPEATED = "icon"
"""The one group whose rows can be added. The questions of other groups stand there once."""

CONDITIONS = {
    "skin_not_seen": ("skin_check", "part_of_body"),
    "icon_said_back": ("icon_how", "in_person"),
    "icon_not_done_why": ("icon_how", "leaflet_only"),
}
"""Question: the question and the choice it depends on. Others, up to a tenth, depend on the list before them."""

CHANGES = {"weight_change": ("weight_g", "birth_weight_g")}
"""What is worked out, and from which two numbers, as a change in per cent; others from the last two numbers before them."""

BIRTH_WEIGHT = 3500
INPUTS = {
    "int": ("number", "int"),
    "decimal": ("number", "decimal"),
    "age": ("number", "int"),
    "date": ("date", "date"),
    "datetime": ("datetime-local", "dateTime"),
}
"""Type of a question: type of its box, type of its value. All others are texts."""


class _Written:
    """A form in Enketo's shape. `path` says where an answer stands in the model, by the id of its question."""

    def __init__(self, form: Form) -> None:
        self._faces: dict[str, Any] = bundle(form)["fields"]
        self.path = {"birth_weight_g": "/data/birth_weight_g"} | {
            field.id: f"/data/{section.code}{'/row' if section.group == REPEATED else ''}/{field.id}"
            for section in form.sections
            for field in section.fields
        }
        self.conditions = self._conditions(form)
        self._numbers = ["birth_weight_g"]
        parts = [self._section(section) for section in form.sections]
        self.html = (
            '<form autocomplete="off" novalidate="novalidate" class="or clearfix" dir="ltr" data-form-id="bench">'
            f'<section class="form-logo"></section><h3 dir="auto" id="form-title">{escape(form.title)}</h3>'
            f"{''.join(parts)}</form>"
        )
        answered = "".join(self._model(section) for section in form.sections)
        self.model = (
            '<model xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><instance>'
            f'<data id="bench" version="1"><birth_weight_g>{BIRTH_WEIGHT}</birth_weight_g>{answered}'
            "<orx:meta><orx:instanceID/></orx:meta></data></instance></model>"
        )

    def _conditions(self, form: Form) -> dict[str, tuple[str, str]]:
        found = dict(CONDITIONS)
        before: tuple[str, str] | None = None
        for number, field in enumerate(form):
            face = self._faces[field.id]
            free = field.group != REPEATED and face["type"] != "computed"
            if number % 10 == 0 and before and free and len(found) < len(form.fields) // 10:
                found.setdefault(field.id, before)
            if face["type"] == "enum" and free:
                before = (field.id, face["choices"][-1][0])
        return found

    @staticmethod
    def _model(section: Section) -> str:
        nodes = "".join(f"<{field.id}/>" for field in section.fields)
        inside = f'<row jr:template="">{nodes}</row>' if section.group == REPEATED else nodes
        return f"<{section.code}>{inside}</{section.code}>"

    def _section(self, section: Section) -> str:
        name = f"/data/{section.code}"
        asked = "".join(self._question(field) for field in section.fields)
        if section.group == REPEATED:
            asked = (
                f'<section class="or-repeat" name="{name}/row">{asked}</section>'
                f'<div class="or-repeat-info" data-name="{name}/row"></div>'
            )
        return (
            f'<section class="or-group" name="{name}"><h4><span lang="" class="question-label active">'
            f"{escape(section.title)}</span></h4>{asked}</section>"
        )

    def _question(self, field: Field) -> str:
        face = self._faces[field.id]
        how, branch = "", ""
        if condition := self.conditions.get(field.id):
            on, choice = condition
            how = f" data-relevant=\" {self.path[on]}  = '{choice}'\""
            branch = " or-branch pre-init"
        label = f'<span lang="" class="question-label active">{escape(face["label"])}</span>'
        if face["hint"]:
            label += f'<span lang="" class="or-hint active">{escape(face["hint"])}</span>'
        if face["control"] in {"radios", "checkboxes"}:
            return self._choices(field, label, how, branch)
        control = self._control(field, how)
        return f'<label class="question{branch} non-select">{label}{control}</label>'

    def _choices(self, field: Field, label: str, how: str, branch: str) -> str:
        face, name = self._faces[field.id], self.path[field.id]
        typed = f'type="radio" data-name="{name}" data-type-xml="select1"'
        if face["type"] == "multi":
            typed = 'type="checkbox" data-type-xml="select"'
        options = "".join(
            f'<label><input name="{name}" {typed} value="{code}"{how}>'
            f'<span lang="" class="option-label active">{escape(words)}</span></label>'
            for code, words in face["choices"]
        )
        return (
            f'<fieldset class="question{branch} simple-select"><fieldset><legend>{label}</legend>'
            f'<div class="option-wrapper">{options}</div></fieldset></fieldset>'
        )

    def _control(self, field: Field, how: str) -> str:
        face, name = self._faces[field.id], self.path[field.id]
        if face["type"] == "computed":
            now, before = (
                f" {self.path[number]} "
                for number in CHANGES.get(field.id, (self._numbers[-1], self._numbers[-2]))
            )
            how += f' data-calculate="round(({now} - {before}) div {before} * 100, 1)" readonly'
            return f'<input type="number" name="{name}" data-type-xml="decimal"{how}>'
        if face["control"] == "select":
            options = "".join(
                f'<option value="{code}">{escape(words)}</option>'
                for code, words in face["choices"]
            )
            return (
                f'<select name="{name}" data-type-xml="select1"{how}>'
                f'<option value="">…</option>{options}</select>'
            )
        if face["type"] == "text":
            return f'<textarea name="{name}" data-type-xml="string"{how}></textarea>'
        box, value = INPUTS.get(face["type"], ("text", "string"))
        limits = face["limits"]
        if box == "number":
            self._numbers.append(field.id)
            if "minimum" in limits:
                between = f". &gt;= {limits['minimum']} and . &lt;= {limits['maximum']}"
                how += f' data-constraint="{between}"'
        return f'<input type="{box}" name="{name}" data-type-xml="{value}"{how}>'


def _write(folder: Path, form: Form) -> _Written:
    installed = fetched.packages("enketo", WANTED, INSTEAD)
    written = _Written(form)
    widgets = "--alias:enketo/widgets=./bench/enketo_widgets.js"
    fetched.bundle("bench/enketo_page.js", folder / "enketo.js", installed, widgets)
    theme = installed / "enketo-core/src/sass/formhub"
    styles = (theme / "formhub.scss").read_text("utf-8")
    styles = styles.replace("../core/widgets", "../../widget/radio/radiopicker")
    sass = ["node_modules/.bin/sass", "--stdin", f"--load-path={theme}", "--style=compressed"]
    with (folder / "enketo.css").open("w") as target:
        subprocess.run(
            [*sass, "--quiet", "--silence-deprecation=import"],
            input=styles,
            text=True,
            stdout=target,
            cwd=fetched.ROOT,
            check=True,
        )
    (folder / "enketo.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Enketo</title><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="enketo.css">'
        '<script type="module" src="enketo.js"></script>'
        f'<body><div class="main"><article class="paper">{written.html}</article></div>'
        f'<script type="application/xml" id="model">{written.model}</script>',
        "utf-8",
    )
    return written


def _works(page: Page, written: _Written) -> None:
    """A condition shows and hides its question, and a number is worked out: else there is nothing to measure."""

    def box(of: str, choice: str = "") -> str:
        value = f'[value="{choice}"]' if choice else ""
        return f':is([name="{written.path[of]}"], [data-name="{written.path[of]}"]){value}'

    hidden, change = page.locator(box("skin_not_seen")).first, page.locator(box("weight_change"))
    expect(hidden).to_be_hidden()
    page.locator(box("skin_check", "part_of_body")).click()
    expect(hidden).to_be_visible()
    page.locator(box("skin_check", "whole_body")).click()
    expect(hidden).to_be_hidden()
    for weight in (4130, 4120):
        page.locator(box("weight_g")).fill(str(weight))
        page.locator(box("weight_g")).press("Tab")
        worked_out = f"{100 * (weight - BIRTH_WEIGHT) / BIRTH_WEIGHT:.1f}"
        expect(change).to_have_value(str(float(worked_out)).removesuffix(".0"))


def _works_in_rows(page: Page, written: _Written) -> None:
    """The rows are there, and a condition in the last is that row's own."""
    expect(page.locator(".or-repeat")).to_have_count(MANY)
    in_last = page.locator(".or-repeat").last
    # In this order: a tap on what is chosen takes the choice back.
    depends = {"leaflet_only": "icon_not_done_why", "in_person": "icon_said_back"}
    for choice, shown in depends.items():
        in_last.locator(f'input[value="{choice}"]').dispatch_event("click")
        for asked in depends.values():
            box = in_last.locator(f'[name="{written.path[asked]}"]')
            expect(box).to_be_visible(visible=asked == shown)


@dataclass(frozen=True)
class Peer:
    """Enketo, open, with these questions. `cold`: milliseconds until its page could be used."""

    cold: float
    page: Page
    _throttle: CDPSession
    _written: _Written

    @property
    def branch(self) -> Asked:
        """Answers that show or hide a question."""
        skin = self._written.path["skin_check"]
        boxes = [f'[data-name="{skin}"][value="{code}"]' for code in ("whole_body", "part_of_body")]
        return Asked(self.page, boxes)

    @property
    def worked_out(self) -> Asked:
        """Answers something is worked out from."""
        return Asked(self.page, [f'[name="{self._written.path["weight_g"]}"]'], ["4120", "4130"])

    def repeated(self, count: int) -> Asked:
        """Answers in the last of so many rows, which are added."""
        at(self._throttle, 1)
        self.page.evaluate(ROWS, [".or-repeat", ".add-repeat-btn", count])
        if count == MANY:
            _works_in_rows(self.page, self._written)
        at(self._throttle, THROTTLE)
        boxes = [f'{NEWEST}[value="{code}"]' for code in ("leaflet_only", "in_person")]
        return Asked(self.page, boxes)


@contextmanager
def opened(playwright: Playwright, folder: Path, form: Form) -> Iterator[Peer]:
    """Enketo with the questions of this form in a browser of its own."""
    written = _write(folder, form)
    with served(folder) as address:
        profile, ready = folder / "profile-enketo", "form.or[data-ready]"
        # It tells the rows of a group apart by chance.
        cold = started(playwright, profile, f"{address}/enketo.html", ready, script="")
        context = browsers.on_profile(playwright, profile, script="")
        page = context.pages[0]
        throttle = slow(page)
        page.goto(f"{address}/enketo.html")
        page.wait_for_selector(ready)
        at(throttle, 1)
        _works(page, written)
        at(throttle, THROTTLE)
        yield Peer(cold, page, throttle, written)
        context.close()

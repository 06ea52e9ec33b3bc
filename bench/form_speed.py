"""Rows 9 and 10: what a visitor waits for in the form itself on a slow tablet (Chromium, processor throttled four times).

Beside both stand, in the same run and measured by the same scripts, Enketo with 150 of the form's questions, a plain page
with every one, and a page with one. Answers are given to Enketo and to the app by turns. Growth is measured with those
150 against the same ones four times over.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Playwright, Route, sync_playwright

import forms
from app import create_app
from bench import enketo
from bench.answering import (
    ANSWERS,
    DRAWN,
    FEW,
    LOADED,
    MANY,
    NEWEST,
    ROUNDS,
    ROWS,
    Asked,
    Blocking,
    p95,
    turn_about,
)
from bench.processes import median
from bench.tablet import THROTTLE, at, served, slow, started
from forms.definition import Form, Section
from forms.derived.browser_bundle import packed
from forms.derived.web_form import section_form
from tests.journeys import browsers, town
from tests.journeys.service import ROOT, Service
from tests.journeys.tablet import Tablet

SECTION = "Skin, marks and injury"
GROWTH = "Feeding and growth"
TO_SECTION = ['main a[href*="/SK#"]', "main #q-skin_check [data-key]"]
REPEATED = "ICON: coping with crying"
WEIGHTS = ["4120", "4130"]
SMALL, TIMES = 150, 4
ONE_BOX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>One box</title><link rel="icon" href="data:,">
<main><input> <output></output></main>
<script>
document.addEventListener("change", ({ target }) => {
  document.querySelector("output").textContent = (target.value / 35 - 100).toFixed(1);
});
</script>"""
"""The least a browser can do when a number is typed and another follows from it."""


def _write_plain_page(folder: Path) -> int:
    """All questions of the newest form on one page, NHS styles, no app: what any server could send. How many they are."""
    form = forms.latest()
    app = create_app({"DATABASE_URL": "sqlite://"})
    with app.test_request_context():
        drawn = app.jinja_env.get_template("forms/section.jinja")
        parts = [
            drawn.render(section=part, form=section_form(form, part.code)())
            for part in form.sections
        ]
    styles = (ROOT / "static/dist/app.css").read_text()
    script = (
        "document.addEventListener('change', (event) => {"
        "  const next = event.target.closest('.wv-question')?.nextElementSibling; if (next) next.hidden = !next.hidden; });"
    )
    (folder / "app.css").write_text(styles)
    (folder / "plain.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Plain</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="app.css">'
        f"<body class='js-enabled'><main>{''.join(parts)}</main><script>{script}</script>"
    )
    return len(form.fields)


def _plain(playwright: Playwright, folder: Path) -> tuple[float, Blocking]:
    """(milliseconds until a plain page is interactive, what its answers block)."""
    profile, ready = folder / "profile-plain", "main form:last-of-type"
    with served(folder) as address:
        cold = started(playwright, profile, f"{address}/plain.html", ready)
        context = browsers.on_profile(playwright, profile)
        page = context.pages[0]
        slow(page)
        page.goto(f"{address}/plain.html")
        (blocked,) = turn_about(Asked(page, ["#skin_check", "#skin_check-2"]))
        context.close()
    return cold, blocked


@contextmanager
def _one_box(playwright: Playwright, folder: Path) -> Iterator[Asked]:
    """A number on a page of its own, open beside the others."""
    place = folder / "one-box"
    place.mkdir()
    (place / "index.html").write_text(ONE_BOX)
    with served(place) as address:
        context = browsers.on_profile(playwright, folder / "profile-one-box")
        page = context.pages[0]
        slow(page)
        page.goto(address)
        yield Asked(page, ["input"], WEIGHTS)
        context.close()


def _cold(playwright: Playwright, tablet: Tablet) -> tuple[float, float]:
    """Milliseconds in a browser that was just started: until Unlock can be used; the first section after its tap. Key
    derivation is in neither.
    """
    address = tablet.page.url
    tablet.closes_the_browser()
    cold, section = [], []
    for _ in range(ROUNDS):
        tablet.context = browsers.on_profile(playwright, tablet.profile)
        throttle = slow(tablet.page)
        tablet.page.goto(address, wait_until="commit")
        cold.append(tablet.page.evaluate(LOADED, "main input[type=password]"))
        at(throttle, 1)
        tablet.unlocks()
        tablet.page.get_by_role("link", name=SECTION, exact=True).wait_for()
        at(throttle, THROTTLE)
        section.append(tablet.page.evaluate(DRAWN, TO_SECTION))
        tablet.closes_the_browser()
    tablet.context = browsers.on_profile(playwright, tablet.profile)
    tablet.page.goto(address)
    tablet.unlocks()
    return median(cold), median(section)


def _opened(tablet: Tablet, throttle: CDPSession) -> tuple[float, float]:
    """Milliseconds where the browser knows the way: loaded anew until Unlock can be used; the section after its tap."""
    page = tablet.page
    cold, section = [], []
    for _ in range(ROUNDS):
        page.reload(wait_until="commit")
        cold.append(page.evaluate(LOADED, "main input[type=password]"))
    at(throttle, 1)
    tablet.unlocks()
    at(throttle, THROTTLE)
    for _ in range(ROUNDS):
        page.get_by_role("link", name=SECTION, exact=True).wait_for()
        section.append(page.evaluate(DRAWN, TO_SECTION))
        tablet.goes_back_to_the_visit()
    return median(cold), median(section)


def scaled(times: int) -> Form:
    """150 questions of the newest form, each so many times; further ones have sections, groups and ids of their own."""
    form = forms.latest()
    wanted = {"VC", "PP", "SK", "MK", "FG", "HD", "IC", "PA_mother", "HO", "LE", "AG", "SH", "AC"}
    chosen: list[Section] = []
    left = SMALL
    for section in (one for one in form.sections if one.code in wanted):
        taken = section.fields[:left]
        left -= len(taken)
        chosen.append(dataclasses.replace(section, fields=taken))
    assert left == 0, f"{left} questions too few"
    return dataclasses.replace(
        form, sections=tuple(_again(section, time) for time in range(times) for section in chosen)
    )


def _again(section: Section, time: int) -> Section:
    if not time:
        return section
    group = f"{section.group}{time}" if section.group else None
    code = f"{section.code}{time}"
    fields = tuple(
        dataclasses.replace(one, id=f"{one.id}{time}", group=group, section=code)
        for one in section.fields
    )
    return dataclasses.replace(
        section, code=code, title=f"{section.title} {time}", group=group, fields=fields
    )


def _grown(tablet: Tablet, throttle: CDPSession, times: int) -> float:
    """Start and section with a form of so many times 150 questions, milliseconds."""
    form = json.dumps(packed(scaled(times)), ensure_ascii=False)
    address = f"**/app/forms/{forms.latest().version}.json"

    def answer(route: Route) -> None:
        route.fulfill(body=form, content_type="application/json")

    page = tablet.page
    page.route(address, answer)
    start, section = _opened(tablet, throttle)
    page.unroute(address)
    return start + section


def _app(playwright: Playwright, folder: Path) -> dict[str, Any]:
    town.found(folder / "town.sqlite")
    service = Service(f"sqlite:///{folder / 'town.sqlite'}", folder)
    service.start()
    try:
        tablet = Tablet(playwright, service, folder / "profile-app")
        tablet.is_set_up()
        tablet.opens_the_child()
        tablet.starts_a_visit()
        cold, section = _cold(playwright, tablet)
        page = tablet.page
        throttle = slow(page)
        with (
            enketo.opened(playwright, folder, scaled(1)) as peer,
            _one_box(playwright, folder) as one_box,
        ):
            tablet.opens_section(SECTION)
            codes = "whole_body", "part_of_body"
            skin = Asked(page, [f'#q-skin_check input[value="{code}"]' for code in codes])
            branch = turn_about(skin, peer.branch)
            tablet.opens_section(GROWTH)
            weight = Asked(page, ["#q-weight_g input"], WEIGHTS)
            *worked_out, least = turn_about(weight, peer.worked_out, one_box)

            repeated = {}
            tablet.opens_section(REPEATED)
            for count in (FEW, MANY):
                at(throttle, 1)
                page.evaluate(ROWS, ["[data-row-id]", "[data-add-row]", count])
                at(throttle, THROTTLE)
                codes = "leaflet_only", "in_person"
                last = Asked(page, [f'{NEWEST}[value="{code}"]' for code in codes])
                repeated[count] = turn_about(last, peer.repeated(count))
            tablet.opens_section(SECTION)
            (elsewhere,) = turn_about(skin)
            enketo_cold = peer.cold

        # From here on a form of another size is put in the place of the one that lies on the tablet.
        tablet.goes_back_to_the_visit()
        throttle.send("Network.enable")
        throttle.send("Network.setBypassServiceWorker", {"bypass": True})
        small, large = _grown(tablet, throttle, 1), _grown(tablet, throttle, TIMES)
        assert tablet.context is not None
        tablet.context.close()
    finally:
        service.stop()
    return {
        "cold": cold,
        "enketo_cold": enketo_cold,
        "section": section,
        "branch": branch,
        "worked_out": worked_out,
        "least": least,
        "repeated": repeated,
        "elsewhere": elsewhere,
        "small": small,
        "large": large,
    }


def _said(blocked: Blocking) -> str:
    clock, used = ((median(one), p95(one)) for one in (blocked.wall, blocked.cpu))
    return f"{clock[0]:.1f} / {clock[1]:.1f} ms (CPU {used[0]:.1f} / {used[1]:.1f})"


def _ratio(ours: Blocking, peer: Blocking) -> str:
    """How they compare, median / 95th percentile, by the clock and by the processor's time."""
    clock, used = (
        (median(one) / median(other), p95(one) / p95(other))
        for one, other in ((ours.wall, peer.wall), (ours.cpu, peer.cpu))
    )
    return f"{clock[0]:.2f} / {clock[1]:.2f} (CPU {used[0]:.2f} / {used[1]:.2f})"


def _beside(ours: Blocking, peer: Blocking) -> str:
    return f"{_said(ours)}, {_ratio(ours, peer)} of Enketo: {_said(peer)}"


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        asked = _write_plain_page(folder)
        plain, plain_answers = _plain(playwright, folder)
        found = _app(playwright, folder)
    whole = found["cold"] + found["section"]
    peer = found["enketo_cold"]
    (few, peer_few), (many, peer_many) = (found["repeated"][count] for count in (FEW, MANY))
    return [
        (
            f"9  section interactive, {THROTTLE}x, form of {asked} questions",
            (
                f"cold start {found['cold']:.0f} ms + section after the tap {found['section']:.0f} ms = {whole:.0f} ms; "
                f"{whole / peer:.2f} of Enketo with {SMALL} of them ({peer:.0f} ms), "
                f"{whole / plain:.2f} of a plain page with all of them ({plain:.0f} ms)"
            ),
            "<= 0.45 of Enketo and <= 1.5 of the plain page",
        ),
        (
            f"9  the same with {SMALL} and {SMALL * TIMES} questions",
            f"{found['small']:.0f} and {found['large']:.0f} ms; growth {found['large'] / found['small']:.2f}",
            "growth <= 1.3",
        ),
        (
            f"10  longest task per answer, {THROTTLE}x, p50 / p95 of {ANSWERS}",
            (
                f"branch {_beside(*found['branch'])}; "
                f"calculation {_beside(*found['worked_out'])}, one box on a page of its own {_said(found['least'])}; "
                f"plain page {_said(plain_answers)}"
            ),
            "p95 <= 0.6 of Enketo, branch and calculation",
        ),
        (
            f"10  the same in a group of {FEW} and {MANY} rows, and beside it",
            (
                f"{_said(few)} and {_said(many)}, growth {_ratio(many, few)}; "
                f"in another section {_said(found['elsewhere'])}; Enketo {_said(peer_few)} and {_said(peer_many)}, "
                f"growth {_ratio(peer_many, peer_few)}"
            ),
            "no growth",
        ),
    ]

"""Rows 9, 10 and 12: what a visitor waits for on a slow tablet (Chromium, processor throttled four times).

Beside each stands a floor of the same run: a plain page with the same questions, and a bare sealed write.
"""

from __future__ import annotations

import functools
import http.server
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

import forms
from app import create_app
from bench.processes import median
from forms.derived.web_form import section_form
from tests.journeys import browsers, town
from tests.journeys.service import ROOT, Service
from tests.journeys.tablet import Tablet

THROTTLE = 4
ROUNDS = 7
ANSWERS = 40
SECTION = "Skin, marks and injury"

DRAWN = """async ([press, ready]) => {
  const start = performance.now();
  document.querySelector(press).click();
  while (!document.querySelector(ready)) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
"""Milliseconds from a tap until the next screen stands and the processor is free again."""

LOADED = """async (ready) => {
  while (!document.querySelector(ready)) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now();
}"""
"""Milliseconds since the navigation began."""

BLOCKED = """async ([controls, rounds]) => {
  const worst = [];
  const channel = new MessageChannel();
  let last = 0, longest = 0, on = false;
  channel.port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) channel.port2.postMessage(0);
  };
  const frames = async (count) => { while (count--) await new Promise((done) => requestAnimationFrame(done)); };
  for (let round = 0; round < rounds; round++) {
    const control = document.querySelector(controls[round % controls.length]);
    await frames(2);
    last = performance.now(); longest = 0; on = true;
    channel.port2.postMessage(0);
    control.click();
    await frames(12);
    on = false;
    worst.push(longest);
  }
  return worst.sort((a, b) => a - b);
}"""
"""For each answer, the longest time in milliseconds during which nothing else could run."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _slow(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    return session


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
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Plain</title><link rel="stylesheet" href="app.css">'
        f"<body class='js-enabled'><main>{''.join(parts)}</main><script>{script}</script>"
    )
    return len(form.fields)


def _save(playwright: Playwright, folder: Path) -> list[tuple[str, str, str]]:
    bundle = [
        "node_modules/.bin/esbuild",
        "bench/save_page.js",
        "--bundle",
        "--format=esm",
        "--log-level=warning",
    ]
    subprocess.run([*bundle, f"--outfile={folder}/save.js"], cwd=ROOT, check=True)
    (folder / "save.html").write_text(
        '<!doctype html><title>Save</title><script type="module" src="save.js"></script>'
    )
    with _served(folder) as address:
        context = browsers.on_profile(playwright, folder / "profile-save")
        page = context.pages[0]
        page.goto(f"{address}/save.html")
        page.wait_for_function("globalThis.save !== undefined")
        _slow(page)
        found: dict[str, Any] = {
            "floor": page.evaluate("floor(120)"),
            "one": page.evaluate("save(120, 0)"),
            "many": page.evaluate("save(120, 100)"),
        }
        context.close()
    floor, one, many = found["floor"], found["one"], found["many"]
    return [
        (
            f"12  sealed strict save of one answer of a 6 kB visit, {THROTTLE}x",
            (
                f"p50 {one['p50']:.1f} / p95 {one['p95']:.1f} ms; floor {floor['p50']:.1f} / {floor['p95']:.1f} ms; "
                f"ratio {one['p50'] / floor['p50']:.2f}; with 100 visits queued {many['p50']:.1f} ms, "
                f"growth {many['p50'] / one['p50']:.2f}"
            ),
            "<= 1.5x floor; growth <= 1.2; <= 7 ms (half of PouchDB's unsealed put)",
        )
    ]


def _plain(playwright: Playwright, folder: Path) -> tuple[float, list[float]]:
    """(milliseconds until a plain page is interactive, blocking times of its answers)."""
    with _served(folder) as address:
        context = browsers.on_profile(playwright, folder / "profile-plain")
        page = context.pages[0]
        _slow(page)
        times = []
        for _ in range(ROUNDS):
            page.goto("about:blank")
            page.goto(f"{address}/plain.html", wait_until="commit")
            times.append(page.evaluate(LOADED, "main form:last-of-type"))
        answers = page.evaluate(BLOCKED, [["#skin_check", "#skin_check-2"], ANSWERS])
        context.close()
    return median(times), answers


def _app(playwright: Playwright, folder: Path) -> tuple[float, float, list[float]]:
    """(cold start until Unlock can be used, section after a tap, blocking times of answers), milliseconds."""
    town.found(folder / "town.sqlite")
    service = Service(f"sqlite:///{folder / 'town.sqlite'}", folder)
    service.start()
    try:
        tablet = Tablet(playwright, service, folder / "profile-app")
        tablet.is_set_up()
        tablet.opens_the_child()
        tablet.starts_a_visit()
        page = tablet.page
        slow = _slow(page)
        cold = []
        for _ in range(ROUNDS):
            page.reload(wait_until="commit")
            cold.append(page.evaluate(LOADED, "main input[type=password]"))
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        tablet.unlocks()
        slow.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        section = []
        for _ in range(ROUNDS):
            page.get_by_role("link", name=SECTION, exact=True).wait_for()
            section.append(
                page.evaluate(DRAWN, ['main a[href*="/SK#"]', "main #q-skin_check [data-key]"])
            )
            tablet.goes_back_to_the_visit()
        tablet.opens_section(SECTION)
        boxes = [f'#q-skin_check input[value="{code}"]' for code in ("whole_body", "part_of_body")]
        answers = page.evaluate(BLOCKED, [boxes, ANSWERS])
        assert tablet.context is not None
        tablet.context.close()
    finally:
        service.stop()
    return median(cold), median(section), answers


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        asked = _write_plain_page(folder)
        plain, plain_answers = _plain(playwright, folder)
        cold, section, answers = _app(playwright, folder)
        saves = _save(playwright, folder)
    return [
        (
            f"9  section interactive, {THROTTLE}x, form of {asked} questions",
            (
                f"cold start {cold:.0f} ms + section after the tap {section:.0f} ms = {cold + section:.0f} ms; "
                f"plain page with every question {plain:.0f} ms; ratio {(cold + section) / plain:.2f}"
            ),
            "<= 838 ms (0.45 of Enketo's 1,863) and <= 1.5x the plain page",
        ),
        (
            f"10  blocking per answer that opens a question, {THROTTLE}x, p95 of {ANSWERS}",
            f"{_p95(answers):.1f} ms; plain page {_p95(plain_answers):.1f} ms",
            "<= 14.2 ms (0.6 of Enketo's 23.7)",
        ),
        *saves,
    ]


def _p95(ordered: list[float]) -> float:
    return ordered[int(len(ordered) * 0.95)]

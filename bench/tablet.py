"""Rows 12 and 13: what a visitor waits for at the sealed store of a slow tablet (Chromium, processor throttled four times).

Beside them stand, in the same run, PouchDB with the same visit and list, nothing sealed, and a floor, a bare sealed write;
and how long a stranger still sees a visit after Hide.
"""

from __future__ import annotations

import functools
import http.server
import json
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

import forms
from bench import corpus, fetched
from bench.answering import LOADED, ROUNDS
from bench.processes import median
from forms.derived.browser_bundle import packed
from tests.journeys import browsers, town
from tests.journeys.service import Service
from tests.journeys.tablet import Tablet

THROTTLE = 4
POUCHDB = {"pouchdb-browser": "9.0.0", "events": "3.3.0"}
HIDDEN = 7
TURNS = 9
SAVES = {
    "floor": "floor(120)",
    "pouch": "pouch(120)",
    "one": "save(120, 0)",
    "many": "save(120, 100)",
}
"""How each way of saving is measured in the page; (p50, p95) in milliseconds."""

COVERED = """() => {
  globalThis.covered = new Promise((done) => {
    addEventListener("pointerdown", async ({ timeStamp }) => {
      const frame = () => new Promise((next) => requestAnimationFrame(next));
      while (!document.querySelector(".wv-cover")?.checkVisibility()) await frame();
      // A message sent while a picture is made is read once it has been made.
      await frame();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - timeStamp);
      port2.postMessage(0);
    }, { capture: true, once: true });
  });
}"""
"""Milliseconds from the touch until the picture of the screen is the cover's."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which the files of a folder are served."""

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


def slow(page: Page) -> CDPSession:
    """Throttles the processor for a page, and says through which session."""
    session = page.context.new_cdp_session(page)
    at(session, THROTTLE)
    return session


def at(throttle: CDPSession, rate: int) -> None:
    """From now on the processor is so many times slower."""
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def started(
    playwright: Playwright,
    profile: Path,
    address: str,
    ready: str,
    script: str = browsers.EARLY,
) -> float:
    """Milliseconds from the navigation until `ready` is there, in a browser that was just started, on a profile with which
    it was there before; the middle of several.
    """
    times = []
    for time in range(ROUNDS + 1):
        context = browsers.on_profile(playwright, profile, script)
        page = context.pages[0]
        slow(page)
        page.goto(address, wait_until="commit")
        took = page.evaluate(LOADED, ready)
        if time:  # the first fetches, and fills what the browser keeps
            times.append(took)
        context.close()
    return median(times)


def _visit() -> tuple[dict[str, Any], str]:
    """What the corpus holds of a visit, and the key of an answer that is a text."""
    form = forms.latest()
    answers = corpus.answers(form, random.Random(12), corpus.ASKED)
    key = next(name for name in answers if name in form.fields and form.fields[name].type.narrative)
    return {"form": form.id, "formVersion": form.version, "answers": answers}, key


def _save(playwright: Playwright, folder: Path) -> list[tuple[str, str, str]]:
    fetched.bundle("bench/save_page.js", folder / "save.js", fetched.packages("pouchdb", POUCHDB))
    (folder / "save.html").write_text(
        '<!doctype html><title>Save</title><link rel="icon" href="data:,"><script type="module" src="save.js"></script>'
    )
    form = forms.latest()
    place = folder / "app/forms"
    place.mkdir(parents=True)
    (place / f"{form.version}.json").write_text(json.dumps(packed(form)), "utf-8")
    with served(folder) as address:
        context = browsers.on_profile(playwright, folder / "profile-save")
        page = context.pages[0]
        page.goto(f"{address}/save.html")
        page.wait_for_function("globalThis.save !== undefined")
        visit, key = _visit()
        page.evaluate("([visit, key]) => take(visit, key)", [visit, key])
        throttle = slow(page)
        page.expose_function("tidied", lambda: throttle.send("HeapProfiler.collectGarbage"))
        # In turn and several times: what else the machine does for a moment meets all of them.
        turns = [
            {name: page.evaluate(script) for name, script in SAVES.items()} for _ in range(TURNS)
        ]
        saves = {
            name: {part: median([turn[name][part] for turn in turns]) for part in ("p50", "p95")}
            for name in SAVES
        }
        found: dict[str, Any] = saves | {
            "pouch children": page.evaluate("pouchToList(1000)"),
            "few children": page.evaluate("unlockToList(10)"),
            "children": page.evaluate("unlockToList(1000)"),
        }
        context.close()
    floor, pouch, one, many = found["floor"], found["pouch"], found["one"], found["many"]
    list_took = found["children"]["took"]
    return [
        (
            f"12  sealed strict save of one answer of a visit of {corpus.ASKED}, {THROTTLE}x",
            (
                f"p50 {one['p50']:.1f} / p95 {one['p95']:.1f} ms; "
                f"{one['p50'] / pouch['p50']:.2f} / {one['p95'] / pouch['p95']:.2f} of PouchDB's open one "
                f"({pouch['p50']:.1f} / {pouch['p95']:.1f} ms); {one['p50'] / floor['p50']:.2f} of the floor "
                f"({floor['p50']:.1f} / {floor['p95']:.1f} ms); with 100 visits queued {many['p50']:.1f} ms, "
                f"growth {many['p50'] / one['p50']:.2f}"
            ),
            "<= 0.5 of PouchDB; <= 1.5 of the floor; growth <= 1.2",
        ),
        (
            f"13  from the key to Today with 1,000 children, three visits of each and 20 queued, {THROTTLE}x",
            (
                f"{list_took:.0f} ms, {list_took / found['pouch children']:.2f} of PouchDB's "
                f"({found['pouch children']:.0f} ms for a list of the children alone, nothing sealed); "
                f"of 10 children {found['few children']['took']:.0f} ms; "
                f"growth {list_took / found['few children']['took']:.2f}; "
                f"heap {found['children']['grown']:+.1f} MB"
            ),
            "<= 150 ms after key derivation; growth <= 1.5; heap <= +15 MB",
        ),
    ]


def _hide(playwright: Playwright, folder: Path) -> tuple[str, str, str]:
    town.found(folder / "town.sqlite")
    service = Service(f"sqlite:///{folder / 'town.sqlite'}", folder)
    service.start()
    times: list[float] = []
    try:
        tablet = Tablet(playwright, service, folder / "profile-hide")
        tablet.is_set_up()
        tablet.opens_the_child()
        tablet.starts_a_visit()
        tablet.opens_section("Skin, marks and injury")
        page = tablet.page
        throttle = slow(page)
        for _ in range(HIDDEN):
            page.wait_for_selector("main #q-skin_check [data-key]")
            page.evaluate(COVERED)
            tablet.hides()
            times.append(page.evaluate("covered"))
            at(throttle, 1)
            page.get_by_role("dialog").get_by_role("button", name="Close").click()
            tablet.unlocks()
            at(throttle, THROTTLE)
        assert tablet.context is not None
        tablet.context.close()
    finally:
        service.stop()
    return (
        f"    from the touch on Hide to the covered screen, {THROTTLE}x",
        f"median {median(times):.0f} ms, longest of {HIDDEN} {max(times):.0f} ms",
        "<= 100 ms",
    )


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard lines: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        return [*_save(playwright, Path(name)), _hide(playwright, Path(name))]

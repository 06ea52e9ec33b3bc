"""A page of our own modules in Chromium with the processor slowed, as a cheap tablet has it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.tablet import slow
from tests.journeys import browsers

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def slowed(entry: str, module: str, html: str) -> Iterator[tuple[Page, CDPSession]]:
    """The page `html` with what `entry` (a path in the repository) exports, built into `module` beside it as a tablet gets
    it. It is there once it has set `window.ready`.
    """
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        [
            "node_modules/.bin/esbuild", entry, "--bundle", "--minify",
            "--format=esm", f"--outfile={folder / module}", "--log-level=error",
        ],
        cwd=ROOT,
        check=True,
    )  # fmt: skip
    (folder / "index.html").write_text(html, "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.CHROMIUM, args=list(browsers.ARGUMENTS)
        )
        page = browser.new_page()
        page.route(
            "http://bench.test/**",
            lambda route: route.fulfill(path=folder / route.request.url.rpartition("/")[2]),
        )
        tools = slow(page)
        page.goto("http://bench.test/index.html")
        page.wait_for_function("window.ready")
        yield page, tools
        browser.close()

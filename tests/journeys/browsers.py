"""Chromium as it is started for the journeys, and how it ends: closed by a hand, or killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, ViewportSize

from tests.journeys.service import wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Two pages that Chromium keeps ready behind every address bar, half a second of work in each window. Only the last list of
# this kind counts, so what Playwright turns off and a page from this machine could meet follows.
UNUSED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-features=" + ",".join(UNUSED),
)
HERE = {"locale": "en-GB", "timezone_id": "Europe/London"}
TABLET: ViewportSize = {"width": 820, "height": 1180}
DESK: ViewportSize = {"width": 1440, "height": 900}
# The app spreads its attempts at random, so that a network that comes back is not met by everybody at once. Nobody
# else is there; the attempts come early within their spread, and in the same order each time.
# A tablet is measured before a passphrase is set, and given as many rounds as it does in 0.6 s; the trial run seems slow
# here, so that every unlocking costs no more than the floor.
EARLY = """Math.random = () => 0.03;
if (globalThis.isSecureContext) {
  const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
  crypto.subtle.deriveKey = async (how, ...further) => {
    const key = await derive(how, ...further);
    if (how.iterations === 200000) await new Promise((done) => setTimeout(done, 200));
    return key;
  };
}"""


PATIENCE = 120_000
"""Milliseconds until something that has not come has failed: the machine may have other work, and what has come is not
waited for.
"""


def on_profile(
    playwright: Playwright, profile: Path, script: str = EARLY, temporary: Path | None = None
) -> BrowserContext:
    """A browser on a profile directory, which keeps what the browser before it had stored there; `script` runs first on
    every page, and its temporary files lie in `temporary`.
    """
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=list(ARGUMENTS),
        viewport=TABLET,
        has_touch=True,
        timeout=PATIENCE,
        env={**os.environ, "TMPDIR": str(temporary)} if temporary else None,
        **HERE,
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(script)
    return context


def beside_others(browser: Browser) -> BrowserContext:
    """Cookies and a store of its own in a browser that runs already, gone with it: to start one takes two seconds of
    work.
    """
    context = browser.new_context(viewport=TABLET, has_touch=True, **HERE)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(EARLY)
    context.new_page()
    return context


LAID_OUT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What follows from a new size of the screen has been worked out: the page hears of it in its next frame."""


def kill(profile: Path) -> None:
    """SIGKILL to every process of the browser on this profile: no chance to tidy up."""
    wanted = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            if wanted in (folder / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


def give_up(context: BrowserContext) -> None:
    """Let go of a browser that may be gone already."""
    with contextlib.suppress(Error):
        context.close()


def until(page: Page, asked: str, arg: object = None) -> None:
    """Waits until a promise brings true; a page that is taken anew meanwhile is asked again. Playwright's own
    `wait_for_function` does not wait for promises: to it each is true.
    """

    def holds() -> bool:
        with contextlib.suppress(Error):
            return bool(page.evaluate(asked, arg))
        return False

    wait_until(holds)


def older_worker(page: Page) -> Callable[[Callable[[], bool]], None]:
    """The worker that is active now, for when a newer one is to take its place: calling what comes back ends it, as
    often as the page begins it again by what it fetches, until the newer app is there.

    The browser lets it end before the newer one begins; while the tools that drive this test are attached to it, it does
    not count as idle by itself. No other is ended: the newer one may just be giving the page its files.
    """
    devtools = page.context.new_cdp_session(page)
    workers: dict[str, str] = {}
    devtools.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: workers.update({one["versionId"]: one["status"] for one in told["versions"]}),
    )
    devtools.send("ServiceWorker.enable")
    wait_until(
        lambda: bool(devtools.send("Page.getNavigationHistory")) and "activated" in workers.values()
    )
    older = [one for one, status in workers.items() if status == "activated"]

    next_end, patience = 0.0, 1.0

    def newer_after(newer: Callable[[], bool]) -> bool:
        nonlocal next_end, patience
        if time.monotonic() > next_end:
            patience *= 2
            next_end = time.monotonic() + patience
            with contextlib.suppress(Error):  # it has ended by itself
                for worker in older:
                    devtools.send("ServiceWorker.stopWorker", {"versionId": worker})
        with contextlib.suppress(Error):  # the page is being loaded
            return newer()
        return False

    return lambda newer: wait_until(lambda: newer_after(newer))

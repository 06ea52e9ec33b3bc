"""Browsers of another make than Chromium, with what an offline visit needs: go, look, press, type, wait.

WebKitGTK stands in for an iPad, Firefox ESR for itself. Neither has Background Sync. Both are driven by the WebDriver
protocols they bring along, in a few verbs, because no one library speaks to both here.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path
from typing import Any

from marionette_driver.marionette import Marionette
from selenium import webdriver

from tests.journeys import webkit
from tests.journeys.service import answers, free_port, wait_until

WEBKIT = shutil.which("WebKitWebDriver")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
XVFB = shutil.which("Xvfb")
PLACES = ("TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
PATIENCE = 120.0
"""Seconds. A condition that is met is not waited for."""

# The visible element with this name among those that can be pressed, or the control that a label names.
FIND = """
const [what, name] = arguments;
const text = (one) => (one.getAttribute("aria-label") ?? one.textContent).replace(/\\s+/g, " ").trim();
const fits = (one) => (name.endsWith("…") ? text(one).startsWith(name.slice(0, -1)) : text(one) === name);
const seen = (one) => one.checkVisibility({ visibilityProperty: true });
const main = document.querySelector("dialog[open]") ?? document;
if (what === "press") return [...main.querySelectorAll("a, button, summary")].find((one) => seen(one) && fits(one)) ?? null;
const labels = [...main.querySelectorAll("label, legend")].filter((one) => seen(one) && fits(one));
for (const label of labels) {
  const control = label.control ?? label.closest("fieldset, .nhsuk-form-group")?.querySelector("input, textarea, select");
  if (control) return control;
}
return null;
"""

# Where an element stands once it was brought into sight: the same twice means that nothing pushes it about any more.
AT_REST = """
arguments[0].scrollIntoView({ block: "center" });
const { x, y } = arguments[0].getBoundingClientRect();
return [x, y];
"""


class Engine(ABC):
    """One browser on a profile of its own."""

    name = ""
    sessions = ""
    """Where below its folder it keeps what it would need to show its pages again as they were: what stands in ordinary
    boxes. "" for one that keeps no such thing."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Load an address."""

    @abstractmethod
    def run(self, script: str, *given: Any) -> Any:
        """What a function body returns in the page."""

    @abstractmethod
    def forgets_cookies(self) -> None:
        """Those of the site that is open."""

    @abstractmethod
    def find(self, what: str, name: str) -> Any:
        """The element to press, or the control with this label; None while there is none."""

    @abstractmethod
    def press_it(self, element: Any) -> None:
        """A click as a person makes it."""

    @abstractmethod
    def type_into(self, element: Any, words: str) -> None:
        """Key by key."""

    def reload(self) -> None:
        """As the button beside the address does it: through the service worker."""
        self.run("window.unloading = true; location.reload();")
        self.until("return window.unloading === undefined && document.readyState === 'complete'")

    def until(self, script: str, *given: Any) -> Any:
        """What the script returns once it is true; AssertionError with what stands on the screen otherwise."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(Exception):  # between two pages there is nobody to ask
                found = self.run(script, *given)
                if found:
                    return found
            time.sleep(0.05)
        raise AssertionError(f"{self.name} waits for {given or script}; it shows:\n{self.shows()}")

    def _element(self, what: str, name: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(Exception):
                found = self.find(what, name)
                if found is not None:
                    return found
            time.sleep(0.05)
        raise AssertionError(f"{self.name} finds no {name!r}; it shows:\n{self.shows()}")

    def press(self, name: str) -> None:
        """A link or a button by its words; "…" at the end stands for more of them. Not while it still moves."""
        element, place = None, None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            element = self._element("press", name)
            with contextlib.suppress(Exception):  # drawn anew meanwhile
                now = self.run(AT_REST, element)
                if now == place:
                    break
                place = now
            time.sleep(0.05)
        self.press_it(element)

    def chooses(self, question: str, answer: str) -> None:
        """One of the choices under a question."""
        script = """
const [question, answer] = arguments;
const squeeze = (one) => one.textContent.replace(/\\s+/g, " ").trim();
const legend = [...document.querySelectorAll("legend")].find((one) => squeeze(one).startsWith(question));
const label = [...(legend?.closest("fieldset").querySelectorAll("label") ?? [])].find((one) => squeeze(one) === answer);
if (label) {
  label.control.scrollIntoView({ block: "center" });
  label.control.click();
  return true;
}
const list = [...document.querySelectorAll("label")].find((one) => squeeze(one).startsWith(question))?.control;
const option = [...(list?.options ?? [])].find((one) => one.text === answer);
if (!option) return false;
list.value = option.value;
list.dispatchEvent(new Event("input", { bubbles: true }));
list.dispatchEvent(new Event("change", { bubbles: true }));
return true;
"""
        self.until(script, question, answer)

    def types(self, label: str, words: str) -> None:
        """Into the control with this label."""
        self.type_into(self._element("control", label), words)

    def sees(self, words: str) -> None:
        """Somewhere on the screen."""
        self.until("return document.body.innerText.includes(arguments[0])", words)

    def shows(self) -> str:
        """The words on the screen."""
        with contextlib.suppress(Exception):
            return str(self.run("return document.body.innerText"))[:1500]
        return "nothing"


class WebKit(Engine):
    """WebKitGTK, in a window that keeps what is stored."""

    name = "WebKitGTK"

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self.driver = driver

    def go(self, url: str) -> None:
        self.driver.get(url)

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def forgets_cookies(self) -> None:
        self.driver.delete_all_cookies()

    def find(self, what: str, name: str) -> Any:
        return self.driver.execute_script(FIND, what, name)

    def press_it(self, element: Any) -> None:
        element.click()

    def type_into(self, element: Any, words: str) -> None:
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.send_keys(words)


class Firefox(Engine):
    """Firefox ESR by its own protocol, Marionette."""

    name = "Firefox ESR"
    sessions = "firefox/sessionstore-backups"

    def __init__(self, client: Marionette) -> None:
        self.client = client

    def go(self, url: str) -> None:
        self.client.navigate(url)

    def run(self, script: str, *given: Any) -> Any:
        return self.client.execute_script(script, script_args=given, sandbox=None)

    def forgets_cookies(self) -> None:
        self.client.delete_all_cookies()

    def find(self, what: str, name: str) -> Any:
        return self.client.execute_script(FIND, script_args=(what, name), sandbox=None)

    def prints(self, path: Path) -> None:
        """The page on A4, as a PDF."""
        paper = {"page": {"width": 21, "height": 29.7}}
        printed = self.client._send_message("WebDriver:Print", paper, key="value")
        path.write_bytes(base64.b64decode(printed))

    def press_it(self, element: Any) -> None:
        element.click()

    def type_into(self, element: Any, words: str) -> None:
        element.send_keys(words)


def missing(kind: type[Engine]) -> str:
    """Why a kind of browser can't be tried here, or ""."""
    if XVFB is None:
        return "NO XVFB FOUND"
    if kind is WebKit:
        return "" if WEBKIT and find_library(webkit.LIBRARY) else "NO WEBKITGTK FOUND"
    return "" if FIREFOX else "NO FIREFOX FOUND"


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A display nobody looks at."""
    reading, writing = os.pipe()
    command = [
        str(XVFB),
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "820x1180x24",
        "-nolisten",
        "tcp",
    ]
    process = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def opened(kind: type[Engine], folder: Path) -> Iterator[Engine]:
    """A browser of this kind, with everything it stores below `folder`, what is there for a while among it. On a folder in
    which one was open before, it starts with what that one has left.
    """
    places = {name: folder / name.lower() for name in PLACES}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    with _screen() as display:
        env = {name: words for name, words in os.environ.items() if not name.startswith("XDG_")}
        env |= {"DISPLAY": display, "NO_AT_BRIDGE": "1", "HOME": str(folder)}
        env |= {name: str(place) for name, place in places.items()}
        with (_webkit if kind is WebKit else _firefox)(env, folder) as engine:
            yield engine


@contextlib.contextmanager
def _webkit(env: dict[str, str], folder: Path) -> Iterator[Engine]:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = sys.executable
    options.add_argument(webkit.__file__)
    options.add_argument(str(folder / "webkit"))
    service = webdriver.WebKitGTKService(
        executable_path=str(WEBKIT), env={**env, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    )
    driver = webdriver.WebKitGTK(options=options, service=service)
    try:
        yield WebKit(driver)
    finally:
        with contextlib.suppress(Exception):
            driver.quit()


@contextlib.contextmanager
def _firefox(env: dict[str, str], folder: Path) -> Iterator[Engine]:
    port = free_port()
    profile = folder / "firefox"
    profile.mkdir(exist_ok=True)
    preferences = {
        "marionette.port": port,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "datareporting.policy.dataSubmissionEnabled": False,
        "app.update.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "browser.safebrowsing.downloads.remote.enabled": False,
        "extensions.update.enabled": False,
        # Milliseconds; a quarter of a minute by itself. What it takes down of its tabs is there to be looked at at once.
        "browser.sessionstore.interval": 100,
    }
    lines = [
        f'user_pref("{name}", {str(value).lower() if isinstance(value, bool) else value});'
        for name, value in preferences.items()
    ]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        str(FIREFOX),
        "--marionette",
        "--no-remote",
        "--profile",
        str(profile),
        "about:blank",
    ]
    process = subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    client = Marionette(host="127.0.0.1", port=port)
    try:
        wait_until(lambda: answers(port))
        client.start_session()
        client.timeout.script = PATIENCE
        yield Firefox(client)
    finally:
        with contextlib.suppress(Exception):
            client.delete_session()
        if client.client is not None:
            client.client.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)

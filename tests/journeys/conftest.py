"""A town of its own for every journey: database, service, tablets, desks. What went wrong is kept in test-results/."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright

from tests.conftest import FAILED
from tests.journeys import browsers
from tests.journeys.desk import Desk
from tests.journeys.service import ROOT, Service
from tests.journeys.tablet import Tablet
from tests.journeys.town import VISITOR, Worker

RESULTS = ROOT / "test-results"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey needs a browser."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if browsers.CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="NO CHROMIUM FOUND: no journey was made"))


@pytest.fixture
def service(founded: Path, tmp_path: Path) -> Iterator[Service]:
    """The service, running."""
    path = tmp_path / "wholeview.sqlite"
    shutil.copyfile(founded, path)
    process = Service(f"sqlite:///{path}", tmp_path)
    try:
        process.start()
        yield process
    finally:
        process.stop()


@pytest.fixture
def tablets(
    playwright: Playwright, service: Service, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Tablet]]:
    """A further tablet, as yet without anything on it: `tablets(visitor)`."""
    made: list[Tablet] = []
    own = request.node.get_closest_marker("own_browser")
    shared: Browser | None = None if own else request.getfixturevalue("browser")

    def one_more(visitor: Worker = VISITOR) -> Tablet:
        made.append(Tablet(playwright, service, tmp_path / f"tablet-{len(made)}", visitor, shared))
        return made[-1]

    try:
        yield one_more
    finally:
        for tablet in made:
            if tablet.context is not None:
                _keep_what_went_wrong(tablet.context, request.node, tablet.name)
                browsers.give_up(tablet.context)
            if own:
                browsers.kill(tablet.profile)


@pytest.fixture
def tablet(tablets: Callable[..., Tablet]) -> Tablet:
    """The visitor's tablet, set up, on Today."""
    one = tablets()
    one.is_set_up()
    return one


@pytest.fixture
def desks(
    browser: Browser, service: Service, request: pytest.FixtureRequest
) -> Iterator[Callable[[Worker], Desk]]:
    """Somebody at a desk, signed in: `desks(MANAGER)`."""
    made: list[Desk] = []

    def one_more(worker: Worker) -> Desk:
        context = browser.new_context(viewport=browsers.DESK, **browsers.HERE)
        context.set_default_timeout(browsers.PATIENCE)
        context.tracing.start()
        made.append(Desk(context, service, worker))
        made[-1].signs_in()
        return made[-1]

    try:
        yield one_more
    finally:
        for desk in made:
            _keep_what_went_wrong(desk.context, request.node, desk.worker.username)
            desk.context.close()


def _keep_what_went_wrong(context: BrowserContext, node: pytest.Item, who: str) -> None:
    """The screen as picture and as HTML and the trace of a failed journey; nothing of one that went well.

    The trace names every step and request. Snapshots of the page at each step would cost a third of the run.
    """
    if not node.stash.get(FAILED, True):
        return
    folder = RESULTS / re.sub(r"\W+", "-", node.name)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(Error):
        for number, page in enumerate(context.pages):
            page.screenshot(path=folder / f"{who}-{number}.png", full_page=True)
            (folder / f"{who}-{number}.html").write_text(page.content())
        context.tracing.stop(path=folder / f"{who}-trace.zip")

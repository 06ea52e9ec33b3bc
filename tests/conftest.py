"""Fixtures for every test: an app on SQLite and on PostgreSQL, and a small world of people and children.

A test that takes `app`, `client` or `world` runs once on each database. PostgreSQL is looked for at TEST_DATABASE_URL,
then on 127.0.0.1:5432, then started from the `pgserver` package. Whatever is skipped fails under CI=true.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from app import create_app, migrating
from app.accounts.login import limiter
from app.database import Database, make_engine
from app.tables import metadata
from tests.faults.page import Tally
from tests.journeys import browsers, town
from tests.support import postgresql
from tests.support.clients import CsrfClient
from tests.support.world import World, make_world
from tests.sync.tablet import Tablet

QUICK = {
    "TESTING": True,
    "SECRET_KEY": "only for tests",
    "PROPAGATE_EXCEPTIONS": True,
    # Real passwords cost a quarter of a second each; tests need hundreds.
    "ARGON2_MEMORY_KIB": 8,
    "ARGON2_ROUNDS": 1,
}
expect.set_options(timeout=browsers.PATIENCE)
FAILED = pytest.StashKey[bool]()
"""Whether the test itself failed: only then is what it left behind worth keeping."""


@pytest.fixture(autouse=True, scope="session")
def _own_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests away from the machine's own database and keys."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHOLEVIEW_INSTANCE", str(tmp_path_factory.mktemp("instance")))
        patch.delenv("DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of the newest shape. Copy it; never open it."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    migrating.upgrade(engine=database.engine)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server with a database of this run's own, migrated; dropped at the end."""
    with postgresql.temporary_database() as url:
        if url is None:
            pytest.skip("NO POSTGRESQL FOUND: half of the database tests did not run")
        database = Database(url)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite database of each test of this process lies, one after the other."""
    return tmp_path_factory.mktemp("sqlite") / "wholeview.sqlite"


@pytest.fixture
def sqlite_source(migrated_sqlite: Path) -> Path:
    """What a test's SQLite database holds at first; override this fixture where it is more than nothing."""
    return migrated_sqlite


@pytest.fixture
def sqlite_url(sqlite_source: Path, sqlite_place: Path) -> str:
    """A SQLite database of this test's own."""
    for left in sqlite_place.parent.iterdir():
        left.unlink()
    shutil.copyfile(sqlite_source, sqlite_place)
    return f"sqlite:///{sqlite_place}"


@pytest.fixture(scope="session")
def emptying(postgresql_server: str) -> Iterator[Callable[[], None]]:
    """Empties the run's PostgreSQL database, in one request."""
    engine = make_engine(postgresql_server)
    deletes = ";".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))

    def empty() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(deletes)

    yield empty
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql_server: str, emptying: Callable[[], None]) -> str:
    """The run's PostgreSQL database, emptied."""
    emptying()
    return postgresql_server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what takes a database on both kinds, or on one alone where the mark says so."""
    if "database_url" in metafunc.fixturenames:
        once = metafunc.definition.get_closest_marker("one_database")
        kinds = list(once.args or ["sqlite"]) if once else ["sqlite", "postgresql"]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of every browser in a run; a second one beside it would not start."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """What those share who need no profile on the disk. Each has cookies and a store of its own in it."""
    launched = playwright.chromium.launch(
        executable_path=browsers.CHROMIUM, args=list(browsers.ARGUMENTS), timeout=browsers.PATIENCE
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the journeys' town on its first day. Copy it; never open it."""
    path = tmp_path_factory.mktemp("town") / "first_day.sqlite"
    town.found(path)
    return path


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings on top of the tests' own; override this fixture in a module that needs others."""
    return {}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run, not once a test: that was two thirds of its time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def begun(compiled_templates: FileSystemBytecodeCache) -> Callable[..., Flask]:
    """Makes an application on a database. One without settings of its own is made once a process and kept: to make it, and
    every statement it sends, took several times as long as most tests.
    """

    def begin(database_url: str, **settings: Any) -> Flask:
        made = create_app({**QUICK, "DATABASE_URL": database_url, **settings})
        made.test_client_class = CsrfClient
        made.jinja_env.bytecode_cache = compiled_templates
        return made

    kept = cache(begin)
    return lambda url, settings: begin(url, **settings) if settings else kept(url)


@pytest.fixture
def app(
    database_url: str, settings: dict[str, Any], begun: Callable[..., Flask]
) -> Iterator[Flask]:
    """The application on an empty database, without an open context."""
    made = begun(database_url, settings)
    limiter.reset()
    before = dict(made.config)
    yield made
    made.config.clear()
    made.config.update(before)
    made.extensions["database"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with. It sends CSRF tokens by itself, as the pages do."""
    return app.test_client()


@pytest.fixture
def world(app: Flask) -> World:
    """Two areas, three teams, a person of each kind, a child in each team: see tests/support/world.py."""
    with app.app_context():
        return make_world(app)


@pytest.fixture
def vera(world: World) -> Tablet:
    """A visitor's tablet."""
    return Tablet(world, world.visitor)


@pytest.fixture
def cora(world: World) -> Tablet:
    """The tablet of a colleague in the same team."""
    return Tablet(world, world.colleague)


def _not_under_ci(report: pytest.CollectReport | pytest.TestReport) -> None:
    """A skip on a desk is a note; under CI=true it is a failure, or a green run could have tried nothing."""
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{report.nodeid} was skipped, which CI does not accept: {report.longrepr}"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _not_under_ci(report)
    if report.when == "call":
        item.stash[FAILED] = report.failed
    tried = item.get_closest_marker("faults")
    report.user_properties.append(("faults", list(tried.args) if tried else []))
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults-page", help="write which faults were survived to this file")


TALLY = Tally()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Also in the process that gathers what others have run (pytest -n)."""
    if report.when == "call" or report.outcome != "passed":
        told: dict[str, Any] = {str(name): what for name, what in report.user_properties}
        if report.skipped and isinstance(report.longrepr, tuple):
            told["skipped"] = report.longrepr[2].removeprefix("Skipped: ")
        TALLY.note(report.nodeid, report.outcome, told)


def pytest_sessionfinish(session: pytest.Session) -> None:
    page = session.config.getoption("--faults-page")
    if page and not hasattr(session.config, "workerinput"):
        runs = os.environ.get("WHOLEVIEW_RUNS")
        command = f"WHOLEVIEW_RUNS={runs} " * bool(runs) + shlex.join(["pytest", *sys.argv[1:]])
        TALLY.keep(Path("instance/faults.json"), command)
        Path(page).write_text(TALLY.page(), encoding="utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _not_under_ci(report)
    return report

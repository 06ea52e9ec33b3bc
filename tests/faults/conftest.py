"""A service with two processes behind a fault proxy. What is marked `chaos` runs with `make chaos` only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import create_app
from tests.conftest import QUICK
from tests.faults.place import Place
from tests.faults.proxy import FaultProxy
from tests.journeys.service import Service
from tests.support.clients import CsrfClient
from tests.support.node import TabletProcess
from tests.support.world import make_world


def open_place(
    stack: ExitStack,
    database_url: str,
    folder: Path,
    processes: int = 2,
    application: str | None = None,
) -> Place:
    """The service as processes of its own on an empty, migrated database, with the proxy before them. `application`: where
    it is not the right one that is served.
    """
    app = create_app({**QUICK, "DATABASE_URL": database_url})
    app.test_client_class = CsrfClient
    stack.callback(app.extensions["database"].engine.dispose)
    with app.app_context():
        world = make_world(app)
    services: list[Service] = []
    for number in range(processes):
        instance = folder / f"instance-{number}"
        instance.mkdir()
        service = Service(database_url, instance)
        service.application = application or service.application
        stack.callback(service.stop)
        service.start()
        services.append(service)
    proxy = stack.enter_context(FaultProxy([service.port for service in services]))
    process = stack.enter_context(TabletProcess())
    return Place(app, world, services, proxy, process)


@pytest.fixture(scope="module")
def town(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One service for all tests of a module, on PostgreSQL; each brings tablets and visits of its own."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("town")
        yield open_place(stack, _emptied(postgresql_server), folder)


def _emptied(url: str) -> str:
    from app.database import Database
    from app.tables import metadata

    database = Database(url)
    with database.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    database.engine.dispose()
    return url


@pytest.fixture
def place(town: Place) -> Iterator[Place]:
    """The town's service, well again, and no tablet yet."""
    town.begin_anew()
    yield town
    town.begin_anew()

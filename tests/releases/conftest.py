"""The kept releases, each unpacked and with a town of its own once a run, and a service that goes from one to another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.proxy import FaultProxy
from tests.journeys.conftest import tablets as tablets
from tests.releases.running import ChangingService, Release


class Ready(NamedTuple):
    """A release and a database of its own, on the town's first day. Copy it; never open it."""

    release: Release
    database: Path


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Ready]:
    """The release in an archive."""
    made: dict[Path, Ready] = {}

    def unpacked(archive: Path) -> Ready:
        if archive not in made:
            folder = tmp_path_factory.mktemp("release")
            release = Release.unpacked(archive, folder / "tree")
            release.found(folder / "first_day.sqlite")
            made[archive] = Ready(release, folder / "first_day.sqlite")
        return made[archive]

    return unpacked


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChangingService]:
    """The service, running; the test begins with the release of the archive it is given for it, or with today's."""
    archive: Path | None = request.param
    release = None
    if archive:
        release, database = request.getfixturevalue("ready")(archive)
    else:
        database = request.getfixturevalue("founded")
    path = tmp_path / "wholeview.sqlite"
    shutil.copyfile(database, path)
    with ExitStack() as stack:
        running = ChangingService(f"sqlite:///{path}", tmp_path, release)
        stack.callback(running.stop)
        running.start()
        yield running


@pytest.fixture
def proxy(service: ChangingService) -> Iterator[FaultProxy]:
    """Stands between the tablets and the service from now on."""
    with FaultProxy([service.port]) as between:
        service.url = between.url
        yield between

"""Earlier releases as they were served, and a service at one address that goes from one to another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app import create_app, migrating
from app.accounts.models import Device
from app.audit import catalogue
from app.audit.models import AuditEvent
from app.database import Database, session
from app.visits.models import Change, Visit
from tests.conftest import QUICK
from tests.journeys import founding, town
from tests.journeys.service import Service

HERE = Path(__file__).parent
KEPT = sorted((HERE / "kept").glob("*.tar.xz"))
"""The archives, the oldest first."""


@dataclass(frozen=True)
class Release:
    """An earlier release, unpacked."""

    archive: Path
    folder: Path
    revision: str
    """The newest migration it knows."""

    @classmethod
    def unpacked(cls, archive: Path, folder: Path) -> Release:
        """Out of its archive, into a folder of its own."""
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        told = json.loads((folder / "release.json").read_text("utf-8"))
        return cls(archive, folder, told["revision"])

    def starts(
        self, arguments: list[str], env: dict[str, str], **how: Any
    ) -> subprocess.Popen[bytes]:
        """Python in its folder, with its modules and the packages it needs beside ours."""
        path = os.pathsep.join([str(self.folder), str(self.folder / "packages")])
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=self.folder, env={**env, "PYTHONPATH": path}, **how
        )

    def found(self, path: Path) -> None:
        """The town of the journeys in a database of this release, made by it."""
        env = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{path}",
            "WHOLEVIEW_INSTANCE": str(path.parent),
            "SECRET_KEY": "journeys",
        }
        process = self.starts([founding.__file__], env, stdin=subprocess.PIPE)
        process.communicate(json.dumps(town.people()).encode())
        assert process.returncode == 0, "the release could not make its database"


class ChangingService(Service):
    """The service at one address; it is brought to today, and put back to an earlier release, on the same database."""

    def __init__(self, database_url: str, instance: Path, release: Release | None) -> None:
        """`release`: the earlier one that is served at first, None for today's."""
        super().__init__(database_url, instance)
        self.began_with = self._release = release
        self._process: subprocess.Popen[bytes] | None = None

    def _born(self, arguments: list[str]) -> int:
        if self._release is None:
            return super()._born(arguments)
        with self.log.open("ab") as log:
            self._process = self._release.starts(
                ["-m", "gunicorn", *arguments],
                self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._process.pid

    def stop(self) -> None:
        """As before; a process of an earlier release is our own child, to be taken away."""
        super().stop()
        if self._process:
            self._process.wait()
            self._process = None

    def is_brought_to_today(self) -> None:
        """Stopped, its database migrated, started as what this tree serves."""
        self.stop()
        database = Database(self.database_url)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        self._release = None
        self.start()

    def is_put_back_to(self, release: Release, *, taken_back: bool = True) -> None:
        """As docs/running.md says: today's code takes the database back, then the earlier release serves it. `taken_back`:
        whether somebody has thought of the database.
        """
        self.stop()
        if taken_back:
            app = create_app({**QUICK, "DATABASE_URL": self.database_url})
            done = app.test_cli_runner().invoke(args=["migrate-back", release.revision])
            assert done.exit_code == 0, done.output
            app.extensions["database"].engine.dispose()
        self._release = release
        self.start()

    def holds(self) -> Held:
        """What the database of today's shape has of all tablets."""
        app = create_app({**QUICK, "DATABASE_URL": self.database_url})
        with app.app_context():
            changes = list(session().scalars(select(Change).order_by(Change.device_seq)))
            devices = {one.id: one.highest_seq for one in session().scalars(select(Device))}
            answers = [visit.answers for visit in session().scalars(select(Visit))]
            differed = session().scalar(
                select(func.count()).where(AuditEvent.event == catalogue.DIGEST_DIFFERED.name)
            )
            session().expunge_all()
        app.extensions["database"].engine.dispose()
        return Held(changes, devices, answers, differed or 0)


@dataclass(frozen=True)
class Held:
    """Changes in the order of their numbers, the highest number each tablet has given, the answers of each visit, and how
    often a tablet found that it held something else than the service.
    """

    changes: list[Change]
    devices: dict[UUID, int]
    answers: list[dict[str, Any]]
    differed: int

    def has_everything_once(self, **written: str) -> None:
        """Of one tablet and one visit: each number arrived and was stored, none twice; nothing stands against itself; and
        these answers are there, by field.
        """
        (highest,) = self.devices.values()
        assert [change.device_seq for change in self.changes] == list(range(1, highest + 1))
        assert {change.outcome for change in self.changes} == {"stored"}
        assert self.differed == 0
        (answers,) = self.answers
        assert not any(answer["cands"] for answer in answers.values())
        assert {key: answers[key]["value"] for key in written} == written

"""A PostgreSQL of a test's own, to be crashed and started again. The machine's server is never touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.journeys.service import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class OwnPostgres:
    """One cluster in a folder of its own, with fsync on as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(PROGRAMS[0] / program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a server that held our pipe open would hang the run
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} ended with {done.returncode}")

    def make(self) -> None:
        """An empty cluster, running."""
        self._run("initdb", "-D", str(self.folder), "-A", "trust", "-U", "postgres", "--no-sync")
        self.start()

    def start(self) -> None:
        """Serve; after a crash, recover first."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.folder.parent / "postgres.log")
        self._run("pg_ctl", "-D", str(self.folder), "-o", options, "-l", log, "-w", "start")

    def crash(self) -> None:
        """End every process at once, without a word to anybody: what was not on the disk is gone."""
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def answers(self) -> bool:
        """Whether somebody can connect."""
        engine = create_engine(self.url, connect_args={"connect_timeout": 2})
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            return True
        except OperationalError:
            return False
        finally:
            engine.dispose()


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A running cluster; skipped loudly where PostgreSQL's programs are not on the machine."""
    if not PROGRAMS:
        pytest.skip("NO POSTGRESQL PROGRAMS FOUND: no database was crashed")
    folder = Path(tempfile.mkdtemp(prefix="wholeview-crash-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        made = OwnPostgres(folder)
        made.make()
        try:
            yield made
        finally:
            with suppress(RuntimeError):  # it may lie there already
                made.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

"""Finds a PostgreSQL server for a test run, or starts one."""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from collections.abc import Iterator

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.database import new_id

LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def _answers(url: str) -> bool:
    engine = create_engine(url, connect_args={"connect_timeout": 60})
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()


@contextlib.contextmanager
def _server() -> Iterator[str | None]:
    """The URL of a server in which databases may be made; None if there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    if _answers(LOCAL):
        yield LOCAL
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it grumbles about machines without a desktop session
            import pgserver
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="wholeview-pg-") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = pgserver.get_server(folder)
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


@contextlib.contextmanager
def temporary_database() -> Iterator[str | None]:
    """The URL of a fresh, empty database that is dropped afterwards; None without a server."""
    with _server() as url:
        if url is None:
            yield None
            return
        name = f"wholeview_test_{new_id().hex}"
        maker = create_engine(url, isolation_level="AUTOCOMMIT")
        with maker.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            # It is thrown away: no test of it waits for the disk. Those that crash a server have one of their own.
            connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with maker.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            maker.dispose()

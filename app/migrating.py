"""Alembic, driven from the application: the same database, the same settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.config import ROOT
from app.database import database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction. SQLite changes a table by putting a copy in its place, and would take what refers
    to the table for broken while it is away: whether every reference holds is asked at the end instead.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        # On the driver's own connection: inside a transaction SQLite does not listen to this.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("a migration would leave rows that refer to nothing")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.close()


def upgrade(revision: str = "head", engine: Engine | None = None) -> None:
    """Bring the database up to a revision, in one transaction."""
    with _rebuilding(engine or database().engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(revision: str, engine: Engine | None = None) -> None:
    """Take the database back to a revision, in one transaction. `base` empties it."""
    with _rebuilding(engine or database().engine) as connection:
        command.downgrade(_config(connection), revision)


def write_revision(message: str, number: str) -> None:
    """Write a new migration from what differs between tables and models; read it before you commit it. ValueError for a
    number that is taken: Alembic would write a second file of that name, and then none could be read.
    """
    with database().engine.begin() as connection:
        config = _config(connection)
        if number in {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}:
            raise ValueError(f"There is a migration {number} already. Take the next free number.")
        command.revision(config, message, autogenerate=True, rev_id=number)

"""Alembic, driven from the application: the same database, the same settings."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from app.config import ROOT
from app.database import database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(revision: str = "head", engine: Engine | None = None) -> None:
    """Bring the database up to a revision, in one transaction."""
    with (engine or database().engine).begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(revision: str, engine: Engine | None = None) -> None:
    """Take the database back to a revision, in one transaction. `base` empties it."""
    with (engine or database().engine).begin() as connection:
        command.downgrade(_config(connection), revision)


def write_revision(message: str, number: str) -> None:
    """Write a new migration from what differs between tables and models; read it before you commit it."""
    with database().engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)

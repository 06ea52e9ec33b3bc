"""Engine, session and the only `commit`.

SQLite (WAL, every transaction that may write begins IMMEDIATE, synchronous FULL) is the embedded
default; PostgreSQL is chosen by DATABASE_URL. The same code runs on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
import uuid_utils.compat
from flask import Flask, current_app, g
from isal import isal_zlib
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

# Names for every constraint, so that migrations can drop on both databases what they created.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite forgets time zones; this puts UTC back and refuses naive
    times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Unread(TypeDecorator[Any]):
    """A JSON document in a text column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return _dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


DOCUMENT = JSON().with_variant(_Unread(), "postgresql")
"""For long documents that are written often: PostgreSQL reads through each value of its type `json`, which is a third of
what storing a visit costs it, and finds nothing: we wrote it. Its text is asked as `column::json` like any."""


class Packed(TypeDecorator[str]):
    """A long text that is kept as it came and read one at a time, as zlib packs it: a fifth of its length, where what a
    database does by itself leaves a quarter, and half of that again in pages it cannot fill."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else isal_zlib.compress(value.encode(), 2)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else isal_zlib.decompress(value).decode()


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UTCDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def new_id() -> UUID:
    """A fresh UUIDv7: ordered by time, so that indexes stay compact."""
    return uuid_utils.compat.uuid7()


class JSONText(str):
    """A document that stands as JSON text already; a JSON column takes it as it is."""


def _dump(value: object) -> str:
    return value if isinstance(value, JSONText) else orjson.dumps(value).decode()


def _compress_quickly(connection: Any, _record: object) -> None:
    """Let a PostgreSQL that can (14 and later, as usually built) compress documents with lz4: half
    the CPU of its default. One that cannot goes on as before."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings"
            " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
        )
    connection.autocommit = False


WAITING_ENDS = "-c lock_timeout=8s -c idle_in_transaction_session_timeout=60s"
"""PostgreSQL: whoever waits this long for another transaction is told "busy" (503) instead of holding a thread, and a
transaction whose process has been forgotten does not hold others for ever."""


def make_engine(url: str) -> Engine:
    """An engine for `url` with the settings durability rests on; no table is touched."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            json_serializer=_dump,
            json_deserializer=orjson.loads,
            hide_parameters=True,  # a failed statement must not carry answers into a log
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=8,
            pool_timeout=5,
            connect_args={"options": WAITING_ENDS},
        )
        event.listen(engine, "connect", _compress_quickly)
        return engine
    engine = create_engine(
        url, json_serializer=_dump, hide_parameters=True, connect_args={"timeout": 10}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: see _begin
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A deferred transaction that later writes fails at once under contention instead of waiting
        # its turn.
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


class Database:
    """What an app holds: its engine and the maker of its sessions."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)


def init_database(app: Flask) -> None:
    """Give the app its database and close each request's session when the request ends."""
    app.extensions["database"] = Database(app.config["DATABASE_URL"])

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        opened: Session | None = g.pop("session", None)
        if opened is not None:
            opened.close()


def database() -> Database:
    """The current app's database."""
    found: Database = current_app.extensions["database"]
    return found


def session() -> Session:
    """The session of this request or command. One transaction, ended by `commit` or by being
    closed."""
    if "session" not in g:
        g.session = database().sessions()
    opened: Session = g.session
    return opened


def commit() -> None:
    """The only commit. A reply that says something is stored is sent after this has returned."""
    session().commit()


T = TypeVar("T")
TRIES = 6
GOT_IN_THE_WAY = frozenset({"40001", "40P01"})  # PostgreSQL: serialization failure, deadlock


def settled(work: Callable[[], T]) -> T:
    """The result of `work`, which is this session's whole transaction up to its commit.

    When another transaction got in its way (it wrote the same new row first, or the two waited for
    each other), everything is rolled back and `work` runs again from the start, now seeing what the
    other has committed.
    """
    for left in reversed(range(TRIES)):
        try:
            result = work()
            session().flush()
            return result
        except DBAPIError as error:
            in_the_way = (
                isinstance(error, IntegrityError)
                or getattr(error.orig, "sqlstate", "") in GOT_IN_THE_WAY
            )
            if not left or not in_the_way:
                raise
            session().rollback()
    raise AssertionError("unreachable")


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session of its own that only reads, and sees the database as it was at one moment however
    many queries it makes."""
    options = (
        {"read_only": True}
        if database().engine.dialect.name == "sqlite"
        else {"isolation_level": "REPEATABLE READ"}
    )
    with (
        database().engine.connect().execution_options(**options) as connection,
        Session(connection) as reading,
    ):
        yield reading

"""What happens to the service while it works: processes die, the database crashes, is slow, is full, is restored.

The numbers are those of docs/faults.md. In the end tablets, receipts and database agree.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import OperationalError

from app import create_app, migrating
from app.audit import catalogue
from app.audit import queries as audit_queries
from app.audit.models import AuditEvent
from app.database import Database, commit, session
from app.feed.models import FeedRow, Scope
from app.feed.operations import raise_epoch
from app.visits import receipts
from app.visits.models import Change, Visit
from tests.conftest import QUICK
from tests.faults import proxy as faults
from tests.faults.conftest import open_place
from tests.faults.place import WEIGHT, Place
from tests.journeys.service import wait_until
from tests.support.own_postgres import OwnPostgres, own_postgres
from tests.support.postgresql import temporary_database
from tests.support.strace import STRACE, forced_writes

pytestmark = pytest.mark.one_database("postgresql")


def workers_of(place: Place) -> list[int]:
    """The processes that serve requests."""
    found = []
    for service in place.services:
        assert service.pid is not None
        children = Path(f"/proc/{service.pid}/task/{service.pid}/children")
        found += [int(pid) for pid in children.read_text().split()]
    return found


@contextmanager
def somebody_holds(url: str, statement: str, **given: object) -> Iterator[Connection]:
    """Another transaction that has locked what the service will need."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text(statement), given)
        yield connection
        with suppress(OperationalError):  # the database may have been killed meanwhile
            connection.rollback()
    engine.dispose()


def url_of(place: Place) -> str:
    engine = place.app.extensions["database"].engine
    return str(engine.url.render_as_string(hide_password=False))


def waits_for_a_lock(url: str, met: threading.Event, program: str = "%") -> None:
    """Set when some backend of this database waits for a lock, which it does for eight seconds at most."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for _ in range(6_000):
            waiting = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    " AND application_name LIKE :program"
                ),
                {"program": program},
            ).scalar_one()
            if waiting:
                met.set()
                break
            time.sleep(0.02)
    engine.dispose()


def test_35_a_worker_is_killed_in_the_middle_of_a_batch(place: Place) -> None:
    """54 as well: the transaction had begun and written. All of the batch or nothing of it."""
    vera = place.tablet(place.world.visitor)
    visits = [vera.starts_a_visit(place.world.child, 4000 + number) for number in range(5)]
    url, met = url_of(place), threading.Event()

    with somebody_holds(
        url, "SELECT 1 FROM scopes WHERE team_id = :team FOR UPDATE", team=place.world.oak.id
    ):
        watching = threading.Thread(target=waits_for_a_lock, args=(url, met))
        watching.start()

        def kill_when_it_waits() -> None:
            if met.wait(timeout=120):
                for pid in workers_of(place):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

        killing = threading.Thread(target=kill_when_it_waits)
        killing.start()
        status = vera.sends()
        killing.join()
        watching.join()

    assert status["waiting"] == 5
    assert not {str(row.visit_id) for row in place.stored().values()} & set(visits)
    place.comes_to_rest()


@pytest.mark.parametrize("after_commit", [True, False], ids=["after", "before"])
def test_54_every_worker_is_killed_around_the_commit(place: Place, after_commit: bool) -> None:
    vera = place.tablet(place.world.visitor)
    visit = vera.starts_a_visit(place.world.child)

    def kill() -> None:
        for pid in workers_of(place):
            os.kill(pid, signal.SIGKILL)

    def killed_after(exchange: faults.Exchange) -> None:
        exchange.ask()
        kill()
        exchange.hang_up()

    place.proxy.spoil("push", killed_after if after_commit else faults.after(kill))
    vera.sends()

    place.comes_to_rest()
    assert place.visit(visit).answers[WEIGHT]["cands"] == []


@pytest.mark.chaos
def test_56_a_database_that_does_not_get_on(place: Place) -> None:
    """Somebody holds what every push needs: the tablet is told soon, and keeps everything."""
    vera = place.tablet(place.world.visitor)
    vera.starts_a_visit(place.world.child)
    lock = "SELECT 1 FROM scopes WHERE team_id = :team FOR UPDATE"
    with somebody_holds(url_of(place), lock, team=place.world.oak.id):
        status = vera.sends()
    answered = place.proxy.sent_to("push")[-1].replies[-1]

    assert answered[0] == 503
    assert (status["state"], status["waiting"]) == ("later", 1)
    place.comes_to_rest()


@pytest.mark.chaos
@pytest.mark.parametrize("crashes", [1, 5], ids=["once", "five times"])
def test_55_the_database_crashes_under_load(tmp_path: Path, crashes: int) -> None:
    """Four tablets write; PostgreSQL is ended without a word and recovers. Every receipt holds."""
    with ExitStack() as stack:
        cluster = stack.enter_context(own_postgres())
        database = Database(cluster.url)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        place = open_place(stack, cluster.url, tmp_path)
        tablets = [place.tablet(user) for user in [place.world.visitor, place.world.colleague] * 2]
        for _ in range(crashes):
            under_load(place, cluster, rounds=6)
        assert len(tablets) == len(place.tablets)
        place.app.extensions["database"].engine.dispose()
        place.comes_to_rest()


def under_load(place: Place, cluster: OwnPostgres, rounds: int) -> None:
    """All tablets write and send in turn; the crash comes while a push is under way."""
    crashed = threading.Event()
    started = False

    def crash(exchange: faults.Exchange) -> None:
        falling = threading.Thread(target=cluster.crash)
        falling.start()
        try:
            faults.passed(exchange)
        finally:
            falling.join()
            crashed.set()

    visits = {
        tablet.name: [tablet.starts_a_visit(place.world.child) for _ in range(3)]
        for tablet in place.tablets
    }
    for number in range(rounds):
        if number == rounds // 2:
            place.proxy.spoil("push", faults.passed, crash)
        for tablet in place.tablets:
            for visit in visits[tablet.name]:
                tablet.writes(visit, 4000 + number)
            tablet.sends()
        if number > rounds // 2 and not started:
            assert crashed.wait(
                timeout=60
            )  # the tablet's patience may have ended before the database did
            cluster.start()
            started = True
    assert cluster.answers()


@pytest.mark.chaos
@pytest.mark.faults(64)
def test_53_the_service_is_restored_to_last_night(tmp_path: Path) -> None:
    """What was receipted after the backup comes again from the tablets' journals.

    64 as well, with no standby: one that lagged and takes over is a database put back, and is treated like this.
    """
    with ExitStack() as stack:
        cluster = stack.enter_context(own_postgres())
        at_the_cluster(cluster, "CREATE DATABASE live")
        live = cluster.url.rpartition("/")[0] + "/live"
        database = Database(live)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        place = open_place(stack, live, tmp_path)
        vera, cora = place.tablet(place.world.visitor), place.tablet(place.world.colleague)
        old = vera.starts_a_visit(place.world.child)
        place.comes_to_rest()
        dump = tmp_path / "last-night.sql"
        dump_program = ["pg_dump", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres"]
        with dump.open("w") as out:
            subprocess.run([*dump_program, "live"], stdout=out, check=True, timeout=60)

        vera.writes(old, 4100)
        young = cora.starts_a_visit(place.world.child)
        for tablet in (vera, cora):
            tablet.sends_everything()
        assert not vera.kept["outbox"]

        for service in place.services:
            service.stop()
        place.app.extensions["database"].engine.dispose()
        at_the_cluster(cluster, "DROP DATABASE live WITH (FORCE)", "CREATE DATABASE live")
        restore = ["psql", "-q", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres"]
        with dump.open() as lines:
            subprocess.run(
                [*restore, "live"],
                stdin=lines,
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=60,
            )
        with place.app.app_context():
            raise_epoch(None)
            commit()
        for service in place.services:
            service.start()
        for tablet in (vera, cora):
            tablet.signs_in()

        place.comes_to_rest()
        assert place.visit(old).answers[WEIGHT]["value"] == 4100
        assert place.visit(young).author_id == place.world.colleague.id


STOPS_BEFORE_ITS_COMMIT = """
CREATE FUNCTION failpoint() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock(55); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER failpoint AFTER INSERT ON changes DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION failpoint()"""
"""All of a push is written and its commit has begun: what is put off until then waits for whoever holds the lock."""

STOPS_AFTER_ITS_COMMIT = """
CREATE FUNCTION failpoint() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM set_config('synchronous_commit', 'on', true); RETURN NULL; END $$;
CREATE TRIGGER failpoint AFTER INSERT ON changes EXECUTE FUNCTION failpoint()"""
"""The commit of a push is on the disk, and the service not told yet: a standby that is not there should have it too."""

FAILPOINTS = {
    "before_commit": (STOPS_BEFORE_ITS_COMMIT, "advisory"),
    "after_commit": (STOPS_AFTER_ITS_COMMIT, "SyncRep"),
    "before_reply": ("", ""),
}
"""Where PostgreSQL is killed: what halts a push there, and what its process then waits for."""


@pytest.mark.chaos
@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_55_the_database_is_killed_at_a_push(tmp_path: Path, failpoint: str) -> None:
    """Before the commit nothing is there, after it everything, though nobody was told. Sent again, it is there once."""
    halts, waits_for = FAILPOINTS[failpoint]
    with ExitStack() as stack:
        cluster = stack.enter_context(own_postgres())
        waits_for_a_missing_standby_where_asked(cluster)
        database = Database(cluster.url)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        place = open_place(stack, cluster.url, tmp_path)
        vera = place.tablet(place.world.visitor)
        visit = vera.starts_a_visit(place.world.child)
        if halts:
            at_the_cluster(cluster, halts)
        place.proxy.spoil("push", killed_at(cluster, waits_for))

        with somebody_holds(cluster.url, "SELECT pg_advisory_lock(55)"):
            status = vera.sends()

        assert status["waiting"] == 1
        assert not cluster.answers()
        cluster.start()
        place.app.extensions["database"].engine.dispose()
        assert len(place.stored()) == (0 if failpoint == "before_commit" else 1)
        at_the_cluster(cluster, "DROP FUNCTION IF EXISTS failpoint CASCADE")
        place.comes_to_rest()
        [change_id] = a_whole_moment(place.app)
        assert change_id in vera.changes
        assert place.visit(visit).answers[WEIGHT]["cands"] == []


def waits_for_a_missing_standby_where_asked(cluster: OwnPostgres) -> None:
    """From now on a commit waits for a standby that does not exist, where a transaction asks for that; others go on."""
    at_the_cluster(
        cluster,
        "ALTER DATABASE postgres SET synchronous_commit = local",
        "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
    )
    cluster.crash()
    cluster.start()


def killed_at(cluster: OwnPostgres, waits_for: str) -> faults.Fault:
    """PostgreSQL is killed once a commit waits for this; for nothing: once the service has answered. No reply comes."""

    def kill() -> None:
        engine = create_engine(cluster.url, isolation_level="AUTOCOMMIT")
        waiting = text("SELECT query FROM pg_stat_activity WHERE wait_event = :waits_for")
        with engine.connect() as connection:
            wait_until(
                lambda: connection.scalars(waiting, {"waits_for": waits_for}).all() == ["COMMIT"]
            )
        engine.dispose()
        cluster.crash()

    def fault(exchange: faults.Exchange) -> None:
        if waits_for:
            killing = threading.Thread(target=kill)
            killing.start()
            exchange.ask()
            killing.join()
        else:
            assert exchange.ask()[0] == 200
            cluster.crash()
        exchange.hang_up()

    return fault


def at_the_cluster(cluster: OwnPostgres, *statements: str) -> None:
    engine = create_engine(cluster.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_58_two_writers_on_sqlite(sqlite_url: str) -> None:
    """The second waits until the first has committed; neither is told that the file is locked."""
    database = Database(sqlite_url)
    first = database.engine.connect()
    first.execute(text("UPDATE timeline SET epoch = epoch"))
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        with database.engine.begin() as second:
            second.execute(text("UPDATE timeline SET epoch = epoch"))
        ended.set()

    writing = threading.Thread(target=write)
    writing.start()
    assert begun.wait(timeout=60)
    assert not ended.wait(timeout=0.3)
    first.commit()
    first.close()
    assert ended.wait(timeout=60)
    writing.join()
    database.engine.dispose()


DUMPED_WHOLE = "-- PostgreSQL database dump complete"
"""What docs/running.md has an operator look for."""


def test_62_a_backup_while_tablets_send(place: Place, tmp_path: Path) -> None:
    """What is restored is the service as it was at one moment: what was sent by then is there whole, and nothing else.

    The backup waits for a table no tablet writes to, so that they send before, while and after it takes its picture.
    """
    tablets = [place.tablet(place.world.visitor), place.tablet(place.world.colleague)]
    url, out, begun = url_of(place), tmp_path / "backup.sql", threading.Event()
    sent: list[str] = []

    def one_more() -> None:
        tablet = tablets[len(sent) % 2]
        sent.append(tablet.starts_a_visit(place.world.child, 4000 + len(sent)))
        tablet.sends_everything()

    for _ in range(4):
        one_more()
    known = set(place.stored())
    with somebody_holds(url, "LOCK TABLE recoveries IN ACCESS EXCLUSIVE MODE"):
        source = url.replace("+psycopg", "")
        dumping = subprocess.Popen(["pg_dump", "--file", str(out), source])
        watching = threading.Thread(target=waits_for_a_lock, args=(url, begun, "pg_dump"))
        watching.start()
        while watching.is_alive():
            one_more()
        assert begun.is_set()
        meanwhile = len(sent)
        for _ in range(4):
            one_more()
    assert dumping.wait(timeout=60) == 0

    assert DUMPED_WHOLE in out.read_text()
    with restored(out) as app:
        kept = a_whole_moment(app)
        service = place.stored()
        assert known <= kept.keys() <= service.keys()
        for change_id, row in kept.items():
            assert (row.body, row.receipt) == (service[change_id].body, service[change_id].receipt)
        visits = {str(row.visit_id) for row in kept.values()}
        count = len(visits & {*sent})
        assert visits & {*sent} == {*sent[:count]}, "a later one is there without an earlier one"
        assert 4 <= count <= meanwhile
    place.comes_to_rest()


def test_62_a_backup_that_was_cut_short(place: Place, tmp_path: Path) -> None:
    """PostgreSQL takes it without an error where it ends between two rows; that it is not whole is seen by its end."""
    vera = place.tablet(place.world.visitor)
    visits = [vera.starts_a_visit(place.world.child, 4000 + number) for number in range(2)]
    vera.sends_everything()
    out = tmp_path / "backup.sql"
    subprocess.run(
        ["pg_dump", "--file", str(out), url_of(place).replace("+psycopg", "")],
        check=True,
        timeout=60,
    )
    whole = out.read_text()
    assert DUMPED_WHOLE in whole
    rows = whole.index("COPY public.changes ")
    out.write_text(whole[: whole.index("\n", whole.index(visits[0], rows)) + 1])

    with restored(out) as app, app.app_context():
        assert str(UUID(visits[1])) not in {
            str(found) for found in session().scalars(select(Change.visit_id))
        }
    assert DUMPED_WHOLE not in out.read_text()


@contextmanager
def restored(dump: Path) -> Iterator[Flask]:
    """The service on an empty database into which this was put as docs/running.md says."""
    with temporary_database() as url:
        assert url is not None
        plain = url.replace("+psycopg", "")
        strictly = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-d", plain]
        subprocess.run(
            [*strictly, "-f", str(dump)], stdout=subprocess.DEVNULL, check=True, timeout=60
        )
        app = create_app({**QUICK, "DATABASE_URL": url})
        try:
            yield app
        finally:
            app.extensions["database"].engine.dispose()


def a_whole_moment(app: Flask) -> dict[str, Change]:
    """Every change by its id: each with its receipt, its audit row, its visit and its feed row, and none of these alone."""
    with app.app_context():
        changes = {str(one.id): one for one in session().scalars(select(Change))}
        visits = {one.id: one for one in session().scalars(select(Visit))}
        feed = {row.key: row for row in session().scalars(select(FeedRow))}
        looked, breaks = audit_queries.verify({})
        assert looked > len(changes)
        assert breaks == []
        assert times_in_the_trail(app) == dict.fromkeys(changes, 1)
        for change_id, row in changes.items():
            receipt = json.loads(receipts.repeated(row))
            assert (receipt["change_id"], receipt["outcome"]) == (change_id, row.outcome)
            assert row.outcome != "stored" or receipt["seq"] <= visits[row.visit_id].seq
        stored = {row.visit_id for row in changes.values() if row.outcome == "stored"}
        assert stored == visits.keys()
        fed = {key: row.seq for key, row in feed.items() if key.startswith("visit:")}
        assert fed == {f"visit:{one.id}": one.seq for one in visits.values()}
        for scope in session().scalars(select(Scope)):
            numbers = [row.seq for row in feed.values() if row.team_id == scope.team_id]
            assert scope.head == max(numbers, default=0)
        session().expunge_all()
        return changes


def times_in_the_trail(app: Flask) -> dict[str, int]:
    """How many rows of the audit say of each change that it was stored."""
    with app.app_context():
        said = select(AuditEvent.details).where(AuditEvent.event == catalogue.CHANGE_STORED.name)
        return Counter(details["change_id"] for details in session().scalars(said))


def until_it_has_its_locks(step: Callable[[], None]) -> None:
    """As an operator does: where the tablets' writes were in the way of a step of a migration, it is made again."""
    for attempt in itertools.count(1):
        try:
            step()
            return
        except OperationalError:
            if attempt == 10:
                raise


def test_61_a_migration_while_tablets_send(place: Place) -> None:
    """The newest one is taken back and made again, twice, while two tablets write: what meets the older tables waits."""
    tablets = [place.tablet(place.world.visitor), place.tablet(place.world.colleague)]
    visits = [tablet.starts_a_visit(place.world.child) for tablet in tablets]
    engine = place.app.extensions["database"].engine
    done = threading.Event()

    def back_and_forth() -> None:
        try:
            for _ in range(2):
                until_it_has_its_locks(lambda: migrating.downgrade("-1", engine))
                until_it_has_its_locks(lambda: migrating.upgrade(engine=engine))
        finally:
            done.set()

    migrating_now = threading.Thread(target=back_and_forth)
    migrating_now.start()
    for value in itertools.count(4001):
        for tablet, visit in zip(tablets, visits, strict=True):
            tablet.writes(visit, value)
            tablet.sends()
        if done.is_set():
            break
    migrating_now.join()

    place.comes_to_rest()
    for tablet, visit in zip(tablets, visits, strict=True):
        assert place.visit(visit).answers[WEIGHT]["value"] == tablet.written[visit, WEIGHT]


def test_60_the_disk_of_the_service_is_full(tmp_path: Path) -> None:
    """SQLite on a small disk of its own: an error, no receipt, reading goes on; then room, and all arrives."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("NO RIGHT TO MOUNT: no full disk was tried")
    try:
        with ExitStack() as stack:
            url = f"sqlite:///{disk}/wholeview.sqlite"
            database = Database(url)
            migrating.upgrade(engine=database.engine)
            database.engine.dispose()
            place = open_place(stack, url, tmp_path, processes=1)
            vera = place.tablet(place.world.visitor)
            visit = vera.starts_a_visit(place.world.child)
            vera.sends_everything()
            ballast = disk / "ballast"
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b"\0" * 4096)
            vera.writes(visit, "Awake, pink. " * 100, key="baby_observed")
            before = set(place.stored())

            status = vera.sends()

            assert status["waiting"] == 1, "called sent, though nothing could be written"
            assert set(place.stored()) == before
            assert vera.sees(visit)["value"] == 4000

            ballast.unlink()
            place.comes_to_rest()
            with place.app.app_context(), place.app.extensions["database"].engine.begin() as db:
                assert db.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.mark.chaos
def test_59_every_commit_of_sqlite_reaches_the_disk(tmp_path: Path) -> None:
    """Counted by the calls that ask the disk: at least one for each acknowledged push."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/wholeview.sqlite"
        database = Database(url)
        migrating.upgrade(engine=database.engine)
        database.engine.dispose()
        place = open_place(stack, url, tmp_path, processes=1)
        vera = place.tablet(place.world.visitor)
        visit = vera.starts_a_visit(place.world.child)
        vera.sends_everything()
        [worker] = workers_of(place)
        counted = tmp_path / "syncs"
        strace = [*STRACE, "-o", str(counted), "-p", str(worker)]
        try:
            tracing = subprocess.Popen(strace, stderr=subprocess.PIPE)
        except FileNotFoundError:
            pytest.skip("NO STRACE FOUND: the calls were not counted")
        assert tracing.stderr is not None
        tracing.stderr.readline()  # "attached"
        for number in range(10):
            vera.writes(visit, 4100 + number)
            vera.sends_everything()
        tracing.terminate()
        tracing.communicate(timeout=60)

        assert forced_writes(counted, "wholeview.sqlite") >= 10
        assert UUID(visit)


def test_a_call_that_was_interrupted_is_counted_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text(
        "12 fdatasync(5</p/IndexedDB/000003.log> <unfinished ...>\n"
        "14 fsync(7</p/History-journal>)        = 0\n"
        "12 <... fdatasync resumed>)            = 0\n"
    )
    assert forced_writes(notes, "IndexedDB") == 1

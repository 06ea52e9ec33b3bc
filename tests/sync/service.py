"""The real server, as the machine drives it: the app with a SQLite file that can be copied away and
put back, test clients for what tablets do, operations for what managers do."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from app.accounts.operations import create_user
from app.audit.models import AuditEvent
from app.children.models import Child
from app.children.operations import add_child
from app.database import commit, session
from app.feed.models import FeedRow, Scope
from app.feed.operations import raise_epoch
from app.permissions import Role
from app.visits.models import Change, Visit, VisitStatus
from app.visits.operations import mark_returned, mark_signed_off, move_to_team
from tests.conftest import QUICK
from tests.support.clients import CsrfClient
from tests.support.world import PASSWORD, make_world


def _hurry(connection: Any, _record: object) -> None:
    """Thousands of small transactions whose durability is not what is tried here."""
    connection.execute("PRAGMA synchronous=OFF")


@dataclass(frozen=True)
class Facts:
    """What the server holds when everything has come to rest."""

    changes: dict[str, Change]
    visits: dict[str, Visit]
    team_of: dict[str, str]  # visit -> team
    feed: dict[tuple[str, str], tuple[int, str]]  # team, key -> number, kind
    audited: list[str]  # the change of each row change_stored


class Service:
    """One server. `begin` puts it back to the world it was made with."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder = folder
        self.file = folder / "now.sqlite"
        self.backup_file = folder / "backup.sqlite"
        self.world_file = folder / "world.sqlite"
        shutil.copyfile(empty, self.file)
        self.app: Flask = create_app({**QUICK, "DATABASE_URL": f"sqlite:///{self.file}"})
        self.app.test_client_class = CsrfClient
        event.listen(self.app.extensions["database"].engine, "connect", _hurry)
        with self.app.app_context():
            world = make_world(self.app)
            self.manager = world.manager.id
            self.teams = [str(world.oak.id), str(world.elm.id)]
            self.children = [world.child.id, add_child(None, world.oak.id, family_name="Sedge").id]
            both = create_user(
                None,
                username="bea",
                name="Bea Both",
                role=Role.VISITOR,
                password=PASSWORD,
                team_ids=[world.oak.id, world.elm.id],
            )
            commit()
        self.clients: dict[str, tuple[FlaskClient, str]] = {}
        for name, user in {
            "vera": world.visitor,
            "cora": world.colleague,
            "oona": world.other_visitor,
            "bea": both,
        }.items():
            client = world.as_(user)
            self.clients[name] = client, client.get("/api/v1/csrf").get_json()["csrf_token"]
        self.first_pages = {scope: self.pull("bea", scope, 0, 50) for scope in self.teams}
        self._disconnect()
        shutil.copyfile(self.file, self.world_file)

    def _disconnect(self) -> None:
        """Close the file, which also brings the write-ahead log into it."""
        self.app.extensions["database"].engine.dispose()

    def begin(self) -> None:
        """Start again from the world."""
        self._put_back(self.world_file)

    def _put_back(self, file: Path) -> None:
        self._disconnect()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(file, self.file)

    # -- what tablets do -------------------------------------------------------------------------

    def push(self, user: str, body: str) -> Any:
        """The reply to a push."""
        client, token = self.clients[user]
        reply = client.post(
            "/api/v1/sync/push",
            data=body,
            content_type="application/json",
            headers={"X-CSRFToken": token},
            csrf=False,
        )
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return json.loads(reply.get_data())

    def pull(self, user: str, scope: str, after: int, limit: int) -> Any:
        """One page."""
        client, _ = self.clients[user]
        reply = client.get(f"/api/v1/sync/pull?scope={scope}&after={after}&limit={limit}")
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return json.loads(reply.get_data())

    # -- what happens around them ----------------------------------------------------------------

    def transfer(self, child: UUID, team: str) -> None:
        """Move a child with its visits."""
        with self.app.app_context():
            move_to_team(self.manager, child, UUID(team))
            commit()

    def decide(self, visit_id: str, sign_off: bool) -> bool:
        """A manager's decision about a visit; whether it waited for one."""
        with self.app.app_context():
            visit = session().get(Visit, UUID(visit_id), with_for_update=True)
            if visit is None or visit.status != VisitStatus.SUBMITTED:
                return False
            if sign_off:
                mark_signed_off(visit, self.manager)
            else:
                mark_returned(visit)
            commit()
            return True

    def back_up(self) -> None:
        """Copy the database as it is now."""
        self._disconnect()
        shutil.copyfile(self.file, self.backup_file)

    def restore(self, epoch: int) -> None:
        """Put the backup back and begin the timeline `epoch`, as the runbook says."""
        self._put_back(self.backup_file)
        with self.app.app_context():
            while raise_epoch(None) < epoch:
                pass
            commit()

    def knows(self, change_ids: set[str]) -> set[str]:
        """Which of these changes the server has kept."""
        with self.app.app_context():
            wanted = [UUID(change_id) for change_id in change_ids]
            found = session().scalars(select(Change.id).where(Change.id.in_(wanted)))
            return {str(change_id) for change_id in found}

    def heads(self) -> dict[str, int]:
        """The counter of each scope."""
        with self.app.app_context():
            rows = session().execute(select(Scope.team_id, Scope.head))
            return {str(row.team_id): row.head for row in rows}

    def facts(self) -> Facts:
        """Everything the server holds about changes."""
        with self.app.app_context():
            visits = {str(visit.id): visit for visit in session().scalars(select(Visit))}
            teams = {child.id: str(child.team_id) for child in session().scalars(select(Child))}
            return Facts(
                changes={str(one.id): one for one in session().scalars(select(Change))},
                visits=visits,
                team_of={visit_id: teams[visit.child_id] for visit_id, visit in visits.items()},
                feed={
                    (str(row.team_id), row.key): (row.seq, row.kind)
                    for row in session().scalars(select(FeedRow))
                },
                audited=[
                    row["change_id"]
                    for row in session().scalars(
                        select(AuditEvent.details).where(AuditEvent.event == "change_stored")
                    )
                ],
            )

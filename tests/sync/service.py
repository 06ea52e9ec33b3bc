"""The real server, as the machine drives it: the app with a SQLite file that can be copied away and
put back, operations for what tablets and managers do. The copies are in memory: a story makes and takes several, and to
close the file, change it and open it again was a fifteenth of all its time.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event, select

from app import clock, create_app, strict_json
from app.accounts.models import Device, Team
from app.accounts.operations import create_user, register_device
from app.accounts.queries import stand_in
from app.audit.models import AuditEvent
from app.children.models import Child
from app.children.operations import add_child, update_child
from app.children.queries import child_state
from app.database import commit, session
from app.devices import operations as devices
from app.devices.operations import revoke
from app.feed.models import FeedRow, Scope
from app.feed.operations import raise_epoch
from app.permissions import Role
from app.problems import Problem
from app.sync import operations as sync
from app.visits.models import ACCEPTED, DECLINED, Change, Release, Visit, VisitStatus
from app.visits.moving import move_to_team
from app.visits.operations import (
    Accepted,
    accept_held,
    mark_returned,
    mark_signed_off,
    settle,
)
from tests.conftest import QUICK
from tests.support.world import PASSWORD, make_world

NOTHING_CAME = Accepted({}, None)


def _hurry(connection: Any, _record: object) -> None:
    """Thousands of small transactions whose durability is not what is tried here."""
    connection.execute("PRAGMA synchronous=OFF")


@dataclass(frozen=True)
class Facts:
    """What the server holds when everything has come to rest."""

    changes: dict[str, Change]
    outcomes: dict[str, dict[str, str]]  # change -> answer key -> what it came to in the end
    visits: dict[str, Visit]
    team_of: dict[str, str]  # visit -> team
    children: dict[str, Any]  # child -> state
    digests: dict[str, str]  # team -> what everything in its scope comes to
    feed: dict[tuple[str, str], tuple[int, str]]  # team, key -> number, kind
    audited: list[str]  # the change of each row change_stored


class Service:
    """One server. `begin` puts it back to the world it was made with."""

    def __init__(self, folder: Path, empty: Path) -> None:
        file = folder / "now.sqlite"
        self.world, self.backup = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
        shutil.copyfile(empty, file)
        self.app: Flask = create_app({**QUICK, "DATABASE_URL": f"sqlite:///{file}"})
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
            named = {
                "vera": world.visitor,
                "cora": world.colleague,
                "oona": world.other_visitor,
                "bea": both,
            }
            self.users = {name: user.id for name, user in named.items()}
            self.viewers = {name: stand_in(user_id) for name, user_id in self.users.items()}
        self.first_pages = {
            scope: self.pull("bea", scope, 0, 50, digest=True) for scope in self.teams
        }
        with self._now() as now:
            now.backup(self.world)

    def close(self) -> None:
        """Leave no connection open."""
        self.app.extensions["database"].engine.dispose()
        self.world.close()
        self.backup.close()

    @contextmanager
    def _now(self) -> Iterator[sqlite3.Connection]:
        """The database as it is."""
        with closing(self.app.extensions["database"].engine.raw_connection()) as opened:
            yield opened.driver_connection

    def begin(self) -> None:
        """Start again from the world."""
        with self._now() as now:
            self.world.backup(now)

    # -- what tablets do -------------------------------------------------------------------------

    def push(self, user: str, body: str) -> Any:
        """The reply to a push, without the HTTP around it: that is tried in test_push.py, and costs as much again."""
        sent = strict_json.loads(body.encode())
        asked = {**sent, "device_id": UUID(sent["device_id"])}
        with self.app.app_context():
            reply = sync.push(self.viewers[user], asked)
            commit()
        return json.loads("".join(reply))

    def pull(self, user: str, scope: str, after: int, limit: int, *, digest: bool = False) -> Any:
        """One page."""
        asked = {"scope": UUID(scope), "after": after, "limit": limit, "digest": digest}
        with self.app.app_context():
            page = sync.pull(self.viewers[user], asked)
            commit()
        return json.loads("".join(page))

    # -- what happens around them ----------------------------------------------------------------

    def transfer(self, child: UUID, team: str) -> None:
        """Move a child with its visits."""
        with self.app.app_context():
            move_to_team(self.manager, child, UUID(team))
            commit()

    def correct(self, child: UUID, name: str) -> None:
        """Somebody corrects what is said of a child."""
        with self.app.app_context():
            update_child(self.manager, session().get_one(Child, child), given_name=name)
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

    def release(self, visit_id: str, accept: bool) -> int:
        """A manager's decision about what is held of a visit, by whoever may make it; how many changes
        were accepted."""
        with self.app.app_context():
            held = (
                session()
                .scalars(
                    select(Change)
                    .outerjoin(Release, Release.change_id == Change.id)
                    .where(
                        Change.outcome == "held",
                        Change.visit_id == UUID(visit_id),
                        Release.change_id.is_(None),
                    )
                    .order_by(Change.device_id, Change.device_seq)
                )
                .all()
            )
            teams = set(session().scalars(select(Team.id)))
            done = 0
            for change in held:
                # Signatures are left to their authors: the machine counts those by their receipts.
                wanted = accept and not json.loads(change.body).get("submit")
                try:
                    came_to = (
                        accept_held(stand_in(change.author_id), [change], teams)[change.id]
                        if wanted
                        else NOTHING_CAME
                    )
                except Problem:
                    wanted, came_to = False, NOTHING_CAME
                done += wanted
                session().add(
                    Release(
                        change_id=change.id,
                        decision=ACCEPTED if wanted else DECLINED,
                        reason="",
                        decided_by=self.manager,
                        decided_at=came_to.at or clock.now(),
                        visit_id=change.visit_id if wanted else None,
                        outcomes=came_to.outcomes,
                        submit=came_to.submit,
                        code=came_to.code,
                    )
                )
            commit()
            return done

    def settle(self, visit_id: str, which: int) -> dict[str, set[str]]:
        """A manager says which value stands, everywhere in a visit; returns the writers of what was on
        her page, by answer key."""
        with self.app.app_context():
            visit = session().get(Visit, UUID(visit_id), with_for_update=True)
            if visit is None or not visit.conflicts or visit.status == VisitStatus.SIGNED_OFF:
                return {}
            chosen, on_page = {}, {}
            for key, state in visit.answers.items():
                if state["cands"]:
                    claims = [state, *state["cands"]]
                    chosen[key] = claims[which % len(claims)]["mids"][0]
                    on_page[key] = {mid for claim in claims for mid in claim["mids"]}
            team = session().get_one(Child, visit.child_id).team_id
            settle(stand_in(self.manager), visit, team, chosen)
            commit()
            return on_page

    def withdraw(self, user: str, device_id: str, changes: list[dict[str, Any]]) -> None:
        """A tablet is withdrawn, and what it handed in is brought in."""
        with self.app.app_context():
            owner = self.users[user]
            device = session().get(Device, UUID(device_id))
            if device is None:
                device = register_device(stand_in(owner), UUID(device_id), "")
                session().flush()
            revoke(self.manager, device)
            devices.bring_in(self.manager, owner, UUID(device_id), changes)
            commit()

    def back_up(self) -> None:
        """Copy the database as it is now."""
        with self._now() as now:
            now.backup(self.backup)

    def restore(self, epoch: int) -> None:
        """Put the backup back and begin the timeline `epoch`, as the runbook says."""
        with self._now() as now:
            self.backup.backup(now)
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
        digests = {
            team: self.pull("bea", team, head, 1, digest=True)["scope_digest"]
            for team, head in self.heads().items()
            if team in self.teams
        }
        with self.app.app_context():
            visits = {str(visit.id): visit for visit in session().scalars(select(Visit))}
            accepted = {
                release.change_id: release.outcomes
                for release in session().scalars(select(Release))
                if release.decision == ACCEPTED
            }
            children = session().scalars(select(Child)).unique().all()
            teams = {child.id: str(child.team_id) for child in children}
            changes = {str(one.id): one for one in session().scalars(select(Change))}
            return Facts(
                changes=changes,
                outcomes={
                    change_id: {
                        key: outcome
                        for key, (outcome, *_) in (
                            dict.fromkeys(json.loads(one.body).get("answers") or {}, ("applied",))
                            | accepted.get(one.id, one.outcomes)
                        ).items()
                    }
                    for change_id, one in changes.items()
                },
                visits=visits,
                children={str(child.id): child_state(child) for child in children},
                digests=digests,
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

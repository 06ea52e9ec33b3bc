"""Push, pull and scopes: docs/protocol.md over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_login import current_user

from app import clock
from app.accounts.queries import teams_of
from app.accounts.viewer import Viewer
from app.api import PREFIX, ApiBlueprint
from app.audit import catalogue, writer
from app.database import commit
from app.feed import queries as feed
from app.permissions import Role, allow
from app.problems import TOO_LARGE, Problem
from app.sync import queries, schemas
from app.visits.operations import store_changes

blueprint = ApiBlueprint(
    "sync", __name__, url_prefix=f"{PREFIX}/sync", description="Changes in, changes out"
)


def _viewer() -> Viewer:
    viewer: Viewer = current_user._get_current_object()
    return viewer


def _json(text: str) -> Response:
    return Response(text, content_type="application/json", headers={"Cache-Control": "no-store"})


@blueprint.route("/push", methods=["POST"])
@allow()
@blueprint.arguments(schemas.Push)
@blueprint.response(200, schemas.Receipts)
def push(sent: dict[str, Any]) -> Response:
    """Hand in changes; each gets a receipt.

    Open to everybody who is signed in: what somebody wrote while she was a visitor is kept,
    whatever she is now.
    """
    if len(sent["changes"]) > schemas.MOST_CHANGES:
        raise Problem(TOO_LARGE)
    epoch = feed.epoch()
    texts: list[str] = []
    # A device that has not heard of a restore yet must first send again what the restore lost, or
    # its newer changes would meet answers without the older ones they build on.
    if sent["epoch"] >= epoch:
        heartbeat = {
            "epoch": sent["epoch"],
            "shell_version": sent["shell_version"],
            "have": {str(scope): cursor for scope, cursor in sent["have"].items()},
        }
        texts = store_changes(_viewer(), sent["device_id"], sent["changes"], heartbeat, epoch)
        commit()
    return _json(f'{{"epoch":{epoch},"receipts":[{",".join(texts)}]}}')


@blueprint.route("/pull")
@allow(Role.VISITOR)
@blueprint.arguments(schemas.PullQuery, location="query")
@blueprint.response(200, schemas.Page)
def pull(asked: dict[str, Any]) -> Response:
    """What changed in a scope behind a cursor, as whole present states."""
    page = queries.page(_viewer(), asked["scope"], asked["after"], asked["limit"])
    if page.children or page.visits:
        writer.record(
            catalogue.CHILDREN_SYNCED,
            actor=current_user.id,
            team_id=str(asked["scope"]),
            **{"from": asked["after"], "to": page.to},
            children=page.children,
            visits=page.visits,
        )
        commit()
    return _json(page.text)


@blueprint.route("/scopes")
@allow(Role.VISITOR)
@blueprint.response(200, schemas.Scopes)
def scopes() -> dict[str, Any]:
    """The scopes the viewer may pull, with their counters."""
    teams = teams_of(_viewer())
    heads = feed.heads(team.id for team in teams)
    return {
        "epoch": feed.epoch(),
        "server_time": clock.iso(clock.now()),
        "scopes": [
            {"id": team.id, "name": team.name, "head": heads.get(team.id, 0)} for team in teams
        ],
    }

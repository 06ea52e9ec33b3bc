"""Push and pull: docs/protocol.md over HTTP."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Response, request
from flask_login import current_user
from isal import isal_zlib

from app.accounts.viewer import Viewer
from app.api import PREFIX, ApiBlueprint
from app.database import commit
from app.permissions import Role, allow
from app.problems import TOO_LARGE, UPDATE_NEEDED, Problem
from app.sync import operations, schemas
from app.sync.queries import Parts
from app.visits.wire import MOST_CHANGES

blueprint = ApiBlueprint(
    "sync", __name__, url_prefix=f"{PREFIX}/sync", description="Changes in, changes out"
)


def _viewer() -> Viewer:
    viewer: Viewer = current_user._get_current_object()
    return viewer


WORTH_PACKING = 2_000
"""Letters. Below that a packed reply is hardly shorter."""
GZIP = 16 + isal_zlib.MAX_WBITS


def _json(parts: Parts) -> Response:
    """A reply, packed for whoever unpacks it: states of visits become a tenth. Part by part, so that no more than the
    packed one ever stands whole in memory; quickly rather than tightly: the time is the server's, and the tightest
    packing saves a twentieth more."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if sum(map(len, parts)) > WORTH_PACKING and request.accept_encodings["gzip"] > 0:
        packer = isal_zlib.compressobj(level=2, wbits=GZIP)
        body = b"".join([*(packer.compress(part.encode()) for part in parts), packer.flush()])
        headers["Content-Encoding"] = "gzip"
    else:
        body = "".join(parts).encode()
    return Response(body, content_type="application/json", headers=headers)


@blueprint.route("/push", methods=["POST"])
@allow(withdrawn=True, one_time=True)
@blueprint.arguments(schemas.Push)
@blueprint.response(200, schemas.Receipts)
def push(sent: dict[str, Any]) -> Response:
    """Hand in changes; each gets a receipt.

    Open to everybody who is signed in: what somebody wrote while she was a visitor is kept,
    whatever she is now.
    """
    if len(sent["changes"]) > MOST_CHANGES:
        raise Problem(TOO_LARGE)
    reply = operations.push(_viewer(), sent)
    commit()
    return _json(reply)


@blueprint.route("/pull")
@allow(Role.VISITOR)
@blueprint.arguments(schemas.PullQuery, location="query")
@blueprint.response(200, schemas.Page)
def pull(asked: dict[str, Any]) -> Response:
    """What changed in a scope behind a cursor, as whole present states."""
    reply = operations.pull(_viewer(), asked)
    commit()
    return _json(reply)


@blueprint.route("/scopes")
@allow(Role.VISITOR)
def scopes() -> NoReturn:
    """Tell an app from before there was `contact` that it is too old.

    It asks for this once it has handed in what it holds, to learn what it may fetch.
    """
    raise Problem(UPDATE_NEEDED)

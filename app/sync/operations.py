"""The replies to push and pull, as JSON texts in parts. The caller commits before one goes out."""

from __future__ import annotations

from typing import Any

from app import request_log
from app.accounts.viewer import Viewer
from app.audit import catalogue, writer
from app.feed import queries as feed
from app.feed.operations import keep_digests, note_gone
from app.sync import queries
from app.sync.queries import Parts
from app.visits.operations import store_changes


def push(viewer: Viewer, sent: dict[str, Any]) -> Parts:
    """Take in what `schemas.Push` describes."""
    epoch = feed.epoch()
    texts: list[str] = []
    # A device that has not heard of a restore yet must first send again what the restore lost, or
    # its newer changes would meet answers without the older ones they build on.
    if sent["epoch"] >= epoch:
        texts = store_changes(viewer, sent["device_id"], sent["changes"], epoch)
    return f'{{"epoch":{epoch},"receipts":[', ",".join(texts), "]}"


def pull(viewer: Viewer, asked: dict[str, Any]) -> Parts:
    """Give out what `schemas.PullQuery` asks for. `Problem(NOT_FOUND)` as `queries.page`."""
    page = queries.page(viewer, asked["scope"], asked["after"], asked["limit"], asked["digest"])
    if page.digests:
        keep_digests(asked["scope"], page.digests)
    if page.gone:
        # Never so by what is done here; one such row must not keep a whole team from its feed.
        request_log.gap("feed_without_state", scope=str(asked["scope"]), rows=len(page.gone))
        note_gone(asked["scope"], page.gone)
    if page.children or page.visits:
        writer.record(
            catalogue.CHILDREN_SYNCED,
            actor=viewer.id,
            team_id=str(asked["scope"]),
            **{"from": asked["after"], "to": page.to},
            children=page.children,
            visits=page.visits,
        )
    return page.text

"""A manager's view of the children of her teams: the list of what is open, and the picture of one child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app import clock
from app.accounts.queries import teams_of
from app.audit import writer as audit
from app.audit.catalogue import CHILD_READ, CHILDREN_LISTED, SENSITIVE_READ
from app.children.queries import child_for
from app.database import commit
from app.gathered import operations
from app.gathered.alerts import uncalled
from app.gathered.pictures import child_picture
from app.oversight import queries
from app.oversight.queries import Asked, Open, Order
from app.permissions import Role, allow
from app.wording import age_words
from forms.field_types.times import uk_day
from forms.holistic_visit.rules import BOOK

blueprint = Blueprint("oversight", __name__, url_prefix="/children")

OPEN_WORDS = {
    Open.URGENT: "Action or supervision",
    Open.UNKNOWN: "Not known for four weeks or more",
    Open.FATHER: "Father not seen at two contacts or more",
    Open.SIGHT: "Baby not seen awake for four weeks",
    Open.SHARES: "Shared, not confirmed",
}
ORDER_WORDS = {
    Order.NAME: "Name",
    Order.LAST: "Last contact",
    Order.UNKNOWN: "Not known since",
    Order.FATHER: "Contacts without the father",
    Order.SIGHT: "Baby last seen awake",
    Order.SHARES: "Waiting for an answer since",
}
RULE_NAMES = {rule.id: rule.name for rule in BOOK.rules}


@blueprint.get("/")
@allow(Role.MANAGER)
def children() -> ResponseReturnValue:
    """The children of this manager's teams, with what is open."""
    asked = _asked(request.args)
    left = operations.refresh(current_user.team_ids)
    alerts = uncalled(current_user.team_ids)
    today = uk_day(clock.now())
    page = queries.listed(current_user, asked, today)
    audit.record(CHILDREN_LISTED, actor=current_user.id, where="oversight", count=len(page.lines))
    commit()
    return render_template(
        "oversight/children.jinja",
        page=page,
        asked=asked,
        counts=queries.counts(current_user, asked, today),
        open_words=OPEN_WORDS,
        order_words=ORDER_WORDS,
        rule_names=RULE_NAMES,
        teams=[(team.id, team.name) for team in teams_of(current_user)],
        left=left,
        alerts=alerts,
        long_unseen=queries.long_unseen(today),
        link=lambda **changed: _link(asked, **changed),
    )


@blueprint.get("/<uuid:child_id>")
@allow(Role.MANAGER)
def child(child_id: UUID) -> ResponseReturnValue:
    """The picture of one child."""
    return _picture(child_id, private=False)


@blueprint.post("/<uuid:child_id>/show")
@allow(Role.MANAGER)
def show(child_id: UUID) -> ResponseReturnValue:
    """The same, with the sensitive answers if that was asked."""
    return _picture(child_id, private=request.form.get("show") == "sensitive")


def _picture(child_id: UUID, *, private: bool) -> str:
    child = child_for(current_user, child_id)
    made = child_picture(current_user, child, private=private)
    subject = f"child:{child_id}"
    audit.record(CHILD_READ, actor=current_user.id, subject=subject, where="picture")
    if private:
        audit.record(
            SENSITIVE_READ, actor=current_user.id, subject=subject, answers=made.hidden_entries
        )
    commit()
    age = age_words(made.born, uk_day(clock.now())) if made.born else ""
    return render_template("oversight/child.jinja", shown=made, child=child, age=age)


def _asked(asked: MultiDict[str, str]) -> Asked:
    """What a URL names. What it names wrongly is left out."""
    page = asked.get("page", "")
    return Asked(
        kind=Open(asked["kind"]) if asked.get("kind") in set(Open) else None,
        team=asked.get("team", type=UUID),
        order=Order(asked["order"]) if asked.get("order") in set(Order) else Order.NAME,
        page=int(page)
        if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page)
        else 1,
    )


def _link(asked: Asked, **changed: object) -> str:
    """The address with something changed; a page is only kept where nothing else changes."""
    values: dict[str, object] = {
        "kind": asked.kind,
        "team": asked.team,
        "order": asked.order if asked.order is not Order.NAME else None,
        "page": None,
        **changed,
    }
    named: dict[str, Any] = {name: str(value) for name, value in values.items() if value}
    return url_for("oversight.children", **named)

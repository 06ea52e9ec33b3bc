"""The administrator's pages for what an area does when something is urgent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries import areas, teams, user_names
from app.database import commit, session
from app.pathways import operations, queries, rules, web_forms
from app.pathways.models import Pathway
from app.permissions import Role, allow
from app.problems import NOT_FOUND, NOT_VALID, SAVED_MEANWHILE, Problem
from forms.field_types.times import uk_day

blueprint = Blueprint("pathways", __name__, url_prefix="/pathways")


@blueprint.get("/")
@allow(Role.ADMINISTRATOR)
def pathways() -> ResponseReturnValue:
    """Every area and team with its kinds: whose, since when, and what is past its review."""
    configured = []
    for area in areas():
        rows = queries.rows_of(area.id)
        own = [team for team in teams() if team.area_id == area.id]
        configured.append(
            {
                "area": area,
                "kinds": rules.counting(rows, None),
                "teams": [(team, _of_team(rows, team.id)) for team in own],
            }
        )
    return render_template(
        "pathways/pathways.jinja",
        configured=configured,
        shipped=rules.SHIPPED,
        today=uk_day(clock.now()),
    )


def _of_team(rows: Sequence[Pathway], team_id: UUID) -> Mapping[str, Pathway]:
    """What a team has of its own."""
    counts = rules.counting(rows, team_id)
    return {kind: row for kind, row in counts.items() if row.team_id is not None}


@blueprint.route("/<uuid:area_id>/<kind>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def pathway(area_id: UUID, kind: str) -> ResponseReturnValue:
    """One kind of an area, or of the team named in the address: read it, write it anew."""
    shipped = rules.SHIPPED.get(kind)
    if shipped is None:
        raise Problem(NOT_FOUND)
    area = queries.area(area_id)
    team = queries.team_in(area_id, _team_id())
    rows = queries.rows_of(area_id)
    counts = rules.counting(rows, team.id if team else None).get(kind)
    form = web_forms.PathwayForm()
    sent = dict(request.form) if request.method == "POST" else _as_sent(shipped, counts)
    problems: dict[str, str] = {}
    meanwhile: Problem | None = None
    if form.validate_on_submit():
        try:
            operations.write_pathway(
                current_user.id,
                area_id,
                team.id if team else None,
                kind,
                web_forms.written_in(sent, shipped.thresholds),
                seen=sent.get("seen", ""),
            )
        except Problem as problem:
            session().rollback()
            if problem.kind is SAVED_MEANWHILE:
                meanwhile, rows = problem, queries.rows_of(area_id)
                counts = rules.counting(rows, team.id if team else None).get(kind)
                sent["seen"] = queries.seen(counts)
            elif problem.kind is NOT_VALID:
                problems = problem.fields
            else:
                raise
        else:
            commit()
            flash(f"{shipped.title}: saved. It reaches each tablet with its next sync.")
            return redirect(url_for("pathways.pathways"), 303)
    history = [
        row
        for row in reversed(rows)
        if row.kind == kind and row.team_id == (team.id if team else None)
    ]
    page = render_template(
        "pathways/pathway.jinja",
        area=area,
        team=team,
        kind=kind,
        shipped=shipped,
        counts=counts,
        form=form,
        sent=sent,
        problems=problems,
        meanwhile=meanwhile,
        boxes=web_forms.NUMBER_BOXES,
        thresholds=rules.THRESHOLDS,
        history=history,
        names=user_names(row.written_by for row in (*history, counts) if row and row.written_by),
        today=uk_day(clock.now()),
    )
    return page, meanwhile.kind.status if meanwhile else 422 if problems else 200


@blueprint.post("/<uuid:area_id>/<kind>/withdraw")
@allow(Role.ADMINISTRATOR)
def withdraw(area_id: UUID, kind: str) -> ResponseReturnValue:
    """Let the area's pathway count for a team again."""
    team = queries.team_in(area_id, _team_id())
    if team is None or kind not in rules.SHIPPED:
        raise Problem(NOT_FOUND)
    try:
        operations.withdraw_pathway(
            current_user.id, area_id, team.id, kind, seen=request.form.get("seen", "")
        )
    except Problem as problem:
        session().rollback()
        flash(problem.kind.sentence, "important")
        here = url_for("pathways.pathway", area_id=area_id, kind=kind, team=team.id)
        return redirect(here, 303)
    commit()
    flash(f"{team.name} now has the same as its area.")
    return redirect(url_for("pathways.pathways"), 303)


def _team_id() -> UUID | None:
    asked = request.args.get("team")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        abort(404)


def _as_sent(shipped: rules.Shipped, counts: Pathway | None) -> dict[str, str]:
    """The form's boxes as they are first shown: what counts now, else what is shipped. A day of confirming is never filled
    in: whoever saves says that she tried the numbers.
    """
    steps, numbers = (counts.steps, counts.numbers) if counts else (shipped.steps, shipped.numbers)
    thresholds = {**shipped.thresholds, **(counts.thresholds if counts else {})}
    filled = {
        "seen": queries.seen(counts),
        "owner": counts.owner if counts else "",
        "photos": counts.photos if counts else "",
        "steps": "\n".join(steps),
        **{name: str(value) for name, value in thresholds.items()},
    }
    for box, line in enumerate(numbers):
        filled |= {f"{part}-{box}": line[part] for part in ("who", "number", "when")}
    return filled

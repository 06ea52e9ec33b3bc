"""Children whom visitors met on a doorstep: who may be known already, and what a manager decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.audit import catalogue, writer
from app.children import operations as children
from app.children import queries
from app.children.models import Child
from app.children.queries import Match
from app.database import commit, session, settled
from app.permissions import Role, allow
from app.problems import CANNOT_JOIN, Problem
from app.visits.moving import join_children, part_children
from forms.field_types.identifiers import is_nhs_number

blueprint = Blueprint("met", __name__, url_prefix="/review/met")


class Met(NamedTuple):
    """A child who was met, and who it may be."""

    child: Child
    matches: list[Match]
    elsewhere: bool  # the number that was told is on a record outside the manager's teams

    @property
    def doubtful(self) -> bool:
        """Whether it is still to be decided about, and may be somebody known."""
        undecided = self.child.provisional and not self.child.merged_into
        return undecided and (self.elsewhere or bool(self.matches))

    @property
    def wrong(self) -> bool:
        """Whether what was told is no NHS number."""
        told = self.child.claimed_nhs_number
        return told is not None and not is_nhs_number(told)

    @property
    def number_taken(self) -> bool:
        """Whether the number that was told is another record's."""
        told = self.child.claimed_nhs_number
        return self.elsewhere or any(told and told == one.child.nhs_number for one in self.matches)


@blueprint.get("/")
@allow(Role.MANAGER)
def met() -> ResponseReturnValue:
    """The children who were met and whom nobody has confirmed, each beside who it may be."""
    return _draw()


@blueprint.post("/<uuid:child_id>/join")
@allow(Role.MANAGER)
def join(child_id: UUID) -> ResponseReturnValue:
    """They are one child: make one record of both."""
    child = queries.child_for(current_user, child_id)
    kept = queries.child_for(current_user, request.form.get("kept", UUID(int=0), type=UUID))
    try:
        join_children(current_user.id, child.id, kept.id)
    except Problem as problem:
        return _refused(problem)
    commit()
    flash("The two records are one now. Both histories are kept, and it can be taken apart again.")
    return redirect(url_for("met.met"), 303)


@blueprint.post("/<uuid:child_id>/confirm")
@allow(Role.MANAGER)
def confirm(child_id: UUID) -> ResponseReturnValue:
    """Nobody who was known: an ordinary child of the caseload from now on. Asks once more where somebody known may be the
    same child: it is final."""
    child = queries.child_for(current_user, child_id)
    without_number = request.form.get("number") == "left_out"
    one = _met(child)
    if "sure" not in request.form and one.doubtful:
        _note_listed([one])
        commit()
        return render_template("review/met_confirm.jinja", one=one, without_number=without_number)
    try:
        # Of two children confirmed at once with one number, the second is told so.
        settled(
            lambda: children.confirm_met_child(
                current_user.id, child, without_number=without_number
            )
        )
    except Problem as problem:
        return _refused(problem)
    commit()
    flash("The child is on the caseload as a new child.")
    return redirect(url_for("met.met"), 303)


@blueprint.post("/joins/<uuid:join_id>/part")
@allow(Role.MANAGER)
def part(join_id: UUID) -> ResponseReturnValue:
    """They are two children after all: take the records apart."""
    try:
        part_children(current_user.id, queries.join_for(current_user, join_id))
    except Problem as problem:
        if problem.kind is not CANNOT_JOIN:
            raise
        return _refused(problem)
    commit()
    flash(
        "The two records are apart again. What was recorded since then stayed with the one that was kept."
    )
    return redirect(url_for("met.met"), 303)


def _refused(problem: Problem) -> ResponseReturnValue:
    session().rollback()
    words = next(iter(problem.fields.values()), problem.kind.sentence)
    return _draw(words), problem.kind.status


def _draw(problem: str = "") -> str:
    found = [_met(child) for child in queries.met_children(current_user)]
    joins = queries.joins_of(current_user)
    _note_listed(found)
    commit()
    return render_template("review/met.jinja", met=found, joins=joins, problem=problem)


def _met(child: Child) -> Met:
    return Met(
        child,
        queries.matches_for(current_user, child),
        queries.number_is_elsewhere(current_user, child),
    )


def _note_listed(found: Sequence[Met]) -> None:
    writer.record(
        catalogue.CHILDREN_LISTED,
        actor=current_user.id,
        where="met",
        count=len(found) + sum(len(one.matches) for one in found),
    )

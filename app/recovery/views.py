"""The approver's pages. The recovery key is used in her browser and stays there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.web_forms import ActionForm
from app.database import commit, session
from app.permissions import Role, allow
from app.problems import NOT_VALID, Problem
from app.recovery import operations, queries, web_forms

blueprint = Blueprint("recovery", __name__, url_prefix="/recoveries")


@blueprint.get("/")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def waiting() -> ResponseReturnValue:
    """Who has asked to get back into a tablet."""
    return render_template(
        "recovery/waiting.jinja",
        waiting=queries.waiting_for(current_user),
        key=queries.recovery_key(),
    )


@blueprint.route("/<uuid:recovery_id>", methods=["GET", "POST"])
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def decide(recovery_id: UUID) -> ResponseReturnValue:
    """One request: hear the figures, use the recovery key, approve."""
    recovery, person = queries.to_decide(current_user, recovery_id)
    form = web_forms.ApproveForm()
    if form.validate_on_submit():
        try:
            operations.approve(
                current_user,
                recovery,
                code=form.code.data or "",
                resealed=form.resealed.data or "",
            )
        except Problem as problem:
            if problem.kind is not NOT_VALID:
                raise
            session().rollback()
            recovery, person = queries.to_decide(current_user, recovery_id)
            for name, sentence in problem.fields.items():
                form[name].errors = [sentence]
        else:
            commit()
            flash("Approved. The tablet opens with the new passphrase now.")
            return redirect(url_for("recovery.waiting"))
    page = render_template(
        "recovery/decide.jinja",
        recovery=recovery,
        person=person,
        form=form,
        decline=ActionForm(),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<uuid:recovery_id>/decline")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def decline(recovery_id: UUID) -> ResponseReturnValue:
    """Close a request nobody can vouch for. Nothing on the tablet changes."""
    recovery, _ = queries.to_decide(current_user, recovery_id, decided=True)
    operations.decline(current_user, recovery)
    commit()
    return redirect(url_for("recovery.waiting"))

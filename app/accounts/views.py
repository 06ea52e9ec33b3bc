"""Pages for signing in, for one's own password, and for the administrator's accounts and teams."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts import operations, queries, web_forms
from app.accounts.login import (
    begin_session,
    forget_session,
    throttle_account,
    throttle_address,
    throttle_password,
)
from app.accounts.models import User
from app.database import commit, session, settled
from app.permissions import Role, allow, public
from app.problems import NOT_VALID, SAVED_MEANWHILE, WRONG_PASSWORD, Problem

blueprint = Blueprint("accounts", __name__)

# Where each role's work begins. Paths, because those features stand above this one.
HOMES = {
    Role.VISITOR: "/app/today",
    Role.MANAGER: "/review/",
    Role.ANALYST: "/exports/",
    Role.ADMINISTRATOR: "/people",
}
# No look-alikes (0 and O, 1 and l): the password is read aloud or copied from paper once.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _local(path: str) -> str | None:
    """`path` if it stays on this site, else None. What begins with two slashes names a host, however many more follow:
    they are made fewer on the way to the browser."""
    fine = path.startswith("/") and not path.startswith("//")
    return path if fine and "\\" not in path and path.isprintable() else None


def _one_time_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))


def _show(problem: Problem, form: FlaskForm) -> None:
    """Put a refusal's sentences beside the fields they speak of."""
    if problem.kind is not NOT_VALID:
        raise problem
    session().rollback()
    for name, sentence in problem.fields.items():
        form[name].errors = [*form[name].errors, sentence]


@blueprint.get("/")
@allow()
def home() -> ResponseReturnValue:
    """To where this person's work begins."""
    return redirect(HOMES[current_user.role])


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@throttle_address
@throttle_account
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    form = web_forms.SignInForm()
    if form.validate_on_submit():
        try:
            token = operations.sign_in(form.username.data or "", form.password.data or "")
        except Problem as problem:
            commit()  # the refusal's audit row
            form.username.errors = [problem.kind.sentence]
            page = render_template("accounts/sign_in.jinja", form=form)
            return page, problem.kind.status
        commit()
        begin_session(token)
        return redirect(_local(request.args.get("next", "")) or url_for("accounts.home"))
    return render_template("accounts/sign_in.jinja", form=form), 422 if form.errors else 200


@blueprint.post("/sign-out")
@allow(withdrawn=True, one_time=True)
def sign_out() -> ResponseReturnValue:
    """End this session. Nothing on the tablet is deleted."""
    operations.end_sign_in(current_user)
    commit()
    forget_session()
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/password", methods=["GET", "POST"])
@allow(one_time=True)
@throttle_password
def change_password() -> ResponseReturnValue:
    """One's own password."""
    form = web_forms.ChangePasswordForm()
    if form.validate_on_submit():
        try:
            user = queries.person(current_user.id)
            operations.change_password(
                current_user, user, form.present.data or "", form.wanted.data or ""
            )
        except Problem as problem:
            if problem.kind is WRONG_PASSWORD:
                commit()  # the refusal's audit row
                form.present.errors = [problem.kind.sentence]
                return render_template("accounts/password.jinja", form=form), problem.kind.status
            fields = {"password": "wanted"}
            problem.fields = {fields.get(name, name): said for name, said in problem.fields.items()}
            _show(problem, form)
        else:
            commit()
            forget_session()
            return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/password.jinja", form=form), 422 if form.errors else 200


# -- the administrator's pages -------------------------------------------------------------------------------------------


def _team_choices() -> list[tuple[str, str]]:
    return [(str(team.id), f"{team.name} ({team.area.name})") for team in queries.teams()]


@blueprint.get("/people")
@allow(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """Everybody with an account."""
    return render_template(
        "accounts/people.jinja", people=queries.people(), teams=queries.memberships()
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new_person() -> ResponseReturnValue:
    """Open an account; its password is shown once, on the page that answers."""
    form = web_forms.PersonForm()
    form.teams.choices = _team_choices()
    if form.validate_on_submit():
        password = _one_time_password()
        try:
            # Of two administrators who open the same account at once, the second is told so.
            user = settled(
                lambda: operations.create_user(
                    current_user.id,
                    username=form.username.data or "",
                    name=form.name.data or "",
                    role=Role(form.role.data),
                    password=password,
                    team_ids=[UUID(chosen) for chosen in form.teams.data or []],
                    one_time=True,
                )
            )
        except Problem as problem:
            _show(problem, form)
        else:
            commit()
            return _password_page(user, password)
    return render_template("accounts/new_person.jinja", form=form), 422 if form.errors else 200


def _password_page(user: User, password: str) -> str:
    return render_template("accounts/new_password.jinja", person=user, password=password)


def _person_page(user: User, form: web_forms.TeamsForm, problem: Problem | None = None) -> str:
    teams = queries.memberships().get(user.id, [])
    return render_template(
        "accounts/person.jinja",
        person=user,
        form=form,
        action=web_forms.ActionForm(),
        open_sign_ins=queries.open_sign_ins(user.id),
        tablets=queries.tablets_of(user.id),
        teams=teams,
        seen=queries.seen(team.id for team in teams),
        problem=problem,
    )


def _teams_form(user: User) -> web_forms.TeamsForm:
    had = [str(team.id) for team in queries.memberships().get(user.id, [])]
    form = web_forms.TeamsForm(teams=had)
    form.teams.choices = _team_choices()
    return form


@blueprint.get("/people/<uuid:user_id>")
@allow(Role.ADMINISTRATOR)
def person(user_id: UUID) -> ResponseReturnValue:
    """One account: its teams and what can be done with it."""
    user = queries.person(user_id)
    return _person_page(user, _teams_form(user))


@blueprint.post("/people/<uuid:user_id>/teams")
@allow(Role.ADMINISTRATOR)
def set_teams(user_id: UUID) -> ResponseReturnValue:
    """Put a person in other teams."""
    user = queries.person(user_id)
    form = _teams_form(user)
    if not form.validate_on_submit():
        return _person_page(user, form), 422
    wanted = [UUID(chosen) for chosen in form.teams.data or []]
    seen = request.form.get("seen", "")
    try:
        settled(lambda: operations.set_teams(current_user.id, user, wanted, seen=seen))
    except Problem as problem:
        if problem.kind is not SAVED_MEANWHILE:
            raise
        session().rollback()
        return _person_page(user, form, problem), problem.kind.status
    commit()
    flash("Teams saved.")
    return redirect(url_for("accounts.person", user_id=user_id))


@blueprint.post("/people/<uuid:user_id>/password")
@allow(Role.ADMINISTRATOR)
def new_password(user_id: UUID) -> ResponseReturnValue:
    """Make a new password for somebody who forgot theirs; it is shown once."""
    user, password = queries.person(user_id), _one_time_password()
    operations.set_password(current_user.id, user, password, one_time=True)
    commit()
    return _password_page(user, password)


@blueprint.post("/people/<uuid:user_id>/disable")
@allow(Role.ADMINISTRATOR)
def disable(user_id: UUID) -> ResponseReturnValue:
    """Close an account: asks once more, for its tablets are withdrawn with it."""
    user = queries.person(user_id)
    if "sure" not in request.form:
        return render_template(
            "accounts/close.jinja", person=user, tablets=queries.tablets_of(user_id)
        )
    operations.disable(current_user.id, user)
    commit()
    flash("The account is closed.")
    return redirect(url_for("accounts.person", user_id=user_id))


@blueprint.post("/people/<uuid:user_id>/enable")
@allow(Role.ADMINISTRATOR)
def enable(user_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    operations.enable(current_user.id, queries.person(user_id))
    commit()
    flash("The account is open again. A tablet that was withdrawn has to be set up anew.")
    return redirect(url_for("accounts.person", user_id=user_id))


@blueprint.post("/people/<uuid:user_id>/end-sign-ins")
@allow(Role.ADMINISTRATOR)
def end_sign_ins(user_id: UUID) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    operations.end_sign_ins(current_user.id, queries.person(user_id).id)
    commit()
    flash("Signed out everywhere.")
    return redirect(url_for("accounts.person", user_id=user_id))


def _teams_page(area: web_forms.AreaForm, team: web_forms.TeamForm) -> ResponseReturnValue:
    team.team_area.choices = [(str(found.id), found.name) for found in queries.areas()]
    page = render_template(
        "accounts/teams.jinja", teams=queries.teams(), area_form=area, team_form=team
    )
    return page, 422 if area.errors or team.errors else 200


@blueprint.get("/teams")
@allow(Role.ADMINISTRATOR)
def teams() -> ResponseReturnValue:
    """Areas and their teams."""
    return _teams_page(web_forms.AreaForm(), web_forms.TeamForm())


@blueprint.post("/areas")
@allow(Role.ADMINISTRATOR)
def new_area() -> ResponseReturnValue:
    """Add an area."""
    form = web_forms.AreaForm()
    if form.validate_on_submit():
        try:
            settled(lambda: operations.create_area(current_user.id, form.area.data or ""))
        except Problem as problem:
            _show(problem, form)
        else:
            commit()
            return redirect(url_for("accounts.teams"))
    return _teams_page(form, web_forms.TeamForm(formdata=None))


@blueprint.post("/teams")
@allow(Role.ADMINISTRATOR)
def new_team() -> ResponseReturnValue:
    """Add a team to an area."""
    form = web_forms.TeamForm()
    form.team_area.choices = [(str(found.id), found.name) for found in queries.areas()]
    if form.validate_on_submit():
        try:
            operations.create_team(current_user.id, UUID(form.team_area.data), form.team.data or "")
        except Problem as problem:
            _show(problem, form)
        else:
            commit()
            return redirect(url_for("accounts.teams"))
    return _teams_page(web_forms.AreaForm(formdata=None), form)

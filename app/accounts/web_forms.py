"""The forms of the account pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from app.templating import ROLE_NAMES


class SignInForm(FlaskForm):
    """Username and password."""

    username = StringField(
        "Username",
        [InputRequired("Enter your username"), Length(max=80, message="Enter your username")],
    )
    password = PasswordField(
        "Password",
        [
            InputRequired("Enter your password"),
            Length(max=1024, message="The password is too long"),
        ],
    )


class ChangePasswordForm(FlaskForm):
    """One's own password."""

    present = PasswordField(
        "Password you use now", [InputRequired("Enter the password you use now")]
    )
    wanted = PasswordField("New password", [InputRequired("Enter a new password")])


class PersonForm(FlaskForm):
    """A new account. The password is made by the service and shown once."""

    name = StringField("Full name", [InputRequired("Enter the person’s full name")])
    username = StringField("Username", [InputRequired("Enter a username")])
    role = SelectField(
        "Role",
        [InputRequired("Choose a role")],
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        validate_choice=True,
    )
    teams = SelectMultipleField("Teams")


class TeamsForm(FlaskForm):
    """Which teams a person is in."""

    teams = SelectMultipleField("Teams")


class AreaForm(FlaskForm):
    """A new area."""

    area = StringField("Name of the area", [InputRequired("Enter the area’s name")])


class TeamForm(FlaskForm):
    """A new team in an area."""

    team_area = SelectField("Area", [InputRequired("Choose an area")])
    team = StringField("Name of the team", [InputRequired("Enter the team’s name")])


class ActionForm(FlaskForm):
    """A button without fields: only the CSRF token."""

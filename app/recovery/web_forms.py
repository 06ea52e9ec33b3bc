"""The form of the approver's page. The recovery key itself has no name there: it is never sent."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired


class ApproveForm(FlaskForm):
    """The figures the visitor reads out, and what the page has sealed for her tablet."""

    code = StringField(
        "The eight figures the visitor reads to you",
        [InputRequired("Enter the eight figures the visitor reads to you")],
    )
    resealed = HiddenField()

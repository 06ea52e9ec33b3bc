"""The page on how prompts fall: by team and by whose records."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

import forms
from app.accounts.queries import teams
from app.audit import catalogue, writer
from app.database import commit
from app.fairness import queries, rules
from app.permissions import Role, allow
from app.phrases.queries import book

blueprint = Blueprint("fairness", __name__, url_prefix="/fairness")


@blueprint.get("/")
@allow(Role.MANAGER, Role.ADMINISTRATOR)
def fairness() -> ResponseReturnValue:
    """Rates of teams, never of a person; words and classes by ethnic category, small numbers held back."""
    notes = queries.notes(current_user._get_current_object())
    writer.record(catalogue.FAIRNESS_SEEN, actor=current_user.id, contacts=len(notes))
    commit()
    return render_template(
        "fairness/fairness.jinja",
        contacts=len(notes),
        most=queries.MOST_CONTACTS,
        team_rates=rules.by_team(notes),
        groups=rules.by_group(notes),
        words=rules.by_word(notes),
        team_names={team.id: team.name for team in teams()},
        group_names=group_names(),
        classes=book().classes,
        least_children=rules.LEAST_CHILDREN,
        least_authors=rules.LEAST_AUTHORS,
    )


def group_names() -> dict[str, str]:
    """The ethnic categories in words, from every version of the form that asks for one."""
    names = {rules.NOT_RECORDED: "Not recorded"}
    for version in forms.versions():
        declared = forms.published(version).fields.get(rules.ETHNICITY)
        for choice in getattr(declared.type, "choices", ()) if declared else ():
            names[choice.code] = choice.label
    return names

"""Teams, accounts and children in a new database. An earlier release runs this file in its own folder, with its own `app`
(tests/releases): nothing else of this tree is imported, and nothing is called that they do not all have.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any
from uuid import UUID

from app import create_app, migrating
from app.accounts.operations import create_area, create_team, create_user
from app.children.operations import add_child
from app.database import commit
from app.permissions import Role


def settle(people: dict[str, Any]) -> None:
    """`people`: `teams` by name, `users` and `children` as they are created, in what JSON can say."""
    area = create_area(None, "North")
    teams = {name: create_team(None, area.id, name).id for name in people["teams"]}
    for user in people["users"]:
        of = [teams[name] for name in user.pop("teams")]
        create_user(None, **user | {"role": Role(user["role"])}, team_ids=of)
    for child in people["children"]:
        team = teams[child.pop("team")]
        days = {day: date.fromisoformat(child[day]) for day in ("dob", "next_contact_due")}
        add_child(None, team, **child | days | {"child_id": UUID(child["child_id"])})


if __name__ == "__main__":
    # Into the empty database at DATABASE_URL, from standard input.
    with create_app({"ARGON2_MEMORY_KIB": 8, "ARGON2_ROUNDS": 1}).app_context():
        migrating.upgrade()
        settle(json.load(sys.stdin))
        commit()

"""Visits with two values, and the newest of each child, are found without looking at all others; PostgreSQL takes their
answers as they come."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CONTESTED = sa.text("conflicts > 0")


def _answers(kind: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE visits ALTER COLUMN answers TYPE {kind} USING answers::{kind}")


def upgrade() -> None:
    _answers("text")
    op.create_index("ix_visits_child", "visits", ["child_id", "seq"])
    op.drop_index("ix_visits_child_id", table_name="visits")
    op.create_index(
        "ix_visits_conflicts",
        "visits",
        ["child_id"],
        postgresql_where=CONTESTED,
        sqlite_where=CONTESTED,
    )


def downgrade() -> None:
    _answers("json")
    op.drop_index("ix_visits_conflicts", table_name="visits")
    op.create_index("ix_visits_child_id", "visits", ["child_id"])
    op.drop_index("ix_visits_child", table_name="visits")

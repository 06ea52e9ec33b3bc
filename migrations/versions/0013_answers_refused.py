"""Changes of which something could not be accepted are found by their code."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CODED = sa.text("code IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_changes_code",
        "changes",
        ["code", "team_id"],
        postgresql_where=CODED,
        sqlite_where=CODED,
    )


def downgrade() -> None:
    op.drop_index("ix_changes_code", table_name="changes")

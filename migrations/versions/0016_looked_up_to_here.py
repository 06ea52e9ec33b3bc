"""What is gathered of children says up to where in a team's feed nothing is stale; few are found without looking at all."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

URGENT, ENDING = sa.text("urgent > 0"), sa.text("good_until IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "gathered_scopes",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_gathered_scopes_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_gathered_scopes")),
    )
    for name, column, few in (
        ("ix_child_facts_urgent", "child_id", URGENT),
        ("ix_child_facts_good_until", "good_until", ENDING),
    ):
        op.create_index(name, "child_facts", [column], postgresql_where=few, sqlite_where=few)


def downgrade() -> None:
    op.drop_index("ix_child_facts_good_until", table_name="child_facts")
    op.drop_index("ix_child_facts_urgent", table_name="child_facts")
    op.drop_table("gathered_scopes")

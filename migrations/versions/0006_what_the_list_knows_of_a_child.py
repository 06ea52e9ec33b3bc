"""What a manager's list knows of a child."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "child_facts",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("child_at", app.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("last_contact", sa.Date(), nullable=True),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("oldest_unknown", sa.Date(), nullable=True),
        sa.Column("father_missed", sa.Integer(), nullable=False),
        sa.Column("father_seen", sa.Date(), nullable=True),
        sa.Column("baby_missed", sa.Integer(), nullable=False),
        sa.Column("baby_awake", sa.Date(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("oldest_share", sa.Date(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["children.id"], name=op.f("fk_child_facts_child_id_children")
        ),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_child_facts")),
    )


def downgrade() -> None:
    op.drop_table("child_facts")

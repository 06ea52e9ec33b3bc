"""Proposed and published changes of the phrase list."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phrase_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", app.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("clinical_owner", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", app.database.UTCDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_phrase_changes_decided_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["users.id"], name=op.f("fk_phrase_changes_proposed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase_changes")),
        sa.UniqueConstraint("number", name=op.f("uq_phrase_changes_number")),
    )


def downgrade() -> None:
    op.drop_table("phrase_changes")

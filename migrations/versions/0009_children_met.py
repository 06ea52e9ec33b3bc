"""Children met on a doorstep, and records that were joined."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "child_joins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", app.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", app.database.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["children.id"], name=op.f("fk_child_joins_child_id_children")
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["children.id"], name=op.f("fk_child_joins_kept_id_children")
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_child_joins_by_users")),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["users.id"], name=op.f("fk_child_joins_undone_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_joins")),
    )
    with op.batch_alter_table("child_joins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_joins_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_joins_kept_id"), ["kept_id"], unique=False)
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provisional", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("claimed_nhs_number", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_children_merged_into_children"), "children", ["merged_into"], ["id"]
        )
    op.execute(
        sa.table("children", sa.column("provisional")).update().values(provisional=sa.false())
    )
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.alter_column("provisional", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_children_merged_into_children"), type_="foreignkey")
        batch_op.drop_column("merged_into")
        batch_op.drop_column("claimed_nhs_number")
        batch_op.drop_column("provisional")
    with op.batch_alter_table("child_joins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_joins_kept_id"))
        batch_op.drop_index(batch_op.f("ix_child_joins_child_id"))

    op.drop_table("child_joins")

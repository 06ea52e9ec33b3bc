"""Visits that were moved to a newer version of the form; and what was answered and is no part of what was submitted."""

import sqlalchemy as sa
from alembic import op

import forms
from forms.derived.submitted import left_out

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

VISITS = sa.table(
    "visits",
    sa.column("id", sa.Uuid()),
    sa.column("status", sa.String()),
    sa.column("form_version", sa.Integer()),
    sa.column("answers", sa.JSON()),
    sa.column("left_out", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.alter_column("left_out", server_default=None)
    connection = op.get_bind()
    for row in connection.execute(sa.select(VISITS).where(VISITS.c.status != "open")).all():
        found = left_out(forms.published(row.form_version), row.answers)
        if found:
            connection.execute(VISITS.update().where(VISITS.c.id == row.id).values(left_out=found))


def downgrade() -> None:
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_column("left_out")
        batch_op.drop_column("began_on")

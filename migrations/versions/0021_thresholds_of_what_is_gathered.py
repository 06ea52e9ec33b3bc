"""With which of the team's thresholds a child's facts were made: they are made anew when one is changed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thresholds", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.alter_column("thresholds", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.drop_column("thresholds")

"""The day of birth as a visit says it, of a child whose record has none."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every row is made anew by a new version of the facts, so that none has to be filled in here.
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("born", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.drop_column("born")

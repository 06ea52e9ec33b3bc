"""What the next visit must see, beside what the list knows of a child."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Made from the visits, so that it may begin empty: a new version of the facts makes every row anew.
    op.execute("DELETE FROM child_facts")
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("must_see", sa.JSON(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("child_facts", schema=None) as batch_op:
        batch_op.drop_column("must_see")

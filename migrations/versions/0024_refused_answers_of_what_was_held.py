"""That answers of a held change were refused when it was accepted, so that they can be listed."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(length=40), nullable=True))
    releases = sa.table(
        "releases", sa.column("change_id"), sa.column("outcomes", sa.JSON), sa.column("code")
    )
    # Few: one for each entry a manager decided about.
    for change_id, outcomes in (
        op.get_bind().execute(sa.select(releases.c.change_id, releases.c.outcomes)).all()
    ):
        if any(outcome == "rejected" for outcome, *_ in (outcomes or {}).values()):
            op.execute(
                releases.update()
                .where(releases.c.change_id == change_id)
                .values(code="answers_refused")
            )


def downgrade() -> None:
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_column("code")

"""What a visit comes to in the feed, so that tablet and service can prove that they hold the same."""

import hashlib

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

VISITS = sa.table(
    "visits",
    sa.column("id", sa.Uuid()),
    sa.column("status", sa.String()),
    sa.column("round", sa.Integer()),
    sa.column("answers", sa.JSON()),
)
FEED = sa.table("feed", sa.column("key", sa.String()), sa.column("digest", sa.String()))


def upgrade() -> None:
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(VISITS)).all():
        # As app/visits/envelope.py did when this was made.
        answers = orjson.dumps(row.answers, option=orjson.OPT_SORT_KEYS)
        before = f'["{row.id}","{row.status}",{row.round},'.encode()
        digest = hashlib.sha256(before + answers + b"]").hexdigest()
        connection.execute(
            FEED.update().where(FEED.c.key == f"visit:{row.id}").values(digest=digest)
        )


def downgrade() -> None:
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("digest")

"""What was sent is kept packed (zlib): it is evidence, and nobody searches in it."""

import zlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AT_ONCE = 500
CHANGES = sa.table(
    "changes",
    sa.column("id", sa.Uuid()),
    sa.column("body"),
    sa.column("body_now"),
)


def _rewritten(kind: sa.types.TypeEngine[Any], made: Callable[[Any], Any]) -> None:
    """Give `body` another type, each row through `made`."""
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("body_now", kind, nullable=True))
    connection = op.get_bind()
    write = (
        CHANGES.update()
        .where(CHANGES.c.id == sa.bindparam("this"))
        .values(body_now=sa.bindparam("made", type_=kind))
    )
    last = None
    while True:
        asked = sa.select(CHANGES.c.id, CHANGES.c.body).order_by(CHANGES.c.id).limit(AT_ONCE)
        if last is not None:
            asked = asked.where(CHANGES.c.id > last)
        rows = connection.execute(asked).all()
        if not rows:
            break
        connection.execute(write, [{"this": row.id, "made": made(row.body)} for row in rows])
        last = rows[-1].id
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_column("body")
        batch_op.alter_column(
            "body_now", new_column_name="body", existing_type=kind, nullable=False
        )


def _packed(body: str | bytes) -> bytes:
    """What an app newer than its tables wrote meanwhile is packed already; PostgreSQL puts such bytes into a text as "\\x" and
    their digits. No change begins so: it is a JSON object.
    """
    if isinstance(body, bytes):
        return body
    if body.startswith("\\x"):
        return bytes.fromhex(body[2:])
    return zlib.compress(body.encode(), 6)


def upgrade() -> None:
    _rewritten(sa.LargeBinary(), _packed)


def downgrade() -> None:
    _rewritten(sa.Text(), lambda body: zlib.decompress(body).decode())

"""Audit rows in chains; what was written before becomes the beginning of the first one."""

import hashlib
from datetime import UTC

import orjson
import sqlalchemy as sa
from alembic import op

import app.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENTS = sa.table(
    "audit_events",
    sa.column("id", sa.BigInteger()),
    sa.column("at", app.database.UTCDateTime()),
    sa.column("event", sa.String()),
    sa.column("actor_id", sa.Uuid()),
    sa.column("subject", sa.String()),
    sa.column("details", sa.JSON()),
    sa.column("chain", sa.Integer()),
    sa.column("number", sa.Integer()),
    sa.column("sum", sa.String()),
)


def upgrade() -> None:
    chains = op.create_table(
        "audit_chains",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_chains")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sum", sa.String(length=64), nullable=True))
    number, before = _chain_what_there_is()
    if number:
        op.execute(chains.insert().values(chain=0, number=number, sum=before))
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.alter_column("chain", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("sum", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index("uq_audit_events_place", ["chain", "number"], unique=True)


def _chain_what_there_is() -> tuple[int, str]:
    """Sum up the rows in the order they were written, as app/audit/chain.py did when this was made."""
    connection = op.get_bind()
    number, before = 0, "0" * 64
    for row in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.id)).all():
        number += 1
        parts = [
            before,
            0,
            number,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.event,
            str(row.actor_id) if row.actor_id else None,
            row.subject,
            row.details,
        ]
        before = hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()
        connection.execute(
            EVENTS.update().where(EVENTS.c.id == row.id).values(chain=0, number=number, sum=before)
        )
    return number, before


def downgrade() -> None:
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("uq_audit_events_place")
        batch_op.drop_column("sum")
        batch_op.drop_column("number")
        batch_op.drop_column("chain")

    op.drop_table("audit_chains")

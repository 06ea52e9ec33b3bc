"""What tablets hand in, and which session is at which tablet."""

import sqlalchemy as sa
from alembic import op

import app.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", app.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("imported_at", app.database.UTCDateTime(timezone=True), nullable=True),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_hand_ins_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["users.id"], name=op.f("fk_hand_ins_imported_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_ins")),
    )
    with op.batch_alter_table("hand_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_ins_device_id"), ["device_id"], unique=False)

    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_device_id"))
        batch_op.create_index("ix_changes_device", ["device_id", "device_seq"], unique=False)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("hand_in_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("emptied_at", app.database.UTCDateTime(timezone=True), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_devices_revoked_by_users"), "users", ["revoked_by"], ["id"]
        )

    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_sign_ins_device_id_devices"), "devices", ["device_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sign_ins_device_id_devices"), type_="foreignkey")
        batch_op.drop_column("device_id")

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_devices_revoked_by_users"), type_="foreignkey")
        batch_op.drop_column("emptied_at")
        batch_op.drop_column("hand_in_sha256")
        batch_op.drop_column("revoked_by")

    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index("ix_changes_device")
        batch_op.create_index(batch_op.f("ix_changes_device_id"), ["device_id"], unique=False)

    with op.batch_alter_table("hand_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_ins_device_id"))

    op.drop_table("hand_ins")

"""What owners should hear without a mail for each time, and who is muted."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("topic", Words(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=True),
        sa.Column("text", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("told", Moment(), nullable=True),
        sa.Column("mail", Words(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alerts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_list_id_told"), "alerts", ["list_id", "told"])
    op.create_index(op.f("ix_alerts_list_id_topic_told"), "alerts", ["list_id", "topic", "told"])
    op.create_table(
        "strikes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strikes")),
    )
    op.create_index(op.f("ix_strikes_list_id_address_at"), "strikes", ["list_id", "address", "at"])
    op.create_table(
        "mutes",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "address", name=op.f("pk_mutes")),
    )

"""Several workers on one PostgreSQL database: who they are, which lists each has, who sends a mail."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "shares",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=16)),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["worker"], ["workers.id"], name=op.f("fk_shares_worker")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_shares")),
    )
    op.create_index(op.f("ix_shares_worker"), "shares", ["worker"])
    op.add_column("outbox", sa.Column("worker", sa.String(length=16)))

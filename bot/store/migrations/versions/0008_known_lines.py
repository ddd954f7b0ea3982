"""What posts teach: how authors sign, what closes the posts of many, what the latest posts say."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closing_lines",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "author", name=op.f("pk_closing_lines")),
    )
    op.create_index(op.f("ix_closing_lines_seen"), "closing_lines", ["seen"])
    op.create_table(
        "footer_lines",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_footer_lines")),
    )
    op.create_table(
        "said_lines",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("message_key", Words(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_said_lines_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_said_lines")),
    )
    op.create_index(op.f("ix_said_lines_message_key_list_id"), "said_lines", ["message_key", "list_id"])
    op.create_index(op.f("ix_said_lines_thread_list_id_at"), "said_lines", ["thread", "list_id", "at"])
    op.create_index(op.f("ix_said_lines_list_id_at"), "said_lines", ["list_id", "at"])

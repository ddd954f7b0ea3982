"""What rules may ask of earlier posts, and posts as rules changed them for a digest."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "memories",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("became", sa.String(length=16), nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("message_key", Words(), nullable=False),
        sa.Column("thread", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("prints", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_memories_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_memories")),
    )
    op.create_index(op.f("ix_memories_author_list_id_at"), "memories", ["author", "list_id", "at"])
    op.create_index(op.f("ix_memories_thread_list_id_at"), "memories", ["thread", "list_id", "at"])
    op.create_index(op.f("ix_memories_message_key_list_id"), "memories", ["message_key", "list_id"])
    op.create_index(op.f("ix_memories_url_list_id"), "memories", ["url", "list_id"])
    op.create_index(op.f("ix_memories_at"), "memories", ["at"])
    op.create_table(
        "article_prints",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["memories.case_id"], name=op.f("fk_article_prints_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "print", "case_id", name=op.f("pk_article_prints")),
    )
    op.create_index(op.f("ix_article_prints_case_id"), "article_prints", ["case_id"])
    op.create_table(
        "edited",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_edited_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_edited")),
    )

"""Mail of one person's own, what members ask for, and whose mail comes back."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("outbox", sa.Column("body", number, nullable=True))
    op.add_column("outbox", sa.Column("head", sa.LargeBinary(), nullable=True))
    op.add_column("outbox", sa.Column("person", Words(), nullable=True))
    op.create_table(
        "wishes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=True),
        sa.Column("mode", sa.String(length=8), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("applied", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_wishes_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_list_id_applied"), "wishes", ["list_id", "applied"])
    op.create_index(op.f("ix_wishes_list_id_at"), "wishes", ["list_id", "at"])
    op.create_table(
        "bounces",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("last", Moment(), nullable=False),
        sa.Column("paused", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("list_id", "person", name=op.f("pk_bounces")),
    )

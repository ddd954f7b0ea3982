"""What the bot itself found of who wrote a message when it came."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("checked", Words, nullable=True))

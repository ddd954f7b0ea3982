"""The rules that matched earlier posts, for rules that count them."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Words

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("memories", sa.Column("matched", Words(), nullable=False, server_default=""))

"""Subjects and own words of earlier posts, as hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("subject", "own"):
        column = sa.Column(name, sa.String(length=24), nullable=False, server_default="")
        op.add_column("memories", column)

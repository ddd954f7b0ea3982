"""How often the line was lost after a mail's final dot."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("unknowns", sa.Integer(), nullable=False, server_default="0"))

"""Whether an author was proven, and what beside its content decides on a message."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("signals_hash", sa.String(length=64), nullable=True))
    # What is on record was believed when it was judged: members are no strangers after an upgrade.
    op.add_column(
        "cases",
        sa.Column("proven", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.true()),
    )

"""Answers by mail: dialogues with authors, tokens, versions of a post, moderators' words; no mutes."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who answers is understood, not muted.
    op.drop_table("mutes")
    op.drop_table("strikes")
    op.create_table(
        "dialogues",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("heard", sa.String(length=64), nullable=False),
        sa.Column("opened", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dialogues_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_dialogues")),
    )
    op.create_index(op.f("ix_dialogues_list_id_person_state"), "dialogues", ["list_id", "person", "state"])
    op.create_index(op.f("ix_dialogues_state_until"), "dialogues", ["state", "until"])
    op.create_table(
        "tokens",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("person", Words(), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_until"), "tokens", ["until"])
    op.create_table(
        "token_cases",
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["token"], ["tokens.name"], name=op.f("fk_token_cases_token"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_token_cases_case_id")),
        sa.PrimaryKeyConstraint("token", "position", name=op.f("pk_token_cases")),
    )
    op.create_index(op.f("ix_token_cases_case_id"), "token_cases", ["case_id"])
    op.create_table(
        "versions",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("asks", Words(), nullable=False),
        sa.Column("brought_by", sa.String(length=24), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_versions_case_id")),
        sa.ForeignKeyConstraint(["brought_by"], ["cases.id"], name=op.f("fk_versions_brought_by")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_versions")),
    )
    op.create_table(
        "in_hand",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("by", Words(), nullable=True),
        sa.Column("reminded", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_in_hand_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_in_hand")),
    )
    op.create_table(
        "standing",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "address", name=op.f("pk_standing")),
    )

"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "backlogs",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("account", Words(), nullable=False),
        sa.Column("folder", Words(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("ignored", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "account", "folder", name=op.f("pk_backlogs")),
    )
    op.create_table(
        "cases",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("message_id", Words(), nullable=False),
        sa.Column("message_key", Words(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("account", Words(), nullable=True),
        sa.Column("folder", Words(), nullable=True),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("wish", Words(), nullable=True),
        sa.Column("wish_open", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("oversize", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received", Moment(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("author", Words(), nullable=True),
        sa.Column("reverse_path", Words(), nullable=True),
        sa.Column("recipients", Words(), nullable=False),
        sa.Column("duplicate_of", sa.String(length=24), nullable=True),
        sa.Column("conflict_of", sa.String(length=24), nullable=True),
        sa.Column("told", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cases")),
        sa.UniqueConstraint("id", name=op.f("uq_cases_id")),
    )
    op.create_index(op.f("ix_cases_author_list_id_state"), "cases", ["author", "list_id", "state"])
    op.create_index(op.f("ix_cases_content_hash_list_id"), "cases", ["content_hash", "list_id"])
    op.create_index(op.f("ix_cases_message_key_list_id"), "cases", ["message_key", "list_id"])
    op.create_index(op.f("ix_cases_state_list_id"), "cases", ["state", "list_id"])
    op.create_index(
        "ix_cases_wishes",
        "cases",
        ["list_id"],
        sqlite_where=sa.text("wish_open"),
        postgresql_where=sa.text("wish_open"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "issues",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "number", name=op.f("pk_issues")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", Words(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "rule_sets",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "digest", name=op.f("pk_rule_sets")),
    )
    op.create_table(
        "answers",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_answers_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_author_at"), "answers", ["author", "at"])
    op.create_index(op.f("ix_answers_list_id_at"), "answers", ["list_id", "at"])
    op.create_table(
        "decisions",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("disposition", sa.String(length=16), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("verdict", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])
    op.create_index(op.f("ix_decisions_case_id"), "decisions", ["case_id"])
    op.create_table(
        "entries",
        sa.Column("position", Number, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_entries_case_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_entries")),
        sa.UniqueConstraint("case_id", name=op.f("uq_entries_case_id")),
    )
    op.create_index(op.f("ix_entries_list_id_issue"), "entries", ["list_id", "issue"])
    op.create_table(
        "journal",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_journal_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_case_id"), "journal", ["case_id"])
    op.create_table(
        "originals",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_originals_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_originals")),
    )
    op.create_table(
        "origins",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("account", Words(), nullable=False),
        sa.Column("folder", Words(), nullable=False),
        sa.Column("validity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_origins_case_id")),
        sa.PrimaryKeyConstraint("list_id", "account", "folder", "validity", "uid", name=op.f("pk_origins")),
    )
    op.create_table(
        "rule_files",
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id", "digest"],
            ["rule_sets.list_id", "rule_sets.digest"],
            name=op.f("fk_rule_files_list_id_digest"),
        ),
        sa.PrimaryKeyConstraint("list_id", "digest", "path", name=op.f("pk_rule_files")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("decision_id", Number, nullable=True),
        sa.Column("case_id", sa.String(length=24), nullable=True),
        sa.Column("issue", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("message_id", Words(), nullable=False),
        sa.Column("message_key", Words(), nullable=False),
        sa.Column("reverse_path", Words(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_outbox_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"])
    op.create_index(op.f("ix_outbox_decision_id"), "outbox", ["decision_id"])
    op.create_index(op.f("ix_outbox_lease_until"), "outbox", ["lease_until"])
    op.create_index(op.f("ix_outbox_list_id_issue"), "outbox", ["list_id", "issue"])
    op.create_index(op.f("ix_outbox_list_id_kind_created"), "outbox", ["list_id", "kind", "created"])
    op.create_index(op.f("ix_outbox_message_key"), "outbox", ["message_key"])
    op.create_index(op.f("ix_outbox_next_at"), "outbox", ["next_at"])
    op.create_table(
        "bodies",
        sa.Column("outbox_id", Number, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_bodies_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_bodies")),
    )
    op.create_table(
        "outbox_recipients",
        sa.Column("outbox_id", Number, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipient", Words(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("reply", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_recipients_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", "position", name=op.f("pk_outbox_recipients")),
    )

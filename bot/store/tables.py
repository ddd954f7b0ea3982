"""The tables as SQLAlchemy metadata; a test keeps them and the migrations the same."""

import sqlalchemy as sa

from bot.store.columns import Moment, Words

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER counts by itself in SQLite

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("number", Number, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(24), nullable=False, unique=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("message_id", Words, nullable=False),
    sa.Column("message_key", Words, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("signals_hash", sa.String(64)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("account", Words),
    sa.Column("folder", Words),
    sa.Column("validity", sa.BigInteger),
    sa.Column("uid", sa.BigInteger),
    sa.Column("wish", Words),
    sa.Column("wish_open", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("oversize", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("received", Moment, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("changed", Moment, nullable=False),
    sa.Column("author", Words),
    sa.Column("proven", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.true()),
    sa.Column("reverse_path", Words),
    sa.Column("recipients", Words, nullable=False),
    sa.Column("duplicate_of", sa.String(24)),
    sa.Column("conflict_of", sa.String(24)),
    sa.Column("told", Moment),
    sa.Column("checked", Words),
    sa.Index(None, "message_key", "list_id"),
    sa.Index(None, "content_hash", "list_id"),
    sa.Index(None, "state", "list_id"),
    sa.Index(None, "author", "list_id", "state"),
    sa.Index(  # partial in PostgreSQL as well, as the migration made it: to say so here loads that dialect
        "ix_cases_wishes", "list_id", sqlite_where=sa.text("wish_open")
    ),
)
"""One row for each arrival."""

originals = sa.Table(
    "originals",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
)
"""The bytes as they were taken, apart from the row that changes; swept some time after the case has ended."""

origins = sa.Table(
    "origins",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("account", Words, primary_key=True),
    sa.Column("folder", Words, primary_key=True),
    sa.Column("validity", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("uid", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.ForeignKey("cases.id")),
)
"""Every place where a message was ever taken from, and those that were ignored (no case)."""

backlogs = sa.Table(
    "backlogs",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("account", Words, primary_key=True),
    sa.Column("folder", Words, primary_key=True),
    sa.Column("validity", sa.BigInteger, nullable=False),
    sa.Column("ignored", Moment, nullable=False),
)
"""The folders whose first content was left alone, and when: numbered anew, it is known by its age."""

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("disposition", sa.String(16), nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("verdict", Words, nullable=False),
    sa.Index(None, "at"),
)
"""What was decided, with the verdict as JSON; rows are only added."""

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("event", sa.String(24), nullable=False),
    sa.Column("text", Words, nullable=False),
)
"""What happened to each case; rows are only added."""

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("posts", sa.Integer, nullable=False),
)
"""The digests that were made; numbers are not used again."""

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("position", Number, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, unique=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("issue", sa.Integer),
    sa.Index(None, "list_id", "issue"),
)
"""The posts of each issue; those without one wait for the next. A case is in one issue at most."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("decision_id", sa.ForeignKey("decisions.id"), index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("issue", sa.Integer),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("message_id", Words, nullable=False),
    sa.Column("message_key", Words, nullable=False, index=True),
    sa.Column("reverse_path", Words, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("unknowns", sa.Integer, nullable=False, server_default="0"),
    sa.Column("body", Number),
    sa.Column("head", sa.LargeBinary),
    sa.Column("person", Words),
    sa.Column("next_at", Moment, index=True),
    sa.Column("lease_until", Moment, index=True),
    sa.Column("worker", sa.String(16)),
    sa.Column("created", Moment, nullable=False),
    sa.Column("changed", Moment, nullable=False),
    sa.Index(None, "list_id", "kind", "created"),
    sa.Index(None, "list_id", "issue"),
)
"""
The mails that leave; ``next_at`` is set while one waits, ``lease_until`` while one is on its way, in the
hands of ``worker`` (None: of the only daemon).
``unknowns`` counts the attempts after which nobody knows whether it left. ``body`` is the mail whose
bytes this one has (None: its own), ``head`` the fields above them that are one ``person``'s alone: the
member to whom it goes, by the address in lower case.
"""

bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("outbox_id", sa.ForeignKey("outbox.id"), primary_key=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
)
"""The bytes of each mail, fixed at the decision."""

recipients = sa.Table(
    "outbox_recipients",
    metadata,
    sa.Column("outbox_id", sa.ForeignKey("outbox.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("recipient", Words, nullable=False),
    sa.Column("outcome", sa.String(8)),
    sa.Column("reply", Words, nullable=False),
    sa.Column("at", Moment),
)
"""Each recipient of each mail with the last answer of the server."""

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("person", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("case_id", sa.ForeignKey("cases.id")),
    sa.Column("mode", sa.String(8)),
    sa.Column("until", sa.String(10)),
    sa.Column("applied", Moment),
    sa.Index(None, "list_id", "applied"),
    sa.Index(None, "list_id", "at"),
)
"""What members asked for by mail; ``mode`` None: to leave. It holds at once, and is written into the file."""

bounces = sa.Table(
    "bounces",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("person", Words, primary_key=True),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("last", Moment, nullable=False),
    sa.Column("paused", Moment),
)
"""Mail to members that came back for good, a day counted once; ``paused``: nothing is sent to them since."""

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("author", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index(None, "author", "at"),
    sa.Index(None, "list_id", "at"),
)
"""Who was answered: a case never twice."""

rule_sets = sa.Table(
    "rule_sets",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("since", Moment, nullable=False),
)
"""The rule sets that were live."""

rule_files = sa.Table(
    "rule_files",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["list_id", "digest"], ["rule_sets.list_id", "rule_sets.digest"]),
)
"""Every file of each rule set."""

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", Words, nullable=False),
)
"""Small things to remember."""

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
"""Totals since the database was made."""

memories = sa.Table(
    "memories",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("became", sa.String(16), nullable=False),
    sa.Column("author", Words, nullable=False),
    sa.Column("message_key", Words, nullable=False),
    sa.Column("thread", Words, nullable=False),
    sa.Column("url", Words, nullable=False),
    sa.Column("prints", sa.Integer, nullable=False),
    sa.Column("subject", sa.String(24), nullable=False, server_default=""),
    sa.Column("own", sa.String(24), nullable=False, server_default=""),
    sa.Column("matched", Words, nullable=False, server_default=""),
    sa.Index(None, "author", "list_id", "at"),
    sa.Index(None, "thread", "list_id", "at"),
    sa.Index(None, "message_key", "list_id"),
    sa.Index(None, "url", "list_id"),
    sa.Index(None, "at"),
)
"""
What rules may ask of earlier posts.

``became`` is the disposition that was carried out last; ``matched`` the names of the rules
that matched, each between line ends.
"""

prints = sa.Table(
    "article_prints",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("print", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.ForeignKey("memories.case_id", ondelete="CASCADE"), primary_key=True),
    sa.Index(None, "case_id"),
)
"""The shingles by which the text of an article is known again."""

edited = sa.Table(
    "edited",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
)
"""Posts for a digest as rules changed them; swept with their originals."""

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("topic", Words, nullable=False),
    sa.Column("people", sa.Text, nullable=False),
    sa.Column("case_id", sa.ForeignKey("cases.id")),
    sa.Column("text", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("told", Moment),
    sa.Column("mail", Words),
    sa.Index(None, "list_id", "told"),
    sa.Index(None, "list_id", "topic", "told"),
)
"""What people of a list should hear; ``told`` and ``mail`` are set when a mail has told it."""

dialogues = sa.Table(
    "dialogues",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("person", Words, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("heard", sa.String(64), nullable=False),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("changed", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Index(None, "list_id", "person", "state"),
    sa.Index(None, "state", "until"),
)
"""
What goes on by mail between the bot and the author of a returned post.

``round`` counts the notices, ``asked`` the answers in a row of which nothing was
understood, ``heard`` is the hash of the last one.
"""

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("person", Words, nullable=False),
    sa.Column("purpose", sa.String(8), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.Column("until", Moment, index=True),
)
"""To whom a notice with this token went, and until when it may be answered."""

token_cases = sa.Table(
    "token_cases",
    metadata,
    sa.Column("token", sa.ForeignKey("tokens.name", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
)
"""The cases of a notice, in the order in which it numbers them."""

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("how", sa.String(12), nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("asks", Words, nullable=False),
    sa.Column("brought_by", sa.ForeignKey("cases.id")),
    sa.Column("at", Moment, nullable=False),
)
"""
The texts of one post after the first: drafts of the bot, and what became of them by answers.

``asks`` names what its author must still write into a draft; ``brought_by`` is the
case of the mail that brought the version.
"""

in_hand = sa.Table(
    "in_hand",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("by", Words),
    sa.Column("reminded", Moment),
)
"""Which moderator has a held post in hand, and when staff was reminded of it last."""

standing = sa.Table(
    "standing",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("address", Words, primary_key=True),
    sa.Column("mark", sa.String(8), nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""Authors of whom a moderator has said what becomes of their posts from now on: always, never."""

closing_lines = sa.Table(
    "closing_lines",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("author", Words, primary_key=True),
    sa.Column("lines", sa.LargeBinary, nullable=False),
    sa.Column("seen", Moment, nullable=False, index=True),
)
"""Which lines close the posts of each author, as hashes with counts: how they sign."""

footer_lines = sa.Table(
    "footer_lines",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("lines", sa.LargeBinary, nullable=False),
)
"""Which lines close the posts of many, as hashes: the list's footers."""

said_lines = sa.Table(
    "said_lines",
    metadata,
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("list_id", sa.Text, nullable=False),
    sa.Column("message_key", Words, nullable=False),
    sa.Column("thread", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("lines", sa.LargeBinary, nullable=False),
    sa.Index(None, "message_key", "list_id"),
    sa.Index(None, "thread", "list_id", "at"),
    sa.Index(None, "list_id", "at"),
)
"""What the latest posts say, as hashes of lines: what later ones quote."""

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)
"""The daemons that share a PostgreSQL database; one whose time is over is taken for dead."""

shares = sa.Table(
    "shares",
    metadata,
    sa.Column("list_id", sa.Text, primary_key=True),
    sa.Column("worker", sa.ForeignKey("workers.id"), index=True),
    sa.Column("since", Moment, nullable=False),
)
"""Which worker has a list; None where that one died at its work, and nobody has taken the list over yet."""

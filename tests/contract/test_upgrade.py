"""A database that an earlier version left, full and in the middle of its work, is opened, told in full, and worked on."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.lifecycle import Event, OutboxState, Outcome, State
from bot.store import Store, schema
from bot.store.tables import metadata
from tests.parts.filled import FOLDER, told
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.stored import LEASE, LIST, NOW, a_mail, accepted, an_arrival, receipts

SCHEMAS = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.sql")})


@pytest.fixture(scope="module")
def server():
    with running_postgres() as running:
        yield running


@pytest.fixture(params=SCHEMAS)
def version(request):
    return request.param


@pytest.fixture(params=["sqlite", "postgresql"])
def left(request, version, tmp_path):
    """The address of a database as that version left it, and what that version told of it."""
    name = request.param
    statements = (FOLDER / f"{version}.{name}.sql").read_text("utf-8")
    if name == "sqlite":
        url = f"sqlite:///{tmp_path}/listwarden.db"
        with closing(sqlite3.connect(tmp_path / "listwarden.db")) as connection:
            connection.executescript(statements)
    else:
        server: Postgres = request.getfixturevalue("server")
        url = server.database()
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(statements)
    return url, (FOLDER / f"{version}.{name}.txt").read_text("utf-8")


def test_every_schema_left_something_behind():
    known = sorted(path.name[:4] for path in (Path(schema.MIGRATIONS) / "versions").glob("[0-9]*.py"))

    assert known == SCHEMAS, "python -m tests.parts.filled writes what the newest one leaves"


def test_every_table_of_the_newest_has_rows():
    statements = (FOLDER / f"{schema.HEAD}.sqlite.sql").read_text("utf-8")
    filled = set(re.findall(r'INSERT INTO "(\w+)"', statements))

    assert metadata.tables.keys() <= filled, "tests/parts/filled.py does not fill it yet"


def test_all_is_told_as_before_from_the_tables_of_a_new_database(left, version, tmp_path):
    url, before = left
    with Store.open(url) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert told(store) == before
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == schema.HEAD
    copies = list(tmp_path.glob(f"listwarden.db.schema-{version}-*"))

    assert len(copies) == (url.startswith("sqlite") and version != schema.HEAD)
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
            assert connection.execute("SELECT count(*) FROM cases").fetchone() == (before.count("\ncase "),)


def test_the_work_goes_on(left):
    with Store.open(left[0]) as store, store.transaction() as tx:
        assert tx.recover(NOW).ambiguous == 1
        sent = {item.message_id for item in tx.lease(NOW, 20, LEASE)}
        (taken,) = tx.unfinished(LIST)
        waiting = tx.waiting(LIST)
        number = tx.next_issue_number(LIST)
        (person, *_) = tx.held(LIST)

        assert "41@example.net" in sent
        assert tx.settle(accepted(taken), NOW) is State.POSTING
        assert tx.settle(accepted(person.case, by="moderator"), NOW) is State.POSTING
        tx.close_issue(LIST, number, [one.case.id for one in waiting], [a_mail("i@example.org")], NOW)
        assert tx.next_issue_number(LIST) == number + 1
        (seen, new) = tx.admit(LIST, [an_arrival(11), an_arrival(51)], NOW)
        assert (type(seen).__name__, type(new).__name__) == ("Seen", "Case")
        assert tx.offer_again(LIST, NOW) == (2,)


def test_what_was_on_its_way_arrives(left):
    with Store.open(left[0]) as store, store.transaction() as tx:
        tx.recover(NOW)
        for item in tx.lease(NOW, 20, LEASE):
            marked = tx.mark(item, receipts(Outcome.SENT, *item.recipients), NOW, None)
            assert marked.state is OutboxState.SENT
        (posted,) = tx.history("41@example.net")

        assert posted.case.state is State.POSTED
        assert posted.decisions[-1].event is Event.ACCEPT

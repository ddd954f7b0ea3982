"""Opening a database: durable settings, and a sentence for everything that can be wrong with it."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import PermanentFailure
from bot.store import Store, schema
from bot.store.tables import metadata
from tests.parts.stored import LIST, NOW, an_arrival

NEXT = f"{int(schema.HEAD) + 1:04}"
FAILING = "    op.execute('DELETE FROM trigger_failure')\n"
SCHEMES = "Use sqlite:///listwarden.db or postgresql+psycopg://USER@HOST/NAME."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "listwarden.db"


@pytest.fixture
def url(path):
    return f"sqlite:///{path}"


def refusal(url: str) -> str:
    with pytest.raises(PermanentFailure) as caught:
        Store.open(url)
    return str(caught.value)


def test_every_connection_is_durable(url):
    with Store.open(url) as store, store.engine.connect() as one, store.engine.connect() as other:
        for connection in (one, other):
            read = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert read == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 20_000,
            }
            connection.rollback()


def test_nobody_else_can_read_the_mail(path, url):
    previous = os.umask(0)
    try:
        with Store.open(url) as store, store.transaction() as tx:
            tx.remember("a", "b")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(previous)

    assert modes == {"listwarden.db": 0o600, "listwarden.db-wal": 0o600, "listwarden.db-shm": 0o600}


def test_an_open_file_of_before_is_closed_to_others(path, url):
    Store.open(url).close()
    path.chmod(0o644)
    Store.open(url).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_folder_is_named(tmp_path):
    assert refusal(f"sqlite:///{tmp_path}/none/x.db") == (
        f"the folder {tmp_path}/none for the database does not exist: make it, or change data_dir"
    )


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    assert "cannot be opened for writing (Is a directory)" in refusal(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_written_is_named(tmp_path, path):
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(0o755)
    tmp_path.chmod(0o555)
    script = (  # root may write everywhere, so it becomes nobody; after the imports, which nobody may not read
        "import os, pathlib, bot.store.sqlite_engine as engine\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setresuid(65534, 65534, 65534)\n"
        f"engine._prepare(pathlib.Path({str(path)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    tmp_path.chmod(0o755)

    assert (
        f"the database {path} cannot be opened for writing (Permission denied): "
        f"the bot's user needs the right to write to it and to {tmp_path}"
    ) in done.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://", "a database in memory would lose mail: name a file, as in sqlite:///listwarden.db"),
        (
            "mysql://x/y",
            f'"mysql" is not a database that listwarden knows. {SCHEMES}',
        ),
        (
            "listwarden.db",
            f"the database setting cannot be read as an address. {SCHEMES}",
        ),
    ],
)
def test_an_unknown_address_is_refused(url, sentence):
    assert refusal(url) == sentence


def test_a_missing_driver_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert refusal("postgresql://x/y") == (
        "for a PostgreSQL database psycopg must be installed: "
        f"{sys.executable} -m pip install 'psycopg[binary]'"
    )


def test_a_file_that_is_no_database_is_refused(path, url):
    path.write_bytes(b"Dear diary, " * 1000)

    assert refusal(url).startswith("the file is not a database: restore the last backup or name another file")


def test_a_damaged_file_is_refused(path, url):
    with Store.open(url) as store, store.transaction() as tx:
        tx.admit(LIST, [an_arrival(uid) for uid in range(1, 200)], NOW)
    content = bytearray(path.read_bytes())
    for page in range(8, len(content) // 4096, 4):
        content[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    path.write_bytes(content)

    assert "damaged" in refusal(url)
    assert "estore the last backup" in refusal(url)


def test_a_database_of_another_program_is_left_alone(path, url):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (id)")
    connection.close()

    assert refusal(url) == (
        "the database belongs to another program (it has a table bookmarks): name a new one"
    )


def test_a_newer_schema_is_refused(url):
    with Store.open(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")

    assert refusal(url) == (
        f"the database was written by a newer listwarden (schema 0999, this program knows {schema.HEAD}): "
        "install that version again, or restore the backup that was made before it"
    )


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(url):
    with Store.open(url) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == schema.HEAD


def test_the_program_knows_the_newest_migration():
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_current_head() == schema.HEAD


@pytest.fixture
def next_version(tmp_path):
    """The migrations with one more, which fails at its end."""
    scripts = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, scripts)
    (scripts / "versions" / f"{NEXT}_more.py").write_text(
        f"from alembic import op\nrevision = '{NEXT}'\ndown_revision = '{schema.HEAD}'\n"
        f"def upgrade():\n    op.execute('CREATE TABLE extra (id)')\n{FAILING}"
    )
    return scripts


def test_an_old_schema_is_copied_before_it_is_changed(url, path, next_version):
    with Store.open(url) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")
        script = next_version / "versions" / f"{NEXT}_more.py"
        script.write_text(script.read_text().replace(FAILING, ""))
        schema.bring_up(store.engine, next_version, NEXT)
        assert "extra" in sa.inspect(store.engine).get_table_names()

    (copy,) = path.parent.glob(f"listwarden.db.schema-{schema.HEAD}-*")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with Store.open(f"sqlite:///{copy}") as old, old.snapshot() as tx:
        assert tx.recall("a") == "b"


def test_a_migration_that_fails_in_the_middle_changes_nothing(url, next_version):
    with Store.open(url) as store:
        with pytest.raises(sa.exc.OperationalError, match="trigger_failure"):
            schema.bring_up(store.engine, next_version, NEXT)

        assert "extra" not in sa.inspect(store.engine).get_table_names()
    Store.open(url).close()

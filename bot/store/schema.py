"""Creates the tables, or migrates them, when the database is opened."""

import datetime as dt
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.errors import PermanentFailure
from bot.store.locks import one_at_a_time

MIGRATIONS: Final = Path(__file__).parent / "migrations"

HEAD: Final = max(file.name[:4] for file in MIGRATIONS.glob("versions/[0-9]*.py"))
"""The schema that this program knows; the newest of the migrations."""


def bring_up(engine: Engine, scripts: Path = MIGRATIONS, head: str = HEAD) -> None:
    """
    Bring the tables to the schema of this program: all migrations in one transaction, or none.

    An SQLite file is copied beside itself before an old schema is changed.
    Raises PermanentFailure for a newer schema or a database of something else.
    """
    with engine.begin() as connection:
        found = _found(connection)
    if found == head:
        return
    if found is not None:
        _refuse_newer(found, scripts)
        _back_up(engine, found)
    with engine.begin() as connection:
        one_at_a_time(connection, "schema")
        _migrate(connection, scripts)


def _found(connection: Connection) -> str | None:
    """The schema of the database, None where it has no tables yet."""
    tables = sa.inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    if tables:
        raise PermanentFailure(
            f"the database belongs to another program (it has a table {min(tables)}): name a new one"
        )
    return None


def _refuse_newer(found: str, scripts: Path) -> None:
    known = {path.name.split("_")[0] for path in (scripts / "versions").glob("[0-9]*.py")}
    if found not in known:
        raise PermanentFailure(
            f"the database was written by a newer listwarden (schema {found}, this program knows {HEAD}): "
            "install that version again, or restore the backup that was made before it"
        )


def _back_up(engine: Engine, found: str) -> None:
    """PostgreSQL has its own backups; a file gets a copy, made in one piece."""
    if engine.dialect.name != "sqlite":
        return
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = Path(f"{engine.url.database}.schema-{found}-{stamp}")
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101 - a connection that was just made
        raw.cursor().execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _migrate(connection: Connection, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415 - a fifth of a second that only a migration needs to spend
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""Copies a whole database into an empty one, of the other kind too, and proves that both are the same."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import PermanentFailure
from bot.store.claims import CLAIMED
from bot.store.database import Store, translated
from bot.store.tables import meta, metadata, shares, workers

ROWS: Final = 50
"""Rows in memory at a time: one may hold a whole mail."""

_LIVE = {shares.name, workers.name}
"""What is true only of the daemons that run: nobody does now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A table in both databases; ``digest`` is of all rows, in whatever order they come."""

    table: str
    rows: int
    digest: str


def copy(source: Store, target: Store) -> tuple[Copied, ...]:
    """
    Copy every row of one database into another, which must be empty; what was copied, by table.

    All in one transaction of the target, which is kept only where what can be read from it is what was
    read from the source. Both must be claimed. Raises PermanentFailure, and leaves the target empty.
    """
    tables = [table for table in metadata.sorted_tables if table.name not in _LIVE]
    with translated(), source.engine.connect() as reading, target.engine.begin() as writing:
        writing.execute(meta.delete().where(meta.c.key == CLAIMED))
        for table in tables:
            if writing.execute(sa.select(sa.func.count()).select_from(table)).scalar_one():
                raise PermanentFailure(
                    f"the target has rows in its table {table.name} already: name an empty database"
                )
        copied = tuple(_copy(table, reading, writing) for table in tables)
        for one, table in zip(copied, tables, strict=True):
            found = _told(table, writing)
            if found != one:
                raise PermanentFailure(
                    f"table {table.name} is not what it was: {one.rows} rows read, {found.rows} found, or "
                    "others. Nothing was copied. Please report it"
                )
        _count_on(writing, tables)
    return copied


def _copy(table: sa.Table, reading: Connection, writing: Connection) -> Copied:
    digest = _Digest(table)
    for rows in _rows(table, reading):
        writing.execute(table.insert(), rows)
        digest.add(rows)
    return digest.told()


def _told(table: sa.Table, connection: Connection) -> Copied:
    digest = _Digest(table)
    for rows in _rows(table, connection):
        digest.add(rows)
    return digest.told()


def _rows(table: sa.Table, connection: Connection) -> Iterator[list[dict[str, Any]]]:
    wanted = sa.select(table).execution_options(stream_results=True, max_row_buffer=ROWS)
    with connection.execute(wanted) as result:
        for part in result.mappings().partitions(ROWS):
            yield [dict(row) for row in part]


class _Digest:
    """The sum of the hashes of rows: databases sort texts each in their own way."""

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._rows = 0
        self._sum = 0

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Count rows in."""
        for row in rows:
            said = repr([_plain(row[column.name]) for column in self._table.columns]).encode()
            self._sum += int.from_bytes(hashlib.sha256(said).digest())
        self._rows += len(rows)

    def told(self) -> Copied:
        """What was counted."""
        digest = f"{self._sum % 2**256:064x}"
        return Copied(table=self._table.name, rows=self._rows, digest=digest)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _count_on(connection: Connection, tables: Sequence[sa.Table]) -> None:
    """On PostgreSQL numbers given out next follow those that were copied; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        highest = connection.execute(sa.select(sa.func.max(column))).scalar_one()
        if highest is not None and connection.execute(sa.select(sequence)).scalar_one() is not None:
            connection.execute(sa.select(sa.func.setval(sequence, highest)))

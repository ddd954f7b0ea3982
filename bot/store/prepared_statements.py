"""
Prepared statements for what runs with every message, straight through SQLite's driver where it can.

SQLAlchemy takes ten times as long to prepare an execution as SQLite to carry it
out. A ``Statement`` is compiled once for each set of parameters, and keeps the types'
own conversions. On PostgreSQL it goes SQLAlchemy's way.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class Statement:
    """A statement with named parameters, ready to run; lists of values (``IN``) it cannot take."""

    def __init__(self, clause: sa.Executable) -> None:
        self._clause = clause
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def all(self, connection: Connection, values: Values) -> Sequence[Any]:
        """The rows, with the columns as attributes."""
        raw = driver(connection)
        if raw is None:
            return connection.execute(self._clause, values).all()
        plan = self._plan(connection, values)
        return plan.rows(_run(raw, plan, plan.bind(values)))

    def one_or_none(self, connection: Connection, values: Values) -> Any:
        """The only row, None where there is none."""
        rows = self.all(connection, values)
        if len(rows) > 1:
            raise sa.exc.MultipleResultsFound(str(self._clause))
        return rows[0] if rows else None

    def change(self, connection: Connection, values: Values) -> int:
        """How many rows an insert, update or delete touched."""
        raw = driver(connection)
        if raw is None:
            return connection.execute(self._clause, values).rowcount
        plan = self._plan(connection, values)
        return _run(raw, plan, plan.bind(values)).rowcount

    def change_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Insert, update or delete for each of some rows, which name the same parameters."""
        raw = driver(connection)
        if raw is None:
            connection.execute(self._clause, rows)
            return
        plan = self._plan(connection, rows[0])
        _run_each(raw, plan, map(plan.bind, rows))

    def _plan(self, connection: Connection, values: Values) -> "_Plan":
        keys = tuple(values)
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plans[keys] = _Plan(self._clause, connection.dialect, keys)
        return plan


class _Plan:
    """The text of a statement for SQLite, and what is done to values on their way in and out."""

    def __init__(self, clause: sa.Executable, dialect: Dialect, keys: Iterable[str]) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=list(keys))  # type: ignore[attr-defined]  # every one compiles
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - no DDL here
        self.text = compiled.string
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._binds = [(bind.key, bind.value, _inwards(bind.type, dialect)) for bind in binds]
        columns = getattr(clause, "exported_columns", None) or ()
        outwards = [_outwards(column.type, dialect) for column in columns]
        self._outwards = [(place, convert) for place, convert in enumerate(outwards) if convert is not None]
        self._row = namedtuple("_row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024 - its names are the statement's

    def bind(self, values: Values) -> list[Any]:
        """The values in the order of the text, as the driver takes them."""
        return [
            values.get(key, default) if convert is None else convert(values.get(key, default))
            for key, default, convert in self._binds
        ]

    def rows(self, cursor: sqlite3.Cursor) -> list[Any]:
        """The rows of an answer."""
        return [self._row(*self._converted(row)) for row in cursor.fetchall()]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self._outwards:
            return row
        values = list(row)
        for place, convert in self._outwards:
            values[place] = convert(values[place])
        return values


def among(column: sa.ColumnElement[Any], words: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of some words of ours, written into the statement itself."""
    return column.in_([sa.literal_column(f"'{word}'") for word in words])


def driver(connection: Connection) -> sqlite3.Connection | None:
    """SQLite's own connection, within the transaction that it is in; None on another database."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        return None
    if not connection.in_transaction():
        connection.begin()
    return raw


def _run(raw: sqlite3.Connection, plan: _Plan, values: Sequence[Any]) -> sqlite3.Cursor:
    try:
        return raw.execute(plan.text, values)
    except sqlite3.Error as error:
        raise _wrapped(plan, error) from error


def _run_each(raw: sqlite3.Connection, plan: _Plan, rows: Iterable[Sequence[Any]]) -> None:
    try:
        raw.executemany(plan.text, rows)
    except sqlite3.Error as error:
        raise _wrapped(plan, error) from error


def _wrapped(plan: _Plan, error: sqlite3.Error) -> sa.exc.DBAPIError:
    """As SQLAlchemy raises it, without the values: they are people's mail."""
    integrity = isinstance(error, sqlite3.IntegrityError)
    return (sa.exc.IntegrityError if integrity else sa.exc.OperationalError)(plan.text, None, error)


def _inwards(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _outwards(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)

"""Opening the database, and transactions on it."""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import PermanentFailure
from bot.store import postgresql_engine, schema, sqlite_engine
from bot.store.calls import Call, Ear, call
from bot.store.claims import Claim, claim
from bot.store.crew import SESSION, still_there
from bot.store.faults import translate
from bot.store.transaction import Transaction

_SCHEMES = "Use sqlite:///listwarden.db or postgresql+psycopg://USER@HOST/NAME."


class Store:
    """The database of one bot. Threads may share it; processes open it each for themselves."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._worker: str | None = None
        self._reading = engine.execution_options(listwarden_reads=True)

    @classmethod
    def open(cls, url: str, *, check: bool = True) -> Self:
        """
        Open the database, making or migrating its tables as needed.

        ``url`` is ``sqlite:///PATH`` or ``postgresql+psycopg://...``. With
        ``check`` an SQLite file is looked through for damage first (a second
        or so for each gigabyte). Raises PermanentFailure with a sentence that
        says what to do, TemporaryFailure where the server cannot be reached.
        """
        engine = _engine(url)
        try:
            with translated():
                if check and engine.dialect.name == "sqlite":
                    sqlite_engine.look_through(engine)
                schema.bring_up(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that writes; it holds, flushed to the disk, when the block ends well."""
        with translated(), self.writing() as connection:
            yield Transaction(connection, self._worker)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        What is below a transaction that writes; raises TakenForDead where others have our place.

        Whoever writes and is no worker cannot send what it puts into the outbox: all workers are called.
        """
        with self._engine.begin() as connection:
            if self._worker is not None:
                still_there(connection, self._worker)
            yield connection
            if self._worker is None and connection.in_transaction():
                call(connection, Call.MAIL)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """A transaction for reading: one state of the database, whoever writes meanwhile; nobody waits."""
        with translated(), self._reading.connect() as connection:
            yield Transaction(connection)

    def claim(self, holder: str, *, shared: bool = False) -> Claim:
        """
        Make this process the one daemon of this database, until the claim is released or the process ends.

        ``holder`` says who, for the others. A ``shared`` claim on a server stands beside other
        shared ones. Raises TemporaryFailure that names the other one.
        """
        with translated():
            return claim(self._engine, holder, shared=shared and self.has_crew)

    @property
    def has_crew(self) -> bool:
        """Whether several daemons may share this database: a server's, and no file."""
        return self._engine.dialect.name == "postgresql"

    @property
    def worker(self) -> str | None:
        """Who of the crew we are; None before ``join``, and on a file."""
        return self._worker

    def join(self, name: str, ours: dt.datetime, length: dt.timedelta) -> str:
        """Be one of the crew from now on, first for ``length``; whatever is written is this worker's."""
        worker = secrets.token_hex(8)
        with self.transaction() as tx:
            tx.crew.join(worker, name, tx.crew.clock(ours), length)
        self._worker = worker
        return worker

    def listen(self) -> Ear:
        """A session that hears what other workers call, on a server; raises TemporaryFailure."""
        with translated():
            return Ear(self._engine, f"{SESSION}{self._worker}", self._worker)

    def leave(self, ours: dt.datetime) -> None:
        """Be none of the crew any more; others may take our lists at once."""
        worker, self._worker = self._worker, None
        if worker is not None:
            with self.transaction() as tx:
                tx.crew.leave(worker, tx.crew.clock(ours))

    @property
    def engine(self) -> Engine:
        """The engine below, for tests and for the writer."""
        return self._engine

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database become failures of ours; bugs stay what they are."""
    try:
        yield
    except DBAPIError as error:
        failure = translate(error)
        if failure is error:
            raise
        raise failure from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise PermanentFailure(f"the database setting cannot be read as an address. {_SCHEMES}") from None
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return sqlite_engine.make(parsed)
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return postgresql_engine.make(parsed)
    raise PermanentFailure(f'"{parsed.drivername}" is not a database that listwarden knows. {_SCHEMES}')

"""Column types: how values lie in the database, the same on SQLite and PostgreSQL."""

import datetime as dt
import hashlib
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

LONGEST_KEY = 200  # characters; PostgreSQL refuses index rows over 2,704 bytes


def clean(text: str) -> str:
    """The text without what no database stores as text: NUL and lone surrogates become U+FFFD."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def key(text: str) -> str:
    """A text as it is looked up: itself, or its beginning and hash where it is too long for an index."""
    cleaned = clean(text)
    if len(cleaned) <= LONGEST_KEY:
        return cleaned
    return f"{cleaned[:100]}~{hashlib.sha256(cleaned.encode()).hexdigest()}"


class Words(TypeDecorator[str]):
    """Text from the outside: any ``str`` can be stored."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """Clean what goes in."""
        return None if value is None else clean(value)


class Moment(TypeDecorator[dt.datetime]):
    """An aware time in UTC: a sortable ISO text in SQLite, ``timestamptz`` in PostgreSQL."""

    impl = sa.String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the type that the database sorts rightly."""
        native = sa.DateTime(timezone=True) if dialect.name == "postgresql" else sa.String(27)
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: they mean nothing on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a time zone: {value}")
        return value.astimezone(dt.UTC) if dialect.name == "postgresql" else _sortable(value)

    def process_result_value(self, value: Any, _: Dialect) -> dt.datetime | None:
        """Give back an aware time in UTC."""
        if value is None:
            return None
        return (dt.datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(dt.UTC)


@lru_cache(maxsize=32)  # the moment of a decision stands in a dozen rows
def _sortable(value: dt.datetime) -> str:
    return f"{value.astimezone(dt.UTC).isoformat(timespec='microseconds')[:26]}Z"

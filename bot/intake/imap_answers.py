"""What servers' answers mean; total: what no server should say is left out, and never raises. No I/O."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST = 2**32 - 1
"""The largest UID, UIDVALIDITY and number of messages (RFC 9051 9, nz-number)."""

Value = bytes | int | None
Record = bytes | tuple[bytes, bytes] | None
"""A line of an answer as imaplib gives it, or a line up to a literal with that literal."""

_TOKEN = re.compile(
    rb'[()]|"(?:[^"\\]|\\.)*(?:"|\Z)|BODY(?:\.PEEK)?\[[^\]]*\](?:<\d+>)?|[^\s()"]+', re.IGNORECASE
)
_SIZE = re.compile(rb"\{\d+\}\Z")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_DATE = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\s*")
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")
_YEARS = range(1970, 2200)  # what comes from outside of them came from a broken clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a message weighs (octets; None where the server does not say) and when it came in (aware)."""

    uid: int
    size: int | None
    received: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Where messages went: the target's UIDVALIDITY and old UID -> new UID; empty where it is not said."""

    validity: int
    uids: Mapping[int, int]


class _Literal(bytes):
    """A string that came as a literal: never taken for syntax."""


def number(text: Value | Record) -> int | None:
    """A number of at most 32 bits; None for anything else."""
    if not isinstance(text, bytes) or not text.isdigit() or len(text) > 10:
        return None
    found = int(text)
    return found if found <= MOST else None


def searched(records: Iterable[Record]) -> list[int]:
    """The UIDs that SEARCH found, in however many lines it said so."""
    words = (word for record in records if isinstance(record, bytes) for word in record.split())
    return [uid for word in words if (uid := number(word))]


def fetched(records: Sequence[Record]) -> dict[int, dict[bytes, Value]]:
    """UID -> what FETCH said of that message: item in upper case -> octets, number or None for NIL."""
    found: dict[int, dict[bytes, Value]] = {}
    for items in _messages(_tokens(records)):
        uid = items.get(b"UID")
        if isinstance(uid, int):
            found.setdefault(uid, {}).update(items)
    return found


def _tokens(records: Sequence[Record]) -> Iterator[bytes]:
    for record in records:
        if isinstance(record, tuple):
            yield from _TOKEN.findall(_SIZE.sub(b"", record[0]))
            yield _Literal(record[1])
        elif record is not None:
            yield from _TOKEN.findall(record)


def _messages(tokens: Iterator[bytes]) -> Iterator[dict[bytes, Value]]:
    """The items of each ``12 (NAME value NAME value)``."""
    for token in tokens:
        if token == b"(" and not isinstance(token, _Literal):
            yield dict(_items(tokens))


def _items(tokens: Iterator[bytes]) -> Iterator[tuple[bytes, Value]]:
    for name in tokens:
        if name == b")":
            return
        value = next(tokens, b")")
        if isinstance(value, _Literal):
            yield name.upper(), bytes(value)
        elif value == b"(":
            _skip(tokens)
        elif value == b")":
            return
        else:
            yield name.upper(), _value(value)


def _skip(tokens: Iterator[bytes]) -> None:
    depth = 1
    for token in tokens:
        if not isinstance(token, _Literal):
            depth += (token == b"(") - (token == b")")
        if not depth:
            return


def _value(token: bytes) -> Value:
    """A string or a number; an atom is none of what we ask for, least of all a body."""
    if token.startswith(b'"'):
        return _ESCAPED.sub(rb"\1", token[1:-1])
    if token.isdigit() and len(token) < 20:
        return int(token)
    return None


def piece_of(uid: int, said: Mapping[bytes, Value], now: dt.datetime) -> Piece | None:
    """What FETCH said of a message; None where it said nothing. A date that is none counts as ``now``."""
    if not said:
        return None
    size, date = said.get(b"RFC822.SIZE"), said.get(b"INTERNALDATE")
    received = moment(date) if isinstance(date, bytes) else None
    return Piece(uid=uid, size=size if isinstance(size, int) else None, received=received or now)


def moment(date: bytes) -> dt.datetime | None:
    """An INTERNALDATE (RFC 9051 9, date-time) in UTC; None for what is none, or lies out of all reason."""
    found = _DATE.fullmatch(date)
    if found is None or found[2].lower() not in _MONTHS or int(found[3]) not in _YEARS:
        return None
    day, hour, minute, second, hours, minutes = (int(found[n]) for n in (1, 4, 5, 6, 8, 9))
    offset = dt.timedelta(hours=hours, minutes=minutes) * (-1 if found[7] == b"-" else 1)
    try:
        month, zone = _MONTHS.index(found[2].lower()) + 1, dt.timezone(offset)
        local = dt.datetime(int(found[3]), month, day, hour, minute, min(second, 59), tzinfo=zone)
        return local.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def copied_of(said: Sequence[Record], asked: Sequence[int]) -> Copied:
    """What COPYUID responses said of the UIDs asked for (RFC 4315 3); a large copy may bring several."""
    uids: dict[int, int] = {}
    validity, wanted = 0, set(asked)
    for words in (value.split() for value in said if isinstance(value, bytes)):
        if len(words) != 3:
            continue
        pairs = zip(_numbers(words[1], len(wanted)), _numbers(words[2], len(wanted)), strict=False)
        validity = number(words[0]) or 0
        uids.update((old, new) for old, new in pairs if old in wanted)
    return Copied(validity=validity, uids=uids if validity else {})


def _numbers(uid_set: bytes, most: int) -> Iterator[int]:
    """The UIDs of a set such as ``4,7:9``, in its order; so many at most, whatever it claims."""
    for part in uid_set.split(b","):
        first, _, last = part.partition(b":")
        low, high = number(first), number(last or first)
        if low is None or high is None:
            return
        for uid in range(min(low, high), max(low, high) + 1):
            if most <= 0:
                return
            most -= 1
            yield uid

"""What replay needs of a post beside its facts, and the columns in which both are kept."""

import hashlib
import marshal
from collections.abc import Iterable
from typing import Any, NamedTuple, overload

from bot.facts import ABSENT, UNKNOWN, Unknown
from bot.facts.history import Memory
from bot.intake.archive import Found
from bot.mail.known import Known

CHECK = 8  # octets of a digest before each column: a damaged one is read as none
FAILED = StopIteration
"""
Stands for a value that could not be had: whoever asks it asks the post, and fails there.

marshal knows it, and no fact has it for a value.
"""

_OPEN = {UNKNOWN: None, ABSENT: ...}
_VALUE: dict[Any, Any] = {None: UNKNOWN, ...: ABSENT}
_PLAIN = frozenset({bool, int, float, str})

Remembered = tuple[str, str, tuple[str, ...], str, tuple[int, ...], str, str]
"""What history takes from a post: a ``Memory`` without its moment, as marshal takes it."""


class Kept(NamedTuple):
    """
    What does not depend on rules.

    ``at`` is the moment at which the post is judged (seconds, UTC), ``dated`` false where
    nobody tells it. ``author`` is the address in lower case; all texts fit into a
    database, ``name`` and ``subject`` may be shown. ``content`` is what makes the post a
    duplicate. ``source`` is its place behind the unit's path, ``lost`` what the archive does not
    tell, ``key`` what its facts depend on there, ``octet`` where it begins in a plain mbox.
    """

    at: float
    dated: bool
    message_id: str | None
    author: str
    name: str
    subject: str
    parent: str | None
    memory: Remembered
    content: str
    source: str
    lost: tuple[str, ...]
    key: bytes
    octet: int | None


def remembered(memory: Memory) -> Remembered:
    """A memory as it is kept."""
    prints = tuple(sorted(memory.prints))
    return (
        memory.author, memory.message_id, memory.references, memory.url, prints, memory.subject, memory.own,
    )  # fmt: skip


@overload
def fit(text: str) -> str: ...
@overload
def fit(text: None) -> None: ...
def fit(text: str | None) -> str | None:
    """Text that a database takes: no lone surrogates."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def key_of(found: Found, taught: Known) -> bytes:
    """
    What a post's facts depend on in the archive.

    Its octets, its date there, what the archive has lost, and what earlier posts teach of it.
    """
    received = found.received.isoformat() if found.received else ""
    digest = hashlib.blake2b(found.raw, digest_size=16)
    digest.update(repr((received, sorted(found.lost), found.oversize, [*map(sorted, taught)])).encode())
    return digest.digest()


def packed(plain: Any, place: str) -> bytes:
    """Plain values as octets that name their own damage, and that belong to one place."""
    octets = marshal.dumps(plain)
    return _check(octets, place) + octets


def unpacked(octets: bytes, place: str) -> Any:
    """What ``packed`` was given for this place; None for octets that nobody packed so."""
    if _check(octets[CHECK:], place) != octets[:CHECK]:
        return None
    return marshal.loads(octets[CHECK:])  # noqa: S302 - the digest before it says that we wrote it


def plain(values: Iterable[Any]) -> list[Any]:
    """The values of a fact as they are kept."""
    return [one if type(one) in _PLAIN else _plain(one) for one in values]


def values(column: list[Any]) -> list[Any]:
    """The values that were made plain."""
    if None in column or ... in column:
        return [_VALUE[one] if one is None or one is ... else one for one in column]
    return column


def _plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return _OPEN[value]
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return str(value) if isinstance(value, str) else value  # marshal takes no enumerations


def _check(octets: bytes, place: str) -> bytes:
    digest = hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=CHECK)
    digest.update(octets)
    return digest.digest()

"""What replay needs of a post, and how it is kept: plain values, as octets that name their own damage."""

import datetime as dt
import hashlib
import marshal
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.facts import ABSENT, UNKNOWN, Unknown, Value
from bot.facts.history import Memory
from bot.intake.archive import Found
from bot.mail.known import Known

CHECK = 8  # octets of a digest before each record: a damaged one is read as none
_PLAIN = {UNKNOWN: None, ABSENT: ...}
_VALUE = {None: UNKNOWN, ...: ABSENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """
    What does not depend on rules.

    ``at`` is the aware moment at which the post is judged, ``dated`` false where
    nobody tells it. ``author`` is the address in lower case, ``name`` and
    ``subject`` are fit to be shown. ``memory`` is what history takes from it, ``content``
    what makes it a duplicate ("": nobody asked). ``answers`` are the facts that are known so far.
    """

    at: dt.datetime
    dated: bool
    message_id: str | None
    author: str
    name: str
    subject: str
    parent: str | None
    memory: Memory
    content: str = ""
    answers: dict[str, Value] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The record as octets."""
        one = self.memory
        octets = marshal.dumps(
            (
                (self.at.timestamp(), self.dated, self.message_id, self.author, self.name),
                (self.subject, self.parent, self.content),
                (
                    one.author,
                    one.message_id,
                    one.references,
                    one.url,
                    tuple(sorted(one.prints)),
                    one.subject,
                    one.own,
                ),
                {name: _plain(value) for name, value in self.answers.items()},
            )
        )
        return _check(octets) + octets

    def knows(self, names: Iterable[str]) -> bool:
        """Whether all these facts are kept."""
        return self.answers.keys() >= set(names)


def unpacked(octets: bytes) -> Kept | None:
    """The record that ``packed`` gave; None for octets that nobody packed so."""
    if _check(octets[CHECK:]) != octets[:CHECK]:
        return None
    (at, dated, message_id, author, name), (subject, parent, content), past, answers = marshal.loads(  # noqa: S302 - the digest before it says that we wrote it
        octets[CHECK:]
    )
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    whose, its_id, references, url, prints, its_subject, own = past
    return Kept(
        at=moment,
        dated=dated,
        message_id=message_id,
        author=author,
        name=name,
        subject=subject,
        parent=parent,
        content=content,
        memory=Memory(
            at=moment,
            author=whose,
            message_id=its_id,
            references=references,
            url=url,
            prints=frozenset(prints),
            subject=its_subject,
            own=own,
        ),
        answers={
            name: _VALUE[value] if value is None or value is ... else value for name, value in answers.items()
        },
    )


def key_of(found: Found, taught: Known) -> bytes:
    """
    What a post's facts depend on in the archive.

    Its octets, its date there, what the archive has lost, and what earlier posts teach of it.
    """
    received = found.received.isoformat() if found.received else ""
    digest = hashlib.blake2b(found.raw, digest_size=16)
    digest.update(repr((received, sorted(found.lost), found.oversize, [*map(sorted, taught)])).encode())
    return digest.digest()


def _plain(value: Value) -> Any:
    if isinstance(value, Unknown):
        return _PLAIN[value]
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return str(value) if isinstance(value, str) else value  # marshal takes no enumerations


def _check(octets: bytes) -> bytes:
    return hashlib.blake2b(octets, digest_size=CHECK).digest()

"""
What the past says: facts that look back over a span of time.

``remember`` takes from a post what may be asked of it later. A ``History``
answers: ``Memories`` from this process (replay), the store from its tables. A
policy names its questions; ``bot.facts.past.answers`` asks them all before rules are judged.
"""

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from bot.facts.kinds import Value
from bot.mail.origin.references import answered
from bot.mail.post import Post, ZoneKind
from bot.mail.text.links import canonical

STRANGER = "?"
"""Stands before an address that nobody proved: its past is not that of the person."""

SHINGLE = 5  # words
KEPT = 8  # of so many shingles one is kept, by its crc32
MOST = 1_000  # shingles of one article
FEWEST = 8  # common shingles that mean anything: a form that trackers and programs fill in shares fewer
MOST_REFERENCES = 21
ALIKE = 0.5  # of the smaller one's shingles stand in the other

_WORD = re.compile(r"\w+")
_ASCII_WORDS = bytes(
    octet if chr(octet).isalnum() or chr(octet) == "_" else ord(" ") for octet in range(128)
) + bytes(128)
_BEFORE_HOST = re.compile(r"^https?://(?:www\.|m\.|amp\.)?", re.IGNORECASE)


class Question(NamedTuple):
    """A fact over a span of time, as a rule asks for it."""

    fact: str
    within: dt.timedelta


Answers = Mapping[Question, Value]


class Memory(NamedTuple):
    """
    What is remembered of a post.

    ``author`` is whose past it is: the address in lower case, behind "?" where
    nobody proved it, "" for nobody's; ``references`` are
    the ids of what it answers, nearest first; ``url`` tells the article, ""
    for none; ``prints`` are the shingles of the article's text. ``subject`` and ``own`` are
    hashes of the subject and of the author's own words, "" where there are none.
    ``matched`` are the names of the rules that matched it, known once it is decided on.
    """

    at: dt.datetime
    author: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    url: str = ""
    prints: frozenset[int] = frozenset()
    subject: str = ""
    own: str = ""
    matched: frozenset[str] = frozenset()


class Latest(NamedTuple):
    """What is asked of the last post of a thread: whether it was the author's, and a hash of its subject."""

    by_author: bool
    subject: str


class Back(NamedTuple):
    """Since when a question looks back, and the rule that must have matched what counts; "" for all posts."""

    since: dt.datetime
    matched: str = ""


class History(Protocol):
    """Answers about earlier posts of one list."""

    def thread_of(self, memory: Memory) -> str:
        """The thread that a post belongs to."""

    def posts(
        self,
        since: dt.datetime,
        *,
        author: str | None = None,
        thread: str | None = None,
        returned: bool = False,
        matched: str = "",
    ) -> int:
        """
        How many posts went out (``returned``: were given back) from then on.

        ``matched`` is the rule that must have matched them, "" for any post.
        """

    def ever(self, author: str) -> int:
        """How many posts of an author went out, as far as they are remembered."""

    def latest(self, since: dt.datetime, thread: str, author: str) -> "Latest | None":
        """The last post of a thread that went out from then on, and whether it is the author's."""

    def said(self, since: dt.datetime, author: str, own: str) -> bool:
        """Whether a post of the author with these own words went out from then on."""

    def shared(self, memory: Memory, since: dt.datetime) -> bool:
        """Whether a post with the same article went out from then on."""


def remember(post: Post, at: dt.datetime, *, believed: bool | None = True) -> Memory:
    """
    What is kept of a post that came at that (aware) time.

    ``believed``: the author is who From says; False: it may be anybody, with a
    past of their own; None: nobody knows whose past it is.
    """
    return Memory(
        at=at,
        author=_whose(post, believed),
        message_id=post.message_id or "",
        references=answered(post.header)[:MOST_REFERENCES],
        url=_article_url(post),
        prints=prints_of(post.text_of(ZoneKind.ARTICLE)),
        subject=_hash(post.subject.text),
        own=_hash(post.text_of(ZoneKind.OWN)),
    )


def _hash(text: str) -> str:
    """A text known again whatever its capitals, signs and line ends; "" for one without words."""
    words = b" ".join(_words_of(text.casefold()))
    return hashlib.blake2b(words, digest_size=12).hexdigest() if words else ""


def _words_of(folded: str) -> list[bytes]:
    """The words of a text, in UTF-8."""
    if folded.isascii():  # a fifth of the time
        return folded.encode().translate(_ASCII_WORDS).split()
    return " ".join(_WORD.findall(folded)).encode("utf-8", "surrogatepass").split(b" ")


def _whose(post: Post, believed: bool | None) -> str:  # noqa: FBT001 - a value, not a switch
    if len(post.from_) != 1 or believed is None:
        return ""
    return ("" if believed else STRANGER) + post.from_[0].address.lower()


def prints_of(text: str) -> frozenset[int]:
    """
    The shingles by which a text is known again, a part of it too.

    Of every run of five words the crc32, and of these those that 8 divides:
    the same ones whatever stands before, behind or between.
    """
    words = _words_of(text.lower())
    runs = map(b" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False))
    found = {number for number in map(zlib.crc32, runs) if number % KEPT == 0}
    return frozenset(sorted(found)[:MOST])


def alike(common: int, one: int, other: int) -> bool:
    """Whether texts of ``one`` and ``other`` shingles with so many in common are the same, or one a part."""
    return common >= FEWEST and common >= ALIKE * min(one, other)


def _article_url(post: Post) -> str:
    """The article's address without what differs between two people's copies of it."""
    if post.article is None or not post.article.url:
        return ""
    url = post.article.url
    known = next((link.canonical for link in post.links if link.url == url), None) or canonical(url)
    return _BEFORE_HOST.sub("", known).partition("#")[0].rstrip("/?")


@dataclass(slots=True)
class Memories:
    """A history in this process: give it each post after its decision, oldest first."""

    _kept: list[tuple[Memory, str, bool]] = field(default_factory=list)
    _threads: dict[str, str] = field(default_factory=dict)

    def add(self, memory: Memory, *, returned: bool = False, went_out: bool = True) -> None:
        """Remember a post that went out, was ``returned``, or neither: then only what answers it asks."""
        thread = self.thread_of(memory)
        if memory.message_id:
            self._threads[memory.message_id] = thread
        if returned or went_out:
            self._kept.append((memory, thread, returned))

    def thread_of(self, memory: Memory) -> str:
        """The thread of the nearest known post that it answers; else the oldest id that it names."""
        known = (self._threads[one] for one in memory.references if one in self._threads)
        return next(known, memory.references[-1] if memory.references else memory.message_id)

    def posts(
        self,
        since: dt.datetime,
        *,
        author: str | None = None,
        thread: str | None = None,
        returned: bool = False,
        matched: str = "",
    ) -> int:
        """How many posts went out (``returned``: were given back) from then on."""
        return sum(
            1
            for memory, its_thread, was_returned in self._since(since)
            if was_returned is returned
            and author in {None, memory.author}
            and thread in {None, its_thread}
            and (not matched or matched in memory.matched)
        )

    def ever(self, author: str) -> int:
        """How many posts of an author went out."""
        return sum(one.author == author and not returned for one, _, returned in self._kept)

    def latest(self, since: dt.datetime, thread: str, author: str) -> Latest | None:
        """The last post of a thread that went out from then on; None for none."""
        found = (memory for memory, its, returned in self._since(since) if its == thread and not returned)
        return next((Latest(one.author == author, one.subject) for one in found), None)

    def said(self, since: dt.datetime, author: str, own: str) -> bool:
        """Whether a post of the author with these own words went out from then on."""
        return any(
            (memory.author, memory.own) == (author, own)
            for memory, _, returned in self._since(since)
            if not returned
        )

    def shared(self, memory: Memory, since: dt.datetime) -> bool:
        """Whether a post with the same article went out from then on."""
        return any(
            _same_article(memory, earlier) for earlier, _, returned in self._since(since) if not returned
        )

    def _since(self, since: dt.datetime) -> Iterable[tuple[Memory, str, bool]]:
        for one in reversed(self._kept):
            if one[0].at < since:
                return
            yield one


def _same_article(one: Memory, other: Memory) -> bool:
    if one.url and one.url == other.url:
        return True
    return alike(len(one.prints & other.prints), len(one.prints), len(other.prints))

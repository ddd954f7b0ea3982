"""The history of one list during a replay: keeps what rules can still ask, and forgets the rest."""

import datetime as dt
import sqlite3
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.facts.history import STRANGER, Latest, Memory, alike

SWEEP = 5_000  # posts after which what is too old is thrown away
GONE_OUT = ("accept", "digest", "hold")
"""What lies in the archive went to the members: a moderator has accepted what these rules would hold."""


def is_proven(memory: Memory) -> bool:
    """Whether the author of a remembered post is who From says."""
    return memory.author != "" and not memory.author.startswith(STRANGER)


def _moments() -> "defaultdict[str, array[float]]":
    """When posts went out, in seconds: under "" all of them, else those that a rule matched."""
    return defaultdict(lambda: array("d"))


class Kept(NamedTuple):
    """One post in the history."""

    at: dt.datetime
    author: str
    thread: str
    returned: bool
    subject: str = ""
    own: str = ""
    matched: frozenset[str] = frozenset()


@dataclass(slots=True)
class Recent:
    """
    A history of one list that forgets what no rule can ask any more.

    Give it each post after its decision, oldest first. It is a ``History``;
    without ``threads`` it cannot tell anything of threads, and is quicker.
    """

    span: dt.timedelta
    threads: bool = True
    _by_author: defaultdict[str, deque[Kept]] = field(default_factory=lambda: defaultdict(deque))
    _by_thread: defaultdict[str, deque[Kept]] = field(default_factory=lambda: defaultdict(deque))
    _urls: dict[str, dt.datetime] = field(default_factory=dict)
    _articles: dict[int, tuple[dt.datetime, int]] = field(default_factory=dict)
    _prints: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _went_out: "defaultdict[str, array[float]]" = field(default_factory=_moments)
    _totals: Counter[str] = field(default_factory=Counter)
    _told: tuple[Memory | None, str] = (None, "")
    _added: int = 0
    _files: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))

    def __post_init__(self) -> None:
        """Threads and seen messages are for ever, so they lie in a temporary file."""
        self._files.execute("CREATE TABLE thread (id TEXT PRIMARY KEY, thread TEXT) WITHOUT ROWID")
        self._files.execute(
            "CREATE TABLE seen (content TEXT, proven INT, PRIMARY KEY (content, proven)) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Throw all away."""
        self._files.close()

    def add(self, memory: Memory, content: str, disposition: str) -> None:
        """Remember a post; a discarded one came to nothing."""
        if disposition not in {*GONE_OUT, "return"}:
            return
        if content:
            self._files.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (content, is_proven(memory)))
        came_back = disposition == "return"
        kept = Kept(
            memory.at,
            memory.author,
            self._thread(memory),
            came_back,
            memory.subject,
            memory.own,
            memory.matched,
        )
        if memory.message_id and self.threads:
            self._files.execute(
                "INSERT OR REPLACE INTO thread VALUES (?, ?)", (memory.message_id, kept.thread)
            )
        self._by_author[kept.author].append(kept)
        if self.threads:
            self._by_thread[kept.thread].append(kept)
        if not kept.returned:
            self._totals[kept.author] += 1
            for name in ("", *memory.matched):
                self._went_out[name].append(memory.at.timestamp())
            self._add_article(memory)
        self._added += 1
        if self._added % SWEEP == 0:
            self._forget(memory.at - self.span)

    def was_seen(self, content: str, memory: Memory) -> bool:
        """
        Whether the same message was there before, as well proven, and came to something.

        No where nobody has asked for what makes it the same.
        """
        if not content:
            return False
        wanted = "SELECT 1 FROM seen WHERE content = ? AND proven >= ?"
        return self._files.execute(wanted, (content, is_proven(memory))).fetchone() is not None

    def thread_of(self, memory: Memory) -> str:
        """The thread of the nearest known post that it answers; else the oldest id that it names."""
        if self._told[0] is not memory:  # it is asked several times in a row
            self._told = (memory, self._found_thread(memory))
        return self._told[1]

    def _found_thread(self, memory: Memory) -> str:
        for one in memory.references:
            found = self._files.execute("SELECT thread FROM thread WHERE id = ?", (one,)).fetchone()
            if found:
                return str(found[0])
        return memory.references[-1] if memory.references else memory.message_id

    def _thread(self, memory: Memory) -> str:
        return self.thread_of(memory) if self.threads else ""

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
        if author is None and thread is None:  # of the whole list, of which nobody asks what came back
            moments = self._went_out.get(matched, ())
            return len(moments) - bisect_left(moments, since.timestamp())
        kept = (
            self._by_thread.get(thread, ())  # looked up, so that asking leaves no empty entry behind
            if author is None and thread is not None
            else self._by_author.get(author or "", ())
        )
        count = 0
        for one in reversed(kept):
            if one.at < since:
                break
            count += (
                one.returned is returned
                and (author is None or author == one.author)
                and (thread is None or thread == one.thread)
                and (not matched or matched in one.matched)
            )
        return count

    def ever(self, author: str) -> int:
        """How many posts of an author went out, ever."""
        return self._totals[author]

    def latest(self, since: dt.datetime, thread: str, author: str) -> Latest | None:
        """The last post of a thread that went out from then on; None for none."""
        kept = self._by_thread.get(thread, ())
        found = (one for one in reversed(kept) if one.at >= since and not one.returned)
        return next((Latest(one.author == author, one.subject) for one in found), None)

    def said(self, since: dt.datetime, author: str, own: str) -> bool:
        """Whether a post of the author with these own words went out from then on."""
        kept = self._by_author.get(author, ())
        return any(one.own == own and not one.returned for one in kept if one.at >= since)

    def shared(self, memory: Memory, since: dt.datetime) -> bool:
        """Whether a post with the same article went out from then on."""
        if memory.url and memory.url in self._urls and self._urls[memory.url] >= since:
            return True
        common = Counter(number for one in memory.prints for number in self._prints.get(one, ()))
        return any(
            self._articles[number][0] >= since
            and alike(shared, len(memory.prints), self._articles[number][1])
            for number, shared in common.items()
        )

    def _add_article(self, memory: Memory) -> None:
        if memory.url:
            self._urls[memory.url] = memory.at
        if memory.prints:
            self._articles[self._added] = (memory.at, len(memory.prints))
            for one in memory.prints:
                self._prints[one].append(self._added)

    def _forget(self, before: dt.datetime) -> None:
        for kept in (self._by_author, self._by_thread):
            for name in list(kept):
                while kept[name] and kept[name][0].at < before:
                    kept[name].popleft()
                if not kept[name]:
                    del kept[name]
        for name, moments in self._went_out.items():
            self._went_out[name] = moments[bisect_left(moments, before.timestamp()) :]
        self._urls = {url: at for url, at in self._urls.items() if at >= before}
        old = {number for number, (at, _) in self._articles.items() if at < before}
        self._articles = {number: one for number, one in self._articles.items() if number not in old}
        for one in list(self._prints) if old else ():
            self._prints[one] = [number for number in self._prints[one] if number not in old]
            if not self._prints[one]:
                del self._prints[one]

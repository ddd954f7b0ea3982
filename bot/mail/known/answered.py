"""What the posts say that others answer, so that what is quoted without marks is known."""

import datetime as dt
from collections.abc import Iterable

from bot.mail.known.known import Asked
from bot.mail.known.line_keys import unpack

THREAD_POSTS = 10
"""Where a post names none that it answers, it may answer one of the last so many with its subject."""
THREAD_DAYS = dt.timedelta(days=30)


class Answered:
    """The lines of the posts that are asked for, by Message-ID and by subject."""

    def __init__(self, ids: Iterable[str], threads: Iterable[int]) -> None:
        self._ids: dict[str, bytes] = dict.fromkeys(ids, b"")
        self._threads: dict[int, list[tuple[dt.datetime, bytes]]] = {thread: [] for thread in threads}

    def asks(self, message_id: str | None, thread: int) -> bool:
        """Whether what a post says is asked for."""
        return message_id in self._ids or thread in self._threads

    def add(self, at: dt.datetime, message_id: str | None, thread: int, said: bytes) -> None:
        """Keep what a post says (``Lesson.said``), if it is asked for."""
        if message_id in self._ids:
            self._ids[message_id] = said
        if thread in self._threads:
            self._threads[thread].append((at, said))

    def lines(self, at: dt.datetime, asked: Asked) -> frozenset[int]:
        """The keys of the lines of what a post of that moment answers."""
        said = [self._ids[name] for name in asked.answers if self._ids.get(name)]
        return frozenset(unpack(b"".join(said or self._in_thread(at, asked.thread))))

    def _in_thread(self, at: dt.datetime, thread: int) -> list[bytes]:
        before = [pair for pair in self._threads.get(thread, ()) if at - THREAD_DAYS < pair[0] < at]
        return [said for _, said in sorted(before)[-THREAD_POSTS:]]

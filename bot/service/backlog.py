"""What was received and waits to be judged, as far as memory is for it; all of it is in the database, too."""

from collections import deque

from bot.service.post_reader import Work

POSTS, OCTETS = 400, 8_000_000
"""How many posts wait in memory, and how large they are together."""


class Backlog:
    """First in, first out."""

    def __init__(self) -> None:
        self._works: deque[Work] = deque()
        self._octets = 0

    def __len__(self) -> int:
        return len(self._works)

    def add(self, work: Work) -> bool:
        """Keep it; False where there is no room."""
        size = work.arrival.size
        if len(self._works) >= POSTS or self._octets + size > OCTETS:
            return False
        self._works.append(work)
        self._octets += size
        return True

    def some(self, most: int) -> list[Work]:
        """Take out so many at most, the oldest."""
        works = [self._works.popleft() for _ in range(min(len(self._works), most))]
        self._octets -= sum(work.arrival.size for work in works)
        return works

    def forget(self) -> None:
        """Keep nothing: all is read again from the database."""
        self._works.clear()
        self._octets = 0

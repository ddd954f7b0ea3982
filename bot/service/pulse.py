"""Signs of life: tells whether who is at work moved lately, and leaves a file that says so to others."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

NAME: Final = "listwarden.alive"


class Pulse:
    """
    Who is at work, and when each of them moved last.

    A worker that waits for a server, or for a time, moves; one that hangs does
    not. Trying and failing is moving as well: to be killed mends no full disk.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def expect(self, who: str, seconds: float) -> Callable[[], None]:
        """Expect a worker to move that often; what it calls when it does."""

        def beat() -> None:
            self._until[who] = self._clock() + seconds

        beat()
        return beat

    def gone(self, who: str) -> None:
        """The worker has ended as it should."""
        self._until.pop(who, None)

    @property
    def stalled(self) -> tuple[str, ...]:
        """Who has not moved for too long."""
        now = self._clock()
        return tuple(sorted(who for who, until in self._until.items() if until < now))


class LifeSign:
    """
    A file in the data directory that is there while a daemon runs, and young while it is well.

    Use it as a context manager. ``crashed``: the last run did not end by
    itself. Making, touching and removing it needs no room on the disk.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self.crashed = False

    def touch(self) -> None:
        """All is well now."""
        try:
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            os.utime(self._path, follow_symlinks=False)
        except OSError:  # a disk so full, or read-only: the database says it better
            return

    def __enter__(self) -> Self:
        self.crashed = os.path.lexists(self._path)
        self.touch()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._path.unlink(missing_ok=True)

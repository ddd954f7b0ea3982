"""The lists at work, each with its line and its tasks: they come, change and go unnoticed by each other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.service.line import Line
from bot.service.list_runtime import ListRuntime
from bot.service.stamp import now

AT_WORK = 900.0  # seconds within which whoever is at work moves
WATCHES = 3600.0  # ... and an intake, which may wait for its server or its time to look
LAST_WORDS = 25.0  # seconds that a list has to finish what it is at
TICK = 1.0  # seconds between two rounds of a list ...
SHARE = 0.05  # ... and so many for each list that there is: a round of an idle list costs 6 ms

Work = Callable[[Callable[[], None]], Awaitable[None]]
"""What a worker does until told to stop; it calls what it is given whenever it moves."""
Begin = Callable[[str, float, Work, asyncio.Event], asyncio.Task[None]]
"""Keeps somebody at work: who, seconds within which they move, what they do, what ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """The ids of lists that came, went, have another way in, and else have other settings."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reopened: tuple[str, ...]
    changed: tuple[str, ...]


class Roster:
    """``runtimes`` are those of all lists, always the same sequence; ``make`` makes the line of one."""

    def __init__(self, runtimes: Sequence[ListRuntime], make: Callable[[ListRuntime], Line]) -> None:
        self.runtimes = list(runtimes)
        self._make = make
        self._lines = {runtime.mailing_list.id: make(runtime) for runtime in runtimes}
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}
        self._begin: Begin | None = None
        self._ready: Callable[[], None] = lambda: None

    @property
    def lines(self) -> Sequence[Line]:
        """All of them, in the order of the settings."""
        return tuple(self._lines.values())

    def start(self, begin: Begin, ready: Callable[[], None]) -> None:
        """Put all to work, and from now on whoever comes; ``ready`` is called when an inbox was opened."""
        self._begin, self._ready = begin, ready
        for line in self.lines:
            self._start(line)

    async def take_over(self, fresh: Sequence[ListRuntime]) -> Turnover:
        """Work on these lists from now on."""
        coming = {runtime.mailing_list.id: runtime for runtime in fresh}
        removed = [name for name in self._lines if name not in coming]
        added = [name for name in coming if name not in self._lines]
        staying = [name for name in coming if name in self._lines]
        reopened = [name for name in staying if _moved(self._lines[name].runtime, coming[name])]
        changed = [
            name
            for name in staying
            if name not in reopened and _set(self._lines[name].runtime) != _set(coming[name])
        ]
        await asyncio.gather(*(self._end(name) for name in (*removed, *reopened)))
        for name in staying:
            if name not in reopened:
                self._lines[name].runtime.take_over(coming[name])
        self._lines = {name: self._lines.get(name) or self._make(coming[name]) for name in coming}
        self.runtimes[:] = [line.runtime for line in self.lines]
        for name in (*added, *reopened):
            self._start(self._lines[name])
        return Turnover(
            added=tuple(added), removed=tuple(removed), reopened=tuple(reopened), changed=tuple(changed)
        )

    def _start(self, line: Line) -> None:
        if self._begin is None:
            return

        async def rounds(beat: Callable[[], None]) -> None:
            while not line.stopped.is_set():
                beat()
                await line.round(now())
                await line.rest(max(TICK, len(self._lines) * SHARE))

        self._tasks[line.name] = [
            self._begin(
                f"the inbox of {line.name}",
                WATCHES,
                lambda beat: line.watch(self._ready, beat),
                line.stopped,
            ),
            self._begin(f"the work for {line.name}", AT_WORK, rounds, line.stopped),
        ]

    async def _end(self, name: str) -> None:
        """Let a list finish what it is at, and no more; what hangs is cut off, as at a stop of the daemon."""
        line, tasks = self._lines.pop(name), self._tasks.pop(name, [])
        _, late = await asyncio.wait([*tasks, asyncio.ensure_future(line.stop())], timeout=LAST_WORDS)
        for task in late:
            task.cancel()


def _set(runtime: ListRuntime) -> tuple[object, ...]:
    """What is set for a list; the addresses of the other lists are none of it."""
    one = runtime.settings
    return dict(one), replace(one.inherited, own_addresses=frozenset()), runtime.limits


def _moved(old: ListRuntime, new: ListRuntime) -> bool:
    """Whether the way in, or what may be done with mail there, is another."""

    def way_in(runtime: ListRuntime) -> tuple[object, ...]:
        one = runtime.settings
        taken = one.recipients if one.intake.listen else ()
        return one.intake, one.mode, taken, one.inherited.oauth.get(one.intake.oauth or "")

    return way_in(old) != way_in(new)

"""What an intake remembers over its connections: messages and moves that fail, and what was said already."""

import contextlib
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.intake.imap_options import ImapOptions
from bot.intake.imap_wire import Lost
from bot.mail.post import Placement

_FIRM = 2  # connections that ended while one message alone was fetched: the message is set aside then
_STUBBORN = 3  # times that the server did not hand a message out, after which people are told
_COSTS = 30  # a message set aside is asked for again after so many times what that cost
_SELDOM = 3600.0  # seconds between tries of a move that fails again and again
_IDLE_AT_LEAST = 0.5  # seconds that a server should let us idle
_IDLE_TRIES = 3
_IDLE_REST = 600.0  # seconds without IDLE after so many that ended the connection at once


@dataclass(slots=True)
class _Doubt:
    """``ended``: connections that ended over it alone; ``left``: times that it was not handed out."""

    ended: int = 0
    left: int = 0
    until: float = 0.0
    told: bool = False

    @property
    def firm(self) -> bool:
        return self.ended >= _FIRM or self.left >= _STUBBORN


class Doubts:
    """
    Messages of the watched folder that the server does not hand out, by UID.

    One whose fetching ends the connection is fetched alone on the next; where
    that ends it again, it is set aside, and asked for ever more seldom. So it
    keeps no other message waiting.
    """

    def __init__(self, options: ImapOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._first = 60 * options.retry_seconds
        self._longest = 12 * options.retry_seconds_max
        self._clock = clock
        self._validity = 0
        self._doubts: dict[int, _Doubt] = {}
        self._blamed = False

    def __len__(self) -> int:
        return len(self._doubts)

    def opened(self, validity: int) -> None:
        """The folder was opened: under another UIDVALIDITY its UIDs mean other messages."""
        if validity != self._validity:
            self._validity, self._doubts = validity, {}

    @contextlib.contextmanager
    def fetching(self, uids: Sequence[int]) -> Iterator[None]:
        """These are being fetched: where the connection ends over it, one of them may be why."""
        began = self._clock()
        try:
            yield
        except Lost:
            self._blame(uids, self._clock() - began)
            raise

    def _blame(self, uids: Sequence[int], cost: float) -> None:
        self._blamed = True
        for uid in uids:
            doubt = self._doubts.setdefault(uid, _Doubt())
            if len(uids) == 1:
                doubt.ended += 1
                self._put_off(doubt, cost)

    def _put_off(self, doubt: _Doubt, cost: float) -> None:
        if doubt.ended >= _FIRM:
            wait = max(self._first, _COSTS * cost) * 2.0 ** min(doubt.ended - _FIRM, 20)
            doubt.until = self._clock() + min(wait, self._longest)

    def blamed(self) -> bool:
        """Whether a connection ended over messages since this was asked last: the next may do better."""
        blamed, self._blamed = self._blamed, False
        return blamed

    def alone(self, uid: int) -> bool:
        """Whether it must be fetched alone."""
        doubt = self._doubts.get(uid)
        return doubt is not None and not doubt.left

    def due(self, uid: int) -> bool:
        """Whether it may be asked for now."""
        doubt = self._doubts.get(uid)
        return doubt is None or doubt.until <= self._clock()

    def wanted(self) -> list[int]:
        """Those that may be asked for now."""
        return [uid for uid in self._doubts if self.due(uid)]

    def seconds(self) -> float:
        """How long until the next of them may be asked for; infinite where none waits for that."""
        now = self._clock()
        return min(
            (doubt.until - now for doubt in self._doubts.values() if doubt.until > now), default=math.inf
        )

    def order(self, uids: Iterable[int]) -> list[int]:
        """The least suspect first."""
        return sorted(uids, key=lambda uid: (self._doubts[uid].ended, uid))

    def left(self, uids: Iterable[int]) -> bool:
        """These were not handed out; whether any of them was asked for the first time."""
        first = False
        for uid in uids:
            doubt = self._doubts.setdefault(uid, _Doubt())
            doubt.left += 1
            first = first or doubt.left == 1
        return first

    def settled(self, uids: Iterable[int]) -> None:
        """These came, or are no longer there."""
        for uid in uids:
            self._doubts.pop(uid, None)

    def to_tell(self) -> list[int]:
        """Those that people should hear of now, each once."""
        fresh = [uid for uid, doubt in self._doubts.items() if doubt.firm and not doubt.told]
        for uid in fresh:
            self._doubts[uid].told = True
        return sorted(fresh)


class Patience:
    """Moves that failed wait before they are tried again, by case."""

    def __init__(self, options: ImapOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._first = 5 * options.retry_seconds
        self._clock = clock
        self._failed: dict[str, tuple[int, float]] = {}

    def ready(self, placements: Sequence[Placement]) -> list[Placement]:
        """Those of all open placements that may be tried now."""
        open_cases = {placement.case for placement in placements}
        self._failed = {case: one for case, one in self._failed.items() if case in open_cases}
        now = self._clock()
        return [placement for placement in placements if self._failed.get(placement.case, (0, 0.0))[1] <= now]

    def seconds(self) -> float:
        """How long until the next of them may be tried."""
        first = min((until for _, until in self._failed.values()), default=math.inf)
        return max(0.0, first - self._clock())

    def failed(self, cases: Iterable[str], *, lost: bool = False) -> int:
        """
        These failed; how often the one that failed most has.

        ``lost``: the connection ended over them, which the first time may have had another reason.
        """
        most = 0
        for case in cases:
            count = self._failed.get(case, (0, 0.0))[0] + 1
            wait = min(self._first * 2.0 ** min(count - 1, 20), _SELDOM)
            self._failed[case] = (count, self._clock() + (0 if lost and count == 1 else wait))
            most = max(most, count)
        return most

    def worked(self, cases: Iterable[str]) -> None:
        """These are done."""
        for case in cases:
            self._failed.pop(case, None)


class Memory:
    """
    All that one intake remembers.

    ``taken`` are the UIDs that it took itself and that lie there still,
    ``settled_in``: its folders were made.
    """

    def __init__(self, options: ImapOptions) -> None:
        self.doubts = Doubts(options)
        self.patience = Patience(options)
        self.taken: set[int] = set()
        self.settled_in = False
        self._said: set[tuple[str, str]] = set()
        self._short_idles = 0
        self._no_idle_until = 0.0

    def first_time(self, topic: str, text: str) -> bool:
        """Whether this is said for the first time since the start."""
        new = (topic, text) not in self._said
        if new and len(self._said) < 1000:  # a server may say something else each time
            self._said.add((topic, text))
        return new

    @property
    def may_idle(self) -> bool:
        """Whether to idle; a server that ends the connection over it is only looked at for a while."""
        return time.monotonic() >= self._no_idle_until

    def idled(self, seconds: float, *, lost: bool) -> None:
        """The server let us idle for so long; ``lost``: it ended the connection then."""
        self._short_idles = self._short_idles + 1 if lost and seconds < _IDLE_AT_LEAST else 0
        if self._short_idles >= _IDLE_TRIES:
            self._short_idles, self._no_idle_until = 0, time.monotonic() + _IDLE_REST

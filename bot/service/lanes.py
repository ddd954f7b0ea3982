"""What was leased and not begun, and by which ways mail can leave now: one that hangs holds up no other."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from bot.service.ways_out import Ways
from bot.store import OutboxItem, Wanted

LINES = 8  # connections to the mail server at a time
OWN_LINES = 4  # ... and to each list manager
FRESH = dt.timedelta(minutes=10)  # an older lease is not begun any more
USUAL = ""
"""The lane of [smtp]; those of lists with ways of their own bear their ids."""


class Lanes:
    """Each way out has lines of its own; ``can_offer`` says whether that of [smtp] may be tried."""

    def __init__(self, ways: Ways, can_offer: Callable[[], bool]) -> None:
        self._ways = ways
        self._can_offer = can_offer
        self._waiting: list[tuple[OutboxItem, dt.datetime]] = []
        self._begun: dict[int, str] = {}

    @property
    def waiting(self) -> tuple[OutboxItem, ...]:
        """Leased and not begun."""
        return tuple(item for item, _ in self._waiting)

    def leased(self, items: Sequence[OutboxItem], now: dt.datetime) -> None:
        """These may be begun."""
        self._waiting += [(item, now) for item in items]

    def next(self) -> OutboxItem | None:
        """The first whose way has a line left."""
        room = self._room()
        for place, (item, _) in enumerate(self._waiting):
            if room(self._lane(item)):
                del self._waiting[place]
                return item
        return None

    def begun(self, item: OutboxItem) -> None:
        """It takes a line."""
        self._begun[item.id] = self._lane(item)

    def ended(self, item: OutboxItem) -> None:
        """Its line is free."""
        del self._begun[item.id]

    def wanted(self) -> Wanted | None:
        """What is to be leased; None where no way takes more."""
        room, own = self._room(), self._ways.of_their_own
        wanted = Wanted(usual=room(USUAL), own=own, open=frozenset(filter(room, own)))
        return wanted if wanted.usual or wanted.open else None

    def give_up(self, now: dt.datetime | None = None) -> tuple[OutboxItem, ...]:
        """
        Those to give back to the outbox.

        ``now``: what may not be tried, or has waited here for too long; else all.
        """
        usual = self._can_offer()
        back = [
            item
            for item, at in self._waiting
            if now is None or abs(now - at) > FRESH or (self._lane(item) == USUAL and not usual)
        ]
        self._waiting = [pair for pair in self._waiting if pair[0] not in back]
        return tuple(back)

    def _lane(self, item: OutboxItem) -> str:
        return USUAL if self._ways.is_usual(self._ways.of(item)) else item.list_id

    def _room(self) -> Callable[[str], bool]:
        """Whether a lane has a line left."""
        taken, usual = Counter(self._begun.values()), self._can_offer()

        def room(lane: str) -> bool:
            return taken[lane] < OWN_LINES if lane != USUAL else usual and taken[lane] < LINES

        return room

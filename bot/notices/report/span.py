"""The time in which the posts of an archive lie; a clock that went wrong must not stretch it by decades."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SILENCE = dt.timedelta(days=2 * 365)
RARE = 100  # strays are at most one post in so many, or a single one
FEW = 5  # posts among which nobody can tell a stray

Days = Sequence[tuple[str | None, str, int]]
"""Day (ISO; None: no date), disposition, number of posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    From ``first`` to ``last`` day.

    ``strays`` are days with their posts before and after, more than two years
    from every other post.
    """

    first: dt.date
    last: dt.date
    strays: tuple[tuple[dt.date, int], ...]

    @property
    def outside(self) -> int:
        """How many posts have a date that nobody can believe."""
        return sum(posts for _, posts in self.strays)

    def holds(self, day: str) -> bool:
        """Whether a day (ISO) lies in it."""
        return self.first.isoformat() <= day <= self.last.isoformat()


def span_of(days: Days) -> Span | None:
    """Where the posts lie; None where none has a date."""
    counts = Counter[dt.date]()
    for day, _, posts in days:
        if day:
            counts[dt.date.fromisoformat(day)] += posts
    groups = list(_groups(sorted(counts)))
    if not groups:
        return None
    total = counts.total()
    most = max(1, total // RARE) if total >= FEW else 0
    usual = [group for group in groups if sum(counts[day] for day in group) > most] or groups
    first, last = usual[0][0], usual[-1][-1]
    strays = tuple((day, counts[day]) for day in sorted(counts) if not first <= day <= last)
    return Span(first=first, last=last, strays=strays)


def _groups(days: Iterable[dt.date]) -> Iterator[list[dt.date]]:
    """The days, parted where nobody wrote for long."""
    group: list[dt.date] = []
    for day in days:
        if group and day - group[-1] > SILENCE:
            yield group
            group = []
        group.append(day)
    if group:
        yield group

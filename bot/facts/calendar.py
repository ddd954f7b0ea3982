"""Spans of time that are more than a length: a day on the list's own clock, posts of one kind."""

import datetime as dt
from functools import lru_cache
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST = {"today": 1, "this week": 7, "this month": 31}
"""How many days each of them has at most."""


class Calendar(dt.timedelta):
    """``today``, ``this week`` (from Monday) or ``this month``; as a span it is as long as it can be."""

    name: str

    def __new__(cls, name: str) -> Self:
        """One of the names in ``LONGEST``; any other is a KeyError."""
        span = super().__new__(cls, days=LONGEST[name], hours=1)  # a day on which clocks are put back
        span.name = name
        return span

    def begin(self, at: dt.datetime, zone: str) -> dt.datetime:
        """When the day, week or month of a moment began in a time zone."""
        midnight = at.astimezone(zone_of(zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        back = {"today": 0, "this week": midnight.weekday(), "this month": midnight.day - 1}
        return (midnight - dt.timedelta(days=back[self.name])).astimezone(dt.UTC)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return Calendar, (self.name,)


class OfRule(dt.timedelta):
    """A span of time of which only those posts count that a rule of the list has matched."""

    span: dt.timedelta
    rule: str

    def __new__(cls, span: dt.timedelta, rule: str) -> Self:
        """``rule`` is its name."""
        made = super().__new__(cls, days=span.days, seconds=span.seconds, microseconds=span.microseconds)
        made.span, made.rule = span, rule
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfRule) and (self.span, self.rule) == (other.span, other.rule)

    def __hash__(self) -> int:
        return hash((self.span, self.rule))

    def __reduce__(self) -> tuple[Any, ...]:
        return OfRule, (self.span, self.rule)


def begin(span: dt.timedelta, at: dt.datetime, zone: str) -> dt.datetime:
    """When a span began that ends at a moment; ``zone`` is the list's."""
    if isinstance(span, OfRule):
        return begin(span.span, at, zone)
    return span.begin(at, zone) if isinstance(span, Calendar) else at - span


@lru_cache
def zone_of(name: str) -> dt.tzinfo:
    """The time zone of that name, UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC

"""Numbers, dates and sizes as people say them."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_READ_A_MINUTE = 230  # words; grown-ups read 238 of non-fiction a minute (Brysbaert 2019)


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 line``, ``2 lines``, ``1,414 words``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spelled(number: int) -> str:
    """``three``; figures above twelve."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def day(date: dt.date) -> str:
    """``Thursday, 8 January 2026``, whatever the machine's locale."""
    return f"{_DAYS[date.weekday()]}, {date.day} {_MONTHS[date.month - 1]} {date.year}"


def short_moment(date: dt.datetime) -> str:
    """``Thu 8 Jan 2026, 09:14``."""
    return f"{_DAYS[date.weekday()][:3]} {date.day} {_MONTHS[date.month - 1][:3]} {date.year}, {date:%H:%M}"


def short_day(date: dt.date) -> str:
    """``8 Jan``."""
    return f"{date.day} {_MONTHS[date.month - 1][:3]}"


def moment(date: dt.datetime) -> str:
    """``Thursday, 8 January 2026, 09:14 (UTC+01:00)``, on the author's own clock."""
    zone = date.tzname() if date.tzinfo else None
    return f"{day(date)}, {date:%H:%M}" + (f" ({zone})" if zone else "")


def local(date: dt.datetime, timezone: str) -> dt.datetime:
    """The date on the clock of that zone; UTC where the zone is not known."""
    try:
        return date.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return date


def size(octets: int) -> str:
    """``512 bytes``, ``14 KB``, ``1.2 MB``."""
    if octets < 1000:
        return count(octets, "byte")
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{octets / 1_000_000:.1f} MB"


def minutes_to_read(words: int) -> int:
    """Never less than one."""
    return max(1, round(words / _READ_A_MINUTE))

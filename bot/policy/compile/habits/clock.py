"""Days and hours as other systems ask for them."""

import re
from collections.abc import Iterable

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import texts_in
from bot.policy.source.nodes import Mapping, Node

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEVERAL = {
    **dict.fromkeys(("weekend", "weekends"), ("saturday", "sunday")),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), DAYS[:5]),
}
_HOUR = lazy_regex(
    r"(?:(?P<word>after|from|since|before|until|till)\s+)?(?P<hour>\d{1,2})(?::\d\d)*(?:\s*h)?(?:\s*(?P<half>[ap])\.?m\.?)?"
)
_BEFORE = frozenset(("before", "until", "till"))
_FACTS = {
    **dict.fromkeys(("weekday", "day", "date.weekday", "dayofweek"), "now.weekday"),
    **dict.fromkeys(("hour", "time", "date.hour"), "now.hour"),
}


def days_meant(node: Node) -> str:
    """``[saturday, sunday]`` for ``[sat, sun]`` or ``weekend``; "" where it tells no days."""
    return days_told(texts_in(node))


def days_told(texts: Iterable[str]) -> str:
    """The days that texts such as "sat" and "weekend" tell; "" where one tells none."""
    found: list[str] = []
    for text in (
        one for several in texts for one in re.split(r"(?:(?<!\s)\s+)?,\s*|(?<!\s)\s+(?:or|and)\s+", several)
    ):
        word = text.lower().strip().replace("working days", "workdays").replace("working day", "workday")
        first, _, last = word.replace(" to ", "-").partition("-")
        if last:
            found += _days_between(first.strip(), last.strip()) or ("",)
            continue
        days = _SEVERAL.get(word) or tuple(day for day in DAYS if len(word) > 1 and day.startswith(word))
        if not days:
            return ""
        found += days
    if "" in found:
        return ""
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]" if found else ""


def _days_between(first: str, last: str) -> tuple[str, ...]:
    """The days of "mon-fri" and "sat-mon"; none where one of the ends is no day."""
    days = {
        one: next((at for at, day in enumerate(DAYS) if len(one) > 1 and day.startswith(one)), -1)
        for one in (first, last)
    }
    begin, end = days[first], days[last]
    if begin < 0 or end < 0:
        return ()
    return tuple(DAYS[(begin + step) % 7] for step in range((end - begin) % 7 + 1))


def hours_meant(text: str, word: str = "") -> str:
    """``at least 22`` for "after 22:00"; the number alone without such a word; "" where it tells no hour."""
    found = _HOUR.fullmatch(text.strip().lower())
    if not found or int(found["hour"]) > 24:
        return ""
    how = found["word"] or word
    hour = int(found["hour"]) % 12 + 12 * (found["half"] == "p") if found["half"] else int(found["hour"]) % 24
    number = f"{hour}"
    return f"under {number}" if how in _BEFORE else f"at least {number}" if how else number


def _together(lines: list[str]) -> str:
    """Days and hours at once; "" where one of the lines says neither."""
    hours = [line for line in lines if line.startswith("now.hour")]
    days = [line for line in lines if line.startswith("now.weekday")]
    if not lines or len(hours) + len(days) < len(lines) or len(hours) > 2 or len(days) > 1:
        return ""
    clock = _between(hours) if len(hours) == 2 else "".join(hours)
    parts = [line for line in (*days, clock) if line]
    return parts[0] if len(parts) == 1 else f"all: [{', '.join(f'{{{line}}}' for line in parts)}]"


def _between(lines: list[str]) -> str:
    """Both of two lines; over midnight one of them is enough."""
    begin, end = (int(line.rpartition(" ")[2]) for line in sorted(lines))
    return f"{'any' if end <= begin else 'all'}: [{', '.join(f'{{{line}}}' for line in lines)}]"


def clock_line(word: str, value: Node) -> str:
    """The line that a day or an hour under another name stands for."""
    low = word.lower()
    if low in {"after", "before"}:
        hours = hours_meant("".join(texts_in(value)[:1]), low)
        return f"now.hour: {hours}" if hours else ""
    if low in {"currentdate", "date", "time", "now"} and isinstance(value, Mapping) and value.entries:
        return _together([clock_line(one.key.text, one.value) for one in value])
    fact = _FACTS.get(low)
    if fact == "now.weekday":
        days = days_meant(value)
        return f"now.weekday: {days}" if days else ""
    hours = hours_meant("".join(texts_in(value)[:1])) if fact else ""
    return f"now.hour: {hours}" if hours else ""

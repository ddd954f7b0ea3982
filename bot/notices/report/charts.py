"""Bars and curves as SVG without text: their words are HTML, readable on a phone."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.notices.report.model import DISPOSITIONS, Curve
from bot.notices.report.span import Span, span_of

WIDTH, HEIGHT = 1000, 200
MOST_BARS = 120
LABELS = 5
STACK = ("discard", "hold", "return", "digest", "accept")
"""From the bottom: what the rules stop stands on the base line, where it can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One disposition's part of a bar, in units of the chart."""

    disposition: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One span of time."""

    label: str
    counts: dict[str, int]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words beside an axis, at so many percent of it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChart:
    """
    Dispositions over time. ``span`` is day, month or year.

    ``undated`` posts, and those of ``whole`` that lie outside of it, are in no bar.
    """

    span: str
    bars: tuple[Bar, ...]
    top: int
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]
    undated: int
    whole: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """A step curve: an SVG path, where the rule's own number stands, and the words of both axes."""

    path: str
    area: str
    now_x: float
    now_y: float
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]


def over_time(days: Sequence[tuple[str | None, str, int]]) -> TimeChart:
    """A chart of days, months or years, whichever fits."""
    whole = span_of(days)
    undated = sum(posts for day, _, posts in days if day is None)
    if whole is None:
        return TimeChart(span="day", bars=(), top=0, x_marks=(), y_marks=(), undated=undated)
    span, begin = _span(whole.first, whole.last)
    counts: defaultdict[dt.date, Counter[str]] = defaultdict(Counter)
    for day, disposition, posts in days:
        if day and whole.holds(day):
            counts[begin(dt.date.fromisoformat(day))][disposition] += posts
    starts = _every(begin(whole.first), begin(whole.last), span)
    top = nice(max(sum(one.values()) for one in counts.values()))
    bars = tuple(
        _bar(place, len(starts), start, span, counts[start], top) for place, start in enumerate(starts)
    )
    return TimeChart(
        span=span,
        bars=bars,
        top=top,
        x_marks=_time_marks(bars),
        y_marks=_y_marks(top),
        undated=undated,
        whole=whole,
    )


def curve_chart(curve: Curve) -> CurveChart:
    """The curve of a threshold: value to the right, posts upwards."""
    last = nice(curve.points[-1][0]) if curve.points else 1
    top = nice(max((posts for _, posts in curve.points), default=0))
    spots = [(value / last * WIDTH, HEIGHT - posts / top * HEIGHT) for value, posts in curve.points]
    path = " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(spots))
    area = f"{path} L{spots[-1][0]:.1f} {HEIGHT} L{spots[0][0]:.1f} {HEIGHT} Z" if spots else ""
    ticks = [last * step / 4 for step in range(5)]
    return CurveChart(
        path=path,
        area=area,
        now_x=curve.value / last * 100,
        now_y=100 - curve.caught / top * 100,
        x_marks=tuple(Mark(at=tick / last * 100, text=number(tick)) for tick in ticks),
        y_marks=_y_marks(top),
    )


def number(value: float) -> str:
    """A number as people write it: 1,200, 2.5, 40k."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g}M"
    if value >= 10_000:
        return f"{value / 1_000:.3g}k"
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"


def nice(value: float) -> int:
    """The next number that is easy to divide by eye; at least 1."""
    step = 1
    while True:
        for factor in (1, 2, 4, 5, 10):
            if factor * step >= value:
                return factor * step
        step *= 10


def _span(first: dt.date, last: dt.date) -> tuple[str, Callable[[dt.date], dt.date]]:
    days = (last - first).days + 1
    if days <= MOST_BARS // 2:
        return "day", lambda day: day
    if days <= MOST_BARS * 31:
        return "month", lambda day: day.replace(day=1)
    return "year", lambda day: day.replace(month=1, day=1)


def _every(first: dt.date, last: dt.date, span: str) -> list[dt.date]:
    """Every day, month or year from the first to the last, empty ones too."""
    if span == "day":
        return [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    if span == "year":
        return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def _bar(place: int, bars: int, start: dt.date, span: str, counts: Counter[str], top: int) -> Bar:
    width, y, pieces = WIDTH / bars, float(HEIGHT), []
    for disposition in STACK:
        height = counts[disposition] / top * HEIGHT
        if height:
            y -= height
            gap = min(width * 0.15, 3)
            pieces.append(
                Piece(
                    disposition=disposition, x=place * width + gap / 2, y=y, width=width - gap, height=height
                )
            )
    label = {"day": f"{start.day} {start:%b %Y}", "month": f"{start:%b %Y}", "year": f"{start.year}"}[span]
    shown = {name: counts[name] for name in DISPOSITIONS if counts[name]}
    return Bar(label=label, counts=shown, pieces=tuple(pieces))


def _time_marks(bars: tuple[Bar, ...]) -> tuple[Mark, ...]:
    if len(bars) == 1:
        return (Mark(at=50, text=bars[0].label),)
    places = sorted({round(step * (len(bars) - 1) / (LABELS - 1)) for step in range(LABELS)})
    return tuple(Mark(at=(place + 0.5) / len(bars) * 100, text=bars[place].label) for place in places)


def _y_marks(top: int) -> tuple[Mark, ...]:
    ticks = (0, top / 2, top) if top > 1 else (0, top)
    return tuple(Mark(at=tick / top * 100, text=number(tick)) for tick in ticks)

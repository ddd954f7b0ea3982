"""A replay on a terminal: the progress bar, and the result as text."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TextIO

from bot.notices.phrases import count
from bot.notices.report import Curve, RuleLine
from bot.notices.report.span import Days, Span, span_of
from bot.notices.report.words import DONE, date, other_outcomes, percent, quiet, share, strays
from bot.printable import blanked
from bot.service.replay import Pace, Replay
from bot.service.replay.examples import Written
from bot.service.replay.mendable import Mendable, words_of
from bot.service.replay.report_data import changed, changes, curves, rule_lines, unknown
from bot.service.replay.reread import date_of
from bot.service.replay.row import Row

WIDTH = 30
MOST_CHANGES = 20
MOST_AUTHORS = 5
MOST_CURVES = 8
HITS = 3
SPARKS = "▁▂▃▄▅▆▇█"
MOST_SPANS = 60
LEGEND = "each number, and how many posts it would hit; >10: 4< is the number as the rules have it now"


class Bar:
    """A progress bar on a terminal; nothing elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._on = stream.isatty()
        self._shown = 0.0

    def show(self, pace: Pace) -> None:
        """How far it is, at most five times a second."""
        if not self._on or pace.seconds - self._shown < 0.2:
            return
        self._shown = pace.seconds
        self._stream.write(f"\r\x1b[K{bar_line(pace)}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._on and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def bar_line(pace: Pace) -> str:
    """``[#####-----]  52 %  12,345 posts  2,310/s  about 12 s left``."""
    part = min(1.0, pace.done / pace.total) if pace.total else 1.0
    rate = pace.posts / pace.seconds if pace.seconds else 0
    filled = round(part * WIDTH)
    drawn = "#" * filled + "-" * (WIDTH - filled)
    line = f"[{drawn}] {part * 100:3.0f} %  {count(pace.posts, 'post')}  {rate:,.0f}/s"
    if 0.01 < part < 1:
        line += f"  about {_span(pace.seconds * (1 - part) / part)} left"
    return line


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def lines(done: Replay) -> Iterator[str]:
    """The result."""
    yield from _head(done)
    yield from _rules(done)
    yield from _changes(done)
    yield from _curves(curves(done))
    yield from _authors(done)
    yield from _foot(done)


def drafts(found: Mendable) -> Iterator[str]:
    """How many of the returned posts needed only an answer."""
    yield ""
    yield words_of(found)


def _head(done: Replay) -> Iterator[str]:
    rate = done.posts / done.seconds if done.seconds else 0
    days = list(done.ledger.days())
    span = span_of(days)
    yield f"{count(done.posts, 'post')} in {done.seconds:.1f} s ({rate:,.0f}/s)"
    for name, posts in done.ledger.dispositions().most_common():
        spark = _sparks(days, span, name) if span else ""
        yield f"  {posts:>8,}  {DONE[name]}{share(posts, done.posts)}  {spark}".rstrip()
    if span and span.outside:
        yield f"  {strays(span)}"
    yield ""


def _sparks(days: Days, span: Span, disposition: str) -> str:
    """One character a month, or a year: how a disposition goes over time."""
    first, last = span.first.isoformat(), span.last.isoformat()
    if first[:7] == last[:7]:
        return ""
    months = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(_month(first), _month(last) + 1)]
    spans = months if len(months) <= MOST_SPANS else sorted({month[:4] for month in months})
    counts = dict.fromkeys(spans, 0)
    for day, kind, posts in days:
        if day and kind == disposition and span.holds(day):
            counts[day[: len(spans[0])]] += posts
    top = max(counts.values()) or 1
    marks = "".join(" " if not n else SPARKS[(n * len(SPARKS) - 1) // top] for n in counts.values())
    return f"{spans[0]} {marks} {spans[-1]}"


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _rules(done: Replay) -> Iterator[str]:
    told = list(rule_lines(done))
    labelled = any(line.labelled for line in told)
    titles = ["Rule", "posts", "then", *(["precision", "recall"] if labelled else []), ""]
    silent = quiet(told)
    rows = [_rule_row(line, labelled=labelled) for line in told if line not in silent]
    yield from table(titles, rows) if rows else ()
    if silent:
        yield f"{count(len(silent), 'rule')} hit no post: {blanked(', '.join(line.name for line in silent))}"
    yield ""
    for place, line in enumerate(told):
        if line.hits:
            yield f"{blanked(line.name)}: {count(line.hits, 'post')}"
            where = f"substr(outcomes, {place + 1}, 1) IN ('m', 's')"
            yield from (_post(row) for row in done.ledger.rows(where, f"doubt DESC, at DESC LIMIT {HITS}"))
            if line.hits > HITS:
                yield f"  ... and {line.hits - HITS:,} more (--report shows them, --json lists all)"
    yield ""


def _rule_row(line: RuleLine, *, labelled: bool) -> list[str]:
    then = line.does if line.mode == "live" else f"{line.does} ({line.mode})"
    scores = [percent(line.precision), percent(line.recall)] if labelled else []
    return [blanked(line.name), f"{line.hits:,}", then, *scores, other_outcomes(line)]


def _post(row: Row) -> str:
    signs = f"  ({', '.join(row.signs)})" if row.signs else ""
    subject = blanked(row.subject) or "(no subject)"
    return f"  {date(date_of(row))}  {blanked(row.name)}: {subject}  [{blanked(row.source)}]{signs}"


def _changes(done: Replay) -> Iterator[str]:
    if done.against is None:
        return
    kinds = changed(done)
    name = blanked(done.task.against.name if done.task.against else "")
    if not kinds:
        yield from (f"Compared with {name}: no change.", "")
        return
    yield f"Compared with {name}: " + ", ".join(f"{posts:,} {kind}" for kind, posts in kinds.items())
    head = ""
    for row in islice(changes(done), MOST_CHANGES):
        if head != (head := _change_head(row)):
            yield f"  {head}"
        yield f"  {_post(row)}"
    if (rest := sum(kinds.values()) - MOST_CHANGES) > 0:
        yield f"  ... and {rest:,} more (--report shows them, --json lists all)"
    yield ""


def _change_head(row: Row) -> str:
    """``newly returned: article-too-long``; where rules came and went, both."""
    was, now = (row.before.reasons if row.before else ()), row.said.reasons
    new, gone = [name for name in now if name not in was], [name for name in was if name not in now]
    told = [", ".join(new)] * bool(new) + [f"no longer {', '.join(gone)}"] * bool(gone)
    return blanked(f"{row.change}: {'; '.join(told)}" if told else row.change)


def _curves(told: Sequence[Curve]) -> Iterator[str]:
    if not told:
        return
    yield "If a number were another: posts that the rule would hit"
    yield f"  ({LEGEND})"
    for one in told[:MOST_CURVES]:
        points = [one.points[(len(one.points) - 1) * step // 6] for step in range(7)]
        shown = dict([*points, (one.value, one.caught)])
        name = f" (${one.name})" if one.name else ""
        yield f"  {blanked(one.rule)}: {blanked(one.test)}{name}"
        yield "    " + "  ".join(
            f"{'>' if value == one.value else ''}{value:g}: {posts:,}{'<' if value == one.value else ''}"
            for value, posts in sorted(shown.items())
        )
    yield ""


def _authors(done: Replay) -> Iterator[str]:
    rows = [
        [
            blanked(name) or "(no name)",
            blanked(address),
            f"{posts:,}",
            f"{sum(kinds[k] for k in ('return', 'hold', 'discard')):,}",
        ]
        for address, name, posts, kinds in done.ledger.authors(MOST_AUTHORS)
    ]
    if rows:
        yield from table(["Author", "address", "posts", "returned or held"], rows)
        yield ""


def _foot(done: Replay) -> Iterator[str]:
    lost = unknown(done)
    if lost:
        told = ", ".join(f"{name} ({posts:,})" for name, posts in lost.items())
        yield f"Unknown, so that rules that need it did not act: {told}"
    scores = {one.rule: one for one in done.scores()}
    if "*" in scores:
        one = scores["*"]
        yield (
            f"By the labels: {one.right} rightly hit, {one.wrong} wrongly hit, {one.missed} missed "
            f"(precision {percent(one.precision)}, recall {percent(one.recall)})"
        )
    if done.warnings:
        yield f"{count(len(done.warnings), 'warning')} about the archives, on standard error"


def examples(written: Written) -> Iterator[str]:
    """What became of the labels."""
    for file, number in written.added.items():
        are = "example was" if number == 1 else "examples were"
        yield f"{number:,} {are} put into {file}; as it was before: {written.copies[file]}"
    if written.added:
        yield f"The posts are in {written.folder}. They are real posts: take care who gets to read them."
    if written.known:
        yield f"In the rules already: {count(written.known, 'example')}."
    if written.left:
        yield f"Left out, since the rules would be refused with them: {count(len(written.left), 'example')}."
        yield f"Reasons and lines are in {written.rest}. Correct the rule, then run this again."
    if not (written.added or written.known or written.left):
        yield "No label names a rule and a post of these archives, so there is no example."


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest word; numbers stand to the right."""
    every = [list(titles), *map(list, rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(titles))]
    for row in every:
        cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def _cell(text: str, width: int) -> str:
    number = text[:1].isdigit() or text in {"posts", "returned or held", "precision", "recall", percent(None)}
    return text.rjust(width) if number else text.ljust(width)

"""The sentences of the report."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.notices.phrases import count, day, listed, short_moment
from bot.notices.report.model import CAUGHT, Curve, Report, RuleLine
from bot.notices.report.span import Span, span_of
from bot.policy.model.verdict import Outcome, RuleTrace

DONE = {
    "accept": "passed",
    "digest": "put into the digest",
    "return": "returned",
    "hold": "held",
    "discard": "discarded",
}
SHORT = {"accept": "passes", "digest": "digest", "return": "returned", "hold": "held", "discard": "discarded"}
ANSWERS = {True: "yes", False: "no", None: "unknown"}
ZONES = {
    "own": "own words",
    "attribution": "attribution",
    "quotation": "quotation",
    "forward-header": "head of a forward",
    "forward": "forwarded",
    "article": "article",
    "signature": "signature",
    "footer": "list footer",
}
OUTCOMES = {
    Outcome.MATCH: "matches",
    Outcome.SHADOW: "would match (shadow)",
    Outcome.WAIVED: "waived",
    Outcome.UNKNOWN: "unknown",
    Outcome.NO_MATCH: "does not match",
    Outcome.OFF: "off",
}
SIGNED_LINES = 4
MOST_YEARS = 5
MOST_SILENT = 3


def headline(report: Report) -> str:
    """``12,345 posts, 310 returned, 12 held``: the words of the tables below it."""
    if not report.posts:
        return "No posts"
    told = [f"{posts:,} {SHORT[name]}" for name in CAUGHT if (posts := report.dispositions.get(name, 0))]
    return ", ".join([count(report.posts, "post"), *(told or ["none returned or held"])])


def sentences(report: Report) -> Iterator[str]:
    """What an owner wants to know first."""
    yield _summary(report)
    if report.against:
        yield _compared(report)
    if unknown := sum(line.outcomes.get("unknown", 0) for line in report.rule_lines):
        yield (
            f"In {count(unknown, 'case')} a rule could not say, since the archive has lost what it asks; "
            "such a rule does not act."
        )


def _summary(report: Report) -> str:
    done = [
        f"{DONE[name]} {report.dispositions[name]:,}{share(report.dispositions[name], report.posts)}"
        for name in ("return", "hold", "discard", "digest")
        if report.dispositions.get(name)
    ]
    passed = f"let {report.dispositions.get('accept', 0):,} pass"
    return (
        f"Of {count(report.posts, 'post')}{_when(report)} these rules would have {listed([*done, passed])}."
    )


def _when(report: Report) -> str:
    span = span_of(report.days)
    if span is None:
        return ""
    if span.first == span.last:
        return f" of {day(span.first)},"
    return f" from {date(span.first)} to {date(span.last)}"


def strays(span: Span) -> str:
    """``2 posts dated 1971 and 2099 are not in the chart: ...``; "" where there is none."""
    if not span.outside:
        return ""
    years = sorted({f"{day.year}" for day, _ in span.strays})
    shown = listed(years) if len(years) <= MOST_YEARS else f"{years[0]} to {years[-1]}"
    are = "is" if span.outside == 1 else "are"
    return (
        f"{count(span.outside, 'post')} dated {shown} {are} not in the chart: nobody else wrote within two "
        "years of then, so the clock was probably wrong."
    )


def _compared(report: Report) -> str:
    if not report.changed:
        return f"{report.against} says the same of every post."
    kinds = [
        f"{posts:,} {'stopped for another reason' if kind == 'other reason' else kind}"
        for kind, posts in report.changed.items()
    ]
    sentence = f"Compared with {report.against}: {listed(kinds)}."
    if report.doubtful:
        looks = "looks like a mistake" if report.doubtful == 1 else "look like mistakes"
        sentence += f" {report.doubtful:,} of the newly stopped {looks}; see below."
    return sentence


def share(part: int, whole: int) -> str:
    """`` (2.5 %)``; nothing where it says nothing."""
    if whole < 20 or not part:
        return ""
    per_cent = part / whole * 100
    return (
        f" ({per_cent:.1f} %)" if 0.05 <= per_cent < 9.95 or 90 < per_cent < 99.95 else f" ({per_cent:.0f} %)"
    )


def percent(value: float | None) -> str:
    """``93 %``, or a dash."""
    return "–" if value is None else f"{value * 100:.0f} %"


def date(moment: dt.date | None) -> str:
    """``3 Jan 2026``."""
    return f"{moment.day} {moment:%b} {moment.year}" if moment else "no date"


def at(moment: dt.datetime | None) -> str:
    """``Thu 8 Jan 2026, 09:14``."""
    return short_moment(moment) if moment else "no date"


def other_outcomes(line: RuleLine) -> str:
    """``3 waived, 10 unknown``: what else became of a rule."""
    told = {"shadow": "in shadow", "waived": "waived", "unknown": "unknown", "off": "off at that time"}
    return ", ".join(
        f"{line.outcomes[name]:,} {word}" for name, word in told.items() if line.outcomes.get(name)
    )


def quiet(lines: Sequence[RuleLine]) -> list[RuleLine]:
    """Rules of which there is nothing to tell, if they are so many that they hide the others."""
    silent = [line for line in lines if not line.hits and not line.labelled and not other_outcomes(line)]
    return silent if len(silent) > MOST_SILENT else []


def curve_title(curve: Curve) -> str:
    """``article.words: over 250``, without the name behind it."""
    return curve.test.replace(f" (${curve.name})", "") if curve.name else curve.test


def seen(trace_value: object) -> str:
    """A value that a condition saw, short."""
    if trace_value is None:
        return ""
    if isinstance(trace_value, bool):
        return ANSWERS[trace_value]
    text = ", ".join(map(str, trace_value)) if isinstance(trace_value, list | tuple) else str(trace_value)
    text = " ".join(text.split())
    return (text if len(text) <= 60 else text[:59] + "…") or "empty"


def acted(trace: RuleTrace) -> bool:
    """Whether a rule is worth showing in full."""
    return trace.outcome in {Outcome.MATCH, Outcome.SHADOW, Outcome.WAIVED, Outcome.UNKNOWN}


def lines_of(spans: tuple[tuple[int, int], ...]) -> str:
    """``line 3``, ``lines 3–9 and 12``."""
    if not spans:
        return ""
    parts = [f"{first}" if first == last else f"{first}–{last}" for first, last in spans[:SIGNED_LINES]]
    one = len(spans) == 1 and spans[0][0] == spans[0][1]
    return f"{'line' if one else 'lines'} {listed(parts)}"

"""Reads tests over a span of time before the post: ``{within: 24 hours, at_least: 3}``."""

import datetime as dt
import re

from bot.facts import CountWithin, SeenWithin
from bot.facts.calendar import LONGEST as LONGEST_DAYS
from bot.facts.calendar import Calendar, OfRule
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.spans import (
    MATCHED,
    before_this,
    span_meant,
    spanned,
    window_meant,
    window_of,
)
from bot.policy.compile.number_tests import blame_a_value, in_digits
from bot.policy.compile.scope import Counted
from bot.policy.compile.tests_by_kind import Asked, answer_of, forms
from bot.policy.errors import meant
from bot.policy.model import keywords
from bot.policy.model.tests import Every, Is, OverSpan, Test, Within
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

LONGEST = dt.timedelta(days=366)
_POSTS = lazy_regex(r"(\d{1,9})(?:\s+posts?)?", re.ASCII)
_SPAN = lazy_regex(r"(\d{1,6})\s*([a-z]+)", re.ASCII)
_UNITS = {
    "minutes": dt.timedelta(minutes=1),
    "hours": dt.timedelta(hours=1),
    "days": dt.timedelta(days=1),
    "weeks": dt.timedelta(weeks=1),
}
_FIRST = lazy_regex(r"(?:the )?first (\d+)(?: posts?| messages?)?")
_WHICH = "within what time? For example"
_BOUNDS = tuple(word for word in keywords.HISTORY_TESTS if word not in {"within", "matched"})
_ONE = Within(least=1)


def read_history(asked: Asked, node: Node, kind: CountWithin | SeenWithin) -> Test | None:
    """The test of a fact over a span of time; None, with errors in the report, where it makes no sense."""
    if not isinstance(node, Mapping):
        _without_span(asked, node, kind)
        return None
    if other := window_of(node, ("within", *_BOUNDS)):
        asked.wrong(
            node,
            f'"{asked.name}" is not asked so',
            f"write  {asked.name}: {other}{before_this(f'{asked.name}: {other}')}",
        )
        return None
    if node.get("within") is None and isinstance(kind, CountWithin):
        help_ = f"{_WHICH}  {_with_a_day(node)}  for a day"
        asked.wrong(node, f'"{asked.name}" needs a span of time', help_)
        return None
    span = _span_of(asked, node)
    counted = _counted(asked, node) if isinstance(kind, CountWithin) else ""
    others = {"within", "matched"} if isinstance(kind, CountWithin) else {"within"}
    tests = [_bound(asked, entry, kind) for entry in node if entry.key.text not in others]
    if counted and not tests:
        tests = [_ONE]
    if isinstance(kind, CountWithin) and not tests:
        asked.wrong(node, f'"{asked.name}" needs a number too', forms(asked.fact))
        return None
    good = [test for test in tests if test is not None]
    if span is None or counted is None or len(good) < len(tests):
        return None
    return OverSpan(OfRule(span, counted) if counted else span, _both(good))


def _counted(asked: Asked, node: Mapping) -> str | None:
    """The rule whose matches are counted, "" for every post; None where it is none."""
    rule = node.get("matched")
    if rule is None:
        return ""
    if not isinstance(rule, Scalar) or rule.empty:
        asked.wrong(rule, "matched: needs the name of one rule", "for example  matched: article-shared")
        return None
    asked.scope.counted.append(Counted(rule.text, asked.name, rule.at))
    return rule.text


def _without_span(asked: Asked, node: Node, kind: CountWithin | SeenWithin) -> None:
    said = f'"{asked.name}" needs a span of time'
    text = node.text if isinstance(node, Scalar) else ""
    example = "{within: 30 days}"
    if isinstance(kind, CountWithin):
        asked.wrong(node, said, _of_a_count(asked.name, text))
        return
    if answer_of(node) is False or isinstance(node, Sequence):
        example = "{within: 30 days} under unless:"
    else:
        example += "  (or another span of time)"
    if isinstance(kind, SeenWithin) and (span := span_meant(text)):
        example = f"{{within: {span}}}"
    asked.wrong(node, said, f"write {example}")


def _of_a_count(name: str, text: str) -> str:
    """How to write a count: with the span that was named; else the question is which, with an example."""
    if (first := _FIRST.fullmatch(text.strip().lower())) and name == "sender.posts":
        return f"write  sender.posts_ever: under {first[1]}"
    if other := window_meant(text):
        counted = before_this(f"{name}: {other}")
        if spanned(text):
            return f"write {other}{counted}"
        number = (
            other.rpartition(", ")[2].rstrip("}").replace("_", " ").replace(":", "").removeprefix("exactly ")
        )
        ever = (
            f";  sender.posts_ever: {number}  counts all that there ever were"
            if name == "sender.posts"
            else ""
        )
        return f"{_WHICH}  {other}  for a day{counted}{ever}"
    return f"{_WHICH}  {{within: 24 hours, at_least: 3}}  for three posts in a day"


def _span_of(asked: Asked, node: Mapping) -> dt.timedelta | None:
    within = node.get("within")
    if within is None:
        asked.wrong(node, f'"{asked.name}" needs a span of time', forms(asked.fact))
        return None
    text = asked.scope.filled(within.text, within.at, asked.report) if isinstance(within, Scalar) else ""
    return None if text is None else _span(asked, within, text.strip().lower())


def _with_a_day(node: Mapping) -> str:
    """The owner's own bounds with a day before them."""
    bounds = [
        f"{entry.key.text}: {entry.value.text}"
        for entry in node
        if entry.key.text in (*_BOUNDS, "matched") and isinstance(entry.value, Scalar)
    ]
    return f"{{{', '.join(('within: 24 hours', *(bounds or ('at_least: 3',))))}}}"


def _span(asked: Asked, node: Node, text: str) -> dt.timedelta | None:
    if text in LONGEST_DAYS:
        return Calendar(text)
    found = _SPAN.fullmatch(text)
    unit = _unit(found[2]) if found else None
    if found is None or unit is None:
        word = found[2] if found else ""
        help_ = meant(word, tuple(_UNITS), else_say="write  within: 24 hours  (or minutes, days, weeks)")
        other = span_meant(text)
        help_ = f"write  within: {other}" if other else help_
        asked.wrong(node, f'"{text}" is not a span of time', help_, "R011")
        return None
    span = int(found[1]) * _UNITS[unit]
    if not dt.timedelta() < span <= LONGEST:
        asked.wrong(node, f'"{text}" is too {"long" if span else "short"}', "the longest is 366 days", "R011")
        return None
    return span


def _unit(word: str) -> str | None:
    return next((unit for unit in _UNITS if word in {unit, unit.removesuffix("s")}), None)


def _bound(asked: Asked, entry: Entry, kind: CountWithin | SeenWithin) -> Within | None:
    word, node = entry.key.text, entry.value
    known = ("within", *_BOUNDS) if isinstance(kind, CountWithin) else ("within",)
    if word not in known:
        said = f'"{word}" is not a test of {asked.phrase}'
        if isinstance(kind, CountWithin):
            known = (*known, "matched")
            word = "matched" if word.lower() in MATCHED else word
        help_ = meant(word.replace(" ", "_"), known)
        asked.report.error("R010", entry.key.at, said, note="no such test", help=help_)
        return None
    text = asked.scope.filled(node.text, node.at, asked.report) if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and blame_a_value(asked, node, _POSTS):
        return None
    return None if text is None else _within(asked, word, node, text)


def _within(asked: Asked, word: str, node: Node, text: str) -> Within | None:
    found = _POSTS.fullmatch(text.strip())
    if not found:
        digits = in_digits(text)
        help_ = f"write  {word}: {digits}" if digits else f"write for example  {word}: 3"
        asked.wrong(node, f'"{text}" is not a number', help_, "R011")
        return None
    number = int(found[1])
    return {
        "under": Within(most=number, strict=True),
        "over": Within(least=number, strict=True),
        "at_least": Within(least=number),
        "at_most": Within(most=number),
        "exactly": Within(number, number),
    }[word]


def _both(tests: list[Within]) -> Test:
    """One test of several bounds; none at all asks whether it was so."""
    if not tests:
        return Is(wanted=True)
    return tests[0] if len(tests) == 1 else Every(tuple(tests))

"""Counts over a span of time in the forms of other systems: "3 per week", "1 month", "24h"."""

from bot.lazy_regex import lazy_regex
from bot.policy.source.nodes import Mapping, Node, Scalar

_HOW_MANY = {
    "over": "over",
    "more than": "over",
    "above": "over",
    ">": "over",
    "under": "under",
    "less than": "under",
}
_HOW_MANY |= {"below": "under", "<": "under", "at least": "at_least", ">=": "at_least", "at most": "at_most"}
_HOW_MANY |= {"fewer than": "under", "up to": "at_most", "no more than": "at_most"}
_HOW_MANY |= {"<=": "at_most", "max": "at_most", "exactly": "exactly", "": "at_least"}
_FORM = lazy_regex(
    r"(?P<word>[a-z<>= ]*)(?P<number>\d+)\s*(?:posts?|times?)?\s*(?:\+\s*|or more\s*)?(?:posts?\b)?\s*"
    r"(?:(?:per|a|an|each|every|in|within|/)\s*(?P<span>.+))?"
)
_SPAN = lazy_regex(r"(?:the\s+)?(?:last\s+)?(?:(?P<number>\d+)\s*)?(?P<unit>[a-z]+)")
_CLOCK = lazy_regex(r"(\d{1,3}):(\d\d)(?::\d\d)?")
_PER = lazy_regex(r"(?:per|a|each|every)[ _](?P<unit>\w+)")
_OVER = lazy_regex(r"(?P<fact>sender\.posts|thread\.\w+): \{within: [\w ]+, over: (?P<number>\d+)\}")
_UNITS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ("minutes", 1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ("hours", 1)),
    **dict.fromkeys(("d", "day", "days"), ("days", 1)),
    **dict.fromkeys(("w", "wk", "week", "weeks"), ("days", 7)),
    **dict.fromkeys(("m", "mo", "month", "months"), ("days", 30)),
    **dict.fromkeys(("y", "year", "years"), ("days", 365)),
}
LONGEST = 366  # days
_TODAY = frozenset(("today", "day", "daily", "1 day", "24h"))
_WITHIN = frozenset(
    (
        "per",
        "in",
        "in_last",
        "in_the_last",
        "within_last",
        "last",
        "during",
        "since",
        "for",
        "span",
        "window",
        "period",
        "timeframe",
    )
)
_BOUNDS = {
    **dict.fromkeys(
        ("count", "number", "times", "posts", "min", "minimum", "atleast", "at least"), "at_least"
    ),
    **dict.fromkeys(("more_than", "above", "gt", "greater_than", "more than"), "over"),
    **dict.fromkeys(("less_than", "below", "lt", "fewer_than", "less than"), "under"),
    **dict.fromkeys(("max", "maximum", "at most", "atmost"), "at_most"),
    **dict.fromkeys(("equals", "is", "equal"), "exactly"),
}


def span_meant(text: str) -> str:
    """``7 days`` for "a week"; "" where it is no span of time."""
    low = text.strip().lower().removeprefix("a ").removeprefix("an ")
    if found := _CLOCK.fullmatch(low):
        minutes = 60 * int(found[1]) + int(found[2])
        low = f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"
    if low in _TODAY:
        return "24 hours"
    found = _SPAN.fullmatch(low)
    unit = _UNITS.get(found["unit"]) if found else None
    if found is None or unit is None:
        return ""
    number = int(found["number"] or 1) * unit[1]
    if unit[0] == "days" and number > LONGEST:
        return ""
    word = unit[0].removesuffix("s") if number == 1 else unit[0]
    return "24 hours" if (number, unit[0]) == (1, "days") else f"{number} {word}"


def window_meant(text: str) -> str:
    """``{within: 7 days, over: 3}`` for "over 3 per week", a day where none is said; "" for anything else."""
    found = _FORM.fullmatch(" ".join(text.lower().split()))
    bound = _HOW_MANY.get(found["word"].strip()) if found else None
    if found is None or bound is None:
        return ""
    span = span_meant(found["span"]) if found["span"] else "24 hours"
    bound = "exactly" if bound == "at_least" and int(found["number"]) == 0 else bound
    return f"{{within: {span}, {bound}: {found['number']}}}" if span else ""


def spanned(text: str) -> bool:
    """Whether a text such as "3 per week" names a span of time."""
    found = _FORM.fullmatch(" ".join(text.lower().split()))
    return bool(found and found["span"])


def before_this(line: str) -> str:
    """Said behind a line with ``over: N``: the post in hand is not among those that are counted."""
    found = _OVER.search(line)
    if not found:
        return ""
    number = int(found["number"])
    return (
        f"  (earlier posts are counted, not this one:  over: {number}  begins with post {number + 2},"
        f"  at_least: {number}  with post {number + 1})"
    )


def window_of(node: Mapping, known: tuple[str, ...]) -> str:
    """The test that lines with words of other systems stand for; "" where they are right or make none."""
    span, bounds, changed = "", list[str](), False
    for entry in node:
        word, text = entry.key.text.lower(), entry.value.text if isinstance(entry.value, Scalar) else ""
        if _UNITS.get(word) and text.isdigit():
            span, changed = span_meant(f"{text} {word}"), True
            continue
        if (per := _PER.fullmatch(word)) and text.isdigit():
            span, changed = span_meant(per["unit"]), True
            bounds.append(f"at_least: {text}")
            continue
        if word == "within" or word in _WITHIN:
            span, changed = span_meant(text), changed or word != "within"
            continue
        if not text.isdigit():
            return ""
        changed = changed or word not in known
        bounds.append(f"{word if word in known else _BOUNDS.get(word, '')}: {text}")
    return (
        f"{{within: {span}, {', '.join(bounds)}}}"
        if changed and span and bounds and bounds[0][0] != ":"
        else ""
    )


MATCHED = frozenset(("matched", "matches", "rule", "by_rule", "of_rule", "matched_by"))
"""Names under which people look for posts that a rule has matched, beside ``within``."""

_MATCHED = frozenset(("matched", "matches", "rule.matched", "rule.matches", "sender.matched"))


def counted_meant(node: Mapping) -> str:
    """``sender.posts: {matched: RULE, within: 7 days}`` for ``matched: RULE``; "" for any other line."""
    first = node.entries[0] if node.entries else None
    if first is None or first.key.text.lower() not in _MATCHED:
        return ""
    inner = first.value.entries if isinstance(first.value, Mapping) else ()
    known = {entry.key.text.lower(): entry.value for entry in (*node.entries[1:], *inner)}
    if not known.keys() <= {"within", "rule", "name", *_TIMES}:
        return ""
    rule, within = known.get("rule", known.get("name", first.value)), known.get("within")
    if not isinstance(rule, Scalar) or rule.empty:
        return ""
    said = span_meant(within.text) if isinstance(within, Scalar) else ""
    bound = _bound({name: value for name, value in known.items() if name in _TIMES})
    if bound is None:
        return ""
    return f"sender.posts: {{matched: {rule.text}, within: {said or '24 hours'}{bound}}}"


_BOUND_WORDS = frozenset(("over", "under", "at_least", "at_most", "exactly"))
_TIMES = _BOUND_WORDS | {"count", "times", "number"}
_NUMBER = lazy_regex(r"([a-z<>= ]*)(\d{1,4})")


def _bound(known: dict[str, Node]) -> str | None:
    """``, over: 1`` for ``count: over 1``; "" where no number is given, None where it is not understood."""
    if not known:
        return ""
    [name, *others] = known
    value = known[name]
    found = _NUMBER.fullmatch(value.text.strip().lower()) if isinstance(value, Scalar) else None
    if others or found is None or (found[1].strip() and name in _BOUND_WORDS):
        return None
    word = name if name in _BOUND_WORDS else _HOW_MANY.get(found[1].strip())
    return f", {word}: {found[2]}" if word else None

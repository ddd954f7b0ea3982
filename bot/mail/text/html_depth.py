"""Refuses HTML that is too large or nested too deep, before it is parsed."""

import re

from bot.mail.format.limits import HTML_DEPTH, HTML_TAGS, LimitPassed

TOO_MUCH = "the HTML is nested too deep or has too many elements"
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCLOSED = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
     "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "tfoot", "colgroup", "body",
     "html", "head"]
)  # fmt: skip
_FORMATTING = frozenset(["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"])
_REBUILT = 400_000  # elements that the standard's "active formatting elements" make a parser open again


def check(markup: str) -> None:
    """Refuse what would cost a parser much time or memory, before it is parsed."""
    brackets = markup.count("<")
    if brackets <= HTML_DEPTH // 10:
        return
    if brackets > 4 * HTML_TAGS:
        raise LimitPassed(TOO_MUCH)
    depth = deepest = formatting = most = 0
    for tags, tag in enumerate(_TAG.finditer(markup), 1):
        name, step = tag[2].lower(), -1 if tag[1] else 1
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
            most = max(most, formatting)
        elif name not in _UNCLOSED:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
        if tags > HTML_TAGS or max(deepest, most) > HTML_DEPTH or (most > 20 and most * tags > _REBUILT):
            raise LimitPassed(TOO_MUCH)

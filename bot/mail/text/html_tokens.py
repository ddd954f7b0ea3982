"""
Cuts HTML into tags and text in linear time, and bounds what a parser is given.

A tree of HTML can take far more work than its octets: a parser compares each
attribute with all others of its tag, opens formatting elements again in every
paragraph, and counts all options of a list for each new one. So it is given
tags with the attributes that are looked at and nothing else, and no more of
them than one message may have.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice

from bot.mail.format.limits import HTML_DEPTH, HTML_REOPENED, HTML_REOPENED_OCTETS, HTML_TAGS

_WS = r"\t\n\f\r "
# WHATWG HTML 13.2.5: a quote is one only behind "=", and what is in it may hold ">".
_ATTRIBUTE = (
    rf"[{_WS}/]*+([^{_WS}/>][^{_WS}/>=]*+)"
    rf"(?:[{_WS}]*+=[{_WS}]*+(\"[^\"]*+\"?|'[^']*+'?|[^{_WS}>\"'][^{_WS}>]*+)?)?"
)
_LEFT_OUT = rf"/?(?:option|optgroup)(?=[{_WS}/>])(?:{_ATTRIBUTE})*+[{_WS}/]*+>"
_TAG = re.compile(
    rf"<(?:(?P<left_out>{_LEFT_OUT}[^<]*+(?:<{_LEFT_OUT}[^<]*+){{0,1000}})"
    rf"|(?P<end>/?)(?P<name>[a-zA-Z][^{_WS}/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)[{_WS}/]*+(?P<close>>?)"
    r"|!--(?:-?>|(?>.*?(?:--!?>|\Z)))|[!?][^>]*+>?|/(?![a-zA-Z])[^>]*+>?)",
    re.DOTALL | re.IGNORECASE,
)
_LEFT_OUT_TAG = re.compile(f"<{_LEFT_OUT}", re.IGNORECASE)
_PAIR = re.compile(_ATTRIBUTE)
_SHOWN_RAW = frozenset(["title", "textarea", "xmp", "plaintext"])
_RAW = _SHOWN_RAW | {"script", "style", "iframe", "noembed", "noframes"}
_LOOKED_AT = frozenset(["href", "style", "class", "hidden"])
_UNCLOSED = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
     "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "colgroup", "body",
     "html", "head"]
)  # fmt: skip
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_SAME = 3  # elements with equal attributes that are opened again (WHATWG HTML 13.2.4.3, "Noah's Ark")


class TooMuch(Exception):  # noqa: N818 - no error of ours: the HTML is read in a simpler way
    """HTML whose tree would take more work or memory than a message may."""


Token = tuple[str, str, bool, str]
"""
A text; or a tag: its name in small letters, whether it ends, the attributes that are looked at.

Of one that is a text the name is "". There may be hundreds of thousands: it is no class.
"""


class Budget:
    """How much work the trees of one message's HTML may take."""

    __slots__ = ("_depth", "_open", "_reopened", "_reopened_octets", "_tags")

    def __init__(self) -> None:
        self._tags = self._reopened = self._reopened_octets = 0
        self._depth = 0
        self._open: list[Token] = []

    def begin(self) -> None:
        """Begin another part of the same message."""
        self._depth = 0
        self._open.clear()

    def spend(self, tag: Token) -> None:
        """Count one tag. Raises TooMuch."""
        _, name, ends, _ = tag
        self._tags += 1
        if name in _FORMATTING:
            self._format(tag)
        elif name not in _UNCLOSED:
            self._depth = max(0, self._depth + (-1 if ends else 1))
        if self._open and not ends:
            self._reopened += len(self._open)
            self._reopened_octets += sum([len(attributes) for _, _, _, attributes in self._open])
        if (
            self._tags > HTML_TAGS
            or max(self._depth, len(self._open)) > HTML_DEPTH
            or self._reopened > HTML_REOPENED
            or self._reopened_octets > HTML_REOPENED_OCTETS
        ):
            raise TooMuch

    def _format(self, tag: Token) -> None:
        _, name, ends, _ = tag
        if not ends:
            if self._open.count(tag) < _SAME:
                self._open.append(tag)
            return
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][1] == name:
                del self._open[at]
                return


def bounded(markup: str, budget: Budget) -> str:
    """The HTML as a parser may be given it: nothing that nobody sees, and no work beyond the budget."""
    budget.begin()
    pieces: list[str] = []
    for token in tokens(markup):
        text, name, ends, attributes = token
        if name:
            budget.spend(token)
            pieces.append(f"</{name}>" if ends else f"<{name}{attributes}>")
        else:
            pieces.append(text.replace("<", "&lt;") if "<" in text else text)
    return "".join(pieces)


def tokens(markup: str) -> Iterator[Token]:
    """The tags and texts in their order; without comments, scripts, styles and what else is never shown."""
    at, end = 0, len(markup)
    while at < end:
        for tag in _TAG.finditer(markup, at):
            start, close = tag.span()
            if start > at:
                yield markup[at:start], "", False, ""
            at = close
            if not tag["close"]:
                if tag["left_out"]:
                    yield _LEFT_OUT_TAG.sub("", tag[0]), "", False, ""
                continue
            name = tag["name"].lower()
            if name in _RAW and not tag["end"]:
                break
            yield "", name, bool(tag["end"]), _kept(tag["attributes"]) if tag["attributes"] else ""
        else:
            if at < end:
                yield markup[at:], "", False, ""
            return
        begin, at = at, _end_of_raw(markup, name, at)
        if name in _SHOWN_RAW:
            yield from _raw(name, markup[begin:at])


def _end_of_raw(markup: str, name: str, at: int) -> int:
    """Where what is no HTML ends: before the end tag of its element; a plaintext has none."""
    if name == "plaintext":
        return len(markup)
    end = re.compile(rf"</{name}(?=[{_WS}/>])", re.IGNORECASE).search(markup, at)
    return end.start() if end else len(markup)


def _raw(name: str, text: str) -> Iterator[Token]:
    name, text = ("pre", text.replace("&", "&amp;")) if name in {"xmp", "plaintext"} else (name, text)
    yield "", name, False, ""
    yield text, "", False, ""
    yield "", name, True, ""


def _kept(attributes: str) -> str:
    """The attributes that are looked at, the first of each name, written in one way."""
    kept: dict[str, str] = {}
    for pair in _PAIR.finditer(attributes):
        name = pair[1].lower()
        if name in _LOOKED_AT and name not in kept:
            value = pair[2] or ""
            quoted = value[:1] in {'"', "'"}
            bare = value[1:].removesuffix(value[0]) if quoted else value
            kept[name] = ' {}="{}"'.format(name, bare.replace('"', "&quot;"))
    return "".join(kept.values())


_LINE_BEFORE = frozenset(
    ["p", "div", "br", "li", "tr", "table", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
     "ul", "ol", "dl", "dt", "dd", "section", "article", "center", "title", "textarea"]
)  # fmt: skip


def bare_text(markup: str) -> str:
    """
    The words of HTML whose tree is not built, each block on a line of its own.

    Behind 120,000 tags and texts nothing is read any more.
    """
    pieces: list[str] = []
    for text, name, ends, _ in islice(tokens(markup), 4 * HTML_TAGS):
        if not name:
            pieces.append(html.unescape(text).replace("\n", " "))
        elif name in _LINE_BEFORE and pieces and pieces[-1] != "\n":
            pieces.append("\n")
        elif name in {"td", "th"} and not ends:
            pieces.append("\t")
    return "".join(pieces).strip()

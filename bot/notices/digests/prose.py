"""Other people's text as HTML of ours: escaped, its paragraphs found again, its links safe and readable."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from bot.lazy_regex import lazy_regex
from bot.mail.text.links import find_links, may_link
from bot.notices import clean

_NARROWEST = 56  # a text whose longest line is shorter was not wrapped by a program: its line ends are meant
_COLUMN = 34  # ... unless almost every line of many is full
_FEWEST_ENDS = 8
_WIDEST = 84
_LONGEST_LINK = 64
_ADDRESS = lazy_regex(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_COMMAND = lazy_regex(r"(?:(?<=[\"„“«])|(?<=« ))(?:mail|pause 2 weeks|unsubscribe)(?=[\"“”»]| »)")
_MAILTO = lazy_regex(r"mailto:[^\s<>\"()\[\],;]{1,500}[^\s<>\"()\[\].,;:!?'’”*_]", re.IGNORECASE)
_QUOTE_MARKS = lazy_regex(r"(?:[ ]?>)+[ ]?")
_RULER = lazy_regex(r"^\s*([-_=~*#+])\1{30,}$")
_SHORT_RULER = "".join([r"\1"] * 30)  # a phone breaks a longer one in two
_DEEPER, _BACK = Markup('<blockquote class="q">'), Markup("</blockquote>")
_STARTS_A_LINE = lazy_regex(r"\s|[-*•·–—>|#] ?|\d{1,3}[.)] |[A-Z][A-Za-z-]{1,11}: ")


def paragraphs(lines: Sequence[str]) -> tuple[Markup, ...]:
    """The lines as paragraphs; lines that a program broke are one again, those that the author broke stay."""
    width = _wrapped_at(lines)
    return tuple(_paragraph(block, width) for block in _blocks(lines))


def unquoted(lines: Sequence[str]) -> list[str]:
    """The lines without their quote marks."""
    return [_QUOTE_MARKS.sub("", line, count=1) if line.lstrip().startswith(">") else line for line in lines]


def depth(line: str) -> int:
    """How many quote marks stand before it."""
    return line[: len(line) - len(line.lstrip("> "))].count(">")


def nested(lines: Sequence[str]) -> tuple[Markup, ...]:
    """The paragraphs of a quotation as elements, those with quote marks of their own as quotations in it."""
    depths: list[int] = []
    for line in lines:
        depths.append(depth(line) if line.strip() else (depths or [0])[-1])
    found: list[Markup] = []
    for level, some in groupby(zip(depths, lines, strict=True), key=lambda pair: pair[0]):
        shown = paragraphs(unquoted([line for _, line in some]))
        found += [_DEEPER * level + Markup("<p>{}</p>").format(one) + _BACK * level for one in shown]
    return tuple(found)


def linked(text: str) -> Markup:
    """The text, escaped, with its web and mailto addresses as links, found as in the reading of posts."""
    if not may_link(text) and "mailto:" not in text.lower():
        return _escaped(text)
    parts: list[str] = []
    at = 0
    for address in _addresses(text):
        start = text.index(address, at)
        parts += [html.escape(text[at:start], quote=False), link(address)]
        at = start + len(address)
    parts.append(html.escape(text[at:], quote=False))
    return Markup("".join(parts))  # noqa: S704 - each part is escaped


def _addresses(text: str) -> Iterator[str]:
    """The addresses in their order."""
    at = 0
    for match in _MAILTO.finditer(text):
        yield from (found.url for found in find_links(text[at : match.start()]))
        at = match.end()
        yield match[0]
    yield from (found.url for found in find_links(text[at:]))


def with_addresses(text: str) -> Markup:
    """A sentence of ours in which web and mail addresses are links."""
    parts: list[Markup] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        parts += [linked(text[at : match.start()]), Markup('<a href="mailto:{0}">{0}</a>').format(match[0])]
        at = match.end()
    return Markup("").join([*parts, linked(text[at:])])


def with_commands(text: str, asked: str) -> Markup:
    """A sentence of ours in which commands in quotation marks are links too: a mail to who is asked by it."""
    parts: list[Markup] = []
    at = 0
    for match in _COMMAND.finditer(text) if asked else ():
        href = f"mailto:{quote(asked, safe='@')}?subject={quote(match[0])}"
        parts += [
            with_addresses(text[at : match.start()]),
            Markup('<a href="{}">{}</a>').format(href, match[0]),
        ]
        at = match.end()
    return Markup("").join([*parts, with_addresses(text[at:])])


def _escaped(text: str) -> Markup:
    """The text as the content of an element, where quotation marks need no escape."""
    return Markup(html.escape(text, quote=False))  # noqa: S704 - this is the escaping


def link(address: str) -> Markup:
    """A link whose text is where it leads, its host first; an address that hides its host stays text."""
    bare = address[:4].lower() == "www."
    target = f"http://{address}" if bare else address
    shown = visible(target)
    if not shown:
        return _escaped(address)
    shown = f"{address[:4]}{shown}" if bare else shown
    return Markup(f'<a href="{escape(target)}">{escape(shown)}</a>')  # noqa: S704 - both are escaped


def visible(address: str) -> str:
    """``nytimes.com/2026/01/06/world/…``: host as browsers ask for it, then the path; "" where unsafe."""
    if address.lower().startswith("mailto:"):
        return address[7:].partition("?")[0]
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or "\\" in address:
        return ""
    name = _ascii(host).removeprefix("www.") + (f":{port}" if port else "")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path.rstrip("/")
    return name + _cut(path, max(12, _LONGEST_LINK - len(name)))


def _cut(path: str, room: int) -> str:
    return path if len(path) <= room else path[: room - 1] + "…"


def _ascii(host: str) -> str:
    """A name in other letters in the form in which it cannot pass for another (RFC 5890)."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("punycode").decode("ascii")


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(_RULER.sub(_SHORT_RULER, clean.body(line).replace("\n", " ").rstrip()))
        elif block:
            yield block
            block = []


def _wrapped_at(lines: Sequence[str]) -> int:
    """The column at which a program broke the lines, but those with addresses; 0 where none did."""
    lines = ["" if "://" in line else line for line in lines]
    widths = [len(line.rstrip()) for line in lines]
    longest = max((width for width in widths if width <= _WIDEST), default=0)
    flowing = sum(width > _WIDEST for width in widths) * 2 > sum(width > 0 for width in widths)
    if flowing or (longest < _NARROWEST and not _was_filled(lines, longest)):
        return 0
    return longest


def _was_filled(lines: Sequence[str], width: int) -> bool:
    """Whether narrow lines, of a column in a paper say, were filled by a program and not ended by a poet."""
    if width < _COLUMN:
        return False
    ends = [
        len(line.rstrip()) + 1 + len(following.split(" ", 1)[0]) > width
        for line, following in pairwise(lines)
        if line.strip() and following.strip()
    ]
    return len(ends) >= _FEWEST_ENDS and sum(ends) >= 0.9 * len(ends)


def _paragraph(block: list[str], width: int) -> Markup:
    parts = [linked(block[0])]
    for before, line in pairwise(block):
        parts.append(Markup(" ") if _was_broken(before, line, width) else Markup("<br>\n"))
        parts.append(linked(line.strip()))
    return Markup("").join(parts)  # joined once: added one by one, each would copy all before it


def _was_broken(before: str, line: str, width: int) -> bool:
    """Whether a program put the line end there: the next word would not have had room before it."""
    if not width or _STARTS_A_LINE.match(line):
        return False
    return len(before) + 1 + len(line.split(" ", 1)[0]) > width

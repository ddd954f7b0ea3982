"""Other people's text as HTML of ours: escaped, its paragraphs found again, its links safe and readable."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.notices import clean

_NARROWEST = 56  # a text whose longest line is shorter was not wrapped by a program: its line ends are meant
_WIDEST = 84
_LONGEST_LINK = 64
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?'’”*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_QUOTE_MARKS = re.compile(r"(?:[ ]?>)+[ ]?")
_STARTS_A_LINE = re.compile(r"\s|[-*•·–—>|#] ?|\d{1,3}[.)] |[A-Z][A-Za-z-]{1,11}: ")


def paragraphs(lines: Sequence[str]) -> tuple[Markup, ...]:
    """The lines as paragraphs; lines that a program broke are one again, those that the author broke stay."""
    width = _wrapped_at(lines)
    return tuple(_paragraph(block, width) for block in _blocks(lines))


def unquoted(lines: Sequence[str]) -> list[str]:
    """The lines without their quote marks."""
    return [_QUOTE_MARKS.sub("", line, count=1) if line.lstrip().startswith(">") else line for line in lines]


def linked(text: str) -> Markup:
    """The text, escaped, with its http, https and mailto addresses as links; other schemes stay text."""
    parts: list[Markup] = []
    at = 0
    for match in _LINK.finditer(text):
        address = _without_punctuation(match[0])
        parts += [escape(text[at : match.start()]), link(address)]
        at = match.start() + len(address)
    return Markup("").join([*parts, escape(text[at:])])


def link(address: str) -> Markup:
    """A link whose text is where it leads, its host first; an address that hides its host stays text."""
    shown = visible(address)
    if not shown:
        return escape(address)
    return Markup('<a href="{}">{}</a>').format(address, shown)


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


def _without_punctuation(address: str) -> str:
    """The address without what the sentence around it puts behind; a bracket that it opens is its own."""
    end = len(address)
    open_ = {last: address.count(first) - address.count(last) for last, first in _PAIRS.items()}
    while end and (address[end - 1] in _TRAILING or open_.get(address[end - 1], 0) < 0):
        end -= 1
        if address[end] in open_:
            open_[address[end]] += 1
    return address[:end]


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(clean.body(line).replace("\n", " ").rstrip())
        elif block:
            yield block
            block = []


def _wrapped_at(lines: Sequence[str]) -> int:
    """The column at which a program broke the lines; 0 where none did."""
    widths = [len(line.rstrip()) for line in lines]
    longest = max((width for width in widths if width <= _WIDEST), default=0)
    flowing = sum(width > _WIDEST for width in widths) * 2 > sum(width > 0 for width in widths)
    return 0 if flowing or longest < _NARROWEST else longest


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

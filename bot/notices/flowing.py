"""
Text as format=flowed (RFC 3676): 72 columns where mail is read as it is sent, the window's width elsewhere.

Lines are given one by one without line ends; a soft one ends with a space.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from bot.lazy_regex import lazy_regex

_WIDTH = 72
_SHOWN = 60
"""Characters of a line below a colon that was not broken by an editor."""
_NEEDS_STUFFING = lazy_regex(r"[ >]|From ")
_ITEM = lazy_regex(r"[-*•·–] |\d{1,2}[.)] ")


def paragraph(text: str) -> list[str]:
    """One paragraph, its lines soft but the last."""
    return _soft(text, _WIDTH, "")


def quoted(line: str) -> list[str]:
    """A line of somebody's, marked as a quotation on every line that it takes."""
    return _soft(line, _WIDTH - 2, "> ") if line.strip() else [">"]


def fixed(line: str) -> list[str]:
    """A line that stays as it is."""
    return [_stuffed(line.rstrip())]


def paragraphs(text: str) -> list[list[str]]:
    """
    What an owner wrote over several lines, cut where they meant a new paragraph.

    Empty lines and list marks begin one, and so does a line below a colon: what is shown there stands by
    itself, in lines of its own where they are short. Other line ends are those of their editor.
    """
    blocks = ([line.strip() for line in block.split("\n")] for block in re.split(r"\n[ \t]*\n", text.strip()))
    return [[line for item in _items(block) for line in paragraph(item)] for block in blocks]


def _items(lines: list[str]) -> Iterator[str]:
    """The lines of a block, joined where only an editor parted them."""
    colon = next((n for n, line in enumerate(lines) if line.endswith(":")), len(lines))
    below = lines[colon + 1 :]
    shown = all(len(line) <= _SHOWN for line in below) and not any(map(_ITEM.match, below))
    item = ""
    for number, line in enumerate(lines):
        if _ITEM.match(line) or number == colon + 1 or (shown and number > colon):
            if item:
                yield item
            item = ""
        item = f"{item} {line}".strip()
    if item:
        yield item


def joined(blocks: Iterable[list[str]]) -> str:
    """The blocks with an empty line between them, LF ends."""
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _soft(text: str, width: int, mark: str) -> list[str]:
    words = " ".join(text.split())
    lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False) or [""]
    marked = [mark + line if mark else _stuffed(line) for line in lines]
    return [line + " " for line in marked[:-1]] + marked[-1:]


def _stuffed(line: str) -> str:
    return f" {line}" if _NEEDS_STUFFING.match(line) else line

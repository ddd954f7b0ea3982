"""Mends long lines: broken at words, but for addresses and quotations."""

import textwrap
from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post

_WIDTH = 72


def fixes(post: Post) -> Iterator[Fix]:
    """The text in lines of 72 characters."""
    if any(len(line) > _WIDTH for line in post.lines):
        yield Fix(said="wrapped", text="\n".join(row for line in post.lines for row in _rows(line)))


def _rows(line: str) -> list[str]:
    if len(line) <= _WIDTH or line.startswith((">", " ", "\t")):
        return [line]
    return textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [line]

"""Texts that a line compares letter by letter: whether one still holds the syntax of another language."""

import re
from collections.abc import Iterator

from bot.policy.errors import Report
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence
from bot.policy.source.parse import read_nodes

_PATTERNS = frozenset(("matches", "any_matches"))
_SYNTAX = re.compile(
    r"\.[*+](?!\w*$)|^\.\*|\.\*$"  # any characters
    r"|\\[bBdDsSwW.\[\]()/ ]"  # classes, and what is escaped
    r"|^m?/.+/[a-z]*$|/[a-z]{1,3}$(?<=/i)"  # slashes around a pattern, and its flags
    r"|^\^\S|\(\?[:i!=]|\[\^|\)\$$"
    r"|\w\*|\*\w|\*[@.]"  # stars of a glob
    r"|[\"“”]|^'|'$"  # quotation marks
    r"|^(?:=~|!~|==|!=|<>|[<>]=?)"
    r"|^(?:contains?|includes?|matches|regex|(?:start|end|begin)s with|(?:any|every)(?:one|body|thing)"
    r"|does not|doesn't|is not|not|(?:any|one) of) ",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"[^\W\d]['\"]?,?\s+(?:or|and|and not|but|but not|except|AND|OR|NOT)\s+['\"]?\w", re.IGNORECASE
)
_HEADS = ("any", "all", "none")
_STAR_ALONE = re.compile(r"[\s*]+")


def foreign(text: str) -> bool:
    """Whether a text holds what another language means by it: a pattern, a glob, "or" between words."""
    return bool(_SYNTAX.search(text) or _JOINED.search(text)) and not _STAR_ALONE.fullmatch(text)


def sound(line: str) -> bool:
    """Whether no text of ``FACT: TEST`` is compared letter by letter that was never meant so."""
    node = read_nodes(line.encode(), "advice", Report())
    return not any(foreign(text) for text in _compared(node))


def _compared(node: Node | None, word: str = "") -> Iterator[str]:
    if isinstance(node, Mapping):
        for entry in node:
            if entry.key.text not in _PATTERNS:
                yield from _compared(entry.value, entry.key.text)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _compared(item, word)
    elif isinstance(node, Scalar) and word not in _HEADS:
        yield node.text

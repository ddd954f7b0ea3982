"""Nodes and texts as they may be typed into a rule file, on one line."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.lazy_regex import lazy_regex
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar

_PLAIN = lazy_regex(r"(?:[\w/.$]|-(?=\S))(?:[^:#,\[\]{}'\"\\|^*]|:(?=\S))*")
_DOUBLE = lazy_regex(r"\"((?:[^\"\\]|\\.)*)\"")
_EXPRESSION = lazy_regex(r"\s*\$?\{\{(.*)\}\}\s*", re.DOTALL)
_YES = frozenset(("yes", "true", "on"))
_NO = frozenset(("no", "false", "off"))


def quoted(text: str) -> str:
    """The text, in single quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) and text == text.strip() else "'" + text.replace("'", "''") + "'"


def unbraced(text: str) -> str:
    """What stands between ``${{`` and ``}}``; the text itself where nothing does."""
    found = _EXPRESSION.fullmatch(text)
    return found[1].strip() if found else text


def typed(node: Node) -> str:
    """A node on one line."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{entry.key.text}: {typed(entry.value)}" for entry in node) + "}"
    return quoted(node.text) if isinstance(node, Scalar) else listed(map(typed, node.items))


def listed(texts: Iterable[str]) -> str:
    """``[one, another]`` of texts that are typed already."""
    return f"[{', '.join(texts)}]"


def as_typed(entry: Entry) -> Entry:
    """The entry with its text as it was typed, where backslashes in double quotes were mended to read on."""
    value = entry.value
    if (
        isinstance(value, Scalar)
        and not value.style
        and value.text[:1] == "x"
        and value.text not in value.at.source
    ):
        at = value.at.source.find(value.text[1:])  # its first character, such as @, was replaced to read on
        text = value.at.source[at - 1] + value.text[1:] if at > 0 else value.text
        return replace(entry, value=replace(value, text=text))
    if not isinstance(value, Scalar) or value.style != '"' or value.text in value.at.source:
        return entry
    found = _DOUBLE.match(value.at.source, max(value.at.column - 1, 0))
    return replace(entry, value=replace(value, text=found[1], style="'")) if found else entry


def texts_in(node: Node) -> list[str]:
    """The texts of a list, or the one text."""
    items = (node,) if isinstance(node, Scalar | Mapping) else node.items
    return [item.text.strip() for item in items if isinstance(item, Scalar)]


def is_yes(node: Node) -> bool | None:
    """What yes, true, on and their opposites say; None for anything else."""
    word = node.text.strip().lower() if isinstance(node, Scalar) else ""
    return True if word in _YES else False if word in _NO else None


def opposite(line: str) -> str:
    """The line that asks for the contrary of ``FACT: TEST``."""
    fact, _, test = line.partition(": ")
    if test in {"yes", "no"}:
        return f"{fact}: {'no' if test == 'yes' else 'yes'}"
    if line.startswith("when:"):
        return ""
    if (plain := re.fullmatch(r"(?:sender|sender\.domain|subject): ([^{\[].*)", line)) and plain[1] != "''":
        return f"{fact}: {{is_not: {plain[1]}}}"
    if test in {"''", "{is_not: ''}"}:
        return f"{fact}: ''" if test[0] == "{" else f"{fact}: {{is_not: ''}}"
    for word, other in (("{any_in:", "{none_in:"), ("{in:", "{not_in:"), ("{is:", "{is_not:")):
        if test.startswith(word):
            return f"{fact}: {other}{test.removeprefix(word)}"
    return f"{fact}: 0" if test == "over 0" else f"none: [{line}]"

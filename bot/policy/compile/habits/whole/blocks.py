"""Texts and entries as lines of a rule file."""

from bot.policy.compile.habits.written import quoted, typed
from bot.policy.source.nodes import Entry, Scalar

_WIDE = 90  # columns


def text_block(key: str, text: str) -> list[str]:
    """``because:`` with a text on its line, or below a bar."""
    if "\n" not in text.strip() and len(text) < _WIDE and quoted(text.strip()) == text.strip():
        return [f"  {key}: {text.strip()}"]
    return [f"  {key}: |", *(f"    {line}".rstrip() for line in text.strip().splitlines())]


def block(entry: Entry, indent: int) -> list[str]:
    """A line of a rule as it was written; a text of several lines below a bar."""
    if isinstance(entry.value, Scalar) and "\n" in entry.value.text.strip():
        return text_block(entry.key.text, entry.value.text)
    return [f"{' ' * indent}{entry.key.text}: {typed(entry.value)}"]

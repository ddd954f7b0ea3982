"""Sentences that people read, laid out for snapshots."""

from collections.abc import Mapping
from textwrap import fill

WIDTH = 100


def said_of(sentences: Mapping[str, str]) -> str:
    """Each case with its sentence below it, wrapped."""
    return "".join(f"{case}\n{_wrapped(text)}\n" for case, text in sentences.items())


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)

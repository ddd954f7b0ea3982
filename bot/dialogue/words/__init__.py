"""The words that people answer our mails with, by what they mean; one TOML file a language."""

import tomllib
from functools import cache
from importlib import resources


def languages() -> tuple[str, ...]:
    """The languages there are."""
    names = (one.name for one in resources.files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def answer_words(kind: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of all languages that mean one thing (``ok``), each as its words, longest first."""
    found = {tuple(phrase.split()) for language in languages() for phrase in _words(language).get(kind, [])}
    return tuple(sorted(found, key=lambda words: (-len(words), words)))


@cache
def _words(language: str) -> dict[str, list[str]]:
    return tomllib.loads((resources.files(__package__) / f"{language}.toml").read_text("utf-8"))

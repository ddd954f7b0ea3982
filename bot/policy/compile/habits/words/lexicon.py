"""What people call the things that rules ask and do (``lexicon.toml``), and the best fit for some words."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex

_CAMEL = lazy_regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTERS = lazy_regex(r"[^\W\d_]+(?:['’]t)?")
_NON = lazy_regex(r"\bnon(?=[^\W\d_]{5})", re.IGNORECASE)
_FORMS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names with the phrases, as sets of word stems, by which people call them."""

    phrases: tuple[tuple[str, frozenset[str]], ...]

    def fitting(self, stems: frozenset[str]) -> Iterator[tuple[float, str]]:
        """Each phrase that stands there whole: how much its words weigh, and what it stands for."""
        light = light_words()
        for name, phrase in self.phrases:
            if phrase <= stems:
                yield sum(LIGHT if word in light else 1 for word in phrase), name

    def best(self, stems: frozenset[str], fits: Callable[[str], bool] = lambda _: True) -> str:
        """What the longest phrase that stands there is for, the first of equals; "" where none does."""
        return self.fit(stems, fits)[0]

    def fit(self, stems: frozenset[str], fits: Callable[[str], bool]) -> tuple[str, float]:
        """The same, and how much the words of the phrase weigh."""
        found = [(weight, name) for weight, name in self.fitting(stems) if fits(name)]
        most = max((weight for weight, _ in found), default=0.0)
        return next(((name, weight) for weight, name in found if weight == most), ("", 0.0))


LIGHT = 0.4
"""How much a word weighs that says how to compare: "longer" names a long line less than "line" does."""


@lru_cache(maxsize=1)
def light_words() -> frozenset[str]:
    """Words that say how to compare, or that stand in any name of a part of a mail."""
    mail = (phrase for name, phrase in _section("fillers") if name == "mail")
    return frozenset(word for phrase in (*(one for _, one in _section("tests")), *mail) for word in phrase)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, parted also where "subjectLine" has a capital."""
    return [
        word.lower().replace("’", "'")
        for word in _LETTERS.findall(_NON.sub("non ", _CAMEL.sub(" ", text.replace("_", " "))))
    ]


def stem(word: str) -> str:
    """A word without the s of its plural or third person."""
    for ending, other in _FORMS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + other
    kept = len(word) < 4 or word.endswith(("ss", "us", "is"))
    return word if kept else word.removesuffix("s")


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """The stems of words."""
    return frozenset(map(stem, words))


@lru_cache(maxsize=1)
def facts() -> Lexicon:
    """The facts, by what people call them and by their own names."""
    known = {fact.name: stems_of(words_of(fact.name)) for fact in VOCABULARY}
    taught = [(name, phrase) for name, phrase in _section("facts") if name in known]
    counted = [(name, phrase - {"count"}) for name, phrase in known.items() if name.endswith(".count")]
    languages = [("own.language", phrase) for _, phrase in _section("languages")]
    return Lexicon(
        (
            *taught,
            *languages,
            *((name, phrase) for name, phrase in known.items() if len(phrase) > 1),
            *counted,
        )
    )


@cache
def section(name: str) -> Lexicon:
    """Another section of the lexicon: ``tests``, ``then``, ``keys``, ``languages``."""
    return Lexicon(tuple(_section(name)))


def _section(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    for stands_for, phrases in _table()[name].items():
        for phrase in phrases:
            yield stands_for, stems_of(phrase.split())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    file = resources.files("bot.policy.compile.habits.words").joinpath("lexicon.toml")
    return tomllib.loads(file.read_text("utf-8"))

"""The clauses of an answer, and the set phrases of all languages that stand in each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.dialogue.words import answer_words, languages
from bot.lazy_regex import lazy_regex
from bot.mail.text.phrases import vocabulary

_TOKEN = lazy_regex(r"[\w']+|[\U0001F300-\U0001F3FA\U0001F400-\U0001FAFF\u2600-\u27BF]", re.UNICODE)
_CLAUSE = lazy_regex(r"([^.!?;,:\n…]+)([.!?;,:\n…]*)")
_OK_DOTTED = lazy_regex(r"\bo\.\s?k\b\.?", re.IGNORECASE)


class Meaning(StrEnum):
    """What an answer asks for."""

    OK = "ok"
    TEXT = "text"  # a whole new text
    WORDS = "words"  # what was asked for: a comment, an address
    HELP = "help"
    WHY = "why"
    WITHDRAW = "withdraw"
    DOUBTED = "doubted"  # sentences, which may be meant for the moderators and not for the list
    UNCLEAR = "unclear"


_KINDS = ("yes", "ok", "go", "help", "why", "withdraw", "no", "not", "thanks", "polite", "plan", "filler")
"""
Kinds of phrases: ``yes`` agrees, ``ok`` praises, ``go`` orders to send, ``no`` is a bare no, ``not``
turns what stands with it, ``plan`` is what the writer wants done, or will do.
"""
_EMPTY = frozenset({"thanks", "polite", "filler"})
_AGREE = frozenset({"yes", "ok", "go"})


@dataclass(frozen=True, slots=True)
class Clause:
    """
    The kinds of phrases of a clause.

    ``left`` are the words that belong to none, ``asked``: it ends in "?".
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    left: tuple[str, ...]
    asked: bool

    @property
    def known(self) -> bool:
        """Whether it has set phrases alone."""
        return not self.left

    def meaning(self) -> Meaning | None:
        """The one thing that it says; None where it says none, or two."""
        kinds = self.kinds - _EMPTY
        if "plan" in kinds:
            kinds -= {"plan"}
            if kinds & {"yes", "ok"} or (kinds <= {"go"} and not self.asked):
                return None
        if "not" in kinds or ("no" in kinds and "go" in kinds):
            return Meaning.WITHDRAW if "go" in kinds and kinds <= {"not", "no", "go", "withdraw"} else None
        if kinds <= _AGREE and kinds:
            return None if self.asked else Meaning.OK
        if kinds <= {"withdraw", "no", "go"} and kinds & {"withdraw", "no"}:
            return Meaning.WITHDRAW
        return Meaning(next(iter(kinds))) if len(kinds) == 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether it is politeness alone."""
        return self.known and self.kinds <= _EMPTY

    @property
    def is_address(self) -> bool:
        """Whether it greets or signs with a name that is not known: "Dear list", "lg Moni"."""
        first = phrase_at(self.words, 0)[0]
        return (
            first == "polite"
            and self.kinds <= _EMPTY
            and len(self.left) <= 3
            and not self.requests
            and not limits() & set(self.left)
        )

    @property
    def requests(self) -> bool:
        """Whether it asks for something that no phrase knows: "please underline it"."""
        return bool(self.left) and bool(single("please") & set(self.words))

    @property
    def turns(self) -> bool:
        """Whether a yes beside it is no plain yes: "but", "until Monday", "the title", "not", "I will"."""
        return bool(
            self.asked
            or self.requests
            or limits() & set(self.left)
            or self.kinds & {"not", "no", "plan", "withdraw", "why", "help"}
        )

    @property
    def agrees(self) -> bool:
        """Whether it begins with a plain yes or the order to send, and goes on for a few words only."""
        at = 0
        while at < len(self.words):
            kind, length = phrase_at(self.words, at)
            if kind in {"yes", "go"}:
                return len(self.left) <= 4
            if kind not in _EMPTY:
                return False
            at += length
        return False

    def begins_with(self, kind: str) -> bool:
        """Whether a phrase of a kind is the first of it."""
        return phrase_at(self.words, 0)[0] == kind

    def holds(self, kind: str, first: int = 10**6) -> bool:
        """Whether a phrase of several words of a kind begins in its first words."""
        found = (phrase_at(self.words, at) for at in range(min(first, len(self.words))))
        return any(one == kind and length > 1 for one, length in found)


def clauses(text: str, names: set[str]) -> Iterator[Clause]:
    """The clauses of a text; ``names`` are the writer's own, which say nothing."""
    told = _OK_DOTTED.sub("ok", text.replace("’", "'"))
    for match in _CLAUSE.finditer(re.sub(r"\s[-–—]+\s", " ; ", told)):
        words = tuple(tokens(match[1]))
        if words:
            yield _clause(words, names, match[2])


def _clause(words: tuple[str, ...], names: set[str], end: str) -> Clause:
    kinds = set[str]()
    left: list[str] = []
    at = 0
    while at < len(words):
        kind, length = phrase_at(words, at)
        if kind:
            kinds.add(kind)
        elif words[at] not in names and not _is_initial(words):
            left.append(words[at])
        at += max(1, length)
    return Clause(words=words, kinds=frozenset(kinds), left=tuple(left), asked="?" in end)


def _is_initial(words: Sequence[str]) -> bool:
    """Whether a clause is one letter, with which its writer signs."""
    return len(words) == 1 and len(words[0]) == 1 and words[0].isascii()


def phrase_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """The longest set phrase that stands at a place, its kind, and how many words it takes."""
    if at >= len(words):
        return "", 0
    for phrase, kind in _phrases().get(words[at], ()):
        if length := _length(words, at, phrase):
            return kind, length
    return ("filler", 1) if words[at] in _small_words() else ("", 0)


def _length(words: Sequence[str], at: int, phrase: Sequence[str]) -> int:
    """The words that a phrase takes at a place, particles between them too; 0 where it is not there."""
    now = at
    for n, word in enumerate(phrase):
        while n and now < len(words) and words[now] != word and words[now] in single("particle"):
            now += 1
        if now >= len(words) or words[now] != word:
            return 0
        now += 1
    return now - at


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The set phrases by their first words, the longest first; where two kinds have one, the first counts."""
    found: dict[tuple[str, ...], str] = {}
    for kind in _KINDS:
        for phrase in answer_words(kind):
            words = tuple(tokens(" ".join(phrase)))
            if words:
                found.setdefault(words, kind)
    firsts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, kind in sorted(found.items(), key=lambda one: -len(one[0])):
        firsts.setdefault(words[0], []).append((words, kind))
    return {first: tuple(rows) for first, rows in firsts.items()}


@cache
def single(kind: str) -> frozenset[str]:
    """
    The single words of a kind that phrases are not made of.

    ``but`` limits whatever is said ("unless", "tomorrow"), ``limit`` a yes ("title", "wrong");
    ``please`` begins a request; ``particle`` stands within phrases and changes nothing ("just", "denn").
    """
    return frozenset(phrase[0] for phrase in answer_words(kind) if len(phrase) == 1)


@cache
def limits() -> frozenset[str]:
    """Words with which a yes is no plain yes: "but", "until", "if", "title"."""
    return single("but") | single("limit")


@cache
def _small_words() -> frozenset[str]:
    """The small words of the languages that people answer in, but for those that limit."""
    return frozenset().union(*(vocabulary().frequent[one] for one in languages())) - limits()


def tokens(text: str) -> list[str]:
    """The words and the pictures of a text, as they are compared."""
    found = (one.casefold().strip("'") for one in _TOKEN.findall(text.replace("’", "'")))
    return [one for one in found if one]

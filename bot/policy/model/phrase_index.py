"""
Finds which of very many words and phrases stand in a text, in time that grows with the text alone.

A phrase that stands in a text as whole words has its runs of letters and
digits there too, one behind the other; where it has none (as in Chinese), its
first two characters. Only those of which that is so are looked for.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.lazy_regex import lazy_regex
from bot.policy.model.normalise import PLAIN_WORD, has_phrase

LONGEST = 8  # runs of a phrase that are looked up
Key = tuple[str, ...]

_WORD = lazy_regex(PLAIN_WORD)


class PhraseIndex:
    """Words and phrases in normal form, none of them empty."""

    __slots__ = ("_pairs", "_runs", "wanted")

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = frozenset(wanted)
        self._runs: dict[int, dict[Key, list[str]]] = {}
        self._pairs: dict[str, list[str]] = {}
        for phrase in self.wanted:
            key = tuple(_WORD.findall(phrase)[:LONGEST])
            if key:
                self._runs.setdefault(len(key), {}).setdefault(key, []).append(phrase)
            else:
                self._pairs.setdefault(phrase[:2], []).append(phrase)

    def found_in(self, text: str) -> bool:
        """Whether one of them stands in this normal text as whole words."""
        return any(has_phrase(text, phrase) for phrase in self._likely(text))

    def _likely(self, text: str) -> Iterator[str]:
        runs = _WORD.findall(text)
        for length, phrases in self._runs.items():
            there = set(zip(*(runs[start:] for start in range(length)), strict=False))
            for key in phrases.keys() & there:
                yield from phrases[key]
        if self._pairs:
            pairs = {*text, *map("".join, pairwise(text))}
            for pair in self._pairs.keys() & pairs:
                yield from self._pairs[pair]

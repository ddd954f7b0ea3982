"""Which quotations repeat what stands in the same issue anyway."""

import re
from collections import Counter
from collections.abc import Sequence

_RUN = 5  # words that stand in the same order; line breaks and quote marks do not count
_FEWEST = 12  # words; a shorter quotation shows what an answer is about
_REPEATED = 0.8
_SHARED = 0.6  # of an article that is shared again, whose captions and notes may differ
_PASTED = 36  # runs of a paragraph that nobody writes twice by chance, nor as a set phrase
_LONGEST = 200_000  # characters looked at of one text
_LARGEST = 2_000_000  # ... and of all posts of an issue
_MOST = 20  # posts with the same run; what so many say is nobody's quotation
_WORD = re.compile(r"\w+")


class Repeats:
    """Finds the earlier post of an issue in which words stand already."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], list[int]] = {}
        self._said: dict[int, str] = {}
        self._left = _LARGEST

    def add(self, number: int, text: str) -> None:
        """The words of the next post."""
        text = text[: min(self._left, _LONGEST)]
        self._left -= len(text)
        self._said[number] = _words(text)
        for run in runs(text):
            places = self._places.setdefault(run, [])
            if len(places) < _MOST:
                places.append(number)

    def source(self, text: str, lead: int = 0, answered: Sequence[int] = ()) -> int:
        """
        The number of the post in which most of the words stand, 0 for none.

        Four fifths of the runs of five words must; three fifths in ``lead``,
        which shares the same article. Of several it is the first of those that are
        ``answered``, else the one with most of them.
        """
        wanted = runs(text)
        if len(wanted) < _FEWEST - _RUN + 1:
            return 0
        shared = self._shared(wanted)
        if lead and shared[lead] >= _SHARED * len(wanted):
            return lead
        enough = _REPEATED * len(wanted)
        parent = next((number for number in answered if shared[number] >= enough), 0)
        best = max(sorted(shared), key=lambda number: shared[number], default=0)
        return parent or (best if best and shared[best] >= enough else 0)

    def pasted(self, text: str) -> int:
        """The number of the post that has all of a long paragraph, word for word in its order, 0 for none."""
        wanted = runs(text)
        if len(wanted) < _PASTED:
            return 0
        words, shared = _words(text), self._shared(wanted)
        whole = (number for number in sorted(shared) if shared[number] == len(wanted))
        return next((number for number in whole if words in self._said[number]), 0)

    def _shared(self, wanted: frozenset[tuple[str, ...]]) -> Counter[int]:
        return Counter(number for run in wanted for number in self._places.get(run, ()))


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every five words that follow each other, in lower case."""
    words = _WORD.findall(text[:_LONGEST].casefold())
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))

"""Which quotations repeat what stands in the same issue anyway."""

import re
from collections import Counter

_RUN = 5  # words that stand in the same order; line breaks and quote marks do not count
_FEWEST = 12  # words; a shorter quotation shows what an answer is about
_REPEATED = 0.8
_SHARED = 0.6  # of an article that is shared again, whose captions and notes may differ
_PASTED = 15  # runs of a paragraph that nobody writes twice by chance
_LONGEST = 200_000  # characters looked at of one text
_LARGEST = 2_000_000  # ... and of all posts of an issue
_MOST = 20  # posts with the same run; what so many say is nobody's quotation
_WORD = re.compile(r"\w+")


class Repeats:
    """Finds the earlier post of an issue in which words stand already."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], list[int]] = {}
        self._left = _LARGEST

    def add(self, number: int, text: str) -> None:
        """The words of the next post."""
        text = text[: min(self._left, _LONGEST)]
        self._left -= len(text)
        for run in runs(text):
            places = self._places.setdefault(run, [])
            if len(places) < _MOST:
                places.append(number)

    def source(self, text: str, lead: int = 0) -> int:
        """
        The number of the post in which most of the words stand, 0 for none.

        Four fifths of the runs of five words must; three fifths in ``lead``,
        which shares the same article. Of several the first.
        """
        wanted = runs(text)
        if len(wanted) < _FEWEST - _RUN + 1:
            return 0
        shared = Counter(number for run in wanted for number in self._places.get(run, ()))
        if lead and shared[lead] >= _SHARED * len(wanted):
            return lead
        best = max(sorted(shared), key=lambda number: shared[number], default=0)
        return best if best and shared[best] >= _REPEATED * len(wanted) else 0

    def pasted(self, text: str) -> int:
        """The number of the post that has all of a long paragraph word for word, 0 for none."""
        wanted = runs(text)
        if len(wanted) < _PASTED:
            return 0
        shared = Counter(number for run in wanted for number in self._places.get(run, ()))
        best = max(sorted(shared), key=lambda number: shared[number], default=0)
        return best if best and shared[best] >= len(wanted) else 0


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every five words that follow each other, in lower case."""
    words = _WORD.findall(text[:_LONGEST].casefold())
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))

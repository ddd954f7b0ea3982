"""Which quotations repeat what stands in the same issue anyway."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.mail.post import ZoneKind
from bot.notices.digests.issue import Item

_RUN = 5  # words that stand in the same order; line breaks and quote marks do not count
_FEWEST = 12  # words; a shorter quotation shows what an answer is about
_REPEATED = 0.8
_LONGEST = 200_000  # characters looked at of one text
_LARGEST = 2_000_000  # ... and of all posts of an issue
_MOST = 20  # posts with the same run; what so many say is nobody's quotation
_WORD = re.compile(r"\w+")
_WRITTEN = (ZoneKind.OWN, ZoneKind.ARTICLE, ZoneKind.FORWARD)


class Repeats:
    """Finds the post of an issue that a quotation comes from."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._places: dict[tuple[str, ...], list[int]] = {}
        left = _LARGEST
        for item in items:
            text = item.post.text_of(*_WRITTEN)[: min(left, _LONGEST)]
            left -= len(text)
            for run in _runs(text):
                places = self._places.setdefault(run, [])
                if len(places) < _MOST:
                    places.append(item.number)

    def source(self, text: str, quoting: Item) -> int:
        """The number of the other post in which four fifths of the quotation stand; 0 for none."""
        runs = _runs(text)
        if len(runs) < _FEWEST - _RUN + 1:
            return 0
        shared = Counter(number for run in runs for number in self._places.get(run, ()))
        del shared[quoting.number]
        best = max(sorted(shared), key=lambda number: shared[number], default=0)
        return best if best and shared[best] >= _REPEATED * len(runs) else 0


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text[:_LONGEST].casefold())
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))

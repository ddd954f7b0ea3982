"""Which quotations repeat what stands in the same issue anyway."""

import re
from collections.abc import Sequence

from bot.mail.post import ZoneKind
from bot.notices.digests.issue import Item

_RUN = 5  # words that stand in the same order; line breaks and quote marks do not count
_FEWEST = 12  # words; a shorter quotation shows what an answer is about
_REPEATED = 0.8
_LONGEST = 200_000  # characters looked at
_WORD = re.compile(r"\w+")
_WRITTEN = (ZoneKind.OWN, ZoneKind.ARTICLE, ZoneKind.FORWARD)


class Repeats:
    """Finds the post of an issue that a quotation comes from."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._runs = {item.number: _runs(item.post.text_of(*_WRITTEN)) for item in items}

    def source(self, text: str, quoting: Item) -> int:
        """The number of the other post in which four fifths of the quotation stand; 0 for none."""
        runs = _runs(text)
        if len(runs) < _FEWEST - _RUN + 1:
            return 0
        shares = {
            number: len(runs & others) / len(runs)
            for number, others in self._runs.items()
            if number != quoting.number
        }
        best = max(shares, key=lambda number: shares[number], default=0)
        return best if best and shares[best] >= _REPEATED else 0


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text[:_LONGEST].casefold())
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))

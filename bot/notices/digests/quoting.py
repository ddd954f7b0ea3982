"""Which quotations repeat what stands in the same issue anyway."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import groupby

from bot.lazy_regex import lazy_regex

_RUN = 5  # words that stand in the same order; line breaks and quote marks do not count
_FEWEST = 12  # words; a shorter quotation shows what an answer is about
_REPEATED = 0.8
_SHARED = 0.6  # of an article that is shared again, whose captions and notes may differ
PASTED = 36  # runs on end that nobody writes twice by chance, nor as a set phrase
_SOURCES = 3  # posts from which somebody may paste
_LONGEST = 200_000  # characters looked at of one text
_LARGEST = 2_000_000  # ... and of all posts of an issue
_CLOSING = 8  # words on end by which a signature is known again; twice as many where nothing marks it
_CLOSING_LINES = 16  # of one that nothing marks
_MOST = 20  # posts with the same run; what so many say is nobody's quotation
_WORD = lazy_regex(r"\w+")
_RUN_OF = lazy_regex(r"(?<!\w)\w+\W+\w+\W+\w")  # three words

Run = int
"""Words that follow each other, as their hash: an issue of a thousand posts has half a million of them."""


class Repeats:
    """Finds the earlier post of an issue in which words stand already."""

    def __init__(self) -> None:
        self._places: dict[Run, list[int]] = {}
        self._left = _LARGEST

    def add(self, number: int, text: str) -> None:
        """The words of the next post."""
        text = text[: min(self._left, _LONGEST)]
        self._left -= len(text)
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

    def has(self, number: int, text: str) -> bool:
        """Whether all of a text, five words at least, stands in the post."""
        wanted = runs(text)
        return bool(wanted) and self._shared(wanted)[number] == len(wanted)

    def pasted(self, lines: Sequence[str], lead: int = 0) -> list[int]:
        """
        For each line the number of the post from which it is pasted, 0 for none.

        Somebody pastes who has a long stretch of it word for word, or shares the article of ``lead``. Lines
        inside such a stretch count, and paragraphs that stand whole in that post; empty lines count as
        those before them.
        """
        found = [0] * len(lines)
        words, line_of = _numbered(lines)
        said = _runs(words)
        shared = self._shared(frozenset(said))
        enough = [number for number, count in shared.most_common(_SOURCES) if count >= PASTED]
        for number in [lead, *enough] if shared[lead] else enough:
            there = {run for run in said if number in self._places.get(run, ())}
            covered = _covering(words, there)
            if number == lead or any(size >= PASTED + _RUN - 1 for size in covered):
                _mark(found, lines, line_of, covered, number)
        return found

    def lacks(self, number: int, lines: Sequence[str]) -> list[bool]:
        """For each line whether it is in a paragraph of twelve words or more that the post lacks."""
        found = [False] * len(lines)
        for paragraph in _paragraphs(lines):
            some = runs(" ".join(lines[at] for at in paragraph))
            if len(some) >= _FEWEST - _RUN + 1 and not self._shared(some)[number]:
                found[paragraph[0] : paragraph[-1] + 1] = [True] * len(paragraph)
        return found

    def _shared(self, wanted: frozenset[Run]) -> Counter[int]:
        return Counter(number for run in wanted for number in self._places.get(run, ()))


class Small:
    """What closes posts: a signature or a footer is shown once in an issue, however its lines are drawn."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._runs: set[Run] = set()

    def new(self, lines: Sequence[str]) -> list[str]:
        """The lines that stood in none of the issue before; nothing where hardly one is left."""
        words, line_of = _numbered(lines)
        said = " ".join(words)
        seen = said in self._texts or not words
        again = set() if seen else _within(_covering(words, self._runs), line_of, _CLOSING)
        left = [line for at, line in enumerate(lines) if at not in again]
        self._texts.add(said)
        self._runs.update(_runs(words))
        return [] if seen or (again and not any(_RUN_OF.search(line) for line in left)) else left


class Closings:
    """What the authors of an issue said before: who ends posts with the same lines signs with them."""

    def __init__(self) -> None:
        self._runs: dict[str, set[Run]] = {}

    def ends(self, author: str, lines: Sequence[str]) -> int:
        """How many last lines stand apart and were in an earlier post of the author."""
        words, line_of = _numbered(lines)
        before = self._runs.setdefault(author, set())
        again = _within(_covering(words, before), line_of, 2 * _CLOSING) if before else set()
        before.update(_runs(words))
        first = len(lines)
        while first and (first - 1 in again or not _WORD.search(lines[first - 1])):
            first -= 1
        ends = len(lines) - first
        apart = any(not _WORD.search(line) for line in lines[max(0, first - 1) : first + 1])
        return ends if again and first and apart and ends <= _CLOSING_LINES else 0


def _covering(words: Sequence[str], known: Container[Run]) -> list[int]:
    """For each word the length of the stretch around it that is known."""
    covered = [0] * len(words)
    for there, some in groupby(enumerate(_runs(words)), key=lambda one: one[1] in known):
        if there:
            places = [at for at, _ in some]
            size = len(places) + _RUN - 1
            for at in range(places[0], places[-1] + _RUN):
                covered[at] = max(covered[at], size)
    return covered


def _within(covered: Sequence[int], line_of: Sequence[int], least: int) -> set[int]:
    """The lines all of whose words are in a stretch of that length."""
    outside = {line for line, size in zip(line_of, covered, strict=True) if size < least}
    return set(line_of) - outside


def _mark(
    found: list[int], lines: Sequence[str], line_of: Sequence[int], covered: Sequence[int], number: int
) -> None:
    least: dict[int, int] = {}
    for line, size in zip(line_of, covered, strict=True):
        least[line] = min(least.get(line, size), size)
    for paragraph in _paragraphs(lines):
        sizes = [least[at] for at in paragraph if at in least]
        whole = bool(sizes) and all(sizes)
        for at in paragraph:
            if not found[at] and (whole or least.get(at, 0) >= PASTED + _RUN - 1):
                found[at] = number
    for at in range(1, len(lines)):
        if not lines[at].strip():
            found[at] = found[at - 1]


def _numbered(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words of the lines, and for each in which line it stands."""
    words, line_of = [], []
    for at, line in enumerate(lines):
        some = _WORD.findall(line[:_LONGEST].casefold())
        words += some
        line_of += [at] * len(some)
    return words, line_of


def _paragraphs(lines: Sequence[str]) -> list[list[int]]:
    """The places of the lines that stand together, without the empty ones."""
    groups = groupby(range(len(lines)), key=lambda at: not lines[at].strip())
    return [list(some) for empty, some in groups if not empty]


def runs(text: str) -> frozenset[Run]:
    """Every five words that follow each other, in lower case."""
    return frozenset(sequence(text))


def sequence(text: str) -> list[Run]:
    """The same in their order."""
    return _runs(_WORD.findall(text[:_LONGEST].casefold()))


def longest(there: Iterable[bool]) -> int:
    """How many are true on end."""
    return max((sum(1 for _ in some) for true, some in groupby(there) if true), default=0)


def _runs(words: Sequence[str]) -> list[Run]:
    return [hash(run) for run in zip(*(words[at:] for at in range(_RUN)), strict=False)]

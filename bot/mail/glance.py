"""
A first glance at every line of a text: where is it worth looking closely.

Most lines are prose. One look at a line's first word, last letters and first
colon tells that no forward, attribution or "via NAME" can begin there; the
patterns in ``forwards``, ``quotes`` and ``passing`` decide about the few others.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.mail.article_lines import fronts
from bot.mail.lines import Line
from bot.mail.vocabulary import fold, fold_letters, vocabulary

_LABEL = 34  # a header line's colon stands before this place
_WINDOW = 5  # so many lines an attribution has at most
_ENDS = " \t*_-–—>\u00a0:："
_AROUND = ".,:;：()[]" + "-_=*~<>–—"
_PASSING = ("from", "via", "h/t", "hat", "courtesy", "thanks")
_BEGINS, _QUOTES, _PASSES, _FRONTS = 1, 2, 4, 8
_INSIDE = (
    *((sign, _QUOTES) for sign in ("@", "年", "년", "在", "于", "於")),
    *((sign, _BEGINS) for sign in ("/", "--")),
    *((sign, _FRONTS) for sign in ("://", "www.")),
    ("：", _BEGINS | _PASSES),
)


@dataclass(frozen=True, slots=True)
class Glance:
    """
    Indices of lines.

    ``every`` has those on which anything may begin (ascending), ``beginnings``
    a forward (ascending), ``attributions`` an attribution, ``fronts`` an article.
    """

    every: Sequence[int]
    beginnings: Sequence[int]
    attributions: frozenset[int]
    fronts: frozenset[int]


def glance(lines: Sequence[Line], text: str) -> Glance:
    """What may begin where; too much is only slow, too little would be wrong."""
    # Whole lists at a time: a loop over the lines with all of it inside takes half as much again.
    bares = [line.bare for line in lines]
    found = _Found()
    for at, signs in enumerate(map(_signs_of, [bare.partition(" ")[0] for bare in bares])):
        if signs:
            found.add(at, signs)
    for at in [at for at, bare in enumerate(bares) if ":" in bare[:_LABEL]] if ":" in text else ():
        found.add(at, _BEGINS | _PASSES)
    for at, may in enumerate(map(_may_end, [bare[-3:] for bare in bares])):
        if may and _ends(bares[at]):
            found.ends.append(at)
    if ">" in text:
        found.quoted += [at for at, line in enumerate(lines) if line.depth]
    found.look_inside(bares, text)
    return found.told()


class _Found:
    """What was seen so far: indices of lines by what may begin there."""

    __slots__ = ("_beginnings", "_fronts", "_openings", "_passings", "ends", "quoted")

    def __init__(self) -> None:
        self.quoted: list[int] = []
        self.ends: list[int] = []
        self._beginnings: list[int] = []
        self._openings: list[int] = []
        self._passings: list[int] = []
        self._fronts: list[int] = []

    def add(self, at: int, signs: int) -> None:
        """Note what the signs on a line tell."""
        if signs & _BEGINS:
            self._beginnings.append(at)
        if signs & _QUOTES:
            self._openings.append(at)
        if signs & _PASSES:
            self._passings.append(at)
        if signs & _FRONTS:
            self._fronts.append(at)

    def look_inside(self, bares: Sequence[str], text: str) -> None:
        """Signs in the middle of a line, looked for only where the text has them at all."""
        for sign, signs in _INSIDE:
            if sign in text:
                for at in [at for at, bare in enumerate(bares) if sign in bare]:
                    self.add(at, signs)
                    if signs & _FRONTS:  # a headline may stand below an address
                        self._fronts.append(at + 1)

    def told(self) -> Glance:
        """An attribution begins at most four lines above the one that ends it."""
        near = {end - before for end in self.ends for before in range(_WINDOW)}
        attributions = near.intersection(self._openings + self.ends)
        beginnings = sorted(set(self._beginnings))
        every = sorted({*beginnings, *attributions, *self._passings, *self.quoted})
        return Glance(every, beginnings, frozenset(attributions), frozenset(self._fronts))


@functools.lru_cache(maxsize=8192)
def _signs_of(first: str) -> int:
    """What a line may begin with this first word; punctuation and marks around it are not looked into."""
    if not first:
        return 0
    if not first[0].isalnum():
        return _BEGINS | _QUOTES | _PASSES | _FRONTS
    words = _words()
    core = _core(first)
    signs = _QUOTES if first[0].isdigit() or core in words.openers else 0
    signs |= _BEGINS if core in words.marks else 0
    signs |= _PASSES if core in _PASSING else 0
    return signs | (_FRONTS if fronts(first) else 0)


@functools.lru_cache(maxsize=8192)
def _may_end(letters: str) -> bool:
    """Whether an attribution may end in these three letters."""
    if not letters:
        return False
    folded = fold_letters(letters)
    if letters[-1] in _ENDS or len(folded) < 3 or " " in letters or not letters.isprintable():
        return True
    return folded[-3:] in _words().endings or folded.endswith(_words().short)


def _ends(bare: str) -> bool:
    """Whether an attribution may end with this line: in a colon, a bracket, or the last word of a verb."""
    if bare[-1] in _ENDS:
        return True
    last = fold(bare[-60:]).rpartition(" ")[2]
    words = _words()
    return last in words.last or last.endswith(words.joined)


@dataclass(frozen=True, slots=True)
class _Words:
    marks: frozenset[str]
    openers: frozenset[str]
    last: frozenset[str]
    joined: tuple[str, ...]
    endings: frozenset[str]
    short: tuple[str, ...]


@functools.cache
def _words() -> _Words:
    terms = vocabulary()
    return _Words(
        marks=_first_words(terms.forward_marks | terms.original_marks),
        openers=_first_words(terms.openers | terms.weekdays | terms.months),
        last=frozenset(verb.rpartition(" ")[2] for verb in terms.verbs),
        # These need no blank before them: "Annwrote", and verbs of scripts that put none.
        joined=("wrote", *(verb for verb in terms.verbs if " " not in verb and not _is_plain(verb))),
        endings=frozenset(verb[-3:] for verb in terms.verbs),
        short=tuple(verb for verb in terms.verbs if len(verb) < 3),
    )


def _is_plain(verb: str) -> bool:
    return verb.isascii() and verb.isalpha()


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(_core(phrase) for phrase in phrases)


def _core(text: str) -> str:
    """The first word, folded, without punctuation around it."""
    return fold(text).partition(" ")[0].strip(_AROUND)

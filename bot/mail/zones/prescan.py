"""
One quick pass over a text that finds the lines worth a closer look.

Most lines are prose. One look at a line's first word, last letters and first
colon tells that no forward, attribution or "via NAME" can begin there; the
patterns in ``forwards``, ``quotes`` and ``passing`` decide about the few others.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from operator import itemgetter

from bot.mail.text.lines import Line
from bot.mail.text.phrases import LONGEST_WORD, fold, fold_letters, starts, vocabulary
from bot.mail.zones.forwards import MARK_ENDS
from bot.mail.zones.printed.article_lines import fronts
from bot.mail.zones.printed.bylines import date_words, may_date

_LABEL = 34  # a header line's colon stands before this place
_WINDOW = 5  # so many lines an attribution has at most
_ENDS = " \t*_-–—>\u00a0:："
_AROUND = ".,:;：()[]" + "-_=*~<>–—"
_LEAD = re.compile(r"[^\W_]{1,40}")
_PASSING = ("from", "fm", "via", "h/t", "hat", "courtesy", "thanks")
_BEGINS, _OPENS, _PASSES, _FRONTS, _DATES, _QUOTED, _LEAVES = 1, 2, 4, 8, 16, 32, 64
_INSIDE = (
    *((sign, _OPENS) for sign in ("@", "年", "년", "在", "于", "於")),
    ("：", _BEGINS | _PASSES),
)
_WWW = ("ww.", "wW.", "Ww.", "WW.")
_NOTES = "\nSubject\n"  # Lotus Notes puts its labels on lines of their own
_NOTES_LINES = 16
_HEAD, _TAIL, _FIRST = itemgetter(slice(LONGEST_WORD)), itemgetter(slice(-3, None)), itemgetter(0)
_BETWEEN = ("/", "--")  # parts the words of two languages in one mark


@dataclass(frozen=True, slots=True)
class Glance:
    """
    What each line says without marks (``bares``, ``said`` all of them), and indices of lines, ascending.

    ``every`` has those on which anything may begin, ``beginnings`` a forward,
    ``fronts`` an article with a byline or place; on ``linked`` an address may
    stand, on ``dates`` a date alone; on ``endings`` a signature or disclaimer
    may begin. ``attributions`` has those on which an attribution may begin.
    """

    said: str
    bares: Sequence[str]
    every: Sequence[int]
    beginnings: Sequence[int]
    attributions: frozenset[int]
    fronts: Sequence[int]
    dates: Sequence[int]
    linked: Sequence[int]
    endings: Sequence[int]


def glance(lines: Sequence[Line]) -> Glance:
    """What may begin where; too much is only slow, too little would be wrong."""
    # Whole lists at a time: a loop over the lines with all of it inside takes half as much again.
    bares = list(map(itemgetter(3), lines))
    said = "\n".join(bares)
    signs = list(map(_signs_of, map(_FIRST, map(str.partition, map(_HEAD, bares), repeat(" ")))))
    for at in _early_colons(said):
        signs[at] |= _BEGINS | _PASSES
    for sign, meaning in _INSIDE:
        for at in lines_with(sign, said):
            signs[at] |= meaning
    for sign in _BETWEEN:
        for at in lines_with(sign, said):
            if _may_end_mark(bares[at], sign):
                signs[at] |= _BEGINS
    linked = _linked(said)
    for at in _above_notes(bares, said):
        signs[at] |= _BEGINS
    for at in compress(range(len(lines)), map(itemgetter(2), lines)):
        signs[at] |= _QUOTED
    return _told(said, bares, signs, linked)


def _above_notes(bares: Sequence[str], said: str) -> Iterator[int]:
    """The lines above the label with which Lotus Notes tells the subject, among which its header begins."""
    if _NOTES not in said:
        return
    for at in lines_starting(_NOTES.strip("\n"), said):
        if bares[at] == _NOTES.strip("\n"):
            yield from (above for above in range(max(0, at - _NOTES_LINES), at) if bares[above])


def _told(said: str, bares: Sequence[str], signs: Sequence[int], linked: Sequence[int]) -> Glance:
    tails = map(_may_end, map(_TAIL, bares))
    ends = [at for at in compress(range(len(bares)), tails) if _ends(bares[at])]
    signed = list(compress(range(len(bares)), signs))
    # An attribution begins at most four lines above the one that ends it.
    near = {end - before for end in ends for before in range(_WINDOW)}
    attributions = near.intersection([*ends, *[at for at in signed if signs[at] & _OPENS]])
    return Glance(
        said=said,
        bares=bares,
        every=sorted(attributions.union([at for at in signed if signs[at] & (_BEGINS | _PASSES | _QUOTED)])),
        beginnings=[at for at in signed if signs[at] & _BEGINS],
        attributions=frozenset(attributions),
        fronts=[at for at in signed if signs[at] & _FRONTS],
        dates=[at for at in signed if signs[at] & _DATES],
        linked=linked,
        endings=[at for at in signed if signs[at] & _LEAVES],
    )


def lines_with(sign: str, said: str) -> Iterable[int]:
    """Indices of the lines on which the sign stands."""
    return _lines_with(sign, said) if sign in said else ()


def _lines_with(sign: str, said: str) -> Iterator[int]:
    at = start = 0
    here = said.find(sign)
    while here >= 0:
        at += said.count("\n", start, here)
        yield at
        end = said.find("\n", here)
        if end < 0:
            return
        at, start = at + 1, end + 1
        here = said.find(sign, start)


def lines_starting(word: str, said: str) -> Iterator[int]:
    """Indices of the lines that begin with the word."""
    shifted, sought = f"\n{said}", f"\n{word}"
    at = start = 0
    here = shifted.find(sought)
    while here >= 0:
        at += shifted.count("\n", start, here)
        yield at
        start, here = here, shifted.find(sought, here + 1)


def _early_colons(said: str) -> Iterator[int]:
    """Indices of the lines whose first colon stands where that of a header line does."""
    at = start = 0
    here = said.find(":")
    while here >= 0:
        at += said.count("\n", start, here)
        if here - said.rfind("\n", start and start - 1, here) <= _LABEL and not said.startswith(
            "//", here + 1
        ):
            yield at
        end = said.find("\n", here)
        if end < 0:
            return
        at, start = at + 1, end + 1
        here = said.find(":", start)


def _may_end_mark(bare: str, sign: str) -> bool:
    """Whether a line, with this sign in it, may be a mark: the last words are one, or dashes."""
    return bare[-1] in MARK_ENDS or _core(bare.rpartition(sign)[2].strip(_AROUND + " ")) in _words().marks


def _linked(said: str) -> list[int]:
    """Indices of the lines on which an address may stand."""
    found = list(lines_with("://", said))
    if not any(map(said.__contains__, _WWW)):
        return found
    return sorted({*found, *lines_with("www.", said.replace("W", "w"))})


@functools.lru_cache(maxsize=32_768)
def _signs_of(first: str) -> int:
    """What a line may begin with this first word; punctuation and marks around it are not looked into."""
    if not first:
        return 0
    if not first[0].isalnum():
        return _BEGINS | _OPENS | _PASSES | _FRONTS | _DATES | _LEAVES
    words, folded = _words(), fold(first).partition(" ")[0]
    if folded.isalpha() and folded not in words.telling and not words.begins(folded):
        return _FRONTS if len(first) > 1 and first[:2].isupper() else 0
    core, lead = folded.strip(_AROUND), _LEAD.match(folded)
    if (
        lead
        and not first[0].isdigit()
        and words.telling.isdisjoint((folded, core, lead[0]))
        and not words.begins(folded)
    ):
        return _FRONTS if fronts(first, folded) else 0
    signs = _OPENS if first[0].isdigit() or core in words.openers else 0
    signs |= _BEGINS if core in words.marks else 0
    signs |= _PASSES if core in _PASSING else 0
    signs |= _LEAVES if starts(folded, "disclaimers") else 0
    signs |= _DATES if may_date(folded) else 0
    return signs | (_FRONTS if fronts(first, folded) else 0)


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
    return bare[-1] in _ENDS or _is_last(bare[-60:].rpartition(" ")[2])


@functools.lru_cache(maxsize=8192)
def _is_last(word: str) -> bool:
    last, words = fold(word).rpartition(" ")[2], _words()
    return last in words.last or last.endswith(words.joined)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of the languages; others, and those of other letters, tell nothing unless ``begun`` so."""

    telling: frozenset[str]
    begun: Mapping[str, tuple[str, ...]]  # by their first letters
    marks: frozenset[str]
    openers: frozenset[str]
    last: frozenset[str]
    joined: tuple[str, ...]
    endings: frozenset[str]
    short: tuple[str, ...]

    def begins(self, folded: str) -> bool:
        """Whether a word begins with one of ``begun``."""
        return folded.startswith(self.begun.get(folded[:1], ()))


@functools.cache
def _words() -> _Words:
    terms = vocabulary()
    marks = _first_words(terms.forward_marks | terms.original_marks)
    openers = _first_words(terms.openers | terms.weekdays | terms.months)
    begun = {*terms.disclaimers, *terms.published}
    front = {phrase.partition(" ")[0] for phrase in begun | terms.bylines if " " in phrase}
    return _Words(
        telling=marks.union(openers, _PASSING, front, terms.bylines, date_words()),
        begun=_by_letter(
            phrase.partition(" ")[0] if phrase in terms.published else phrase for phrase in begun
        ),
        marks=marks,
        openers=openers,
        last=frozenset(verb.rpartition(" ")[2] for verb in terms.verbs),
        # These need no blank before them: "Annwrote", and verbs of scripts that put none.
        joined=("wrote", *(verb for verb in terms.verbs if " " not in verb and not _is_plain(verb))),
        endings=frozenset(verb[-3:] for verb in terms.verbs),
        short=tuple(verb for verb in terms.verbs if len(verb) < 3),
    )


def _is_plain(verb: str) -> bool:
    return verb.isascii() and verb.isalpha()


def _by_letter(phrases: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(_core(phrase) for phrase in phrases)


def _core(text: str) -> str:
    """The first word, folded, without punctuation around it."""
    return fold(text).partition(" ")[0].strip(_AROUND)

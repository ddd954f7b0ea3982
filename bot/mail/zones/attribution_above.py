"""Recognises by its form the line above a quotation that says whose it is, in any wording and language."""

import functools
import re
from collections.abc import Sequence

from bot.mail.text.clues import ADDRESS, has_date, has_time, has_whole_date, words_of
from bot.mail.text.lines import Line
from bot.mail.text.phrases import fold, vocabulary

_MOST_LINES = 4
_MOST_BLANK = 2
_LONGEST = 300
_SHORT = 3  # words of "Clara says:"
_FEW = 8  # words of "In her last mail Clara Winter said:"
_PRONOUNS = frozenset(
    (
        "he",
        "she",
        "they",
        "it",
        "we",
        "this",
        "that",
        "who",
        "er",
        "sie",
        "es",
        "il",
        "elle",
        "ils",
        "el",
        "ella",
        "hij",
        "zij",
    )
)
_ENDS = (":", "：", "...", "…", ":-", ":]", ":)", ":}")
_AROUND = "[]{}()<>*_#-=–—\"' \t\u00a0\u200e\u200f\u202a\u202b\u202c"
_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>|\bnews:\S{3,200}|\bmid:\S{3,200}", re.IGNORECASE)
_SENTENCE = re.compile(r"[^\W\d_]{5,40}[.!?]\s{1,3}(?=[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω])")
_BRACKETED = re.compile(r"\[ ?[^\[\]]{3,60} ?\] ?:")
_NAME = re.compile(r"[^\W\d_][\w.'’-]{0,30}")
_DATED_NAME = re.compile(
    r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2} [^\d\W][^<>]{1,60} <[^<>\s]{3,100}>"
)  # as Gmail put it
_FULL = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω](?:[^\W\d_]{0,30}[.'’-]?){1,3}")
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_OPEN = (",", ";")


def attribution_above(lines: Sequence[Line], quoted: int, floor: int) -> int | None:
    """
    The index of the first line of an attribution right above the quotation that begins at ``quoted``.

    ``floor`` is the first line that may belong to it. A line is one by its form: it ends in
    a colon or the like, and has an address, a date, a Message-ID or a name with a verb of
    saying, and no sentence beside. One name alone ("Clara:") is one where nothing stands above.
    """
    last = quoted - 1
    while last >= floor and not lines[last].bare and quoted - last <= _MOST_BLANK:
        last -= 1
    depth = lines[last].depth if last >= floor else 0
    text, first = "", None
    for at in range(last, max(floor, last - _MOST_LINES + 1) - 1, -1):
        line = lines[at]
        if not line.bare or line.depth != depth or depth >= lines[quoted].depth:
            break
        text = f"{line.bare} {text}".strip()
        if len(text) > _LONGEST:
            break
        if first is None and says_whose(text):
            first = at
        elif first is not None:
            if not _opens(line.bare):
                break
            first = at
    if first is None and last >= floor and _is_one_name(lines[last].bare):
        return last if not any(line.bare for line in lines[:last]) else None
    return first


def _opens(bare: str) -> bool:
    """Whether a line above an attribution is its beginning: "In <ID>, on 01/13/24 at 10:05 AM,"."""
    if not bare.endswith(_OPEN) or has_sentence(bare):
        return False
    return _ID.search(bare) is not None or has_date(bare) or ADDRESS.search(bare) is not None


def says_whose(text: str) -> bool:
    """Whether a text that stands right above a quotation is an attribution by its form."""
    if _DATED_NAME.fullmatch(text):
        return True
    if not text.rstrip(" \t\u202c\u200f").endswith(_ENDS) or has_sentence(text):
        return False
    said = text.strip(_AROUND)
    if _BRACKETED.fullmatch(text.strip()) and _is_name(said):
        return True
    if text.rstrip().endswith((":", "：")) and _is_full_name(said):
        return True
    told = _tells(said)
    message = _ID.search(said) is not None
    addressed = ADDRESS.search(_ID.sub(" ", said)) is not None
    dated = has_date(said)
    if message and (told or addressed or dated or _is_name(_ID.sub(" ", said))):
        return True
    if addressed and (told or (dated and has_whole_date(said)) or (has_time(said) and _YEAR.search(said))):
        return True
    if dated and (told or has_time(said)) and (addressed or _has_name(said)):
        return True
    if (
        dated and told and has_time(said) and has_whole_date(said)
    ):  # one name alone, first of all: "Clara, le mer. ..."
        return True
    words = said.strip(":… .").split()
    return told and len(words) <= _FEW and (addressed or _has_name(said) or words[0].lower() in ("i", "you"))


def has_sentence(text: str) -> bool:
    """Whether a sentence ends in the middle of a text."""
    return _SENTENCE.search(text) is not None and _SENTENCE.search(_without_dots(text)) is not None


def opens_attribution(lines: Sequence[Line], at: int, floor: int) -> int:
    """The first line of an attribution of which a part begins at ``at``: "In <ID>, on 01/13/24," above it."""
    while (
        at > floor
        and lines[at - 1].bare
        and lines[at - 1].depth == lines[at].depth
        and _opens(lines[at - 1].bare)
    ):
        at -= 1
    return at


def _without_dots(text: str) -> str:
    """The text without what ends it, and without the dots of months and weekdays ("janv. 2024")."""
    known = _of_dates()
    return " ".join(
        [
            word.rstrip(".") if "@" in word or (word[-1] == "." and fold(word.strip(".,")) in known) else word
            for word in text.rstrip(".… :").split()
        ]
    )


@functools.cache
def _of_dates() -> frozenset[str]:
    return vocabulary().months | vocabulary().weekdays


def _tells(said: str) -> bool:
    """Whether somebody is told to have written or said something."""
    words, terms = words_of(said), vocabulary()
    if not (words.isdisjoint(terms.verbs) and words.isdisjoint(terms.reporting)):
        return True
    return has_long_verb(fold(said))


def has_long_verb(folded: str) -> bool:
    """Whether such a verb stands in a text."""
    return any(map(folded.__contains__, long_verbs(folded)))


def long_verbs(folded: str) -> tuple[str, ...]:
    """The verbs that may stand in the middle of a word of this text, or are more than one."""
    return _long_verbs(plain=folded.isascii())


@functools.cache
def _long_verbs(*, plain: bool) -> tuple[str, ...]:
    long = (verb for verb in vocabulary().verbs if not verb.isalpha() or not verb.isascii())
    return tuple(verb for verb in long if verb.isascii() or not plain)


@functools.cache
def _no_names() -> frozenset[str]:
    """The words that an attribution has beside a name."""
    terms = vocabulary()
    return terms.months.union(terms.weekdays, terms.openers, terms.verbs, terms.reporting, *terms.common)


def _has_name(said: str) -> bool:
    """Whether a word with a capital stands in it that is no month, weekday, verb or first word of many."""
    known = _no_names()
    names = [word for word in _NAME.findall(said) if word[0].isupper() and fold(word).strip(".") not in known]
    if not names or (len(names) == 1 and fold(names[0]) in _PRONOUNS):
        return False
    return len(names) > 1 or not said.startswith(names[0]) or len(said.split()) <= _SHORT


def _is_name(said: str) -> bool:
    words = said.strip(":,.… ").split()
    return 0 < len(words) <= _FEW and all(not word[0].islower() for word in words if word[0].isalpha())


def _is_one_name(bare: str) -> bool:
    """Whether nothing stands there but a name of one word and a colon: "Clara:"."""
    name = bare.rstrip(" :：")
    return name != bare and _FULL.fullmatch(name) is not None and _has_name(name)


def _is_full_name(said: str) -> bool:
    """Whether nothing stands there but a name of two or three words: "Dora Example:"."""
    words = said.rstrip(":： ").split()
    return 1 < len(words) < 4 and _has_name(said) and all(_FULL.fullmatch(word) for word in words)

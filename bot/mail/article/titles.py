"""Reads from a subject the title of an article and the publication that it names."""

import re
from collections.abc import Sequence

from bot.mail.post import Subject
from bot.mail.text.phrases import fold, fold_letters
from bot.mail.text.word_count import count_words
from bot.mail.zones.bylines import is_date
from bot.mail.zones.prescan import lines_starting

_ALIKE = 3  # so many words at least make a part of a title its title
_LONGEST = 300
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_BEHIND = re.compile(r"\s[|–—-]\s([^|–—]{2,40})$")
_CORE = re.compile(r"[^\w\s]+")


def source_of(subject: Subject) -> str | None:
    """The publication that a subject names at its end, in brackets or behind a dash."""
    found = _BRACKETS.search(subject.text[-80:]) or _BEHIND.search(subject.text[-60:])
    name = found[1].strip() if found else ""
    named = name[:1].isalpha() and name[:1].isupper() and len(name.split()) <= 6
    return name if named and not is_date(name) else None


class Title:
    """What a subject says, whole, and behind a colon ("Herald: Town Council Puts Off Vote")."""

    __slots__ = ("_firsts", "_titles")

    def __init__(self, subject: Subject) -> None:
        whole = _BRACKETS.sub("", subject.text)
        told = [_core(whole), _core(whole.partition(":")[2])] if ":" in whole else [_core(whole)]
        # Fewer than three words are no title that a line could be known by.
        self._titles = tuple(title for title in told if count_words(title) > 2)
        self._firsts = tuple(dict.fromkeys(title.partition(" ")[0] for title in self._titles))

    def lines(self, said: str, bares: Sequence[str]) -> list[int]:
        """Lines that may begin with a title's first word, ascending; ``said`` are all of them."""
        if not self._firsts:
            return []
        if said.isascii():
            small = said.lower()
            return sorted({at for first in self._firsts for at in lines_starting(first, small)})
        initials = {letter for first in self._firsts for letter in (first[0], first[0].upper())}
        return [at for at, bare in enumerate(bares) if bare and (bare[0] in initials or bare[0] > "\x7f")]

    def names(self, bare: str) -> bool:
        """Whether a line is a title."""
        if not self._firsts or len(bare) >= _LONGEST:
            return False
        if bare[0].isalnum() and not fold_letters(bare[:60]).startswith(self._firsts):
            return False
        line = _core(bare)
        words = count_words(line)
        return words > 2 and any(_alike(line, words, title, bare) for title in self._titles)


def _alike(line: str, words: int, title: str, bare: str) -> bool:
    """Whether a line is a title, or the two begin alike and one breaks off."""
    if line == title:
        return True
    begins = title.startswith(line) or line.startswith(title)
    return min(words, count_words(title)) > _ALIKE and begins and not bare.endswith((":", "：", ","))


def _core(text: str) -> str:
    return " ".join(_CORE.sub(" ", fold(text)).split())

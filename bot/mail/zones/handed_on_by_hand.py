"""Recognises lines in which people say themselves who passes something on, or where it was printed."""

import re
from dataclasses import dataclass

from bot.mail.text.clues import ADDRESS
from bot.mail.zones.names_in_text import read_person

_LABEL = re.compile(
    r"(?:fm|from|fr|forwarded by|shared by|sent by|passed on by)\s{0,3}:\s{0,3}(\S.{0,80})", re.IGNORECASE
)
_BARE = re.compile(r"(?:FM|Fm)\s{1,3}(\S.{0,60})")
_PLACE = re.compile(r"\s{1,3}\([^()]{2,40}\)\s{0,3}$")
_VIA = re.compile(
    r"\(?(?:via|h/t|hat tip(?: to)?|courtesy of|thanks to)\s{0,3}:?\s{1,3}(\S.{0,60}?)\)?[.,]?", re.IGNORECASE
)
_PRINTED = re.compile(
    r"from\s(?:(?:today|yesterday|(?:last|this) week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)['’]s|"
    r"the latest|the current|the new)\s(?:edition of |issue of )?(?:the\s)?([^\s:].{1,60}?)\s{0,2}[:.]?",
    re.IGNORECASE,
)
_SMALL = frozenset(
    (
        "de",
        "van",
        "von",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "la",
        "le",
        "bin",
        "al",
        "el",
        "ter",
        "ten",
        "and",
        "und",
        "et",
        "y",
        "of",
    )
)


@dataclass(frozen=True, slots=True)
class Passing:
    """Who passes on (``via``) or where it was printed (``source``); a ``short`` line must stand alone."""

    via: str | None = None
    source: str | None = None
    short: bool = False


def read_passing(bare: str, *, first: bool) -> Passing | None:
    """What such a line says; ``first`` where the author has not said anything yet."""
    if len(bare) > 120:
        return None
    if (found := _PRINTED.fullmatch(bare)) is not None:
        return Passing(source=found[1], short=True)
    if first and (found := _LABEL.fullmatch(bare) or _BARE.fullmatch(bare)) is not None:
        name = _person(_PLACE.sub("", found[1]))
        return Passing(via=name) if name else None
    if (found := _VIA.fullmatch(bare)) is not None:
        name = _person(found[1])
        return Passing(via=name, short=True) if name else None
    return None


def _person(written: str) -> str | None:
    """The name, where it is one: up to six words with capitals; an address where only that is given."""
    text = written.strip(" \t*_")
    if "@" in text and ADDRESS.search(text):
        box = read_person(text)
        return (box.name or box.address) if box else None
    words = text.rstrip(".,").split()
    if not 0 < len(words) <= 6:
        return None
    named = all(not word[:1].islower() or word.lower() in _SMALL for word in words)
    begins = words[0][:1]
    return " ".join(words) if named and begins.isalpha() and not begins.islower() else None

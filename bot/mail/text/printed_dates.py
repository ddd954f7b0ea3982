"""Reads the day from a date as papers print it, in any language, among other words."""

import datetime as dt
import functools
import re
from collections.abc import Sequence

from bot.mail.text.phrases import fold, vocabulary

_LONGEST = 200
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_EASTERN = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_POINTS = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:19|20)\d\d)(?!\d)")
_PIECE = re.compile(r"(?:19|20)\d\d(?=\d{1,2}[:.]\d\d)|\d{1,4}(?!\d)|[^\W\d_]{2,20}")
_STEMS = (
    ("jan", "jän", "ene", "gen", "ian", "jaa", "янв", "яну", "јан", "ιαν", "xan"),
    ("feb", "fev", "fév", "fáb", "фев", "φεβ", "vee", "fab"),
    ("mar", "mär", "mrt", "mrz", "már", "maa", "мар", "μαρ", "maer"),
    ("apr", "avr", "abr", "ápr", "апр", "απρ"),
    ("may", "mai", "maj", "mag", "mei", "máj", "maí", "май", "мая", "мај", "μαΐ", "μαϊ", "μάι"),
    ("jun", "juin", "giu", "iun", "jún", "juun", "xuñ", "июн", "јун", "юни", "ιουν"),
    ("jul", "juil", "lug", "iul", "júl", "juul", "xul", "июл", "јул", "юли", "ιουλ"),
    ("aug", "aoû", "aou", "ago", "avg", "ágú", "авг", "αυγ"),
    ("sep", "set", "sze", "сеп", "сен", "σεπ"),
    ("oct", "okt", "ott", "out", "окт", "οκτ"),
    ("nov", "nóv", "ноя", "ное", "нов", "νοε"),
    ("dec", "dic", "déc", "dez", "des", "det", "дек", "дец", "δεκ"),
)  # the names that most languages share begin so


def printed_date(text: str) -> dt.date | None:
    """
    The first day that a text names with its year; None where it names none, or nobody can tell which.

    "Published 20 Nov. 2026", "20. November 2026, 7:00 Uhr", "20 Nov. 2026Updated 8:12 p.m. ET" and
    "2026年11月20日" name one; "03/04/2026" is March or April.
    """
    text = text[:_LONGEST]
    if found := _ISO.search(text) or _EASTERN.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _POINTS.search(text):
        return _of_points(int(found[1]), int(found[3]), int(found[4]), point=found[2] == ".")
    pieces = _PIECE.findall(text)
    dates = (_around(pieces, at) for at, piece in enumerate(pieces) if not piece[0].isdigit())
    return next(filter(None, dates), None)


def _of_points(first: int, second: int, year: int, *, point: bool) -> dt.date | None:
    """A date with points begins with the day; with slashes only where nothing else fits."""
    if point or first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _around(pieces: Sequence[str], at: int) -> dt.date | None:
    """The date around a month's name: "20 November 2026", "Nov. 20 2026", "20 de noviembre de 2026"."""
    month = _months().get(fold(pieces[at]))
    if month is None:
        return None
    near = [piece for piece in pieces[at + 1 : at + 4] if piece[0].isdigit()]
    before = [piece for piece in pieces[max(0, at - 2) : at] if piece[0].isdigit() and len(piece) < 3]
    if before and near:
        return _day(_year(near[0]), month, int(before[-1]))
    if len(near) > 1 and len(near[0]) < 3:
        return _day(_year(near[1]), month, int(near[0]))
    return None


def _year(digits: str) -> int:
    """Two digits behind a day and a month are a year of 1950 to 2049."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year > 1800 else None
    except ValueError:
        return None


@functools.cache
def _months() -> dict[str, int]:
    """The number of each month by its names; those with two meanings are left out."""
    found: dict[str, set[int]] = {}
    for names in vocabulary().month_lists:
        stems = [_by_stem(name) for name in names]
        ordered = len(names) >= 12 and all(number in (None, at) for at, number in enumerate(stems[:12], 1))
        for at, (name, number) in enumerate(zip(names, stems, strict=True), 1):
            if ordered and at <= 12:
                found.setdefault(name, set()).add(at)
            elif number:
                found.setdefault(name, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}


def _by_stem(name: str) -> int | None:
    return next((at for at, stems in enumerate(_STEMS, 1) if name.startswith(stems)), None)

"""The publication that a shared article is from, as its own lines tell it."""

import re
from collections.abc import Sequence

from bot.mail.article.scene import Scene
from bot.mail.text.clues import has_date
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.article_lines import agency_of
from bot.mail.zones.bylines import byline_of

_LAST = 4  # paragraphs below which rights may be told
_SCANT, _SCANNED, _NAMED = 60, 400, 6  # words of a notice of rights, its characters, words of a paper's name
_RIGHTS = re.compile(
    r"(?i:copyright|©|\(c\))[\s©,]{0,3}(?i:\(c\)\s?)?(?:\d{4}(?:[-,]\s?\d{2,4})?,?\s)?(?i:by\s)?"
    r"((?:[A-Z][\w.&'’-]{1,20}\s){0,4}[A-Z][\w.&'’-]{1,20})",
)
_COMPANY = re.compile(
    r"\s(?:company|co|inc|corp|corporation|ltd|limited|llc|all|rights|reserved)\b.*", re.IGNORECASE
)
_PAPERS = (
    "times",
    "post",
    "press",
    "news",
    "journal",
    "herald",
    "tribune",
    "gazette",
    "reuters",
    "wire",
    "magazine",
    "economist",
    "guardian",
    "telegraph",
    "observer",
    "globe",
    "chronicle",
    "examiner",
    "newsbytes",
    "newswire",
    "inquirer",
    "standard",
    "independent",
    "monitor",
    "weekly",
    "bulletin",
    "review",
    "zeitung",
    "presse",
    "monde",
)
_ZONES = frozenset(
    (
        "gmt",
        "utc",
        "am",
        "pm",
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "cet",
        "cest",
        "bst",
        "et",
    )
)


def source_of_article(
    scene: Scene, places: Sequence[int], head: Sequence[int], front: Sequence[int], told: str | None
) -> str | None:
    """The publication: labelled, told by the member, or in its own lines of rights, head, dateline."""
    ends = [*front, *places[-_LAST:]]
    return (
        _labelled(scene, front)
        or told
        or next(
            filter(None, (_owner(scene.seen[at].text) for at in ends if scene.seen[at].words < _SCANT)), None
        )
        or next(filter(None, (_paper(line) for at in front for line in scene.seen[at].lines)), None)
        or _agency(scene, front)
        or _named(scene, head)
    )


def _owner(text: str) -> str | None:
    """Who has the rights: "Copyright 1997 The New York Times Company"."""
    found = _RIGHTS.search(text[:_SCANNED])
    return _COMPANY.sub("", found[1]).strip(" .,") if found else None


def _paper(line: str) -> str | None:
    """The name of a paper that stands alone on a line, also behind "By"."""
    name = (byline_of(line) or line).strip(" *_.,:()").removeprefix("From ")
    words = name.split()
    if not 0 < len(words) <= _NAMED or not words[-1].strip(".,").lower().startswith(_PAPERS):
        return None
    return name if all(word[:1].isupper() or word in ("of", "the", "and", "&") for word in words) else None


def _labelled(scene: Scene, front: Sequence[int]) -> str | None:
    for at in front:
        label, colon, name = scene.seen[at].text.partition(":")
        if colon and fold(label) in vocabulary().sources and 0 < len(name.split()) <= 6 and "//" not in name:
            return name.strip()
    return None


def _agency(scene: Scene, front: Sequence[int]) -> str | None:
    return next(filter(None, (agency_of(scene.seen[at].text) for at in front)), None)


def _named(scene: Scene, head: Sequence[int]) -> str | None:
    """The paper's name beside the date of a short head line ("WSJ 01 Jul 96", "6-8-96. FiTi:")."""
    for at in head:
        here = scene.seen[at]
        if here.words <= 9 and has_date(here.text) and not here.byline:
            name = " ".join(word for word in here.bare.replace(",", " ").split() if _is_name(word))
            if name and len(name.split()) <= 4:
                return name.strip(":.;")
    return None


def _is_name(word: str) -> bool:
    folded = fold(word.strip(".,:;()"))
    known = vocabulary().months | vocabulary().weekdays | set(vocabulary().published)
    return word[:1].isupper() and folded not in known and not has_date(f"{word} 1") and folded not in _ZONES

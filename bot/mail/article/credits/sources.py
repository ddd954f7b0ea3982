"""The publication that a shared article is from, as its own lines tell it."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.mail.article.credits.papers import named_in, publisher_of, that_may_name, whole_name
from bot.mail.article.scene import Scene
from bot.mail.text.clues import has_date
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.printed.article_lines import agency_of
from bot.mail.zones.printed.bylines import byline_of

_LAST = 4  # paragraphs below which rights may be told
_SCANT, _SCANNED, _NAMED = 60, 400, 6  # words of a notice of rights, its characters, words of a paper's name
_RIGHTS = re.compile(
    r"(?i:copyright|©|\(c\))[\s©,]{0,3}(?i:\(c\)\s?)?(?:\d{4}(?:[-,]\s?\d{2,4})?,?\s)?(?i:by\s)?"
    r"((?:[A-Z][\w.&'’-]{1,20}\s){0,4}[A-Z][\w.&'’-]{1,20})",
)
_COMPANY = re.compile(
    r"\s(?:company|co|inc|corp|corporation|ltd|limited|llc|all|rights|reserved)\b.*", re.IGNORECASE
)
_IMPRINT, _FEW_BESIDE, _ABOVE = 110, 1, 2  # characters of a line, words beside the name, paragraphs above
_PUNCTUATION = re.compile(r"[^\w']+")
_LETTERS = re.compile("[a-z]+")
_NO_OWNER = frozenset(("copyright", "(c", "by", "the", "all", "c"))
# fmt: off
_BESIDE = frozenset((
    "date", "time", "when", "where", "re", "subject", "place", "daily",
    "by", "from", "page", "pages", "p", "pp", "section", "sec", "vol", "volume", "issue", "no",
    "number", "edition", "copyright", "c", "staff", "writer", "writers", "reporter", "reporters",
    "correspondent", "columnist", "editor", "business", "news", "service", "online", "web", "wire",
    "new", "media", "for", "to", "the", "of", "in", "on", "via", "special", "front", "first", "sunday",
    "am", "pm", "est", "edt", "pst", "pdt", "cst", "cdt", "mst", "mdt", "gmt", "op", "ed", "a", "b",
    "d", "e", "washington", "bureau", "chief", "uk", "us", "editorial", "story", "article",
))
# fmt: on
_PAPERS = frozenset(
    (
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an article outside of it: in so many words, in the whole subject, by its address."""

    source: str | None
    subject: str
    url: str | None


def source_of_article(
    scene: Scene, places: Sequence[int], head: Sequence[int], front: Sequence[int], told: Told
) -> str | None:
    """The publication: labelled, told by the member, or in its own lines of rights, head, dateline."""
    return next(filter(None, _candidates(scene, places, head, front, told)), None)


def _candidates(
    scene: Scene, places: Sequence[int], head: Sequence[int], front: Sequence[int], told: Told
) -> Iterator[str | None]:
    """What may be the publication, the surest first."""
    yield _labelled(scene, front)
    lines = _lines(scene, front)
    imprint = _imprint(lines)
    if told.source:
        yield (
            imprint
            if imprint and whole_name(told.source) == (whole_name(imprint) or imprint)
            else told.source
        )
    yield imprint
    ends = [scene.seen[at] for at in (*front, *places[-_LAST:])]
    yield next(filter(None, (_owner(each.text) for each in ends if each.words < _SCANT)), None)
    yield next(filter(None, map(_paper, lines)), None) if _may_be_papers(lines) else None
    yield named_in(told.subject)
    yield _said_above(scene, places[0])
    yield _agency(scene, front)
    yield next(
        filter(None, (named_in(_dateline(scene.seen[at].text)) for at in front if scene.datelined[at])), None
    )
    yield _imprint(_lines(scene, places[-_LAST:]))
    yield publisher_of(told.url) if told.url else None
    yield _named(scene, head)


def _lines(scene: Scene, front: Sequence[int]) -> list[str]:
    """The lines of the paragraphs that may be above the text."""
    return [line for at in front if scene.seen[at].words < _SCANT for line in scene.seen[at].lines]


def _imprint(lines: Sequence[str]) -> str | None:
    """The first imprint among these lines."""
    return next(filter(None, map(imprint_of, that_may_name(lines))), None)


def imprint_of(line: str) -> str | None:
    """The publication on a line of its own, with a date, a page, or who is on its staff."""
    name = named_in(line) if len(line) <= _IMPRINT else None
    if name is None:
        return None
    rest = _PUNCTUATION.sub(" ", line.replace(name, " ", 1)).lower().split()
    left = [word for word in rest if not (word in _BESIDE or word.isdigit() or _is_time(word))]
    return name if len(left) <= _FEW_BESIDE and (len(left) < len(rest) or not left) else None


def _is_time(word: str) -> bool:
    terms = vocabulary()
    return word in terms.months or word in terms.weekdays or (word[:1].isdigit() or word[1:].isdigit())


def _dateline(text: str) -> str:
    """What stands before the dash."""
    return re.split(r" ?-- ?| - | ?[–—] ?", text[:_IMPRINT], maxsplit=1)[0]


def _said_above(scene: Scene, first: int) -> str | None:
    """The publication that the member names right above."""
    for at in range(first - 1, max(-1, first - 1 - _ABOVE), -1):
        if found := named_in(scene.seen[at].text):
            return found
    return None


def _owner(text: str) -> str | None:
    """Who has the rights: "Copyright 1997 The New York Times Company"."""
    found = _RIGHTS.search(text[:_SCANNED])
    if found is None:
        return None
    name = _COMPANY.sub("", found[1]).strip(" .,")
    return named_in(name) or (name if fold(name) not in _NO_OWNER else None)


def _may_be_papers(lines: Sequence[str]) -> bool:
    """A quick look, before _paper() is asked for each line."""
    return not _PAPERS.isdisjoint(_LETTERS.findall("\n".join(lines).lower()))


def _paper(line: str) -> str | None:
    """The name of a paper that stands alone on a line, also behind "By"."""
    name = (byline_of(line) or line).strip(" *_.,:()").removeprefix("From ")
    words = name.split()
    if not 0 < len(words) <= _NAMED or words[-1].strip(".,").lower() not in _PAPERS:
        return None
    return name if all(word[:1].isupper() or word in ("of", "the", "and", "&") for word in words) else None


def _labelled(scene: Scene, front: Sequence[int]) -> str | None:
    for at in front:
        label, colon, name = scene.seen[at].text.partition(":")
        if colon and fold(label) in vocabulary().sources and 0 < len(name.split()) <= 6 and "//" not in name:
            return name.strip()
    return None


def _agency(scene: Scene, front: Sequence[int]) -> str | None:
    found = next(filter(None, (agency_of(scene.seen[at].text) for at in front)), None)
    return (whole_name(found) or found) if found else None


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
    return word[:1].isupper() and folded not in _no_names() and not has_date(f"{word} 1")


@functools.cache
def _no_names() -> frozenset[str]:
    """The words that stand beside a paper's name."""
    terms = vocabulary()
    return terms.months.union(terms.weekdays, terms.published, _BESIDE, _ZONES)

"""Whether lines may show evidence of an article: a quick look, before paragraphs are made of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.mail.article.addresses import address_of
from bot.mail.article.paragraphs import Fronts, without_anchors
from bot.mail.text.clues import has_date
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.prescan import Glance, lines_with
from bot.mail.zones.printed.article_lines import agency_of, is_dateline, may_release
from bot.mail.zones.printed.bylines import beside_bylines, beside_dates, byline_of, is_date

_DASHES = (" - ", "--", " – ", "—", " _ ")
_DASH_MARKS = "-–—_"
_HEAD = 120  # characters of a paragraph among which a dateline ends
_FRONT = 6  # blocks of lines among which "WSJ 01 Jul 96" stands
_FEW = 9  # words of such a line
_ASCII_DIGIT = re.compile("[0-9]")


def may_share(glance: Glance, start: int, end: int) -> bool:
    """Whether one of the lines between these indices may be evidence of an article that nobody announces."""
    bares, linked = list(glance.bares[start:end]), _within(glance.linked, start, end)
    if any(_may_be_address(bares[at]) for at in linked):
        return True
    for at in linked:
        bares[at] = without_anchors(bares[at])
    said = "\n".join(bares)
    small = said.lower()
    if _tells_rights(said, small) or _tells_release(said, small):
        return True
    if any(byline_of(bares[at]) for at in _within(glance.fronts, start, end)):
        return True
    return _datelined(said, bares) or _dated(said, bares, _within(glance.dates, start, end))


def fronts_of(glance: Glance) -> Fronts:
    """The lines of a text on which a byline or a date may stand."""
    said = glance.said
    return Fronts(
        frozenset(chain(glance.fronts, *(lines_with(sign, said) for sign in beside_bylines()))),
        frozenset(chain(glance.dates, *(lines_with(sign, said) for sign in beside_dates()))),
    )


def _tells_rights(said: str, small: str) -> bool:
    """Whether words of a notice of rights stand in a text: "©", "copyright", "all rights reserved"."""
    if "©" in said:
        return True
    if "(" in said and "(c) " in small:
        return True
    if "right" not in small:
        return False
    folded = small if said.isascii() else fold(said)
    return "copyright" in folded or ("rights" in folded and "reserved" in folded)


def _tells_release(said: str, small: str) -> bool:
    """Whether words of a press release stand in a text."""
    return may_release(small) and any(map(fold(said).__contains__, vocabulary().releases))


def _may_be_address(bare: str) -> bool:
    """Whether an address stands on a line for its own sake, be it below "You can read it at"."""
    return address_of(bare) is not None or bare[:3].lower() == "at "


def _within(places: Sequence[int], start: int, end: int) -> list[int]:
    """Those between two indices, counted from the first."""
    return [at - start for at in places[bisect_left(places, start) : bisect_left(places, end)]]


def _dated(said: str, bares: Sequence[str], dates: Sequence[int]) -> bool:
    """Whether a date stands on a line of its own, behind a name, or on a short line near the top."""
    if not _ASCII_DIGIT.search(said):
        return False
    named = [at for sign in beside_dates() for at, _ in _places(said, sign)]
    if any(map(is_date, map(bares.__getitem__, (*dates, *named)))):
        return True
    few = [at for at in _front(bares) if _has_digit(bares[at]) and len(bares[at].split()) <= _FEW]
    return any(has_date(" ".join(bares[max(0, at - 1) : at + 2])) for at in few)


def _has_digit(bare: str) -> bool:
    return _ASCII_DIGIT.search(bare) is not None if bare.isascii() else any(map(str.isdigit, bare))


def _front(bares: Sequence[str]) -> range:
    """The lines of the first blocks that blank lines part."""
    blocks, above = 0, ""
    for at, bare in enumerate(bares):
        if bare and not above:
            blocks += 1
            if blocks > _FRONT:
                return range(at)
        above = bare
    return range(len(bares))


def _datelined(said: str, bares: Sequence[str]) -> bool:
    """Whether a dateline may begin on some line: a dash stands behind a place, a date or an agency."""
    if not any(mark in said for mark in _DASH_MARKS):
        return False
    flat = said.replace("\n", " ")
    places = {place for sign in _DASHES if sign in flat for place in _places(said, sign, flat)}
    heads = _heads(bares, places)
    joined = (" ".join(" ".join(bares[at : at + 4])[: 2 * _HEAD].split()) for at in heads)
    return any(is_dateline(head) or agency_of(head) for head in joined)


def _heads(bares: Sequence[str], places: Iterable[tuple[int, int]]) -> Iterable[int]:
    """The lines with which a paragraph may begin that has a dash near its beginning."""
    least: dict[int, int] = {}  # characters before the nearest dash; what stands above one so near is known
    for place, ahead in places:
        line, before = place, ahead
        while line >= 0 and before < least.get(line, _HEAD) and bares[line]:
            least[line] = before
            line -= 1
            before += len(bares[line]) + 1
    return least


def _places(said: str, sign: str, flat: str = "") -> Iterator[tuple[int, int]]:
    """Line and place on it of the first of these signs on each line."""
    flat = flat or said
    at = start = 0
    here = flat.find(sign)
    while here >= 0:
        at += said.count("\n", start, here)
        yield at, here - said.rfind("\n", 0, here) - 1
        end = said.find("\n", here + 1)
        if end < 0:
            return
        start, here = here, flat.find(sign, end)

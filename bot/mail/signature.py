"""What stands below a text and is no part of it: signatures, lines of clients, footers, disclaimers."""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.mail.forwards import is_rule
from bot.mail.lines import Line
from bot.mail.post import Mailbox
from bot.mail.vocabulary import fold, may_end, may_start, vocabulary

_SIGNATURE_LINES = 12
_SIGNATURE_WORDS = 90
_MOBILE_LENGTH = 130
_RULED = frozenset("-_=*~#.")
_DELIMITERS = frozenset(("--", "- --", "—"))
_CONTACT_LINES = 10
_NAME_WORDS = 7
_REACH = re.compile(r"[^\s@]@[^\s@]|www\.|https?://|(?:\d[ ().\-/]{0,2}){7}")
_CLAUSE = re.compile(r"[.,;:!]\s")


class Ending(NamedTuple):
    """Where below a stretch of lines a signature begins, and a disclaimer; their number where none does."""

    signature: int
    disclaimer: int


def ending_of(lines: Sequence[Line], author: Mailbox | None, *, first: bool, marked: bool) -> Ending:
    """
    What closes a stretch of the author's own lines, which stands at the ``first`` line or not.

    ``marked``: whether a line of it may be a delimiter or begin a disclaimer.
    """
    disclaimer = disclaimer_at(lines) if marked else len(lines)
    own = lines[:disclaimer]
    signature = signature_at(own, first=first) if marked else _mobile_at(own, _last_said(own, len(own)))
    return Ending(min(signature, contact_at(own[:signature], author)), disclaimer)


def signature_at(lines: Sequence[Line], *, first: bool = True) -> int:
    """
    The index at which the signature of an author's text begins; its length where there is none.

    That is the delimiter "-- " (RFC 3676 4.3), also without its blank, or the
    lines that a client adds ("Sent from my phone"). A delimiter with much text
    below parts a comment from what is shared, and begins no signature. A post
    (``first``: nothing stands above) is not all signature.
    """
    end = _last_said(lines, len(lines))
    delimiter = _delimiter(lines, end)
    if delimiter is not None and (not first or any(not line.blank for line in lines[:delimiter])):
        end = _last_said(lines, delimiter)
        above = _mobile_at(lines, end)
        return above if above < end else delimiter
    return _mobile_at(lines, end)


def _delimiter(lines: Sequence[Line], end: int) -> int | None:
    """The index of the first delimiter that has a signature's lines and words below it, and no more."""
    if _DELIMITERS.isdisjoint([line.bare for line in lines[:end]]):
        return None
    said = [at for at, line in enumerate(lines[:end]) if line.bare][-_SIGNATURE_LINES - 1 :]
    for number, at in enumerate(said):
        if lines[at].bare in _DELIMITERS:
            words = sum(len(lines[below].bare.split()) for below in said[number + 1 :])
            if words <= _SIGNATURE_WORDS:
                return at
    return None


def contact_at(lines: Sequence[Line], author: Mailbox | None) -> int:
    """The index of the author's name above where to reach them, at the end; else the length."""
    if not author or not author.name:
        return len(lines)
    end = _last_said(lines, len(lines))
    start = _paragraph(lines, end)
    first = lines[start].bare if 0 < start < end - 1 and end - start <= _CONTACT_LINES else ""
    if len(first.split()) > _NAME_WORDS or fold(author.name) not in fold(first):
        return len(lines)
    block = lines[start:end]
    reach = any(_REACH.search(line.bare) for line in block[1:])
    prose = any(len(line.bare) > _MOBILE_LENGTH or line.bare.endswith((".", "?", "!")) for line in block)
    return start if reach and not prose else len(lines)


def _last_said(lines: Sequence[Line], end: int) -> int:
    while end and not lines[end - 1].bare:
        end -= 1
    return end


def _mobile_at(lines: Sequence[Line], end: int) -> int:
    start = here = end
    while here and (lines[here - 1].blank or is_mobile(lines[here - 1].bare)):
        here -= 1
        if not lines[here].blank:
            start = here
    return start if start < end else len(lines)


def is_mobile(bare: str) -> bool:
    """Whether a client wrote this line: "Sent from my phone"; also the mark that a mail tracker leaves."""
    if len(bare) > _MOBILE_LENGTH:
        return False
    folded = fold(bare.strip("<>()*_-– .").replace("[", ""))
    if folded == "ᐧ":
        return True
    if not (_starts_mobile(folded) or _ends_mobile(folded) or _product(bare, folded)):
        return False
    more = _CLAUSE.split(folded, maxsplit=1)[1:]  # "Sent from my desk, it is easier there" is a sentence
    return not more or not more[0].strip() or more[0].strip().startswith(vocabulary().excuses)


def _starts_mobile(folded: str) -> bool:
    return may_start(folded.partition(" ")[0], "mobile") and folded.startswith(vocabulary().mobile)


def _ends_mobile(folded: str) -> bool:
    return may_end(folded.rpartition(" ")[2], "mobile") and folded.endswith(vocabulary().mobile)


def _product(bare: str, folded: str) -> bool:
    """Whether a program is named, in at most eight words ("Sent from TypeApp")."""
    if not may_start(folded.partition(" ")[0], "products"):
        return False
    start = next((word for word in vocabulary().products if folded.startswith(word)), None)
    if start is None or len(folded.split()) > 8:
        return False
    return bare.lstrip("<(*_- ")[len(start) :].lstrip(" [*")[:1].isupper()


def footer_at(lines: Sequence[Line]) -> int:
    """
    The index at which the list's footer begins; the length where there is none.

    Footers of Mailman, Sympa, LISTSERV, Groups.io, Google Groups and archives
    are known by what they say, below a rule or alone, at the very end.
    """
    start = end = _last_said(lines, len(lines))
    for _ in range(12):
        begin = _paragraph(lines, end)
        if begin == end or lines[end - 1].depth or not _is_footer(lines[begin:end], below=start < len(lines)):
            break
        start = begin
        end = _last_said(lines, begin)
    else:
        end = start
    return _with_rule(lines, start) if start < _last_said(lines, len(lines)) else len(lines)


def _paragraph(lines: Sequence[Line], end: int) -> int:
    """Where the paragraph that ends at ``end`` begins; a rule inside begins a paragraph of its own."""
    begin = end
    while begin and lines[begin - 1].bare and end - begin < 30:
        begin -= 1
        if end - begin > 1 and _parts(lines[begin].bare):
            break
    return begin


def _parts(bare: str) -> bool:
    return bare[:1] in _RULED and (is_rule(bare) or bare in ("--", "__", "---") or bare.startswith("-=-=-"))


def _is_footer(paragraph: Sequence[Line], *, below: bool) -> bool:
    said = [line.bare for line in paragraph]
    if said[0].startswith("|"):  # a quotation with bars
        return False
    text = fold(" ".join(said))
    if len(text) > 1500:
        return False
    long, short = _footer_phrases()
    if any(map(text.__contains__, long)):
        return True
    at_home = _parts(said[0]) or (len(said) <= 6 and ("://" in text or "@" in text))
    return (at_home and any(map(text.__contains__, short))) or (below and all(map(_parts, said)))


@functools.cache
def _footer_phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of four words or more, which say it all, and those that also stand in other texts."""
    phrases = vocabulary().list_footers
    long = tuple(phrase for phrase in phrases if phrase.count(" ") > 2)
    return long, tuple(phrase for phrase in phrases if phrase not in long)


def _with_rule(lines: Sequence[Line], start: int) -> int:
    """Rules and delimiters directly above belong to the footer."""
    above = _last_said(lines, start)
    while above and _parts(lines[above - 1].bare) and not lines[above - 1].depth:
        start = above - 1
        above = _last_said(lines, start)
    return start


def disclaimer_at(lines: Sequence[Line]) -> int:
    """The index at which a legal disclaimer begins, near the end; the length where there is none."""
    start = end = _last_said(lines, len(lines))
    found = len(lines)
    for _ in range(4):
        start = _paragraph(lines, end)
        if start == end:
            break
        first = start + 1 if _parts(lines[start].bare) and start + 1 < end else start
        if _disclaims(lines[first].bare) and _is_legal(lines[first:end]):
            found = start
        end = _last_said(lines, start)
    return _with_rule(lines, found) if found < len(lines) else found


def _disclaims(bare: str) -> bool:
    said = bare.strip("*_- ")
    if not may_start(said.partition(" ")[0], "disclaimers"):
        return False
    return fold(said).startswith(vocabulary().disclaimers)


def _is_legal(lines: Sequence[Line]) -> bool:
    """Whether a paragraph speaks of secrets and recipients; "This e-mail and any ..." may be the author's."""
    text = fold(" ".join(line.bare for line in lines))
    return any(word in text for word in vocabulary().legal)


def banner_end(lines: Sequence[Line]) -> int:
    """The index behind a warning that a mail filter put on top ("External email"); 0 where there is none."""
    start = next((at for at, line in enumerate(lines) if not line.blank), len(lines))
    end = start
    while end < len(lines) and not lines[end].blank and end - start < 8:
        end += 1
    if start == end or lines[start].depth:
        return 0
    first = lines[start].bare.strip("*_-[ ").partition(" ")[0]
    if not any(map(may_start, (first, f"[{first}"), ("banners", "banners"))):
        return 0
    text = fold(" ".join([line.bare for line in lines[start:end]]).strip("*_-[ "))
    return end if len(text) < 700 and text.startswith(_banners()) else 0


@functools.cache
def _banners() -> tuple[str, ...]:
    return tuple(phrase.lstrip("[") for phrase in vocabulary().banners)

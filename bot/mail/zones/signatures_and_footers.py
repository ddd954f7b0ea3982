"""Recognises what stands below a text: signatures, client lines, list footers, disclaimers."""

import functools
import re
from collections.abc import Sequence

from bot.mail.text.clues import is_patch
from bot.mail.text.lines import Line, next_said
from bot.mail.text.phrases import first_word, fold, may_end, may_start, vocabulary
from bot.mail.zones.forwards import is_rule

_SIGNATURE_LINES = 12
_SIGNATURE_WORDS = 90
_MOBILE_LENGTH = 130
_LONGEST_FOOTER = 1500  # characters
_LABEL_WORDS = 4
_AT_HOME = 6  # lines of a footer that tells where the list lives
_RULED = frozenset("-_=*~#.")
DELIMITERS = frozenset(("--", "- --", "—"))
_BOX = 8  # lines
_LONG_RULE, _SLOGAN = 40, 4  # characters, lines
_BOX_TOP = re.compile(r"[-_=*~]{8,60} [^\W\d_][^-_=*~]{2,40} [-_=*~]{8,60}>?")
_PAGE = re.compile(
    r"<?https?://[^\s<>]{1,200}/(?:mailman|postorius|sympa)[^\s<>]{0,20}/(?:listinfo|lists|info)/[^\s<>/]{1,80}/?>?"
)
_CLAUSE = re.compile(r"[.,;:!]\s")


def signature_at(lines: Sequence[Line], *, first: bool = True) -> int:
    """
    The index at which the signature of an author's text begins; its length where there is none.

    That is the delimiter "-- " (RFC 3676 4.3), also without its blank, or the
    lines that a client adds ("Sent from my phone"). A delimiter with much text
    or a patch below parts a comment from what is shared, and begins no signature.
    A post (``first``: nothing stands above) is not all signature.
    """
    end = last_said(lines, len(lines))
    delimiter = _delimiter(lines, end)
    if delimiter is not None and (not first or any(not line.blank for line in lines[:delimiter])):
        end = last_said(lines, delimiter)
        above = mobile_at(lines, end)
        return above if above < end else delimiter
    return mobile_at(lines, end)


def _delimiter(lines: Sequence[Line], end: int) -> int | None:
    """
    The index of the first delimiter that has a signature's lines and words below it, and no more.

    Where one of them is written with its blank, others without it are none.
    """
    if DELIMITERS.isdisjoint([line.bare for line in lines[:end]]):
        return None
    said = [at for at, line in enumerate(lines[:end]) if line.bare][-_SIGNATURE_LINES - 1 :]
    marks = [at for at in said if lines[at].bare in DELIMITERS]
    marks = [at for at in marks if lines[at].text == "-- "] or marks
    for at in marks:
        words = sum(len(lines[below].bare.split()) for below in said if below > at)
        if words <= _SIGNATURE_WORDS and not _goes_on(lines, at):
            below = "\n".join(line.text for line in lines[at:end])
            return None if is_patch(below) else at
    return None


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether dashes without the blank stand in the middle of a sentence."""
    if lines[at].text.endswith(" ") or not at or at + 1 >= len(lines):
        return False
    above, below = lines[at - 1].bare, lines[at + 1].bare
    return bool(above) and not above.endswith((".", "!", "?", ",")) and below[:1].islower()


def last_said(lines: Sequence[Line], end: int) -> int:
    """The index behind the last line before ``end`` that is not blank."""
    while end and not lines[end - 1].bare:
        end -= 1
    return end


def mobile_at(lines: Sequence[Line], end: int) -> int:
    """The index of the first of the lines above ``end`` that a client added; the length where none is."""
    start = here = end
    while here and (
        lines[here - 1].blank or is_mobile(lines[here - 1].bare) or _is_its_link(lines, here - 1)
    ):
        here -= 1
        if not lines[here].blank:
            start = here
    if start == end:
        return len(lines)
    return start - 1 if start and parts(lines[start - 1].bare) else start


def _is_its_link(lines: Sequence[Line], at: int) -> bool:
    """Whether an address alone on a line belongs to a client's line right above it."""
    bare = lines[at].bare
    return bool(at) and "://" in bare and " " not in bare and is_mobile(lines[at - 1].bare)


def is_mobile(bare: str) -> bool:
    """Whether a client wrote this line: "Sent from my phone"; also the mark that a mail tracker leaves."""
    if len(bare) > _MOBILE_LENGTH:
        return False
    folded = fold(bare.strip("<>()*_-– .").replace("[", ""))
    if folded == "ᐧ":
        return True
    if not (_starts_mobile(folded) or _ends_mobile(folded) or _product(bare, folded)):
        return False
    if folded in vocabulary().mobile:
        return True
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
    start = end = last_said(lines, len(lines))
    if _is_page_of_list(lines, end - 1):
        start = end = end - 1
        end = last_said(lines, end)
    for _ in range(12):
        begin = paragraph_at(lines, end)
        if begin == end or lines[end - 1].depth or not _is_footer(lines[begin:end], below=start < len(lines)):
            break
        start = begin
        end = last_said(lines, begin)
    else:
        end = start
    return _with_rule(lines, start) if start < last_said(lines, len(lines)) else len(lines)


def _is_page_of_list(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the address of a list's own page, and nobody above speaks of it."""
    if at < 1 or lines[at].depth or not _PAGE.fullmatch(lines[at].bare):
        return False
    above = last_said(lines, at)
    return above > 0 and not parts(lines[above - 1].bare) and not lines[above - 1].bare.endswith((":", ","))


def paragraph_at(lines: Sequence[Line], end: int) -> int:
    """Where the paragraph that ends at ``end`` begins; a rule inside begins a paragraph of its own."""
    begin = end
    while begin and lines[begin - 1].bare and end - begin < 30:
        begin -= 1
        if end - begin > 1 and parts(lines[begin].bare):
            break
    return begin


def parts(bare: str) -> bool:
    """Whether a line is drawn to part what is above from what is below."""
    if bare[:1] not in _RULED:
        return False
    return is_rule(bare) or bare in ("--", "__", "---") or bare.startswith(("-=-=-", "==^="))


def _is_footer(paragraph: Sequence[Line], *, below: bool) -> bool:
    said = [line.bare for line in paragraph]
    if said[0].startswith("|"):  # a quotation with bars
        return False
    if sum(map(len, said)) > _LONGEST_FOOTER:
        return False
    return _tells_of_list(said, below=below) and not _speaks(said)


def _tells_of_list(said: Sequence[str], *, below: bool) -> bool:
    long, short = _footer_phrases()
    if below and _is_box(said):
        return True
    if any(fold(line.lstrip("*<>[ ")).startswith(long) for line in said if _begins_footer(line)):
        return True
    if parts(said[0]):
        if _is_advertisement(said):
            return True
        return _says(said, vocabulary().list_footers) or (below and all(map(parts, said)))
    return _is_labelled(said, below=below) and _says(said, short)


def _is_box(said: Sequence[str]) -> bool:
    """Whether it stands between a rule with a title and another: the advertisement of a list's host."""
    return (
        2 < len(said) <= _BOX
        and _BOX_TOP.fullmatch(said[0]) is not None
        and parts(said[-1].removesuffix(">"))
    )


def _is_advertisement(said: Sequence[str]) -> bool:
    """Whether it is what a provider of free mail adds: a long line of "_", a slogan, and its page."""
    rule, *slogan = said
    if len(rule) < _LONG_RULE or set(rule) != {"_"} or not 0 < len(slogan) <= _SLOGAN:
        return False
    told = len(slogan[0].split()) >= _LABEL_WORDS or slogan[0][-1] in "!?"
    return (
        told
        and any("://" in line or "www." in line for line in slogan)
        and not any("@" in line for line in said)
    )


def _speaks(said: Sequence[str]) -> bool:
    """Whether somebody says "I": no program does."""
    folded = f" {fold(' '.join(said)).replace(',', ' ')} "
    return " i " in folded and any(f" {phrase} " in folded for phrase in vocabulary().speaking)


def _begins_footer(line: str) -> bool:
    return may_start(line.lstrip("*<>[ ").partition(" ")[0], "list_footers")


def _says(said: Sequence[str], phrases: Sequence[str]) -> bool:
    return any(map(fold(" ".join(said)).__contains__, phrases))


@functools.cache
def _footer_phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of four words or more, which say it all, and those that also stand in other texts."""
    phrases = [phrase for phrase in vocabulary().list_footers if "/" not in phrase or " " in phrase]
    long = tuple(phrase for phrase in phrases if phrase.count(" ") > 2)
    return long, tuple(phrase for phrase in phrases if phrase not in long)


def _is_labelled(said: Sequence[str], *, below: bool) -> bool:
    """Whether lines tell where a list lives, and nobody's prose speaks of one."""
    reached = len(said) <= _AT_HOME and any("://" in line or "@" in line for line in said)
    if not (below or reached) or any(line.endswith(("?", "!")) for line in said):
        return False
    labelled = fold(said[0]).startswith(_footer_phrases()[1])
    terse = all(len(line.split()) <= _LABEL_WORDS and line[-1] not in ".,:" for line in said)
    if below and labelled and terse:
        return True
    return reached and (labelled or (terse and len(said) > 1))


def _with_rule(lines: Sequence[Line], start: int) -> int:
    """Rules and delimiters directly above belong to the footer."""
    above = last_said(lines, start)
    while above and parts(lines[above - 1].bare) and not lines[above - 1].depth:
        start = above - 1
        above = last_said(lines, start)
    return start


def disclaimer_at(lines: Sequence[Line]) -> int:
    """The index at which a legal disclaimer begins, near the end; the length where there is none."""
    start = end = last_said(lines, len(lines))
    found = len(lines)
    for _ in range(4):
        start = paragraph_at(lines, end)
        if start == end:
            break
        first = start + 1 if parts(lines[start].bare) and start + 1 < end else start
        if disclaims(lines[first].bare) and _is_legal(lines[first:end]):
            found = start
        end = last_said(lines, start)
    return _with_rule(lines, found) if found < len(lines) else found


def disclaims(bare: str) -> bool:
    """Whether a line begins as legal disclaimers do."""
    said = bare.strip("*_- ")
    if not may_start(first_word(said), "disclaimers"):
        return False
    return fold(said).startswith(vocabulary().disclaimers)


def _is_legal(lines: Sequence[Line]) -> bool:
    """Whether a paragraph speaks of secrets and recipients; "This e-mail and any ..." may be the author's."""
    text = fold(" ".join(line.bare for line in lines))
    return any(word in text for word in vocabulary().legal)


def banner_end(lines: Sequence[Line], stop: int) -> int:
    """
    The index behind a warning that a mail filter put on top ("External email"); 0 where there is none.

    Lines from ``stop`` on are not looked at.
    """
    start = next_said(lines, 0, stop)
    if start == stop or lines[start].depth:
        return 0
    first = first_word(lines[start].bare.strip("*_-[ "))
    if not (may_start(first, "banners") or may_start(f"[{first}", "banners")):
        return 0
    end = start
    while end < stop and lines[end].bare and end - start < 8:
        end += 1
    text = fold(" ".join([line.bare for line in lines[start:end]]).strip("*_-[ "))
    return end if len(text) < 700 and text.startswith(_banners()) else 0


@functools.cache
def _banners() -> tuple[str, ...]:
    return tuple(phrase.lstrip("[") for phrase in vocabulary().banners)

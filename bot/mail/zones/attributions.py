"""Recognises attribution lines, "On DATE, NAME wrote:", of common clients and languages."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.post import Mailbox
from bot.mail.text.clues import ADDRESS, has_address, has_date, has_time, has_whole_date, words_of
from bot.mail.text.lines import Line
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.attribution_above import has_long_verb, has_sentence, long_verbs
from bot.mail.zones.names_in_text import read_person

_MOST_LINES = 5
_MOST_LENGTH = 400
_MOST_TOLD = 120
_QUOTED = re.compile('["“„«\u201f]\\s?([^"“”„«»]{1,80}?)\\s?["”“»]')
_NOON = re.compile(r"\s?[AaPp]\.?[Mm]\b\.?")
_IN_NAMES = frozenset(
    ("via", "de", "van", "von", "der", "den", "del", "della", "da", "di", "la", "bin", "al")
)
_ENDS = " \t*_-–—>\u00a0"
_MOST_SHAPED = 160
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Attribution:
    """
    Who is quoted.

    ``end`` is the index behind its last line. A ``sure`` one stands for itself;
    another is an attribution only where quoted lines follow.
    """

    end: int
    text: str
    sure: bool


def read_attribution(lines: Sequence[Line], at: int, end: int) -> Attribution | None:
    """The attribution that begins at ``at``, also broken over lines; None where there is none."""
    first = lines[at]
    if first.bare.startswith(">>>"):
        return _framed(first.bare, at)
    told = not _may_begin(first.bare) and not _shaped(_joined(lines, at, end))
    if told and not _tells_who_wrote(first.bare):
        return None
    joined, fallback = "", None
    for here in range(at, min(end, at + _MOST_LINES)):
        line = lines[here]
        if not line.bare and not _half_open(lines, here, joined):
            break
        joined = f"{joined} {line.bare}".strip()
        if len(joined) > _MOST_LENGTH:
            break
        found = _judge(joined, first.bare)
        if found and told:
            return Attribution(here + 1, joined, sure=False)
        if found:
            return Attribution(here + 1, joined, sure=True)
        if fallback is not None:
            break
        if found is not None:  # a verb may yet follow on the next line
            fallback = Attribution(here + 1, joined, sure=False)
    return fallback


def _joined(lines: Sequence[Line], at: int, end: int) -> str:
    """A line, and the next where the first has the address."""
    bare = lines[at].bare
    if bare.endswith((":", "：")) or "@" not in bare or at + 1 >= end:
        return bare
    return f"{bare} {lines[at + 1].bare}"


def _shaped(text: str) -> bool:
    """Whether a text has the form of an attribution in any language: an address, a year, a time, a colon."""
    if "<" not in text:
        return False
    plain = _DIRECTIONS.sub("", text).rstrip()
    if not plain.endswith((":", "：")) and not _ends_with_verb(plain.rstrip(_ENDS)):
        return False
    address = ADDRESS.search(plain) if len(plain) < _MOST_SHAPED else None
    return (
        address is not None
        and plain[address.start() - 1] == "<"
        and _YEAR.search(plain) is not None
        and has_time(plain)
        and not has_sentence(plain)
    )


def _framed(bare: str, at: int) -> Attribution | None:
    """GroupWise writes ">>> NAME DATE >>>"."""
    text = bare.strip("> ")
    framed = bare.endswith(">>>") and len(bare) < 200 and has_whole_date(text)
    return Attribution(at + 1, text, sure=True) if framed else None


def _half_open(lines: Sequence[Line], here: int, joined: str) -> bool:
    """A blank line inside, where the address alone was put on lines of its own."""
    return has_date(joined) and here + 1 < len(lines) and lines[here + 1].bare.startswith("<")


def _may_begin(bare: str) -> bool:
    """A cheap look at a line: may an attribution begin here."""
    start = bare.lstrip("-*_ <\"'")[:60]
    words = fold(start).split(" ", 3)
    if not words[0]:
        return False
    terms = vocabulary()
    word = words[0].strip(".,:;")
    if start[0].isdigit() or word in terms.openers or word in terms.weekdays or word in terms.months:
        return True
    if not bare.isascii() and any(term in bare for term in ("年", "년", "在", "于", "於")):
        return True
    return (
        " ".join(words[:2]) in terms.openers
        or _names_first(bare)
        or (len(bare.split()) <= 8 and _ends_with_verb(bare))
    )


def _tells_who_wrote(bare: str) -> bool:
    """Whether a line says "Ann wrote on 3/3/26 9:15:", which an author may do as well."""
    tail = bare[-1] in ":：" and len(bare) < _MOST_TOLD
    return tail and has_whole_date(bare) and not words_of(bare).isdisjoint(vocabulary().verbs)


def _names_first(bare: str) -> bool:
    """Whether a line begins with a name and an address; behind a date it may be words of the author's own."""
    found = ADDRESS.search(bare[:200]) if "@" in bare else None
    return found is not None and not any(char.isdigit() for char in bare[: found.start()])


@functools.lru_cache(maxsize=1_024)  # a hostile text may have the same few lines thousands of times
def _judge(joined: str, first: str) -> bool | None:
    """True: surely an attribution; False: one if a quotation follows; None: none, or not yet complete."""
    tail = joined.rstrip(_ENDS)
    colon = tail.endswith((":", "："))
    if not colon and not _ends_with_verb(tail):
        return False if joined.endswith(">") and has_date(first) and has_address(joined) else None
    if has_sentence(joined):
        return None
    if _shaped(joined):
        return True
    verb = _has_verb(joined)
    address, date = has_address(joined), has_date(joined)
    whole = date and has_whole_date(joined)  # of "on Monday at 10:30 she wrote" an author may tell, too
    if verb and whole and (address or has_time(joined)):
        return True
    if date and address and (whole or not verb) and (verb or ADDRESS.search(joined[-120:])):
        return True
    if verb and address and len(joined) < 160 and (_ends_with_verb(tail) or _begins_with_verb(joined)):
        return True
    return False if verb and (date or len(joined.split()) <= 8) else None


def _has_verb(text: str) -> bool:
    terms = vocabulary().verbs
    if not words_of(text).isdisjoint(terms):
        return True
    return has_long_verb(fold(text))


def _begins_with_verb(text: str) -> bool:
    return fold(text[:40].lstrip(_ENDS)).split(" ", 1)[0] in vocabulary().verbs


def _ends_with_verb(text: str) -> bool:
    return _is_verb_last(text[-60:])


@functools.lru_cache(maxsize=1_024)  # short lines, of which there may be very many, are much alike
def _is_verb_last(text: str) -> bool:
    folded = fold(text.rstrip(_ENDS + ":：").replace("wrote", " wrote"))
    return folded.rpartition(" ")[2] in vocabulary().verbs or folded.endswith(long_verbs(folded))


def person_of(attribution: str) -> Mailbox | None:
    """Who is named in an attribution."""
    found = ADDRESS.search(attribution)
    if found is None:
        return None
    before = attribution[: found.start()].rstrip(" (<")
    quoted = _QUOTED.search(before)
    if quoted is not None:
        return Mailbox(name=quoted[1].strip(), address=found[0])
    words = before.split()
    name: list[str] = []
    while words and len(name) < 6 and not words[-1].endswith((",", ":")):
        if not words[-1][:1].isupper() and not (name and words[-1] in _IN_NAMES):
            break
        name.insert(0, words.pop())
    return Mailbox(name=" ".join(name) or None, address=found[0]) if name else read_person(found[0])


def date_of(attribution: str) -> str | None:
    """The date of an attribution, as it is written there."""
    for piece in (attribution.partition("<")[0], ADDRESS.sub(" ", attribution)):
        start = next((at for at, char in enumerate(piece) if char.isdigit()), -1)
        if start >= 0 and has_date(piece):
            end = max(at for at, char in enumerate(piece) if char.isdigit()) + 1
            noon = _NOON.match(piece, end)
            return piece[_dated_from(piece, start) : noon.end() if noon else end].strip() or None
    return None


def _dated_from(piece: str, digit: int) -> int:
    """Where a date begins whose first digit stands there: at a weekday or month before it."""
    terms = vocabulary()
    while word := piece[:digit].rstrip().rpartition(" ")[2]:
        core = fold(word).strip(".,(")
        if core not in terms.weekdays and core not in terms.months:
            break
        digit = piece.rindex(word, 0, digit)
    return digit

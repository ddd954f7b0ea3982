"""Tells what a line of an article is: address, headline, byline, date, or clutter around the text."""

import functools
import re

from bot.mail.text.clues import has_date
from bot.mail.text.links import Found, links_of
from bot.mail.text.phrases import first_word, fold, may_start, vocabulary
from bot.mail.zones.printed.bylines import begins_byline

_AGENCY = re.compile(r"\(([A-Z][A-Za-z .]{1,30})\)$")
_DASHES = (" - ", " -- ", " – ", " — ", "—", "--", " _ ")
_WORD = re.compile(r"[^\W_]{1,40}")
_CREDIT_SIGNS = ("/", ":", "…")


def lone_link(bare: str) -> Found | None:
    """The link of a line on which nothing else stands, or only a word like "Link:" before it."""
    if len(bare) > 4200 or not ("://" in bare or "www." in bare):
        return None
    found = next(iter(links_of(bare)), None)
    if found is None or found.alone:
        return found
    label, _, rest = bare.partition(found.url)
    return found if fold(label.rstrip(" :<(")) in vocabulary().links and not rest.strip(" >).") else None


def may_credit(folded: str) -> bool:
    """Whether the credit of a photograph may stand in a folded text."""
    return any(map(folded.__contains__, credit_signs()))


def has_credit(folded: str) -> bool:
    """Whether the credit of a photograph stands in a folded text."""
    return may_credit(folded) and any(map(folded.__contains__, vocabulary().credits))


@functools.cache
def credit_words() -> frozenset[str]:
    """A word of each credit of a photograph, without the punctuation around it."""
    return frozenset(max(_WORD.findall(credit), key=len) for credit in vocabulary().credits)


@functools.cache
def credit_signs() -> tuple[str, ...]:
    """One of these stands in each credit of a photograph: a sign, or letters of its longest word."""
    signs: list[str] = []
    for credit in sorted(vocabulary().credits, key=len):
        if not any(sign in credit for sign in signs):
            signs.append(next((sign for sign in _CREDIT_SIGNS if sign in credit), _letters(credit)))
    return tuple(signs)


def _letters(credit: str) -> str:
    return max(credit.split(), key=len)[:4]


def may_clutter(bare: str) -> bool:
    """A quick look: whether a line may begin as "Share this" and the like do."""
    return may_start(first_word(bare), "clutter")


def is_clutter(bare: str, *, credited: bool = True) -> bool:
    """Captions, "Share this" and the like; ``credited``: whether the text may have credits of photographs."""
    starts = may_clutter(bare)
    if len(bare) > 600 or not (credited or starts):
        return False
    folded = fold(bare)
    if credited and has_credit(folded) and len(folded.split()) <= 70:
        return "credit" in folded or not bare.endswith((".", "?", "!", "”", '"'))
    return starts and folded.startswith(vocabulary().clutter) and len(folded.split()) <= 40


def may_release(folded: str) -> bool:
    """A quick look at a folded text: whether words of press releases may stand in it."""
    return any(map(folded.__contains__, _release_words()))


def release_words_in(folded: str) -> tuple[str, ...]:
    """The words that may_release() looks for, those of them that stand in a folded text."""
    return tuple(filter(folded.__contains__, _release_words()))


@functools.cache
def _release_words() -> tuple[str, ...]:
    """The longest word of each of these phrases."""
    return tuple({max(phrase.split(), key=len) for phrase in vocabulary().releases})


def fronts(first: str, folded: str) -> bool:
    """Whether a line with this first word, which begins with no punctuation, may be a byline or a place."""
    return (len(first) > 1 and first[:2].isupper()) or begins_byline(folded)


def agency_of(bare: str) -> str | None:
    """The agency of a dateline: "PARIS (AP) — ..."."""
    head = _dateline_head(bare)
    found = _AGENCY.search(head) if head else None
    return found[1] if found and not has_date(found[1]) else None


def is_dateline(bare: str) -> bool:
    """Whether a text begins with a place, and a date or an agency, before a dash; "FYI - ..." does not."""
    head = _dateline_head(bare)
    if not head or not head[0].isupper():
        return False
    place = head.partition(",")[0].partition("(")[0].strip()
    if _AGENCY.search(head):
        return len(place.split()) <= 4
    if (
        not place
        or len(place.split()) > 3
        or not place.replace(" ", "").replace(".", "").replace("-", "").isalpha()
    ):
        return False
    if place.isupper():
        return len(place) > 4 or ("," in head and len(head.split()) <= 8)
    return "," in head and has_date(head) and place.istitle() and len(head.split()) <= 8


def may_dateline(text: str) -> bool:
    """A quick look: whether a dash stands near the beginning of a text."""
    start = text[:120]
    return "-" in start or "–" in start or "—" in start or " _ " in start


def _dateline_head(bare: str) -> str:
    """What stands before the first dash, if that is near the beginning."""
    start = bare[:120]
    ends = [at for dash in _DASHES if (at := start.find(dash)) > 0]
    return start[: min(ends)].strip() if ends and min(ends) < 100 else ""


def is_title(bare: str) -> bool:
    """Whether a line is capitalised as English headlines are."""
    long = [word for word in bare.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) > 2 and sum(1 for word in long if word[0].isupper()) * 4 > len(long) * 3

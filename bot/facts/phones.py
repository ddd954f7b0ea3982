"""Facts about telephone numbers."""

import re
from collections.abc import Iterator

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Value
from bot.facts.vocabulary import fact
from bot.mail.post import Post, ZoneKind

FEWEST, MOST = 7, 15  # digits of a number with its area, and of any (E.164 6.1)

_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]*@\S+", re.IGNORECASE)
_GROUPS = r"\d{1,5}(?:[ \u00a0./-]{1,2}\d{2,6}){1,5}"
_CANDIDATE = re.compile(
    rf"(?<![\w.,/:$€£#+-])(?:\+\d{{1,3}}[ \u00a0./-]?(?:\(0?\d{{0,4}}\)[ \u00a0]?)?(?:{_GROUPS}|\d{{6,12}})"
    rf"|\(0?\d{{2,5}}\)[ \u00a0./-]?(?:{_GROUPS}|\d{{5,8}})"
    rf"|0\d{{6,11}}|{_GROUPS})(?![\w%$€£]|[.,:/-]\d)"
)
_START = re.compile(r"[+(\d]")
_DIGIT = re.compile(r"\d")
_LABELLED = re.compile(
    r"(?:\b(?:tel|telephone|telefon|téléphone|tél|phone|mobile|mobil|cell|handy|fax|call|ring|whatsapp|sms)\b\.?|☎|📞)"
    r"[ \u00a0:]{1,4}(\+?[\d(][\d ()\u00a0./-]{4,20}\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d")
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d\s*[-/]\s*(?:(?:1[5-9]|20)\d\d|\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+")
_BEFORE = re.compile(
    r"(?:isbn|issn|doi|iban|pp?\.?|pages?|no\.?|nr\.?|version|v)[ :.\u00a0-]*$", re.IGNORECASE
)


def count_phone_numbers(text: str) -> int:
    """
    How many telephone numbers a text names.

    A number is one with a country (+41 44 123 45 67), with its area in brackets or
    behind a 0, in three groups or more, in the form 555-0123 of seven digits or more, or with a word such as
    "Tel" before it. Dates, years, prices, page numbers, ISBNs and web addresses are none.
    """
    if len(_DIGIT.findall(text)) < FEWEST - 1:
        return 0
    plain = _LINK.sub(" ", text)
    labelled = [found.span(1) for found in _LABELLED.finditer(plain) if _digits(found[1]) >= FEWEST - 1]
    others = [
        found
        for found in _candidates(plain)
        if _is_number(found[0], plain[max(0, found.start() - 10) : found.start()])
        and not any(begin < found.end() and found.start() < end for begin, end in labelled)
    ]
    return len(labelled) + len(others)


def _candidates(plain: str) -> Iterator[re.Match[str]]:
    """What _CANDIDATE finds, which is looked for only where its first character stands."""
    start = _START.search(plain)
    while start:
        found = _CANDIDATE.match(plain, start.start())
        if found:
            yield found
        start = _START.search(plain, found.end() if found else start.end())


def _is_number(written: str, before: str) -> bool:
    digits = _digits(written)
    if not FEWEST <= digits <= MOST or _BEFORE.search(before):
        return False
    if any(other.fullmatch(written) for other in (_DATE, _YEARS, _THOUSANDS)):
        return False
    return (
        written[0] in "+(0"
        or len(re.findall(r"\d+", written)) > 2
        or re.fullmatch(r"\d{3}-\d{4}", written) is not None
    )


def _digits(written: str) -> int:
    return sum(map(str.isdigit, written))


@fact(
    "own.phone_numbers",
    Number("numbers"),
    lines=places.zones(ZoneKind.OWN),
    examples=[
        ("Subject: x\n\nCall 030 1234567 or +41 44 123 45 67, or (555) 010-1234.\n", 3),
        ("Subject: x\n\nOn 2026-01-05 it cost 1 250 000, said ISBN 978-3-16-148410-0.\n", 0),
    ],
)
def own_phone_numbers(post: Post, _: Context) -> Value:
    """
    How many telephone numbers the author names; those of the signature do not count.

    A number with its country (+41 44 123 45 67) or area (030 1234567, (555) 010-1234), in
    groups (555-010-1234), or after a word such as "Tel". Dates, prices and ISBNs are none.
    """
    return sum(count_phone_numbers(zone.text) for zone in post.zones_of(ZoneKind.OWN))


@fact("signature.phone_numbers", Number("numbers"), lines=places.zones(ZoneKind.SIGNATURE))
def signature_phone_numbers(post: Post, _: Context) -> Value:
    """How many telephone numbers stand in the signature."""
    return count_phone_numbers(post.text_of(ZoneKind.SIGNATURE))

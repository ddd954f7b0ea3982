"""Facts about amounts of money."""

import re

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Value
from bot.facts.vocabulary import fact
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post, ZoneKind
from bot.mail.text.subject import bare_text

_LOOKED_AT = 200_000  # characters
_SIGNS = r"(?:US|AU?|CA?|NZ|HK|SG?|R|S/)?[$€£¥₹₽₩₺₪₴₫₦₱฿₵₡₲₸]"
_CODES = (
    r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|JPY|CNY|RMB|PLN|CZK|HUF|RON|BGN|RSD|UAH|RUB|TRY|ILS|INR|PKR|BRL|MXN|ARS|CLP|COP"
    r"|AUD|CAD|NZD|ZAR|KRW|THB|IDR|MYR|SGD|HKD|TWD|VND|AED|SAR|EGP|NGN|KES|DM)"
)
_WORDS = (
    r"(?i:euros?|dollars?|bucks|pounds sterling|quid|kroner|kronor|kr|yen|yuan|rupees|pesos?|reais|zł|złotych"
    r"|zl|zloty|sfr|franken|francs|lei|лв|руб(?:лей|ля|ль)?|грн|tl)\b\.?|Kč|Ft\b|Fr\.|[元円원块]"
)
_BEFORE = rf"(?:{_SIGNS}|\b{_CODES}|\b(?i:kr|sfr|rs)\b\.?|\bR\$)"
_AFTER = rf"(?:{_SIGNS}|{_CODES}\b|{_WORDS})"
_NUMBER = r"(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,4}|\d{1,9})(?:[.,]\d{1,2}(?!\d))?"
_DASH = r"[.,][-–—](?![\w-])"
_GAP = r"[ \u00a0\u202f]?"
_TO = rf"(?:{_GAP}[-–/]{_GAP}{_NUMBER})"
_LABEL = lazy_regex(
    r"(?:^|\W)(?:prices?|preise?|vb|prix|precios?|prezz[oi]|preços?|prijs|prijzen|pris|cena|hinta|fiyat|ár|цена|ціна"
    r"|τιμή)[ \u00a0]?$",
    re.IGNORECASE,
)
_AMOUNT = rf"{_NUMBER}{_TO}?(?:{_DASH})?"
_LABELLED = lazy_regex(
    rf"[:=：][ \u00a0]{{0,3}}(?:{_BEFORE}{_GAP})?{_AMOUNT}(?![\d%]|[ ]%|[.,:/]\d)(?:{_GAP}{_AFTER})?"
)
_DIGIT = lazy_regex(r"\d")
_PRICE = lazy_regex(
    rf"{_BEFORE}{_GAP}{_AMOUNT}(?:{_GAP}{_AFTER})?"
    rf"|(?=\d)(?<![\w.,:/-])(?:{_AMOUNT}{_GAP}{_AFTER}"
    r"|\d{1,6},[-–—](?![\w-])"
    r"|(?!(?:19|20)\d\d)\d{1,4}\.[-–](?![\w-])"  # 5.- as the Swiss write it
    r"|(?<!page )(?<!pages )(?<!pp )[1-9]\d?p(?![\w-]|\.\w|[ ](?i:video|film|res|fps)\b))"
)


def count_prices(text: str) -> int:
    """
    How many amounts of money a text names: a number with a sign, a currency's code or name; "Price: 5".

    They are counted in the first 200,000 characters: a text of nothing but digits takes a while.
    """
    text = text[:_LOOKED_AT]
    if not _DIGIT.search(text):
        return 0
    labelled = [found for found in _LABELLED.finditer(text) if _is_labelled(text, found.start())]
    borders = [0, *(place for found in labelled for place in found.span()), len(text)]
    rest = ":".join(text[begin:end] for begin, end in zip(borders[::2], borders[1::2], strict=True))
    lines = "\n".join(filter(_DIGIT.search, rest.split("\n")))  # no price goes over the end of a line
    return len(labelled) + sum(1 for _ in _PRICE.finditer(lines))


def _is_labelled(text: str, at: int) -> bool:
    """Whether the word price, in one of the languages known, stands before a colon."""
    return _LABEL.search(text[max(0, at - 12) : at]) is not None


@fact(
    "own.prices",
    Number("prices"),
    lines=places.zones(ZoneKind.OWN),
    examples=[
        ("Subject: x\n\nThe bicycle is $ 50, the lamp 12,50 EUR, both 55,- kr.\n", 3),
        ("Subject: x\n\nThe bicycle has 21 gears, and is from 1987.\n", 0),
    ],
)
def own_prices(post: Post, _: Context) -> Value:
    """
    How many prices the author names: "$ 5", "5 EUR", "£3.50", "5,- kr", "10-15 EUR", "50p", "Price: 5".

    Numbers in words ("five euros", "a fiver"), and numbers without a currency or the word
    price before them ("Plum 3.80", "2 for a pound") do not count, nor do prices in a signature.
    """
    return sum(count_prices(zone.text) for zone in post.zones_of(ZoneKind.OWN))


@fact(
    "subject.prices",
    Number("prices"),
    lines=places.outside_the_text,
    examples=[("Subject: [sale] Bicycle, 50 EUR\n\n", 1), ("Subject: [sale] Bicycle\n\n", 0)],
)
def subject_prices(post: Post, _: Context) -> Value:
    """How many prices the subject names."""
    return count_prices(bare_text(post.subject))

"""Facts about amounts of money."""

import re

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Value
from bot.facts.vocabulary import fact
from bot.mail.post import Post, ZoneKind
from bot.mail.subject import bare_text

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
_PRICE = re.compile(
    rf"{_BEFORE}[ \u00a0\u202f]?{_NUMBER}(?:{_DASH})?(?:[ \u00a0\u202f]?{_AFTER})?"
    rf"|(?<![\w.,:/-]){_NUMBER}(?:{_DASH})?[ \u00a0\u202f]?{_AFTER}"
    rf"|(?<![\w.,:/-])\d{{1,6}},[-–—](?![\w-])"
)


def count_prices(text: str) -> int:
    """How many amounts of money a text names: a number with a sign, a code or the name of a currency."""
    return sum(1 for _ in _PRICE.finditer(text)) if any(map(str.isdigit, text)) else 0


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
    """How many prices the author names: "$ 5", "5 EUR", "£3.50", "5,- kr", "20 zł"."""
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

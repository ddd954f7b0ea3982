"""The language that the author writes in."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import UNKNOWN, Choice, Value
from bot.facts.vocabulary import fact
from bot.mail.post import Post, ZoneKind
from bot.mail.text.phrases import told_by_words, vocabulary

LOOKED_AT = 4_000  # characters
FEWEST = 3  # words of a text in letters that several languages share
SURE = 1.25
"""So many times more than that of the next one must the weight of a language be."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LINK = re.compile(r"(?<!\S)(?=\S*(?:://|www\.|@))\S+", re.IGNORECASE)
_PERSIAN = frozenset("پچژگکی")
_SCRIPTS = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "ARABIC": "ar",
}
"""Scripts that one language is known by, as the names of their letters begin."""


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The languages that a text can be told to be in, by their codes (ISO 639-1)."""
    return tuple(sorted({*told_by_words(), *_SCRIPTS.values(), "fa"}))


def language_of(text: str) -> str | None:
    """
    The code of the language that a text is in (ISO 639-1), None where nobody can say.

    By the script, else by the small words and letters that few languages have.
    """
    text = text[:LOOKED_AT]
    if _may_link(text):
        text = _LINK.sub(" ", text)
    text = unicodedata.normalize("NFC", text)
    letters: Counter[str] = Counter()
    for letter, often in Counter(text).items():
        if letter.isalpha():
            letters[_script(letter)] += often
    if not letters:
        return None
    script, count = letters.most_common(1)[0]
    if letters.keys() & {"HIRAGANA", "KATAKANA"} and script == "CJK":
        script = "HIRAGANA"
    if script in _SCRIPTS:
        if count < 2 * FEWEST and script != "CJK":
            return None
        return "fa" if script == "ARABIC" and len(_PERSIAN & set(text)) > 1 else _SCRIPTS[script]
    return _by_words(text.casefold())


def _may_link(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text.casefold()


def _script(letter: str) -> str:
    return "LATIN" if letter < "\u0250" else unicodedata.name(letter, "").partition(" ")[0]


def _by_words(text: str) -> str | None:
    words = _WORD.findall(text.replace("’", "'"))
    if len(words) < FEWEST:
        return None
    weights: defaultdict[str, float] = defaultdict(float)
    for having in filter(None, map(_words().get, words)):
        for code in having:
            weights[code] += 1 / len(having) + 0.25
    for letter, having in _letters().items():
        for code in having if letter in text else ():
            weights[code] += min(3, text.count(letter)) / len(having)
    (first, most), (_, next_), *_rest = [
        *sorted(weights.items(), key=lambda one: -one[1]),
        ("", 0.0),
        ("", 0.0),
    ]
    return first if most >= 1 and most >= SURE * next_ else None


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    return _having(vocabulary().frequent)


@lru_cache(maxsize=1)
def _letters() -> dict[str, tuple[str, ...]]:
    return _having(vocabulary().letters)


def _having(by_code: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """For each word or letter the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for code, ones in by_code.items():
        for one in ones:
            found[one] = (*found.get(one, ()), code)
    return found


@fact(
    "own.language",
    Choice(codes()),
    lines=places.zones(ZoneKind.OWN),
    unknown="the language of a text so short",
    examples=[
        ("Subject: x\n\nI read this yesterday and wondered what you all make of it.\n", "en"),
        ("Content-Type: text/plain; charset=utf-8\n\nHat jemand noch eine Karte übrig?\n", "de"),
        ("Subject: x\n\nOk.\n", UNKNOWN),
    ],
)
def own_language(post: Post, _: Context) -> Value:
    """
    The language that the author writes in, by its code: "en" English, "de" German, "fr" French (ISO 639-1).

    Unknown where the author's text is too short or does not say; of ten single sentences that is so
    of two or three, of ten texts of two sentences of one.
    """
    return language_of(post.text_of(ZoneKind.OWN)) or UNKNOWN

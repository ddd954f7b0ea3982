"""What owners write in their own language, told with the English words of rules (``tongues.toml``)."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

from bot.lazy_regex import lazy_regex

_IN_QUOTES = lazy_regex(r"(\"[^\"]*\"|(?<!\w)'[^']*'(?!\w))")
_WORDS = lazy_regex(r"[^\W\d_]+")


def in_english(text: str) -> str:
    """
    The text with each word of one other language in English; "" where it has none.

    What stands in quotation marks stays. The language is the one that knows most of the
    words; one word of two letters, such as "of" and "en", does not make a language.
    """
    parts = _IN_QUOTES.split(text.replace("_", " "))
    outside = " ".join(parts[::2]).lower()
    words = set(_WORDS.findall(outside))
    known = {
        code: sum(len(word) > 2 and set(word.split()) <= words for word in table)
        for code, table in _tables().items()
    }
    code = max(known, key=lambda one: known[one])
    if not known[code]:
        return ""
    return "".join(part if one % 2 else _told(part, code) for one, part in enumerate(parts))


def _told(part: str, code: str) -> str:
    table = _tables()[code]
    return _pattern(code).sub(lambda found: table[found[0].lower()], part)


@lru_cache(maxsize=8)
def _pattern(code: str) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, _tables()[code]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    file = resources.files("bot.policy.compile.habits.words").joinpath("tongues.toml")
    return tomllib.loads(file.read_text("utf-8"))

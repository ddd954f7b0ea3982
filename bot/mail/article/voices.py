"""Who speaks in a text: an "I" outside of quotation marks, a turn to the list, a language, names."""

import functools
import re
import string
from collections import Counter
from dataclasses import dataclass

from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.article_lines import is_clutter

_QUOTED = re.compile(
    r"[“„«‹「『][^”“»›」』]{0,3000}[”“»›」』]|\"[^\"]{0,3000}\"|(?<![\w’])[‘‚](?:[^’‘]|’(?=\w)){1,3000}[’‘](?!\w)"
)
_CLOSED = re.compile(r"^.*[”»」』]", re.DOTALL)
_OPEN = re.compile(r"[“„«「『].*$|(?<![\w.!?,])\"\w.*$|^‘.*$", re.DOTALL)
_MARKS = '“”„«»‹›「」『』"‘'
_DASHED = re.compile(r"^(?:--?|[–—―])\s?[^\W\d_]")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TONE = re.compile(r"(?<!\w)[:;]-?[)(](?!\w)|!!|\?[?!]|[\U0001f600-\U0001f64f\U0001f900-\U0001f9ff]")
_STOPS = {ord(mark): " " for mark in f"{string.punctuation}“”„«»…–—¿¡،؟•·"}
_INITIALS = re.compile(r"(?<![\w'’])[A-Z]{2,20}(?![\w'’])")
_HITS = 3  # small words that tell a language
_NAME = re.compile(r"(?:(?<=[^\W_] )|(?<=[^\W_], ))[A-ZÀ-ÖØ-ÞА-Я][\w’'-]{2,30}")


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks of any kind, closed or left open, or behind a dash."""
    if _DASHED.match(text):
        return ""
    if not any(map(text.__contains__, _MARKS)):
        return text
    return _OPEN.sub(" ", _CLOSED.sub(" ", _QUOTED.sub(" ", text)))


def has_voice(text: str, *, together: bool = False) -> bool:
    """Whether an "I" (or, ``together``, a "we") stands in a text outside of quotation marks."""
    voice = _voice(together=together)
    if not voice.may_be_in(text) or is_clutter(text):
        return False
    plain = _without_initials(unquoted(text))
    return voice.may_be_in(plain) and voice.pattern.search(fold(plain)) is not None


def _without_initials(text: str) -> str:
    """The text without words in capitals, which are initials: "EU" and "US" are nobody's "eu" and "us"."""
    return text if text.isupper() else _INITIALS.sub(" ", text)


@dataclass(frozen=True, slots=True)
class _Voice:
    """Phrases in which somebody speaks; ``rare`` has a word of each, ``joined`` those without blanks."""

    pattern: re.Pattern[str]
    rare: frozenset[str]
    joined: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        """A quick look, before anything is cut out."""
        folded = text.casefold().replace(",", " ")
        if not self.rare.isdisjoint((folded.replace("’", "'") if "’" in folded else folded).split()):
            return True
        return not text.isascii() and bool(_EAST.search(text)) and any(map(text.__contains__, self.joined))


@functools.cache
def _voice(*, together: bool) -> _Voice:
    phrases = vocabulary().together if together else vocabulary().speaking
    joined = tuple(phrase for phrase in phrases if _EAST.search(phrase))
    parted = [phrase for phrase in phrases if phrase not in joined]
    bounded = "|".join(map(re.escape, parted))
    anywhere = "".join(f"|{re.escape(phrase)}" for phrase in joined)
    pattern = re.compile(rf"(?<![\w'])(?:{bounded})(?!\w){anywhere}")
    return _Voice(pattern, frozenset(map(_rarest, parted)), joined)


def _rarest(phrase: str) -> str:
    words = phrase.split()
    return words[0] if words[0] == "i" else max(words, key=len)


def addresses(text: str) -> bool:
    """Whether a text turns to the members of a list, or has no paper's tone."""
    if not _may_address(text):
        return False
    plain = unquoted(text)
    return _turns().search(fold(plain)) is not None or _TONE.search(plain) is not None


def _may_address(text: str) -> bool:
    """A quick look, before anything is cut out."""
    folded = fold(text)
    if not folded.isascii() and any(map(folded.__contains__, _joined_turns())):
        return True
    return not _telling_words().isdisjoint(folded.translate(_STOPS).split()) or _TONE.search(text) is not None


@functools.cache
def _telling_words() -> frozenset[str]:
    """The longest word of each phrase to the members: it stands whole wherever the phrase does."""
    return frozenset(max(phrase.translate(_STOPS).split(), key=len) for phrase in vocabulary().addressing)


@functools.cache
def _joined_turns() -> tuple[str, ...]:
    """Phrases that are no ASCII; some stand in scripts that put no blanks between words."""
    return tuple(phrase for phrase in vocabulary().addressing if not phrase.isascii())


@functools.cache
def _turns() -> re.Pattern[str]:
    """Phrases to the members; one that ends in a comma ("Friends,") begins what is said."""
    phrases = vocabulary().addressing
    begin = "|".join(re.escape(phrase) for phrase in phrases if phrase.endswith(","))
    within = "|".join(re.escape(phrase) for phrase in phrases if not phrase.endswith(","))
    return re.compile(rf"^(?:{begin})|(?<!\w)(?:{within})(?!\w)")


def names_in(text: str) -> frozenset[str]:
    """Capitalised words in the middle of sentences: names, in most languages."""
    return frozenset(_NAME.findall(text[:2000]))


def tongue_of(text: str) -> int | None:
    """Which language a text is in, by its small words; -1 for East Asia's; None where it is not clear."""
    if not text.isascii() and len(_EAST.findall(text[:400])) * 2 > len(text[:400].replace(" ", "")):
        return -1
    known = _tongues()
    found = [known[word] for word in _WORD.findall(fold(text)) if word in known]
    if len(found) < _HITS:
        return None
    hits = Counter([tongue for tongues in found for tongue in tongues])
    (tongue, most), (_, second) = [*hits.most_common(2), (0, 0), (0, 0)][:2]
    return tongue if most >= _HITS and most >= 2 * second else None


@functools.cache
def _tongues() -> dict[str, tuple[int, ...]]:
    """The languages, by number, of which a word is one of the small ones."""
    commons = list(enumerate(vocabulary().common))
    every = frozenset().union(*vocabulary().common)
    return {word: tuple(number for number, common in commons if word in common) for word in every}

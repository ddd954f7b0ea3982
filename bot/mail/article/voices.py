"""Who speaks in a text: an "I" outside of quotation marks, a turn to the list, a language, names."""

import functools
import re
import string
import struct
from collections.abc import Iterable

from bot.mail.text.phrases import fold, vocabulary

_QUOTED = re.compile(
    r"[“„«‹「『][^”“»›」』]{0,3000}[”“»›」』]|\"[^\"]{0,3000}\"|(?<![\w’])[‘‚](?:[^’‘]|’(?=\w)){1,3000}[’‘](?!\w)"
)
_CLOSED = re.compile(r"^.*[”»」』]", re.DOTALL)
_OPEN = re.compile(r"[“„«「『].*$|(?<![\w.!?,])\"\w.*$|^‘.*$", re.DOTALL)
MARKS = '“”„«»‹›「」『』"‘'
_DASHES = "-–—―"
_DASHED = re.compile(r"^(?:--?|[–—―])\s?[^\W\d_]")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TONE = re.compile(r"(?<!\w)[:;]-?[)(](?!\w)|!!|\?[?!]|[\U0001f600-\U0001f64f\U0001f900-\U0001f9ff]")
_TONES = ("!!", "??", "?!", ":)", ":(", ";)", ";(", "-)", "-(")  # one of them is in each, in ASCII
_ASCII_STOPS = bytes(ord(" ") if chr(octet) in string.punctuation else octet for octet in range(256))
_ASCII_WORDS = bytes(
    octet if octet < 128 and (chr(octet).isalpha() or chr(octet) == "'") else ord(" ") for octet in range(256)
)
_TONE_MARKS = "!?()"
_STOPS = {ord(mark): " " for mark in f"{string.punctuation}“”„«»…–—¿¡،؟•·"}
_INITIALS = re.compile(r"(?<![\w'’])[A-Z]{2,20}(?![\w'’])")
KNOWN = 600  # characters by which a language is known
_HITS = 3  # small words that tell a language
_NAMES = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я](?:(?<=[^\W_] .)|(?<=[^\W_], .))[\w-]{1,30}(?![\w'’])")
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я](?:(?<=[^\W_] .)|(?<=[^\W_], .))[\w’'-]{2,30}")


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks of any kind, closed or left open, or behind a dash."""
    if text[:1] in _DASHES and _DASHED.match(text):
        return ""
    if ('"' not in text) if text.isascii() else not any(map(text.__contains__, MARKS)):
        return text
    return _OPEN.sub(" ", _CLOSED.sub(" ", _QUOTED.sub(" ", text)))


def parted_words(folded: str) -> list[str]:
    """The words of a folded text, cut at every punctuation mark."""
    if folded.isascii():  # a third of the time
        return folded.encode().translate(_ASCII_STOPS).decode().split()
    return folded.translate(_STOPS).split()


def spoken_among(parted: frozenset[str], *, together: bool = False) -> frozenset[str]:
    """Those of a text's words one of which stands in each of its parts that has_voice(), if in ASCII."""
    return _voice(together=together).words & parted


def has_voice(said: str, *, together: bool = False) -> bool:
    """Whether an "I" (or, ``together``, a "we") stands in what without_names() leaves of a text."""
    return _voice(together=together).stands_in(said, said.replace(",", " ").split())


def addressing_among(parted: frozenset[str]) -> frozenset[str]:
    """Those of a text's words that may_address() looks for in its parts."""
    return _turns().words & parted


def may_address(addressing: frozenset[str], parted: frozenset[str], folded: str) -> bool:
    """A quick look at a folded text and its words, before addresses()."""
    return not addressing.isdisjoint(parted) or _may_have_tone(folded)


def addresses(plain: str, folded: str, parted: Iterable[str]) -> bool:
    """
    Whether a text turns to the members of a list, or has no paper's tone.

    ``plain`` is what unquoted() leaves of it, ``folded`` and ``parted`` that, folded, and its words.
    """
    if _turns().stands_in(folded, parted):
        return True
    return _may_have_tone(plain) and _TONE.search(plain) is not None


def _may_have_tone(text: str) -> bool:
    """A quick look, for which _TONE takes ten times as long."""
    if not text.isascii():
        return True
    return any(map(text.__contains__, _TONE_MARKS)) and any(map(text.__contains__, _TONES))


def without_names(plain: str) -> str:
    """
    What unquoted() leaves of a text, folded, without names, which are nobody's "I".

    Those are words in capitals ("EU" is no "eu"), and words with a capital in the middle of a
    sentence ("Ben" is no Turkish "ben").
    """
    return fold(plain if plain.isupper() else _NAMES.sub(" ", _INITIALS.sub(" ", plain)))


class _Phrases:
    """
    Phrases, each looked for only where the word that tells it stands.

    ``words`` has such a word of each; ``joined`` are those that may stand in a text without blanks.
    """

    def __init__(self, phrases: Iterable[str], joined: Iterable[str], within: str, *, whole: bool) -> None:
        self._within = within
        self._by_word: dict[str, list[str]] = {}
        for phrase in phrases:
            told = _told_by(phrase) if whole else _piece(phrase)
            self._by_word.setdefault(told, []).append(phrase)
        self._told = frozenset(self._by_word)
        self._joined = tuple(joined)
        self.words = frozenset(map(_piece, self._by_word))

    def stands_in(self, folded: str, words: Iterable[str]) -> bool:
        """Whether one of them stands in a folded text with these words."""
        told = self._told.intersection(words)
        if any(_stands(phrase, folded, self._within) for word in told for phrase in self._by_word[word]):
            return True
        return not folded.isascii() and any(phrase in folded for phrase in self._joined)


@functools.cache
def _voice(*, together: bool) -> _Phrases:
    phrases = vocabulary().together if together else vocabulary().speaking
    joined = [phrase for phrase in phrases if _EAST.search(phrase)]
    return _Phrases([phrase for phrase in phrases if phrase not in joined], joined, "_'", whole=True)


@functools.cache
def _turns() -> _Phrases:
    return _Phrases(vocabulary().addressing, (), "_", whole=False)


def _told_by(phrase: str) -> str:
    """The longest word of a phrase, or "i"."""
    words = phrase.split()
    return words[0] if words[0] == "i" else max(words, key=len)


def _piece(phrase: str) -> str:
    """The longest piece between punctuation marks; in "i'm" the first."""
    return max(phrase.translate(_STOPS).split(), key=len)


def _stands(phrase: str, folded: str, within: str) -> bool:
    """
    Whether a phrase stands between other words; one that ends in a comma ("Friends,") begins what is said.

    Before it is no letter, digit, or mark of ``within``, behind it none, and no "_".
    """
    if phrase[-1] == ",":
        return folded.startswith(phrase)
    at = folded.find(phrase)
    while at >= 0:
        before, behind = folded[at - 1 : at], folded[at + len(phrase) : at + len(phrase) + 1]
        if not (before.isalnum() or (before and before in within) or behind.isalnum() or behind == "_"):
            return True
        at = folded.find(phrase, at + 1)
    return False


def names_in(text: str) -> frozenset[str]:
    """Capitalised words in the middle of sentences: names, in most languages."""
    return frozenset(_NAME.findall(text[:2000]))


def tongue_of(folded: str) -> int | None:
    """Which language a folded text is in, by its small words; -1: East Asia's; None: not clear."""
    if not folded.isascii() and len(_EAST.findall(folded[:400])) * 2 > len(folded[:400].replace(" ", "")):
        return -1
    hits = _hits(_words_in(folded))
    most = max(hits)
    first = hits.index(most)
    hits[first] = 0
    return first if most >= _HITS and most >= 2 * max(hits) else None


def _words_in(folded: str) -> Iterable[str]:
    """The words of a folded text, also those with an apostrophe in the middle."""
    if not folded.isascii():
        return _WORD.findall(folded)
    words = folded.encode().translate(_ASCII_WORDS).decode().split()  # a quarter of the time
    if "'" not in folded:
        return words
    return [word for piece in words for word in (_WORD.findall(piece) if "'" in piece else (piece,))]


def _hits(words: Iterable[str]) -> list[int]:
    """How many small words of each language are among these, of which there are 65,535 at most."""
    total = sum(filter(None, map(_counters().get, words)))
    languages = len(vocabulary().common)
    return list(struct.unpack(f"<{languages}H", total.to_bytes(2 * languages, "little")))


def main_tongue(parted: Iterable[str]) -> int:
    """The language that has most of these words among its small ones."""
    hits = _hits(parted)
    return hits.index(max(hits))


def may_be_other(tongue: int, folded: str, parted: frozenset[str]) -> bool:
    """
    Whether a text may clearly be in another language than this one.

    Of the small words that tell it, half at least are not this language's: two, and as many as
    there are small words of this language.
    """
    if not folded.isascii():
        return True
    strange = sum([folded.count(word) for word in _strange_to(tongue) & parted])
    if strange > 1 and len(folded) <= KNOWN and '"' not in folded:
        pieces = 2 * folded.count("'")  # of words that an apostrophe cuts: these are no small words
        return strange >= len(_common_to(tongue) & parted) - pieces
    return strange > 1


@functools.cache
def _common_to(tongue: int) -> frozenset[str]:
    """The small words of this language that no punctuation mark cuts."""
    return frozenset(word for word in vocabulary().common[tongue] if word.isalpha())


@functools.cache
def _strange_to(tongue: int) -> frozenset[str]:
    """A piece of each small word that this language has not."""
    return frozenset(_piece(word) for word, tongues in _tongues().items() if tongue not in tongues)


@functools.cache
def _counters() -> dict[str, int]:
    """For each small word the number that counts it once for each of its languages, in 16 bits each."""
    return {word: sum(1 << 16 * tongue for tongue in tongues) for word, tongues in _tongues().items()}


@functools.cache
def _tongues() -> dict[str, tuple[int, ...]]:
    """The languages, by number, of which a word is one of the small ones."""
    commons = list(enumerate(vocabulary().common))
    every = frozenset().union(*vocabulary().common)
    return {word: tuple(number for number, common in commons if word in common) for word in every}

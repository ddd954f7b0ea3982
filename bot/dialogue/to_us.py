"""
Sentences of an answer that speak to the bot or the moderators about the post, not about its subject.

Whoever is asked for a few sentences may refuse, complain or put it off at any length. What speaks to us
is never put on a list unseen; a remark to the readers that is taken for one costs a question.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from bot.dialogue.clauses import clauses, phrase_at, single, tokens
from bot.dialogue.words import answer_words
from bot.lazy_regex import lazy_regex

_SENTENCE = lazy_regex(r"(?<![.!?…])[.!?…]+(?=\s|$)|\n\s*\n|(?<=[a-zß-ÿ]):\s")
_CLAUSE = lazy_regex(r"[,;]\s|\s[-–—]+\s")
_GAP = r"(?:[^ ]+ ){0,4}?"
_LEAD_IN = lazy_regex(r"\s*([^\n:?]{1,80}):(?=\s)\s*", re.UNICODE)
_ELIDED = lazy_regex(r"(?<=^[jmtsnlcd])'")
_FORMAL = lazy_regex(r"(?<=[\w,] )(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
"""German for "you", which differs from "they" by its capital alone."""
_PER_SUBJECT = 40
"""Words of a text for each one more that it must have in common with an article to be about it."""
_STEM = 6
_LONGEST_LEAD_IN = 10
"""Words of what leads up to the sentences that were asked for."""


class Speech(StrEnum):
    """What the sentences that speak to us want."""

    WITHDRAWS = "withdraws"
    TO_US = "to_us"


def speech_to_us(text: str, article: str) -> Speech | None:
    """
    What an answer says to the bot or the moderators; None where all of it speaks to the list.

    It withdraws only where a clause says so without a condition and no sentence puts anything off.
    A text that may be private (its writer speaks of writing and sending, addresses somebody, is at a
    loss) counts as one to us unless it names what the ``article`` is about.
    """
    sentences = [one for one in _SENTENCE.split(without_lead_in(text)) if one.strip()]
    pieces = [piece for one in sentences for piece in (one, *_CLAUSE.split(one))]
    if any(_is_plain_no(piece) for piece in pieces) and not any(_says("puts_off", one) for one in pieces):
        return Speech.WITHDRAWS
    if any(_says(kind, one) for kind in _OF_US for one in pieces):
        return Speech.TO_US
    enough = 1 + len(tokens(text)) // _PER_SUBJECT
    about_it = len(_subjects(text) & _subjects(article)) >= enough
    return None if about_it or not _may_be_private(text, sentences) else Speech.TO_US


def _may_be_private(text: str, sentences: Sequence[str]) -> bool:
    """Whether its writer speaks of writing and sending, addresses somebody, or is at a loss."""
    parts = [one for piece in sentences for one in _CLAUSE.split(piece)]
    return (
        any(_has("self", one) and _has("of_posting", one) for one in parts)
        or _has("addressed", text)
        or _FORMAL.search(text) is not None
        or any(one.holds("help") or one.holds("withdraw") for one in clauses(text, set()))
    )


def _subjects(text: str) -> set[str]:
    """The beginnings of the words that a text may be about."""
    return {
        word[:_STEM]
        for word in set(tokens(text))
        if len(word) >= _STEM and not _has("of_posting", word) and phrase_at((word,), 0)[0] == ""
    }


_OF_US = ("to_us", "withdraws", "puts_off")


def without_lead_in(text: str) -> str:
    """The sentences without what leads up to them: "Here are a few sentences:", "Hier meine Sätze:"."""
    found = _LEAD_IN.match(text)
    if found is None or not text[found.end() :].strip():
        return text
    sentence = re.split(r"[.!]\s", found[1])[-1]
    leads = len(tokens(sentence)) <= _LONGEST_LEAD_IN and _says("lead_in", sentence)
    return text[found.end() :] if leads else text


def _is_plain_no(piece: str) -> bool:
    return _says("withdraws", piece) and not single("but") & set(tokens(piece))


def _has(kind: str, sentence: str) -> bool:
    """Whether one of the single words of a kind stands in a sentence."""
    return (
        _pattern(kind).search(f" {' '.join(_ELIDED.sub(' ', one) for one in tokens(sentence))} ") is not None
    )


def _says(kind: str, sentence: str) -> bool:
    return _pattern(kind).search(f" ^ {' '.join(tokens(sentence))} ") is not None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """
    The patterns of a kind in all languages, over words with a blank between.

    ``a|b`` is one of two words, ``stem~`` all that begin so, ``*`` up to four words,
    ``!a|b`` none of these next, ``^`` the beginning of the sentence.
    """
    each = ("".join(_part(word) for word in words) for words in answer_words(kind))
    return re.compile(f"(?<= )(?:{'|'.join(each)})")


def _part(word: str) -> str:
    if word == "*":
        return _GAP
    either = "|".join(re.escape(one).replace("\\~", "[^ ]*") for one in word.lstrip("!").split("|"))
    return f"(?!(?:{either}) )" if word.startswith("!") else f"(?:{either}) "

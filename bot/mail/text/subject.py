"""Splits a subject into list tag, reply and forward prefixes, and the rest."""

import re

from bot.mail.post import Subject
from bot.mail.text.phrases import fold, vocabulary

# Bounded, so that a hostile subject costs no more than its length.
_TAG = re.compile(r"\[([^\[\]]{1,60})\]\s*")
_PREFIX = re.compile(
    r"([^\W\d_][\w .'’-]{0,18}?)\s{0,3}(?:[\[(]\d{1,3}[\])]|\^\d{1,3}|\*\d{1,3})?\s{0,3}[:：]\s*"
)
_EXTERNAL = frozenset(
    ("ext", "external", "extern", "externe", "extern:", "external email", "spam", "suspected spam")
)
_MOST = 40


def read_subject(decoded: str) -> Subject:
    """
    Take a decoded subject apart.

    ``[Salon] Re: AW: Fwd: Tea`` has the tag "Salon", the prefixes re, re, fwd
    and the text "Tea". Prefixes of any language and counted ones ("Re[2]:") are
    read; the tag may stand behind them, and marks of outside mail ("[EXT]") are
    passed over.
    """
    tag: str | None = None
    prefixes: list[str] = []
    at = len(decoded) - len(decoded.lstrip())
    for _ in range(_MOST):
        if prefix := _prefix_at(decoded, at):
            word, at = prefix
            prefixes.append(word)
        elif (found := _TAG.match(decoded, at)) and (_outside(found[1]) or tag in (None, found[1])):
            tag = tag if _outside(found[1]) else found[1].strip()
            at = found.end()
        else:
            break
    return Subject(raw=decoded, list_tag=tag, prefixes=tuple(prefixes), text=decoded[at:].strip())


def tags_of(subject: Subject) -> tuple[str, ...]:
    """
    Every tag in brackets at the front, without its brackets, in the order of the subject.

    ``[Salon] Re: [sale] Bicycle`` has "Salon" and "sale"; marks of outside mail are passed over.
    """
    first = [subject.list_tag] if subject.list_tag else []
    return tuple(dict.fromkeys([*first, *_behind(subject.text)[0]]))


def bare_text(subject: Subject) -> str:
    """The text behind every tag and prefix at the front: "Bicycle" of ``[Salon] Re: [sale] Bicycle``."""
    return subject.text[_behind(subject.text)[1] :].strip() if subject.text.startswith("[") else subject.text


def _behind(text: str) -> tuple[list[str], int]:
    """The tags that are left at the front of a text, and where the text behind them begins."""
    tags: list[str] = []
    at = 0
    for _ in range(_MOST):
        if prefix := _prefix_at(text, at):
            at = prefix[1]
        elif found := _TAG.match(text, at):
            tags += [] if _outside(found[1]) else [found[1].strip()]
            at = found.end()
        else:
            break
    return tags, at


def _prefix_at(subject: str, at: int) -> tuple[str, int] | None:
    found = _PREFIX.match(subject, at)
    if found is None:
        return None
    word = vocabulary().subject.get(fold(found[1]).rstrip(". "))
    return (word, found.end()) if word else None


def _outside(tag: str) -> bool:
    return fold(tag) in _EXTERNAL

"""Reading a subject: the list's tag, reply and forward prefixes, and what is left."""

import re

from bot.mail.post import Subject
from bot.mail.vocabulary import fold, vocabulary

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
    tags = [subject.list_tag] if subject.list_tag else []
    at = 0
    for _ in range(_MOST):
        if prefix := _prefix_at(subject.text, at):
            at = prefix[1]
        elif found := _TAG.match(subject.text, at):
            tags += [] if _outside(found[1]) else [found[1].strip()]
            at = found.end()
        else:
            break
    return tuple(dict.fromkeys(tags))


def _prefix_at(subject: str, at: int) -> tuple[str, int] | None:
    found = _PREFIX.match(subject, at)
    if found is None:
        return None
    word = vocabulary().subject.get(fold(found[1]).rstrip(". "))
    return (word, found.end()) if word else None


def _outside(tag: str) -> bool:
    return fold(tag) in _EXTERNAL

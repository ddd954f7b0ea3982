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
_NOTHING = frozenset(
    {
        "", "no subject", "none", "kein betreff", "ohne betreff", "sans objet", "sin asunto",
        "nessun oggetto", "senza oggetto", "geen onderwerp", "sem assunto",
    }
)  # fmt: skip
_TRAILER = "(fwd)"
_SENDER = re.compile(r"[^\s@\[\]:]{1,64}@[^\s@\[\]:]{1,190}:\s{0,3}")
_MOST = 40


def read_subject(decoded: str) -> Subject:
    """
    Take a decoded subject apart.

    ``[Salon] Re: AW: Fwd: Tea`` has the tag "Salon", the prefixes re, re, fwd
    and the text "Tea". Prefixes of any language and counted ones ("Re[2]:") are
    read; the tag may stand behind them, and marks of outside mail ("[EXT]") are
    passed over. Forwards may also be "[Fwd: Tea]", "Tea (fwd)" (RFC 5256 2.1) and
    "[ann@example.net: Tea]".
    """
    tag: str | None = None
    prefixes: list[str] = []
    whole = decoded.rstrip()
    while whole[-len(_TRAILER) :].lower() == _TRAILER and whole[: -len(_TRAILER)].strip():
        whole = whole[: -len(_TRAILER)].rstrip()
    trailer = len(whole) < len(decoded.rstrip())
    at = len(decoded) - len(decoded.lstrip())
    for _ in range(_MOST):
        if prefix := _prefix_at(whole, at):
            word, at = prefix
            prefixes.append(word)
        elif framed := _framed_at(whole, at):
            at, whole = framed, whole[:-1].rstrip()
            prefixes += [] if _prefix_at(whole, at) else ["fwd"]
        elif (found := _TAG.match(whole, at)) and (_outside(found[1]) or tag in (None, found[1])):
            tag = tag if _outside(found[1]) else found[1].strip()
            at = found.end()
        else:
            break
    if trailer and "fwd" not in prefixes:
        prefixes.append("fwd")
    return Subject(raw=decoded, list_tag=tag, prefixes=tuple(prefixes), text=whole[at:].strip())


def _framed_at(whole: str, at: int) -> int | None:
    """Where a subject begins that stands in brackets as forwarded: "[Fwd: Tea]", "[ann@example.net: Tea]"."""
    if (
        not whole.startswith("[", at)
        or not whole.endswith("]")
        or whole.count("[", at) != whole.count("]", at)
    ):
        return None
    prefix = _prefix_at(whole, at + 1)
    if prefix is not None:
        return at + 1 if prefix[0] == "fwd" else None
    sender = _SENDER.match(whole, at + 1)
    return sender.end() if sender else None


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


def says_nothing(subject: Subject) -> bool:
    """Whether there is none, or a program wrote "No Subject" in its place."""
    return subject.text.strip(" ()[]<>.").casefold() in _NOTHING

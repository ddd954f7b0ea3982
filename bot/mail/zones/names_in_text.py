"""Reads names and addresses as mail clients write them into the text of a forward."""

import functools
import re
from collections.abc import Iterable

from bot.mail.post import Mailbox
from bot.mail.text.clues import ADDRESS
from bot.mail.text.phrases import fold

_MAILTO = re.compile(r"\[mailto:\s{0,3}([^\[\]\s]{1,250})\s{0,3}\]", re.IGNORECASE)
_AGAIN = re.compile(r"<mailto:[^<>]{0,250}>", re.IGNORECASE)
_BEHALF = re.compile(
    r"\s(?:on behalf of|im auftrag von|de la part de|en nombre de|namens|per conto di)\s", re.IGNORECASE
)
_PUNCTUATION = re.compile(r"[^\w\s']+")
_ASCII_WORDS = bytes(
    octet if chr(octet).isalnum() or chr(octet) in "_'" else ord(" ") for octet in range(128)
) + bytes(128)
_MOST = 20_000


def read_people(value: str) -> tuple[Mailbox, ...]:
    """
    The mailboxes of a header line in a text.

    Commas and semicolons part them; "Doe, John <a@b>" is one. A name without an
    address keeps "" for it.
    """
    pieces: list[str] = []
    waiting = ""
    for piece in _pieces(value[:_MOST]):
        waiting = f"{waiting}, {piece}" if waiting else piece
        if "@" in piece:
            pieces.append(waiting)
            waiting = ""
    if "@" not in value:
        pieces = _pieces(value[:_MOST])
    return tuple(box for piece in pieces if (box := read_person(piece)))


def _pieces(value: str) -> list[str]:
    pieces: list[str] = []
    quoted, deep, start = False, 0, 0
    for at, char in enumerate(value):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "<(":
            deep += 1
        elif not quoted and char in ">)":
            deep = max(0, deep - 1)
        elif char in ",;" and not quoted and not deep:
            pieces.append(value[start:at])
            start = at + 1
    return [piece.strip() for piece in [*pieces, value[start:]] if piece.strip()]


def read_person(written: str) -> Mailbox | None:
    """One mailbox in any of the forms of mail clients; None where nothing is named."""
    text = _MAILTO.sub(r"<\1>", written)
    plain = _AGAIN.sub(" ", text)
    text = plain if "@" in plain else text.replace("<mailto:", "<")
    behalf = _BEHALF.search(text)
    text = text[: behalf.start()] if behalf else text
    angle = text.find("<")
    found = ADDRESS.search(text, max(angle, 0)) or ADDRESS.search(text)
    if found is None:
        name = _name(text)
        return Mailbox(name=name, address="") if name else None
    name = _name(text[:angle] if angle >= 0 else text.replace(found[0], " "))
    return Mailbox(name=None if name == found[0] else name, address=found[0])


@functools.lru_cache(maxsize=512)
def names_of(author: Mailbox | None) -> frozenset[str]:
    """How an author signs: the whole name, the first name, or the initials, folded."""
    words = plain_words(author.name or "").split() if author else []
    if not words:
        return frozenset()
    return frozenset((" ".join(words), words[0], "".join(word[0] for word in words)))


def plain_words(text: str) -> str:
    """The words of a text, folded, without punctuation."""
    folded = fold(text)
    if folded.isascii():  # a third of the time
        return " ".join(folded.encode().translate(_ASCII_WORDS).decode().split())
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase, without punctuation."""
    return frozenset(plain_words(phrase).partition(" ")[0] for phrase in phrases)


def may_begin(text: str, words: frozenset[str]) -> bool:
    """A quick look, before plain_words(): whether a text may begin with one of these."""
    first = text.partition(" ")[0]
    return first.lower() in words or not (first.isascii() and first.isalnum())


def _name(text: str) -> str | None:
    name = " ".join(text.split()).strip(' "*<>()[]')
    if len(name) > 2 and name[0] == name[-1] == "'":
        name = name[1:-1]
    return name or None

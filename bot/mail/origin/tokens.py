"""The tokens in our notices: who sends one back has read a mail that went to one person alone."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

PREFIX = "lw-"
NAME, MAC = 10, 22
"""Characters of a token: the name under which it is on record, and what nobody can guess (110 bits)."""

_LETTER = r"[\s>]*[a-z2-7]"
_WRITTEN = re.compile(rf"lw-((?:{_LETTER}){{{NAME}}})((?:{_LETTER}){{{MAC}}})", re.IGNORECASE)
_GAP = re.compile(r"[\s>]+")
_OCTETS = re.compile(rb"lw-[a-z2-7]{%d}" % (NAME + MAC), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as somebody wrote it, genuine or not."""

    name: str
    mac: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.name}{self.mac}"


def spelled(digest: bytes, length: int) -> str:
    """The beginning of a digest in letters that survive case, line ends and reading aloud (RFC 4648 6)."""
    return base64.b32encode(digest).decode("ascii").lower()[:length]


def tokens_in(texts: Iterable[str]) -> tuple[Token, ...]:
    """Every token that stands in the texts, however mail programs have quoted and broken it; each once."""
    found = (match for text in texts for match in _WRITTEN.finditer(text))
    return tuple(dict.fromkeys(Token(_joined(match[1]), _joined(match[2])) for match in found))


def without_tokens(text: str) -> str:
    """The text with every token made useless."""
    return _WRITTEN.sub(PREFIX + "x" * 6, text)


def octets_without_tokens(raw: bytes) -> bytes:
    """The octets with every token that stands in them plainly overwritten, no octet more or less."""
    return _OCTETS.sub(lambda _: b"lw-" + b"x" * (NAME + MAC), raw)


def _joined(letters: str) -> str:
    return _GAP.sub("", letters).lower()

"""The tokens in our notices: who sends one back has read a mail that went to one person alone."""

import base64
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

PREFIX = "lw-"
NAME, MAC = 10, 22
"""Characters of a token: the name under which it is on record, and what nobody can guess (110 bits)."""

_LETTER = r"[\s>]*[a-z2-7]"
_WRITTEN = re.compile(rf"lw-((?:{_LETTER}){{{NAME}}})((?:{_LETTER}){{{MAC}}})", re.IGNORECASE)
_GAP = re.compile(r"[\s>]+")
_ENDS = r"(?:\r?\n|<[^<>]{0,200}>|&[#\w]{1,8};|SOFT)"
_BREAK = rf"(?:[ \t>|]*{_ENDS}(?:[ \t>|]|{_ENDS})*)?"
"""Where programs break a word: at a line end with quote marks behind it, by a tag, by what nobody sees."""
_LONG = rf"lw-(?:{_BREAK}[a-z2-7]){{{NAME + MAC}}}"
_IN_TEXT = re.compile(_LONG.replace("SOFT", "[\u00ad\u200b-\u200d\u2060\ufeff]"), re.IGNORECASE)
_IN_OCTETS = re.compile(
    _LONG.replace("SOFT", r"\xc2\xad|\xe2\x80[\x8b-\x8d]|\xe2\x81\xa0").encode("latin-1"), re.IGNORECASE
)
_LINE_END = re.compile(rb"\r?\n[ \t>|]*")
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
_APART = bytes(octet if octet in _ALPHABET else 0x20 for octet in bytes(range(256)).lower())
"""Every octet that is in no token (RFC 4648 6) as a space, capitals as small letters."""

Known = AbstractSet[str]
"""The tokens of members (``Marks.short_token``)."""


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
    found = (match for text in texts if "lw-" in text.lower() for match in _WRITTEN.finditer(text))
    return tuple(dict.fromkeys(Token(_joined(match[1]), _joined(match[2])) for match in found))


def without_tokens(text: str) -> str:
    """The text with every token made useless."""
    return _WRITTEN.sub(PREFIX + "x" * 6, text)


def cut_octets(octets: bytes, known: Known) -> bytes:
    """Text of any ASCII-like charset, decoded from its transfer encoding, with every token made useless."""
    if b"lw-" in octets.lower():
        octets = _IN_OCTETS.sub(_useless, octets)
    if known:
        for found in known & set(_words(octets)):
            octets = re.sub(found.encode("ascii"), b"x" * len(found), octets, flags=re.IGNORECASE)
    return octets


def _words(octets: bytes) -> list[str]:
    """What stands between octets that are in no token, in small letters."""
    return octets.translate(_APART).decode("ascii").split()


def _useless(found: re.Match[bytes]) -> bytes:
    """What stands for a token; the lines that it was broken over stay, with their quote marks."""
    return b"lw-xxxxxx" + b"".join(_LINE_END.findall(found[0]))


def has_token(text: str, known: Known) -> bool:
    """Whether a token stands in the text that nobody but its receiver may read."""
    lower = text.lower()
    if "lw-" in lower and _IN_TEXT.search(text):
        return True
    return bool(known) and not known.isdisjoint(_words(lower.encode("ascii", "replace")))


def _joined(letters: str) -> str:
    return _GAP.sub("", letters).lower()

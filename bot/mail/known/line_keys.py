"""What a line is known by: a hash of its letters, so that nobody's words are kept."""

import re
import struct
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from bot.mail.text.phrases import fold_letters

KEY_OCTETS = 6
_KEY = struct.Struct(">HI")
_NO_LETTER = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(\W)\1+")
_LOWER = bytes(range(256)).lower()
_MARKS = bytes(octet for octet in range(128) if not chr(octet).isalnum())
_MARKS_IN_LINES = _MARKS.replace(b"\n", b"")


def line_key(bare: str) -> int:
    """A number of 48 bits for a line: its letters and digits, folded, or its marks where it has none."""
    if bare.isascii():  # a tenth of the time
        said = bare.encode().translate(_LOWER, _MARKS)
    else:
        said = _NO_LETTER.sub("", fold_letters(bare)).encode("utf-8", "surrogatepass")
    said = said or _marks_of(bare)
    return int.from_bytes(blake2b(said, digest_size=KEY_OCTETS).digest(), "big")


def packed_keys(lines: Sequence[str]) -> list[bytes]:
    """The key of each line, packed; lines of ASCII are folded all at once."""
    text = "\n".join(lines)
    if not text.isascii():
        return [line_key(line).to_bytes(KEY_OCTETS, "big") for line in lines]
    folded = text.encode().translate(_LOWER, _MARKS_IN_LINES).split(b"\n")
    return [
        blake2b(said or _marks_of(line), digest_size=KEY_OCTETS).digest()
        for said, line in zip(folded, lines, strict=False)  # of no lines there is one, an empty one
    ]


def _marks_of(bare: str) -> bytes:
    """What a line is known by that has no letter and no digit."""
    return _REPEATED.sub(r"\1", bare).encode("utf-8", "surrogatepass")


def pack(keys: Iterable[int]) -> bytes:
    """Keys as octets, six each, in their order."""
    return b"".join([key.to_bytes(KEY_OCTETS, "big") for key in keys])


def unpack(octets: bytes) -> list[int]:
    """The keys that ``pack`` wrote."""
    whole = len(octets) - len(octets) % KEY_OCTETS
    return [high << 32 | low for high, low in _KEY.iter_unpack(octets[:whole])]

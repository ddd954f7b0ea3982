"""What a line is known by: a hash of its letters, so that nobody's words are kept."""

import re
import struct
from collections.abc import Iterable
from hashlib import blake2b

from bot.mail.text.phrases import fold_letters

KEY_OCTETS = 6
_KEY = struct.Struct(">HI")
_NO_LETTER = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(\W)\1+")
_LOWER = bytes(range(256)).lower()
_MARKS = bytes(octet for octet in range(128) if not chr(octet).isalnum())


def line_key(bare: str) -> int:
    """A number of 48 bits for a line: its letters and digits, folded, or its marks where it has none."""
    if bare.isascii():  # a tenth of the time
        said = bare.encode().translate(_LOWER, _MARKS)
    else:
        said = _NO_LETTER.sub("", fold_letters(bare)).encode("utf-8", "surrogatepass")
    said = said or _REPEATED.sub(r"\1", bare).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=KEY_OCTETS).digest(), "big")


def pack(keys: Iterable[int]) -> bytes:
    """Keys as octets, six each, in their order."""
    return b"".join([key.to_bytes(KEY_OCTETS, "big") for key in keys])


def unpack(octets: bytes) -> list[int]:
    """The keys that ``pack`` wrote."""
    whole = len(octets) - len(octets) % KEY_OCTETS
    return [high << 32 | low for high, low in _KEY.iter_unpack(octets[:whole])]

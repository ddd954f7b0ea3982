"""Decodes encoded words in header fields (RFC 2047), such as ``=?utf-8?q?...?=``."""

import binascii
import re

from bot.mail.format.charset import Decoder, one_line, printable
from bot.mail.format.limits import ENCODED_WORDS, Defects, LimitPassed

# Blanks and lone question marks inside a word break RFC 2047 section 2, and are sent all the same.
WORD = re.compile(
    r"=\?([!#$%&'+\-0-9A-Z^_`a-z{}~.:]{1,64})(?:\*[^?\s]*+)?"
    r"\?([bBqQ])\?((?>(?:[^?=]++|=(?!\?[^=])|\?(?!=))*))\?="
)


def decode_words(text: str, decoder: Decoder, defects: Defects) -> str:
    """
    The text of an unfolded field, on one line, with its encoded words decoded.

    Octets above 127 stand in ``text`` as lone surrogates ("surrogateescape").

    White space between two words is no part of the text (section 6.2). A
    character may be cut in two by neighbours of one charset. A word that
    cannot be decoded stays as it is, as a defect. Line ends and controls that
    a word hides are dropped: no field can be smuggled in by one.
    """
    if "=?" not in text:
        return one_line(decoder.escaped(text))
    if text.count("=?") > 2 * ENCODED_WORDS:
        raise LimitPassed(f"a header field has more than {ENCODED_WORDS} encoded words")
    return one_line("".join(_pieces(text, decoder, defects)))


def _pieces(text: str, decoder: Decoder, defects: Defects) -> list[str]:
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0
    for number, word in enumerate(WORD.finditer(text)):
        if number >= ENCODED_WORDS:
            raise LimitPassed(f"a header field has more than {ENCODED_WORDS} encoded words")
        charset, octets = word[1].lower(), _octets(word, defects)
        between = text[at : word.start()]
        joins = pending is not None and not between.strip()
        if joins and pending is not None and octets is not None and pending[0] == charset:
            pending = (charset, pending[1] + octets)
        else:
            pieces += _flushed(pending, decoder)
            pieces += [] if joins and octets is not None else [decoder.escaped(between)]
            pieces += [word[0]] if octets is None else []
            pending = None if octets is None else (charset, octets)
        at = word.end()
    return [*pieces, *_flushed(pending, decoder), decoder.escaped(text[at:])]


def _flushed(pending: tuple[str, bytes] | None, decoder: Decoder) -> list[str]:
    return [] if pending is None else [decoder.decode(pending[1], pending[0])]


def _octets(word: re.Match[str], defects: Defects) -> bytes | None:
    """What the word encodes; None for one that is malformed."""
    data = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    data = data.rstrip(b"= ")
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        defects.add(f'The encoded word "{printable(word[0])}" cannot be decoded.')
        return None

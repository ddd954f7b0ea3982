"""Finds where authors sign: a delimiter, a name below the text, a PGP signature."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.mail.post import Mailbox
from bot.mail.text.lines import Line
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.closing import signature_by_signs
from bot.mail.zones.names_in_text import names_of, plain_words
from bot.mail.zones.signatures_and_footers import (
    DELIMITERS,
    disclaimer_at,
    disclaims,
    last_said,
    mobile_at,
    paragraph_at,
    parts,
    signature_at,
)

_CONTACT_LINES = 10
_NAME_WORDS = 7
_LONG_LINE = 130
_SEAL = "-----BEGIN PGP SIGNATURE-----"
_REACH = re.compile(r"[^\s@]@[^\s@]|www\.|https?://|(?:\d[ ().\-/]{0,2}){7}")
_DASHES = re.compile(r"(?:-{1,2}|[–—~])\s?")
_QUOTED_ENDS = ('"', "”", "“", "»", "’", "'")


class Ending(NamedTuple):
    """Where below a stretch of lines a signature begins, and a disclaimer; their number where none does."""

    signature: int
    disclaimer: int


def ending_of(
    lines: Sequence[Line],
    author: Mailbox | None,
    *,
    first: bool,
    marks: Sequence[int],
    known: frozenset[int] | None = frozenset(),
) -> Ending:
    """
    What closes a stretch of the author's own lines, which stands at the ``first`` line or not.

    ``marks``: the indices of its lines that may be a delimiter or begin a disclaimer;
    ``known``: the keys of lines that closed earlier posts of the author;
    None: only a marked signature is looked for.
    """
    marked = [lines[at].bare for at in marks]
    disclaimer = disclaimer_at(lines) if any(map(disclaims, marked)) else len(lines)
    own = lines[:disclaimer]
    if marks:
        own = own[: _sealed_at(own)]
    if not DELIMITERS.isdisjoint(marked):
        signature = signature_at(own, first=first)
    else:
        signature = mobile_at(own, last_said(own, len(own)))
    signature = min(signature, contact_at(own[:signature], author), _name_at(own[:signature], author))
    if known is not None and signature == len(own):
        signature = signature_by_signs(own, author, known)
    return Ending(signature, disclaimer)


def _sealed_at(lines: Sequence[Line]) -> int:
    """The index of a PGP signature (RFC 4880 7) that ends the text; the length where there is none."""
    end = last_said(lines, len(lines))
    if not end or not lines[end - 1].bare.startswith("-----END PGP SIGNATURE"):
        return len(lines)
    return next((at for at in range(end - 1, -1, -1) if lines[at].bare == _SEAL), len(lines))


def contact_at(lines: Sequence[Line], author: Mailbox | None) -> int:
    """
    The index of the author's name above where to reach them, at the end; else the length.

    Below a rule or a farewell ("Best regards,") the name tells enough.
    """
    if not author or not author.name:
        return len(lines)
    end = last_said(lines, len(lines))
    start = paragraph_at(lines, end)
    ruled = start < end and parts(lines[start].bare)
    block = lines[start + ruled : end]
    first = block[0].bare if start and 2 <= len(block) <= _CONTACT_LINES else ""
    if (
        len(first.partition("|")[0].split()) > _NAME_WORDS
        or fold(author.name) not in fold(first)
        or any(map(_is_prose, block))
    ):
        return len(lines)
    reach = ruled or any(_REACH.search(line.bare) for line in block[1:]) or _farewell(lines, start)
    return start if reach else len(lines)


def _is_prose(line: Line) -> bool:
    return len(line.bare) > _LONG_LINE or line.bare.endswith((".", "?", "!", ","))


def _farewell(lines: Sequence[Line], at: int) -> bool:
    above = last_said(lines, at)
    return bool(above) and plain_words(lines[above - 1].bare) in vocabulary().closings


def _name_at(lines: Sequence[Line], author: Mailbox | None) -> int:
    """The index of a last line "-- Ann Example" or "-Ann" with the author's name; else the length."""
    at = last_said(lines, len(lines)) - 1
    dashes = _DASHES.match(lines[at].bare) if at > 0 else None
    if dashes is None or _goes_with(lines[last_said(lines, at) - 1].bare):
        return len(lines)
    name = plain_words(lines[at].bare[dashes.end() :])
    return at if name in names_of(author) else len(lines)


def _goes_with(above: str) -> bool:
    """Whether a name below this line tells whose words these are, or is one of a list."""
    return above.endswith(_QUOTED_ENDS) or _DASHES.match(above) is not None

"""Messages that people read: fixed text, and slots that the facts of a post fill."""

import datetime as dt
import re
from dataclasses import dataclass

from bot.facts import VOCABULARY, CountWithin, Known, Number, Value
from bot.facts.kinds import Unknown
from bot.policy.model.conditions import Source
from bot.printable import blanked

_SINGULAR = {
    "words": "word",
    "lines": "line",
    "paragraphs": "paragraph",
    "links": "link",
    "posts": "post",
    "levels": "level",
    "days": "day",
    "hours": "hour",
    "attachments": "attachment",
    "addresses": "address",
    "recipients": "recipient",
    "characters": "character",
}
_ONE = re.compile(r"(?:^|[^\d.,])1$")
_PLURAL = re.compile(r"^(\s+)(" + "|".join(_SINGULAR) + r")\b")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the sentence that a fact fills; ``within``: over a span of time."""

    fact: str
    within: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence in pieces: fixed texts, and slots for facts. Values stand in it as text already."""

    pieces: tuple[str | Slot, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it tells."""
        return tuple(piece.fact for piece in self.pieces if isinstance(piece, Slot))

    def text(self, facts: Source) -> str:
        """The sentence for one post; "1 words" becomes "1 word"."""
        written = ""
        for piece in self.pieces:
            if isinstance(piece, Slot):
                value = facts.within(piece.fact, piece.within) if piece.within else facts[piece.fact]
                written += shown(value, piece.fact)
            else:
                written += _agreeing(written, piece)
        return written.strip()


def shown(value: Value, name: str) -> str:
    """A value inside a sentence: one line, of bounded length, free of control characters."""
    if isinstance(value, Unknown):
        return "(unknown)"
    fact = VOCABULARY.find(name)
    unit = fact.kind.unit if fact and isinstance(fact.kind, Number | CountWithin) else ""
    return _shown(value, unit)


def _shown(value: Known, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_tidy(item) for item in value) or "none"
    if isinstance(value, str):
        return _tidy(value)
    return _size(value) if unit == "bytes" else f"{value:g} %" if unit == "%" else f"{value:.10g}"


def _size(octets: float) -> str:
    if octets >= 1_000_000:
        return f"{octets / 1_000_000:.1f} MB"
    return f"{octets / 1_000:.0f} KB" if octets >= 1_000 else f"{octets:g} bytes"


def _tidy(text: str) -> str:
    line = " ".join(blanked(text).split())
    return line if len(line) <= 200 else line[:199] + "…"


def _agreeing(before: str, piece: str) -> str:
    """The piece with a singular noun where the number just before it is 1."""
    if "1" not in before[-2:] or not _ONE.search(before):
        return piece
    return _PLURAL.sub(lambda found: found[1] + _SINGULAR[found[2]], piece)


def joined(pieces: tuple[str | Slot, ...]) -> tuple[str | Slot, ...]:
    """Neighbouring texts as one, with the numbers of values agreeing."""
    done: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and done and isinstance(done[-1], str):
            done[-1] += _agreeing(done[-1], piece)
        else:
            done.append(piece)
    return tuple(done)

"""Where a forward begins: the marks that clients put, and what they tell of the message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.mail.clues import wrapped
from bot.mail.fields import Block, read_block, read_field, read_run_together
from bot.mail.lines import Line, next_said
from bot.mail.people import read_people
from bot.mail.post import Forward
from bot.mail.vocabulary import fold, vocabulary

_DASHES = "-_=*~<>–—"
_ONE_LINE = re.compile(
    r"[-_=*]{3,20}\s{0,3}([^\s\-_=*][^\-_=*]{2,60}?)\s{0,3}[-_=*]{3,20}\s{0,3}(\S.{0,4000})?$"
)
_RULE = re.compile(r"[-_=*~#.\s]{0,200}")
_PIECES = re.compile(r"-{2,}|/")


@dataclass(frozen=True, slots=True)
class Beginning:
    """
    A forward's (or unmarked quotation's) beginning.

    ``marked``: "forward" where a mark says so, "original" where the mark serves
    replies too, None where header lines stand alone. ``body`` is the index of
    the first line behind; ``depth`` how deep the header lines are quoted.
    """

    marked: str | None
    body: int
    depth: int
    fields: Mapping[str, str]


def read_beginning(lines: Sequence[Line], at: int, end: int) -> Beginning | None:
    """The mark and header lines that begin at ``at``; None where there is neither."""
    line = lines[at]
    mark = _read_mark(line.bare)
    if mark is None:
        return _unmarked(lines, at, end)
    kind, decorated, rest = mark
    if rest:
        return _run_together(lines, at, end, kind)
    here = next_said(lines, at + 1, min(end, at + 5))
    block = read_block(lines, here, end)
    if block is None:
        return Beginning(kind, at + 1, line.depth, {}) if decorated else None
    return Beginning(kind, block.end, max(line.depth, block.depth), block.fields)


def _unmarked(lines: Sequence[Line], at: int, end: int) -> Beginning | None:
    """Header lines alone, or below a rule, as Outlook writes them."""
    start = at
    if is_rule(lines[at].bare):
        start = next_said(lines, at + 1, min(end, at + 3))
        if start >= end:
            return None
    if read_field(lines[start].bare) is None:
        return None
    block = read_block(lines, start, end)
    return Beginning(None, block.end, block.depth, block.fields) if block and block.convincing else None


def is_rule(bare: str) -> bool:
    """Whether a line is a drawn rule: dashes, underscores and the like, three at least."""
    return (
        len(bare) > 2
        and bare[0] in "-_=*~#."
        and _RULE.fullmatch(bare) is not None
        and any(bare.count(char) > 2 for char in "-_=*~#")
    )


def _read_mark(bare: str) -> tuple[str, bool, str] | None:
    """Kind of the mark, whether it stands for itself (dashes or a colon), and what follows on the line."""
    if len(bare) < 6:
        return None
    if bare[0] in "-_=*" and (found := _ONE_LINE.match(bare)) and found[2]:
        kind = _kind(found[1])
        if kind and read_run_together(found[2]):
            return kind, True, found[2]
    if len(bare) > 120:
        return None
    core = bare.strip(_DASHES + " \t").rstrip(":： ")
    kind = _kind(core) or next((kind for piece in _PIECES.split(core)[:4] if (kind := _kind(piece))), None)
    if kind is None:
        return None
    decorated = bare[:3].strip(_DASHES) == "" or bare.rstrip("* ").endswith((":", "："))
    return kind, decorated and (kind == "forward" or bare[:2].strip(_DASHES) == ""), ""


def _kind(phrase: str) -> str | None:
    folded = fold(phrase.strip(_DASHES + " :："))
    if folded in vocabulary().forward_marks:
        return "forward"
    return "original" if folded in vocabulary().original_marks else None


def _run_together(lines: Sequence[Line], at: int, end: int, kind: str) -> Beginning:
    """Yahoo's mark with all header lines on one line, which a mailer may have broken again."""
    text, here = lines[at].bare, at + 1
    while here < end and not lines[here].blank and wrapped(lines[here - 1].text, lines[here].text):
        if lines[here].text.startswith(" ") or len(text) > 4000:
            break
        text = f"{text} {lines[here].bare}"
        here += 1
    found = _ONE_LINE.match(text)
    return Beginning(kind, here, lines[at].depth, read_run_together(found[2] if found else text))


def make_forward(beginning: Beginning, body: str, level: int) -> Forward:
    """The forwarded message that these header lines tell of."""
    fields = beginning.fields
    senders = read_people(fields.get("from", ""))
    by_hand = beginning.marked is None and not any("@" in value for value in fields.values())
    return Forward(
        how="hand-made" if by_hand else "inline",
        level=level,
        sender=senders[0] if senders else None,
        to=read_people(fields.get("to", "")),
        cc=read_people(fields.get("cc", "")),
        subject=fields.get("subject"),
        date=fields.get("date"),
        body=body,
    )


__all__ = ["Beginning", "Block", "is_rule", "make_forward", "read_beginning"]

"""Finds where a forwarded message begins, and reads what its marks tell of it."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.mail.post import Forward
from bot.mail.text.clues import has_address, has_whole_date, heads_commit, wrapped
from bot.mail.text.lines import Line, next_said
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.attributions import Attribution, date_of, person_of, read_attribution
from bot.mail.zones.header_lines import (
    Block,
    is_within_header,
    read_block,
    read_field,
    read_notes,
    read_run_together,
)
from bot.mail.zones.names_in_text import read_people

_DASHES = "-_=*~<>–—"
MARK_ENDS = f"{_DASHES}:："
_ONE_LINE = re.compile(
    r"[-_=*]{3,20}\s{0,3}([^\s\-_=*][^\-_=*]{2,60}?)\s{0,3}[-_=*]{3,20}\s{0,3}(\S.{0,4000})?$"
)
_LABEL = 24
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
    said, below = _said_of(lines, here, end) if decorated else ({}, here)
    start = next_said(lines, below, min(end, below + 2)) if said else here
    if decorated and not said and (strange := _strange_sender(lines, here, end)):
        said, start = {"from": strange}, here + 1
    block = read_block(lines, start, end)
    if block is None:
        return Beginning(kind, below if said else at + 1, line.depth, said) if decorated else None
    body = block.end + 1 if _closes_header(lines, block.end, end, line.bare) else block.end
    return Beginning(kind, body, max(line.depth, block.depth), said | block.fields)


def _strange_sender(lines: Sequence[Line], at: int, end: int) -> str | None:
    """Who stands behind a label of a language that nobody taught, right above a header line that is known."""
    if at + 1 >= end or read_field(lines[at].bare) or not read_field(lines[at + 1].bare):
        return None
    label, colon, value = lines[at].bare[:200].partition(":")
    known = colon and 0 < len(label) < _LABEL and label.replace(" ", "").strip("*").isalpha()
    return value.strip() if known and has_address(value) else None


def _said_of(lines: Sequence[Line], at: int, end: int) -> tuple[dict[str, str], int]:
    """Sender and date of a line "3.3.2026, 09:15, Dora <d@example.org>:", also broken over two."""
    text = lines[at].bare if at < end else ""
    if not text or read_field(text):
        return {}, at
    found = read_attribution(lines, at, end)
    text, below = (found.text, found.end) if found and found.sure else (text, at + 1)
    if len(text) > 200 or not (has_address(text) and has_whole_date(text)):
        return {}, at
    person, date = person_of(text), date_of(text)
    return {"from": f"{person.name or ''} <{person.address}>", "date": date} if person and date else {}, below


def _closes_header(lines: Sequence[Line], at: int, end: int, mark: str) -> bool:
    """Whether header lines end in a rule, or in the mark once more."""
    bare = lines[at].bare if at < end else ""
    if not bare or bare == mark:
        return bool(bare)
    if bare.startswith("="):  # The Bat! opens the text with a mark of its own
        found = _read_mark(bare)
        return found is not None and found[0] == "original"
    return is_rule(bare) and len(bare) > 20 and is_rule(mark[:3])


def end_of_forward(lines: Sequence[Line], candidates: Sequence[int], mark: str) -> int | None:
    """
    The index of the line that closes a forward, None where none does.

    ``candidates`` are the lines within it on which a mark may stand, ``mark``
    is the line that began it. Forwards inside close first.
    """
    if mark.startswith("-") and "-  " in mark:  # KMail draws a rule below
        rules = [at for at in candidates if len(lines[at].bare) > 40 and is_rule(lines[at].bare)]
        return rules[-1] if rules else None
    opened, last = 1, None
    for at in candidates:
        bare = lines[at].bare
        if not bare or bare[0] not in _DASHES or len(bare) > 200:
            continue
        if _ends(bare):
            opened, last = opened - 1, at
            if not opened:
                return at
        elif (found := _read_mark(bare)) and found[0] == "forward":
            opened += 1
    return last


def _ends(bare: str) -> bool:
    return fold(_uncut(bare).strip(_DASHES + " \t:")) in vocabulary().end_marks


def _uncut(bare: str) -> str:
    """A mark without its scissors ("===8<=====")."""
    return bare.replace("8<", "") if "=8<=" in bare else bare


def _unmarked(lines: Sequence[Line], at: int, end: int) -> Beginning | None:
    """Header lines alone, or below a rule, as Outlook writes them."""
    start = at
    if is_rule(lines[at].bare):
        start = next_said(lines, at + 1, min(end, at + 3))
        if start >= end:
            return None
    if start == at and (notes := read_notes(lines, at, end)):
        return Beginning(None, notes.end, notes.depth, notes.fields)
    if read_field(lines[start].bare) is None or (start == at and is_within_header(lines, at)):
        return None
    if start and heads_commit(lines[start - 1].bare):
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
    bare = _uncut(bare).replace("&nbsp;", " ")
    if bare[0] in "-_=*" and (found := _ONE_LINE.match(bare)) and found[2]:
        kind = _kind(found[1])
        if kind and read_run_together(found[2]):
            return kind, True, found[2]
    if len(bare) > 200 or (len(bare) > 120 and bare[-1] not in _DASHES):
        return None
    framed = bare[0] == "[" and bare[-1] == "]"
    core = bare.strip(_DASHES + " \t[]" if framed else _DASHES + " \t").rstrip(":： ")
    begun = _may_begin_mark(core)
    kind = (_kind(core) if begun else None) or _kind_of_pieces(core, ended=bare[-1] in MARK_ENDS)
    if kind is None and begun and bare[:2].strip(_DASHES) == bare[-2:].strip(_DASHES) == "":
        kind = "forward" if fold(core).startswith(_long_marks()) else None
    if kind is None:
        return None
    decorated = framed or bare[:3].strip(_DASHES) == "" or bare.rstrip("* ").endswith((":", "："))
    return kind, decorated and (kind == "forward" or bare[:2].strip(_DASHES) == ""), ""


def _kind_of_pieces(core: str, *, ended: bool) -> str | None:
    """The kind of a mark in two languages ("Forwarded message / Message transféré"), not within prose."""
    if "/" not in core and "--" not in core:
        return None  # a single piece, which is no mark
    pieces = [piece for piece in _PIECES.split(core, maxsplit=4) if piece.strip()]
    kinds = [_kind(piece) for piece in pieces] if len(pieces) < 5 else []
    return next(filter(None, kinds), None) if kinds and (ended or kinds[-1]) else None


def _kind(phrase: str) -> str | None:
    folded = fold(phrase.strip(_DASHES + " :："))
    if folded in vocabulary().forward_marks:
        return "forward"
    return "original" if folded in vocabulary().original_marks else None


def _may_begin_mark(core: str) -> bool:
    """A quick look: whether a text may begin with a mark; in ASCII three letters tell."""
    return not core.isascii() or core.lstrip(_DASHES + " :").lstrip()[:3].lower() in _mark_starts()


@functools.cache
def _mark_starts() -> frozenset[str]:
    return frozenset(mark[:3] for mark in vocabulary().forward_marks | vocabulary().original_marks)


@functools.cache
def _long_marks() -> tuple[str, ...]:
    """Marks behind which a name stands: "Forwarded message from Ann"."""
    return tuple(f"{mark} " for mark in vocabulary().forward_marks)


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


def _named_before(text: str) -> str:
    """The name before a date: "Dora Example 03.03.2026"."""
    digit = next((at for at, char in enumerate(text) if char.isdigit()), 0)
    return text[:digit].strip(" ,") if text[:1].isupper() else ""


def introduced(found: Attribution, depth: int, subject: str) -> Beginning:
    """An attribution that introduces a forward, as Outlook for Mac writes it."""
    person = person_of(found.text)
    sender = f"{person.name or ''} <{person.address}>" if person else _named_before(found.text)
    fields = {"from": sender, "date": date_of(found.text) or "", "subject": subject}
    return Beginning("forward", found.end, depth, {name: value for name, value in fields.items() if value})


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


__all__ = ["Beginning", "Block", "end_of_forward", "introduced", "is_rule", "make_forward", "read_beginning"]

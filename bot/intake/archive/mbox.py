"""
Mboxes: mboxo, mboxrd, mboxcl, mboxcl2, plain or as .gz or .xz.

No mbox says which variant it is. Where a Content-Length fits it tells the end
of the message; if bare "From " lines stand before that end nothing was quoted
(mboxcl2) and nothing is changed. Everywhere else one ">" goes from each line
of ">"s and "From " (mboxrd). In an mboxo this is wrong only for lines that had
two or more ">" before "From " when they were written.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.intake.archive.beside import load_beside
from bot.intake.archive.found import Found, Unit
from bot.intake.archive.from_line import date_of, has_usual_date, is_field
from bot.intake.archive.hyperkitty import is_hyperkitty, read_hyperkitty
from bot.intake.archive.pipermail_text import is_pipermail, read_pipermail
from bot.intake.archive.scrubbed import Load
from bot.intake.archive.splitting import Piece, split
from bot.intake.archive.streams import Plain, is_compressed, open_stream

_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_CUT_FROM = 4_000_000  # octets: a smaller mbox is one piece
_PIECE = 1_000_000  # octets that a piece has at least

Cut = Callable[[Path], list[Unit]]
"""How an mbox is cut into pieces at the borders of messages."""


def units_of(path: Path, cut: Cut | None = None) -> list[Unit]:
    """An mbox in pieces; a small or compressed one is one piece, and so is each without ``cut``."""
    size = path.stat().st_size
    if cut is None or size < _CUT_FROM:
        return [Unit(path=str(path), octets=size)]
    with path.open("rb") as file:
        compressed = is_compressed(file.read(6))
    return [Unit(path=str(path), octets=size)] if compressed else cut(path)


def cut_up(path: Path) -> list[Unit]:
    """The pieces of an mbox, the same however it grows behind them."""
    starts = [(0, 1)]
    with path.open("rb") as file:
        number = 0
        for piece in split(open_stream(file, str(path), [])):
            number += piece.data != b""
            if piece.data and piece.at >= starts[-1][0] + _PIECE:
                starts.append((piece.at, number))
    return pieces_at(path, path.stat().st_size, starts)


def pieces_at(path: Path, size: int, starts: Sequence[tuple[int, int]]) -> list[Unit]:
    """The pieces of a file of ``size`` octets: each begins at an octet, with a message of a number from 1."""
    ends = [start for start, _ in starts[1:]]
    return [
        Unit(path=str(path), octets=(end or size) - start, start=start, end=end, first=first)
        for (start, first), end in zip(starts, [*ends, None], strict=True)
    ]


def read_mbox(unit: Unit, warnings: list[str]) -> Iterator[Found]:
    """The messages of a piece of an mbox; what cannot be read is told in ``warnings``."""
    with Path(unit.path).open("rb") as file:
        stream = open_stream(file, unit.path, warnings, unit.start, unit.end)
        plain = isinstance(stream, Plain)
        number, piece = unit.first - 1, None
        load = partial(load_beside, Path(unit.path).parent / "attachments")
        for piece in split(stream, unit.start):
            number += piece.data != b""
            source = f"{unit.path}#{number}"
            line, raw = _parted(piece.data)
            date = date_of(line)
            warnings += _faults(
                piece, source, unit.path, odd=piece.odd or (not date and has_usual_date(line))
            )
            octet = piece.at if plain else None
            if piece.data and (found := _found(piece, raw, date, source, load, octet)):
                yield found
            elif piece.data:
                warnings.append(f"{source} has no header: it was left out")
        if piece and piece.data and unit.end is None and not piece.data.endswith(b"\n"):
            warnings.append(f"{source} has no end: the file is cut off")


def read_post(source: str, octet: int) -> Found | None:
    """The message of a plain mbox that begins at an octet, by its source (PATH#N); None if it has gone."""
    path = Path(source.rpartition("#")[0])
    load = partial(load_beside, path.parent / "attachments")
    with suppress(OSError), path.open("rb") as file:
        for piece in split(open_stream(file, str(path), [], octet), octet):
            line, raw = _parted(piece.data)
            return _found(piece, raw, date_of(line), source, load, octet) if piece.data else None
    return None


def _faults(piece: Piece, source: str, path: str, *, odd: bool) -> Iterator[str]:
    if piece.cut:
        return
    if not piece.data:
        yield f"{path} has {piece.size:,} bytes before its first message that are not mail"
    elif b"\0" in piece.data:
        yield f"{source} has binary junk in it"
    elif odd:
        yield f"{source} begins with an odd From line: {_shown(piece.data)}"


def _shown(data: bytes) -> str:
    return ascii(data[:60].partition(b"\n")[0].decode("latin-1"))


def _found(
    piece: Piece, raw: bytes, received: dt.datetime | None, source: str, load: Load, octet: int | None
) -> Found | None:
    if piece.cut:
        return Found(source=source, raw=raw, oversize=piece.size, origin_form="mbox")
    if not is_field(raw):
        return None
    if not piece.verbatim and b">From" in raw:
        raw = _QUOTED.sub(rb"\1", raw)
    if is_pipermail(raw):
        return replace(read_pipermail(raw, source, received, load), octet=octet)
    if is_hyperkitty(raw):
        return replace(read_hyperkitty(raw, source, received), octet=octet)
    return Found(source=source, raw=raw, received=received, origin_form="mbox", octet=octet)


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """The From_ line; the message without it, and without the empty line that an mbox puts behind it."""
    line, _, raw = data.partition(b"\n")
    while raw.startswith(b">From "):
        raw = raw.partition(b"\n")[2]
    if raw.endswith(b"\n\n"):
        return line, raw[:-1]
    return line, raw[:-2] if raw.endswith(b"\n\r\n") else raw

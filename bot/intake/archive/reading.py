"""Reading a piece of an archive: each file in the form that it has."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bot.intake.archive import mhonarc_page, pipermail_page
from bot.intake.archive.beside import load_beside
from bot.intake.archive.found import SIZE_LIMIT, Found, Unit
from bot.intake.archive.from_line import date_of, is_field
from bot.intake.archive.mbox import read_mbox
from bot.intake.archive.opening import open_file
from bot.intake.archive.pipermail_month import Month
from bot.intake.archive.pipermail_text import decoded
from bot.intake.archive.recognising import Form, form_of
from bot.intake.archive.streams import BLOCK, open_stream
from bot.mail.format.header import block_of


def read_unit(unit: Unit, warnings: list[str]) -> Iterator[Found]:
    """The posts of a piece, in their order; ``warnings`` gets a sentence for all that is not read."""
    for found in read_all(unit, warnings):
        if found.oversize:
            warnings.append(f"{found.source} has {found.oversize:,} bytes: over the limit, it was left out")
        else:
            yield found


def read_all(unit: Unit, warnings: list[str]) -> Iterator[Found]:
    """The same with the headers of posts that are over the limit."""
    if not unit.members:
        yield from _readable(unit, warnings)
        return
    month = Month(Path(unit.path))
    for name in unit.members:
        path = Path(unit.path) / name
        try:
            yield from _of_file(path, month, warnings, unit)
        except OSError as error:
            warnings.append(f"{path} cannot be read: {error.strerror or error}")


def _readable(unit: Unit, warnings: list[str]) -> Iterator[Found]:
    try:
        yield from read_mbox(unit, warnings)
    except OSError as error:
        warnings.append(f"{unit.path} cannot be read: {error.strerror or error}")


def _of_file(path: Path, month: Month, warnings: list[str], unit: Unit) -> Iterator[Found]:
    maildir = unit.maildir
    raw, octets = _content(path, warnings)
    if not raw:
        warnings.append(f"{path} is empty: it was left out")
        return
    form = form_of(raw)
    if octets > SIZE_LIMIT:
        yield Found(source=str(path), raw=block_of(raw), oversize=octets, origin_form=form.value)
    elif form in {Form.MHONARC, Form.PIPERMAIL}:
        yield _of_page(decoded(raw), form, path, month, warnings)
    elif form is Form.MBOX and not (maildir or path.suffix == ".eml"):
        yield from read_mbox(Unit(path=str(path), octets=len(raw)), warnings)
    elif form is Form.EML or maildir or path.suffix == ".eml" or (unit.named and not _is_page(raw)):
        if not is_field(raw) and not raw.startswith(b"From "):
            warnings.append(f"{path} has no header as mail has")
        received = date_of(raw[:200].partition(b"\n")[0]) if raw.startswith(b"From ") else None
        yield Found(source=str(path), raw=raw, received=received, origin_form="maildir" if maildir else "eml")


def _of_page(page: str, form: Form, path: Path, month: Month, warnings: list[str]) -> Found:
    end = mhonarc_page.END if form is Form.MHONARC else pipermail_page.END
    if end not in page:
        warnings.append(f"{path} has no end: the page is cut off")
    if form is Form.PIPERMAIL:
        return month.read(page, path)
    return mhonarc_page.read_page(page, str(path), partial(load_beside, path.parent))


def _is_page(raw: bytes) -> bool:
    """Whether a file is HTML or XML of which nobody knows a post."""
    return raw.lstrip().startswith(b"<")


def _content(path: Path, warnings: list[str]) -> tuple[bytes, int]:
    """What a file holds, no more of it than just over the limit, and how large it is."""
    with open_file(path) as file:
        stream, raw = open_stream(file, str(path), warnings), b""
        while len(raw) <= SIZE_LIMIT and (block := stream.read(BLOCK)):
            raw += block
    return raw, len(raw) if len(raw) <= SIZE_LIMIT else max(len(raw), path.stat().st_size)

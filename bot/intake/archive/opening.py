"""Opening an archive: what it is, and the pieces in which it is read."""

import errno
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from bot.errors import PermanentFailure
from bot.intake.archive import mbox
from bot.intake.archive.found import Unit
from bot.intake.archive.recognising import MBOX_WITHIN, PEEK, Form, form_of
from bot.intake.archive.streams import BLOCK, Inflated
from bot.intake.archive.walking import is_maildir, walk

_TOGETHER = 200  # files of a folder that are one piece
_NEVER_MBOX = (".html", ".htm", ".eml")


class Unreadable(PermanentFailure):
    """There is nothing that can be read."""

    status = 2


@dataclass(frozen=True, slots=True)
class Archive:
    """
    An archive that is there and has mail.

    ``kind``: mbox, maildir, eml, pipermail-page or mhonarc-page, by the first
    post that was found. ``warnings`` grows: ``units`` names what it cannot list,
    and whoever reads the pieces adds what they tell.
    """

    path: Path
    kind: str
    warnings: list[str] = field(default_factory=list)

    def units(self, cut: mbox.Cut | None = None) -> list[Unit]:
        """The pieces, in the order of the posts; ``cut`` makes several of a large mbox (``cut_up``)."""
        if self.path.is_dir():
            return list(_units_of_folder(self.path, cut, self.warnings))
        if self.kind == Form.MBOX.value and self.path.suffix != ".eml":
            return mbox.units_of(self.path, cut)
        size = self.path.stat().st_size
        return [Unit(path=str(self.path.parent), octets=size, members=(self.path.name,), named=True)]


def open_archive(path: Path) -> Archive:
    """What lies at a path; raises PermanentFailure (status 2) where there is nothing readable."""
    try:
        kind = _kind_of_folder(path) if path.is_dir() else _kind_of_file(path)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}") from error
    if not kind:
        raise Unreadable(f"{path} has no mail that can be read")
    return Archive(path, kind)


def peek(path: Path) -> bytes:
    """The first octets of a file, inflated; raises OSError, also for what is no file."""
    with open_file(path) as file:
        start = file.read(PEEK)
        if form_of(start) is not Form.COMPRESSED:
            return start
        file.seek(0)
        stream, start = Inflated(file, str(path), []), b""
        while len(start) < PEEK and (block := stream.read(BLOCK)):
            start += block
        return start


def open_file(path: Path) -> BinaryIO:
    """A file, open; raises OSError for a pipe or a device too, which might never give anything."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "It is not a file")
    return path.open("rb")


def _kind_of_file(path: Path) -> str:
    """A file that is named is taken for a message if it can be one at all."""
    start = peek(path)
    form = form_of(start)
    if not start:
        raise Unreadable(f"{path} is empty")
    if form is Form.NONE and path.suffix != ".eml" and MBOX_WITHIN.search(start):
        return Form.MBOX.value
    if form is Form.NONE and (path.suffix == ".eml" or (b"\0" not in start and b"From " not in start[:5])):
        return Form.EML.value
    if form is Form.NONE and b"\nFrom " in start:
        return Form.MBOX.value
    return form.value


def _kind_of_folder(folder: Path) -> str:
    if is_maildir(folder):
        return "maildir"
    for path, _ in walk(folder, []):
        try:
            form = form_of(peek(path))
        except OSError:
            continue
        if form is not Form.NONE or path.suffix == ".eml":
            return form.value or Form.EML.value
    return ""


def _units_of_folder(folder: Path, cut: mbox.Cut | None, warnings: list[str]) -> Iterator[Unit]:
    for (parent, alone, maildir), group in groupby(_listed(folder, warnings), key=lambda item: item[1:]):
        paths = [path for path, *_ in group]
        if alone:
            for path in paths:
                yield from mbox.units_of(path, cut)
            continue
        for at in range(0, len(paths), _TOGETHER):
            part = paths[at : at + _TOGETHER]
            octets = sum(map(_size, part))
            members = tuple(path.name for path in part)
            yield Unit(path=str(parent), octets=octets, members=members, maildir=maildir)


def _listed(folder: Path, warnings: list[str]) -> Iterator[tuple[Path, Path, bool, bool]]:
    """Every file, its folder, whether it is an mbox, whether it lies in a Maildir."""
    for path, maildir in walk(folder, warnings):
        alone = not maildir and path.suffix not in _NEVER_MBOX and _is_mbox(path)
        yield path, path.parent, alone, maildir


def _is_mbox(path: Path) -> bool:
    try:
        return form_of(peek(path)) is Form.MBOX
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

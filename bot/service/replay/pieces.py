"""The pieces into which archives are cut for a replay; where one was cut before, the next replay knows it."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.errors import PermanentFailure
from bot.intake.archive import Unit, cut_up, open_archive, pieces_at
from bot.service.replay.kept.shelf import Shelf


class NothingReadable(PermanentFailure):
    """No archive could be read at all."""

    status = 2


def units_of(paths: Sequence[str], shelf: Path | None = None) -> tuple[list[Unit], list[str]]:
    """
    The pieces of all archives, and what is wrong with those that cannot be read.

    ``shelf`` is the file in which the cuts of large files are noted.
    """
    units, warnings = list[Unit](), list[str]()
    with closing(Shelf(shelf)) as notes:
        for path in paths:
            try:
                if not path:
                    raise NothingReadable("an archive without a name")
                archive = open_archive(Path(path))
                units += archive.units(partial(_noted, notes))
                warnings += archive.warnings
            except PermanentFailure as failure:
                warnings.append(str(failure))
    if not units:
        raise NothingReadable("; ".join(warnings) or "there is no archive to replay")
    return units, warnings


def _noted(notes: Shelf, file: Path) -> list[Unit]:
    """The pieces of a file, cut now unless it was cut as it is."""
    about = file.stat()
    told = f"{file.absolute()} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"
    stamp = hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=16).digest()
    if noted := notes.cut(stamp):
        return pieces_at(file, about.st_size, noted)
    pieces = cut_up(file)
    notes.note_cut(stamp, [(one.start, one.first) for one in pieces])
    return pieces

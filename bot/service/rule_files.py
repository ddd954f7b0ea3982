"""
Reads the files that rules are made of: regular ones, inside of the rules' folder, bounded in size.

Who may write a list's rules need not be allowed to read what the bot can read:
its passwords, other lists' files, /proc. Nothing outside of the folder is
opened, whatever a rule file names and wherever links lead; and since the way
is walked link by link, nothing can be exchanged between a check and its use.
"""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePath

LARGEST = 10_000_000  # octets of one file

_CLOSED = os.O_CLOEXEC | os.O_NOFOLLOW
_OUTSIDE = "it lies outside of the folder of the rules"
_NO_FILE = "it is not a regular file, but a folder, a pipe or a device"
_ANOTHER_KIND = "it is a link to a file whose name ends otherwise"


def reader_of(*paths: str | Path) -> Callable[[str], bytes]:
    """
    What reads these rule files and those beside them, in their folders and below.

    It gives the bytes of a path and raises OSError, with a sentence as its
    ``strerror``, for whatever else is asked.
    """
    folders = tuple({Path(path).parent.resolve(): None for path in paths})

    def read(path: str) -> bytes:
        try:
            return _read(path, folders)
        except ValueError as error:
            raise OSError(errno.EINVAL, "no file can have this name", path) from error
        except RuntimeError as error:  # how Python before 3.13 tells of links that lead back to themselves
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from error

    return read


def _read(path: str, folders: tuple[Path, ...]) -> bytes:
    real = Path(path).resolve(strict=True)
    folder = next((one for one in folders if real.is_relative_to(one)), None)
    if folder is None:
        raise OSError(errno.EACCES, _OUTSIDE, path)
    if real.suffix != PurePath(path).suffix:
        raise OSError(errno.EACCES, _ANOTHER_KIND, path)
    with open(_descriptor(folder, real.relative_to(folder), path), "rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise OSError(errno.EFBIG, f"it has more than {LARGEST // 1_000_000} MB", path)
    return raw


def _descriptor(folder: Path, inside: PurePath, path: str) -> int:
    """Open a file by its way from the folder, of which no step may be a link."""
    *steps, name = inside.parts or (".",)
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for step in steps:
            below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | _CLOSED, dir_fd=at)
            os.close(at)
            at = below
        if not stat.S_ISREG(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode):
            raise OSError(errno.EINVAL, _NO_FILE, path)
        found = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _CLOSED, dir_fd=at)
    finally:
        os.close(at)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise OSError(errno.EINVAL, _NO_FILE, path)
    return found

"""Writes files that hold people's mail: for their owner alone, and never through a link."""

import os
import stat
from pathlib import Path


def write_private(path: Path, octets: bytes, *, like: Path | None = None) -> None:
    """
    Write a file of mode 0600; an older file there is closed to others as well.

    With ``like`` its group may read it as it may read that file: who runs on
    rules must read their examples. Raises OSError, also where a link stands there.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
        if stat.S_ISREG(os.fstat(handle).st_mode):
            _close(handle, like)
            os.ftruncate(handle, 0)
        file.write(octets)


def _close(handle: int, like: Path | None) -> None:
    mode = 0o600
    if like is not None:
        about = like.stat()
        mode |= about.st_mode & stat.S_IRGRP
        if about.st_gid != os.fstat(handle).st_gid:
            os.fchown(handle, -1, about.st_gid)
    os.fchmod(handle, mode)

"""What the posts of a piece of an archive come from, as one digest: the same octets give the same posts."""

import hashlib
from pathlib import Path

from bot.intake.archive.found import SIZE_LIMIT, Unit
from bot.intake.archive.opening import peek
from bot.intake.archive.recognising import Form, form_of

_BLOCK = 1 << 20
_PAGES = frozenset({Form.MHONARC, Form.PIPERMAIL})


def digest_of(unit: Unit) -> bytes | None:
    """
    A digest of all octets of a unit.

    None where other files tell something, too (pages have an index and attachments beside
    them), or where it cannot be read.
    """
    path = Path(unit.path)
    digest = hashlib.blake2b(digest_size=16)
    try:
        if _has_beside(path if unit.members else path.parent):
            return None
        if not unit.members:
            _add(digest, path, unit.start, unit.end)
        for name in unit.members:
            one = path / name
            if form_of(peek(one)) in _PAGES:
                return None
            octets = one.stat().st_size
            digest.update(f"{min(octets, SIZE_LIMIT + 1)}\0".encode())
            _add(digest, one)
    except OSError:
        return None
    return digest.digest()


def _has_beside(folder: Path) -> bool:
    """Whether attachments that were taken out of posts lie beside their folder, or in it."""
    return any((each / "attachments").is_dir() for each in (folder, folder.parent))


def _add(digest: "hashlib.blake2b", path: Path, start: int = 0, end: int | None = None) -> None:
    with path.open("rb") as file:
        file.seek(start)
        left = (end - start) if end is not None else None
        while left is None or left > 0:
            block = file.read(_BLOCK if left is None else min(_BLOCK, left))
            if not block:
                return
            digest.update(block)
            left = None if left is None else left - len(block)

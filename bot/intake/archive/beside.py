"""Files that lie beside the pages of an archive, found by the names that the pages tell."""

from pathlib import Path

from bot.intake.archive.found import SIZE_LIMIT


def load_beside(folder: Path, name: str) -> bytes | None:
    """A file below a folder; None where it is missing, too large, or the name leads out of the folder."""
    path = folder / name
    try:
        inside = bool(name) and path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or path.stat().st_size > SIZE_LIMIT:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None

"""The files of an archive that is a folder, each post once."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.intake.archive.from_line import MONTHS

_MONTH = re.compile(r"([A-Z][a-z]{2})[a-z]*")
_NUMBER = re.compile(r"(\d{1,18})", re.ASCII)
_PAGE = re.compile(r"\d{6,}\.html")
_DAY = re.compile(r"\d{8}")


def is_maildir(folder: Path) -> bool:
    """Whether a folder is a Maildir."""
    return _is_folder(folder / "cur") and _is_folder(folder / "new")


def _is_folder(path: Path) -> bool:
    """Whether a folder is there; no where nobody may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def walk(folder: Path, warnings: list[str]) -> Iterator[tuple[Path, bool]]:
    """Every file below a folder, with whether it lies in a Maildir, older months first."""
    entries = _entries(folder, warnings)
    if is_maildir(folder):
        for place in (folder / "cur", folder / "new"):
            yield from ((path, True) for path in _entries(place, warnings) if not path.name.startswith("."))
        entries = [path for path in entries if path.name.startswith(".") and _is_folder(path)]
    for path in entries:
        if _is_folder(path) and not path.is_symlink():
            if is_maildir(path) or not (path.name.startswith(".") or _is_attachments(path)):
                yield from walk(path, warnings)
        elif not path.name.startswith(".") and not _told_elsewhere(path):
            yield path, False


def _entries(folder: Path, warnings: list[str]) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=_order)
    except OSError as error:
        warnings.append(f"{folder} cannot be read: {error.strerror}")
        return []


def _order(path: Path) -> tuple[list[str | int], str]:
    """Numbers count as numbers, and "2026-February" comes behind "2026-January"."""
    parts = _NUMBER.split(_MONTH.sub(_number_of, path.name))
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], path.name


def _number_of(word: re.Match[str]) -> str:
    month = word[1].lower()
    return str(MONTHS.index(month) + 1) if month in MONTHS else word[0]


def _is_attachments(folder: Path) -> bool:
    """Pipermail's folder of scrubbed parts: by days; an attached mail there is no post."""
    return folder.name == "attachments" and any(_DAY.fullmatch(one.name) for one in _entries(folder, []))


def _told_elsewhere(path: Path) -> bool:
    """A month of Pipermail as text whose pages are there, which keep more characters; .gz beside .txt."""
    name = path.name.removesuffix(".gz")
    if not name.endswith(".txt"):
        return False
    pages = path.with_name(name.removesuffix(".txt"))
    if _is_folder(pages) and any(_PAGE.fullmatch(page.name) for page in _entries(pages, [])):
        return True
    return path.name.endswith(".gz") and path.with_name(name).is_file()

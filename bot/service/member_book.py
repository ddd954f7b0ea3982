"""The members of a running list, read from their file when it changes; broken, the last good ones stay."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from bot.members.model import Members
from bot.members.reading import read_members


@dataclass(slots=True, kw_only=True)
class MemberBook:
    """
    A list's members and the file they come from (None: they stand in the settings, or there are none).

    ``trouble`` says why the file cannot be used as it is, "" where it can.
    """

    members: Members
    path: Path | None
    trouble: str = ""
    _text: str = field(default="", repr=False)

    def reread(self) -> bool:
        """Read the file again; whether the members changed."""
        if self.path is None:
            return False
        try:
            text = self.path.read_text("utf-8-sig")
            read = read_members(text)
        except (OSError, ValueError) as problem:
            self.trouble = f"{self.path}: {getattr(problem, 'strerror', None) or problem}"
            return False
        self.trouble = ""
        changed = read.people != self.members.people
        self.members = read
        return changed


def write_members(file: Path, text: str) -> None:
    """Put a text in place of the file at once, with its rights: who reads it sees the old or the new one."""
    target = file.resolve()
    with tempfile.NamedTemporaryFile("w", dir=target.parent, encoding="utf-8", delete=False) as made:
        made.write(text)
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).chmod(target.stat().st_mode & 0o777)
    Path(made.name).replace(target)

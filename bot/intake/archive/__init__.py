"""
Archives of a list, read for replay and inspect: every form ends as RFC 5322 bytes.

One file per form. What a form has lost is said for each post, so that facts
which depend on it are unknown and not wrong.
"""

from bot.intake.archive.digest import digest_of
from bot.intake.archive.found import SIZE_LIMIT, Found, Unit
from bot.intake.archive.losses import is_lost
from bot.intake.archive.mbox import cut_up, pieces_at, read_post
from bot.intake.archive.opening import Archive, open_archive
from bot.intake.archive.reading import read_all, read_unit

__all__ = [
    "SIZE_LIMIT",
    "Archive",
    "Found",
    "Unit",
    "cut_up",
    "digest_of",
    "is_lost",
    "open_archive",
    "pieces_at",
    "read_all",
    "read_post",
    "read_unit",
]

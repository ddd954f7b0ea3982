"""
Ways to mend a returned post without a word of its author's changed: one file each, in the order tried.

``MENDING`` changes the form; ``CUTTING`` takes something away, and only for reasons that no words of
the author's own would remove.
"""

from bot.dialogue.fixers import (
    address,
    clutter,
    excerpt,
    files,
    footers,
    name,
    plain,
    quotes,
    shouting,
    signature,
    subject,
    tracking,
    wrap,
)
from bot.dialogue.fixers.fix import Fix, Fixer

__all__ = ["CUTTING", "MENDING", "Fix", "Fixer", "subject"]

MENDING: tuple[Fixer, ...] = (
    plain.fixes,
    footers.fixes,
    signature.fixes,
    tracking.fixes,
    clutter.fixes,
    address.fixes,
    quotes.fixes,
    name.fixes,
    shouting.fixes,
    subject.fixes,
    wrap.fixes,
)
CUTTING: tuple[Fixer, ...] = (excerpt.fixes, files.fixes)

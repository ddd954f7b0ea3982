"""What an archive gives: posts, and the pieces in which it is read."""

import datetime as dt
from dataclasses import dataclass

SIZE_LIMIT = 25_000_000
"""
Octets of the largest message that is read.

The daemon's own default: of a larger one it reads the header alone and holds it,
so a replay has nothing to say about it. It is left out there, with a warning.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    One post of an archive.

    ``source`` is PATH, or PATH#N for message N (from 1) of an mbox. ``raw`` is a
    message of RFC 5322 with the line ends that it had. ``received`` is the date
    of an mbox's From_ line, aware, None where nothing tells it. ``lost`` names
    what the archive does not tell any more: facts, or "auth.*" for a whole
    family (ask ``is_lost``). ``origin_form``: mbox, maildir, eml, pipermail-text,
    pipermail-page, mhonarc-page, hyperkitty. ``oversize``: the octets of a message
    over the limit, of which ``raw`` is the header alone; else 0. ``octet``: where in the file its
    From_ line begins, None where it is no plain mbox.
    """

    source: str
    raw: bytes
    received: dt.datetime | None = None
    lost: frozenset[str] = frozenset()
    origin_form: str
    oversize: int = 0
    octet: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """
    A piece of an archive that one process reads; it can be pickled.

    Without ``members``: the octets from ``start`` to ``end`` (None: to its end)
    of the mbox ``path``, whose first message has the number ``first``. With
    them: these files of the folder ``path``. ``octets`` is how much of the
    archive the piece is, on the disk. ``named``: the one file was named by
    somebody, and is read as a message even where it does not look like one.
    """

    path: str
    octets: int
    start: int = 0
    end: int | None = None
    first: int = 1
    members: tuple[str, ...] = ()
    maildir: bool = False
    named: bool = False

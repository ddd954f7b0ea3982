"""The text of a post with the targets of its links, before it is divided into zones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link of HTML mail: the words that it stands on, its target, the line (from 1) on which it begins."""

    line: int
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    r"""
    The decoded text of a post, whatever it was written in.

    ``text`` has LF line ends, and no CR, NUL or other control but the tab. HTML
    (``html`` true) is rendered: a block begins a line, a ``blockquote`` of depth
    N puts N marks before its lines ("> > x"), and the anchors are kept aside.
    Plain text has no anchors. ``signature``: the number of lines above what a
    program marked as its author's signature, and with it; (0, 0) where nothing is.
    """

    text: str
    anchors: tuple[Anchor, ...] = ()
    html: bool = False
    signature: tuple[int, int] = (0, 0)

"""Comments in structured fields (RFC 5322 3.2.2)."""

import re

QUOTED = r'"(?:[^"\\]|\\.)*"'
INSIDE = re.compile(r"\\.|[^\\()]+|[()]", re.DOTALL)
OUTSIDE = re.compile(rf"{QUOTED}|[^\"()]+|\)|\".*", re.DOTALL)


def comment_end(text: str, at: int) -> int:
    """The offset behind the comment whose "(" stands before ``at``; comments nest; 0 where it stays open."""
    depth = 1
    while depth:
        piece = INSIDE.match(text, at)
        if piece is None:
            return 0
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        at = piece.end()
    return at


def without_comments(text: str) -> str:
    """The text with a space for each comment; what follows "(" that is never closed is comment too."""
    kept, at = [], 0
    while at < len(text):
        piece = OUTSIDE.match(text, at)
        kept.append(piece[0] if piece else " ")
        at = piece.end() if piece else comment_end(text, at + 1) or len(text)
    return "".join(kept)

"""The lines of a post as the plain and HTML digests show them."""

from collections import defaultdict
from collections.abc import Sequence

from bot.mail.post import Post
from bot.notices import clean

_LONGEST = 200_000  # characters of one post in a readable form: a mail that servers refuse is read by nobody
_MOST_LINES = 10_000
_MOST_LINKS = 20  # of one line
_SIGNED, _SEAL, _SEAL_END = (
    "-----BEGIN PGP SIGNED MESSAGE",
    "-----BEGIN PGP SIGNATURE",
    "-----END PGP SIGNATURE",
)
_LONGEST_SEAL = 80  # lines


def shown_lines(post: Post, cut: str) -> list[str]:
    """
    Line N of the post at N - 1; ``cut`` in place of what is more than 200,000 characters or 10,000 lines.

    Of an HTML post the text has the words of a link only; its address is put
    behind the line, in brackets. What PGP puts around a text (RFC 4880 7) tells a
    reader nothing: its lines are empty here.
    """
    hidden = _hidden_links(post)
    lines: list[str] = []
    left = _LONGEST
    for number, line in enumerate(_without_armour(post.lines), 1):
        shown = clean.body(line).replace("\n", " ")[:left]
        lines.append(
            " ".join([shown, *(f"<{url}>" for url in hidden.get(number, ()))]) if number in hidden else shown
        )
        left -= len(lines[-1])
        if left <= 0 or number == _MOST_LINES:
            return [*lines, cut]
    return lines


def cut_lines(text: str, cut: str) -> list[str]:
    """The lines of another text, cut like a post's."""
    lines = clean.body(text[: _LONGEST + 1]).split("\n")
    if len(text) <= _LONGEST and len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], cut]


def _without_armour(lines: Sequence[str]) -> Sequence[str]:
    """The same number of lines, those of PGP empty and the dashes of a signed text as they were written."""
    if not any(line.startswith("-----BEGIN PGP SIG") for line in lines):
        return lines
    found, signed, heads, sealed = [], False, False, 0
    for at, line in enumerate(lines):
        if line.startswith(_SIGNED):
            signed = heads = True
        heads = heads and bool(line.strip())
        if line.startswith(_SEAL):
            ends = range(at, min(at + _LONGEST_SEAL, len(lines)))
            sealed = next((end + 1 for end in ends if lines[end].startswith(_SEAL_END)), at)
            signed = False
        kept = line[2:] if signed and line.startswith("- -") else line
        found.append("" if heads or at < sealed else kept)
    return found


def _hidden_links(post: Post) -> dict[int, list[str]]:
    lines = post.lines
    found: dict[int, list[str]] = defaultdict(list)
    for link in post.links:
        fit = 0 < link.line <= len(lines) and link.url.startswith(("http://", "https://", "mailto:"))
        if not fit or any(char.isspace() or char in "<>" for char in link.url):
            continue
        if link.url not in lines[link.line - 1] and link.url not in found[link.line]:
            found[link.line].append(clean.one_line(link.url))
    return {line: urls[:_MOST_LINKS] for line, urls in found.items() if urls}

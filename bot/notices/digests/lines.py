"""The lines of a post as the plain and HTML digests show them."""

from collections import defaultdict

from bot.mail.post import Post
from bot.notices import clean

_LONGEST = 200_000  # characters of one post in a readable form: a mail that servers refuse is read by nobody
_MOST_LINES = 10_000
_MOST_LINKS = 20  # of one line
CUT = "[The rest is left out here: this post is very long.]"


def shown_lines(post: Post) -> list[str]:
    """
    Line N of the post at N - 1, cut where a post has 200,000 characters or 10,000 lines.

    Of an HTML post the text has the words of a link only; its address is put
    behind the line, in brackets.
    """
    hidden = _hidden_links(post)
    lines: list[str] = []
    left = _LONGEST
    for number, line in enumerate(post.lines, 1):
        shown = clean.body(line).replace("\n", " ")[:left]
        lines.append(
            " ".join([shown, *(f"<{url}>" for url in hidden.get(number, ()))]) if number in hidden else shown
        )
        left -= len(lines[-1])
        if left <= 0 or number == _MOST_LINES:
            return [*lines, CUT]
    return lines


def cut_lines(text: str) -> list[str]:
    """The lines of another text, cut like a post's."""
    lines = clean.body(text[: _LONGEST + 1]).split("\n")
    if len(text) <= _LONGEST and len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], CUT]


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

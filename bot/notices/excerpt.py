"""The lines of a post that a reason is about, quoted so that its author finds them."""

from collections.abc import Sequence

from bot.mail.post import Post
from bot.notices import clean, flowing
from bot.notices.catalogue import Catalogue
from bot.policy.model.verdict import Span

_WIDEST = 220  # characters shown of one line; paragraphs are often one line
_ELISION = "[...]"


def quotation(post: Post, spans: Sequence[Span], most: int, texts: Catalogue) -> list[str]:
    """At most about ``most`` lines of those meant, as a flowed quotation; what is left out is said."""
    return [line for one in shown(post, spans, most, texts) for line in flowing.quoted(one)]


def shown(post: Post, spans: Sequence[Span], most: int, texts: Catalogue) -> list[str]:
    """The same lines without the marks of a quotation."""
    return _elided(_meant(post, spans), most, texts)


def opening(text: str, most: int, texts: Catalogue) -> list[str]:
    """The first ``most`` lines of a text that are not empty, as a flowed quotation."""
    lines = [line for line in clean.body(text).split("\n") if line.strip()]
    shown = [clean.shorten(line.strip(), _WIDEST * 2) for line in lines[:most]]
    more = len(lines) - most
    rest = [f"[... {texts.count('more_line', more)} ...]"] if more > 0 else []
    return [line for one in [*shown, *rest] for line in flowing.quoted(one)]


def merged(post: Post, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The spans as (first, last), in order, overlapping ones as one, empty lines at their ends left out."""
    lines = post.lines
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: (one.first_line, one.last_line)):
        first, last = _trimmed(lines, max(1, span.first_line), min(len(lines), span.last_line))
        if first > last:
            continue
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _trimmed(lines: list[str], first: int, last: int) -> tuple[int, int]:
    while first <= last and not lines[first - 1].strip():
        first += 1
    while first <= last and not lines[last - 1].strip():
        last -= 1
    return first, last


def _meant(post: Post, spans: Sequence[Span]) -> list[str]:
    lines = post.lines
    found: list[str] = []
    for first, last in merged(post, spans):
        found += [*([_ELISION] if found else []), *lines[first - 1 : last]]
    return found


def _elided(lines: list[str], most: int, texts: Catalogue) -> list[str]:
    if len(lines) <= most or most < 3:
        return [_fit(line) for line in lines[:most]]
    left_out = sum(line.strip() not in {"", _ELISION} for line in lines[most - 2 : -1])
    note = f"[... {texts.count('more_line', left_out)} ...]"
    return [*map(_fit, lines[: most - 2]), note, _fit(lines[-1])]


def _fit(line: str) -> str:
    return clean.shorten(clean.one_line(line[: _WIDEST * 4]), _WIDEST)

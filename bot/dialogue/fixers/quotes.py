"""Mends long quotations: of each the lines next to the answer stay."""

from collections.abc import Iterator
from itertools import groupby

from bot.dialogue.fixers.fix import Fix
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post, Zone, ZoneKind

_KEPT = (12, 8, 5, 3, 1)
_ALL = 10**6
_MARK = "> [...]"
_FOOTER = lazy_regex(r"[>|\s]*_{20,}\s*")
"""The rule above a list's footer: of a quotation what stands below it is the footer."""


def fixes(post: Post) -> Iterator[Fix]:
    """The text with at most so many lines of each quotation, the last ones where an answer follows."""
    for most in (_ALL, *_KEPT):
        lines, gone = _trimmed(post, most)
        if gone:
            yield Fix(said="quotes", values={"count": gone}, text="\n".join(lines).strip("\n"))


def _trimmed(post: Post, most: int) -> tuple[list[str], int]:
    kept: list[str] = []
    gone = 0
    blocks = [list(zones) for _, zones in groupby(post.zones, key=_is_quoted)]
    for number, zones in enumerate(blocks):
        lines = [line for zone in zones for line in zone.text.split("\n")]
        if not _is_quoted(zones[0]):
            kept += lines
            continue
        whole, lines = len(lines), _without_footer(lines)
        gone += whole - min(len(lines), most)
        if len(lines) <= most:
            kept += lines
            continue
        later = [zone for block in blocks[number + 1 :] for zone in block]
        answered = any(zone.kind is ZoneKind.OWN and zone.text.strip() for zone in later)
        kept += [_MARK, *lines[-most:]] if answered else [*lines[:most], _MARK]
    return kept, gone


def _without_footer(lines: list[str]) -> list[str]:
    """The lines above a list's footer, at the depth that it is quoted at; those of another depth stay."""
    at = next((n for n, line in enumerate(lines) if _FOOTER.fullmatch(line)), None)
    if at is None:
        return lines
    depth = lines[at].count(">")
    until = next((n for n in range(at, len(lines)) if lines[n].count(">") != depth), len(lines))
    return [*lines[:at], *_without_footer(lines[until:])]


def _is_quoted(zone: Zone) -> bool:
    return zone.kind is ZoneKind.QUOTATION

"""Trims the quotations of a post's text."""

from collections.abc import Iterator

from bot.mail.post import Post, Zone, ZoneKind


def trimmed(post: Post, most: int) -> str:
    """The text with at most ``most`` lines of each quoted block that nothing of the author's interrupts."""
    return "\n".join(_lines(post, most))


def _lines(post: Post, most: int) -> Iterator[str]:
    left, cut = most, 0
    for zone in post.zones:
        lines = zone.text.split("\n")
        if zone.kind is ZoneKind.QUOTATION:
            yield from lines[:left]
            cut += len(lines[left:])
            left = max(0, left - len(lines))
            continue
        if _interrupts(zone):
            yield from _said(cut)
            left, cut = most, 0
        yield from lines
    yield from _said(cut)


def _said(cut: int) -> list[str]:
    if not cut:
        return []
    return [f"> [... {cut} more quoted lines ...]" if cut > 1 else "> [... 1 more quoted line ...]"]


def _interrupts(zone: Zone) -> bool:
    return zone.kind is not ZoneKind.ATTRIBUTION and bool(zone.text.strip())

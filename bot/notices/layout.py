"""A mail of ours as blocks, written as text and as HTML that say the same."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bot.notices import entity, flowing

Look = Literal["plain", "strong", "quote", "fixed", "post", "small", "links"]

_STYLES: dict[Look, str] = {
    "plain": "margin:0 0 12px",
    "strong": "margin:0 0 12px;font-weight:600",
    "quote": "margin:0 0 12px;padding-left:10px;border-left:3px solid #bbb;color:#444",
    "fixed": "margin:0 0 12px",
    "post": "margin:0 0 12px;padding:10px;border:1px solid #bbb;background:#fafafa",
    "small": "margin:0 0 12px;color:#666;font-size:13px",
    "links": "margin:0 0 12px",
}
_PAGE = (
    '<html lang="{}"><head><meta charset="utf-8"></head><body style="margin:0">'
    '<div style="max-width:640px;margin:0 auto;padding:12px;font:16px/1.45 sans-serif;color:#111">{}</div>'
    "</body></html>\n"
)
_BUTTON = (
    '<a href="{}" style="display:inline-block;margin:0 8px 8px 0;padding:8px 14px;border:1px solid #06c;'
    'border-radius:6px;color:#06c;text-decoration:none">{}</a>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a tap on a phone writes: an answer to ``to`` with subject and body filled in."""

    shown: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    Lines that belong together, and how they look.

    ``plain``, ``strong``, ``small``: each line is a paragraph. ``quote``: somebody's
    lines. ``fixed`` and ``post``: lines as they are. ``links``: for HTML alone.
    """

    lines: tuple[str, ...] = ()
    look: Look = "plain"
    links: tuple[Link, ...] = ()


def say(*lines: str, look: Look = "plain") -> Block:
    """A block of these lines."""
    return Block(lines=lines, look=look)


def content_of(
    rows: Sequence[Sequence[str]], links: Sequence[Link], seed: str, language: str = "en"
) -> bytes:
    """Both forms of a mail whose text is there as blocks of flowed lines; the links stand below the first."""
    plain = entity.text(flowing.joined(list(one) for one in rows), flowed=True)
    shown = [Block(lines=tuple(_joined(one))) for one in rows]
    blocks = [*shown[:1], *([Block(look="links", links=tuple(links))] if links else []), *shown[1:]]
    return entity.multipart(
        "alternative", [plain, entity.text(as_html(blocks, language), subtype="html")], seed, 1
    )


def _joined(rows: Sequence[str]) -> list[str]:
    """Flowed lines as they are shown: soft ones joined, unstuffed (RFC 3676 4)."""
    lines: list[str] = []
    soft = False
    for row in rows:
        bare = row.removeprefix(" ")
        if soft:
            lines[-1] += bare.removeprefix("> ")
        else:
            lines.append(bare)
        soft = row.endswith(" ")
    return lines


def content(blocks: Sequence[Block], seed: str, language: str = "en") -> bytes:
    """Both forms as one multipart/alternative."""
    plain = entity.text(as_text(blocks), flowed=True)
    return entity.multipart(
        "alternative", [plain, entity.text(as_html(blocks, language), subtype="html")], seed, 1
    )


def as_text(blocks: Sequence[Block]) -> str:
    """The blocks as flowed text (RFC 3676), LF ends."""
    return flowing.joined(_flowed(block) for block in blocks)


def as_html(blocks: Sequence[Block], language: str = "en") -> str:
    """The blocks as one HTML page in a language; nothing in it is fetched, and all text is escaped."""
    return _PAGE.format(language, "".join(map(_html, blocks)))


def _flowed(block: Block) -> list[str]:
    match block.look:
        case "quote":
            return [line for one in block.lines for line in flowing.quoted(one)]
        case "fixed" | "post":
            return [line for one in block.lines for line in flowing.fixed(one)]
        case "links":
            return []
        case _:
            return [line for one in block.lines for line in flowing.paragraph(one)]


def _html(block: Block) -> str:
    if block.look == "links":
        inside = "".join(
            _BUTTON.format(html.escape(_target(link)), html.escape(link.shown)) for link in block.links
        )
    else:
        inside = "<br>".join(map(_line, block.lines))
    return f'<div style="{_STYLES[block.look]}">{inside}</div>\n' if inside else ""


def _line(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    return "&nbsp;" * indent + html.escape(text.lstrip(" "))


def _target(link: Link) -> str:
    """RFC 6068: a mailto address, each part of it percent-encoded."""
    return f"mailto:{quote(link.to, safe='@+')}?subject={quote(link.subject)}&body={quote(link.body)}"

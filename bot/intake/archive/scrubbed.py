"""The notes that Mailman's Scrubber leaves in place of parts, and the parts where the archive kept them."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.intake.archive.letter import Part

Load = Callable[[str], bytes | None]

_NEXT = "-------------- next part --------------"
_NOTE = re.compile(
    rf"^(?:{_NEXT}\n)?(?:An? (?P<what>HTML|non-text|embedded)[^\n]{{0,80}} was scrubbed\.\.\.\n"
    r"(?P<fields>(?:(?:Name|Type|Size|Desc|From|Subject|Date|To|URL?) ?: ?[^\n]*\n(?:<?https?://[^\n]*\n)?)*)"
    r"|Skipped content of type [^\n]*\n?)",
    re.MULTILINE | re.IGNORECASE,
)
_BORDER = re.compile(rf"^{_NEXT}\n", re.MULTILINE)
_PLACE = re.compile(r"/attachments/(\d{8}/[0-9a-f]{4,40}/[\w.-]+)>?\s*$", re.MULTILINE)
_FIELD = re.compile(r"^(Name|Type): (.*)$", re.MULTILINE)
_MARKUP = re.compile(r"\A\s*<tt>\n?(.*?)\n?</tt>\s*\Z", re.DOTALL)
_WHOLE_TYPE = re.compile(r"[a-z]+/[\w.+-]+")


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """
    What is left of a message, and what could be had again.

    ``text`` is without notes; ``html`` the whole message where it was HTML alone;
    ``parts`` those that lie in the archive. ``missing``: another part does not;
    ``missing_mail``: it was a message; ``empty``: nothing is left of the text.
    """

    text: str
    html: str | None = None
    parts: tuple[Part, ...] = ()
    missing: bool = False
    missing_mail: bool = False
    empty: bool = False


def unscrub(text: str, load: Load) -> Scrubbed:
    """
    A text without its notes, and the parts that they name.

    ``load`` gives a file below the archive's folder "attachments". HTML beside
    a plain text is the same text again and no part.
    """
    if "was scrubbed..." not in text and "Skipped content of type" not in text:
        return Scrubbed(_BORDER.sub("", text))
    left = _BORDER.sub("", _NOTE.sub("", text))
    notes = list(_NOTE.finditer(text))
    pages = [note for note in notes if _what(note) == "html"]
    others = [note for note in notes if note not in pages]
    parts = [_part(note, load) for note in others]
    page = None if left.strip() else _html(pages, load)
    return Scrubbed(
        left,
        html=page,
        parts=tuple(filter(None, parts)),
        missing=None in parts,
        missing_mail=any(
            part is None and _what(note) == "embedded" for note, part in zip(others, parts, strict=True)
        ),
        empty=not left.strip() and page is None,
    )


def _html(pages: list[re.Match[str]], load: Load) -> str | None:
    """The first HTML part; the Scrubber wrote its source as text that a browser shows."""
    for content in _contents(pages, load):
        written = _MARKUP.match(content.decode("utf-8", "replace"))
        source = written[1] if written else ""
        return html.unescape(source.replace("<br>", "\n")).replace("\u00a0", " ") or None
    return None


def _contents(notes: list[re.Match[str]], load: Load) -> Iterator[bytes]:
    for note in notes:
        content = load(_place(note))
        if content is not None:
            yield content


def _part(note: re.Match[str], load: Load) -> Part | None:
    """A scrubbed part as it was; None where its file is not there."""
    place = _place(note)
    content = load(place) if place else None
    if content is None:
        return None
    if _what(note) == "embedded" and place.endswith(".eml"):
        return Part(type="message/rfc822", content=_embedded(content))
    told = dict(_FIELD.findall(note["fields"] or ""))
    name, kind = told.get("Name", ""), told.get("Type", "").lower()
    whole = kind if _WHOLE_TYPE.fullmatch(kind) else "application/octet-stream"
    return Part(type=whole, content=content, name=None if name == "not available" else name)


def _embedded(content: bytes) -> bytes:
    """A message that the Scrubber wrote for browsers: escaped, behind a From_ line."""
    text = html.unescape(content.decode("utf-8", "replace"))
    first, end, rest = text.partition("\n")
    return (rest if first.lstrip("[").startswith("From ") else first + end + rest).encode()


def _what(note: re.Match[str]) -> str:
    """The kind of part: html, non-text, embedded; "" for one of which only the type is told."""
    return (note["what"] or "").lower()


def _place(note: re.Match[str]) -> str:
    found = _PLACE.search(note["fields"] or "")
    return found[1] if found else ""

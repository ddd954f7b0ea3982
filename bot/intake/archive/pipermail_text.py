"""
Pipermail's monthly text: an mbox with six header fields and addresses as ``anne at example.org``.

Where the list's character set is us-ascii every other character is a "?".
"""

import datetime as dt
import re

from bot.intake.archive.addresses import unhide, unhide_in_text
from bot.intake.archive.found import Found
from bot.intake.archive.letter import mailbox
from bot.intake.archive.losses import HEADERS, PARTS, RECIPIENTS, TEXTS, ZONES
from bot.intake.archive.scrubbed import Scrubbed, scrub_notes

_FROM = re.compile(rb"^From: (\S+ at [\w.-]+)(?:[ \n]+\((.*?)\))?\n(?=[!-9;-~]+:|\n)", re.DOTALL)
_URL = re.compile(r"https?://\S+")
_LOST_CHARACTER = re.compile(r"\?(?=\w)|(?<![\w?!.…\"')])\?|[,;]\?|\?{4,}")
_LOST_WORDS = re.compile(r"\?{2,}")
_MINE = frozenset({"from", "mime-version", "content-type", "content-transfer-encoding"})


def is_pipermail(raw: bytes) -> bool:
    """Whether a message comes from Pipermail's text: ``From: anne at example.org (Anne Author)``."""
    return raw.startswith(b"From: ") and _FROM.match(raw) is not None


def read_pipermail(raw: bytes, source: str, received: dt.datetime | None) -> Found:
    """The message with its address whole and its text in UTF-8, without notes about scrubbed parts."""
    found = _FROM.match(raw)
    head, _, body = raw.partition(b"\n\n")
    text = scrub_notes(decoded(body))
    sender = _sender(found) if found else b""
    fields = [sender, *_other_fields(head), b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8"]
    fields.append(b"Content-Transfer-Encoding: 8bit")
    written = b"\n".join(fields) + b"\n\n" + unhide_in_text(text.text).encode()
    lost = (
        HEADERS | RECIPIENTS | {"subject.tag", "subject.raw"} | lost_parts(text) | lost_characters(text.text)
    )
    return Found(source=source, raw=written, received=received, lost=lost, origin_form="pipermail-text")


def decoded(octets: bytes) -> str:
    """The characters of an archive file: UTF-8, or else those of Western Europe."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def lost_parts(text: Scrubbed) -> frozenset[str]:
    """What nobody knows of a message whose parts were scrubbed; without a text nothing of it is known."""
    if text.empty:
        return PARTS | TEXTS | ZONES
    return PARTS if text.parts else frozenset()


def lost_characters(text: str) -> frozenset[str]:
    """The facts that read characters, if "?" stands where no question ends; numbers too, if many do."""
    if "?" not in text:
        return frozenset()
    text = _URL.sub("", text)
    if sum(map(len, _LOST_WORDS.findall(text))) * 5 > len(text):
        return TEXTS | ZONES
    return TEXTS if _LOST_CHARACTER.search(text) else frozenset()


def _sender(found: re.Match[bytes]) -> bytes:
    name = " ".join(decoded(found[2] or b"").split())
    return f"From: {mailbox(name, unhide(found[1].decode('ascii', 'replace')))}".encode()


def _other_fields(head: bytes) -> list[bytes]:
    fields = re.split(rb"\n(?![ \t])", head)
    return [
        field for field in fields if field.partition(b":")[0].strip().lower().decode("latin-1") not in _MINE
    ]

"""The form of a file of an archive, by its content."""

import re
from enum import Enum

from bot.intake.archive import mhonarc_page, pipermail_page
from bot.intake.archive.from_line import dated, is_field
from bot.intake.archive.streams import is_compressed

PEEK = 64 * 1024  # octets: the head of a page, with the links of its navigation
_PAGE = re.compile(rb"\s*(?:<!--|<!doctype|<html|<\?xml)", re.IGNORECASE)
_FIELD = re.compile(
    rb"^(?:Return-Path|Received|From|Date|Subject|Message-ID|To)[ \t]*:", re.IGNORECASE | re.MULTILINE
)


MBOX_WITHIN = re.compile(rb"(?:^|\n|\xef\xbb\xbf)From [^\n]{1,400}\r?\n[!-9;-~]{1,100}:")
"""An mbox with something before its first message."""


class Form(Enum):
    """What a file is; NONE is no mail, such as an index page."""

    MBOX = "mbox"
    COMPRESSED = "compressed"
    EML = "eml"
    MHONARC = "mhonarc-page"
    PIPERMAIL = "pipermail-page"
    NONE = ""


def form_of(start: bytes) -> Form:
    """What a file is that begins so (64 KB are enough)."""
    if is_compressed(start):
        return Form.COMPRESSED
    if start.startswith(b"From ") and _is_mbox(start):
        return Form.MBOX
    if _PAGE.match(start):
        return _form_of_page(start)
    if is_field(start) and b"\0" not in start[:4_000] and _FIELD.search(start.partition(b"\n\n")[0]):
        return Form.EML
    return Form.NONE


def _is_mbox(start: bytes) -> bool:
    line, _, behind = start.partition(b"\n")
    return dated(line) or is_field(behind)


def _form_of_page(start: bytes) -> Form:
    if mhonarc_page.MARK.encode() in start:
        return Form.MHONARC
    return Form.PIPERMAIL if pipermail_page.MARK.encode() in start else Form.NONE

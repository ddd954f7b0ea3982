"""
Pipermail's monthly text: an mbox with six header fields and addresses as ``anne at example.org``.

Where the list's character set is us-ascii every other character is a "?".
"""

import datetime as dt
import re

from bot.intake.archive.addresses import has_doubtful, unhide, unhide_in_text
from bot.intake.archive.found import Found
from bot.intake.archive.letter import entity, mailbox
from bot.intake.archive.losses import (
    ADDRESSES,
    FORMS,
    HEADERS,
    LINES,
    PARTS,
    RECIPIENTS,
    SIZES,
    TAGGED,
    TEXTS,
    WORDS,
    ZONES,
)
from bot.intake.archive.scrubbed import Load, Scrubbed, unscrub

_FROM = re.compile(rb"^From: (\S+ at [\w.-]+)(?:[ \n]+\((.*?)\))?\n(?=[!-9;-~]+:|\n)", re.DOTALL)
LOST = HEADERS | RECIPIENTS | TAGGED | FORMS | {"subject.prefix"}
_FLOWED = re.compile(r"[^\s-] \n")
_QUOTES = re.compile(r"^>", re.MULTILINE)
_ANSWERS = re.compile(rb"^(?:in-reply-to|references):", re.MULTILINE | re.IGNORECASE)
_SUBJECT = re.compile(rb"^subject:[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)
_FORWARD = re.compile(rb"\s*(?:\[[^\]]*\]\s*)?(?:fwd?|wg|tr|rv|i)\s*:", re.IGNORECASE)
_HEADER_LINES = re.compile(r"^[-_]{5,}|^\*?[^\W\d_]{2,12}:\*? .*(?:@| at )", re.MULTILINE)
_NO_SUBJECT = b"No subject"
SUBJECT = frozenset({"subject", "subject.*"})
REPLY = frozenset({"message.reply"})
_URL = re.compile(r"https?://\S+")
_LOST_CHARACTER = re.compile(r"\?(?=\w)|(?<![\w?!.…\"')])\?|[,;]\?|\?+ [a-z]|\?{4,}")
_LOST_NAME = re.compile(r"(?:[^\W\d_]+ ){0,2}[^\W\d_]+\?[^\W\d_]+(?: [^\W\d_]+){0,2}")
_LOST_WORDS = re.compile(r"\?{2,}")
_MINE = frozenset({"from", "mime-version", "content-type", "content-transfer-encoding"})


def is_pipermail(raw: bytes) -> bool:
    """Whether a message comes from Pipermail's text: ``From: anne at example.org (Anne Author)``."""
    return raw.startswith(b"From: ") and _FROM.match(raw) is not None


def read_pipermail(raw: bytes, source: str, received: dt.datetime | None, load: Load) -> Found:
    """
    The message with its address whole, its text in UTF-8, and the parts that the archive kept.

    ``load`` gives a file of the archive's folder of scrubbed parts.
    """
    found = _FROM.match(raw)
    head, _, body = raw.partition(b"\n\n")
    text = unscrub(decoded(body), load)
    fields = [_sender(found) if found else b"", *_other_fields(head)]
    lost = LOST | lost_parts(text) | lost_characters(text.text) | lost_subject(head, text.text)
    lost |= ADDRESSES | WORDS if has_doubtful(text.text) else frozenset()
    written = b"\n".join(fields) + b"\n" + body_of(text)
    return Found(source=source, raw=written, received=received, lost=lost, origin_form="pipermail-text")


def body_of(text: Scrubbed) -> bytes:
    """The MIME fields and the body of a post whose text was scrubbed."""
    if text.html is not None:
        return entity(text.html, "text/html", text.parts)
    return entity(unhide_in_text(text.text), "text/plain", text.parts)


def decoded(octets: bytes) -> str:
    """The characters of an archive file: UTF-8, or else those of Western Europe."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def lost_subject(head: bytes, text: str, *, answers: bool = False) -> frozenset[str]:
    """
    What nobody knows since Pipermail takes each "Re:" away, and writes "No subject" where nothing is left.

    A subject "Fwd:" of an answer may have been "Re: Fwd:" or not. A post that
    quotes, or whose thread index says that it ``answers``, may have been a "Re:" without a reference.
    """
    subject = found[1] if (found := _SUBJECT.search(head)) else b""
    told = _ANSWERS.search(head) is not None
    if subject.strip() == _NO_SUBJECT:
        return SUBJECT if told else SUBJECT | REPLY
    if told:
        return _of_a_forward_answered(text) if _FORWARD.match(subject) else frozenset()
    return REPLY if answers or _QUOTES.search(text) else frozenset()


def _of_a_forward_answered(text: str) -> frozenset[str]:
    """Header lines in its text begin a quotation in an answer, and a forward in what is none."""
    return REPLY | ZONES | TEXTS if _HEADER_LINES.search(text) else REPLY


def lost_parts(text: Scrubbed) -> frozenset[str]:
    """
    What nobody knows of a message some of whose parts are gone; without a text nothing of it is known.

    Also how long the lines were that its program broke to be joined again (RFC 3676).
    """
    if text.empty and not text.parts:
        return PARTS | TEXTS | ZONES
    lost = PARTS if text.missing else frozenset()
    if text.missing_mail:
        lost |= {"forwarded", "forwarded.*"}
    if any(part.type == "message/rfc822" for part in text.parts):
        lost |= SIZES
    if any("?" in (part.name or "") for part in text.parts):
        lost |= {"attachments.names"}
    return lost | LINES if _FLOWED.search(text.text) else lost


def lost_characters(text: str) -> frozenset[str]:
    """The facts that read characters, if "?" stands where no question ends; numbers too, if many do."""
    if "?" not in text:
        return frozenset()
    text = _URL.sub("", text)
    if sum(map(len, _LOST_WORDS.findall(text))) * 5 > len(text):
        return TEXTS | ZONES
    if any(map(_LOST_NAME.fullmatch, text.rstrip().splitlines()[-2:])):
        return TEXTS | WORDS | {"signature.*"}  # a signature is known by the author's name
    return TEXTS if _LOST_CHARACTER.search(text) else frozenset()


def _sender(found: re.Match[bytes]) -> bytes:
    name = " ".join(decoded(found[2] or b"").split())
    return f"From: {mailbox(name, unhide(found[1].decode('ascii', 'replace')))}".encode()


def _other_fields(head: bytes) -> list[bytes]:
    fields = re.split(rb"\n(?![ \t])", head)
    return [
        field for field in fields if field.partition(b":")[0].strip().lower().decode("latin-1") not in _MINE
    ]

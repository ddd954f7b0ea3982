"""Reads feedback reports (RFC 5965): a provider passes on that a recipient called a mail junk."""

from dataclasses import dataclass

from bot.mail.format.header import Head, Reading, split_head
from bot.mail.format.identity import message_id_of
from bot.mail.format.limits import Defects, LimitPassed
from bot.mail.format.mime_tree import Part, Reader
from bot.mail.origin.automatic import is_complaint
from bot.mail.post import Mailbox, Post

_REPORT = "message/feedback-report"
_WHOLE = frozenset(["message/rfc822", "message/global"])
_HEADERS = frozenset(["text/rfc822-headers", "message/rfc822-headers", "message/global-headers"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """
    One feedback report.

    ``kind`` is its Feedback-Type (abuse, fraud, not-spam ...), lower case;
    ``reporter`` who passes it on, ``by`` the person who complained where the
    report tells. The mail that it is about: ``message_id`` without brackets,
    ``author``, ``subject``; "" and None where the report holds none of it.
    """

    kind: str
    reporter: str
    by: str
    message_id: str
    author: Mailbox | None
    subject: str


def complaint_of(post: Post) -> Complaint | None:
    """The report that a post is; None where it is none. What cannot be read of it stays empty."""
    if not is_complaint(post):
        return None
    defects = Defects()
    reader = Reader(len(post.raw), defects)
    reading = Reading(reader.decoder, defects)
    try:
        root = reader.read(post.raw, split_head(post.raw, 0, len(post.raw), defects), len(post.raw))
        report, original = _report(root, reader, defects), _original(root, reader, defects)
        return _told(post, report, original, reading, defects)
    except LimitPassed:
        return _told(post, None, None, reading, defects)


def _report(root: Part, reader: Reader, defects: Defects) -> Head | None:
    part = next((one for one in root.walk() if one.type == _REPORT), None)
    return None if part is None else _head_of(reader.octets(part), defects)


def _original(root: Part, reader: Reader, defects: Defects) -> Head | None:
    """The header of the mail that the report is about: attached whole, or by its header alone."""
    for part in root.walk():
        if part.type in _WHOLE and part.children:
            return part.children[0].head
        if part.type in _HEADERS:
            return _head_of(reader.octets(part), defects)
    return None


def _head_of(octets: bytes, defects: Defects) -> Head:
    return split_head(octets, 0, len(octets), defects)


def _told(
    post: Post, report: Head | None, original: Head | None, reading: Reading, defects: Defects
) -> Complaint:
    def value(head: Head | None, name: str) -> str:
        content = head.first(name) if head else None
        return "" if content is None else reading.value(content).strip()

    authors = reading.mailboxes(original.named.get("from", [])) if original else ()
    return Complaint(
        kind=value(report, "feedback-type").lower(),
        reporter=post.from_[0].address if post.from_ else "",
        by=(value(report, "original-rcpt-to") or value(report, "removal-recipient")).strip("<> "),
        message_id=(message_id_of(original, defects) or "") if original else "",
        author=authors[0] if authors else None,
        subject=value(original, "subject"),
    )

"""Reads a whole message: octets to ``Post``. Total: whatever the octets are, a post comes back."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.mail.divide import divide
from bot.mail.format.charset import one_line
from bot.mail.format.dates import read_date
from bot.mail.format.header import Head, Reading, split_head
from bot.mail.format.identity import message_id_of
from bot.mail.format.limits import TEXT_OCTETS, Defects, LimitPassed
from bot.mail.format.mime_tree import Part, Reader, usual_charset
from bot.mail.known import NOTHING, Asked, Known
from bot.mail.known.line_keys import line_key
from bot.mail.origin.mail_systems import is_mail_system, is_system_name
from bot.mail.origin.references import answered
from bot.mail.post import Envelope, Forward, Header, Mailbox, Post, Subject
from bot.mail.text.body import Bodies, Body, attached
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Text

_UNKNOWN = Envelope()
_ONCE = {"from": "From", "sender": "Sender", "to": "To", "cc": "Cc", "subject": "Subject", "date": "Date"}
_SMIME = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
_NOTHING = Body(text=Text(text=""), html=None, html_only=False, attachments=(), enclosed=(), messages=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What is inside of a message, as far as it was looked into."""

    type: str = "text/plain"
    body: Body = _NOTHING
    forwards: tuple[Forward, ...] = ()
    signed: bool = False
    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skimmed:
    """
    A message that was not divided.

    ``author`` is an address in lower case, "" for none; ``thread`` the key of the
    subject without prefixes; ``asked`` what there is to know of it.
    """

    author: str
    message_id: str | None
    thread: int
    asked: Asked
    date: dt.datetime | None
    text: str


def read(raw: bytes, envelope: Envelope = _UNKNOWN, known: Known = NOTHING) -> Post:
    """
    Read one message, with CRLF or LF line ends.

    Never raises. What is malformed is named in ``defects``; a message that
    passes a limit is ``unreadable``: its header is read as far as it goes, its
    text is empty. Where the reverse-path is not known, the topmost Return-Path
    stands for it. ``known``: what the list has taught of its lines.
    """
    return Unread(raw, envelope).read(known)


def skim(raw: bytes, *, text: bool = True) -> Skimmed:
    """A message as far as it teaches for others, with its ``text`` or the header alone. Never raises."""
    return Unread(raw, _UNKNOWN).skim(text=text)


def read_subject_of(raw: bytes) -> Subject:
    """The subject of a message, of which nothing but the header is looked at. Never raises."""
    return Unread(raw, _UNKNOWN).subject()


class Unread:
    """One message on its way to a post: what is asked of it can be looked up before it is read."""

    __slots__ = (
        "_defects",
        "_envelope",
        "_head",
        "_passed",
        "_raw",
        "_reader",
        "_reading",
        "_subject",
        "_values",
        "_view",
    )

    def __init__(self, raw: bytes, envelope: Envelope) -> None:
        self._raw = raw
        self._view = raw.replace(b"\r", b"\n") if b"\n" not in raw and b"\r" in raw else raw
        self._envelope = envelope
        self._defects = Defects()
        self._head = split_head(self._view, 0, len(raw), self._defects)
        self._reader = Reader(len(raw), self._defects, usual_charset(self._head))
        self._reading = Reading(self._reader.decoder, self._defects)
        self._values = None if self._is_plain() else self._reading.header(raw, self._head)
        self._subject: Subject | None = None
        self._passed: str | None = None

    def read(self, known: Known = NOTHING) -> Post:
        """The post, with what the list has taught. Never raises."""
        content = self._look_into()
        return self._post(self._header(), content, known)

    def _is_plain(self) -> bool:
        """Whether the header can be decoded in any order: nothing in it makes a decoder guess."""
        block = self._view[: self._head.body_at]
        return block.isascii() and b"=?" not in block

    def _header(self) -> Header:
        if self._values is None:
            self._values = self._reading.header(self._raw, self._head)
        return self._values

    def asked(self) -> Asked:
        """What there is to know of it, by its header; a text that may quote with marks answers nobody."""
        from_, named = self._mailboxes("from"), self._head.named
        author = from_[0].address.lower() if from_ else ""
        if b"\n>" in self._view:
            return Asked(author)
        if "in-reply-to" in named or "references" in named:
            return Asked(author, answered(self._header())[:1])
        subject = self.subject()
        return Asked(author, (), line_key(subject.text) if "re" in subject.prefixes else 0)

    def skim(self, *, text: bool) -> Skimmed:
        """What is needed of a message to learn from it, or for it. Never raises."""
        asked = self.asked()
        return Skimmed(
            author=asked.author,
            message_id=message_id_of(self._head, self._defects),
            thread=line_key(self.subject().text),
            asked=asked,
            date=read_date(self._reading.text(self._head.first("date") or b"")),
            text=self._text() if text else "",
        )

    def subject(self) -> Subject:
        """Its subject, in a time that does not grow with the body."""
        if self._subject is None:
            self._subject = self._read_subject()
        return self._subject

    def _text(self) -> str:
        """The text alone; only where something may pass a limit is all looked into."""
        if len(self._raw) > TEXT_OCTETS:
            return self._look_into().body.text.text
        try:
            root = self._reader.read(self._view, self._head, len(self._view))
            bodies = Bodies(self._reader)
            alone = next(attached(root), None) is None
            return bodies.text_of(root).text if alone else self._within(root, bodies).body.text.text
        except LimitPassed:
            return ""

    def _look_into(self) -> _Content:
        try:
            root = self._reader.read(self._view, self._head, len(self._view))
            return self._within(root, Bodies(self._reader))
        except LimitPassed as limit:
            self._passed = str(limit)
            return _Content()

    def _within(self, root: Part, bodies: Bodies) -> _Content:
        body = bodies.read(root)
        forwards = tuple(self._forwards(body.messages, bodies, 1))
        signed, encrypted = _protection(root, body.text.text)
        return _Content(type=root.type, body=body, forwards=forwards, signed=signed, encrypted=encrypted)

    def _forwards(self, messages: Iterable[Part], bodies: Bodies, level: int) -> Iterator[Forward]:
        """Attached messages, each before those inside of it."""
        for message in messages:
            if not message.head.named:  # "Message removed": no message is left to be forwarded
                continue
            body = bodies.read(message, with_html=False)
            yield _forward(message.head, body.text.text, self._reading, level)
            yield from self._forwards(body.messages, bodies, level + 1)

    def _post(self, header: Header, content: _Content, known: Known) -> Post:
        named = self._head.named
        from_ = self._mailboxes("from")
        sender = self._mailboxes("sender")
        to, cc = self._mailboxes("to"), self._mailboxes("cc")
        subject = self.subject()
        author = from_[0] if from_ else None
        division = divide(
            content.body.text,
            subject=subject,
            author=author,
            reply="in-reply-to" in named or "references" in named,
            returned=self._is_returned(author, subject),
            attached=content.forwards,
            known=known,
        )
        date = read_date(self._reading.text(self._head.first("date") or b""))
        self._note_fields(from_, dated=date is not None)
        message_id = message_id_of(self._head, self._defects)
        passed = self._head.passed or self._passed
        if passed:
            self._defects.add(f"The message was not looked into: {passed}.")
        return Post(
            raw=self._raw,
            body_at=self._head.body_at,
            envelope=self._known_envelope(),
            header=header,
            message_id=message_id,
            from_=from_,
            sender=sender[0] if sender else None,
            to=to,
            cc=cc,
            date=date,
            subject=subject,
            kind=division.kind,
            type=content.type,
            html_only=content.body.html_only,
            text=content.body.text.text,
            zones=division.zones,
            forwards=division.forwards,
            via=division.via,
            article=division.article,
            articles=division.articles,
            links=division.links,
            words=division.words,
            attachments=content.body.attachments,
            enclosed=content.body.enclosed,
            defects=self._defects.told(),
            doubts=self._defects.doubts(),
            forms_differ=content.body.forms_differ,
            unreadable=passed is not None,
            signed=content.signed,
            encrypted=content.encrypted,
            html=content.body.html,
            has_html=content.body.has_html,
            flowed=content.body.flowed,
            charset=content.body.charset.lower(),
        )

    def _is_returned(self, author: Mailbox | None, subject: Subject) -> bool:
        """Whether a mail system speaks: it copies a message to show it, and forwards nothing (RFC 3464)."""
        path = self._known_envelope().reverse_path
        if path == "" or author is None:
            return True
        if not author.address and (not author.name or is_system_name(author.name)):
            return True
        if not subject.prefixes and any(map(fold(subject.text).__contains__, vocabulary().returned)):
            return True
        return is_mail_system(path or "") or is_mail_system(author.address)

    def _read_subject(self) -> Subject:
        """What no standard decodes is U+FFFD in ``raw``, and what it most likely was in ``text``."""
        content = self._head.first("subject") or b""
        if self._values is None:
            return read_subject(self._reading.value(content))
        subject = read_subject(self._values.first("subject") or "")
        if content.isascii():
            return subject
        return (
            replace(subject, raw=one_line(content.decode("utf-8", "replace")))
            if b"=?" not in content
            else subject
        )

    def _mailboxes(self, name: str) -> tuple[Mailbox, ...]:
        contents = self._head.named.get(name)
        if not contents:
            return ()
        try:
            return self._reading.mailboxes(contents)
        except LimitPassed as limit:
            self._passed = str(limit)
            return ()

    def _note_fields(self, from_: tuple[Mailbox, ...], *, dated: bool) -> None:
        for name, written in _ONCE.items():
            if len(self._head.named.get(name, ())) > 1:
                self._defects.add(f"The message has more than one {written} field.")
        if not any(mailbox.address for mailbox in from_):
            self._defects.add(
                "The From field names no address."
                if "from" in self._head.named
                else "The message has no From."
            )
        if not dated:
            self._defects.add(
                "The Date is malformed." if "date" in self._head.named else "The message has no Date."
            )

    def _known_envelope(self) -> Envelope:
        if self._envelope.reverse_path is not None:
            return self._envelope
        written = self._head.first("return-path")
        if written is None:
            return self._envelope
        path = one_line(written.decode("utf-8", "replace")).strip("<> ")
        return replace(self._envelope, reverse_path=path)


def _forward(head: Head, text: str, reading: Reading, level: int) -> Forward:
    def value(name: str) -> str | None:
        content = head.first(name)
        return None if content is None else reading.value(content)

    sender = reading.mailboxes(head.named.get("from", []))
    return Forward(
        how="attached",
        level=level,
        sender=sender[0] if sender else None,
        to=reading.mailboxes(head.named.get("to", [])),
        cc=reading.mailboxes(head.named.get("cc", [])),
        subject=value("subject"),
        date=value("date"),
        body=text,
    )


def _protection(root: Part, text: str) -> tuple[bool, bool]:
    """Whether it is signed, whether encrypted: PGP/MIME (RFC 3156), S/MIME (RFC 8551), PGP in the text."""
    signed, encrypted = _has_line(text, _PGP_SIGNED), _has_line(text, _PGP_MESSAGE)
    for part in root.walk():
        if part.type in _SMIME:
            clear = (part.content.get("smime-type") or "").lower() in {"signed-data", "certs-only"}
            signed, encrypted = signed or clear, encrypted or not clear
        signed |= part.type == "multipart/signed"
        encrypted |= part.type == "multipart/encrypted"
    return signed, encrypted


def _has_line(text: str, start: str) -> bool:
    """Whether a line of the text begins so."""
    return start in text and (text.startswith(start) or f"\n{start}" in text)

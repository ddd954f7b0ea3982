"""The data that stands for a post: header, parts, zones, links, addresses. No behaviour beyond look-ups."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class ZoneKind(StrEnum):
    """Whose words a line is made of."""

    OWN = "own"
    ATTRIBUTION = "attribution"
    QUOTATION = "quotation"
    FORWARD_HEADER = "forward-header"
    FORWARD = "forward"
    ARTICLE = "article"
    SIGNATURE = "signature"
    FOOTER = "footer"


class PostKind(StrEnum):
    """What a post is, seen as a whole."""

    ORIGINAL = "original"
    REPLY = "reply"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """
    Consecutive lines of a post's text that belong together.

    Lines count from 1, both ends included. ``depth`` is the quote or forward
    level, 0 for the author's own. ``text`` keeps quote marks and has no final
    line end.
    """

    kind: ZoneKind
    depth: int
    first_line: int
    last_line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address (RFC 5322 3.4); the address is "" where a line names a person only."""

    name: str | None
    address: str

    @property
    def domain(self) -> str:
        """The part behind the last @, lower case; "" where there is none."""
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """``[Salon] Re: Fwd: text``: raw (decoded), list_tag "Salon", prefixes ("re", "fwd"), text."""

    raw: str
    list_tag: str | None
    prefixes: tuple[str, ...]
    text: str

    def forwards(self, *, reply: bool) -> bool:
        """Whether a post with it forwards; "Re: Fwd: text" in a ``reply`` answers what was forwarded."""
        return "fwd" in self.prefixes and (not reply or self.prefixes[0] == "fwd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """
    A forwarded message inside a post; level 1 is outermost.

    ``how``: inline, attached (message/rfc822) or hand-made.
    """

    how: str
    level: int
    sender: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str | None
    date: str | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """
    A shared article in the post's text.

    Lines count from 1 (0 where only a link stands for it). ``url`` is the
    article's own address, not one that the comment mentions; ``url_line`` the
    line on which it stands, 0 where there is none. ``clutter`` lists the lines
    of captions, credits, share and subscribe texts; ``paragraphs`` counts those
    of its text, without address, headline, byline, date and clutter. ``quoted``:
    quote marks (">") stand before its lines.
    """

    headline: str | None
    source: str | None
    byline: str | None
    date: str | None
    url: str | None
    url_line: int
    url_alone: bool
    words: int
    cut_off: bool
    clutter: tuple[int, ...]
    first_line: int
    last_line: int
    paragraphs: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as written, its canonical form (no wrapper, no tracking), registered domain, place."""

    url: str
    canonical: str
    domain: str
    zone: ZoneKind
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is no text of the post; ``size`` in decoded bytes."""

    name: str | None
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words per owner: runs of non-spaces, two CJK characters being one."""

    own: int
    quoted: int
    forwarded: int
    article: int
    total: int


class Field(NamedTuple):
    """One header field: name as written; value decoded, unfolded, free of controls; ``raw`` as it came."""

    name: str
    value: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The header fields of a message in their order, topmost first."""

    fields: tuple[Field, ...] = ()
    _values: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.fields:
            name = each.name.lower()
            self._values[name] = (*self._values.get(name, ()), each.value)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the fields of that name (any case), topmost first."""
        return self._values.get(name.lower(), ())

    def first(self, name: str) -> str | None:
        """The topmost value, None where there is no such field."""
        return next(iter(self.all(name)), None)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """
    What the transport said (RFC 5321 3.3).

    ``reverse_path``: "" is the null path; None is unknown (no Return-Path on
    mail fetched by IMAP). ``recipients`` may be empty where it is not known.
    ``checked`` is what we found ourselves of who wrote the message when it came, as
    the body of an Authentication-Results field (RFC 8601); "" where nobody looked.
    """

    reverse_path: str | None = None
    recipients: tuple[str, ...] = ()
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOrigin:
    """Where an arrival lies, so that it is known again and can be moved."""

    account: str
    folder: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A mail server handed it over ``at`` one of our listeners: it lies nowhere but in the database."""

    at: str


Origin = ImapOrigin | HandedOver
"""Where an arrival came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """
    A message as it came in, before anything is understood.

    ``received`` is aware (IMAP INTERNALDATE). Over the size limit ``raw`` holds
    the header block alone, ``size`` tells the octets of the whole and
    ``oversize`` is true.
    """

    raw: bytes
    envelope: Envelope
    origin: Origin
    received: dt.datetime
    size: int
    oversize: bool = False

    @property
    def lies_in(self) -> ImapOrigin | None:
        """Where in an account it lies; None where a server handed it over."""
        return self.origin if isinstance(self.origin, ImapOrigin) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A message that should lie in another folder; ``origin`` is where it was last known to be."""

    case: str
    origin: ImapOrigin
    message_id: str
    content_hash: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    A placement carried out: where the message lies now.

    uid 0: the server does not say; origin None: the message was gone.
    """

    case: str
    origin: ImapOrigin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """
    What tells two messages apart.

    Message-ID without brackets ("" for none), sha256 of the content, and of the
    fields beside it that steer what becomes of a message (Reply-To, Auto-Submitted ...).
    """

    message_id: str
    content_hash: str
    signals_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """
    A message to the list, read.

    ``text`` is the decoded text with LF line ends, cut into ``zones`` that
    cover each line once. ``defects`` names what was malformed; ``unreadable``
    is true where a limit was passed and the message was not looked into.
    ``doubts`` are those defects for which other programs may show another
    message, ``forms_differ`` being one of them: the HTML says something else
    than the text. ``enclosed`` are the files inside of attached messages, which
    ``attachments`` tells as one each. ``articles`` are all that are shared,
    ``article`` is the first. ``flowed``: the lines of its text were joined to
    paragraphs (RFC 3676); ``charset`` is the label of its text, in lower case, ""
    where there is no text. ``body_at`` is the offset in ``raw`` of the first
    octet of the body.
    """

    raw: bytes
    body_at: int
    envelope: Envelope
    header: Header
    message_id: str | None
    from_: tuple[Mailbox, ...]
    sender: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    date: dt.datetime | None
    subject: Subject
    kind: PostKind
    type: str
    html_only: bool
    text: str
    zones: tuple[Zone, ...]
    forwards: tuple[Forward, ...]
    via: str | None
    article: Article | None
    links: tuple[Link, ...]
    words: Words
    attachments: tuple[Attachment, ...]
    enclosed: tuple[Attachment, ...] = ()
    defects: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    forms_differ: bool = False
    unreadable: bool = False
    signed: bool = False
    encrypted: bool = False
    has_html: bool = False
    flowed: bool = False
    charset: str = ""
    html: str | None = field(default=None, repr=False)

    @property
    def lines(self) -> list[str]:
        """The text, line by line; line N is ``lines[N - 1]``."""
        return self.text.split("\n")

    def zones_of(self, *kinds: ZoneKind) -> tuple[Zone, ...]:
        """The zones of these kinds, in their order."""
        return tuple(zone for zone in self.zones if zone.kind in kinds)

    def text_of(self, *kinds: ZoneKind) -> str:
        """The joined text of the zones of these kinds."""
        return "\n".join([zone.text for zone in self.zones if zone.kind in kinds])

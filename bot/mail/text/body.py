"""Decides which MIME parts are the text of a message and which are attachments (RFC 8621 4.1.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.mail.format.charset import plain_lines
from bot.mail.format.format_flowed import unflow
from bot.mail.format.limits import MARKUP_OCTETS, TEXT_OCTETS, LimitPassed
from bot.mail.format.mime_tree import Part, Reader
from bot.mail.post import Attachment
from bot.mail.text.forms import differ
from bot.mail.text.html_to_text import render
from bot.mail.text.html_tokens import Budget, TooMuch, bare_text
from bot.mail.text.text_of_post import Anchor, Text

_STUB = re.compile(
    r"\bhtml\b.{0,80}\b(?:mail|message|e-?mail|version|format|nachricht|correo|messaggio|courriel)"
    r"|(?:mail|message|client|program\w*|reader|nachricht|correo|courriel)\b.{0,120}\bhtml\b"
    r"|\b(?:view|read|open|see)\b.{0,60}\b(?:in|with)\b.{0,20}\bbrowser\b",
    re.IGNORECASE | re.DOTALL,
)
_TEXTS = frozenset(
    ["text/plain", "text/html", "text/markdown", "text/x-markdown", "text/enriched", "text/richtext"]
)
_WORDS_ONLY = "The HTML has more elements than the bot follows; only its words were read."
_STUB_CHARACTERS = 400
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CONTENT_LINK = re.compile(r"https?://\S+")


@dataclass(slots=True)
class Gathered:
    """The parts of a message by what they are for: its text, its HTML form, and all others."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    others: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """
    What a message says: its text, its HTML where it has one, its attachments and attached messages.

    ``enclosed`` are the files inside of attached messages; ``forms_differ``
    tells whether the HTML grossly says something else than the text; ``charset``
    is the label of the text, ``flowed`` whether its lines were joined (RFC 3676).
    """

    text: Text
    html: str | None
    html_only: bool
    attachments: tuple[Attachment, ...]
    enclosed: tuple[Attachment, ...]
    messages: tuple[Part, ...]
    forms_differ: bool = False
    has_html: bool = False
    flowed: bool = False
    charset: str = ""


class Bodies:
    """Reads the bodies of one message and of those attached to it; all their texts together are limited."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._left = {"text/plain": TEXT_OCTETS, "text/html": MARKUP_OCTETS}
        self._budget = Budget()
        self._plain: dict[int, str] = {}
        self._decoded: dict[int, bytes] = {}
        self._rendered: dict[int, Text] = {}

    def read(self, root: Part, *, with_html: bool = True) -> Body:
        """
        The body below ``root``.

        The plain form is taken of each alternative, but for one that is empty
        or says only that there is HTML. Text parts that follow one another, a
        list footer being one, are one text.
        """
        gathered = self.gather(root)
        html = [part for part in gathered.html if part.type == "text/html"]
        return Body(
            text=self._joined_text(gathered),
            html=self._form(html) if html and with_html else None,
            html_only=bool(gathered.text) and gathered.text[0].type == "text/html",
            attachments=tuple(map(self._reader.attachment, gathered.others)),
            enclosed=tuple(map(self._reader.attachment, enclosed_files(root))),
            messages=tuple(attached(root)),
            forms_differ=with_html and self._forms_differ(gathered),
            has_html=bool(html),
            flowed=any(map(_is_flowed, gathered.text)),
            charset=(gathered.text[0].content.get("charset") or "us-ascii") if gathered.text else "",
        )

    def text_of(self, root: Part) -> Text:
        """The text of that body alone."""
        return self._joined_text(self.gather(root))

    def _joined_text(self, gathered: Gathered) -> Text:
        return _joined([self.text(part) for part in gathered.text])

    def _forms_differ(self, gathered: Gathered) -> bool:
        """Whether what is shown as text alone says something else than what is shown as HTML alone."""
        if gathered.text == gathered.html:
            return False
        both = {id(part) for part in gathered.text} & {id(part) for part in gathered.html}
        plain, html = (
            [part for part in parts if id(part) not in both] for parts in (gathered.text, gathered.html)
        )
        if not plain or not html:
            return False
        try:
            markup = "\n".join(map(self.markup, html))
            differs = differ(
                _joined(list(map(self.text, plain))), _joined(list(map(self.text, html))), markup
            )
        except LimitPassed:  # told by _form
            return False
        if differs:
            self._reader.defects.doubt(
                "The HTML form says something else than the text form, which was judged."
            )
        return differs

    def gather(self, root: Part) -> Gathered:
        """The parts below ``root`` by what they are for, in their order."""
        gathered = Gathered()
        self._gather(root, gathered)
        return gathered

    def _form(self, parts: list[Part]) -> str | None:
        """The HTML form; one that is too large, being no text that is judged, is left out."""
        try:
            return "\n".join(map(self.markup, parts))
        except LimitPassed:
            self._reader.defects.doubt("The HTML form of the text is too large; it was left out.")
            return None

    def _gather(
        self, part: Part, into: Gathered, *, parent: str = "", first: bool = True, within: bool = False
    ) -> None:
        if part.is_multipart:
            self._gather_multipart(part, into, within=within)
        elif part.is_smime and part.children:
            self._gather(part.children[0], into, parent=parent, first=first, within=within)
        elif not _is_inline(part, parent, first=first):
            into.others.append(part)
        elif parent == "multipart/alternative" or within:
            (into.html if part.type == "text/html" else into.text).append(part)
        else:
            into.text.append(part)
            into.html.append(part)

    def _gather_multipart(self, part: Part, into: Gathered, *, within: bool) -> None:
        if part.type != "multipart/alternative":
            for number, child in enumerate(part.children):
                self._gather(child, into, parent=part.type, first=number == 0, within=within)
            return
        found = Gathered()
        for child in part.children:
            self._gather(child, found, parent=part.type, within=True)
        plain, html = found.text, found.html
        if html and all(self._is_stub(part) for part in plain):
            plain = html
        into.text += plain
        into.html += html or plain
        into.others += found.others

    def _is_stub(self, part: Part) -> bool:
        """Whether a plain form says nothing but that there is another form."""
        text = self.text(part).text.strip()
        return not text or (len(text) < _STUB_CHARACTERS and bool(_STUB.search(_CONTENT_LINK.sub("", text))))

    def text(self, part: Part) -> Text:
        """The text of one part, HTML rendered."""
        key = id(part)
        if key not in self._rendered:
            self._rendered[key] = self._read_text(part)
        return self._rendered[key]

    def _read_text(self, part: Part) -> Text:
        if part.type == "text/html":
            return self._rendered_html(self.markup(part))
        text = self._reader.decoder.text(self._octets(part), part.content.get("charset"))
        if _is_flowed(part):
            text = unflow(text, delsp=(part.content.get("delsp") or "").lower() == "yes")
        return Text(text=text)

    def _rendered_html(self, markup: str) -> Text:
        try:
            return render(markup, self._budget)
        except TooMuch:
            self._reader.defects.doubt(_WORDS_ONLY)
            return Text(text=plain_lines(bare_text(markup)), html=True)

    def markup(self, part: Part) -> str:
        """What is written in one part, HTML as it is."""
        key = id(part)
        if key not in self._plain:
            data = self._octets(part)
            label = part.content.get("charset")
            if part.type == "text/html" and not label and (found := _META.search(data, 0, 2_048)):
                label = found[1].decode("ascii")
            self._plain[key] = self._reader.decoder.decode(data, label)
        return self._plain[key]

    def _octets(self, part: Part) -> bytes:
        """The decoded octets of a text, as long as all of its kind are not too many."""
        key = id(part)
        if key not in self._decoded:
            self._decoded[key] = self._counted(part)
        return self._decoded[key]

    def _counted(self, part: Part) -> bytes:
        kind = "text/html" if part.type == "text/html" else "text/plain"
        data = self._reader.octets(part) if part.last - part.first <= 4 * self._left[kind] else None
        self._left[kind] -= len(data or b"")
        if data is None or self._left[kind] < 0:
            most = MARKUP_OCTETS if kind == "text/html" else TEXT_OCTETS
            raise LimitPassed(f"the text of the message is larger than {most // 1_000_000} MB")
        return data


def _is_flowed(part: Part) -> bool:
    """Whether the lines of a text are to be joined to paragraphs (RFC 3676 4.1)."""
    return part.type == "text/plain" and (part.content.get("format") or "").lower() == "flowed"


def attached(part: Part) -> Iterator[Part]:
    """The messages that the sender attached; what a report (RFC 6522) returns is none of them."""
    if part.type.startswith("message/"):
        yield from part.children
    elif part.type != "multipart/report":
        for child in part.children:
            yield from attached(child)


def enclosed_files(root: Part) -> Iterator[Part]:
    """The files inside of messages that are attached below ``root``, and of those inside of these."""
    for part in root.walk():
        for message in part.children if part.is_message else ():
            yield from _files(message)
            yield from enclosed_files(message)


def _files(part: Part, parent: str = "", *, first: bool = True) -> Iterator[Part]:
    if not part.is_multipart:
        if not _is_inline(part, parent, first=first):
            yield part
        return
    for number, child in enumerate(part.children):
        yield from _files(child, part.type, first=number == 0 or part.type == "multipart/alternative")


def _is_inline(part: Part, parent: str, *, first: bool) -> bool:
    """Whether a leaf is shown as text: plain or HTML, not labelled an attachment, no file behind another."""
    known = {"text/plain", "text/html"} if parent else _TEXTS
    if part.type not in known or part.disposition.value == "attachment":
        return False
    return first or (parent != "multipart/related" and part.name is None)


def _joined(texts: list[Text]) -> Text:
    """One text of several, each beginning on a line of its own; the last line end of all goes."""
    if len(texts) == 1:
        text = texts[0]
        return replace(text, text=text.text[:-1]) if text.text.endswith("\n") else text
    lines, anchors = 0, list[Anchor]()
    bodies: list[str] = []
    for text in texts:
        body = text.text.removesuffix("\n")
        bodies.append(body)
        anchors += [
            Anchor(line=lines + anchor.line, text=anchor.text, url=anchor.url) for anchor in text.anchors
        ]
        lines += body.count("\n") + 1
    return Text(text="\n".join(bodies), anchors=tuple(anchors), html=any(text.html for text in texts))

"""
MHonArc's pages, in any style, also those of its fusion with Pipermail.

Comments tell the header whatever the page shows; ``X-From-R13`` the author's
address even where addresses are hidden. Attached files lie beside the page.
"""

import html
import re
from collections.abc import Callable

from bot.intake.archive.addresses import from_r13
from bot.intake.archive.found import Found
from bot.intake.archive.letter import Letter, Part, stuffed
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
    ZONES,
)
from bot.intake.archive.markup import bare, text_of, unarmoured, unmangled

MARK = "<!--X-Body-of-Message-->"
END = "<!--X-Body-of-Message-End-->"
_BODY = re.compile(rf"{MARK}\n?(.*?)(?:<!--X-Body-of-Message-End-->|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--X-([A-Za-z0-9-]+): (.*?) -->", re.DOTALL)
_SHOWN = re.compile(
    r"<li>\s*<(?:em|b|strong)>([\w-]+):?</(?:em|b|strong)>:?(.*?)</li>", re.DOTALL | re.IGNORECASE
)
_HEAD = re.compile(r"<!--X-Head-of-Message-->(.*?)<!--X-Head-of-Message-End-->", re.DOTALL)
_SENDER = re.compile(r"^(.*?)(?<!\s)\s*<([^<>]*)>\s*$", re.DOTALL)
_FILE = re.compile(
    r"<p><strong>Attachment:\s*<a href=\"(?P<file>[^\"<>]+)\"[^<>]*><tt>(?P<name>.{0,1000}?)</tt></a>"
    r"</strong>.{0,4000}?</p>"
    r"|<p><a href=\"(?P<image>[^\"<>]+)\"[^<>]*><img [^<>]*></a></p>",
    re.DOTALL,
)
_EMBEDDED = re.compile(
    r"<blockquote><small>---&nbsp;<i>Begin&nbsp;Message</i>&nbsp;---</small>\s*(?P<head><ul>.{0,20000}?</ul>)\s*"
    r"(?P<body>.*?)(?:<br>)?<small>---&nbsp;<i>End(?:&nbsp;| )Message</i>&nbsp;---</small></blockquote>",
    re.DOTALL,
)
_BEGIN = "<i>Begin&nbsp;Message</i>"
_FIXED = re.compile(r"<(?:pre|tt)\b", re.IGNORECASE)
_FLOWED = "text/plain; format=flowed"
_MASKED = re.compile(r"@x{3,}|@DOMAIN\.HIDDEN")

_HEAD_LENGTH = 64 * 1024
_EMBEDDED_AT_MOST = 50
_LOST_CHARACTERS = re.compile(r"\w\?{2,} [a-z]")
_TAG = re.compile(r"\s*(?:\w{1,4}:\s*)*\[[^\]]{1,60}\]")
_TYPES = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}
"""What MHonArc names files by: the type that the message told. Other names stand for several types."""

Load = Callable[[str], bytes | None]


def read_page(page: str, source: str, load: Load) -> Found:
    """The post of a page; ``load`` gives a file that lies beside it, None where it is missing."""
    told = _told(page)
    shown = _shown(_search(_HEAD, page))
    letter = _letter(told, shown)
    lost = HEADERS | _fill(letter, _search(_BODY, page), load)
    if not letter.to:
        lost |= RECIPIENTS
    if _TAG.match(letter.subject):
        lost |= TAGGED
    if told.get("content-type", [""])[0].startswith("multipart/"):
        lost |= _lost_alternative(letter)
    return Found(source=source, raw=letter.write(), lost=lost, origin_form="mhonarc-page")


def _lost_alternative(letter: Letter) -> frozenset[str]:
    """Of a text that came as HTML too MHonArc shows the HTML; nobody knows whether there was a plain one."""
    shows_html = letter.type == "text/html"
    forms = FORMS | {"message.html_only"}
    return TEXTS | ZONES | forms if shows_html else forms


def _told(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _COMMENT.findall(page.partition("<!--X-Head-End-->")[0][:_HEAD_LENGTH]):
        found.setdefault(name.lower(), []).append(html.unescape(value))
    return found


def _shown(head: str) -> dict[str, str]:
    """The fields that the page shows; those with hidden addresses are left out."""
    fields = ((name.lower(), bare(value)) for name, value in _SHOWN.findall(head))
    return {name: value for name, value in fields if not _MASKED.search(value)}


def _letter(told: dict[str, list[str]], shown: dict[str, str]) -> Letter:
    name, address = _sender(told, shown)
    references = tuple(told.get("reference", ()))
    return Letter(
        name=name,
        address=address,
        to=shown.get("to", ""),
        cc=shown.get("cc", ""),
        date=told.get("date", [shown.get("date", "")])[0],
        subject=told.get("subject", [shown.get("subject", "")])[0],
        message_id=told.get("message-id", [""])[0],
        references=references,
        type=told.get("content-type", ["text/plain"])[0],
        in_reply_to=shown.get("in-reply-to", "").strip("<>").partition(">")[0] or (references or ("",))[-1],
    )


def _sender(told: dict[str, list[str]], shown: dict[str, str]) -> tuple[str, str]:
    if "from-r13" in told:
        whole = from_r13(told["from-r13"][0])
    else:
        whole = told.get("from", [shown.get("from", "")])[0]
    found = _SENDER.match(whole)
    return (found[1].strip('"'), found[2]) if found else ("", whole)


def _fill(letter: Letter, body: str, load: Load) -> frozenset[str]:
    """Give the letter its text and parts; what is lost of them."""
    embedded = list(_EMBEDDED.finditer(body)) if body.count(_BEGIN) <= _EMBEDDED_AT_MOST else []
    body = _EMBEDDED.sub("", body) if embedded else body
    files = list(_FILE.finditer(body))
    parts = [_attached(found, load) for found in files]
    mails = [_embedded(found, load) for found in embedded]
    letter.parts = [*(mail for mail, _ in mails), *filter(None, parts)]
    letter.text, letter.type = _text(_FILE.sub("", body), letter.type)
    lost = frozenset(name for _, names in mails for name in names)
    return lost | _lost_parts(files, parts) | _lost_text(letter)


def _lost_parts(files: list[re.Match[str]], parts: list[Part | None]) -> frozenset[str]:
    lost = PARTS if None in parts else frozenset()
    lost |= {"attachments.names"} if any(found["image"] for found in files) else set()
    return lost | ({"attachments.types"} if any(not _type_of(found) for found in files) else set())


def _lost_text(letter: Letter) -> frozenset[str]:
    """MHonArc shows the last alternative, a calendar instead of its letter; "??" for an unknown charset."""
    if letter.text.startswith("BEGIN:VCALENDAR"):
        return PARTS | TEXTS | ZONES
    lost = LINES if letter.type == _FLOWED else frozenset[str]()
    if _LOST_CHARACTERS.search(letter.text):
        return lost | TEXTS
    return lost | ADDRESSES if _MASKED.search(letter.text) else lost


def _text(body: str, type_: str) -> tuple[str, str]:
    if type_ == "text/html" or (not _FIXED.search(body) and body.strip()):
        return unmangled(body), "text/html"
    text = unarmoured(unmangled(text_of(body)))
    flowed = "<tt>" in body.lower()
    return (stuffed(text), _FLOWED) if flowed else (text, "text/plain")


def _attached(found: re.Match[str], load: Load) -> Part | None:
    content = load(found["file"] or found["image"])
    if content is None:
        return None
    name = bare(found["name"]) if found["name"] else None
    return Part(type=_type_of(found) or "application/octet-stream", content=content, name=name)


def _type_of(found: re.Match[str]) -> str:
    """The type of a file, "" where its name does not tell it."""
    return _TYPES.get((found["file"] or found["image"]).rpartition(".")[2], "")


def _embedded(found: re.Match[str], load: Load) -> tuple[Part, frozenset[str]]:
    """A message within the message, and what is lost by it."""
    shown = _shown(found["head"])
    name, address = _sender({}, shown)
    letter = Letter(name=name, address=address, to=shown.get("to", ""), cc=shown.get("cc", ""))
    letter.date, letter.subject = shown.get("date", ""), shown.get("subject", "")
    lost = {*SIZES, *(() if address else ("forwarded.from",))}
    if _fill(letter, found["body"], load):
        lost |= {"forwarded", "forwarded.*", "attachments.*"}
    return Part(type="message/rfc822", content=letter.write()), frozenset(lost)


def _search(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    return found[1] if found else ""

"""An unsigned message as a MIME tree that can be changed: its texts and its files."""

import fnmatch
from collections.abc import Sequence
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO

from bot.notices import entity

CONTENT = frozenset(
    {
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-id",
        "content-description",
        "content-language",
        "content-location",
        "content-base",
    }
)
_MAIL = compat32.clone(linesep="\r\n", max_line_length=None)


def is_file(part: Message) -> bool:
    """Whether a leaf (or an attached message) is no text of the post itself."""
    if part.get_content_maintype() == "multipart":
        return False
    if part.get_content_type() not in {"text/plain", "text/html"}:
        return True
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def text_of(part: Message) -> str:
    """The decoded text of a leaf."""
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def put_text(part: Message, text: str, subtype: str) -> None:
    """Make a leaf this text, in UTF-8."""
    made = entity.text(text.replace("\r\n", "\n"), subtype=subtype)
    head, _, body = made.partition(b"\r\n\r\n")
    for name in CONTENT - {"content-id", "content-language"}:
        del part[name]
    for line in head.split(b"\r\n"):
        name_, _, value = line.decode("ascii").partition(": ")
        part[name_] = value
    part.set_payload(body.decode("ascii"))


def without_files(root: Message, types: Sequence[str]) -> None:
    """Take out the files of these types (``image/*``), of all where none is named."""
    if not root.is_multipart() or root.get_content_maintype() != "multipart":
        return
    kept = list[Message | str]()
    for part in _children(root):
        without_files(part, types)
        emptied = part.get_content_maintype() == "multipart" and not _children(part)
        if not emptied and not (is_file(part) and _among(part, types)):
            kept.append(part)
    root.set_payload(kept)


def as_octets(root: Message) -> bytes:
    """The tree as octets with CRLF."""
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=_MAIL).flatten(root)
    return out.getvalue()


def _children(root: Message) -> list[Message]:
    payload = root.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _among(part: Message, types: Sequence[str]) -> bool:
    return not types or any(fnmatch.fnmatchcase(part.get_content_type(), one) for one in types)

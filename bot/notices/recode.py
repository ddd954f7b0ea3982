"""
Re-encoding of an unsigned message that no mail server may be given as it is.

What a reader sees stays the same to the last octet after decoding; parts that
are fit stay as they came.
"""

import binascii
import re
from collections.abc import Callable
from email import message_from_bytes
from email.header import Header
from email.message import Message
from itertools import pairwise

from bot.notices import entity, wire

_DEEPEST = 20
_WIDE_WORDS = re.compile(
    rb"[^\s<>()\",;:]*[\x80-\xff][^\s<>()\",;:]*(?: [^\s<>()\",;:]*[\x80-\xff][^\s<>()\",;:]*)*"
)
_LONGEST = 998
_UNENCODED = {"", "7bit", "8bit", "binary"}


class CannotRecode(Exception):  # noqa: N818 - says what is so, as the failures of the house do
    """The message has a form that cannot be changed without harm; str() says why."""


def seven_bit(raw: bytes) -> bytes:
    """
    The message without an octet over 127, for a server that takes no others (RFC 6152 3).

    Raises CannotRecode where that would break a signature or change what is said.
    """
    at = _end_of_head(raw)
    head, body = recode(raw[:at], raw[at:], unfit=_is_wide)
    return head + body


def _is_wide(octets: bytes) -> bool:
    return wire.is_eight_bit(octets) or wire.is_unfit(octets)


Unfit = Callable[[bytes], bool]


def recode(head: bytes, body: bytes, depth: int = 0, *, unfit: Unfit = wire.is_unfit) -> tuple[bytes, bytes]:
    """
    Header block and body with lines of at most 998 octets and CRLF ends only.

    ``unfit`` says of octets whether they must be encoded. Raises CannotRecode
    where that would change what is said.
    """
    if depth > _DEEPEST:
        raise CannotRecode("its parts are nested too deep")
    head, kind = _fit_header(head, unfit), _kind(head)
    if unfit(body):
        head, body = _recoded(head, body, kind, depth, unfit)
    if unfit(head + body):
        raise CannotRecode("a line between its parts is longer than mail allows")
    return head, body


def _recoded(head: bytes, body: bytes, kind: Message, depth: int, unfit: Unfit) -> tuple[bytes, bytes]:
    if kind.get_content_type() == "multipart/signed":
        raise CannotRecode("it is signed, and no octet of it may change")
    if kind.get_content_maintype() == "multipart":
        return head, _parts(body, kind.get_boundary() or "", depth, unfit)
    if kind.get_content_maintype() == "message":
        at = _end_of_head(body)
        inner = recode(body[:at], body[at:], depth + 1, unfit=unfit)
        return head, b"".join(inner)
    return _encoded(head, body, str(kind.get("Content-Transfer-Encoding", "")).strip().lower())


def _kind(head: bytes) -> Message:
    """The fields that say what the body is, and no others: the rest of a hostile header is not parsed."""
    wanted = ("content-type", "content-transfer-encoding")
    return message_from_bytes(b"".join(field for field in wire.fields(head) if wire.name_of(field) in wanted))


def _parts(body: bytes, boundary: str, depth: int, unfit: Unfit) -> bytes:
    delimiter = re.compile(
        rb"(?:\A|\r\n)--" + re.escape(boundary.encode("latin-1", "replace")) + rb"(?:--)?[ \t]*(?=\r\n|\Z)"
    )
    found = list(delimiter.finditer(body))
    if not boundary or len(found) < 2:
        raise CannotRecode("its parts cannot be told from each other")
    pieces = [body[: found[0].end()]]
    for here, following in pairwise(found):
        part = body[here.end() + 2 : following.start()]
        at = _end_of_head(part)
        pieces += [b"\r\n", *recode(part[:at], part[at:], depth + 1, unfit=unfit), following[0]]
    return b"".join(pieces) + body[found[-1].end() :]


def _end_of_head(part: bytes) -> int:
    """Where the body begins: behind the first empty line."""
    if part.startswith(b"\r\n"):
        return 2
    at = part.find(b"\r\n\r\n")
    return len(part) if at < 0 else at + 4


def _encoded(head: bytes, body: bytes, encoding: str) -> tuple[bytes, bytes]:
    if encoding == "base64":
        return head, _base64_again(body)
    if encoding == "quoted-printable":
        return head, entity.quoted_printable(binascii.a2b_qp(body))
    if encoding not in _UNENCODED:
        raise CannotRecode("a part is encoded in a way that is not known")
    return _says_quoted_printable(head), entity.quoted_printable(body)


def _base64_again(body: bytes) -> bytes:
    try:
        return entity.base64_lines(binascii.a2b_base64(body))
    except binascii.Error as error:
        raise CannotRecode("a part's base64 is damaged") from error


def _says_quoted_printable(head: bytes) -> bytes:
    field = b"Content-Transfer-Encoding: quoted-printable\r\n"
    fields = wire.fields(head)
    names = [wire.name_of(one) for one in fields]
    end = head[sum(map(len, fields)) :] or b"\r\n"
    if "content-transfer-encoding" in names:
        kept = [
            field if name == "content-transfer-encoding" else one
            for one, name in zip(fields, names, strict=True)
        ]
        return b"".join(kept) + end
    version = [] if "mime-version" in names else [b"MIME-Version: 1.0\r\n"]
    return b"".join([*fields, *version, field]) + end


def _fit_header(head: bytes, unfit: Unfit) -> bytes:
    """Short lines, and where they must be ASCII, words in other alphabets as encoded words (RFC 2047)."""
    if unfit is not wire.is_unfit and wire.is_eight_bit(head):
        head = _WIDE_WORDS.sub(_encoded_word, head)
    return _short_lines(head)


def _encoded_word(found: re.Match[bytes]) -> bytes:
    try:
        text = found[0].decode("utf-8")
    except UnicodeDecodeError:
        text = found[0].decode("latin-1")
    return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n").encode("ascii")


def _short_lines(head: bytes) -> bytes:
    """Header lines over 998 octets folded at white space (RFC 5322 2.2.3), stray ends taken out of them."""
    if not wire.is_unfit(head):
        return head
    fields = wire.fields(head)
    return b"".join(_folded(field) for field in fields) + head[sum(map(len, fields)) :]


def _folded(field: bytes) -> bytes:
    lines = field.removesuffix(b"\n").removesuffix(b"\r").split(b"\r\n")
    return b"".join(_fold(re.sub(rb"[\r\n\x00]+", b" ", line)) + b"\r\n" for line in lines)


def _fold(line: bytes) -> bytes:
    pieces = []
    while len(line) > _LONGEST:
        at = max(line.rfind(b" ", 1, _LONGEST), line.rfind(b"\t", 1, _LONGEST))
        if not line[: max(at, 0)].strip():
            raise CannotRecode("a word in its header is longer than mail allows")
        pieces.append(line[:at])
        line = line[at:]
    return b"\r\n".join([*pieces, line])

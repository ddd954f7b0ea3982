"""
Re-encoding of an unsigned message that no mail server may be given as it is.

What a reader sees stays the same to the last octet after decoding; parts that
are fit stay as they came.
"""

import binascii
import re
from collections.abc import Callable
from email.header import Header

from bot.mail.format.limits import LimitPassed
from bot.mail.format.mime_edit import header_of
from bot.mail.format.mime_tree import Part
from bot.mail.text.take_apart import take_apart
from bot.notices import entity, wire

_WIDE_WORDS = re.compile(
    rb"(?<![^\s<>()\",;:])"
    rb"[^\s<>()\",;:]*[\x80-\xff][^\s<>()\",;:]*(?: [^\s<>()\",;:]*[\x80-\xff][^\s<>()\",;:]*)*"
)
_LONGEST = 998


class CannotRecode(Exception):  # noqa: N818 - says what is so, as the failures of the house do
    """The message has a form that cannot be changed without harm; str() says why."""


def seven_bit(raw: bytes) -> bytes:
    """
    The message without an octet over 127, for a server that takes no others (RFC 6152 3).

    Raises CannotRecode where that would break a signature or change what is said.
    """
    return b"".join(recode(raw, unfit=_is_wide))


def _is_wide(octets: bytes) -> bool:
    return wire.is_eight_bit(octets) or wire.is_unfit(octets)


Unfit = Callable[[bytes], bool]


def recode(raw: bytes, *, unfit: Unfit = wire.is_unfit) -> tuple[bytes, bytes]:
    """
    Header block and body of a message with lines of at most 998 octets and CRLF ends only.

    ``unfit`` says of octets whether they must be encoded. Raises CannotRecode
    where that would change what is said.
    """
    try:
        root = take_apart(raw).root
    except LimitPassed as limit:
        raise CannotRecode(str(limit)) from limit
    head, body = _recoded(root, unfit)
    if unfit(head + body):
        raise CannotRecode("a line between its parts is longer than mail allows")
    return head, body


def _recoded(part: Part, unfit: Unfit) -> tuple[bytes, bytes]:
    """Header block and body of one part, fit for the way."""
    head, body = _fit_header(header_of(part), unfit), part.data[part.first : part.last]
    if not unfit(body):
        return head, body
    named = (part.head.first("content-type") or b"").strip().lower()
    if named.startswith(b"multipart/signed"):
        raise CannotRecode("it is signed, and no octet of it may change")
    if part.is_multipart:
        return head, _parts(part, unfit)
    if named.startswith(b"multipart/"):
        raise CannotRecode("its parts cannot be told from each other")
    if part.is_message and not part.encoding:
        return head, b"".join(b"".join(_recoded(child, unfit)) for child in part.children)
    return _encoded(head, body, part.encoding)


def _parts(part: Part, unfit: Unfit) -> bytes:
    """The parts, and what stands around them as it came; between them a delimiter that is fit."""
    data, children = part.data, part.children
    delimiter = b"\r\n--" + part.boundary + b"\r\n"
    pieces = [data[part.first : children[0].begin]]
    for child, following in zip(children, [*children[1:], None], strict=True):
        gap = data[child.last : following.begin if following else part.last]
        pieces += [*_recoded(child, unfit), delimiter if following and unfit(gap) else gap]
    return b"".join(pieces)


def _encoded(head: bytes, body: bytes, encoding: str) -> tuple[bytes, bytes]:
    if encoding == "base64":
        return head, _base64_again(body)
    if encoding == "quoted-printable":
        return head, entity.quoted_printable(binascii.a2b_qp(body))
    if encoding:
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
    return b"".join(_fold(re.sub(rb"[\r\n\x00]+", b"", line)) + b"\r\n" for line in lines)


def _fold(line: bytes) -> bytes:
    pieces = []
    while len(line) > _LONGEST:
        at = max(line.rfind(b" ", 1, _LONGEST), line.rfind(b"\t", 1, _LONGEST))
        if not line[: max(at, 0)].strip():
            raise CannotRecode("a word in its header is longer than mail allows")
        pieces.append(line[:at])
        line = line[at:]
    return b"\r\n".join([*pieces, line])

"""Writes a MIME tree again with some of its parts changed; what stays is copied octet by octet."""

from collections.abc import Callable
from typing import Final

from bot.mail.format.mime_tree import Part


class CannotEdit(Exception):  # noqa: N818 - says what is so, as the failures of the house do
    """The message has a form that cannot be changed without harm; str() says why."""


class _Kept:
    """Stands for "leave it, and look at the parts inside of it"."""


KEPT: Final = _Kept()
Made = bytes | None | _Kept
Change = Callable[[Part], Made]


def header_of(part: Part) -> bytes:
    """The header block of a part as it came, with the empty line that ends it."""
    return ended(part.data[part.begin : part.first])


def ended(head: bytes) -> bytes:
    """A header block with the empty line that ends it, which some messages lack."""
    if not head or head == b"\r\n" or head.endswith((b"\n\r\n", b"\n\n")):
        return head or b"\r\n"
    return head + (b"\r\n" if head.endswith(b"\n") else b"\r\n\r\n")


def written(part: Part, change: Change, header: Callable[[Part], bytes] = header_of) -> bytes | None:
    """
    The octets of a part after the changes; None where nothing of it is left.

    ``change`` is asked for every part from the outside in: new octets, None for
    one that goes, or KEPT. ``header`` gives the header block of what is kept.
    What stands around the parts of a multipart, where no program shows it, is
    left out. Raises CannotEdit for a change inside of an encoded message.
    """
    made = change(part)
    if not isinstance(made, _Kept):
        return made
    if part.is_multipart and part.children:
        return _multipart(part, change, header)
    if part.is_message and part.children:
        return _message(part, change, header)
    return header(part) + part.data[part.first : part.last]


def _multipart(part: Part, change: Change, header: Callable[[Part], bytes]) -> bytes | None:
    pieces = [made for child in part.children if (made := written(child, change, header)) is not None]
    return joined(header(part), part.boundary, pieces) if pieces else None


def joined(head: bytes, boundary: bytes, parts: list[bytes]) -> bytes:
    """A multipart of a header block that names its boundary (RFC 2046 5.1.1); no line end behind it."""
    delimiter = b"--" + boundary
    return head + b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--"


def _message(part: Part, change: Change, header: Callable[[Part], bytes]) -> bytes | None:
    [child] = part.children
    made = written(child, change, header)
    if child.data is part.data:
        return None if made is None else header(part) + made
    if made != written(child, lambda _: KEPT):
        raise CannotEdit("a message inside of it is encoded")
    return header(part) + part.data[part.first : part.last]

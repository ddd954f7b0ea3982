"""The owner's footer below a post, as MIME allows: in a plain text, else as a part of its own (RFC 2045)."""

from bot.mail.format.mime_edit import KEPT, joined, written
from bot.mail.format.mime_tree import Part
from bot.mail.text.take_apart import Apart, take_apart
from bot.notices import entity, wire

_LINE = "_" * 47
_SEED = "=_listwarden_footer"


def added(raw: bytes, footer: str) -> tuple[bytes, bytes]:
    """
    Header block and body of the message with the footer. Raises CannotEdit, LimitPassed.

    Nothing of the author's is encoded anew but a text that is plain as a whole.
    """
    apart = take_apart(raw)
    root = apart.root
    if root.type == "text/plain" and root.name is None and root.disposition.value != "attachment":
        made = _below(apart, root, footer)
    elif root.type == "multipart/mixed" and root.children:
        made = _behind(root, footer)
    else:
        made = _around(root, footer)
    at = made.index(b"\r\n\r\n") + 4
    return made[:at], made[at:]


def _part(footer: str) -> bytes:
    text = entity.text(f"{_LINE}\n{footer.rstrip()}\n")
    return b"Content-Disposition: inline\r\n" + text


def _below(apart: Apart, root: Part, footer: str) -> bytes:
    text = apart.bodies.markup(root).replace("\r\n", "\n").rstrip("\n")
    return _headed(root, entity.text(f"{text}\n\n{_LINE}\n{footer.rstrip()}\n", flowed=_is_flowed(root)))


def _is_flowed(root: Part) -> bool:
    return (root.content.get("format") or "").lower() == "flowed" and not root.content.get("delsp")


def _behind(root: Part, footer: str) -> bytes:
    parts = [made for child in root.children if (made := written(child, lambda _: KEPT)) is not None]
    head = root.data[root.begin : root.first]
    return joined(head, root.boundary, [*parts, _part(footer)]) + b"\r\n"


def _around(root: Part, footer: str) -> bytes:
    """What is no mixture becomes the first part of one; its own content fields go with it."""
    head = root.data[root.begin : root.first]
    own = b"".join(field for field in wire.fields(head) if wire.name_of(field).startswith("content-"))
    inner = own + b"\r\n" + root.data[root.first : root.last].removesuffix(b"\r\n")
    return _headed(root, entity.multipart("mixed", [inner, _part(footer)], _SEED))


def _headed(root: Part, made: bytes) -> bytes:
    """New content under the message's own header."""
    head = root.data[root.begin : root.first]
    kept = wire.without(
        head,
        lambda field: wire.name_of(field).startswith("content-") or wire.name_of(field) == "mime-version",
    )
    return kept.removesuffix(b"\r\n") + b"MIME-Version: 1.0\r\n" + made

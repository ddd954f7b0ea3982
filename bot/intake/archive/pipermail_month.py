"""What a month of Pipermail tells beside its pages: headers in its text, threads in its index."""

from functools import cached_property, partial
from pathlib import Path

from bot.intake.archive.beside import load_beside
from bot.intake.archive.found import SIZE_LIMIT, Found, Unit
from bot.intake.archive.mbox import read_mbox
from bot.intake.archive.pipermail_page import message_id_of, parents_of, read_page
from bot.intake.archive.pipermail_text import decoded

_ID = b"\nmessage-id:"


class Month:
    """A folder of pages; its text and its index are read when the first page asks for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._load = partial(load_beside, folder.parent / "attachments")

    def read(self, page: str, path: Path) -> Found:
        """The post of a page."""
        return read_page(page, str(path), self._fields, self._parent(path.name), self._load)

    @cached_property
    def _fields(self) -> dict[str, bytes]:
        """The header of each post, by its Message-ID, from the text beside the folder."""
        found: dict[str, bytes] = {}
        for ending in (".txt", ".txt.gz"):
            path = self._folder.with_name(self._folder.name + ending)
            if not found and path.is_file():
                posts = read_mbox(Unit(path=str(path), octets=0), [])
                heads = (
                    post.raw.partition(b"\n\n")[0] for post in posts if post.origin_form == "pipermail-text"
                )
                found = {_message_id(head): head for head in heads}
        return found

    @cached_property
    def _parents(self) -> dict[str, str]:
        return parents_of(self._text("thread.html"))

    def _parent(self, name: str) -> str:
        above = self._parents.get(name)
        return message_id_of(self._text(above)) if above else ""

    def _text(self, name: str) -> str:
        try:
            with (self._folder / name).open("rb") as file:
                return decoded(file.read(SIZE_LIMIT))
        except OSError:
            return ""


def _head(raw: bytes) -> bytes:
    """The header up to the fields of MIME, which belong to the text's own body."""
    return raw.partition(b"\nMIME-Version: ")[0]


def _message_id(head: bytes) -> str:
    at = head.lower().find(_ID)
    value = head[at + len(_ID) :].lstrip().partition(b"\n")[0] if at >= 0 else b""
    return value.decode("latin-1").strip().strip("<>")

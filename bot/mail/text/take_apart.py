"""Takes a message apart for those who change it: the same parts that its reader tells of."""

from dataclasses import dataclass

from bot.mail.format.header import split_head
from bot.mail.format.limits import Defects
from bot.mail.format.mime_tree import Part, Reader, usual_charset
from bot.mail.format.transfer_encoding import decode_transfer
from bot.mail.text.body import Bodies, Gathered, enclosed_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The tree of a message; ``gathered``: its parts by what they are for; ``bodies`` reads their texts."""

    root: Part
    gathered: Gathered
    enclosed: tuple[Part, ...]
    bodies: Bodies

    @property
    def files(self) -> tuple[Part, ...]:
        """All attached files, those inside of attached messages too."""
        return (*self.gathered.others, *self.enclosed)

    def octets(self, part: Part) -> bytes:
        """The decoded body of a part."""
        return decode_transfer(part.data[part.first : part.last], part.encoding, Defects())


def take_apart(raw: bytes) -> Apart:
    """The parts of a message that ``read`` has read. Raises LimitPassed where it is ``unreadable``."""
    defects = Defects()
    head = split_head(raw, 0, len(raw), defects)
    reader = Reader(len(raw), defects, usual_charset(head))
    root = reader.read(raw, head, len(raw))
    bodies = Bodies(reader)
    return Apart(root=root, gathered=bodies.gather(root), enclosed=tuple(enclosed_files(root)), bodies=bodies)

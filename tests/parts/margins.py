"""
Posts whose lines are marked with whose they are.

A file has a few header lines, an empty one, then the post with its zones in the margin: ``o`` own, ``a`` attribution,
``q1`` quotation with its depth, ``h1`` forward-header and ``f1`` forward with their level, ``A`` article,
``s`` signature, ``x`` footer. Lines without words may belong to either neighbour.
"""

from dataclasses import dataclass
from pathlib import Path

from bot.mail.divide import Division, divide
from bot.mail.post import Mailbox, ZoneKind
from bot.mail.text.lines import read_lines
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Text

ANN = Mailbox(name="Ann Example", address="ann@example.com")
LETTERS = {
    ZoneKind.OWN: "o",
    ZoneKind.ATTRIBUTION: "a",
    ZoneKind.QUOTATION: "q",
    ZoneKind.FORWARD_HEADER: "h",
    ZoneKind.FORWARD: "f",
    ZoneKind.ARTICLE: "A",
    ZoneKind.SIGNATURE: "s",
    ZoneKind.FOOTER: "x",
}


@dataclass(frozen=True)
class Marked:
    """A marked post: what its header lines say of it, its text, and the mark of each line."""

    header: dict[str, list[str]]
    text: str
    marks: list[str]

    def divide(self) -> Division:
        """The post, divided as the bot does it; Ann Example wrote it."""
        return divide(
            Text(text=self.text),
            subject=read_subject(self.header["Subject"][0]),
            author=ANN,
            reply="Reply" in self.header,
        )


def read_marked(path: Path) -> Marked:
    """The marked post in a file."""
    head, _, body = path.read_text("utf-8").rstrip("\n").partition("\n\n")
    header: dict[str, list[str]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        header.setdefault(name, []).append(value)
    lines = body.split("\n")
    text = "\n".join(line.partition("|")[2].removeprefix(" ") for line in lines)
    return Marked(header, text, [line.partition("|")[0].strip() for line in lines])


def marks_of(division: Division, text: str) -> list[str]:
    """The mark of each line as the bot divided the post; "" for lines without words."""
    said = {line.number for line in read_lines(text) if not line.blank}
    marks = {
        number: LETTERS[zone.kind] + (str(zone.depth) if LETTERS[zone.kind] in "qhf" else "")
        for zone in division.zones
        for number in range(zone.first_line, zone.last_line + 1)
    }
    return [marks[number] if number in said else "" for number in sorted(marks)]


def in_the_margin(marks: list[str], text: str) -> str:
    """The post as it stands in a file."""
    return "\n".join(f"{mark:<2} | {line}" for mark, line in zip(marks, text.split("\n"), strict=True))

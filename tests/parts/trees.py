"""Messages that are trees of texts, files and attached messages, written as mail programs and attackers write them."""

import base64
import quopri
import random
from collections.abc import Iterator

HEAD = (
    b"From: Ann <ann@example.org>\r\nSubject: plans\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
)
MULTIPARTS = [b"mixed", b"mixed", b"alternative", b"related", b"digest", b"report", b"x-odd"]
FILES = [b"image/png", b"application/pdf", b"application/octet-stream", b"text/calendar", b"audio/mpeg"]
NAMES = [
    b"plan.exe",
    b'"a b.pdf"',
    b'"C:\\\\tmp\\\\x.exe"',
    b'"10:30 x.pdf"',
    b"=?utf-8?q?pl=C3=A4n.exe?=",
    b'"x (1).png"',
]
TOKENS = [
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--", b"--b0", b"--b1--\r\n", b"\r\n--b0\r\n", b"\r\n--b1\r\n\r\n", b"=", b"\0",
    b"\r\nContent-Type: text/plain\r\n", b"\r\nContent-Type: message/rfc822\r\n\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"\r\nContent-Type: multipart/mixed; boundary=b9\r\n\r\n--b9\r\n", b"; boundary=b1", b' boundary="b2"', b"\\", b" (x)",
    b"Content-Disposition: attachment; filename=more.exe\r\n", b"x" * 1200, b"\xff\xfe", b"=?utf-8?q?x?=", b"; ", b'"',
]  # fmt: skip


def boundary_fields(boundary: bytes) -> list[tuple[bytes, bytes]]:
    """Ways to write a boundary behind the type, each with the delimiter that a reader of that way looks for."""
    return [
        (b'; boundary="%b"' % boundary, boundary),
        (b"; boundary=%b" % boundary, boundary),
        (b" boundary=%b" % boundary, boundary),
        (b"; boundary=%b (a comment)" % boundary, boundary),
        (b'; boundary="%b\\%b"' % (boundary[:1], boundary[1:]), boundary),
        (b'; boundary="%b\\%b"' % (boundary[:1], boundary[1:]), b"%b\\%b" % (boundary[:1], boundary[1:])),
        (b'; boundary="=?us-ascii?q?%b?="' % boundary, boundary),
        (b'; boundary="=?us-ascii?q?%b?="' % boundary, b"=?us-ascii?q?%b?=" % boundary),
        (b"; boundary*0=%b; boundary*1=%b" % (boundary[:1], boundary[1:]), boundary),
        (b'; boundary="%b  "' % boundary, boundary),
    ]


class Tree:
    """One message; ``marks`` are the octets that stand in its files, each in one only."""

    def __init__(self, dice: random.Random, *, odd: float) -> None:
        self._dice = dice
        self._odd = odd
        self._count = 0
        self.marks: list[bytes] = []
        self.raw = HEAD + self._multipart(3, 0)

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _multipart(self, depth: int, level: int) -> bytes:
        boundary = b"b%d" % self._number()
        ways = boundary_fields(boundary)
        way, delimiter = self._dice.choice(ways) if self._dice.random() < self._odd else ways[0]
        kind = self._dice.choice(MULTIPARTS)
        name = b"Content-Type : " if self._dice.random() < self._odd / 4 else b"Content-Type: "
        parts = [self._part(depth - 1, level + 1) for _ in range(self._dice.randint(1, 4))]
        lead = b"This is a message in MIME format.\r\n" if self._dice.random() < 0.3 else b""
        body = b"".join(b"--" + delimiter + b"\r\n" + part + b"\r\n" for part in parts)
        return name + b"multipart/" + kind + way + b"\r\n\r\n" + lead + body + b"--" + delimiter + b"--\r\n"

    def _part(self, depth: int, level: int) -> bytes:
        chance = self._dice.random()
        if depth > 0 and chance < 0.25:
            return self._multipart(depth, level)
        if depth > 0 and chance < 0.4:
            inner = self._multipart(depth, level) if chance < 0.33 else self._text()
            return b"Content-Type: message/rfc822\r\n\r\n" + HEAD + inner
        return self._text() if chance < 0.65 else self._file()

    def _text(self) -> bytes:
        number = self._number()
        if self._dice.random() < 0.4:
            link = b'<a href="https://example.net/%d?utm_source=a&amp;id=1">here</a>' % number
            return b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Words of %d, %b.</p>" % (number, link)
        quoted = b"".join(b"> line %d\r\n" % line for line in range(self._dice.randint(0, 9)))
        text = b"Words of %d: https://example.net/%d?utm_source=a&id=1\r\n" % (number, number)
        return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + quoted

    def _file(self) -> bytes:
        mark = b"MARK%08x" % self._dice.getrandbits(32)
        self.marks.append(mark)
        kind = self._dice.choice([*FILES, b"text/plain"])
        encoding, written = self._dice.choice(
            [
                (b"", mark * 3),
                (b"base64", base64.encodebytes(mark * 9)),
                (b"quoted-printable", quopri.encodestring(mark)),
            ]
        )
        field = b"Content-Transfer-Encoding: %b\r\n" % encoding if encoding else b""
        name = self._dice.choice(NAMES)
        return b"Content-Type: %b; name=%b\r\n%bContent-Disposition: attachment; filename=%b\r\n\r\n%b" % (
            kind,
            name,
            field,
            name,
            written.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        )


def mutated_trees(seed: int, number: int) -> Iterator[tuple[Tree, bytes]]:
    """So many trees with their octets, of which half are changed here and there; the same for the same seed."""
    dice = random.Random(seed)
    for count in range(number):
        tree = Tree(dice, odd=0.3)
        raw = bytearray(tree.raw)
        for _ in range(dice.choice([1, 1, 2, 4]) if count % 2 else 0):
            _change(raw, dice)
        yield tree, bytes(raw).replace(b"\r\n", b"\n") if count % 5 == 4 else bytes(raw)


def _change(raw: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(raw) + 1)
    reach = min(len(raw), at + dice.choice([1, 2, 10, 60, 300]))
    match dice.randrange(5):
        case 0:
            del raw[at:reach]
        case 1:
            raw[at:at] = raw[at:reach] * dice.choice([1, 2])
        case 2 | 3:
            raw[at:at] = dice.choice(TOKENS)
        case _:
            raw[at:reach] = dice.randbytes(reach - at)

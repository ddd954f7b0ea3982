"""A list whose posts a mail server hands over: the same list at work as tests.parts.salon, without an inbox."""

import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.parts.salon import ADDRESS, LIST_ID, ROOT, Salon
from tests.parts.sink import RecordingSink, SmtpSink, free_port

SETTINGS = """data_dir = "data"
authserv_id = "mx.example.org"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"

[[lists]]
id = "{id}"
address = "{address}"
name = "Salon"
rules = "rules/salon.yaml"
owners = ["owner@example.org"]
mode = "{mode}"

[lists.intake]
kind = "{kind}"
listen = "{listen}"
{intake}
[lists.post]
{post}

[lists.digest]
max_posts = 1000
to = ["salon-digest@lists.example.org"]
"""


@dataclass
class HandedSalon(Salon):
    """``kind`` as in the settings; ``intake`` are more lines of [lists.intake], ``post`` those of [lists.post]."""

    home: Path = field(default_factory=Path)
    dovecot: Any = None
    sink: RecordingSink | SmtpSink = field(kw_only=True)
    user: str = ""
    kind: str = "lmtp"
    listen: str = ""
    post: str = 'to = ["salon-members@lists.example.org"]'

    def __post_init__(self) -> None:
        (self.home / "rules").mkdir(parents=True, exist_ok=True)
        self.rules.write_bytes((ROOT / "rules" / "salon.yaml").read_bytes())
        self.port = free_port()
        self.listen = self.listen or f"127.0.0.1:{self.port}"
        self.configure()

    def configure(self, **changes: Any) -> None:
        """Write the settings, with other values where named."""
        values = {
            "id": LIST_ID,
            "address": ADDRESS,
            "smtp": self.sink.port,
            "kind": self.kind,
            "mode": self.mode,
        }
        values |= {"listen": self.listen, "intake": self.intake, "post": self.post}
        self.config.write_text(SETTINGS.format(**values | changes))

    def hands(self, raw: bytes, *recipients: str, sender: str = "ann@example.net") -> dict[str, str]:
        """Hand a post over by LMTP as a mail server does; the reply of each recipient."""
        wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        with Client(self.port) as client:
            return client.hands(wire, *(recipients or (ADDRESS,)), sender=sender)


class Client:
    """An LMTP client; the standard library's reads one reply to the text, however many recipients there are."""

    def __init__(self, port: int, hello: str = "LHLO mx.example.org"):
        self._line = socket.create_connection(("127.0.0.1", port), 30)
        self._file = self._line.makefile("rb")
        self.replies(1)
        self.says(hello)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._line.close()

    def says(self, *commands: str) -> list[str]:
        """Send commands at once; their replies, the last line of each."""
        self._line.sendall("".join(f"{command}\r\n" for command in commands).encode())
        return self.replies(len(commands))

    def replies(self, count: int) -> list[str]:
        """So many replies, the last line of each; "" where the line ended."""
        found = []
        for _ in range(count):
            line = self._file.readline()
            while line[3:4] == b"-":
                line = self._file.readline()
            found.append(line.decode().rstrip("\r\n"))
        return found

    def hands(self, wire: bytes, *recipients: str, sender: str = "ann@example.net") -> dict[str, str]:
        """Hand over a message with CRLF ends; the reply of each recipient."""
        wide = "" if sender.isascii() else " SMTPUTF8 BODY=8BITMIME"
        head = [f"MAIL FROM:<{sender}>{wide}", *(f"RCPT TO:<{one}>" for one in recipients), "DATA"]
        _, *found, _ = self.says(*head)
        taken = [n for n, reply in enumerate(found) if reply.startswith("250")]
        if taken:
            stuffed = wire.replace(b"\r\n.", b"\r\n..")
            self._line.sendall((b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n")
            for n, reply in zip(taken, self.replies(len(taken)), strict=True):
                found[n] = reply
        return dict(zip(recipients, found, strict=True))

"""
An SMTP server that follows a script and keeps every octet that came.

Real servers are too well behaved to refuse, hang, or cut the line at one
chosen moment, and too clever to show what was on the wire.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping, Sequence
from typing import Self

CUT = "cut"  # a reply that closes the line without a word
HANG = "hang"  # a reply that never comes
_USUAL = {"DATA": "354 go on", ".": "250 2.0.0 taken", "QUIT": "221 bye", "AUTH": "235 2.7.0 welcome"}


class ScriptedServer:
    """
    Use it as an async context manager.

    ``replies`` says what answers a verb ("connect", "EHLO", "MAIL", "." for the
    final dot ...): one reply for ever, or a list of which the last stays.
    ``offers`` are the lines of EHLO. With ``tls`` it speaks TLS from the start,
    with ``starttls`` after STARTTLS. ``cut_in_text`` octets into the text the line is cut.
    """

    def __init__(
        self,
        *,
        replies: Mapping[str, str | Sequence[str]] | None = None,
        offers: Sequence[str] = ("8BITMIME", "SMTPUTF8", "SIZE 1000000"),
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        cut_in_text: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ):
        self._place = (host, port)
        self._replies = {
            verb: [said] if isinstance(said, str) else list(said) for verb, said in (replies or {}).items()
        }
        self._offers = offers
        self._tls = tls
        self._starttls = starttls
        self._cut_in_text = cut_in_text
        self._lines: set[asyncio.StreamWriter] = set()
        self.connections = 0
        self.commands: list[str] = []
        self.texts: list[bytes] = []
        self.octets = bytearray()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, *self._place, ssl=self._tls, limit=2**24)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in list(self._lines):
            line.transport.abort()
        await self._server.wait_closed()

    def said(self, verb: str) -> list[str]:
        """The command lines that began with a verb."""
        return [line for line in self.commands if line.upper().startswith(verb)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._lines.add(writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer(writer, "connect", "220 script.example.org ESMTP")
        while line := await reader.readline():
            self.octets += line
            self.commands.append(command := line.decode("utf-8", "replace").rstrip("\r\n"))
            verb = command.split(" ")[0].split(":")[0].upper()
            reply = await self._answer(writer, verb, self._usual(verb))
            if verb == "DATA" and reply.startswith("354"):
                await self._take_text(reader, writer)
            if verb == "STARTTLS" and reply.startswith("220"):
                await self._secure(writer)
            if verb == "QUIT":
                return

    async def _secure(self, writer: asyncio.StreamWriter) -> None:
        assert self._starttls
        plain = writer.transport
        try:
            await writer.start_tls(self._starttls)
        finally:
            if writer.transport is None:  # Python 3.13 loses it where the client hangs up in the handshake
                writer._transport = plain

    def _usual(self, verb: str) -> str:
        if verb == "EHLO":
            lines = ["script.example.org", *self._offers]
            return "\r\n".join(f"250{'-' if each is not lines[-1] else ' '}{each}" for each in lines)
        return "220 go on" if verb == "STARTTLS" else _USUAL.get(verb, "250 2.0.0 OK")

    async def _answer(self, writer: asyncio.StreamWriter, verb: str, usual: str) -> str:
        script = self._replies.get(verb, [usual])
        reply = script[0] if len(script) == 1 else script.pop(0)
        if reply == HANG:
            await asyncio.sleep(3600)
        if reply == CUT:
            raise ConnectionResetError
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return reply

    async def _take_text(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut_in_text is not None:
            await reader.readexactly(self._cut_in_text)
            raise ConnectionResetError
        text = b""
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError
            text += line
        text += line
        self.octets += text
        self.texts.append(text)
        await self._answer(writer, ".", _USUAL["."])

"""
imaplib over a socket of ours: each answer is bounded in time, octets and lines; any thread may cut the line.

imaplib reads through ``open``, ``read``, ``readline``, ``send`` and ``shutdown``, which it
documents to be overridden; nothing private of it is touched, so that it may be any
Python's. IMAPClient makes its commands over it.
"""

import contextlib
import imaplib
import re
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient

_CHUNK = 65536
_LINE = 1_000_000  # octets in a line, as imaplib has it; answers to SEARCH are the longest
_LINES = 100_000  # lines in one answer
_SLOWEST = 20_000  # octets a second: what a large answer must make at least, once its time is up
_LITERAL = re.compile(rb"~?\{(\d+)\+?\}\r?\n\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    What a server may take for one answer.

    ``silence`` seconds without an octet, ``answer`` seconds as a whole (and one
    more for every 20,000 octets), ``literal`` octets at once, ``octets`` in all.
    """

    silence: float
    answer: float
    literal: int
    octets: int


class Transport(imaplib.IMAP4):
    """
    One connection; ``greet`` does the first talking. Made by one thread, used by one at a time.

    ``sock`` is connected; with ``context`` the line is TLS from the start.
    """

    def __init__(
        self, sock: socket.socket, host: str, limits: Limits, context: ssl.SSLContext | None
    ) -> None:
        self.sock = sock
        self._peer = host
        self._limits = limits
        self._context = context
        self._buffer = bytearray()
        self._is_cut = False
        self.begin()

    def greet(self) -> None:
        """TLS where it comes first, then the server's greeting and what it can do."""
        super().__init__(self._peer)

    def begin(self) -> None:
        """A command is about to be sent: what its answer may take is counted from here."""
        self._until = time.monotonic() + self._limits.answer
        self._octets = self._lines = 0

    def let_go(self) -> None:
        """The lines read so far are kept by nobody: their number counts no more."""
        self._lines = 0

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002 - imaplib's signature
        """Use the socket that is there; imaplib calls this."""
        self.host, self.port = host, port
        if self._context is not None:
            self._secure(self._context)

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """STARTTLS (RFC 9051 6.2.1); what came before TLS and behind the answer is believed by nobody."""
        kind, said = self.xatom("STARTTLS")
        if kind == "OK":
            if self._buffer:
                raise self.abort("octets in the clear follow the answer to STARTTLS")
            self._secure(ssl_context or ssl.create_default_context())
        return kind, said

    def _secure(self, context: ssl.SSLContext) -> None:
        line = context.wrap_socket(self.sock, server_hostname=self._peer, do_handshake_on_connect=False)
        self.sock = line
        line.settimeout(self._patience())
        line.do_handshake()

    def readline(self) -> bytes:
        """The next line; a literal's size at its end is within our limits, in the form that imaplib reads."""
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            if (seen := len(self._buffer)) > _LINE:
                raise self.abort(f"the server sends a line of more than {_LINE} octets")
            self._fill()
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        self._lines += 1
        if self._lines > _LINES:
            raise self.abort(f"the server answers with more than {_LINES} lines")
        return self._readable(line)

    def _readable(self, line: bytes) -> bytes:
        found = _LITERAL.search(line, max(0, len(line) - 40))
        if found is None:
            return line
        if len(found[1]) > 12 or int(found[1]) > self._limits.literal:
            raise self.abort(
                f"the server sends a literal of {found[1][:20].decode()} octets, which is too large"
            )
        return line[: found.start()] + b"{%s}\r\n" % found[1]  # RFC 3516 4.3: ~{4} is a literal too

    def read(self, size: int) -> bytes:
        """So many octets."""
        while len(self._buffer) < size:
            self._fill()
        octets = bytes(self._buffer[:size])
        del self._buffer[:size]
        return octets

    def send(self, data: Any) -> None:
        """Send a command, or a part of it."""
        self.sock.settimeout(self._patience())
        self.sock.sendall(data)

    def _fill(self) -> None:
        self.sock.settimeout(self._patience())
        try:
            chunk = self.sock.recv(_CHUNK)
        except TimeoutError:
            raise TimeoutError("the server did not answer in time") from None
        if not chunk:
            raise self.abort("the server closed the connection")
        self._octets += len(chunk)
        if self._octets > self._limits.octets:
            raise self.abort(f"the server answers with more than {self._limits.octets} octets")
        self._buffer += chunk

    def _patience(self) -> float:
        """Seconds for the next octet."""
        if self._is_cut:
            raise self.abort("the line was cut")
        left = self._until + self._octets / _SLOWEST - time.monotonic()
        if left <= 0:
            raise TimeoutError(
                f"the server takes longer than {self._limits.answer:.0f} seconds for an answer"
            )
        return min(left, self._limits.silence)

    def hears(self) -> bool:
        """
        Whether something waits to be read: data, or the end of the connection. Never blocks.

        It may wait in the socket, in the TLS layer or in our buffer.
        """
        if self._buffer:
            return True
        try:
            self.sock.settimeout(0)
            chunk = self.sock.recv(_CHUNK)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        except (OSError, ValueError):
            return True
        self._buffer += chunk
        return True

    def cut(self) -> None:
        """End the connection, whatever another thread waits for on it; that call ends at once."""
        self._is_cut = True
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def shutdown(self) -> None:
        """Close the socket; imaplib calls this."""
        self._is_cut = True
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self.sock.close()


class Client(IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """IMAPClient's commands over our transport."""

    def __init__(self, transport: Transport, host: str, port: int) -> None:
        self._transport = transport
        super().__init__(host, port, ssl=False)
        transport.debug = 0  # else every line is formatted for a debug log, read or not
        self.normalise_times = False

    def _create_IMAP4(self) -> Transport:  # noqa: N802 - IMAPClient's name: its one place to put another transport
        self._transport.greet()
        return self._transport

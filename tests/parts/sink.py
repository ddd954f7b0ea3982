"""
Mail servers that take mail and keep it, for tests of what leaves the bot.

``SmtpSink`` is Postfix's own test server, unpacked from Debian's package and
never installed. ``RecordingSink`` speaks SMTP in this process and misbehaves
as a test tells it to.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.parts.certificates import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that a sink took: envelope and content, CRLF line ends."""

    reverse_path: str
    recipients: tuple[str, ...]
    raw: bytes

    def field(self, name: str) -> str | None:
        """The first header field of that name, unfolded; None where there is none."""
        head = self.raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
        for line in head.decode("utf-8", "replace").split("\r\n"):
            if line.lower().startswith(name.lower() + ":"):
                return line.partition(":")[2].strip()
        return None


class SmtpSink:
    """
    ``smtp-sink`` on a free port of 127.0.0.1; use it as a context manager.

    ``flags`` are its own: ``("-r", "data")`` answers 4yz to DATA, ``("-f",
    "rcpt")`` 5yz to RCPT, ``("-q", ".")`` drops the line after the final dot,
    ``("-W", ".:8")`` waits 8 seconds before it answers, ``("-L",)`` speaks LMTP.
    """

    host = "127.0.0.1"

    def __init__(self, *flags: str):
        self._package = _unpacked()
        self._flags = flags
        self.dump = Path(tempfile.mkdtemp(prefix="smtp-sink-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.dump, ignore_errors=True)

    def start(self) -> None:
        """Start and wait until it answers."""
        libraries = str(self._package / "usr/lib/postfix")
        self._process = subprocess.Popen(
            [*self._command(), f"{self.host}:{self.port}", "100"],
            env={**os.environ, "LD_LIBRARY_PATH": libraries},
            stderr=subprocess.PIPE,
        )
        if not answers(self.host, self.port, b"220"):
            self._process.kill()
            pytest.fail(f"smtp-sink did not start: {self._process.communicate()[1].decode(errors='replace')}")

    def stop(self) -> None:
        """Stop it; what it took stays readable."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=10)
        self._process = None

    def messages(self) -> list[Received]:
        """What came in, oldest first (within one clock tick by inode); without the fields put above it."""
        files = sorted(self.dump.glob("m.*"), key=_age)
        return [parsed for path in files if (parsed := _parse_dump(path.read_bytes())) is not None]

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """The messages, once there are so many; fails the test after that time."""
        return _wait_for(self.messages, count, seconds)

    def _command(self) -> list[str]:
        user = ["-u", "root"] if os.geteuid() == 0 else []
        return [str(self._package / "usr/sbin/smtp-sink"), *user, "-d", f"{self.dump}/m.", *self._flags]


def _age(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_ino


def _parse_dump(dump: bytes) -> Received | None:
    """One file of ``smtp-sink -d``: X-... fields, a Received field, the message, an empty line; LF ends."""
    lines = dump.split(b"\n")
    sender, recipients, at = "", [], 0
    while at < len(lines) and lines[at].startswith(b"X-"):
        name, _, value = lines[at].decode("utf-8", "replace").partition(": ")
        if name == "X-Mail-Args":
            sender = _address(value)
        if name == "X-Rcpt-Args":
            recipients.append(_address(value))
        at += 1
    if at + 3 >= len(lines):
        return None
    content = b"\r\n".join(lines[at + 3 : -1])
    return Received(reverse_path=sender, recipients=tuple(recipients), raw=content)


def _address(arguments: str) -> str:
    """The address of ``<a@example.org> SIZE=100``."""
    return arguments.partition(">")[0].lstrip("<")


Behaviour = Callable[[Received, int], str]


class RecordingSink:
    """
    An SMTP server in a thread of this process; use it as a context manager.

    Change its behaviour at any time: ``refuse[address]`` is the reply to RCPT
    for that recipient; ``reply`` is called with the message and how many came
    before it and gives the reply to the final dot ("" drops the line without a
    reply); ``delay`` seconds pass before that reply. With ``authority`` it offers STARTTLS, with
    ``login`` (name, password) it demands AUTH, over TLS only where there is an authority.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        authority: Authority | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
        reply: Behaviour | None = None,
    ):
        self.refuse: dict[str, str] = {}
        self.refuse_sender: str | None = None
        self.reply: Behaviour = reply or (lambda _message, _before: "250 2.0.0 taken")
        self.delay = 0.0
        self.login = login
        self.logins: list[tuple[str, str]] = []
        self.offered = 0
        self._authority = authority
        self._implicit = implicit_tls
        self._lock = threading.Lock()
        self._taken: list[Received] = []
        self._controller: _Controller | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start listening; after ``stop`` on the same port again."""
        handler = _Handler(self)
        self._controller = _Controller(
            handler, hostname=self.host, port=self.port, ssl_context=self._outer(), **self._options()
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what it took stays readable."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def messages(self) -> list[Received]:
        """What came in whole and was answered by 2yz, or dropped after the final dot; oldest first."""
        with self._lock:
            return list(self._taken)

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """The messages, once there are so many; fails the test after that time."""
        return _wait_for(self.messages, count, seconds)

    def judge(self, message: Received) -> str:
        """The reply to a message whose final dot came."""
        with self._lock:
            before, self.offered = self.offered, self.offered + 1
        reply = self.reply(message, before)
        if reply == "" or reply.startswith("2"):
            with self._lock:
                self._taken.append(message)
        return reply

    def _outer(self) -> ssl.SSLContext | None:
        return self._authority.server_context() if self._authority and self._implicit else None

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"server_hostname": "sink.example.org", "enable_SMTPUTF8": True}
        if self._authority and not self._implicit:
            options |= {"tls_context": self._authority.server_context(), "require_starttls": True}
        if self.login:
            options |= {"auth_required": True, "authenticator": self._authenticate}
        return options

    def _authenticate(self, *arguments: Any) -> AuthResult:
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        offered = (data.login.decode(), data.password.decode())
        self.logins.append(offered)
        return AuthResult(success=offered == self.login, handled=False)


class _Controller(Controller):
    """aiosmtpd's, which warns where AUTH is demanded without STARTTLS; here a test wants that."""

    def factory(self) -> SMTP:
        server = super().factory()
        assert isinstance(server, SMTP)
        server._auth_require_tls = "tls_context" in self.SMTP_kwargs
        return server


class _Handler:
    def __init__(self, sink: RecordingSink):
        self._sink = sink

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self._sink.refuse_sender:
            return self._sink.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self._sink.refuse:
            return self._sink.refuse[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        message = Received(
            reverse_path=(envelope.mail_from or "").strip("<>"),
            recipients=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content),
        )
        reply = self._sink.judge(message)
        if self._sink.delay:
            await asyncio.sleep(self._sink.delay)
        if reply == "":
            server.transport.abort()
            return "421 4.3.0 gone"
        return reply


def _wait_for(messages: Callable[[], list[Received]], count: int, seconds: float) -> list[Received]:
    deadline = time.monotonic() + seconds
    while len(found := messages()) < count:
        if time.monotonic() > deadline:
            pytest.fail(f"{len(found)} of {count} messages came within {seconds:g} seconds")
        time.sleep(0.02)
    return found


def answers(host: str, port: int, greeting: bytes) -> bool:
    """Whether a server greets within twenty seconds: far more than it needs on a machine with nothing else to do."""
    for _ in range(1_000):
        with contextlib.suppress(OSError), socket.create_connection((host, port), 5) as line:
            return line.recv(len(greeting)) == greeting
        time.sleep(0.02)
    return False


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _unpacked(package: str = "postfix", file: str = "usr/sbin/smtp-sink") -> Path:
    """Where a Debian package lies unpacked: nothing of it is installed or started as a service."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "listwarden-tests"
    target = home / package
    if not (target / file).exists():
        _unpack(package, home, target)
    return target


def promtool() -> Path:
    """The checking tool of Debian's package prometheus."""
    return _unpacked("prometheus", "usr/bin/promtool") / "usr/bin/promtool"


def _unpack(package: str, home: Path, target: Path) -> None:
    with _workshop(home) as work:
        subprocess.run(["apt-get", "download", package], cwd=work, capture_output=True, check=False)
        packages = list(work.glob(f"{package}_*.deb"))
        if not packages:
            pytest.fail(f"These tests need Debian's package: apt-get download {package} gave nothing")
        subprocess.run(["dpkg", "-x", str(packages[0]), str(work / "tree")], check=True)
        with contextlib.suppress(OSError):  # another test run was faster
            (work / "tree").rename(target)


@contextlib.contextmanager
def _workshop(home: Path):
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as work:
        Path(work).chmod(0o755)  # apt drops its privileges while it downloads
        yield Path(work)

"""A mailing list at work: real Dovecot, a mail sink, settings and rules in a directory, the real command."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.store.columns import Moment
from bot.store.tables import metadata
from tests.parts import forks
from tests.parts.dovecot import Dovecot
from tests.parts.sink import Received, RecordingSink, SmtpSink

ROOT = Path(__file__).parents[2]
MEMBERS, DIGEST, OWNER = (
    "salon-members@lists.example.org",
    "salon-digest@lists.example.org",
    "owner@example.org",
)
LIST_ID, ADDRESS = "salon.lists.example.org", "salon@lists.example.org"

SETTINGS = """data_dir = "data"
authserv_id = "mx.example.org"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
{lists}"""

LIST = """
[[lists]]
id = "{id}"
address = "{address}"
aliases = ["salon@lists.example.org"]
name = "Salon"
rules = "rules/salon.yaml"
owners = ["owner@example.org"]
mode = "{mode}"

[lists.intake]
kind = "imap"
host = "localhost"
port = {imap}
security = "tls"
username = "{user}"
password_file = "imap-password"
ca_file = "{ca_file}"
{intake}
[lists.post]
to = ["salon-members@lists.example.org"]

[lists.digest]
max_posts = 1000
to = ["salon-digest@lists.example.org"]
formats = ["html", "plain", "mime"]
"""


@dataclass(frozen=True)
class Sent:
    """A mail that left, read by the standard library."""

    received: Received
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        parsed = message_from_bytes(self.received.raw, policy=policy.default)
        object.__setattr__(self, "message", parsed)

    @property
    def text(self) -> str:
        """The text for people, white space folded."""
        body = self.message.get_body(("plain",))
        return " ".join(body.get_content().split()) if body is not None else ""

    def says(self, words: str) -> bool:
        """Whether the text holds these words, wherever its lines break."""
        return " ".join(words.split()) in self.text


@dataclass
class Salon:
    """One list in a directory of its own; ``user`` is its IMAP account."""

    home: Path
    dovecot: Dovecot
    sink: RecordingSink | SmtpSink
    user: str
    mode: str = "live"
    intake: str = ""
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        (self.home / "rules").mkdir(parents=True, exist_ok=True)
        self.rules.write_bytes((ROOT / "rules" / "salon.yaml").read_bytes())
        secret = self.home / "imap-password"
        secret.touch(mode=0o600)
        secret.write_text(self.dovecot.password)
        self.configure()

    @property
    def rules(self) -> Path:
        """The rule file."""
        return self.home / "rules" / "salon.yaml"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.home / "listwarden.toml"

    def configure(self, **changes: Any) -> None:
        """Write the settings, with other values where named (smtp, imap, mode, user, intake, ca_file)."""
        values = {
            "imap": self.dovecot.port,
            "ca_file": self.dovecot.ca_file,
            "mode": self.mode,
            "intake": self.intake,
        } | changes
        lists = LIST.format(id=LIST_ID, address=ADDRESS, user=values.pop("user", self.user), **values)
        for number, user in enumerate(self.others, 2):
            lists += LIST.format(id=f"salon{number}.lists.example.org", address=user, user=user, **values)
        self.config.write_text(SETTINGS.format(smtp=changes.get("smtp", self.sink.port), lists=lists))

    def has_rules(self, text: str) -> None:
        """Put other rules in place."""
        self.rules.write_text(text)

    def sets(self, name: str, value: int) -> None:
        """Change one of the values at the top of the rules, as an owner does."""
        lines = self.rules.read_text().splitlines(keepends=True)
        at = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{name}:"))
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at] = f"{indent}{name}: {value}\n"
        self.rules.write_text("".join(lines))

    def adds(self, text: str) -> None:
        """Add a table to the settings."""
        self.config.write_text(f"{self.config.read_text()}\n{text}")

    def hours_pass(self, hours: float) -> None:
        """Make all that is on record older by so much: as if the time had gone by."""
        with contextlib.closing(sqlite3.connect(self.home / "data" / "listwarden.db")) as line, line:
            for table, column in moments():
                older = f"strftime('%Y-%m-%dT%H:%M:%f000Z', {column}, '-{round(hours * 3600)} seconds')"
                line.execute(f"UPDATE {table} SET {column} = {older} WHERE {column} IS NOT NULL")

    def receives(self, raw: bytes, user: str | None = None) -> bytes:
        """Put a post into the inbox as another client does; gives its bytes with CRLF."""
        wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.dovecot.append(wire, user=user or self.user)
        return wire

    def runs(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A listwarden command to its end."""
        words = [*arguments, "--config", str(self.config)]
        return forks.run(words, cwd=self.home, env=self.environment(), timeout=timeout)

    def works(self) -> None:
        """Do all that there is to do: ``run --once`` must end well."""
        done = self.runs("run", "--once")
        assert done.returncode == 0, done.stderr

    @contextlib.contextmanager
    def daemon(self, *, waits_for: str = "", **environment: str) -> Iterator["Daemon"]:
        """``listwarden run`` until the block ends; entered when it is ready, or its log has ``waits_for``."""
        with notify_socket(self.home / "notify") as (address, said):
            log = (self.home / "daemon.log").open("ab")
            process = forks.start(
                ["run", "--config", str(self.config)],
                stdout=log.fileno(),
                stderr=log.fileno(),
                cwd=self.home,
                env=self.environment() | {"NOTIFY_SOCKET": address} | environment,
            )
            running = Daemon(process, self.home / "daemon.log")
            try:
                if waits_for:
                    running.wait_until(lambda: waits_for in running.log.read_text(), waits_for)
                else:
                    running.wait_until(lambda: b"READY=1" in said(), "it is ready")
                yield running
            finally:
                running.end()
                log.close()

    def environment(self) -> dict[str, str]:
        """What the command finds in its environment."""
        return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    def journal(self) -> list[dict[str, Any]]:
        """``listwarden journal --json``."""
        done = self.runs("journal", "--json")
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def folder(self, name: str) -> list[bytes]:
        """The messages of a folder of the list's account."""
        return self.dovecot.messages(name, self.user)

    def sent_to(self, address: str) -> list[Sent]:
        """What went to an address, oldest first."""
        return [Sent(mail) for mail in self.sink.messages() if address in mail.recipients]

    def only_mail_to(self, address: str) -> Sent:
        """The one mail that went to an address."""
        mails = self.sent_to(address)
        assert len(mails) == 1, f"{len(mails)} mails went to {address}"
        return mails[0]


def moments() -> list[tuple[str, str]]:
    """Every column of the database that holds a time."""
    return [
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Moment)
    ]


@dataclass
class Daemon:
    """A running ``listwarden run``."""

    process: forks.Forked
    log: Path

    def kill(self) -> None:
        """End its whole process group at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def terminate(self) -> tuple[int, float]:
        """SIGTERM; the exit status and how many seconds it took."""
        started = time.monotonic()
        self.process.terminate()
        status = self.process.wait(timeout=40)
        return status, time.monotonic() - started

    def end(self) -> None:
        """Stop it if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=35)
            except subprocess.TimeoutExpired:
                self.kill()

    def wait_until(self, met: Any, what: str, seconds: float = 20) -> None:
        """Wait for a condition; fails with the daemon's log."""
        deadline = time.monotonic() + seconds
        while not met():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"waited in vain until {what}:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.02)

    def lines(self) -> list[dict[str, Any]]:
        """Its log, line by line."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@contextlib.contextmanager
def notify_socket(path: Path) -> Iterator[tuple[str, Any]]:
    """A service manager's socket: its address, and all that was said to it so far."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        line.settimeout(0)
        heard: list[bytes] = []

        def said() -> bytes:
            with contextlib.suppress(BlockingIOError):
                while True:
                    heard.append(line.recv(4096))
            return b"\n".join(heard)

        yield str(path), said


def post(
    text: str,
    *,
    subject: str = "A question",
    from_: str = "Ann Author <ann@example.net>",
    message_id: str = "a1@example.net",
    authenticated: bool = True,
    extra: str = "",
    results: str = "",
    path: str | None = None,
    to: str = "salon@lists.example.org",
    date: str = "Tue, 13 Jan 2026 08:02:11 +0000",
) -> bytes:
    """A plain post as the list's server would have put it into the inbox; ``path``: not the author's own."""
    address = from_.rpartition("<")[2].rstrip(">")
    proof = results or f"dmarc=pass header.from={address.partition('@')[2]}"
    lines = [
        f"Return-Path: <{address if path is None else path}>",
        *([f"Authentication-Results: mx.example.org; {proof}"] if authenticated else []),
        "Received: from out.example.net by mx.example.org with ESMTPS; Tue, 13 Jan 2026 08:02:12 +0000",
        f"From: {from_}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {date}",
        f"Message-ID: <{message_id}>",
        *extra.splitlines(),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\n".join([*lines, "", text, ""]).encode()

"""
One list at work, again and again from the same beginning, with one fault each time; then the count.

``listwarden run --once`` on a real Dovecot and a mail server takes a post of each kind (posted, returned,
held, put into the digest). A fault hits the first run; the runs after it are let alone. In the end each post
must be on record with its outcome, each mail must be out under one Message-ID, with the same octets however
often, more often than once only where an attempt had no end on record, and no message is left in the inbox.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.parts import forks
from tests.parts.dovecot import Dovecot
from tests.parts.salon import MEMBERS, OWNER, Salon, post
from tests.parts.sink import RecordingSink

RULES = """ruleset: mine
language: 1
rules:
  - name: look-at-it
    when: {subject: {has_word: look}}
    then: hold
    because: A moderator wants to see this.
  - name: too-short
    when: {subject: {has_word: short}}
    then: return
    because: Please write more.
  - name: later
    when: {subject: {has_word: weekly}}
    then: digest
    because: It can wait.
"""
ENDS = {"plain": "posted", "short": "returned", "look": "held", "weekly": "in digest"}
"""The word in the subject of each post, and the state that it must come to."""
TO = {"plain": MEMBERS, "short": "short@example.net", "look": OWNER}
AGAIN = 8  # runs after the fault within which all must be done
TRIES = 30.0  # seconds that a run with a fault may take; then it is ended, as an administrator would


@dataclass(slots=True, kw_only=True)
class Counts:
    """
    What points came to.

    ``lost`` counts posts and mails, ``twice`` mails out under two identities, ``repeats`` copies with the same
    Message-ID beyond the first, ``unexplained`` those of them without an attempt whose end is unknown.
    ``watch`` is called whenever a point was added.
    """

    points: int = 0
    lost: int = 0
    twice: int = 0
    repeats: int = 0
    unexplained: int = 0
    damaged: int = 0
    bad: list[str] = field(default_factory=list)
    watch: Callable[[], None] | None = field(default=None, repr=False, compare=False)

    def add(self, other: "Counts", where: str = "") -> None:
        """Count what another has; what is wrong there is noted with its place."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.bad += other.bad
        if not other.good:
            self.bad.append(f"{where}: {other.told()}")
        if self.watch:
            self.watch()

    @property
    def good(self) -> bool:
        """Whether the promise held."""
        return not (self.lost or self.twice or self.unexplained or self.damaged)

    def told(self) -> dict[str, int]:
        """The numbers."""
        return {name: getattr(self, name) for name in NUMBERS}


NUMBERS = ("points", "lost", "twice", "repeats", "unexplained", "damaged")


class Laboratory:
    """The servers and the list; use it as a context manager. ``at``: other ports of the IMAP and SMTP server."""

    def __init__(self, at: Mapping[str, int] | None = None) -> None:
        self._stack = contextlib.ExitStack()
        self._at = dict(at or {})

    def __enter__(self) -> Self:
        self._root = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        users = [f"salon{number}@lists.example.org" for number in range(4000)]
        self.dovecot = self._stack.enter_context(Dovecot(users))
        self.sink = self._stack.enter_context(RecordingSink())
        self._users = iter(users)
        self._home = self._root / "home"
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(self, imap: int | None = None, smtp: int | None = None) -> "Point":
        """The list at its beginning, four posts in its inbox; on other ports where they are named."""
        if not (self._root / "template").exists():
            self._make_template()
        shutil.rmtree(self._home)
        shutil.copytree(self._root / "template", self._home)
        user = next(self._users)
        salon = self._salon(user)
        text = salon.config.read_text()
        text = text.replace(f"port = {self.dovecot.plain_port}", f"port = {imap or self.dovecot.plain_port}")
        text = text.replace(f"port = {self.sink.port}", f"port = {smtp or self.sink.port}")
        salon.config.write_text(text)
        raws = [
            post("The tide is out.", subject=f"{word} words", from_=f"Ann <{word}@example.net>", message_id=f"{word}@example.net")
            for word in ENDS
        ]  # fmt: skip
        self.dovecot.deliver(*(raw.replace(b"\n", b"\r\n") for raw in raws), user=user)
        return Point(salon, len(self.sink.messages()))

    def _make_template(self) -> None:
        """A home whose database has its tables and knows the rules, so that no point waits for that."""
        self._home.mkdir()
        salon = self._salon(next(self._users))
        salon.works()
        shutil.copytree(self._home, self._root / "template")
        forks.warm(_once(salon), cwd=salon.home, env=_environment(salon))

    def _salon(self, user: str) -> Salon:
        salon = Salon(home=self._home, dovecot=self.dovecot, sink=self.sink, user=user)
        salon.has_rules(RULES)
        text = salon.config.read_text().replace(
            f"port = {self.dovecot.port}", f"port = {self.dovecot.plain_port}"
        )
        text = text.replace('security = "tls"', 'security = "none"').replace("ca_file", "# ca_file")
        salon.config.write_text(text)
        return salon


class Point:
    """One run with a fault, and what came of it."""

    def __init__(self, salon: Salon, before: int) -> None:
        self.salon = salon
        self._before = before

    def run(self, *, paused: bool = False) -> forks.Forked:
        """Start ``run --once``; ``paused``: it waits for SIGCONT before its first step."""
        with (self.salon.home / "log").open("ab") as log:
            return forks.start(
                _once(self.salon),
                stdout=log.fileno(),
                stderr=log.fileno(),
                cwd=self.salon.home,
                env=_environment(self.salon),
                paused=paused,
            )

    def fails(self) -> int:
        """The run with the fault, to its end; one that hangs is killed."""
        return ended(self.run())

    def comes_to_rest(self) -> Counts:
        """Run without faults until all is done; what is found then."""
        for _ in range(AGAIN):
            if ended(self.run()) == 0:
                break
            self.salon.hours_pass(1)
        return self._look()

    def _look(self) -> Counts:
        with contextlib.closing(sqlite3.connect(self.salon.home / "data" / "listwarden.db")) as line:
            intact = line.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            states = line.execute("SELECT message_id, state FROM cases").fetchall()
            unknown = line.execute("SELECT coalesce(sum(unknowns), 0) FROM outbox").fetchone()[0]
        wanted = {(f"{word}@example.net", state) for word, state in ENDS.items()}
        mails = self.salon.sink.messages()[self._before :]
        copies = Counter((mail.field("Message-ID"), mail.recipients) for mail in mails)
        octets = {(mail.field("Message-ID"), mail.recipients, mail.raw) for mail in mails}
        names = {
            word: {name for name, to in copies if to == (TO[word],) and _is_of(word, name, mails)}
            for word in TO
        }
        repeats = copies.total() - len(copies)
        return Counts(
            points=1,
            lost=len(wanted - set(states))
            + sum(not found for found in names.values())
            + len(self.salon.folder("INBOX")),
            twice=len(states)
            - len(set(states))
            + sum(len(found) > 1 for found in names.values())
            + len(octets)
            - len(copies),
            repeats=repeats,
            unexplained=max(0, repeats - unknown),
            damaged=int(not intact),
        )


def _once(salon: Salon) -> list[str]:
    return ["run", "--once", "--config", str(salon.config)]


def _environment(salon: Salon) -> dict[str, str]:
    """No TLS is spoken here: no authorities need be read at each start."""
    return salon.environment() | {"SSL_CERT_FILE": os.devnull}


def _is_of(word: str, name: str | None, mails: list) -> bool:
    """Whether a mail is about a post: owners hear of troubles, too."""
    if word == "plain":
        return True
    of = [mail for mail in mails if mail.field("Message-ID") == name]
    return any(f"{word}@example.net" in (mail.field("In-Reply-To") or mail.field("References") or "") or f"{word} words" in (mail.field("Subject") or "") for mail in of)  # fmt: skip


def ended(process: forks.Forked) -> int:
    """Its status; one that hangs is killed."""
    try:
        return process.wait(TRIES)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(10)


@contextlib.contextmanager
def traced(process: forks.Forked, call: str, inject: str, seen: Path) -> Iterator[None]:
    """A paused process goes on under strace, which injects into a system call; ``seen`` gets the calls."""
    command = ["strace", "-f", "-qq", "-e", f"trace={call}", "-e", f"inject={call}:{inject}", "-o", str(seen), "-p", str(process.pid)]  # fmt: skip
    tracer = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        status = Path(f"/proc/{process.pid}/status")
        until = time.monotonic() + 20
        while "TracerPid:\t0" in status.read_text():
            assert tracer.poll() is None, "strace cannot look at other processes here"
            assert time.monotonic() < until, "strace does not come"
            time.sleep(0.002)
        process.send_signal(18)
        yield
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            tracer.wait(5)
        tracer.kill()
        tracer.wait()

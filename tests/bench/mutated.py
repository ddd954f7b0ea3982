"""
Mutated mails through a running daemon: it never ends, nothing is lost, and the next good post goes out at once.

    python -m tests.bench.mutated [NUMBER] [SEED]

NUMBER (5,000) mails nobody would send are put into a real Dovecot, some hundred at a
time, two of three as if their author were proven; rules post, digest, return and hold
them. When a batch is done a good post follows, and its way to the mail server is timed.
Told at the end: what is not on record or still lies in the inbox, exceptions in the
log, the most memory that the daemon took, the waits. The bars: nothing, none, 300 MB, 2 s.
"""

import contextlib
import json
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.parts.dovecot import Dovecot
from tests.parts.mutants import mutants
from tests.parts.salon import Daemon, Salon, post
from tests.parts.sink import RecordingSink

NUMBER, BATCH = 5_000, 250
MEMORY, SECONDS = 300_000_000, 2.0
PATIENCE = 300.0  # seconds for a batch

RULES = """ruleset: mutated
language: 1
rules:
  - name: digested
    when: {subject: {has_word: bridge}}
    then: digest
    because: d
  - name: short
    when: {own.words: under 10}
    then: return
    because: Please write more.
  - name: linked
    when: {links.count: over 2}
    then: hold
    because: l
"""
TOP = (
    b"Return-Path: <ann@example.com>\n%b"
    b"Received: from out.example.com by mx.example.org with ESMTPS; Tue, 3 Mar 2026 10:00:01 +0100\n"
)
PROOF = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.com\n"


@dataclass
class Outcome:
    """What came of it; ``lost`` counts mails, ``waits`` are seconds of the good posts, ``memory`` octets."""

    lost: int = 0
    left: int = 0
    exceptions: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    memory: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> list[str]:
        """What misses a bar, in words."""
        return [
            *([f"{self.lost} mails are not on record"] if self.lost else []),
            *([f"{self.left} mails are left in the inbox"] if self.left else []),
            *self.exceptions,
            *([f"a good post waited {max(self.waits):.1f} s"] if max(self.waits) > SECONDS else []),
            *([f"it took {self.memory / 1e6:.0f} MB"] if self.memory > MEMORY else []),
        ]


def arriving(number: int, seed: int) -> Iterator[bytes]:
    """So many mutants as the list's server would deliver them, each with a name of its own."""
    for at, raw in enumerate(mutants(seed, number)):
        top = TOP % (PROOF if at % 3 else b"")
        yield top + raw.replace(b"<1@example.com>", b"<%d@example.com>" % at, 1)


def play(salon: Salon, raws: Sequence[bytes], batch: int = BATCH) -> Outcome:
    """Give a daemon all of them, and look at it."""
    salon.has_rules(RULES)
    salon.config.write_text(salon.config.read_text().replace("max_posts = 1000", "max_posts = 40"))
    outcome, delivered = Outcome(), 0
    with salon.daemon() as daemon:
        for number, at in enumerate(range(0, len(raws), batch)):
            some = raws[at : at + batch]
            salon.dovecot.deliver(*some, user=salon.user)
            delivered += len(some)
            daemon.wait_until(lambda: decided(salon) >= delivered, f"{delivered} are decided", PATIENCE)  # noqa: B023 - called at once
            daemon.wait_until(lambda: not salon.folder("INBOX"), "the inbox is empty", PATIENCE)
            outcome.waits.append(wait_of_good_post(salon, daemon, number))
            delivered += 1
        daemon.wait_until(lambda: not salon.folder("INBOX"), "the inbox is empty", PATIENCE)
        outcome.memory = peak(daemon.process.pid)
    outcome.states = states(salon)
    outcome.lost = delivered - sum(outcome.states.values())
    outcome.left = len(salon.folder("INBOX"))
    outcome.exceptions = [line["exception"] for line in daemon.lines() if "exception" in line]
    return outcome


def wait_of_good_post(salon: Salon, daemon: Daemon, number: int) -> float:
    """Seconds from the inbox to the mail server."""
    name = f"good-{number}@example.net"
    text = "A good post with words enough to please the rules of this list, and no link at all."
    salon.receives(post(text, message_id=name, subject=f"Weather {number}"))
    began = time.monotonic()
    daemon.wait_until(lambda: any(name.encode() in mail.raw for mail in salon.sink.messages()), name, 60)
    return time.monotonic() - began


def decided(salon: Salon) -> int:
    """How many cases are past being taken."""
    return sum(count for state, count in states(salon).items() if state != "taken")


def states(salon: Salon) -> Counter[str]:
    """How many cases there are in each state."""
    with contextlib.closing(sqlite3.connect(salon.home / "data" / "listwarden.db")) as line:
        return Counter(dict(line.execute("SELECT state, count(*) FROM cases GROUP BY state")))


def peak(pid: int) -> int:
    """The most memory that a process has had, octets."""
    told = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0]) * 1024


def main(number: int = NUMBER, seed: int = 1) -> int:
    """Run and print; 1 where a bar is missed."""
    user = "mutated@lists.example.org"
    with Dovecot([user]) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=user)
        outcome = play(salon, list(arriving(number, seed)))
    waits = sorted(outcome.waits)
    print(
        f"{number} mutated mails, seed {seed}: {outcome.lost} lost, {outcome.left} left, "
        f"{len(outcome.exceptions)} exceptions; good posts p50 {waits[len(waits) // 2]:.2f} s, worst "
        f"{waits[-1]:.2f} s; {outcome.memory / 1e6:.0f} MB; {json.dumps(outcome.states)}"
    )
    print("\n".join(outcome.faults))
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))

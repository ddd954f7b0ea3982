"""
kill -9 at many moments while posts flow: what is lost, what comes twice?

    python -m tests.bench.kills [KILLS] [POSTS]

Dovecot in, an SMTP sink out. Every second kill comes just after the sink took
a message and before it answered (SMTP's ambiguous gap); the others come at
random moments. The daemon's whole process group dies each time and is started
again. At the end every post must have one case in a final state, one copy at
the sink (one more only where a kill left its sending open, with the same
Message-ID and octets), and one return where it was returned.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.policy.guards.guards import QUARANTINE
from tests.bench.common import invented_post
from tests.parts.dovecot import Dovecot
from tests.parts.salon import MEMBERS, Daemon, Salon, post
from tests.parts.sink import Received, RecordingSink

GAP = 2.5  # seconds, on a busy machine, before a kill in which a mail that the sink took may not be on record
FINAL = {"accept": "Accepted", "return": "Returned", "hold": "Held", "discard": "Discarded"}


@dataclass
class Killer:
    """Kills the daemon: now, or from within the sink at the next message."""

    daemon: Daemon | None = None
    armed: bool = False
    kills: list[float] = field(default_factory=list)
    seen: list[tuple[float, Received]] = field(default_factory=list)

    def judge(self, message: Received, _before: int) -> str:
        """The sink's reply; when armed, the daemon dies before it can read it."""
        self.seen.append((time.monotonic(), message))
        if self.armed:
            self.armed = False
            self.wait_for_daemon()
            self.strike()
        return "250 2.0.0 taken"

    def wait_for_daemon(self) -> None:
        """The first mail may come before the daemon has said that it is ready."""
        end = time.monotonic() + 10
        while time.monotonic() < end and (self.daemon is None or self.daemon.process.poll() is not None):
            time.sleep(0.005)

    def strike(self) -> None:
        """Kill the process group."""
        if self.daemon is not None and self.daemon.process.poll() is None:
            self.kills.append(time.monotonic())
            self.daemon.kill()


@dataclass(frozen=True)
class Result:
    """What was found at the end."""

    posts: int
    kills: int
    gap_kills: int
    lost: list[str]
    unfinished: list[str]
    misplaced: int
    repeats: int
    unexplained: list[str]
    changed: list[str]
    returns_twice: list[str]

    @property
    def good(self) -> bool:
        """Whether the promise held."""
        return not (
            self.lost
            or self.unfinished
            or self.misplaced
            or self.unexplained
            or self.changed
            or self.returns_twice
        )


def main(kills: int = 100, posts: int = 300) -> int:
    """Run it and print what was found; 0 where the promise held."""
    result = run(kills, posts, random.Random(7))
    print(
        f"{result.posts} posts, {result.kills} kills, {result.gap_kills} of them in the gap before the sink's answer"
    )
    print(
        f"lost {len(result.lost)}, not in a final state {len(result.unfinished)}, in the wrong folder {result.misplaced}"
    )
    print(
        f"copies beyond the first {result.repeats}, of them without a kill in the gap {len(result.unexplained)}"
    )
    print(
        f"copies that differ {len(result.changed)}, posts returned under two ids {len(result.returns_twice)}"
    )
    print("the promise held" if result.good else f"BROKEN: {result}")
    return 0 if result.good else 1


def run(kills: int, posts: int, chance: random.Random) -> Result:
    """Let posts flow under so many kills, then look."""
    killer = Killer()
    waiting = mixed_posts(chance, posts)
    with (
        Dovecot() as dovecot,
        RecordingSink(reply=killer.judge) as sink,
        tempfile.TemporaryDirectory() as home,
    ):
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=dovecot.user)
        salon.config.write_text(
            salon.config.read_text() + "\n[limits]\nanswers_per_day = 1000\nreturns_per_hour = 1000\n"
        )
        in_gap = 0
        for number in range(kills):
            share = waiting[number * posts // kills : (number + 1) * posts // kills]
            in_gap += cycle(salon, killer, share, gap=number % 2 == 0, chance=chance)
        finish(salon)
        return look(salon, killer, waiting, in_gap)


def cycle(salon: Salon, killer: Killer, share: list[bytes], *, gap: bool, chance: random.Random) -> int:
    """Start, deliver, kill; 1 where the kill came in the gap."""
    before = len(killer.kills)
    salon.dovecot.deliver(*share)
    killer.armed = gap
    with salon.daemon() as daemon:
        killer.daemon = daemon
        if not gap:
            time.sleep(chance.random() * 0.8)
            killer.strike()
        end = time.monotonic() + 4
        while len(killer.kills) == before and time.monotonic() < end:
            time.sleep(0.01)
        struck = len(killer.kills) > before
        killer.armed = False
        if not struck:
            killer.strike()
    return int(gap and struck)


def finish(salon: Salon) -> None:
    """Run without kills until nothing is left to do; unknown mails wait a minute before they are offered again."""
    for _ in range(5):
        if salon.runs("run", "--once", timeout=300).returncode == 0:
            return
        time.sleep(15)


def mixed_posts(chance: random.Random, count: int) -> list[bytes]:
    """Posts to be accepted, returned and held, each with its own author and Message-ID."""
    return [one_post(chance, number) for number in range(count)]


def one_post(chance: random.Random, number: int) -> bytes:
    """Of five posts three are accepted, one is returned and one is held."""
    if number % 5 < 3:
        return invented_post(chance, number, 4096)
    raw = post(
        "https://example.org/a",
        subject="Fwd: see",
        from_=f"Author <author{number}@example.net>",
        message_id=f"kill.{number}@example.net",
        authenticated=number % 5 == 3,
    )
    return raw.replace(b"\n", b"\r\n")


def look(salon: Salon, killer: Killer, posts: list[bytes], in_gap: int) -> Result:
    """Compare what went in with what came out."""
    ids = [message_id(raw) for raw in posts]
    rows = {row["message_id"]: row for row in salon.journal()}
    copies: defaultdict[tuple[str, tuple[str, ...]], list[tuple[float, bytes]]] = defaultdict(list)
    for at, mail in killer.seen:
        copies[(mail.field("Message-ID") or "", mail.recipients)].append((at, mail.raw))
    unexplained = [key[0] for key, sent in copies.items() if not explained(sent, killer.kills)]
    answers = Counter(
        row_of
        for row_of, _ in {(mail.field("In-Reply-To"), mail.field("Message-ID")) for mail in returns(killer)}
    )
    posted = {name.strip("<>") for (name, to) in copies if MEMBERS in to}
    wanted = {name for name in ids if rows.get(name, {}).get("disposition") == "accept"}
    returned = {
        (mail.field("In-Reply-To") or "").strip("<>") for mail in returns(killer) if mail.field("In-Reply-To")
    }
    owed = {name for name in ids if rows.get(name, {}).get("disposition") == "return"}
    return Result(
        posts=len(posts),
        kills=len(killer.kills),
        gap_kills=in_gap,
        lost=[*(name for name in ids if name not in rows), *(wanted - posted), *(owed - returned)],
        unfinished=[name for name, row in rows.items() if row["disposition"] not in FINAL],
        misplaced=misplaced(salon, rows),
        repeats=sum(len(sent) - 1 for sent in copies.values()),
        unexplained=unexplained,
        changed=[key[0] for key, sent in copies.items() if len({raw for _, raw in sent}) > 1],
        returns_twice=[name or "" for name, count in answers.items() if count > 1],
    )


def returns(killer: Killer) -> list[Received]:
    """The return notices at the sink."""
    return [mail for _, mail in killer.seen if mail.field("Auto-Submitted") == "auto-replied"]


def explained(sent: list[tuple[float, bytes]], kills: list[float]) -> bool:
    """Whether after each copy but the last a kill came before our record could."""
    return all(any(at <= kill <= at + GAP for kill in kills) for at, _ in sent[:-1])


def misplaced(salon: Salon, rows: Mapping[str, Mapping[str, Any]]) -> int:
    """How many messages do not lie in the folder of their disposition."""
    wanted = Counter(map(folder_of, rows.values()))
    found = Counter(
        {folder: len(salon.folder(folder)) for folder in [*FINAL.values(), "Quarantine", "INBOX"]}
    )
    return sum(abs(wanted[folder] - found[folder]) for folder in {*wanted, *found})


def folder_of(row: Mapping[str, Any]) -> str:
    """Where a message belongs; one at whose reading the daemon died again and again is put into quarantine."""
    return "Quarantine" if QUARANTINE in row["rules"] else FINAL.get(row["disposition"], "?")


def message_id(raw: bytes) -> str:
    """The Message-ID of a post of ours."""
    line = next(line for line in raw.split(b"\r\n") if line.startswith(b"Message-ID:"))
    return line.partition(b"<")[2].rstrip(b">").decode()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(*(int(word) for word in sys.argv[1:])))

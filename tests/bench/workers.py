"""
Several workers on one PostgreSQL, while one of them dies every few seconds: is anything lost or doubled?

    python -m tests.bench.workers [--workers 3] [--lists 30] [--posts 20000] [--every 5] [--rate]

Real daemons, a real Dovecot, PostgreSQL and mail server. Posts arrive by LMTP all the time; every few
seconds a worker, each in turn, is killed (-9), or sleeps until others have taken its lists over and wakes, and
a new one is started. Then every post must be on record with one outcome and out, with one
Message-ID; a mail may have gone out again only while a worker was cut off. With ``--rate`` nobody dies, and
the rate of one worker is compared with that of two.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.parts.dovecot import Dovecot
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.salon import post
from tests.parts.sink import RecordingSink

TOP = """data_dir = "data"
database = "{database}"
authserv_id = "mx.example.org"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
[log]
format = "json"
[defaults]
rules = "rules.yaml"
owners = ["owner@example.org"]
mode = "live"
[defaults.intake]
host = "localhost"
port = {imap}
ca_file = "{ca_file}"
password_file = "password"
"""
LIST = """id = "{name}.lists.example.org"
address = "{name}@lists.example.org"
[intake]
username = "{user}"
[post]
to = ["{name}-members@lists.example.org"]
"""
RULES = """ruleset: many
language: 1
rules:
  - name: much-quoted
    when: {quoted.lines: over 40}
    then: return
    because: Please quote less.
"""
PATIENCE = 120.0  # seconds for what is left at the end


@dataclass
class Worker:
    """One command ``run``, its log read line by line."""

    home: Path
    name: str
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    taken: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """Start it; returns at once."""
        settings = str(self.home / "listwarden.toml")
        environment = {**os.environ, "LISTWARDEN_DATA_DIR": str(self.home / f"data-{self.name}")}
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", settings),
            stderr=asyncio.subprocess.PIPE,
            limit=2**22,
            env=environment,
        )
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr
        while line := await self.process.stderr.readline():
            if not line.startswith(b"{"):
                self.problems.append(line.decode().rstrip())
                continue
            told = json.loads(line)
            if told["event"] == "ready":
                self.ready.set()
            elif told["event"] == "lists of this worker":
                self.taken |= dict.fromkeys(told["taken"], time.monotonic())
            elif told["level"] in {"error", "critical"}:
                self.problems.append(line.decode().rstrip())

    async def kill(self, how: signal.Signals) -> int:
        """Send a signal; its status when it has ended."""
        self.process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end."""
        await asyncio.wait_for(self.process.wait(), 60)
        await self._reading
        return self.process.returncode or 0


class Trial:
    """The machines of one trial, and what became of the posts."""

    def __init__(self, home: Path, server: Dovecot, sink: RecordingSink, database: str) -> None:
        self.home, self.server, self.sink = home, server, sink
        self._database = database.replace("+psycopg", "")
        self._started = 0
        self.sent: set[str] = set()

    def write(self, users: list[str], database: str) -> None:
        """The settings of all workers."""
        (self.home / "lists.d").mkdir()
        (self.home / "rules.yaml").write_text(RULES)
        (self.home / "password").write_text(f"{self.server.password}\n")
        (self.home / "password").chmod(0o600)
        top = TOP.format(
            smtp=self.sink.port, imap=self.server.port, ca_file=self.server.ca_file, database=database
        )
        (self.home / "listwarden.toml").write_text(top)
        for user in users:
            name = user.partition("@")[0]
            (self.home / "lists.d" / f"{name}.toml").write_text(LIST.format(name=name, user=user))

    async def worker(self) -> Worker:
        """One more worker."""
        self._started += 1
        worker = Worker(self.home, str(self._started))
        await worker.start()
        return worker

    async def arrive(self, users: list[str], posts: int, every: float = 0.0) -> None:
        """Posts come to the lists by turns."""
        for number in range(posts):
            user = users[number % len(users)]
            name = f"{number}.{user}"
            raw = post(f"This is post {number}.", message_id=name, to=user)
            await asyncio.to_thread(self.server.append, raw.replace(b"\n", b"\r\n"), user=user)
            self.sent.add(name)
            await asyncio.sleep(every)

    def out(self) -> Counter[str]:
        """How often each post went out, by the Message-ID that it left with."""
        return Counter(message.field("Message-ID") or "" for message in self.sink.messages())

    async def all_out(self, seconds: float = PATIENCE) -> float:
        """Wait until as many posts are out as came; how long it took."""
        began = time.monotonic()
        while len(self.out()) < len(self.sent) and time.monotonic() - began < seconds:  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.5)
        return time.monotonic() - began

    def on_record(self) -> Counter[str]:
        """How many cases are in which state."""
        with psycopg.connect(self._database) as connection:
            return Counter(
                dict(connection.execute("SELECT state, count(*) FROM cases GROUP BY state").fetchall())
            )

    def unknown(self) -> int:
        """How many mails went out again because an attempt had no end on record."""
        with psycopg.connect(self._database) as connection:
            row = connection.execute("SELECT coalesce(sum(unknowns), 0) FROM outbox").fetchone()
            return int(row[0]) if row else 0

    def holders(self) -> dict[str, str | None]:
        """Who has each list."""
        with psycopg.connect(self._database) as connection:
            return dict(connection.execute("SELECT list_id, worker FROM shares").fetchall())


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a trial came to."""

    posts: int
    out: int
    repeats: int
    unknown: int
    states: Counter[str]
    taken_over: list[float]
    seconds: float
    problems: list[str]

    @property
    def well(self) -> bool:
        """Whether nothing was lost, and nothing doubled outside SMTP's gap."""
        return self.out == self.posts and self.repeats <= self.unknown and set(self.states) == {"posted"}


async def deaths(
    trial: Trial, users: list[str], workers: int, posts: int, every: float, *, least: int = 2
) -> Found:
    """Let posts arrive while workers die by turns, ``least`` of them: one put to sleep, the next killed."""
    crew = [await trial.worker() for _ in range(workers)]
    await asyncio.gather(*(asyncio.wait_for(worker.ready.wait(), 60) for worker in crew))
    began = time.monotonic()
    arriving = asyncio.create_task(trial.arrive(users, posts))
    taken_over: list[float] = []
    slept: list[Worker] = []
    problems: list[str] = []
    turn = 0
    while not arriving.done() or turn < least:
        await asyncio.sleep(every)
        victim = crew.pop(0)
        lost = {name for name, who in trial.holders().items() if name in victim.taken and who}
        if turn % 2 == 0:
            victim.process.send_signal(signal.SIGSTOP)
            slept.append(victim)
        else:
            await victim.kill(signal.SIGKILL)
        crew.append(await trial.worker())
        taken_over.append(await _taken_over(trial, victim, lost))
        turn += 1
    await arriving
    for worker in slept:
        worker.process.send_signal(signal.SIGCONT)
        status = await worker.ended()
        if status != 1:
            problems.append(f"a worker that others had replaced ended with {status}")
    await trial.all_out()
    seconds = time.monotonic() - began
    for worker in crew:
        status = await worker.kill(signal.SIGTERM)
        problems += [f"status {status} on SIGTERM"] if status else []
        problems += worker.problems
    out = trial.out()
    return Found(
        posts=len(trial.sent),
        out=len(out),
        repeats=out.total() - len(out),
        unknown=trial.unknown(),
        states=trial.on_record(),
        taken_over=taken_over,
        seconds=seconds,
        problems=problems,
    )


async def _taken_over(trial: Trial, victim: Worker, lost: set[str]) -> float:
    """Seconds until nobody waits for the lists of a worker that died."""
    began = time.monotonic()
    with psycopg.connect(trial._database, autocommit=True) as connection:
        wanted = "SELECT count(*) FROM shares s JOIN workers w ON w.id = s.worker WHERE w.name LIKE %s"
        name = f"%process {victim.process.pid}"
        while time.monotonic() - began < PATIENCE:
            row = connection.execute(wanted, (name,)).fetchone()
            free = connection.execute("SELECT count(*) FROM shares WHERE worker IS NULL").fetchone()
            if row and free and not row[0] and not free[0]:
                break
            await asyncio.sleep(0.1)
    return time.monotonic() - began


async def rate(trial: Trial, users: list[str], workers: int, posts: int) -> float:
    """Posts a second that so many workers decide on and send, all of them there at the start."""
    await trial.arrive(users, posts)
    began = time.monotonic()
    crew = [await trial.worker() for _ in range(workers)]
    await asyncio.gather(*(asyncio.wait_for(worker.ready.wait(), 60) for worker in crew))
    await trial.all_out(600)
    seconds = time.monotonic() - began
    for worker in crew:
        await worker.kill(signal.SIGTERM)
    return posts / seconds


async def main(chosen: argparse.Namespace) -> int:
    """Run and print; 1 where something was lost or doubled."""
    users = [f"list{number}@lists.example.org" for number in range(chosen.lists)]
    with running_postgres() as postgres, Dovecot(users) as server:
        if chosen.rate:
            rates = {n: await _measured(chosen, users, postgres, server, n) for n in (1, 2)}
            _say(
                f"posts a second: {rates[1]:.0f} by one worker, {rates[2]:.0f} by two: x{rates[2] / rates[1]:.2f}"
            )
            return int(rates[2] < 1.6 * rates[1])
        with tempfile.TemporaryDirectory() as name, RecordingSink() as sink:
            trial = Trial(Path(name), server, sink, database := postgres.database())
            trial.write(users, database)
            found = await deaths(trial, users, chosen.workers, chosen.posts, chosen.every)
    _say(
        f"{found.posts} posts to {chosen.lists} lists, {chosen.workers} workers, {len(found.taken_over)} deaths, "
        f"{found.seconds:.0f} s: {found.out} out, {found.repeats} repeats of {found.unknown} ambiguous, "
        f"states {dict(found.states)}"
    )
    _say(f"taken over within {max(found.taken_over):.1f} s at most (bar: 10 s)")
    for problem in found.problems[:20]:
        _say(f"  {problem[:300]}")
    return int(not found.well or max(found.taken_over) > 10)


async def _measured(
    chosen: argparse.Namespace, users: list[str], postgres: Postgres, server: Dovecot, workers: int
) -> float:
    with tempfile.TemporaryDirectory() as name, RecordingSink() as sink:
        trial = Trial(Path(name), server, sink, database := postgres.database())
        trial.write(users, database)
        return await rate(trial, users, workers, chosen.posts)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--lists", type=int, default=30)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--every", type=float, default=5.0)
    parser.add_argument("--rate", action="store_true")
    sys.exit(asyncio.run(main(parser.parse_args())))

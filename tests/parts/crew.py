"""Workers on one PostgreSQL database, as processes of their own, and what became of the posts that they got."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.parts.dovecot import Dovecot
from tests.parts.many import write_settings
from tests.parts.salon import post
from tests.parts.sink import RecordingSink

PATIENCE = 300.0  # seconds for what is left at the end
BACKLOG = 500  # posts


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

    async def is_ready(self) -> None:
        """Wait until it watches its lists."""
        ready, end = asyncio.create_task(self.ready.wait()), asyncio.create_task(self.process.wait())
        await asyncio.wait((ready, end), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        assert self.ready.is_set(), ("it is not ready", self.process.returncode, self.problems)
        end.cancel()

    async def kill(self, how: signal.Signals) -> int:
        """Send a signal; its status when it has ended."""
        self.process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end."""
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        await self._reading
        return self.process.returncode or 0


class Trial:
    """The machines of one trial, and what became of the posts."""

    def __init__(
        self, home: Path, server: Dovecot, sink: RecordingSink, users: Sequence[str], database: str
    ) -> None:
        self.home, self.server, self.sink, self.users = home, server, sink, users
        self._database = database.replace("+psycopg", "")
        write_settings(home, server, sink, users, database=database)
        self._started = self._seen = 0
        self._out: Counter[str] = Counter()
        self.sent: set[str] = set()

    async def crew(self, workers: int) -> list[Worker]:
        """So many workers, all of them ready."""
        crew = [await self.worker() for _ in range(workers)]
        await asyncio.gather(*(worker.is_ready() for worker in crew))
        return crew

    async def worker(self) -> Worker:
        """One more worker."""
        self._started += 1
        worker = Worker(self.home, str(self._started))
        await worker.start()
        return worker

    async def arrive(self, posts: int, most: int = BACKLOG) -> None:
        """Posts come to the lists by turns, as fast as they leave: no more than so many wait."""
        for number in range(posts):
            user = self.users[number % len(self.users)]
            name = f"{number}.{user}"
            raw = post(f"This is post {number}.", message_id=name, to=user)
            self.sent.add(name)
            await asyncio.to_thread(self.server.deliver, raw.replace(b"\n", b"\r\n"), user=user)
            while number % 10 == 0 and len(self.sent) - len(self.out()) > most:  # noqa: ASYNC110 - another process changes it
                await asyncio.sleep(0.1)

    def out(self) -> Counter[str]:
        """How often each post went out, by the Message-ID that it left with."""
        mails = self.sink.messages()
        names = [(mail.field("Message-ID") or "").strip("<>") for mail in mails[self._seen :]]
        self._out.update(name for name in names if name in self.sent)
        self._seen = len(mails)
        return self._out

    async def all_out(self, seconds: float = PATIENCE) -> float:
        """Wait until as many posts are out as came; how long it took."""
        began = time.monotonic()
        while len(self.out()) < len(self.sent) and time.monotonic() - began < seconds:  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.5)
        return time.monotonic() - began

    async def goes_on(self, posts: int) -> None:
        """Wait until another post is out, or all of them are."""
        before, until = len(self.out()), time.monotonic() + PATIENCE
        while len(self.out()) == before < posts:  # another process changes it
            assert time.monotonic() < until, "no post goes out any more"
            await asyncio.sleep(0.05)

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

    async def taken_over(self, victim: Worker) -> float:
        """Seconds until a worker is taken for dead, and nobody waits for its lists."""
        began = time.monotonic()
        with psycopg.connect(self._database, autocommit=True) as connection:
            there = "SELECT count(*) FROM workers WHERE name LIKE %s"
            name = f"%process {victim.process.pid}"
            while time.monotonic() - began < PATIENCE:
                row = connection.execute(there, (name,)).fetchone()
                free = connection.execute("SELECT count(*) FROM shares WHERE worker IS NULL").fetchone()
                if row and free and not row[0] and not free[0]:
                    break
                await asyncio.sleep(0.1)
        return time.monotonic() - began

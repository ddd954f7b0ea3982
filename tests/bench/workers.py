"""
Several workers on one PostgreSQL, while one of them dies every few seconds: is anything lost or doubled?

    python -m tests.bench.workers [--workers 3] [--lists 30] [--posts 20000] [--every 5] [--cuts 10 | --rate]

Real daemons, a real Dovecot, PostgreSQL and mail server. Posts arrive all the time; every few
seconds a worker, each in turn, is killed (-9), or sleeps until others have taken its lists over and wakes, and
a new one is started. Then every post must be on record with one outcome and out, with one
Message-ID; a mail may have gone out again only while a worker was cut off. With ``--cuts`` the workers
live, and PostgreSQL is so often stopped at once and started, its sessions ended, or its processes put to sleep.
With ``--rate`` nobody dies, and the rate of one worker is compared with that of two; who had the processors
meanwhile is told, for two workers are no faster than the machine that they share with their servers lets them be.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.parts.crew import Trial, Worker
from tests.parts.dovecot import Dovecot
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.sink import RecordingSink

AWAY = 2.0  # seconds that PostgreSQL is away, or asleep


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a trial came to; ``waits``: seconds until the work went on after each death or cut."""

    posts: int
    out: int
    repeats: int
    unknown: int
    states: Counter[str]
    waits: list[float]
    seconds: float
    problems: list[str]

    @property
    def well(self) -> bool:
        """Whether nothing was lost, and nothing doubled outside SMTP's gap."""
        return self.out == self.posts and self.repeats <= self.unknown and set(self.states) == {"posted"}


async def deaths(trial: Trial, workers: int, posts: int, every: float, *, least: int = 2) -> Found:
    """Let posts arrive while workers die by turns, ``least`` of them: one put to sleep, the next killed."""
    crew = await trial.crew(workers)
    began = time.monotonic()
    arriving = asyncio.create_task(trial.arrive(posts))
    taken_over: list[float] = []
    asleep: Worker | None = None
    problems: list[str] = []
    turn = 0
    while not arriving.done() or turn < least:
        await asyncio.sleep(every)
        victim = crew.pop(0)
        if turn % 2 == 0:
            victim.process.send_signal(signal.SIGSTOP)
            asleep = victim
        else:
            await victim.kill(signal.SIGKILL)
        crew.append(await trial.worker())
        taken_over.append(await trial.taken_over(victim))
        turn += 1
        if asleep:
            asleep.process.send_signal(signal.SIGCONT)
            status = await asleep.ended()
            if status != 1:
                problems.append(f"a worker that others had replaced ended with {status}")
            asleep = None
    await arriving
    return await _end(trial, crew, began, taken_over, problems)


async def cuts(trial: Trial, workers: int, posts: int, server: Postgres, times: int) -> Found:
    """Let posts arrive while PostgreSQL goes and comes back so often, in three ways by turns."""
    crew = await trial.crew(workers)
    began = time.monotonic()
    arriving = asyncio.create_task(trial.arrive(posts))
    back: list[float] = []
    ended: list[str] = []
    for number in range(times):
        await trial.goes_on(posts)
        await asyncio.to_thread(_cut, server, number)
        cut = time.monotonic()
        await trial.goes_on(posts)
        back.append(time.monotonic() - cut)
        for at, worker in enumerate(crew):
            if worker.process.returncode is not None:  # as a service manager does
                ended.append(
                    f"a worker ended by itself with {worker.process.returncode}, and was started again"
                )
                crew[at] = await trial.worker()
    await arriving
    return await _end(trial, crew, began, back, ended)


def _cut(server: Postgres, number: int) -> None:
    if number % 3 == 0:
        server.stop()
        time.sleep(AWAY)
        server.start()
    elif number % 3 == 1:
        server.drop_connections()
    else:
        with server.hanging():
            time.sleep(AWAY)


async def _end(
    trial: Trial, crew: Sequence[Worker], began: float, waits: list[float], problems: list[str]
) -> Found:
    """Wait for what is left, stop the workers, and look."""
    await trial.all_out()
    seconds = time.monotonic() - began
    for worker in crew:
        if worker.process.returncode is not None:
            problems.append(f"a worker ended by itself with {worker.process.returncode}")
            continue
        await worker.is_ready()
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
        waits=waits,
        seconds=seconds,
        problems=problems,
    )


@dataclass(frozen=True)
class Rate:
    """Posts a second, and the share of all processors that each kind of process had, 0 to 1."""

    posts: float
    shares: dict[str, float]

    def told(self) -> str:
        """For a line."""
        had = ", ".join(f"{who} {100 * share:.0f} %" for who, share in self.shares.items())
        return f"{self.posts:.0f} a second; of {os.cpu_count()} processors {had}, idle {100 * (1 - sum(self.shares.values())):.0f} %"


async def rate(trial: Trial, workers: int, posts: int) -> Rate:
    """What so many workers decide on and send, all of it there at the start."""
    await trial.arrive(posts, posts)
    crew = await trial.crew(workers)
    began, before, done = time.monotonic(), _processors(), len(trial.out())
    await trial.all_out(600)
    seconds, after = time.monotonic() - began, _processors()
    for worker in crew:
        await worker.kill(signal.SIGTERM)
    whole = seconds * (os.cpu_count() or 1)
    return Rate((posts - done) / seconds, {who: (after[who] - before[who]) / whole for who in before})


def _processors() -> dict[str, float]:
    """Seconds of the processor until now, by kind: the workers, their servers, the bench, all others."""
    spent = dict.fromkeys(("workers", "PostgreSQL", "Dovecot", "mail server and bench"), 0.0)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            line, times = " ".join(process.cmdline()), process.cpu_times()
            if who := _who(process.pid, line):
                spent[who] += times.user + times.system
    whole = psutil.cpu_times()
    spent["others"] = whole.user + whole.system + whole.nice + whole.softirq - sum(spent.values())
    return spent


def _who(pid: int, line: str) -> str:
    if pid == os.getpid():
        return "mail server and bench"
    if "-m bot run" in line:
        return "workers"
    return "PostgreSQL" if "postgres" in line else "Dovecot" if "dovecot" in line else ""


async def main(chosen: argparse.Namespace) -> int:
    """Run and print; 1 where something was lost or doubled, or a bar is missed."""
    users = [f"list{number}@lists.example.org" for number in range(chosen.lists)]
    with running_postgres() as postgres, Dovecot(users) as server:
        if chosen.rate:
            rates = {n: await _measured(chosen, users, postgres, server, n) for n in (1, 2)}
            for workers, measured in rates.items():
                _say(f"{workers} worker{'s' * (workers > 1)}: {measured.told()}")
            ratio = rates[2].posts / rates[1].posts
            _say(f"two workers have {ratio:.2f} times the rate of one (bar: 1.6)")
            return int(ratio < 1.6)
        with tempfile.TemporaryDirectory() as name, RecordingSink() as sink:
            trial = Trial(Path(name), server, sink, users, postgres.database())
            if chosen.cuts:
                found = await cuts(trial, chosen.workers, chosen.posts, postgres, chosen.cuts)
            else:
                found = await deaths(trial, chosen.workers, chosen.posts, chosen.every)
    what = f"{len(found.waits)} cuts of PostgreSQL" if chosen.cuts else f"{len(found.waits)} deaths"
    _say(
        f"{found.posts} posts to {chosen.lists} lists, {chosen.workers} workers, {what}, "
        f"{found.seconds:.0f} s: {found.out} out, {found.repeats} repeats of {found.unknown} ambiguous, "
        f"states {dict(found.states)}"
    )
    _say(f"{'back' if chosen.cuts else 'taken over'} within {max(found.waits):.1f} s at most (bar: 10 s)")
    for problem in found.problems[:20]:
        _say(f"  {problem[:300]}")
    return int(not found.well or (not chosen.cuts and max(found.waits) > 10))


async def _measured(
    chosen: argparse.Namespace, users: list[str], postgres: Postgres, server: Dovecot, workers: int
) -> Rate:
    with tempfile.TemporaryDirectory() as name, RecordingSink() as sink:
        return await rate(Trial(Path(name), server, sink, users, postgres.database()), workers, chosen.posts)


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
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--rate", action="store_true")
    sys.exit(asyncio.run(main(parser.parse_args())))

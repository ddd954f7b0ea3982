"""
Two workers on one PostgreSQL: how long lists wait for another worker, and mail for somebody who sends it.

    python -m tests.bench.handover [--mails 40] [--stops 5]

Real daemons. A command puts mail into the outbox at any moment, and a mail server gets it: the seconds between are
told. Then workers are stopped by turns: the seconds from the moment in which one has left until the
other has all lists. Printed are the quickest, the median and the slowest of each.
"""

import argparse
import asyncio
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from bot.store import Case, Store
from tests.parts.crew import PATIENCE, Trial, Worker
from tests.parts.dovecot import Dovecot
from tests.parts.postgres import running_postgres
from tests.parts.sink import RecordingSink
from tests.parts.stored import NOW, accepted, an_arrival

LIST = "list0.lists.example.org"


async def mail_waits(store: Store, sink: RecordingSink, mails: int) -> list[float]:
    """Seconds from a command's commit until the mail server has the mail."""
    chance, waits = random.Random(1), []
    for number in range(mails):
        await asyncio.sleep(chance.uniform(0.2, 1.4))
        name = f"handover.{number}@example.net"
        with store.transaction() as tx:
            (case,) = tx.admit(LIST, [an_arrival(number + 1, name=name)], NOW)
            assert isinstance(case, Case)
            tx.settle(accepted(case), NOW)
        began = time.monotonic()
        while not any(mail.field("Message-ID") == f"<{name}>" for mail in sink.messages()):
            assert time.monotonic() - began < PATIENCE
            await asyncio.sleep(0.002)
        waits.append(time.monotonic() - began)
    return waits


async def lists_wait(trial: Trial, crew: list[Worker], database: str, stops: int) -> list[float]:
    """Seconds from the moment in which a worker has left until another has its lists."""
    waits = []
    for _ in range(stops):
        leaving = crew.pop(0)
        crew.append(await trial.worker())
        await crew[-1].is_ready()
        await _shared_out(database, len(crew) + 1, len(trial.users))
        leaving.process.send_signal(signal.SIGTERM)
        waits.append(await asyncio.to_thread(_handed_over, database, len(trial.users)))
        await leaving.ended()
    return waits


async def _shared_out(database: str, workers: int, lists: int) -> None:
    """Wait until so many workers have all lists, none of them more than its part."""
    began = time.monotonic()
    with psycopg.connect(database, autocommit=True) as connection:
        while time.monotonic() - began < PATIENCE:
            held = [row[0] for row in connection.execute("SELECT count(*) FROM shares GROUP BY worker")]
            if len(held) == workers and sum(held) == lists:
                return
            await asyncio.sleep(0.1)
    raise AssertionError("the lists are not shared out")


def _handed_over(database: str, lists: int) -> float:
    with psycopg.connect(database, autocommit=True) as connection:
        left = None
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            row = connection.execute("SELECT count(*) FROM shares WHERE worker IS NOT NULL").fetchone()
            if row and row[0] < lists:
                left = left or time.monotonic()
            elif left:
                return time.monotonic() - left
            time.sleep(0.002)
    raise AssertionError("nobody has taken the lists over")


async def main(chosen: argparse.Namespace) -> int:
    """Run and print."""
    users = [f"list{number}@lists.example.org" for number in range(6)]
    with (
        running_postgres() as postgres,
        Dovecot(users) as server,
        RecordingSink() as sink,
        tempfile.TemporaryDirectory() as name,
    ):
        url = postgres.database()
        trial = Trial(Path(name), server, sink, users, url)
        crew = await trial.crew(2)
        await _shared_out(url.replace("+psycopg", ""), 2, len(users))
        with Store.open(url) as store:
            _say("mail that a command puts into the outbox", await mail_waits(store, sink, chosen.mails))
        _say(
            "lists of a stopped worker",
            await lists_wait(trial, crew, url.replace("+psycopg", ""), chosen.stops),
        )
        for worker in crew:
            await worker.kill(signal.SIGTERM)
        return int(any(worker.problems for worker in crew))


def _say(what: str, waits: Sequence[float]) -> None:
    sys.stdout.write(
        f"{what}: {min(waits):.3f} to {max(waits):.3f} s, median {statistics.median(waits):.3f} ({len(waits)})\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=40)
    parser.add_argument("--stops", type=int, default=5)
    sys.exit(asyncio.run(main(parser.parse_args())))

"""
A list that serves its members itself: members who refuse, and ten thousand copies handed over.

    python -m tests.bench.members refusals [MEMBERS]
    python -m tests.bench.members copies [MEMBERS]
    python -m tests.bench.members kill [MEMBERS]

``refusals``: 5 of 100 members are gone, 5 full, 5 refused by policy, and for an hour every tenth
is put off; a post a day, the clock moved. ``copies``: a post to all, beside a bare client that
hands the same copies to the same sink over as many lines. ``kill``: the process that sends is
killed in the middle and started again; whoever has two copies was in flight.
"""

import asyncio
import multiprocessing
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from bot.service.lanes import LINES
from bot.service.outbox import LEASE
from tests.bench.common import flush_milliseconds
from tests.parts.served import member, refuse_for_an_hour, refuse_some, serving
from tests.parts.sink import Received, RecordingSink, SmtpSink


async def refusals(home: Path, members: int) -> bool:
    """Run a week; whether only those who are gone are paused, and nobody has a post twice."""
    with RecordingSink() as sink:
        async with serving(home, sink, members) as served:
            refuse_some(sink, members, 20)
            await refuse_for_an_hour(sink, served, members)
            await served.days(4)
            copies, paused, told = served.copies(), served.paused(), Counter(served.told())
    gone = {member(number) for number in range(0, members, 20)}
    away = {member(at + more) for at in range(0, members, 20) for more in range(4)}
    there = {member(number) for number in range(members)} - away
    missing = [who for who in there if sum(1 for _, other in copies if other == who) != 5]
    print(f"copies {sum(copies.values())}, twice {sum(count > 1 for count in copies.values())}")
    print(f"members who lack a post {len(missing)}")
    print(
        f"paused {len(paused)}, of them not gone {len(paused - gone)}, gone and not paused {len(gone - paused)}"
    )
    print(f"told to the owner: {dict(told)}")
    once = told["Salon: mail to members comes back"] == 1 and set(told.values()) == {1}
    return paused == gone and max(copies.values()) == 1 and not missing and once


async def copies(home: Path, members: int) -> bool:
    """Hand over a post, and the same copies bare; the two rates."""
    with SmtpSink() as sink:
        async with serving(home, sink, members) as served:
            started = time.perf_counter()
            served.posts()
            written = time.perf_counter() - started
            started = time.perf_counter()
            await served.worker.flush()
            seconds = time.perf_counter() - started
        mails = sink.messages()
    with SmtpSink() as bare:
        started = time.perf_counter()
        lines = [
            threading.Thread(target=_hand_over, args=(bare.port, mails[at::LINES])) for at in range(LINES)
        ]
        for line in lines:
            line.start()
        for line in lines:
            line.join()
        alone = time.perf_counter() - started
    to = Counter(who for mail in mails for who in mail.recipients)
    print(f"disk flush               {flush_milliseconds():8.2f} ms")
    print(f"decided and written      {written:8.2f} s")
    print(f"handed over              {len(mails) / seconds:8.0f} copies/s ({len(mails)} in {seconds:.1f} s)")
    print(f"bare client, {LINES} lines     {len(mails) / alone:8.0f} copies/s")
    return len(to) == members and set(to.values()) == {1}


def _hand_over(port: int, mails: list[Received]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for mail in mails:
            line.sendmail(mail.reverse_path, mail.recipients, mail.raw)


async def kill(home: Path, members: int) -> bool:
    """Kill who sends in the middle, go on with another; whether only copies in flight come twice."""
    with SmtpSink() as sink:
        async with serving(home, sink, members) as served:
            served.posts()
        sender = multiprocessing.get_context("fork").Process(target=_send, args=(home, sink, members))
        sender.start()
        await asyncio.to_thread(_kill_in_the_middle, sender, sink, members // 2)
        before = len(sink.messages())
        async with serving(home, sink, members) as served:
            served.at += 2 * LEASE
            for _ in range(4):
                await served.worker.flush()
                served.at += LEASE
        to = Counter(who for mail in sink.messages() for who in mail.recipients)
    twice = [who for who, count in to.items() if count > 1]
    print(f"killed after {before} of {members}; reached {len(to)}, twice {len(twice)}, lines {LINES}")
    return len(to) == members and len(twice) <= LINES and max(to.values()) <= 2


def _kill_in_the_middle(sender: BaseProcess, sink: SmtpSink, taken: int) -> None:
    while len(list(sink.dump.iterdir())) < taken:
        time.sleep(0.01)
    sender.kill()
    sender.join()


def _send(home: Path, sink: SmtpSink, members: int) -> None:
    async def work() -> None:
        async with serving(home, sink, members) as served:
            await served.worker.flush()

    asyncio.run(work())


WORK = {"refusals": (refusals, 1_000), "copies": (copies, 10_000), "kill": (kill, 10_000)}

if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    work, usual = WORK[sys.argv[1]]
    number = int(sys.argv[2]) if len(sys.argv) > 2 else usual
    with tempfile.TemporaryDirectory() as folder:
        good = asyncio.run(work(Path(folder), number))
    print("good" if good else "SHORT")
    sys.exit(not good)

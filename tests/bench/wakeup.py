"""
How fast the intake wakes, and how fast it drains and moves, against a real Dovecot.

    python -m tests.bench.wakeup [--appends 50] [--posts 5000]

Wake-up: from the answer to another client's APPEND until the desk has the
post, beside a bare IDLE client in the same run that only notes the moment at
which the server tells it. It watches a mailbox of its own, which gets the same
posts at the same moments: in one mailbox each client's doings start the other
one's timer in Dovecot. The bar: the median is at most 150 ms above the bare
client's. Drain: posts of 4 KB from the folder to
the desk, then from the folder into ``Accepted``; the bar is 2,000/s.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.intake.imap import ImapIntake, ImapOptions
from tests.parts.account import eventually
from tests.parts.desk import MemoryDesk
from tests.parts.dovecot import Dovecot

BOT, BARE = "bot@example.org", "bare@example.org"
Moments = dict[int, float]


def post(number: int, size: int = 4096) -> bytes:
    """A post of about that size."""
    head = f"From: Ann <ann@example.org>\r\nSubject: {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
    return head.encode() + b"Words, words and again words, as many as a post has in a line.\r\n" * (
        size // 64
    )


def options(server: Dovecot) -> ImapOptions:
    """The account as a list owner sets it: TLS, one folder."""
    return ImapOptions(
        account="bench",
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        ca_file=server.ca_file,
        folders=("Accepted",),
    )


@contextlib.contextmanager
def bare_client(server: Dovecot) -> Iterator[Moments]:
    """A client that does nothing but IDLE: message number -> the moment its EXISTS came (monotonic)."""
    moments: Moments = {}
    with server.client(BARE, "INBOX") as client:
        client.idle()
        listener = threading.Thread(target=_listen, args=(client, moments), daemon=True)
        listener.start()
        yield moments
        client.idle_done()
        listener.join(5)


def _listen(client, moments: Moments) -> None:
    line = client.socket().dup()  # its own look at the socket: recv sees each line as it arrives
    line.settimeout(60)
    pending = b""
    with line, contextlib.suppress(OSError):
        while b" OK " not in pending and (chunk := line.recv(65536)):
            now = time.monotonic()
            *lines, pending = (pending + chunk).split(b"\r\n")
            for said in lines:
                words = said.split()
                if words[2:] == [b"EXISTS"]:
                    moments.setdefault(int(words[1]), now)
                if words[1:2] == [b"OK"] and words[:1] != [b"*"]:
                    return


async def wake_up(server: Dovecot, desk: MemoryDesk, appends: int, pause: float) -> None:
    """Append one after the other and print both distributions of waits."""
    ours, bare = [], []
    with bare_client(server) as moments:
        done = len(desk.arrived)
        for number in range(done + 1, done + appends + 1):
            both = await asyncio.gather(
                *(asyncio.to_thread(_append, server, user, number) for user in (BOT, BARE))
            )
            await desk.gets(number, 30)
            await eventually(lambda number=number: number in moments, 30)
            ours.append(desk.times[number - 1] - both[0])
            bare.append(moments[number] - both[1])
            await asyncio.sleep(pause + number % 10 * 0.05)
    for name, waits in (("the bot", ours), ("bare IDLE client", bare)):
        _say(f"{name:>20}: p50 {_p(waits, 50):6.1f} ms   p95 {_p(waits, 95):6.1f} ms")
    _say(f"{'above the bare one':>20}: p50 {_p(ours, 50) - _p(bare, 50):6.1f} ms   (bar: 150 ms)")


def _append(server: Dovecot, user: str, number: int) -> float:
    server.append(post(number), user=user)
    return time.monotonic()


async def drain(server: Dovecot, desk: MemoryDesk, executor: ThreadPoolExecutor, posts: int) -> None:
    """Fetch a full folder, then move it all, and print both rates."""
    server.deliver(*[post(number) for number in range(posts)])
    with server.client(folder="INBOX"):
        pass  # Dovecot builds its index: not our time
    before = len(desk.arrived)
    began = time.monotonic()
    await ImapIntake(options(server), desk, executor).drain()
    seconds = desk.times[-1] - began
    _say(f"{'drain':>20}: {(len(desk.arrived) - before) / seconds:6.0f} posts/s   (bar: 2,000/s)")
    for number, arrival in enumerate(desk.arrived):
        desk.place(arrival, "Accepted", case=str(number))
    placements, began = len(desk.open), time.monotonic()
    await ImapIntake(options(server), desk, executor).drain()
    _say(f"{'move':>20}: {placements / (time.monotonic() - began):6.0f} posts/s")
    assert len(server.messages("Accepted")) == placements


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _p(waits: list[float], percent: int) -> float:
    return 1000 * statistics.quantiles(waits, n=100, method="inclusive")[percent - 1]


async def main(appends: int, posts: int) -> None:
    """Both benches on one server."""
    desk, executor = MemoryDesk(), ThreadPoolExecutor(4)
    with Dovecot([BOT, BARE]) as server:
        intake = ImapIntake(options(server), desk, executor)
        ready = asyncio.Event()
        watching = asyncio.create_task(intake.run(ready.set))
        await ready.wait()
        await asyncio.sleep(0.5)
        _say("posts on each other's heels")
        await wake_up(server, desk, appends, 0)
        _say("posts far apart")
        await wake_up(server, desk, max(2, appends // 5), 2.2)
        await intake.stop()
        await watching
        await drain(server, desk, executor, posts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--appends", type=int, default=50)
    parser.add_argument("--posts", type=int, default=5000)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    asyncio.run(main(chosen.appends, chosen.posts))

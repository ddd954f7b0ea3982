"""
Mail handed over by servers: the rate that is durable, the latency of the filter, kill -9 with Postfix in front.

``python -m tests.bench.handed rate | filter | kills [COUNT [SEED]]``; each prints its figures and takes
under four minutes where nothing else runs.
"""

import asyncio
import datetime as dt
import random
import re
import shutil
import smtplib
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from email.utils import format_datetime
from pathlib import Path

import psutil

from tests.parts.handed import HandedSalon
from tests.parts.postfix import Postfix
from tests.parts.salon import ADDRESS, MEMBERS, ROOT, Daemon, post
from tests.parts.sink import RecordingSink, free_port

RULES = """ruleset: mine
language: 1
rules:
  - name: short
    when: {own.words: under 5}
    then: return
    because: Please write more.
    examples:
      - facts: {own.words: 1}
        expect: return
"""
LINE = "The ferry runs every twenty minutes at night, and nobody knows for how long.\n"


def a_post(number: int, *, short: bool = False, size: int = 2) -> bytes:
    """A post of this moment, with CRLF ends."""
    raw = post(
        "Yes." if short else f"Post {number}.\n{LINE * size}",
        message_id=f"{number}@example.net",
        subject=f"Ferries {number}",
        date=format_datetime(dt.datetime.now(dt.UTC)),
    )
    return raw.replace(b"\n", b"\r\n")


@contextmanager
def home() -> Iterator[Path]:
    """A directory of its own."""
    folder = Path(tempfile.mkdtemp(prefix="handed-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rate(count: int = 6000, lines: int = 20) -> None:
    """Posts a second that are durable, over so many connections; the disk's flushes beside them."""
    with home() as folder, RecordingSink() as sink:
        bot = HandedSalon(home=folder, sink=sink)
        with bot.daemon() as daemon:
            about = psutil.Process(daemon.process.pid)
            began, worked = time.perf_counter(), sum(about.cpu_times()[:2])
            asyncio.run(_hand_all(bot.port, count, lines))
            seconds, worked = time.perf_counter() - began, sum(about.cpu_times()[:2]) - worked
            judged = len(sink.messages())
        print(f"{count} posts over {lines} connections: {count / seconds:.0f} a second durable")
        print(
            f"the daemon worked {worked:.1f} s of {seconds:.1f}; {judged} of them reached the members meanwhile"
        )
        print(f"flushes of this disk: {flushes(folder):.0f} a second, one at a time")


async def _hand_all(port: int, count: int, lines: int) -> None:
    numbers = iter(range(count))

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        writer.write(b"LHLO bench\r\n")
        while (await reader.readline())[3:4] == b"-":
            pass
        for number in numbers:
            writer.write(f"MAIL FROM:<ann@example.net>\r\nRCPT TO:<{ADDRESS}>\r\nDATA\r\n".encode())
            for _ in range(3):
                await reader.readline()
            writer.write(a_post(number) + b".\r\n")
            reply = await reader.readline()
            if not reply.startswith(b"250"):
                raise SystemExit(reply.decode())
        writer.close()

    await asyncio.gather(*(line() for _ in range(lines)))


def flushes(folder: Path, count: int = 300) -> float:
    """How often a second a small write is flushed."""
    import os

    with (folder / "flush").open("wb") as file:
        began = time.perf_counter()
        for _ in range(count):
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
        return count / (time.perf_counter() - began)


class Filtered:
    """Postfix, the bot as its filter before the queue, and a next hop that keeps what it takes."""

    def __init__(self, folder: Path, hop: RecordingSink, notices: RecordingSink) -> None:
        intake = f'next_hop = "127.0.0.1:{hop.port}"\n'
        self.bot = HandedSalon(home=folder, sink=notices, kind="smtp-filter", intake=intake, post="")
        self.bot.has_rules(RULES)
        self.plain = free_port()
        self.postfix = Postfix(
            "smtpd_client_connection_count_limit = 0\n",
            options=f"\n    -o smtpd_proxy_filter=127.0.0.1:{self.bot.port}",
            services=f"{self.plain} inet n - n - - smtpd -o smtpd_proxy_filter=127.0.0.1:{hop.port}\n",
        )


def filtered(count: int = 500, away: float = 60.0) -> None:
    """So many posts, a third refused, the next hop away for a minute: what is lost, doubled, bounced; latency."""
    with home() as folder, RecordingSink() as hop, RecordingSink() as notices:
        house = Filtered(folder, hop, notices)
        refused: set[int] = set()
        with house.postfix, house.bot.daemon():
            straight = latency(house.plain, count=60, first=100_000)
            through = latency(house.postfix.port, count=60, first=200_000)
            gone = threading.Timer(1.0, hop.stop)
            back = threading.Timer(1.0 + away, hop.start)
            for timer in (gone, back):
                timer.start()
            with ThreadPoolExecutor(8) as pool:
                outcomes = list(pool.map(lambda n: hand(house.postfix.port, n), range(count)))
            refused = {n for n, code in enumerate(outcomes) if code == 550}
            wanted = {f"<{n}@example.net>" for n in range(count)} - {f"<{n}@example.net>" for n in refused}
            took = Counter(
                mail.field("Message-ID")
                for mail in hop.messages()
                if int(re.sub(r"\D.*", "", (mail.field("Message-ID") or "<0")[1:]) or 0) < 100_000
            )
        print(f"{count} posts, {len(refused)} refused in the dialogue (wanted {len(range(0, count, 3))})")
        print(f"lost {len(wanted - set(took))}, doubled {sum(n - 1 for n in took.values())}")
        print(
            f"mails that left by [smtp]: {len(notices.messages())}, bounces of Postfix: {house.postfix.log().count('status=bounced')}"
        )
        print(f"latency p50 without the bot {straight * 1000:.1f} ms, with it {through * 1000:.1f} ms")
        print(f"added: {(through - straight) * 1000:.1f} ms (bar 30)")


def hand(port: int, number: int) -> int:
    """Hand one post over as a mail server does: again after 4yz; the last code."""
    raw = a_post(number, short=number % 3 == 0)
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=120) as line:
                line.sendmail("ann@example.net", [ADDRESS], raw)
        except smtplib.SMTPDataError as error:
            if error.smtp_code // 100 == 5:
                return error.smtp_code
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            if code // 100 == 5:
                return code
        except (smtplib.SMTPException, OSError):
            pass
        else:
            return 250
        time.sleep(1.0)


def latency(port: int, count: int, first: int) -> float:
    """Seconds from the first octet of a message to the reply, over one connection; the median."""
    found = []
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
        for number in range(first, first + count):
            raw = a_post(number)
            began = time.perf_counter()
            line.sendmail("ann@example.net", [ADDRESS], raw)
            found.append(time.perf_counter() - began)
    return statistics.median(found)


def kills(count: int = 100, posts: int = 150, seed: int = 1) -> "Result":
    """Kill -9 at so many moments, Postfix in front, a sink behind; what was answered 250 and is lost, what doubled."""
    chance = random.Random(seed)
    with home() as folder, RecordingSink() as sink, Postfix(relay(port := free_port())) as postfix:
        bot = HandedSalon(home=folder, sink=sink, listen=f"127.0.0.1:{port}")
        stop = threading.Event()

        def feed() -> None:
            for number in range(posts):
                postfix.send("ann@example.net", [ADDRESS], a_post(number))
                if stop.wait(0.02):
                    return

        feeder = threading.Thread(target=feed)
        feeder.start()
        for _ in range(count):
            with bot.daemon() as daemon:
                time.sleep(chance.uniform(0.0, 0.6))
                daemon.kill()
        feeder.join()
        with bot.daemon() as daemon:
            until(daemon, lambda: not postfix.queued(), "Postfix's queue is empty", 120)
            settled = lambda: len(posted(sink)) + quarantined(bot) >= posts  # noqa: E731
            until(daemon, settled, "every post has left, or waits for a person", 90)
        return Result(
            kills=count,
            posts=posts,
            took=posted(sink),
            waiting=quarantined(bot),
            bounced=postfix.log().count("status=bounced"),
        )


class Result:
    """What came of it: ``good`` where nothing is lost and what came twice came under its own Message-ID."""

    def __init__(self, *, kills: int, posts: int, took: "Counter[str]", waiting: int, bounced: int) -> None:
        wanted = {f"<{n}@example.net>" for n in range(posts)}
        self.kills, self.posts, self.bounced = kills, posts, bounced
        self.waiting = waiting
        self.lost = max(0, len(wanted - set(took)) - waiting)
        self.strange = len(set(took) - wanted)
        self.doubled = sum(n - 1 for n in took.values())

    @property
    def good(self) -> bool:
        """Whether the promise held."""
        return not (self.lost or self.strange or self.bounced)

    def __str__(self) -> str:
        """In words."""
        return (
            f"{self.kills} kills, {self.posts} posts: lost {self.lost}, under another Message-ID {self.strange}, "
            f"bounced {self.bounced}, came again under the same Message-ID {self.doubled}, "
            f"in quarantine after three deaths at their work {self.waiting}"
        )


def quarantined(bot: HandedSalon) -> int:
    """How many posts wait for a person because the daemon died at them three times."""
    with closing(sqlite3.connect(bot.home / "data" / "listwarden.db")) as line:
        rows = line.execute("SELECT count(*) FROM cases WHERE state = 'quarantined'")
        return int(rows.fetchone()[0])


def posted(sink: RecordingSink) -> "Counter[str]":
    """The Message-IDs of what reached the members."""
    return Counter(mail.field("Message-ID") or "" for mail in sink.messages() if MEMBERS in mail.recipients)


def until(daemon: Daemon, met: Callable[[], object], what: str, seconds: float) -> None:
    """Wait for a condition."""
    daemon.wait_until(met, what, seconds)


def relay(port: int) -> str:
    """The lines of deploy/ for Postfix, with this port."""
    return (ROOT / "deploy" / "postfix" / "lmtp.cf").read_text().replace("8024", str(port))


def main() -> None:
    """Run what is asked for; all of it where nothing is."""
    words = sys.argv[1:] or ["rate", "filter", "kills"]
    for word in words[:1] if words[1:] and words[1].isdigit() else words:
        match word:
            case "rate":
                rate()
            case "filter":
                filtered()
            case "kills":
                count, seed = [*map(int, words[1:]), *(100, 1)[len(words[1:]) :]][:2]
                print(kills(count, seed=seed))


if __name__ == "__main__":
    main()

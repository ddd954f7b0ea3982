"""
Two hundred lists in one real daemon on one real Dovecot, over TLS, each with its file in ``lists.d``.

    python -m tests.bench.many_lists [--lists 200] [--posts 60]

Start: from the call to "ready", and how many inboxes were watched then; until all are; until all folders
are there. The first start makes the folders of every account (up to eight commands each), each after its inbox is
watched, and so after "ready": a post that comes before is not missed. A second start finds them. Wake-up: from the answer to another client's APPEND
until the post is decided on, by turns in lists all over. Memory: the daemon's own, after all of this. Then
one list comes and one goes by SIGHUP while posts come to others: no other list opens its inbox anew, and its
wake-up is measured, too. The bars: 15 s, 700 ms (p50), 140 MB, nobody else's connection opened again.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.lifecycle import folders
from tests.parts.account import post
from tests.parts.dovecot import Dovecot
from tests.parts.many import write_list, write_settings
from tests.parts.sink import RecordingSink

START, WAKE_UP, MEMORY = 15.0, 700.0, 140.0
INOTIFY = Path("/proc/sys/fs/inotify/max_user_instances")
"""Each watched inbox takes one of Dovecot's user; without, it looks every 30 seconds."""


@dataclass(frozen=True)
class Start:
    """When a start began, the seconds until "ready", and how many inboxes were watched then."""

    began: float
    seconds: float
    watched: int


class Daemon:
    """The command ``run``, its log read line by line; ``decided``: when each post was, by its Message-ID."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.decided: dict[str, float] = {}
        self.watching: Counter[str] = Counter()
        self.watched_at: list[float] = []
        self.said: dict[str, asyncio.Event] = {name: asyncio.Event() for name in ("ready", "settings live")}

    async def start(self) -> Start:
        """Start it, and wait until it is ready; none of its inboxes need be watched then."""
        began = time.monotonic()
        self.watched_at.clear()
        command = [sys.executable, "-m", "bot", "run", "--config", str(self.home / "listwarden.toml")]
        self.process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE, limit=2**22)
        self._reading = asyncio.create_task(self._read())
        await asyncio.wait_for(self.said["ready"].wait(), 120)
        self.said["ready"].clear()
        return Start(began, time.monotonic() - began, len(self.watched_at))

    async def watches(self, lists: int, start: Start) -> float:
        """Seconds from that start until all inboxes are watched."""
        while len(self.watched_at) < lists:  # noqa: ASYNC110 - its moment is noted by the reader of the log
            await asyncio.sleep(0.01)
        return self.watched_at[lists - 1] - start.began

    async def _read(self) -> None:
        assert self.process.stderr
        while line := await self.process.stderr.readline():
            if not line.startswith(b"{"):
                sys.stderr.write(line.decode())
                continue
            told = json.loads(line)
            if told["event"] == "decided":
                self.decided[told["message_id"]] = time.monotonic()
            elif told["event"] == "imap: watching":
                self.watching[told["account"].partition("@")[0]] += 1
                self.watched_at.append(time.monotonic())
            elif told["event"] in self.said:
                self.said[told["event"]].set()
            elif told["level"] not in ("info", "debug"):
                sys.stderr.write(line.decode())

    async def stop(self) -> float:
        """SIGTERM; seconds until it has ended."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 60)
        await self._reading
        return time.monotonic() - began


async def wake_ups(daemon: Daemon, server: Dovecot, users: list[str]) -> list[float]:
    """Milliseconds from APPEND to decision, one post to each of these lists, one at a time."""
    found = []
    for user in users:
        name = f"{user}-{time.monotonic_ns()}"
        raw = post(message_id=f"<{name}>").replace(b"salon@", user.encode() + b"@")
        await asyncio.to_thread(server.append, raw, user=user)
        began = time.monotonic()
        while name not in daemon.decided:  # noqa: ASYNC110 - its moment is noted by the reader of the log
            await asyncio.sleep(0.002)
        found.append(1000 * (daemon.decided[name] - began))
        await asyncio.sleep(0.05)
    return found


async def folders_there(server: Dovecot, users: list[str], start: Start) -> float:
    """Seconds from that start until the last account has all its folders, seen in the server's own files."""
    for user in users:
        maildir = server.home(user) / "Maildir"
        while len(list(maildir.glob(".*/cur"))) < len(folders()):  # noqa: ASYNC110 - another process makes them
            await asyncio.sleep(0.02)
    return time.monotonic() - start.began


async def main(lists: int, posts: int) -> int:
    """Measure and print; 1 where a bar is missed."""
    users = [f"list{number}" for number in range(lists + 1)]
    *first, late = users
    with tempfile.TemporaryDirectory() as name, Dovecot(users) as server, RecordingSink() as sink:
        home = Path(name)
        write_settings(home, server, sink, first)
        daemon = Daemon(home)
        started = await daemon.start()
        all_watched = await daemon.watches(lists, started)
        all_folders = await folders_there(server, first, started)
        spent = psutil.Process(daemon.process.pid).cpu_times()
        some = [first[1 + number * (lists - 1) // posts] for number in range(posts)]
        usual = await wake_ups(daemon, server, some)
        (home / "lists.d" / f"{first[0]}.toml").rename(home / "lists.d" / f"{late}.toml")
        write_list(home, late)
        before, began = Counter(daemon.watching), time.monotonic()
        os.kill(daemon.process.pid, signal.SIGHUP)
        meanwhile = await wake_ups(daemon, server, some[: posts // 4])
        await asyncio.wait_for(daemon.said["settings live"].wait(), 60)
        await wake_ups(daemon, server, [late])
        reloaded = time.monotonic() - began
        noticed = daemon.watching - before - Counter([late])
        memory = psutil.Process(daemon.process.pid).memory_info().rss / 1e6
        ended = await daemon.stop()
        again = await daemon.start()
        all_again = await daemon.watches(lists, again)
        await daemon.stop()
    p50 = statistics.median(usual)
    _say(
        f"{lists} lists: ready after {started.seconds:.1f} s, {started.watched} inboxes watched then; "
        f"all watched after {all_watched:.1f} s   (bar: {START:.0f} s)"
    )
    _say(f"all folders made after {all_folders:.1f} s; CPU until then {spent.user + spent.system:.1f} s")
    _say(f"a second start, folders there: ready {again.seconds:.1f} s, all watched {all_again:.1f} s")
    _say(f"wake-up to decision: p50 {p50:.0f} ms, worst {max(usual):.0f} ms   (bar: {WAKE_UP:.0f} ms)")
    _say(f"... during a reload: p50 {statistics.median(meanwhile):.0f} ms, worst {max(meanwhile):.0f} ms")
    _say(f"memory: {memory:.0f} MB   (bar: {MEMORY:.0f} MB)")
    _say(
        f"one came, one went: first post of it decided after {reloaded:.1f} s; {len(noticed)} others noticed"
    )
    _say(f"SIGTERM: {ended:.1f} s")
    return int(all_watched > START or p50 > WAKE_UP or memory > MEMORY or bool(noticed))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lists", type=int, default=200)
    parser.add_argument("--posts", type=int, default=60)
    chosen = parser.parse_args()
    if int(INOTIFY.read_text()) < chosen.lists + 50:
        sys.exit(f"first: sysctl -w fs.inotify.max_user_instances={2 * chosen.lists + 50}")
    sys.exit(asyncio.run(main(chosen.lists, chosen.posts)))

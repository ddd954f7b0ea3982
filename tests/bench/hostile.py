"""
Healthy lists beside hostile and hanging mail servers, in one real daemon.

    python -m tests.bench.hostile [--posts 8] [--hostile 20]

Five lists on a real Dovecot get posts; the wait from each APPEND to the
decision in the log is taken twice, in turns of the same run: by a daemon that
has these lists alone, and by one that has the hostile ones beside them (they
hang at the greeting, at SELECT, in the middle of a body; drip without end; send
lines and literals without end; end each IDLE; are nobody at all). The bars:
the healthy p50 is below twice the usual, SIGTERM ends the daemon within 30 s.
"""

import argparse
import asyncio
import itertools
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from tests.parts.account import post
from tests.parts.dovecot import Dovecot
from tests.parts.imap_script import CUT, HANG, ScriptedImap, Talk
from tests.parts.sink import RecordingSink

HEALTHY = 5
LIST = """
[[lists]]
id = "{name}.lists.example.org"
address = "{name}@lists.example.org"
rules = "free.yaml"
owners = ["owner@example.org"]
[lists.intake]
host = "127.0.0.1"
port = {port}
security = "none"
username = "{user}"
password_file = "password"
poll_seconds = 10
[lists.post]
to = ["{name}-members@lists.example.org"]
"""


async def _drip(talk: Talk) -> None:
    while True:
        talk.writer.write(b"* OK Still searching\r\n")
        await asyncio.sleep(0.2)


_DRIPS: set[asyncio.Task[None]] = set()


def _dripping(talk: Talk, _said: str) -> bytes:
    task = asyncio.create_task(_drip(talk))
    _DRIPS.add(task)
    task.add_done_callback(_DRIPS.discard)
    return HANG


def _flood(_talk: Talk, _said: str) -> bytes:
    return b"* 1 EXISTS\r\n" * 60_000


EVILS: list[tuple[str, Callable[[Talk, str], bytes]]] = [
    ("greeting", lambda *_: HANG),
    ("greeting", _dripping),
    ("LOGIN", lambda *_: HANG),
    ("SELECT", lambda *_: HANG),
    ("UID SEARCH", lambda *_: HANG),
    ("UID SEARCH", _dripping),
    ("UID SEARCH", _flood),
    ("UID SEARCH", lambda *_: b"* SEARCH " + b"9" * 1_100_000 + b"\r\n"),
    ("UID FETCH", lambda *_: b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"),
    ("UID FETCH", lambda *_: CUT),
    ("UID FETCH", lambda *_: HANG),
    ("IDLE", lambda *_: b"+ idling\r\n* BYE no\r\n"),
    ("IDLE", lambda *_: HANG),
]


class Daemon:
    """The command ``run`` on settings of its own, its log read line by line."""

    def __init__(self, home: Path, lists: str, sink: RecordingSink) -> None:
        home.mkdir()
        (home / "free.yaml").write_text("ruleset: free\nlanguage: 1\nrules: []\n")
        (home / "password").write_text("correct horse\n")
        (home / "password").chmod(0o600)
        smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {sink.port}\nsecurity = "none"\n'
        (home / "listwarden.toml").write_text(f'data_dir = "data"\n{smtp}[log]\nformat = "json"\n{lists}')
        self.moments: dict[str, float] = {}
        self.ready = asyncio.Event()
        self._home = home

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        command = [sys.executable, "-m", "bot", "run", "--config", str(self._home / "listwarden.toml")]
        self.process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE, limit=2**22)
        self._reading = asyncio.create_task(self._read())
        await asyncio.wait_for(self.ready.wait(), 60)

    async def _read(self) -> None:
        assert self.process.stderr
        while line := await self.process.stderr.readline():
            if not line.startswith(b"{"):
                sys.stderr.write(line.decode())
                continue
            said = json.loads(line)
            if said["event"] == "decided":
                self.moments[said["message_id"]] = time.monotonic()
            if said["event"] == "ready":
                self.ready.set()

    async def stop(self) -> float:
        """SIGTERM; seconds until it has ended."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 60)
        await self._reading
        return time.monotonic() - began


async def waits(daemon: Daemon, server: Dovecot, users: list[str], posts: int) -> list[float]:
    """Milliseconds from APPEND to decision, of so many posts to each list, one at a time."""
    found = []
    for number in range(posts):
        for user in users:
            name = f"{user}-{number}-{time.monotonic()}"
            await asyncio.to_thread(server.append, post(message_id=f"<{name}>"), user=user)
            began = time.monotonic()
            while name not in daemon.moments:  # noqa: ASYNC110 - its moment is noted by the reader of the log
                await asyncio.sleep(0.002)
            found.append(1000 * (daemon.moments[name] - began))
            await asyncio.sleep(0.3)
    return found


async def main(posts: int, hostile: int) -> int:
    """Measure and print; 1 where a bar is missed."""
    users = [f"{kind}{number}" for kind in ("alone", "beside") for number in range(HEALTHY)]
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(Dovecot(users))
        sink = stack.enter_context(RecordingSink())
        lists = [LIST.format(name=user, user=user, port=server.plain_port) for user in users]
        evil = []
        for number, (verb, answer) in zip(range(hostile), itertools.cycle(EVILS), strict=False):
            bad = await stack.enter_async_context(ScriptedImap())
            bad.on[verb] = answer
            bad.put(post())
            evil.append(LIST.format(name=f"evil{number}", user=f"evil{number}", port=bad.plain_port))
        alone = Daemon(home / "alone", "".join(lists[:HEALTHY]), sink)
        beside = Daemon(home / "beside", "".join([*evil, *lists[HEALTHY:]]), sink)
        await asyncio.gather(alone.start(), beside.start())
        usual, found = [], []
        for _ in range(posts):
            usual += await waits(alone, server, users[:HEALTHY], 1)
            found += await waits(beside, server, users[HEALTHY:], 1)
        ends = [await alone.stop(), await beside.stop()]
    ratio = statistics.median(found) / statistics.median(usual)
    for name, values in (("alone", usual), (f"beside {hostile} hostile", found)):
        _say(f"{name:>20}: p50 {statistics.median(values):6.0f} ms   worst {max(values):6.0f} ms")
    _say(f"{'ratio':>20}: {ratio:6.2f}   (bar: 2)")
    _say(f"{'SIGTERM':>20}: {ends[0]:.1f} s alone, {ends[1]:.1f} s beside them   (bar: 30 s)")
    return int(ratio >= 2 or max(ends) > 30)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=8)
    parser.add_argument("--hostile", type=int, default=20)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(main(chosen.posts, chosen.hostile)))

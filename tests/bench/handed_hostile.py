"""
Hostile clients at a running daemon, by LMTP and as a filter: what each hears, whether others are served, and the memory.

``python -m tests.bench.handed_hostile``; about a minute for each of the two.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.bench.handed import home
from tests.contract.test_hostile_clients import ENDS, ENVELOPE, HEAD, SMUGGLED, Client
from tests.parts.handed import HandedSalon
from tests.parts.sink import RecordingSink, answers

BAR = 150_000_000
CROWD = 1000
ENDLESS = 60_000_000


class Watch(threading.Thread):
    """The most memory that a process had."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._about, self.most, self._stop_ = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        """Look ten times a second."""
        while not self._stop_.wait(0.1):
            self.most = max(self.most, self._about.memory_info().rss)

    def end(self) -> int:
        """Stop looking."""
        self._stop_.set()
        self.join()
        return self.most


class Attack:
    """One way of serving under attack."""

    def __init__(self, port: int, kind: str) -> None:
        self.port, self.kind = port, kind
        self.hello = b"LHLO me" if kind == "lmtp" else b"EHLO me"
        self.failed: list[str] = []

    async def client(self, *, greeted: bool = True) -> Client:
        """A connection."""
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port), self.hello)
        if greeted:
            await client.greets()
        return client

    def wants(self, what: str, said: str, *starts: str) -> None:
        """Note a reply that is none of those wanted."""
        good = said.startswith(starts)
        print(f"  {'as wanted' if good else 'NOT WANTED'}: {what}: {said}")
        if not good:
            self.failed.append(what)

    async def is_served(self, number: int) -> None:
        """Another client, meanwhile."""
        client = await self.client()
        await client.says(*ENVELOPE)
        head = HEAD.replace(b"<1@", f"<served{number}@".encode())
        self.wants("another client", await client.sends(head + b"Is the ferry running?\r\n"), "250")
        await client.leaves()

    async def smuggles(self) -> None:
        """Ends of a text that are none."""
        for name, end in ENDS.items():
            client = await self.client()
            await client.says(*ENVELOPE)
            head = HEAD.replace(b"<1@", f"<{name.replace(' ', '')}@".encode())
            reply = await client.sends(head + b"Hello" + end + SMUGGLED)
            taken = self.kind == "lmtp" or name == "NUL"
            self.wants(f"smuggling behind {name}", reply, *(("250",) if taken else ("550 5.6.0",)))
            (after,) = await client.says(b"NOOP")
            self.wants("it was one message", after, "250 2.0.0 OK")
            await client.leaves()

    async def goes_on_for_ever(self) -> None:
        """A command and a text without an end."""
        client = await self.client()
        for _ in range(ENDLESS // 100_000):
            client.writer.write(b"x" * 100_000)
            await client.writer.drain()
        self.wants("an endless command", (await client.says(b""))[0], "500 5.5.2")
        await client.says(*ENVELOPE)
        for _ in range(ENDLESS // 100_000):
            client.writer.write(b"x" * 100_000)
            await client.writer.drain()
        self.wants("an endless line of text", await client.sends(b"\r\n"), "552 5.3.4")
        await client.leaves()

    async def crowds(self) -> None:
        """A thousand that never leave, forty of them sending."""
        crowd = []
        for _ in range(CROWD):
            crowd.append(await self.client(greeted=False))
            crowd[-1].writer.write(self.hello + b"\r\n")
        for client in crowd[-40:]:
            client.writer.write(b"\r\n".join(ENVELOPE) + b"\r\n" + b"x" * 2_000_000)
        await asyncio.sleep(3.0)
        for number in range(2):
            await self.is_served(100 + number)
        for client in crowd:
            client.writer.transport.abort()

    async def speaks_out_of_turn(self) -> None:
        """All at once before the greeting; STARTTLS with something behind it."""
        client = await self.client(greeted=False)
        client.writer.write(self.hello + b"\r\n" + b"\r\n".join(ENVELOPE) + b"\r\n")
        replies = [(await client.reply())[:3] for _ in range(5)]
        self.wants("all before the greeting", " ".join(replies), "220 250 250 250 354")
        await client.leaves()
        client = await self.client()
        replies = await client.says(b"STARTTLS", b"MAIL FROM:<evil@example.org>", b"RSET")
        self.wants("STARTTLS", replies[0], "500 5.5.2")
        self.wants("what stood behind it is plain SMTP", replies[1], "250")
        await client.leaves()

    async def writes_letters(self) -> None:
        """Addresses and texts beyond ASCII."""
        client = await self.client()
        (reply,) = await client.says("MAIL FROM:<änne@example.org>".encode())
        self.wants("an address beyond ASCII, not announced", reply, "550 5.6.7")
        replies = await client.says(
            "MAIL FROM:<änne@example.org> SMTPUTF8 BODY=8BITMIME".encode(), *ENVELOPE[1:]
        )
        self.wants("announced", replies[0], "250")
        head = HEAD.replace(b"<1@", b"<utf8@")
        self.wants("its text", await client.sends(head + "Fährt die Fähre? Grüße\r\n".encode()), "250")
        await client.says(b"MAIL FROM:<ann@example.org> BODY=8BITMIME", *ENVELOPE[1:])
        head = HEAD.replace(b"<1@", b"<8bit@")
        self.wants("8BITMIME", await client.sends(head + "Fährt die Fähre wieder?\r\n".encode()), "250")
        await client.leaves()

    async def all(self, watch: Watch) -> None:
        """One after the other, with the most memory so far behind each."""
        await self.is_served(1)
        for what in (
            self.smuggles,
            self.speaks_out_of_turn,
            self.writes_letters,
            self.goes_on_for_ever,
            self.crowds,
        ):
            await what()
            print(f"  {watch.most / 1e6:.0f} MB at most so far")
        await self.is_served(2)


@contextmanager
def running(bot: HandedSalon) -> Iterator[int]:
    """``listwarden run`` as people start it: one that is forked from the tests has their memory, too; its pid."""
    with (bot.home / "daemon.log").open("ab") as log:
        words = [sys.executable, "-m", "bot", "run", "--config", str(bot.config)]
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=bot.home, env=bot.environment())
    try:
        for _ in range(20):
            if answers("127.0.0.1", bot.port, b"220"):
                break
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def attack(kind: str) -> bool:
    """Attack a daemon; whether all was as wanted."""
    with home() as folder, RecordingSink() as sink, RecordingSink() as hop:
        intake = f'next_hop = "127.0.0.1:{hop.port}"\n' if kind == "smtp-filter" else ""
        post = "" if kind == "smtp-filter" else 'to = ["salon-members@lists.example.org"]'
        bot = HandedSalon(home=folder, sink=sink, kind=kind, intake=intake, post=post, mode="observe")
        with running(bot) as pid:
            watch = Watch(pid)
            watch.start()
            began, attacked = time.monotonic(), Attack(bot.port, kind)
            print(f"{kind}:")
            asyncio.run(attacked.all(watch))
            most = watch.end()
        evil = [case for case in bot.journal() if "Evil" in str(case)]
        print(
            f"  {most / 1e6:.0f} MB at most (bar 150), {time.monotonic() - began:.0f} s, smuggled in: {len(evil)}"
        )
        return not attacked.failed and not evil and most < BAR


def main() -> None:
    """Both ways in."""
    if not all([attack("lmtp"), attack("smtp-filter")]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()

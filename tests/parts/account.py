"""One list's account on a real server, the intake that watches it, and the desk behind it."""

import asyncio
import itertools
import time

import structlog

from bot.intake.imap import ImapIntake, ImapOptions
from tests.parts.desk import MemoryDesk

FOLDERS = ("Accepted", "Held", "Returned", "Discarded")
_numbers = itertools.count(1)


def post(subject="hello", *, size=0, message_id=None):
    number = next(_numbers)
    identifier = f"<{number}@example.org>" if message_id is None else message_id
    head = f"From: Ann <ann@example.org>\r\nSubject: {subject}\r\nMessage-ID: {identifier}\r\n\r\n"
    body = f"This is post {number}.\r\n".encode()
    line = b"x" * 76 + b"\r\n"
    return head.encode() + body + line * (max(0, size - len(head) - len(body)) // len(line))


class Account:
    """
    What a test of the intake speaks about.

    ``options`` are those of ImapOptions; by default the plain port, no waiting.
    ``server`` is where mail is put, whatever line the intake goes by.
    """

    def __init__(self, server, executor, user, **options):
        self.server = server
        self.user = user
        self.desk = MemoryDesk()
        self.options = ImapOptions(
            account=user,
            username=user,
            **{
                "host": "127.0.0.1",
                "port": server.plain_port,
                "security": "none",
                "password": server.password,
                "folders": FOLDERS,
                "retry_seconds": 0.05,
                **options,
            },
        )
        self.executor = executor
        self.logged = structlog.testing.LogCapture()
        self.intake = self.new_intake()
        self.task = None

    def new_intake(self):
        log = structlog.wrap_logger(None, processors=[self.logged])
        return ImapIntake(self.options, self.desk, self.executor, log)

    async def watches(self):
        ready = asyncio.Event()
        self.task = asyncio.create_task(self.intake.run(ready.set))
        await asyncio.wait_for(ready.wait(), 10)

    async def starts(self):
        self.task = asyncio.create_task(self.intake.run(lambda: None))

    async def stops(self):
        await self.intake.stop()
        if self.task:
            await self.task

    async def gets(self, raw, **how):
        return await asyncio.to_thread(self.server.append, raw, user=self.user, **how)

    async def is_delivered(self, *raws):
        await asyncio.to_thread(lambda: self.server.deliver(*raws, user=self.user))

    async def lies_in(self, folder):
        return await asyncio.to_thread(self.server.messages, folder, self.user)

    def says(self, level):
        return [entry for entry in self.logged.entries if entry["log_level"] == level]


async def eventually(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


def expunge(server, user, uids):
    with server.client(user, "INBOX") as client:
        client.delete_messages(uids)
        client.uid_expunge(uids)

"""
Two lists at work in one process: real database, real rules, a real mail server, and boxes in place of IMAP.

One list may be ill: its way to the database fails when a test says so. Boxes
do what an intake does with its runtime: ask what is known, hand over the rest,
carry out placements, and begin anew after a failure.
"""

import asyncio
import contextlib
import datetime as dt
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.errors import PermanentFailure, TemporaryFailure
from bot.lifecycle import OutboxState
from bot.mail.post import Arrival, Envelope, ImapOrigin, Move
from bot.service import moderation
from bot.service.build import open_runtimes
from bot.service.inbox import Inbox
from bot.service.line import Line, Threads
from bot.service.list_runtime import Database, ListRuntime
from bot.service.outbox import Worker
from bot.service.restore_check import Witness
from bot.service.stamp import now
from bot.service.ways_in import Listeners
from bot.settings import Settings, load_settings
from bot.store import Store
from tests.parts.failing import FailingDatabase, Through
from tests.parts.salon import post
from tests.parts.sink import RecordingSink

RULES = """ruleset: two
language: 1
rules:
  - name: digested
    when: {subject: {has_word: digested}}
    then: digest
    because: d
  - name: held
    when: {subject: {has_word: held}}
    then: hold
    because: h
"""

SETTINGS = """data_dir = "."
authserv_id = "mx.example.org"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
"""

LIST = """
[[lists]]
id = "{name}.lists.example.org"
address = "{name}@lists.example.org"
rules = "rules.yaml"
owners = ["{name}-owner@example.org"]
{more}[lists.intake]
host = "127.0.0.1"
port = 1
security = "none"
username = "{name}"
password_file = "password"
[lists.post]
to = ["{name}-members@lists.example.org"]
[lists.digest]
max_posts = 2
to = ["{name}-digest@lists.example.org"]
formats = ["plain"]
"""

NAMES = ("ill", "well")
SUBJECTS = ("one", "two", "three", "held", "digested one", "digested two")


class Box:
    """What lies in one list's inbox and folders."""

    def __init__(self, name: str, inbox: Inbox, runtime: ListRuntime) -> None:
        self.name = name
        self.inbox = inbox
        self.places = dict.fromkeys(range(1, len(SUBJECTS) + 1), "INBOX")
        self.raws = {uid: _post(runtime, uid, subject) for uid, subject in enumerate(SUBJECTS, 1)}

    async def work(self) -> None:
        """Take and move, for ever."""
        while True:
            with contextlib.suppress(TemporaryFailure, PermanentFailure):
                await self._take()
                await self._move()
            await asyncio.sleep(0.02)

    async def _take(self) -> None:
        here = [uid for uid, place in self.places.items() if place == "INBOX"]
        known = await self.inbox.known(self.name, "INBOX", 1, here) if here else ()
        fresh = [uid for uid in here if uid not in known]
        if fresh:
            await self.inbox.take([self._arrival(uid) for uid in fresh])

    async def _move(self) -> None:
        moves = []
        for placement in await self.inbox.placements(self.name):
            self.places[placement.origin.uid % 100] = placement.folder
            there = ImapOrigin(
                account=self.name, folder=placement.folder, validity=1, uid=placement.origin.uid % 100 + 100
            )
            moves.append(Move(case=placement.case, origin=there))
        if moves:
            await self.inbox.moved(moves)

    def _arrival(self, uid: int) -> Arrival:
        return Arrival(
            raw=self.raws[uid],
            envelope=Envelope(reverse_path="ann@example.net"),
            origin=ImapOrigin(account=self.name, folder="INBOX", validity=1, uid=uid),
            received=now(),
            size=len(self.raws[uid]),
        )


def _post(runtime: ListRuntime, uid: int, subject: str) -> bytes:
    name = runtime.mailing_list.address.partition("@")[0]
    raw = post("Some words.", subject=subject, message_id=f"{name}-{uid}@example.net")
    return raw.replace(b"salon@", name.encode() + b"@").replace(b"\n", b"\r\n")


class TwoLists:
    """The two lists; ``boxes`` and ``lines`` by their names."""

    def __init__(self, home: Path, settings: Settings, store: Store, fails: Callable[[int], str]) -> None:
        self.home = home
        self.store = store
        self.database = FailingDatabase(store)
        self.runtimes = open_runtimes(settings, store)
        self.database.fails = fails
        self._pool, self._press = ThreadPoolExecutor(2), ThreadPoolExecutor(1)
        self._smtp = Smtp(SmtpOptions(**settings.smtp.values()))
        self.worker = Worker(self.database, self._smtp, now, dt.timedelta(days=5), Witness(home))
        self.ways = dict.fromkeys(NAMES, self.database)
        self.lines: dict[str, Line] = {}
        self.boxes: dict[str, Box] = {}
        self.told: list[bytes] = []

    def furnish(self, ill: Callable[[int], str] | None = None) -> None:
        """Give each list its box and line; ``ill`` says when the way of the ill one fails."""
        for name, runtime in zip(NAMES, self.runtimes, strict=True):
            way: Database = self.database
            if ill is not None and name == "ill":
                way = cast("Database", Through(self.database, ill))
            line = Line(
                runtime,
                way,
                self.worker,
                threads=Threads(pool=self._pool, calls=self._pool, press=self._press),
                listeners=Listeners(),
                ways=(self._tell,),
                crashed=False,
            )
            self.lines[name] = line
            self.boxes[name] = Box(name, Inbox(runtime, way, line.pipeline), runtime)

    async def _tell(self, mail) -> bool:
        self.told.append(mail.raw)
        return True

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Everything runs until the block ends."""
        tasks = [asyncio.create_task(one.work()) for one in self.boxes.values()]
        tasks += [asyncio.create_task(self._rounds(line)) for line in self.lines.values()]
        worker = asyncio.create_task(self.worker.run())
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self.worker.stop()
            await worker
            await self._smtp.close()
            self.database.close()
            self._pool.shutdown()
            self._press.shutdown()
        assert [task for task in tasks if not task.cancelled()] == []

    async def _rounds(self, line: Line) -> None:
        while True:
            await line.round(now())
            await asyncio.sleep(0.02)

    def accept(self, name: str) -> bool:
        """What a moderator does at the command line with the held post, once there is one."""
        with self.store.snapshot() as tx:
            held = tx.held(f"{name}.lists.example.org")
        for one in held:
            with self.store.transaction() as tx:
                moderation.hand_on(tx, self.runtimes, one.case.id, "moderator", now()).accept()
        return bool(held)

    def left(self, name: str) -> list[str]:
        """What is still to be done for a list."""
        list_id = f"{name}.lists.example.org"
        with self.store.snapshot() as tx:
            mails = [mail.state for mail in tx.undone(list_id) if mail.state is not OutboxState.FAILED]
            taken = [case.id for case in tx.unfinished(list_id)]
            waiting, _ = tx.waiting_size(list_id)
            placements, _ = tx.open_placements(list_id)
        inbox = [uid for uid, place in self.boxes[name].places.items() if place == "INBOX"]
        return [
            *map(str, mails),
            *taken,
            *["in digest"] * waiting,
            *["placement"] * placements,
            *map(str, inbox),
        ]


@contextlib.asynccontextmanager
async def two_lists(
    home: Path,
    sink: RecordingSink,
    template: Path,
    fails: Callable[[int], str] = lambda _: "",
    ill: Callable[[int], str] | None = None,
) -> AsyncIterator[TwoLists]:
    """Two lists at work; ``template`` is a fresh database."""
    shutil.copy(template, home / "listwarden.db")
    with Store.open(f"sqlite:///{home}/listwarden.db", check=False) as store:
        lists = TwoLists(home, settings_of(home, sink), store, fails)
        lists.furnish(ill)
        async with lists.at_work():
            yield lists


def settings_of(home: Path, sink: RecordingSink, more: str = "", table: str = "") -> Settings:
    """The settings of both, in a folder; with ``more`` keys in each list, and in a last table of it."""
    (home / "rules.yaml").write_text(RULES)
    (home / "password").touch(mode=0o600)
    (home / "password").write_text("x\n")
    text = SETTINGS.format(port=sink.port) + "".join(
        LIST.format(name=name, more=more) + table for name in NAMES
    )
    (home / "listwarden.toml").write_text(text)
    return load_settings(home / "listwarden.toml", {})


def sent(sink: RecordingSink, to: str) -> Counter[str]:
    """How often which mail came to an address, by Message-ID."""
    return Counter(mail.field("Message-ID") or "" for mail in sink.messages() if to in mail.recipients)

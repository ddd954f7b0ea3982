"""
A list that serves its members, in one process: real settings, database and outbox, a clock that tests move.

``RecordingSink`` is the mail server; what it refuses, and when, is the test's.
"""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.mail import identify, read
from bot.mail.post import Arrival, Envelope, ImapOrigin
from bot.notices import write_repost
from bot.service import alerts
from bot.service.build import open_runtimes
from bot.service.list_runtime import Database, ListRuntime
from bot.service.membership import look_after
from bot.service.outbox import Worker
from bot.service.restore_check import Witness
from bot.settings import load_settings
from bot.store import Case, Store
from tests.parts.salon import post
from tests.parts.sink import RecordingSink, SmtpSink
from tests.parts.stored import accepted

START = dt.datetime(2026, 1, 8, 9, tzinfo=dt.UTC)
OWNER = "owner@example.org"
RETRIES = (0, 5, 15, 35, 61, 75, 120, *range(240, 24 * 60, 240))
"""Minutes of a day at which the outbox is looked at: when what was put off is due, and every four hours."""

SETTINGS = """data_dir = "."
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
[[lists]]
id = "salon.lists.example.org"
address = "salon@lists.example.org"
name = "Salon"
rules = "rules.yaml"
owners = ["owner@example.org"]
members = "members.txt"
bounce_address = "salon-bounces+{{token}}@lists.example.org"
[lists.intake]
host = "127.0.0.1"
port = 1
security = "none"
username = "salon"
password_file = "password"
[lists.post]
to = "members"
from_rewrite = "never"
"""


def member(number: int) -> str:
    """The address of a member."""
    return f"member{number:05}@example.net"


class Served:
    """The list at work; ``at`` is its clock."""

    def __init__(
        self, home: Path, store: Store, runtime: ListRuntime, sink: RecordingSink | SmtpSink
    ) -> None:
        self.store = store
        self.runtime = runtime
        self.sink = sink
        self.at = START
        self.database = Database(store)
        self._smtp = Smtp(SmtpOptions(host=sink.host, port=sink.port, security="none"))
        self.worker = Worker(self.database, self._smtp, lambda: self.at, dt.timedelta(days=5), Witness(home))
        self._posts = 0

    async def close(self) -> None:
        """Let go of server and database."""
        await self._smtp.close()
        self.database.close()

    def posts(self) -> str:
        """A post is accepted; its Message-ID."""
        self._posts += 1
        name = f"p{self._posts}@example.net"
        raw = post("The tide is out.", subject=f"Tide {self._posts}", message_id=name).replace(b"\n", b"\r\n")
        origin = ImapOrigin(account="salon", folder="INBOX", validity=1, uid=self._posts)
        envelope = Envelope(reverse_path="ann@example.net")
        arrival = Arrival(raw=raw, envelope=envelope, origin=origin, received=self.at, size=len(raw))
        stamp = self.runtime.stamper.stamp_for(name, name, self.at)
        mail = write_repost(read(raw), self.runtime.mailing_list, stamp)
        with self.store.transaction() as tx:
            (case,) = tx.admit(self.runtime.mailing_list.id, [(arrival, identify(raw))], self.at)
            assert isinstance(case, Case)
            tx.settle(accepted(case, outgoing=(mail,)), self.at)
        return name

    async def hour(self) -> None:
        """What is due is sent, members are looked after, owners are told."""
        await self.worker.flush()
        await look_after(self.runtime, self.database, self.at)
        await self.database.run(lambda tx: alerts.tell(tx, self.runtime, self.at))
        await self.worker.flush()

    async def days(self, number: int) -> None:
        """A post a day, and all tries of that day."""
        for _ in range(number):
            morning = self.at
            self.posts()
            for minutes in RETRIES:
                self.at = morning + dt.timedelta(minutes=minutes)
                await self.hour()
            self.at = morning + dt.timedelta(days=1)

    def copies(self) -> Counter[tuple[str, str]]:
        """How often each member has each post."""
        return Counter(
            (message.field("Message-ID") or "", who)
            for message in self.sink.messages()
            for who in message.recipients
            if (message.field("Subject") or "").startswith("Tide")
        )

    def told(self) -> list[str]:
        """The subjects of the mails to the owner."""
        return [one.field("Subject") or "" for one in self.sink.messages() if OWNER in one.recipients]

    def paused(self) -> frozenset[str]:
        """To whom nothing is sent any more."""
        with self.store.snapshot() as tx:
            return tx.paused(self.runtime.mailing_list.id)


@contextlib.asynccontextmanager
async def serving(home: Path, sink: RecordingSink | SmtpSink, members: int) -> AsyncIterator[Served]:
    """The list with so many members, in that folder."""
    (home / "rules.yaml").write_text("ruleset: t\nlanguage: 1\nrules: []\n")
    (home / "password").write_text("x")
    (home / "members.txt").write_text("".join(f"{member(number)}\n" for number in range(members)))
    (home / "listwarden.toml").write_text(SETTINGS.format(port=sink.port))
    settings = load_settings(home / "listwarden.toml", {})
    with Store.open(settings.database_url) as store:
        served = Served(home, store, open_runtimes(settings, store)[0], sink)
        try:
            yield served
        finally:
            await served.close()


def refuse_some(sink: RecordingSink, members: int, share: int) -> None:
    """Of every ``share`` members one is gone; of another one the mailbox is full, or the server has its rules."""
    for number in range(0, members, share):
        sink.refuse[member(number)] = "550 5.1.1 no such user here"
        sink.refuse[member(number + 1)] = "452 4.2.2 mailbox full"
        sink.refuse[member(number + 2)] = "552 5.2.2 over quota"
        sink.refuse[member(number + 3)] = "550 5.7.1 message refused by policy"


async def refuse_for_an_hour(sink: RecordingSink, served: Served, members: int) -> None:
    """Every tenth recipient is put off until an hour of the list's clock has gone by."""
    tenth = [member(number) for number in range(9, members, 10) if member(number) not in sink.refuse]
    sink.refuse |= dict.fromkeys(tenth, "451 4.3.0 try again later")
    morning = served.at
    served.posts()
    for minutes in (0, 5, 15, 35, 59):
        served.at = morning + dt.timedelta(minutes=minutes)
        await served.hour()
    for who in tenth:
        del sink.refuse[who]
    for minutes in RETRIES[4:]:
        served.at = morning + dt.timedelta(minutes=minutes)
        await served.hour()
    served.at = morning + dt.timedelta(days=1)

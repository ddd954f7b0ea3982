"""A list with its database and no servers: what comes is decided, what would leave lies in a sink. Milliseconds a mail."""

import asyncio
import atexit
import datetime as dt
import itertools
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from bot.lifecycle import Outcome, Receipt
from bot.mail.post import Arrival, Envelope, ImapOrigin
from bot.service.build import open_runtimes
from bot.service.list_runtime import Database, ListRuntime
from bot.service.pipeline import Pipeline
from bot.settings import load_settings
from bot.store import Case, OutboxItem, Store
from tests.parts.salon import ROOT

SETTINGS = """data_dir = "{home}/data"
authserv_id = "mx.example.org"

[smtp]
host = "127.0.0.1"
port = 1
security = "none"

[[lists]]
id = "salon.lists.example.org"
address = "salon@lists.example.org"
name = "Salon"
rules = "rules/list.yaml"
owners = ["owner@example.org"]
{more}
[lists.intake]
host = "127.0.0.1"
port = 2
security = "none"
username = "salon"
password_file = "imap-password"

[lists.post]
to = {to}

[lists.digest]
max_posts = 1000
to = ["salon-digest@lists.example.org"]
"""


@dataclass
class Letter:
    """A mail that left."""

    item: OutboxItem
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        parsed = message_from_bytes(self.item.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.message = parsed

    @property
    def text(self) -> str:
        """Its text as it was sent."""
        part = self.message.get_body(("plain",))
        return "" if part is None else str(part.get_content())

    @property
    def to(self) -> str:
        """Its one receiver."""
        (one,) = self.item.recipients
        return one


_OPENED: dict[tuple[str, str, str], tuple[Path, ListRuntime]] = {}


def _opened(rules: str, more: str, people: str) -> tuple[Path, ListRuntime]:
    """A list with these rules, settings, members, and a fresh database of its own to copy: made once."""
    if (rules, more, people) not in _OPENED:
        home = Path(tempfile.mkdtemp(prefix="post-office-"))
        _OPENED[rules, more, people] = _open(home, rules, more, people)
    return _OPENED[rules, more, people]


def _open(home: Path, rules: str, more: str, people: str) -> tuple[Path, ListRuntime]:
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "rules").mkdir(parents=True)
    (home / "data").mkdir()
    for file in (ROOT / "rules").glob("*.yaml"):
        (home / "rules" / file.name).write_bytes(file.read_bytes())
    (home / "rules" / "list.yaml").write_text(rules or "ruleset: mine\nlanguage: 1\ninherits: salon.yaml\n")
    secret = home / "imap-password"
    secret.touch(mode=0o600)
    secret.write_text("x")
    to = '["salon-members@lists.example.org"]'
    if people:
        (home / "members.txt").write_text(people)
        to, more = '"members"', f'members = "members.txt"\n{more}'
    (home / "listwarden.toml").write_text(SETTINGS.format(home=home, more=more, to=to))
    settings = load_settings(home / "listwarden.toml", {})
    with Store.open(settings.database_url) as store:
        (runtime,) = open_runtimes(settings, store)
    return home / "data" / "listwarden.db", runtime


class PostOffice:
    """One list, whose ``people`` the bot itself serves where there are any; time passes only when told to."""

    def __init__(self, home: Path, rules: str = "", more: str = "", people: str = "") -> None:
        fresh, self.runtime = _opened(rules, more, people)
        shutil.copy(fresh, home / "listwarden.db")
        self.store = Store.open(f"sqlite:///{home / 'listwarden.db'}")
        with self.store.snapshot() as tx:
            self.runtime.follow_record(tx)
        self.now = dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC)
        self.letters: list[Letter] = []
        self._uids = itertools.count(1)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def takes(self, *raws: bytes, seconds: float = 3600) -> list[Case]:
        """Let so much time pass, then take mail as the inbox does, decide on it, send what leaves."""
        self.now += dt.timedelta(seconds=seconds)
        arrivals = [self.arrival(raw, next(self._uids)) for raw in raws]
        asyncio.run(self._take(arrivals))
        self.sends()
        with self.store.snapshot() as tx:
            found = [tx.case(row.case) for row in tx.journal()]
        return [case for case in found if case is not None]

    async def _take(self, arrivals: list[Arrival]) -> None:
        database = Database(self.store)
        with ThreadPoolExecutor(1) as pool:
            pipeline = Pipeline(self.runtime, database, pool, lambda: self.now, lambda: None)
            await pipeline.take(arrivals)
        database.close()

    def sends(self) -> None:
        """Send all that is due."""
        with self.store.transaction() as tx:
            while items := tx.lease(self.now, 50, dt.timedelta(minutes=5)):
                for item in items:
                    done = [
                        Receipt(recipient=one, outcome=Outcome.SENT, reply="250 ok")
                        for one in item.recipients
                    ]
                    tx.mark(item, done, self.now, None)
                    self.letters.append(Letter(item))

    def to(self, address: str) -> list[Letter]:
        """What went to an address, oldest first."""
        return [letter for letter in self.letters if address in letter.item.recipients]

    def last_to(self, address: str) -> Letter:
        """The newest mail to an address."""
        return self.to(address)[-1]

    @property
    def posted(self) -> list[Letter]:
        """What reached the members."""
        return self.to("salon-members@lists.example.org")

    def journal(self) -> list[str]:
        """Dispositions and rules, one a case."""
        with self.store.snapshot() as tx:
            return [f"{row.disposition.value}: {' '.join(row.rules)}" for row in tx.journal()]

    def arrival(self, raw: bytes, uid: int) -> Arrival:
        """A mail as the inbox shows it at that place."""
        wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return Arrival(
            raw=wire,
            envelope=Envelope(),
            origin=ImapOrigin(account="salon", folder="INBOX", validity=1, uid=uid),
            received=self.now,
            size=len(wire),
        )


def quoted(text: str, who: str = "Salon moderation bot", mark: str = "> ") -> str:
    """A text as most programs quote it."""
    rows = [f"{mark}{line}".rstrip() for line in text.splitlines()]
    return "\n".join([f"On Tue, 20 Jan 2026 at 09:14, {who} <salon@lists.example.org> wrote:", "", *rows])


def reply_to(letter: Any, text: str, number: int = 1, **changes: Any) -> bytes:
    """A person's plain answer to a letter, as their own server proves it; ``changes`` as of tests.parts.salon.post."""
    from tests.parts.salon import post

    name, address = parseaddr(str(letter.message["To"]))
    given = {
        "subject": f"Re: {letter.message['Subject']}",
        "from_": f"{name or address.partition('@')[0]} <{address}>",
        "message_id": f"reply{number}.{abs(hash(text)) % 10**8}@example.net",
        "extra": f"In-Reply-To: {letter.message['Message-ID']}",
        "date": "Tue, 20 Jan 2026 08:02:11 +0000",
    } | changes
    return post(text, **given)

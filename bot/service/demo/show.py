"""The course of the demo: set up, put posts into the inbox, wait for the daemon, tell what it did."""

import asyncio
import contextlib
import email
import email.policy
import email.utils
import os
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from imapclient import IMAPClient

from bot.errors import TemporaryFailure
from bot.mail import read
from bot.service.demo.servers import PASSWORD, USER, Sink, imap_server, smtp_sink
from bot.service.stamp import now
from bot.service.starter import rule_files
from bot.store import JournalRow, Store

LIST = "salon.lists.example.org"
PATIENCE = 30.0
ANSWERS = (("frieda@example.org", "ok"), ("owner@example.org", "accept"))
"""Who answers the mail that they got, and how."""

SETTINGS = """data_dir = "data"
authserv_id = "mx.example.org"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"

[[lists]]
id = "salon.lists.example.org"
address = "salon@lists.example.org"
mode = "live"
name = "Salon"
rules = "rules/demo.yaml"
owners = ["owner@example.org"]

[lists.intake]
kind = "imap"
host = "127.0.0.1"
port = {imap}
security = "none"
username = "{user}"
password_file = "imap-password"

[lists.post]
to = ["salon-members@lists.example.org"]

[lists.digest]
max_posts = 1000
to = ["salon-digest@lists.example.org"]
formats = ["html", "plain", "mime"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One sample post and what became of it, at first and ``after`` somebody answered."""

    sample: str
    author: str
    subject: str
    disposition: str
    after: str
    reasons: tuple[str, ...]


async def run_demo(out: Path, tell: Callable[[str], None], *, keep: bool) -> list[Shown]:
    """Run the demo; writes every mail sent into ``out``. With ``keep`` it goes on until interrupted."""
    with tempfile.TemporaryDirectory(prefix="listwarden-demo-") as work:
        async with imap_server() as imap, smtp_sink() as (smtp, sink):
            config = set_up(Path(work), imap, smtp)
            tell(f"an IMAP server on port {imap}, a mail sink on port {smtp}, the list {LIST}")
            async with daemon(config, out / "daemon.log"):
                tell("the daemon runs and watches the inbox")
                shown = await play(Path(work), config, imap, sink)
                write_mails(sink, out)
                if keep:
                    tell(how_to_go_on(imap, config))
                    await stay(sink, out)
    return shown


def set_up(work: Path, imap: int, smtp: int) -> Path:
    """Settings, a password and rules in a directory; returns the settings file."""
    config = work / "listwarden.toml"
    config.write_text(SETTINGS.format(imap=imap, smtp=smtp, user=USER))
    secret = work / "imap-password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    rules = work / "rules"
    rules.mkdir()
    for file in [*rule_files(), samples() / "demo.yaml"]:
        (rules / file.name).write_bytes(file.read_bytes())
    return config


def samples() -> resources.abc.Traversable:
    """Where the sample posts lie."""
    return resources.files("bot") / "starter" / "demo"


def sample_posts() -> list[tuple[str, bytes]]:
    """The sample posts by name, in their order."""
    files = sorted(
        (one for one in samples().iterdir() if one.name.endswith(".eml")), key=lambda one: one.name
    )
    return [(one.name, one.read_bytes()) for one in files]


@contextlib.asynccontextmanager
async def daemon(config: Path, log: Path) -> AsyncIterator[None]:
    """``listwarden run`` in a process of its own, watched until it says that it is ready."""
    with log.open("wb") as lines, ready_socket(config.parent / "notify") as (address, ready):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(config),
            env={**os.environ, "NOTIFY_SOCKET": address}, stderr=lines, cwd=config.parent,
        )  # fmt: skip
        try:
            await until(lambda: ready() or _ended(process), "the daemon is ready")
            yield
        except TemporaryFailure as failure:
            raise TemporaryFailure(f"{failure}; what the daemon did is in {log}") from failure
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _ended(process: asyncio.subprocess.Process) -> bool:
    if process.returncode is None:
        return False
    raise TemporaryFailure(f"the daemon stopped at once, with status {process.returncode}")


@contextlib.contextmanager
def ready_socket(path: Path) -> Iterator[tuple[str, Callable[[], bool]]]:
    """A service manager's socket: its address, and whether READY=1 has come."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(path))
        line.settimeout(0)
        said: list[bytes] = []

        def ready() -> bool:
            with contextlib.suppress(BlockingIOError):
                said.append(line.recv(4096))
            return any(b"READY=1" in one for one in said)

        yield str(path), ready


async def play(work: Path, config: Path, imap: int, sink: Sink) -> list[Shown]:
    """
    Put the posts into the inbox, wait for their decisions and their mail, send the digest.

    A member answers a return with "ok", and a moderator accepts a held post by answering its notice.
    """
    posts = sample_posts()
    await asyncio.to_thread(append, imap, [raw for _, raw in posts])
    with Store.open(f"sqlite:///{work / 'data' / 'listwarden.db'}") as store:
        await until(lambda: len(decided(store)) >= len(posts) and not unsent(store), "every post is decided")
        first = decided(store)
        await asyncio.to_thread(append, imap, [answer_to(sink, who, word) for who, word in ANSWERS])
        whole = len(posts) + len(ANSWERS)
        await until(lambda: len(decided(store)) >= whole and not unsent(store), "the answers are heard")
        await digest(config)
        await until(lambda: not unsent(store), "the digest is sent")
        became = {row.case: row.disposition.value for row in decided(store)}
    pairs = zip(posts, first, strict=True)
    return [shown(name, raw, row, became[row.case]) for (name, raw), row in pairs]


def answer_to(sink: Sink, person: str, words: str) -> bytes:
    """A person's answer to the last mail that they got, proven by the list's server."""
    mails = (
        email.message_from_bytes(raw, policy=email.policy.default)
        for _, to, raw in sink.mails
        if person in to
    )
    notice = list(mails)[-1]
    domain = person.partition("@")[2]
    part = notice.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in str(part.get_content() if part else "").splitlines())
    head = (
        f"Return-Path: <{person}>\n"
        f"Authentication-Results: mx.example.org; dmarc=pass header.from={domain}\n"
        f"From: {person}\nTo: {notice['Reply-To']}\nSubject: Re: {' '.join(str(notice['Subject']).split())}\n"
        f"Date: {email.utils.format_datetime(now())}\nMessage-ID: <answer.{words}@{domain}>\n"
        f"In-Reply-To: {notice['Message-ID']}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return f"{head}{words}\n\nOn Friday the moderation bot wrote:\n{quoted}".encode()


def append(port: int, posts: Sequence[bytes]) -> None:
    """Put posts into the inbox as a mail server would."""
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(USER, PASSWORD)
        for raw in posts:
            client.append("INBOX", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def decided(store: Store) -> list[JournalRow]:
    """The journal so far."""
    with store.snapshot() as tx:
        return list(tx.journal(None, None))


def unsent(store: Store) -> int:
    """How many mails are still to leave."""
    with store.snapshot() as tx:
        return len(tx.unsent())


async def digest(config: Path) -> None:
    """``listwarden digest send``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "digest", "send", LIST, "--config", str(config),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait():
        raise TemporaryFailure("the digest could not be made")


async def until(met: Callable[[], object], what: str) -> None:
    """Wait for a condition, with patience but not for ever."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not met():
        if loop.time() > end:
            raise TemporaryFailure(f"the demo waited {PATIENCE:.0f} seconds in vain until {what}")
        await asyncio.sleep(0.1)


def shown(name: str, raw: bytes, row: JournalRow, became: str) -> Shown:
    """One line of the table; ``became``: where an answer has changed what it was at first."""
    post = read(raw)
    author = post.from_[0].name or post.from_[0].address if post.from_ else "?"
    return Shown(
        sample=name,
        author=author,
        subject=post.subject.raw,
        disposition=row.disposition.value,
        after=became if became != row.disposition.value else "",
        reasons=tuple(" ".join(reason.split()) for reason in row.reasons),
    )


def write_mails(sink: Sink, out: Path) -> None:
    """Every mail as a file, and the digest's HTML."""
    for number, (_, _, raw) in enumerate(sink.mails, 1):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        subject = re.sub(r"[^a-z0-9]+", "-", str(message["subject"] or "").lower()).strip("-")[:40]
        path = out / f"{number:02}-{subject or 'mail'}.eml"
        path.write_bytes(raw)
        html = message.get_body(("html",))
        if html is not None and "digest" in subject:
            (out / "digest.html").write_text(html.get_content(), "utf-8")


def how_to_go_on(imap: int, config: Path) -> str:
    """What to type to send the running demo a post."""
    return (
        f"it goes on until Ctrl-C. Send it a post of yours:\n\n"
        f"    curl --url imap://127.0.0.1:{imap}/INBOX --user {USER}:{PASSWORD} --upload-file post.eml\n"
        f"    listwarden journal --config {config}\n\n"
        f"Its rules: {config.parent / 'rules' / 'demo.yaml'}; a saved change is live within a second."
    )


async def stay(sink: Sink, out: Path) -> None:
    """Write new mails as they come, until interrupted."""
    count = len(sink.mails)
    while True:
        await asyncio.sleep(0.5)
        if len(sink.mails) != count:
            count = len(sink.mails)
            write_mails(sink, out)

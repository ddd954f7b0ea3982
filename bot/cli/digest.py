"""The command ``listwarden digest``: preview an issue, or send one now."""

import argparse
import asyncio
import datetime as dt
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from bot.cli import DONE, NO
from bot.cli.common import Commands, command, store_of
from bot.errors import TemporaryFailure
from bot.lifecycle import OutboxState, Outcome
from bot.notices import Outgoing
from bot.notices.phrases import count
from bot.service.build import open_runtimes, open_smtp, runtime_of
from bot.service.issues import draft, make_issues
from bot.service.list_runtime import Database, ListRuntime
from bot.service.logs import set_up_logs
from bot.service.outbox import Worker
from bot.service.preview import page_of, texts_of
from bot.service.restore_check import Witness, hold_doubtful
from bot.service.stamp import now
from bot.service.ways_out import Ways
from bot.settings import Settings
from bot.store import MailRow, Store


def register(commands: Commands) -> None:
    """Add ``digest`` and what it can do."""
    digest = command(commands, "digest", "the digest of a list", config=True)
    parts = digest.add_subparsers(title="commands", metavar="COMMAND", required=True)
    preview = command(
        parts, "preview", "the next issue as it would be mailed now; on a terminal its text", config=True
    )
    preview.add_argument("list", metavar="LIST", help="the list's id or address")
    preview.add_argument(
        "--html", action="store_true", help="write its HTML form into a file, and open it in a browser"
    )
    preview.set_defaults(command=_preview)
    send = command(parts, "send", "make the issue now and send it; offer refused ones again", config=True)
    send.add_argument("list", metavar="LIST", help="the list's id or address")
    send.set_defaults(command=_send)


def _preview(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        runtime = runtime_of(open_runtimes(settings, store), given.list)
        written = draft(store, runtime, now())
    if written is None:
        print("No post waits for the digest.")
        return 0
    if given.html:
        return _open(written.mails)
    if sys.stdout.isatty():
        print("\n\n".join(texts_of(mail.raw for mail in written.mails)))
        return DONE
    for mail in written.mails:
        sys.stdout.buffer.write(mail.raw.replace(b"\r\n", b"\n") + b"\n")
    return 0


def _open(mails: Sequence[Outgoing]) -> int:
    """Each part of the issue in a file of its own; on a terminal the first one is opened."""
    pages = [page for mail in mails if (page := page_of(mail.raw)) is not None]
    if not pages:
        print("No form of the digest is HTML: see formats under [lists.digest].", file=sys.stderr)
        return NO
    folder = Path(tempfile.mkdtemp(prefix="listwarden-digest-"))
    files = [folder / f"part-{number}.html" for number in range(1, len(pages) + 1)]
    for file, page in zip(files, pages, strict=True):
        file.write_text(page, "utf-8")
        print(file)
    if sys.stdout.isatty():
        webbrowser.open(files[0].as_uri())
    return DONE


def _send(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        set_up_logs(settings.log.level, settings.log.format, terminal=sys.stderr.isatty())
        runtimes = open_runtimes(settings, store)
        runtime = runtime_of(runtimes, given.list)
        list_id = runtime.mailing_list.id
        _look_back(settings, store, runtimes)
        with store.transaction() as tx:
            again = tx.offer_again(list_id, now())
        made = {one.number: len(one.cases) for one in make_issues(store, runtime, now())}
        numbers = [*again, *made]
        if not numbers:
            print("No post waits for the digest: nothing is sent.")
            return DONE
        here = _deliver(settings, store)
        with store.snapshot() as tx:
            mails = {one: tx.issue_mails(list_id, one) for one in numbers}
    for one in numbers:
        what = f"with {count(made[one], 'post')}" if one in made else "offered again"
        print(f"Issue {one} of {runtime.mailing_list.name}, {what}: {_outcome(mails[one], here=here)}")
    refused = any(mail.state is OutboxState.FAILED for one in numbers for mail in mails[one])
    return NO if refused else DONE


def _look_back(settings: Settings, store: Store, runtimes: Sequence[ListRuntime]) -> None:
    """Nothing goes out twice after a restore; a daemon that runs looked at its start."""
    try:
        claim = store.claim("listwarden digest send")
    except TemporaryFailure:
        return
    with claim, store.transaction() as tx:
        witness = Witness(settings.data_dir)
        lost = witness.missing and not store.has_crew
        hold_doubtful(tx, runtimes, witness.read(), now(), lost=lost)
        if lost:
            witness.write(tx.progress())


def _outcome(mails: Sequence[MailRow], *, here: bool) -> str:
    """What became of the mails of an issue; ``here``: this process sent them, and no daemon."""
    states = {mail.state for mail in mails}
    if OutboxState.FAILED in states:
        said = [each for mail in mails for each in mail.recipients if each.outcome == Outcome.REFUSED]
        return "refused by the mail server; " + "; ".join(f"{each.recipient}: {each.reply}" for each in said)
    if states <= {OutboxState.SENT}:
        return "sent."
    if here:
        return "the mail server did not take it yet; the next run tries again."
    return "the running daemon sends it."


def _deliver(settings: Settings, store: Store) -> bool:
    """Send it here where no daemon runs (True); else the daemon sees it within a second."""
    try:
        with store.claim("listwarden digest send"):
            asyncio.run(_flush(settings, store))
    except TemporaryFailure:
        return False
    return True


async def _flush(settings: Settings, store: Store) -> None:
    """Send what is due."""
    database, smtp, witness = Database(store), open_smtp(settings), Witness(settings.data_dir)
    give_up = dt.timedelta(days=settings.limits.give_up_days)
    ways = Ways(smtp, settings.lists)
    try:
        await Worker(database, smtp, now, give_up, witness, ways).flush()
    finally:
        await smtp.close()
        await ways.close()
        database.close()

"""``listwarden digest``."""

import argparse
import asyncio
import datetime as dt
import sys

from bot.cli.common import Commands, command, store_of
from bot.errors import TemporaryFailure
from bot.service.build import desk_of, open_desks, open_smtp
from bot.service.desk import Database
from bot.service.desk import unsent as waiting_mail
from bot.service.outbox import Worker
from bot.service.schedule import mails_of, make_issue
from bot.service.stamp import now
from bot.settings import Settings
from bot.store import Store


def register(commands: Commands) -> None:
    """Add ``digest`` and what it can do."""
    digest = command(commands, "digest", "the digest of a list", config=True)
    parts = digest.add_subparsers(title="commands", metavar="COMMAND", required=True)
    preview = command(
        parts, "preview", "the next issue as it would be mailed now, on standard output", config=True
    )
    preview.add_argument("list", metavar="LIST", help="the list's id or address")
    preview.set_defaults(command=_preview)
    send = command(parts, "send", "make the issue now and send it", config=True)
    send.add_argument("list", metavar="LIST", help="the list's id or address")
    send.set_defaults(command=_send)


def _preview(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        desk = desk_of(open_desks(settings, store), given.list)
        with store.snapshot() as tx:
            waiting = tx.waiting(desk.mailing_list.id)
            number = tx.next_issue_number(desk.mailing_list.id)
    if not waiting:
        print("No post waits for the digest.")
        return 0
    for mail in mails_of(desk, waiting, number, now()):
        sys.stdout.buffer.write(mail.raw.replace(b"\r\n", b"\n") + b"\n")
    return 0


def _send(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        desk = desk_of(open_desks(settings, store), given.list)
        with store.transaction() as tx:
            count, _ = tx.waiting_size(desk.mailing_list.id)
            number = make_issue(tx, desk, now())
        if number is None:
            print("No post waits for the digest: nothing is sent.")
            return 0
        sent = _deliver(settings, store)
    posts = "1 post" if count == 1 else f"{count} posts"
    print(f"Issue {number} of {desk.mailing_list.name} with {posts} {sent}.")
    return 0


def _deliver(settings: Settings, store: Store) -> str:
    """Send it here where no daemon runs; else the daemon sees it within a second."""
    try:
        with store.claim("listwarden digest send"):
            left = asyncio.run(_flush(settings, store))
    except TemporaryFailure:
        return "is made; the running daemon sends it"
    return "is made; the mail server did not take it yet, the next run tries again" if left else "is sent"


async def _flush(settings: Settings, store: Store) -> int:
    """Send what is due; how many mails are left."""
    database, smtp = Database(store), open_smtp(settings)
    try:
        await Worker(database, smtp, now, dt.timedelta(days=settings.limits.give_up_days)).flush()
        return len(await database.run(waiting_mail))
    finally:
        await smtp.close()
        database.close()

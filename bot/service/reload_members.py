"""Reads a list's members again when their file changes; of a broken one owners hear once."""

import asyncio
import datetime as dt
import hashlib
from functools import partial

import structlog

from bot.notices import write_owner
from bot.service.list_runtime import Database, ListRuntime
from bot.service.stamp import now
from bot.store import Transaction

log = structlog.get_logger()

SETTLE = 0.3  # an editor may have written half of the file: look again after this many seconds


async def reload_members(runtime: ListRuntime, database: Database) -> None:
    """Read the members of a list again."""
    changed = await asyncio.to_thread(runtime.book.reread)
    if runtime.book.trouble:
        await asyncio.sleep(SETTLE)
        changed = await asyncio.to_thread(runtime.book.reread)
    if changed:
        runtime.follow_members()
        log.info("members live", list=runtime.mailing_list.id, members=len(runtime.book.members.people))
    await tell_members_trouble(runtime, database)


async def tell_members_trouble(runtime: ListRuntime, database: Database) -> None:
    """Log a broken file of members and mail it to the owners, once per set of errors."""
    if await database.run(partial(_book_trouble, runtime=runtime, at=now())):
        log.error(
            "members refused, the last good ones stay",
            list=runtime.mailing_list.id,
            errors=runtime.book.trouble,
        )


def _book_trouble(tx: Transaction, runtime: ListRuntime, at: dt.datetime) -> bool:
    """Put the mail to the owners into the outbox; False where nothing is new to tell."""
    key, trouble = f"members-told:{runtime.mailing_list.id}", runtime.book.trouble
    mark = hashlib.sha256(trouble.encode()).hexdigest() if trouble else ""
    if mark == (tx.recall(key) or ""):
        return False
    tx.remember(key, mark)
    if runtime.mailing_list.owners and not runtime.observes:
        stamp = runtime.stamper.stamp(f"members-{at:%Y%m%d%H%M%S}", "owner", at)
        tx.enqueue(write_owner(*_words(runtime), runtime.mailing_list, stamp), runtime.mailing_list.id, at)
    return bool(trouble)


def _words(runtime: ListRuntime) -> tuple[str, str]:
    """Subject and text of the mail about a file of members that broke, or that is good again."""
    name, file, trouble = runtime.mailing_list.name, runtime.book.path, runtime.book.trouble
    if not trouble:
        return "Your file of members is good again", f"The members of {name} in {file} are live."
    text = (
        f"The file of the members of {name} cannot be used as it is. Nothing is lost: the list goes on\n"
        "with the members that it had. Mend the line that is named below and save the file; it is read at\n"
        f"once, and you get a word when it is good again.\n\n{trouble}"
    )
    return "Your file of members has an error; the old members stay", text

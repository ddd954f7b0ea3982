"""A file that owners write is read again; of a broken one they hear once, and once when it is good again."""

import asyncio
import datetime as dt
import hashlib
from typing import Protocol

from bot.notices import write_owner
from bot.service.list_runtime import ListRuntime
from bot.store import Transaction

SETTLE = 0.3  # an editor may have written half of the file: look again after this many seconds


class Read(Protocol):
    """What was read from a file: ``trouble`` is what is wrong with it now, or ""."""

    @property
    def trouble(self) -> str:
        """Every error, each with its place."""

    def reread(self) -> bool:
        """Read it again; whether something changed."""


async def read_again(book: Read) -> bool:
    """Whether something changed; in a thread, since large files take a while."""
    changed = await asyncio.to_thread(book.reread)
    if not book.trouble:
        return changed
    await asyncio.sleep(SETTLE)
    return await asyncio.to_thread(book.reread)


def is_news(
    tx: Transaction, runtime: ListRuntime, what: str, trouble: str, words: tuple[str, str], at: dt.datetime
) -> bool:
    """
    Whether this trouble, or its end, is new to the owners; if so, the mail to them is put into the outbox.

    ``what`` names the file ("rules"), ``words`` are subject and text of the mail.
    """
    key = f"{what}-told:{runtime.mailing_list.id}"
    mark = hashlib.sha256(trouble.encode()).hexdigest() if trouble else ""
    if mark == (tx.recall(key) or ""):
        return False
    tx.remember(key, mark)
    if runtime.mailing_list.owners and not runtime.observes:
        stamp = runtime.stamper.stamp(f"{what}-{at:%Y%m%d%H%M%S}", "owner", at)
        tx.enqueue(write_owner(*words, runtime.mailing_list, stamp), runtime.mailing_list.id, at)
    return True

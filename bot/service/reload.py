"""Reloads rules within a second of saving; broken ones change nothing and are reported to the owner once."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.notices import write_owner
from bot.service.build import keep
from bot.service.list_runtime import Database, ListRuntime
from bot.service.stamp import now
from bot.store import Transaction

log = structlog.get_logger()

SETTLE = 0.3  # an editor may have written half of the file: look again after this many seconds


async def watch_rules(runtimes: Sequence[ListRuntime], database: Database, stop: asyncio.Event) -> None:
    """Reload on every change in a directory of rules, until stopped."""
    async for _ in changes(runtimes, stop):
        await reload_rules(runtimes, database)


async def changes(runtimes: Sequence[ListRuntime], stop: asyncio.Event) -> AsyncIterator[None]:
    """One item per burst of changes. Directories are watched: editors save by renaming."""
    while not stop.is_set():
        folders = folders_of(runtimes)
        async for _ in awatch(
            *folders,
            stop_event=stop,
            recursive=False,
            step=100,
            debounce=400,
        ):
            yield
            break


def folders_of(runtimes: Sequence[ListRuntime]) -> set[Path]:
    """The directories in which rules lie."""
    folders = {Path(name).resolve().parent for runtime in runtimes for name in watched(runtime)}
    return {folder for folder in folders if folder.is_dir()}


def watched(runtime: ListRuntime) -> tuple[str, ...]:
    """The files that make up a list's rules."""
    return (str(runtime.rulebook.path), *runtime.rulebook.policy.files)


async def reload_rules(runtimes: Sequence[ListRuntime], database: Database) -> None:
    """Read the rules of every list again."""
    for runtime in runtimes:
        changed = runtime.rulebook.reread()
        if runtime.rulebook.trouble:
            await asyncio.sleep(SETTLE)
            changed = runtime.rulebook.reread()
        if changed:
            policy = runtime.rulebook.policy
            await database.run(partial(keep, list_id=runtime.mailing_list.id, policy=policy))
            log.info(
                "rules live", list=runtime.mailing_list.id, digest=policy.digest[:12], rules=len(policy.rules)
            )
        await tell_trouble(runtime, database)


async def tell_trouble(runtime: ListRuntime, database: Database) -> None:
    """Log a broken rule file and mail it to the owners, once per set of errors until it is good again."""
    if await database.run(partial(book_trouble, runtime=runtime, at=now())):
        trouble = runtime.rulebook.trouble
        log.error("rules refused, the last good ones stay live", list=runtime.mailing_list.id, errors=trouble)


def book_trouble(tx: Transaction, runtime: ListRuntime, at: dt.datetime) -> bool:
    """Put the mail to the owners into the outbox; False where nothing is new to tell."""
    key, trouble = f"rules-told:{runtime.mailing_list.id}", runtime.rulebook.trouble
    mark = hashlib.sha256(trouble.encode()).hexdigest() if trouble else ""
    if mark == (tx.recall(key) or ""):
        return False
    tx.remember(key, mark)
    if runtime.mailing_list.owners and not runtime.observes:
        stamp = runtime.stamper.stamp(f"rules-{at:%Y%m%d%H%M%S}", "owner", at)
        title, text = words_on(runtime, trouble)
        tx.enqueue(write_owner(title, text, runtime.mailing_list, stamp), runtime.mailing_list.id, at)
    if not trouble:
        log.info("rules are good again", list=runtime.mailing_list.id)
    return bool(trouble)


def words_on(runtime: ListRuntime, trouble: str) -> tuple[str, str]:
    """Subject and text of the mail about a rule file that broke, or that is good again."""
    name, file = runtime.mailing_list.name, runtime.rulebook.path
    if not trouble:
        return "Your rules are good again", f"The rules of {name} in {file} are without errors and live."
    text = (
        f"The rules of {name} in {file} cannot be used as they are. Nothing is lost: the list goes on\n"
        "with the last good ones. Mend what is named below and save the file; it is read at once,\n"
        f"and you get a word when it is good again.\n\n{trouble}"
    )
    return "Your rules have an error; the old ones stay live", text

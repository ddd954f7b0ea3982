"""Looks after a list's members: who is paused, and what they asked for goes into their file."""

import asyncio
import datetime as dt
from functools import partial

import structlog

from bot.errors import PermanentFailure
from bot.members.model import Member
from bot.notices.alert import BOUNCES, Alert
from bot.notices.member import write_paused
from bot.service.list_runtime import Database, ListRuntime
from bot.store import Transaction

log = structlog.get_logger()


async def look_after(runtime: ListRuntime, database: Database, now: dt.datetime) -> None:
    """Pause whose mail comes back, and write into the members' file what was asked for by mail."""
    if not runtime.settings.sends_to_members:
        return
    await database.run(partial(_follow, runtime=runtime, now=now))
    if runtime.book.wishes and runtime.book.path is not None:
        wishes = runtime.book.wishes
        await asyncio.to_thread(_write, runtime)
        await database.run(lambda tx: tx.wishes_applied(wishes, now))
        await asyncio.to_thread(runtime.book.reread)
        await database.run(partial(_follow, runtime=runtime, now=now))
        log.info("members' wishes are in their file", list=runtime.mailing_list.id, wishes=len(wishes))


def _write(runtime: ListRuntime) -> None:
    try:
        runtime.book.write()
    except (OSError, ValueError) as problem:
        raise PermanentFailure(
            f"{runtime.book.path} cannot be written ({getattr(problem, 'strerror', None) or problem}): what "
            "members asked for holds, but the file does not say so. Let the bot write it, and its folder."
        ) from problem


def _follow(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> None:
    list_id = runtime.mailing_list.id
    for number, person in enumerate(tx.pause(list_id, runtime.settings.bounce_limit, now)):
        member = runtime.book.written.person(person)
        if member is not None:
            _tell(tx, runtime, member, f"{now:%Y%m%d%H%M%S}-{number}", now)
    runtime.follow_record(tx)


def _tell(tx: Transaction, runtime: ListRuntime, member: Member, name: str, now: dt.datetime) -> None:
    """The owner hears of it with all others of its hour, the member once."""
    list_id = runtime.mailing_list.id
    text = (
        f"Mail to {member.address} came back on {runtime.settings.bounce_limit} days; nothing more is sent "
        f"there. To send again: listwarden members set {member.address} mode={member.mode}"
    )
    tx.alert(list_id, Alert(topic=BOUNCES, text=text), now)
    stamp = runtime.stamper.stamp(f"paused-{name}", "member", now)
    tx.enqueue(write_paused(member, runtime.mailing_list, stamp), list_id, now)

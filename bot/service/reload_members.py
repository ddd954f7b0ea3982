"""Reads a list's members again when their file changes; of a broken one owners hear once."""

from functools import partial

import structlog

from bot.service.broken_files import is_news, read_again
from bot.service.list_runtime import Database, ListRuntime
from bot.service.stamp import now

log = structlog.get_logger()


async def reload_members(runtime: ListRuntime, database: Database) -> None:
    """Read the members of a list again."""
    if await read_again(runtime.book):
        runtime.follow_members()
        log.info("members live", list=runtime.mailing_list.id, members=len(runtime.book.members.people))
    await tell_members_trouble(runtime, database)


async def tell_members_trouble(runtime: ListRuntime, database: Database) -> None:
    """Log a broken file of members and mail it to the owners, once per set of errors."""
    trouble = runtime.book.trouble
    told = partial(is_news, runtime=runtime, what="members", trouble=trouble, words=_words(runtime), at=now())
    if await database.run(told) and trouble:
        log.error("members refused, the last good ones stay", list=runtime.mailing_list.id, errors=trouble)


def _words(runtime: ListRuntime) -> tuple[str, str]:
    """Subject and text of the mail about a file of members that broke, or that is good again."""
    name, file, trouble = runtime.mailing_list.name, runtime.book.path, runtime.book.trouble
    if not trouble:
        return "Your file of members is good again", f"The members of {name} in {file} are live."
    text = (
        f"The file of the members of {name} cannot be used as it is. Nothing is lost: the list goes on\n"
        "with the members that it had. Correct the line that is named below and save the file. It is\n"
        f"read at once, and you will be told when it is good again.\n\n{trouble}"
    )
    return "Your file of members has an error; the old members stay", text

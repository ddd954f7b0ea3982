"""Takes over changed settings while the daemon runs: which lists there are, and what is set for each."""

import asyncio
from collections.abc import Iterator, Sequence

import structlog

from bot.service.build import keep_new, kept_rules, open_books, open_runtime
from bot.service.list_runtime import Database, ListRuntime
from bot.service.logins import smtp_login
from bot.settings import Settings
from bot.store import Transaction

log = structlog.get_logger()

_AT_A_START = ("data_dir", "database", "database_password", "smtp", "log", "metrics")


async def open_again(
    settings: Settings, database: Database, running: Sequence[ListRuntime]
) -> list[ListRuntime]:
    """Every list of these settings; one that runs keeps its rules, where their file is the same."""
    live = {runtime.mailing_list.id: runtime.rulebook for runtime in running}
    books = {
        one.id: live[one.id] for one in settings.lists if one.id in live and live[one.id].path == one.rules
    }
    unread = [one for one in settings.lists if one.id not in books]
    kept = await database.run(lambda tx: kept_rules(tx, unread))
    read = await asyncio.to_thread(open_books, unread, kept)

    def work(tx: Transaction) -> list[ListRuntime]:
        keep_new(tx, read, kept)
        return [open_runtime(settings, one, (books | read)[one.id], tx) for one in settings.lists]

    return await database.run(work)


def tell_what_waits(began: Settings, fresh: Settings) -> None:
    """Say which changes only a start takes over."""
    if waiting := tuple(_waiting(began, fresh)):
        log.warning("these settings take effect when the bot is started again", keys=waiting)


def _waiting(began: Settings, fresh: Settings) -> Iterator[str]:
    for name in _AT_A_START:
        if getattr(began, name) != getattr(fresh, name):
            yield name
    if began.smtp == fresh.smtp and _smtp_client(began) != _smtp_client(fresh):
        yield f"oauth.{fresh.smtp.oauth}"


def _smtp_client(settings: Settings) -> object:
    login = smtp_login(settings)
    return login and login.client

"""Reloads rules within seconds of saving; broken ones change nothing and are reported to the owner once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import structlog
from watchfiles import watch
from watchfiles.main import FileChange

from bot.service.broken_files import is_news, read_again
from bot.service.build import keep
from bot.service.list_runtime import Database, ListRuntime
from bot.service.patience import sleep_unless, warn
from bot.service.reload_members import reload_members
from bot.service.signals import Signals
from bot.service.stamp import now
from bot.threads import ThreadEach

log = structlog.get_logger()

LOOK = 5.0  # how often files are looked at even though nothing was told of them

Looks = Mapping[str, tuple[int, int] | None]


async def watch_rules(
    runtimes: Sequence[ListRuntime],
    database: Database,
    signals: Signals,
    renew: Callable[[], Awaitable[None]],
    beat: Callable[[], None],
) -> None:
    """
    Read the rules at every change in a directory of theirs, and when asked by a signal, until stopped.

    A signal asks for the settings, too: ``renew`` takes them over, and may change ``runtimes``.
    """
    before = looks_of(
        runtimes
    )  # always before the files are read: what is saved meanwhile is seen at the next turn
    await _read_all(runtimes, database)
    while not signals.stop.is_set():
        await news(runtimes, before, signals, beat)
        signals.news.clear()  # what is asked for during a reload is heard at the next turn
        if not signals.stop.is_set():
            if signals.asked():
                await renew()
            before = looks_of(runtimes)
            await _read_all(runtimes, database)


async def _read_all(runtimes: Sequence[ListRuntime], database: Database) -> None:
    await each(runtimes, database, reload_rules)
    await each(runtimes, database, reload_members)


async def news(
    runtimes: Sequence[ListRuntime], before: Looks, signals: Signals, beat: Callable[[], None]
) -> None:
    """Return when something changed, or a signal came. Directories are watched: editors save by renaming."""
    beat()
    folders = folders_of(runtimes)
    if not folders:
        await sleep_unless(signals.news, LOOK)
        return
    found = watch(  # its own way to wait for it would load another event loop's library
        *folders,
        stop_event=signals.news,
        recursive=False,
        step=100,
        debounce=400,
        rust_timeout=round(LOOK * 1000),
        yield_on_timeout=True,
    )
    while (changes := await _next(found, signals)) is not None:
        beat()
        if changes or looks_of(runtimes) != before:  # a change may fall between two watches
            return


async def _next(found: Iterator[set[FileChange]], signals: Signals) -> set[FileChange] | None:
    """What is told next of files: nothing after a while; None where a signal came."""
    try:
        return await asyncio.get_running_loop().run_in_executor(ThreadEach(1), next, found, None)
    except asyncio.CancelledError:
        signals.news.set()  # else the thread would wait on
        raise


def looks_of(runtimes: Sequence[ListRuntime]) -> Looks:
    """What changes with a file, of every file of rules."""
    found: dict[str, tuple[int, int] | None] = {}
    for name in {name for runtime in runtimes for name in watched(runtime)}:
        try:
            seen = Path(name).stat()
            found[name] = (seen.st_mtime_ns, seen.st_size)
        except OSError:
            found[name] = None
    return found


async def each(
    runtimes: Sequence[ListRuntime],
    database: Database,
    work: Callable[[ListRuntime, Database], Awaitable[None]],
) -> None:
    """Do something for each list; what fails, or takes long, for one is told, and keeps no other waiting."""

    async def alone(runtime: ListRuntime) -> None:
        try:
            await work(runtime, database)
        except Exception as problem:  # noqa: BLE001 - one list's trouble is that list's alone
            warn(
                "rules are not looked after; the last good ones stay live",
                problem,
                list=runtime.mailing_list.id,
            )

    await asyncio.gather(*(alone(runtime) for runtime in runtimes))


def folders_of(runtimes: Sequence[ListRuntime]) -> set[Path]:
    """The directories in which rules lie."""
    folders = {Path(name).resolve().parent for runtime in runtimes for name in watched(runtime)}
    return {folder for folder in folders if folder.is_dir()}


def watched(runtime: ListRuntime) -> tuple[str, ...]:
    """The files that make up a list's rules, and that of its members."""
    people = (str(runtime.book.path),) if runtime.book.path else ()
    return (str(runtime.rulebook.path), *runtime.rulebook.policy.files, *people)


async def reload_rules(runtime: ListRuntime, database: Database) -> None:
    """Read the rules of a list again."""
    if await read_again(runtime.rulebook):
        policy = runtime.rulebook.policy
        log.info(
            "rules live", list=runtime.mailing_list.id, digest=policy.digest[:12], rules=len(policy.rules)
        )
        await database.run(partial(keep, list_id=runtime.mailing_list.id, policy=policy))
    await tell_trouble(runtime, database)


async def tell_trouble(runtime: ListRuntime, database: Database) -> None:
    """Log a broken rule file and mail it to the owners, once per set of errors until it is good again."""
    book, trouble = runtime.rulebook, runtime.rulebook.trouble
    told = partial(
        is_news, runtime=runtime, what="rules", trouble=trouble, words=words_on(runtime, trouble), at=now()
    )
    if not await database.run(told):
        return
    if trouble:
        event = _HELD_MEANWHILE if book.stands_in else "rules refused, the last good ones stay live"
        log.error(event, list=runtime.mailing_list.id, errors=trouble)
    else:
        log.info("rules are good again", list=runtime.mailing_list.id)


_HELD_MEANWHILE = "rules refused, every post is held until they are correct"


def words_on(runtime: ListRuntime, trouble: str) -> tuple[str, str]:
    """Subject and text of the mail about a rule file that broke, or that is good again."""
    name, file = runtime.mailing_list.name, runtime.rulebook.path
    if not trouble:
        return "Your rules are good again", f"The rules of {name} in {file} are without errors and live."
    if runtime.rulebook.stands_in:
        subject = "Your rules have an error; every post is held"
        meanwhile = "there are no earlier ones to go on with, so\nevery post is held for a moderator."
    else:
        subject = "Your rules have an error; the old ones stay live"
        meanwhile = "the list goes on\nwith the last good ones."
    text = (
        f"The rules of {name} in {file} cannot be used as they are. Nothing is lost: {meanwhile} "
        "Correct what is named below and save the file. It is read at once,\n"
        f"and you will be told when it is good again.\n\n{trouble}"
    )
    return subject, text

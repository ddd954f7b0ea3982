"""Starts and ends a daemon: signals first, then the database, once it is there, then the work."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import TypeVar

import structlog

from bot.errors import TemporaryFailure
from bot.service.crew import WorkerLease
from bot.service.daemon import Daemon, Pass
from bot.service.garbage import look_rarely
from bot.service.opening import open_store
from bot.service.patience import Backoff, sleep_unless, warn
from bot.service.pulse import LifeSign
from bot.service.signals import Signals
from bot.settings import Settings
from bot.store import AlreadyClaimed, Claim, Store

T = TypeVar("T")

log = structlog.get_logger()

WAITS = 1.0, 60.0  # seconds, the first and the longest, between two tries to start


def run_daemon(settings: Settings, notify_socket: str | None) -> int:
    """The command ``run``: exit status 0 after a stop by signal."""
    return asyncio.run(_serve(settings, notify_socket))


def run_once(settings: Settings) -> Pass:
    """The command ``run --once``."""
    return asyncio.run(_once(settings))


async def _serve(settings: Settings, notify_socket: str | None) -> int:
    signals = Signals()
    signals.listen()
    with ExitStack() as stack:
        opened = await _patiently(signals, lambda: _open(settings, stack))
        if opened is None:
            return 0
        store, claim, life, lease = opened
        daemon = await _patiently(signals, lambda: Daemon(settings, store, life, lease))
        if daemon is None:
            return 0
        async with _closing(daemon):
            if await _started(signals, daemon):
                return await daemon.run(signals, notify_socket, lambda: _holds(store, claim, lease, stack))
    return 0


async def _once(settings: Settings) -> Pass:
    with ExitStack() as stack:
        store, _, life, lease = _open(settings, stack)
        async with _closing(Daemon(settings, store, life, lease)) as daemon:
            return await daemon.once()


def _open(settings: Settings, stack: ExitStack) -> tuple[Store, list[Claim], LifeSign, WorkerLease | None]:
    """The database, claimed, on a server as one of the workers; closed again where one step fails."""
    with ExitStack() as steps:
        store = steps.enter_context(open_store(settings))
        claim = [steps.enter_context(store.claim(_holder(), shared=True))]
        life = steps.enter_context(LifeSign(settings.data_dir))
        lease = WorkerLease(store, _name()) if store.has_crew else None
        if lease:
            lease.join()
            steps.callback(lease.leave)
        stack.enter_context(steps.pop_all())
    return store, claim, life, lease


def _holder() -> str:
    return f"listwarden with process number {os.getpid()}"


def _name() -> str:
    return f"{socket.gethostname()}, process {os.getpid()}"


def _holds(store: Store, claim: list[Claim], lease: WorkerLease | None, stack: ExitStack) -> bool:
    """Whether we are the one daemon, or of the crew; a server that was restarted is told again."""
    if lease is not None and lease.lost:
        return False
    if claim[0].holds():
        return True
    try:
        claim[0] = stack.enter_context(store.claim(_holder(), shared=True))
    except AlreadyClaimed:
        return False
    except TemporaryFailure as failure:
        warn("the database is away: nobody is the daemon of it now", failure)
    return True


async def _started(signals: Signals, daemon: Daemon) -> bool:
    """The first words with the database; False where a stop came before."""
    backoff = Backoff(*WAITS)
    while not signals.stop.is_set():
        try:
            await daemon.start()
        except TemporaryFailure as failure:
            await _wait(signals, failure, backoff)
        else:
            return True
    return False


async def _patiently(signals: Signals, step: Callable[[], T]) -> T | None:
    """
    Do a step of the start, in a thread; None where a stop came before it could be done.

    A database that is away, or a full disk, is waited for: who starts a machine does
    not choose the order. What only a person can mend ends the start, and so
    does another daemon on the same database.
    """
    backoff = Backoff(*WAITS)
    while not signals.stop.is_set():
        try:
            return await asyncio.to_thread(step)
        except AlreadyClaimed:
            raise
        except TemporaryFailure as failure:
            await _wait(signals, failure, backoff)
    return None


async def _wait(signals: Signals, failure: TemporaryFailure, backoff: Backoff) -> None:
    wait = backoff.next()
    warn("the start waits", failure, next_try_seconds=round(wait))
    await sleep_unless(signals.stop, wait)


@asynccontextmanager
async def _closing(daemon: Daemon) -> AsyncIterator[Daemon]:
    look_rarely(lasting=True)
    try:
        yield daemon
    finally:
        await daemon.close()

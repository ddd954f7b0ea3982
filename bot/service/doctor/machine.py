"""The machine: data directory, disk, database, what waits in it."""

import contextlib
import datetime as dt
import errno
import os
import tempfile
from pathlib import Path

from bot.errors import PermanentFailure, TemporaryFailure
from bot.notices.phrases import count
from bot.service.doctor.check import Check
from bot.service.opening import open_store
from bot.service.stamp import now
from bot.settings import Settings
from bot.store import Transaction

LITTLE = 50_000_000  # octets
TRIED = 262_144  # octets
LONG = dt.timedelta(hours=1)
"""What waits for so long to leave is worth a word."""


def machine_checks(settings: Settings) -> list[Check]:
    """Database, disk, and what the database says of posts."""
    return [_database(settings), *_disk(settings), *_too_large(settings)]


def _database(settings: Settings) -> Check:
    subject = "database"
    try:
        with open_store(settings) as store, store.snapshot() as tx:
            return _waiting(tx)
    except (PermanentFailure, TemporaryFailure, OSError) as error:
        return Check(subject=subject, state="failed", text=str(error), advice=_advice_on(settings))


def _advice_on(settings: Settings) -> str:
    """What else to do, where the failure itself does not say it: those of a file do."""
    server = settings.database_url.startswith("postgresql")
    return "does the server run? Else correct database and database_password_file" if server else ""


def _waiting(tx: Transaction) -> Check:
    """How much waits, and since when."""
    held, unsent = len(tx.held(None)), tx.unsent()
    text = f"opens and is intact; {held} held, {count(len(unsent), 'mail')} to send"
    oldest = min((mail.created for mail in unsent), default=now())
    if now() - oldest < LONG:
        return Check(subject="database", state="ok", text=text)
    answer = tx.last_answer()
    said = f'; the mail server said last: "{answer.reply}"' if answer and answer.reply else ""
    return Check(
        subject="database",
        state="warning",
        text=f"{text}, the oldest since {oldest.astimezone():%Y-%m-%d %H:%M %z}{said}",
        advice="is the daemon running (systemctl status listwarden)? listwarden outbox list shows more",
    )


def _disk(settings: Settings) -> list[Check]:
    """Whether there is room where the bot writes; a full disk loses nothing, and stops everything."""
    folder = settings.data_dir
    with contextlib.suppress(OSError, ValueError):  # of the directory itself, which the database tells
        if not folder.is_dir():
            return []
        about = os.statvfs(folder)
        free = about.f_bavail * about.f_frsize
        problem = _cannot_write(folder)
        if problem or free < LITTLE:
            text = problem or f"only {free / 1e6:.0f} MB are left on the disk of {folder}"
            advice = "free some space: while the disk is full, nothing is taken, sent or decided (or lost)"
            return [Check(subject="disk", state="failed" if problem else "warning", text=text, advice=advice)]
    return []


def _cannot_write(folder: Path) -> str:
    """Why some octets cannot be put into a folder, "" where they can."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return f"the disk of {folder} is full" if full else f"{folder} cannot be written: {error.strerror}"
    return ""


def _too_large(settings: Settings) -> list[Check]:
    """Messages over the size limit: nobody else tells of them."""
    with contextlib.suppress(PermanentFailure, TemporaryFailure, OSError), open_store(settings) as store:
        with store.snapshot() as tx:
            cases = [held.case for held in tx.held() if held.case.oversize]
        return [
            Check(
                subject=f"inbox of {case.list_id}",
                state="warning",
                text=f"case {case.id} has {case.size:,} bytes, more than size_limit; it stays in the inbox",
                advice=f"listwarden held show {case.id}, then held discard, or raise size_limit",
            )
            for case in cases
        ]
    return []

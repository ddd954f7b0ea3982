"""
Notices a restored backup, and keeps what may be out already from going out again by itself.

A small file beside the database, which no backup of the database holds, says
how far the work had come. A database that is behind it is an older one; so is one
that has sent mail and finds no such file, as on a new disk.
"""

import contextlib
import datetime as dt
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from bot.notices import restored_alert
from bot.service import alerts
from bot.service.decision import in_words
from bot.service.list_runtime import Database, ListRuntime
from bot.service.private_files import write_private
from bot.service.stamp import now
from bot.store import Progress, Transaction

log = structlog.get_logger()

NAME = "listwarden.witness"


class Witness:
    """The file in the data directory; one that is damaged says nothing."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME

    @property
    def missing(self) -> bool:
        """Whether there is none: every start leaves one, so the database came here alone."""
        return not self._path.exists()

    def read(self) -> Progress | None:
        """What was written last."""
        try:
            said = json.loads(self._path.read_text("utf-8"))
            return Progress(
                identity=str(said["identity"]), leases=int(said["leases"]), issues=dict(said["issues"])
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, progress: Progress) -> None:
        """
        Say how far the work has come; written after it is on record, so that it is never ahead of the truth.

        It is not flushed: one that is lost with the power is behind, which alarms nobody.
        """
        said = {"identity": progress.identity, "leases": progress.leases, "issues": dict(progress.issues)}
        fresh = self._path.with_name(f"{NAME}.new")
        with contextlib.suppress(OSError):  # a full disk stops the database, and that says it better
            write_private(fresh, json.dumps(said).encode())
            fresh.replace(self._path)


async def look_back(
    lists: Callable[[], Awaitable[Sequence[ListRuntime]]],
    database: Database,
    witness: Witness,
    *,
    alone: bool,
) -> None:
    """
    At a start, before any mail is sent: hold what an older database would do a second time.

    ``lists`` gives all of them, those of other workers too: whoever notices it first counts on, and then
    nobody else can see it any more. Only who is ``alone`` on a database can tell that its file is missing:
    each worker has one of its own.
    """
    was, lost = witness.read(), alone and witness.missing
    held = None
    if await database.run(lambda tx: _doubted(tx, was, lost=lost)):
        runtimes = await lists()
        held = await database.run(lambda tx: hold_doubtful(tx, runtimes, was, now(), lost=lost))
    if witness.missing:
        witness.write(await database.run(Transaction.progress))
    if held is not None:
        log.warning(
            "the database is older than the last work, as after a restored backup: what may be out is held",
            held=held,
        )


def hold_doubtful(
    tx: Transaction, runtimes: Sequence[ListRuntime], was: Progress | None, at: dt.datetime, *, lost: bool
) -> int | None:
    """
    How many posts wait for a person's word; None where the database is as far as the witness says.

    ``lost``: there should be a witness, and is none; of a database that never sent a mail that tells nothing.
    """
    was = _doubted(tx, was, lost=lost)
    if was is None:
        return None
    known = tx.last_decision()
    held = 0
    for runtime in runtimes:
        doubtful = tx.hold_doubtful(runtime.mailing_list.id, was, at)
        held += doubtful.held
        since = in_words(runtime, known) if known else ""
        alerts.alert(tx, runtime, restored_alert(since, doubtful.held, doubtful.issues), at)
    tx.catch_up(was)
    return held


def _doubted(tx: Transaction, was: Progress | None, *, lost: bool) -> Progress | None:
    """How far the work had come, where the database may not know it."""
    here = tx.progress()
    if lost and here.leases:
        return here
    behind = was is not None and was.identity == here.identity and was.leases > here.leases
    return was if behind else None

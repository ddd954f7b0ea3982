"""
Tells owners what keeps their list from its work: once, and once more when it is over.

A trouble that lasts an hour is told; a defect, which no waiting mends, at
once. The word goes by the outbox like every mail; where the database is the
trouble, straight to the mail server; where that is the trouble, into the list's
folder for held posts; and else it leaves with the mail that waits.
"""

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from bot.notices import Alert, Outgoing, mended_alert, stopped_alert, write_alerts
from bot.service import alerts
from bot.service.decision import in_words
from bot.service.list_runtime import Database, ListRuntime
from bot.service.patience import warn
from bot.store import Transaction

log = structlog.get_logger()

LONG = dt.timedelta(hours=1)
AGAIN = dt.timedelta(minutes=1)
"""How soon a word that went no way is tried again."""

Way = Callable[[Outgoing], Awaitable[bool]]
"""A way to owners beside the outbox; whether it worked."""


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Since when something does not work, why, and whether that was told; ``fresh``: not on record yet."""

    since: dt.datetime
    problem: str
    urgent: bool = False
    told: bool = False
    fresh: bool = True


class Troubles:
    """
    The troubles of one list.

    ``ways`` are tried in their order where the outbox is no way: the database
    takes nothing, or nothing leaves it (``MAIL``).
    """

    MAIL = "the mail that leaves"

    def __init__(self, runtime: ListRuntime, database: Database, ways: Sequence[Way]) -> None:
        self._runtime = runtime
        self._database = database
        self._ways = ways
        self._now: dict[str, Trouble] = {}
        self._well: set[str] = set()
        self._over: set[str] = set()
        self._seen: dict[str, tuple[str, bool]] = {}
        self._not_before = dt.datetime.min.replace(tzinfo=dt.UTC)

    def report(self, what: str, problem: str, urgent: bool = False) -> None:  # noqa: FBT001, FBT002 - a Report
        """Say of a part of the work that it fails, or ("") that it works."""
        self._seen[what] = (problem, urgent)

    async def tick(self, now: dt.datetime) -> None:
        """Tell what is to be told."""
        for what, (problem, urgent) in self._seen.items():
            if problem:
                await self._note(what, problem, now, urgent=urgent)
            else:
                await self._end(what, now)
        if self._is_due(now):
            await self._tell(now)

    async def _note(self, what: str, problem: str, now: dt.datetime, *, urgent: bool) -> None:
        self._well.discard(what)
        trouble = self._now.setdefault(what, Trouble(since=now, problem=problem))
        trouble.problem, trouble.urgent = problem, trouble.urgent or urgent
        if trouble.fresh:
            trouble.fresh = not await self._tried(lambda tx: self._load(tx, what, trouble))

    def _load(self, tx: Transaction, what: str, trouble: Trouble) -> None:
        """Take over what an earlier run knew of it; else put it on record."""
        kept = tx.recall(self._key(what))
        if kept:
            known = json.loads(kept)
            trouble.since = min(trouble.since, dt.datetime.fromisoformat(known["since"]))
            trouble.told = trouble.told or bool(known["told"])
        self._save(tx, what, trouble)

    def _save(self, tx: Transaction, what: str, trouble: Trouble) -> None:
        known = {"since": trouble.since.isoformat(), "told": trouble.told}
        tx.remember(self._key(what), json.dumps(known))

    async def _end(self, what: str, now: dt.datetime) -> None:
        """It works: forget the trouble, and say so to whom it was told."""
        if what in self._well:
            return
        trouble = self._now.get(what)
        if await self._tried(lambda tx: self._close(tx, what, trouble, now)):
            self._now.pop(what, None)
            self._well.add(what)

    def _close(self, tx: Transaction, what: str, trouble: Trouble | None, now: dt.datetime) -> None:
        kept = tx.recall(self._key(what))
        told = trouble.told if trouble else bool(kept and json.loads(kept)["told"])
        if kept:
            tx.remember(self._key(what), "")
        if told:
            alerts.alert(tx, self._runtime, mended_alert(what), now)

    def _is_due(self, now: dt.datetime) -> bool:
        if self._runtime.observes or abs(now - self._not_before) < AGAIN:
            return False
        return any(not one.told and (one.urgent or now - one.since >= LONG) for one in self._now.values())

    async def _tell(self, now: dt.datetime) -> None:
        """One word about all that does not work now."""
        self._not_before = now
        untold = {what: one for what, one in self._now.items() if not one.told}
        what = self._alerts(untold)
        book = partial(self._book, untold=untold, what=what, now=now)
        if self.MAIL in self._now:
            done = await self._by_another_way(what, now) or await self._tried(book)
        else:
            done = await self._tried(book) or await self._by_another_way(what, now)
        if not done:
            return
        for one in untold.values():
            one.told = one.fresh = True
        log.error(
            "owners are told of what keeps a list from its work",
            list=self._runtime.mailing_list.id,
            troubles={name: one.problem for name, one in untold.items()},
        )

    def _alerts(self, untold: dict[str, Trouble]) -> list[Alert]:
        """Those of one reason are one."""
        reasons: dict[str, list[str]] = {}
        for what, one in untold.items():
            reasons.setdefault(one.problem, []).append(what)
        return [
            stopped_alert(whats, problem, in_words(self._runtime, min(untold[what].since for what in whats)))
            for problem, whats in reasons.items()
        ]

    def _book(
        self, tx: Transaction, untold: dict[str, Trouble], what: Sequence[Alert], now: dt.datetime
    ) -> None:
        for one in what:
            alerts.alert(tx, self._runtime, one, now)
        for name, trouble in untold.items():
            self._save(tx, name, Trouble(since=trouble.since, problem=trouble.problem, told=True))

    async def _by_another_way(self, what: Sequence[Alert], now: dt.datetime) -> bool:
        since = min(one.since for one in self._now.values())
        stamp = self._runtime.stamper.stamp(f"stopped-{since:%Y%m%d%H%M%S}", "owner", now)
        mail = write_alerts(what, self._runtime.mailing_list, stamp)
        for way in self._ways:
            try:
                if await way(mail):
                    return True
            except Exception as problem:  # noqa: BLE001 - there are others
                warn("owners could not be told this way", problem, list=self._runtime.mailing_list.id)
        return False

    async def _tried(self, work: Callable[[Transaction], None]) -> bool:
        try:
            await self._database.run(work)
        except Exception as problem:  # noqa: BLE001 - it is the database that may be the trouble
            if not self._now:
                warn("troubles cannot be put on record", problem, list=self._runtime.mailing_list.id)
            return False
        return True

    def _key(self, what: str) -> str:
        return f"trouble:{self._runtime.mailing_list.id}:{what}"

"""Reads a few posts of the archive again for the report: their texts and full traces."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot import mail
from bot.facts import Context
from bot.intake.archive import Found, read_unit
from bot.mail.post import Post
from bot.policy import decide
from bot.policy.model.verdict import Verdict
from bot.service.replay.judge_post import Judge
from bot.service.replay.past import Recollection, unpacked
from bot.service.replay.post_context import moment
from bot.service.replay.row import Row
from bot.service.replay.run import Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post read again: the octets, what is understood of them, and the verdict with every condition."""

    row: Row
    found: Found
    post: Post
    verdict: Verdict


def reread(done: Replay, rows: Iterable[Row]) -> Iterator[Seen]:
    """These posts, in the order of the archive; one that has gone meanwhile is left out."""
    wanted: defaultdict[int, dict[int, Row]] = defaultdict(dict)
    for row in rows:
        wanted[row.unit][row.position] = row
    judge = Judge.of(done.task, done.policy, done.against)
    pasts = pasts_of(done, wanted) if judge.past else {}
    try:
        for unit in sorted(wanted):
            last = max(wanted[unit])
            for position, found in enumerate(read_unit(done.units[unit], [])):
                if position in wanted[unit]:
                    yield _seen(judge, found, wanted[unit][position], pasts)
                if position >= last:
                    break
    finally:
        judge.reader.taught.close()


def pasts_of(done: Replay, wanted: dict[int, dict[int, Row]]) -> dict[tuple[int, int], Context]:
    """The context, history alone, of the wanted posts: the list's history is told once more."""
    told = Recollection(done.policy, done.task.known)
    found = {}
    try:
        for row in done.ledger.by_date():
            trail = unpacked(row.at, row.trail)
            if row.position in wanted.get(row.unit, ()):
                found[row.unit, row.position] = told.past_of(trail)
            told.remember(trail, row.said)
    finally:
        told.close()
    return found


def _seen(judge: Judge, found: Found, row: Row, pasts: dict[tuple[int, int], Context]) -> Seen:
    post = mail.read(found.raw, known=judge.reader.taught.of(row.unit, row.position))
    now, _ = moment(post, found)
    facts = judge.reader.facts(post, now, found, pasts.get((row.unit, row.position)))
    return Seen(row=row, found=found, post=post, verdict=decide(judge.policy, facts))


def date_of(row: Row) -> dt.datetime | None:
    """The moment of a row, UTC; None where the post has no date."""
    return dt.datetime.fromtimestamp(row.at, dt.UTC) if row.dated else None

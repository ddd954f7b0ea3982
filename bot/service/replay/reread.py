"""Reads a few posts of the archive again for the report: their texts and full traces."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot import mail
from bot.facts import Context
from bot.intake.archive import Found, Unit, read_post, read_unit
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """What posts need to be judged once more, beside themselves: the rules, and the history of each."""

    done: Replay
    judge: Judge
    pasts: Mapping[tuple[int, int], Context]

    @classmethod
    def of(cls, done: Replay, rows: Iterable[Row]) -> "Rereading":
        """That of these posts; the list's history is told once more."""
        judge = Judge.of(done.task, done.policy, done.against)
        return cls(done=done, judge=judge, pasts=_pasts_of(done, rows) if judge.past else {})

    def posts(self, rows: Iterable[Row]) -> Iterator[Seen]:
        """These posts, in the order of the archive; one that has gone meanwhile is left out."""
        wanted: defaultdict[int, dict[int, Row]] = defaultdict(dict)
        for row in rows:
            wanted[row.unit][row.position] = row
        try:
            for unit in sorted(wanted):
                for found, row in _found(self.done.units[unit], wanted[unit]):
                    yield self._seen(found, row)
        finally:
            self.judge.reader.taught.close()

    def past_of(self, row: Row) -> Context | None:
        """The context of a post, history alone; None where no rule asks it."""
        return self.pasts.get((row.unit, row.position))

    def _seen(self, found: Found, row: Row) -> Seen:
        reader = self.judge.reader
        post = mail.read(found.raw, known=reader.taught.of(row.unit, row.position))
        now, _ = moment(post, found)
        facts = reader.facts(post, now, found, self.past_of(row))
        return Seen(row=row, found=found, post=post, verdict=decide(self.judge.policy, facts))


def reread(done: Replay, rows: Iterable[Row]) -> Iterator[Seen]:
    """These posts, in the order of the archive; one that has gone meanwhile is left out."""
    rows = list(rows)
    return Rereading.of(done, rows).posts(rows)


def _found(unit: Unit, wanted: Mapping[int, Row]) -> Iterator[tuple[Found, Row]]:
    """The wanted posts of a unit; those of a plain mbox are read alone."""
    alone = [row for row in wanted.values() if row.octet is not None]
    there = {row.position: read_post(row.source, row.octet or 0) for row in alone}
    rest = wanted.keys() - there.keys()
    for position, found in enumerate(read_unit(unit, [])) if rest else ():
        if position in rest:
            there[position] = found
        if position >= max(rest):
            break
    for position, one in sorted(there.items(), key=lambda item: item[0]):
        if one:
            yield one, wanted[position]


def _pasts_of(done: Replay, rows: Iterable[Row]) -> dict[tuple[int, int], Context]:
    """The context, history alone, of the wanted posts."""
    wanted = {(row.unit, row.position) for row in rows}
    told = Recollection(done.policy, done.task.known)
    found = {}
    try:
        for row in done.ledger.by_date():
            trail = unpacked(row.at, row.trail)
            if (row.unit, row.position) in wanted:
                found[row.unit, row.position] = told.past_of(trail)
            told.remember(trail, row.said)
    finally:
        told.close()
    return found


def date_of(row: Row) -> dt.datetime | None:
    """The moment of a row, UTC; None where the post has no date."""
    return dt.datetime.fromtimestamp(row.at, dt.UTC) if row.dated else None

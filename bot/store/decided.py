"""The decisions as ``listwarden journal`` shows them: what each case became, and every reason on the way."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.lifecycle import Event
from bot.policy.model.verdict import Disposition, Finding, Outcome
from bot.store import verdicts
from bot.store.records import BOT, JournalRow
from bot.store.tables import cases, decisions, originals

_PERSON = "moderator"
_TOGETHER = 50  # messages that are in memory together
_LATER = decisions.alias("later")
_FOLLOWED = sa.exists().where(_LATER.c.case_id == decisions.c.case_id, _LATER.c.id > decisions.c.id)
"""Whether another decision on the same case came after this one."""


def decided(connection: Connection, list_id: str | None, since: dt.datetime | None) -> tuple[JournalRow, ...]:
    """What each case became, oldest decision first; the reasons of earlier decisions stand before its own."""
    where = [sa.not_(_FOLLOWED)]
    if list_id is not None:
        where.append(cases.c.list_id == list_id)
    if since is not None:
        where.append(decisions.c.at >= since)
    joined = decisions.join(cases, cases.c.id == decisions.c.case_id)
    wanted = sa.select(decisions, cases.c.list_id, cases.c.message_id).select_from(joined).where(*where)
    earlier = _earlier(connection, sa.select(decisions.c.case_id).select_from(joined).where(*where))
    return tuple(
        _journal_row(row, earlier[row.case_id]) for row in connection.execute(wanted.order_by(decisions.c.id))
    )


def judged_posts(
    connection: Connection, list_id: str, since: dt.datetime
) -> Iterator[tuple[str, dt.datetime, bytes]]:
    """Case, arrival and bytes of each judged post that came whole and was not swept, oldest first."""
    wanted = sa.select(cases.c.id, cases.c.received, originals.c.raw).join(
        originals, originals.c.case_id == cases.c.id
    )
    wanted = wanted.where(*_judged(list_id, since)).order_by(cases.c.number)
    for row in connection.execute(wanted.execution_options(yield_per=_TOGETHER)):
        yield row.id, row.received, bytes(row.raw)


def swept_posts(connection: Connection, list_id: str, since: dt.datetime) -> int:
    """How many judged posts have no bytes any more."""
    there = sa.exists().where(originals.c.case_id == cases.c.id)
    wanted = sa.select(sa.func.count()).select_from(cases).where(*_judged(list_id, since), sa.not_(there))
    return int(connection.execute(wanted).scalar_one())


def _judged(list_id: str, since: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The posts of a list that rules have judged since then: each once, however often it came."""
    return (
        cases.c.list_id == list_id,
        cases.c.received >= since,
        sa.not_(cases.c.oversize),
        cases.c.duplicate_of.is_(None),
        sa.exists().where(decisions.c.case_id == cases.c.id),
    )


def _earlier(connection: Connection, shown: sa.Select[tuple[str]]) -> defaultdict[str, list[Row[Any]]]:
    """The decisions on cases that are ``shown`` which another one followed, by case, oldest first."""
    wanted = sa.select(decisions).where(decisions.c.case_id.in_(shown), _FOLLOWED)
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(decisions.c.id)):
        found[row.case_id].append(row)
    return found


def _journal_row(row: Row[Any], earlier: Iterable[Row[Any]]) -> JournalRow:
    rows = [*earlier, row]
    findings = [finding for one in rows for finding in _reasons(one)]
    outcomes = [each for one in rows for each in json.loads(one.verdict)["rules"]]
    return JournalRow(
        case=row.case_id,
        list_id=row.list_id,
        message_id=row.message_id,
        disposition=Disposition(row.disposition),
        event=Event(row.event),
        decided_at=row.at,
        rules=tuple(finding.rule for finding in findings),
        reasons=tuple(finding.text for finding in findings),
        shadow=tuple(name for name, outcome in outcomes if outcome == Outcome.SHADOW),
    )


def _reasons(row: Row[Any]) -> tuple[Finding, ...]:
    """The bot's reasons; a person's decision is one, with their words if they left any."""
    findings = verdicts.findings_of(json.loads(row.verdict))
    if row.by == BOT:
        return findings
    words = "; ".join(finding.text for finding in findings)
    said = f"{row.by} decided: {row.event}" + (f" ({words})" if words else "")
    return (Finding(rule=_PERSON, text=said, disposition=Disposition(row.disposition)),)

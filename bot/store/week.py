"""What was decided on a list since a time, for the report to its owners."""

import datetime as dt
import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.notices.weekly import Decided
from bot.policy.model.verdict import Disposition, Outcome
from bot.store import verdicts
from bot.store.records import BOT
from bot.store.tables import cases, decisions


def decided_since(connection: Connection, list_id: str, since: dt.datetime) -> tuple[Decided, ...]:
    """Every decision on the list since a time, oldest first; of a case decided again each one."""
    wanted = sa.select(decisions, cases.c.author).join(cases, cases.c.id == decisions.c.case_id)
    wanted = wanted.where(cases.c.list_id == list_id, decisions.c.at >= since).order_by(decisions.c.id)
    found: list[Decided] = []
    for row in connection.execute(wanted):
        verdict = json.loads(row.verdict)
        found.append(
            Decided(
                case=row.case_id,
                author=row.author or "",
                at=row.at,
                by_bot=row.by == BOT,
                disposition=Disposition(row.disposition),
                rules=tuple(dict.fromkeys(one.rule for one in verdicts.findings_of(verdict))),
                shadow=tuple(name for name, outcome in verdict["rules"] if outcome == Outcome.SHADOW),
            )
        )
    return tuple(found)

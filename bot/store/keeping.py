"""Keeps rule sets, totals and small things to remember, and deletes what is past its time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import ENDED, OutboxState
from bot.store import history, known_lines
from bot.store.dialogues import Dialogues
from bot.store.prepared_statements import Statement
from bot.store.records import RuleSet
from bot.store.tables import (
    alerts,
    bodies,
    cases,
    counters,
    edited,
    entries,
    meta,
    originals,
    outbox,
    rule_files,
    rule_sets,
    versions,
)

_RECALL = Statement(sa.select(meta.c.value).where(meta.c.key == sa.bindparam("name")))
_TOTALS = Statement(sa.select(counters).order_by(counters.c.name))
_COUNT = Statement(
    counters.update()
    .where(counters.c.name == sa.bindparam("total"))
    .values(value=counters.c.value + sa.bindparam("more"))
)
_UNSENT = [state.value for state in OutboxState if state not in {OutboxState.SENT, OutboxState.FAILED}]


def keep_rules(
    connection: Connection, list_id: str, digest: str, files: Mapping[str, bytes], now: dt.datetime
) -> None:
    """Keep a rule set that went live, with every file of it."""
    row = {"list_id": list_id, "digest": digest, "since": now}
    put(connection, rule_sets, row, {"since": now})
    for path, content in files.items():
        file = {"list_id": list_id, "digest": digest, "path": path, "content": content}
        put(connection, rule_files, file, {"content": content})


def last_good_rules(connection: Connection, list_id: str) -> RuleSet | None:
    """The rule set that went live last."""
    wanted = sa.select(rule_sets).where(rule_sets.c.list_id == list_id).order_by(rule_sets.c.since.desc())
    row = connection.execute(wanted.limit(1)).one_or_none()
    if row is None:
        return None
    files = sa.select(rule_files).where(rule_files.c.list_id == list_id, rule_files.c.digest == row.digest)
    kept = {file.path: file.content for file in connection.execute(files)}
    return RuleSet(digest=row.digest, files=kept, since=row.since)


def remember(connection: Connection, name: str, value: str) -> None:
    """Remember a small thing under a name, in place of what was there."""
    put(connection, meta, {"key": name, "value": value}, {"value": value})


def recall(connection: Connection, name: str) -> str | None:
    """What was remembered under a name."""
    found = _RECALL.one_or_none(connection, {"name": name})
    return None if found is None else str(found.value)


def count(connection: Connection, name: str, more: int) -> None:
    """Add to a total."""
    if not _COUNT.change(connection, {"total": name, "more": more}):
        put(connection, counters, {"name": name, "value": more}, {"value": counters.c.value + more})


def totals(connection: Connection) -> dict[str, int]:
    """Every total since the database was made."""
    return {row.name: row.value for row in _TOTALS.all(connection, {})}


def sweep(connection: Connection, now: dt.datetime, days: int, limit: int) -> int:
    """
    Throw away bytes of mail that ended more than ``days`` ago, ``limit`` of each kind at most; how many.

    The record of the case stays. What waits for a person, for an issue or for
    the mail server keeps its bytes, and so does a mail that nobody took. Alerts
    that were told go too: they quote posts.
    """
    before = now - dt.timedelta(days=days)
    ended = sa.select(originals.c.case_id).join(cases, cases.c.id == originals.c.case_id)
    ended = ended.where(cases.c.state.in_([state.value for state in ENDED]), cases.c.changed < before)
    ended = ended.where(cases.c.id.not_in(sa.select(entries.c.case_id).where(entries.c.issue.is_(None))))
    gone = connection.execute(originals.delete().where(originals.c.case_id.in_(ended.limit(limit)))).rowcount
    mine = sa.select(edited.c.case_id).outerjoin(originals, originals.c.case_id == edited.c.case_id)
    mine = mine.where(originals.c.case_id.is_(None)).limit(limit)
    gone += connection.execute(edited.delete().where(edited.c.case_id.in_(mine))).rowcount
    gone += history.forget(connection, now, limit)
    gone += Dialogues(connection).sweep(before, limit)
    later = sa.select(versions.c.case_id).outerjoin(originals, originals.c.case_id == versions.c.case_id)
    later = later.where(originals.c.case_id.is_(None)).limit(limit)
    gone += connection.execute(versions.delete().where(versions.c.case_id.in_(later))).rowcount
    gone += known_lines.forget(connection, now)
    told = sa.select(alerts.c.id).where(alerts.c.told < before).limit(limit)
    gone += connection.execute(alerts.delete().where(alerts.c.id.in_(told))).rowcount
    sent = sa.select(bodies.c.outbox_id).join(outbox, outbox.c.id == bodies.c.outbox_id)
    sent = sent.where(outbox.c.state == OutboxState.SENT.value, outbox.c.changed < before)
    copy = outbox.alias("copy")
    waits = sa.exists().where(copy.c.body == bodies.c.outbox_id, copy.c.state.in_(_UNSENT))
    sent = sent.where(~waits)
    return (
        gone + connection.execute(bodies.delete().where(bodies.c.outbox_id.in_(sent.limit(limit)))).rowcount
    )


def put(connection: Connection, table: sa.Table, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Insert a row, or change the one that is there."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - loaded when it is needed: most databases are a file

        theirs = postgresql.insert(table).values(row)
        connection.execute(theirs.on_conflict_do_update(index_elements=keys, set_=changes))
    else:
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - loaded when it is needed: the engine has it then

        ours = sqlite.insert(table).values(row)
        connection.execute(ours.on_conflict_do_update(index_elements=keys, set_=changes))

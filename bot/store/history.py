"""The list's past as rules may ask for it: written when a case is settled, read before the next is judged."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.facts.history import Latest, Memory, alike
from bot.policy.model.verdict import Disposition
from bot.store.columns import key
from bot.store.prepared_statements import Statement
from bot.store.tables import memories, prints

KEPT = dt.timedelta(days=400)
"""Longer than any span of time that a rule may name."""

WENT_OUT = (Disposition.ACCEPT.value, Disposition.DIGEST.value)
_FORGOTTEN = sa.select(memories.c.case_id).where(memories.c.at < sa.bindparam("before"))


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """The ``History`` of one list, as facts ask it."""

    connection: Connection
    list_id: str

    def thread_of(self, memory: Memory) -> str:
        """The thread of the nearest known post that it answers; else the oldest id that it names."""
        names = [key(one) for one in memory.references]
        if names:
            known = self._threads(names)
            return next((known[name] for name in names if name in known), names[-1])
        return key(memory.message_id)

    def _threads(self, names: list[str]) -> dict[str, str]:
        wanted = sa.select(memories.c.message_key, memories.c.thread).where(
            memories.c.message_key.in_(names), memories.c.list_id == self.list_id
        )
        return {row.message_key: row.thread for row in self.connection.execute(wanted)}

    def posts(
        self,
        since: dt.datetime,
        *,
        author: str | None = None,
        thread: str | None = None,
        returned: bool = False,
        matched: str = "",
    ) -> int:
        """How many posts went out (``returned``: were given back) from then on."""
        became = (Disposition.RETURN.value,) if returned else WENT_OUT
        wanted = sa.select(sa.func.count()).select_from(memories).where(self._since(since, became))
        if author is not None:
            wanted = wanted.where(memories.c.author == key(author))
        if thread is not None:
            wanted = wanted.where(memories.c.thread == thread)
        if matched:
            wanted = wanted.where(
                sa.func.replace(memories.c.matched, between([matched]), "") != memories.c.matched
            )
        return int(self.connection.execute(wanted).scalar_one())

    def ever(self, author: str) -> int:
        """How many posts of an author went out, as far as they are remembered."""
        return self.posts(dt.datetime(1970, 1, 1, tzinfo=dt.UTC), author=author)

    def latest(self, since: dt.datetime, thread: str, author: str) -> Latest | None:
        """The last post of a thread that went out from then on; None for none."""
        wanted = sa.select(memories.c.author, memories.c.subject).where(
            memories.c.thread == thread, self._since(since, WENT_OUT)
        )
        latest = wanted.order_by(memories.c.at.desc(), memories.c.case_id.desc()).limit(1)
        row = self.connection.execute(latest).one_or_none()
        return Latest(row.author == key(author), row.subject) if row else None

    def said(self, since: dt.datetime, author: str, own: str) -> bool:
        """Whether a post of the author with these own words went out from then on."""
        wanted = sa.select(memories.c.case_id).where(
            memories.c.author == key(author), memories.c.own == own, self._since(since, WENT_OUT)
        )
        return self.connection.execute(wanted.limit(1)).one_or_none() is not None

    def shared(self, memory: Memory, since: dt.datetime) -> bool:
        """Whether a post with the same article went out from then on."""
        return self._same_url(memory, since) or self._same_text(memory, since)

    def _same_url(self, memory: Memory, since: dt.datetime) -> bool:
        if not memory.url:
            return False
        wanted = sa.select(memories.c.case_id).where(
            memories.c.url == key(memory.url), self._since(since, WENT_OUT)
        )
        return self.connection.execute(wanted.limit(1)).one_or_none() is not None

    def _same_text(self, memory: Memory, since: dt.datetime) -> bool:
        if not memory.prints:
            return False
        common = sa.func.count().label("common")
        wanted = (
            sa.select(memories.c.prints, common)
            .join(prints, prints.c.case_id == memories.c.case_id)
            .where(prints.c.list_id == self.list_id, prints.c.print.in_(sorted(memory.prints)))
            .where(self._since(since, WENT_OUT))
            .group_by(memories.c.case_id, memories.c.prints)
        )
        rows = self.connection.execute(wanted)
        return any(alike(row.common, row.prints, len(memory.prints)) for row in rows)

    def _since(self, since: dt.datetime, became: tuple[str, ...]) -> sa.ColumnElement[bool]:
        return sa.and_(
            memories.c.list_id == self.list_id, memories.c.at >= since, memories.c.became.in_(became)
        )


def between(names: Iterable[str]) -> str:
    """Names of rules as they stand in the column: each with a line end on both sides, "" for none."""
    return "".join(f"\n{name}\n" for name in sorted(names))


def keep(connection: Connection, list_id: str, case_id: str, memory: Memory, became: Disposition) -> None:
    """Remember a post that was decided on."""
    row = {
        "case_id": case_id,
        "list_id": list_id,
        "at": memory.at,
        "became": became.value,
        "author": key(memory.author),
        "message_key": key(memory.message_id),
        "thread": StoredHistory(connection, list_id).thread_of(memory),
        "url": key(memory.url),
        "prints": len(memory.prints),
        "subject": memory.subject,
        "own": memory.own,
        "matched": between(memory.matched),
    }
    _KEEP.change(connection, row)
    if memory.prints:
        rows = [{"list_id": list_id, "print": one, "case_id": case_id} for one in memory.prints]
        _KEEP_PRINTS.change_each(connection, rows)


def correct(
    connection: Connection, case_id: str, became: Disposition, matched: Iterable[str] | None = None
) -> None:
    """What became of a post was changed by a person; ``matched`` are the rules of a later version of it."""
    values = {"became": became.value} | ({} if matched is None else {"matched": between(matched)})
    connection.execute(memories.update().where(memories.c.case_id == case_id).values(values))


def forget(connection: Connection, now: dt.datetime, limit: int) -> int:
    """Forget posts that no rule can ask for any more, ``limit`` at most; how many."""
    gone = list(connection.execute(_FORGOTTEN.limit(limit), {"before": now - KEPT}).scalars())
    if gone:
        connection.execute(prints.delete().where(prints.c.case_id.in_(gone)))
        connection.execute(memories.delete().where(memories.c.case_id.in_(gone)))
    return len(gone)


_KEEP = Statement(memories.insert())
_KEEP_PRINTS = Statement(prints.insert())

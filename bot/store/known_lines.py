"""What a list's posts have taught: learned when a post goes out, asked for before the next is read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.mail.known import Asked, Known, Taught
from bot.mail.known.answered import THREAD_DAYS, THREAD_POSTS
from bot.mail.known.closing_lines import ClosingLines
from bot.mail.known.footer_lines import FOOTER_EVERY, FooterLines, number_of
from bot.mail.known.line_keys import unpack
from bot.store.columns import key
from bot.store.history import KEPT
from bot.store.prepared_statements import Statement
from bot.store.tables import cases, closing_lines, footer_lines, said_lines

MOST_SAID = 2_000
"""So many posts of a list are remembered by what they say."""

_TRIMMED = 100  # posts after which what is too much is forgotten

_LIST = closing_lines.c.list_id == sa.bindparam("list_id")
_CLOSING = Statement(
    sa.select(closing_lines.c.lines).where(_LIST, closing_lines.c.author == sa.bindparam("author"))
)
_FOOTER = Statement(sa.select(footer_lines.c.lines).where(footer_lines.c.list_id == sa.bindparam("list_id")))
_SAID = Statement(
    sa.select(said_lines.c.lines).where(
        said_lines.c.list_id == sa.bindparam("list_id"), said_lines.c.message_key == sa.bindparam("name")
    )
)
_IN_THREAD = Statement(
    sa.select(said_lines.c.lines)
    .where(
        said_lines.c.list_id == sa.bindparam("list_id"),
        said_lines.c.thread == sa.bindparam("thread"),
        said_lines.c.at > sa.bindparam("since"),
    )
    .order_by(said_lines.c.at.desc())
    .limit(THREAD_POSTS)
)


def known(connection: Connection, list_id: str, asked: Sequence[Asked], now: dt.datetime) -> list[Known]:
    """What the list has taught of each post."""
    footer = _FOOTER.one_or_none(connection, {"list_id": list_id})
    footers = FooterLines(footer.lines).known() if footer else frozenset()
    return [
        Known(
            closing=_closing(connection, list_id, one.author),
            footers=footers,
            answered=_answered(connection, list_id, one, now),
        )
        for one in asked
    ]


def _closing(connection: Connection, list_id: str, author: str) -> frozenset[int]:
    if not author:
        return frozenset()
    row = _CLOSING.one_or_none(connection, {"list_id": list_id, "author": key(author)})
    return ClosingLines(row.lines).known() if row else frozenset()


def _answered(connection: Connection, list_id: str, asked: Asked, now: dt.datetime) -> frozenset[int]:
    if asked.thread:
        values = {"list_id": list_id, "thread": asked.thread, "since": now - THREAD_DAYS}
        rows = _IN_THREAD.all(connection, values)
    else:
        rows = [
            row
            for name in asked.answers
            for row in _SAID.all(connection, {"list_id": list_id, "name": key(name)})
        ]
    return frozenset(unpack(b"".join([row.lines for row in rows])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """A post that goes out, and what it teaches its list."""

    list_id: str
    case: str
    taught: Taught
    at: dt.datetime


def learn(connection: Connection, posts: Sequence[Teaching]) -> None:
    """Learn from posts that go out, in their order; only a proven author teaches what closes posts."""
    _keep_said(connection, {post.case: post for post in posts if post.taught.lesson.said}.values())
    proven = [post for post in posts if post.taught.author]
    for mine in _grouped(proven, lambda post: (post.list_id, post.taught.author)):
        _learn_closing(connection, [post for post in mine if post.taught.lesson.closing])
    for mine in _grouped(proven, lambda post: post.list_id):
        lessons = [post.taught for post in mine if _shows_footer(post.taught)]
        _learn_footer(connection, mine[0].list_id, lessons)


def _grouped(posts: Iterable[Teaching], key_of: Callable[[Teaching], Hashable]) -> Iterable[list[Teaching]]:
    groups: defaultdict[Hashable, list[Teaching]] = defaultdict(list)
    for post in posts:
        groups[key_of(post)].append(post)
    return groups.values()


def _shows_footer(taught: Taught) -> bool:
    return bool(taught.lesson.footer) and taught.lesson.body % FOOTER_EVERY == 0


def _learn_closing(connection: Connection, posts: Sequence[Teaching]) -> None:
    """Learn from posts of one author on one list."""
    if not posts:
        return
    last = posts[-1]
    place = {"list_id": last.list_id, "author": key(last.taught.author)}
    row = _CLOSING.one_or_none(connection, place)
    lines = ClosingLines(row.lines if row else b"")
    for post in posts:
        lines.learn(post.taught.lesson.closing, post.taught.lesson.body)
    changed = {"lines": lines.packed(), "seen": last.at}
    if row:
        _CHANGE_CLOSING.change(connection, {"mine": last.list_id, "whose": place["author"], **changed})
    else:
        _ADD_CLOSING.change(connection, place | changed)


def _learn_footer(connection: Connection, list_id: str, lessons: Sequence[Taught]) -> None:
    if not lessons:
        return
    row = _FOOTER.one_or_none(connection, {"list_id": list_id})
    lines = FooterLines(row.lines if row else b"")
    for taught in lessons:
        lines.learn(taught.lesson.footer, number_of(taught.author))
    if row:
        _CHANGE_FOOTER.change(connection, {"mine": list_id, "lines": lines.packed()})
    else:
        _ADD_FOOTER.change(connection, {"list_id": list_id, "lines": lines.packed()})


def _keep_said(connection: Connection, posts: Collection[Teaching]) -> None:
    if not posts:
        return
    rows = [
        {
            "case_id": post.case,
            "list_id": post.list_id,
            "message_key": key(post.taught.message_id),
            "thread": post.taught.thread,
            "at": post.at,
            "lines": post.taught.lesson.said,
        }
        for post in posts
    ]
    # accepted before, and its mail failed
    _DROP_SAID.change_each(connection, [{"case": post.case} for post in posts])
    _ADD_SAID.change_each(connection, rows)
    for list_id in {post.list_id for post in posts if post.taught.lesson.body % _TRIMMED == 0}:
        connection.execute(_TRIM, {"list_id": list_id, "most": MOST_SAID})


def forget(connection: Connection, now: dt.datetime) -> int:
    """Forget how authors sign who have long been silent, and what old posts said; how many rows."""
    silent = closing_lines.delete().where(closing_lines.c.seen < now - KEPT)
    old = said_lines.delete().where(said_lines.c.at < now - 3 * THREAD_DAYS)
    return connection.execute(silent).rowcount + connection.execute(old).rowcount


def forget_author(connection: Connection, author: str, list_id: str | None = None) -> int:
    """
    Forget how a person signs and what their posts said, on one list or on all; how many rows.

    ``author`` is an address in lower case. Lines that close the posts of many stay: nobody can tell whose.
    """
    theirs = sa.select(cases.c.id).where(cases.c.author == key(author))
    said = said_lines.delete().where(said_lines.c.case_id.in_(theirs))
    closing = closing_lines.delete().where(closing_lines.c.author == key(author))
    if list_id is not None:
        said = said.where(said_lines.c.list_id == list_id)
        closing = closing.where(closing_lines.c.list_id == list_id)
    return connection.execute(said).rowcount + connection.execute(closing).rowcount


_ADD_CLOSING = Statement(closing_lines.insert())
_CHANGE_CLOSING = Statement(
    closing_lines.update().where(
        closing_lines.c.list_id == sa.bindparam("mine"), closing_lines.c.author == sa.bindparam("whose")
    )
)
_ADD_FOOTER = Statement(footer_lines.insert())
_CHANGE_FOOTER = Statement(footer_lines.update().where(footer_lines.c.list_id == sa.bindparam("mine")))
_DROP_SAID = Statement(said_lines.delete().where(said_lines.c.case_id == sa.bindparam("case")))
_ADD_SAID = Statement(said_lines.insert())
_NEWEST = (
    sa.select(said_lines.c.case_id)
    .where(said_lines.c.list_id == sa.bindparam("list_id"))
    .order_by(said_lines.c.at.desc())
    .limit(sa.bindparam("most"))
)
_TRIM = said_lines.delete().where(
    said_lines.c.list_id == sa.bindparam("list_id"), said_lines.c.case_id.not_in(_NEWEST)
)

"""Where messages lie in their IMAP account, and where they should lie."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.mail.post import Move, Placement
from bot.store import cases as case_rows
from bot.store.prepared_statements import Statement
from bot.store.records import Case
from bot.store.tables import backlogs, cases, origins

_LIES = Statement(cases.update().where(cases.c.id == sa.bindparam("case")))


def known_uids(
    connection: Connection,
    list_id: str,
    account: str,
    folder: str,
    validity: int,
    present: Sequence[int] | None,
) -> frozenset[int]:
    """The UIDs of a folder that are on record, ignored ones too; of ``present`` only, where that is given."""
    wanted = sa.select(origins.c.uid).where(
        origins.c.list_id == list_id,
        origins.c.account == account,
        origins.c.folder == folder,
        origins.c.validity == validity,
    )
    if present is None:
        return frozenset(connection.execute(wanted).scalars())
    if not present:
        return frozenset()
    wanted = wanted.where(origins.c.uid.between(min(present), max(present)))
    return frozenset(connection.execute(wanted).scalars()).intersection(present)


def lying_uids(
    connection: Connection, list_id: str, account: str, folder: str, validity: int, present: Sequence[int]
) -> frozenset[int]:
    """
    Those of the UIDs whose messages are on record as lying there, and those that are ignored.

    One that was moved away and is there all the same is another message, or the
    server was put back from a backup: it is not among them.
    """
    if not present:
        return frozenset()
    here = sa.and_(
        cases.c.account == origins.c.account,
        cases.c.folder == origins.c.folder,
        cases.c.validity == origins.c.validity,
        cases.c.uid == origins.c.uid,
    )
    wanted = (
        sa.select(origins.c.uid)
        .join(cases, cases.c.id == origins.c.case_id, isouter=True)
        .where(
            origins.c.list_id == list_id,
            origins.c.account == account,
            origins.c.folder == folder,
            origins.c.validity == validity,
            origins.c.uid.between(min(present), max(present)),
            sa.or_(origins.c.case_id.is_(None), here),
        )
    )
    return frozenset(connection.execute(wanted).scalars()).intersection(present)


def ignore_uids(
    connection: Connection,
    list_id: str,
    account: str,
    folder: str,
    validity: int,
    uids: Sequence[int],
    now: dt.datetime,
) -> None:
    """Leave these messages alone for ever, even if the folder is numbered anew."""
    place = {"list_id": list_id, "account": account, "folder": folder}
    here = sa.and_(*(backlogs.c[name] == value for name, value in place.items()))
    if connection.execute(sa.select(backlogs.c.ignored).where(here)).one_or_none() is None:
        connection.execute(backlogs.insert(), {**place, "validity": validity, "ignored": now})
    known = known_uids(connection, list_id, account, folder, validity, uids)
    rows = [{**place, "validity": validity, "uid": uid} for uid in sorted(set(uids) - known)]
    if rows:
        connection.execute(origins.insert(), rows)


def backlog_ignored(connection: Connection, list_id: str, account: str, folder: str) -> bool:
    """Whether a folder's first content was dealt with."""
    wanted = sa.select(backlogs.c.ignored).where(
        backlogs.c.list_id == list_id, backlogs.c.account == account, backlogs.c.folder == folder
    )
    return connection.execute(wanted).one_or_none() is not None


def placements(connection: Connection, list_id: str) -> tuple[Placement, ...]:
    """The messages that should lie elsewhere, oldest first."""
    wanted = sa.select(cases).where(cases.c.list_id == list_id, cases.c.wish_open).order_by(cases.c.number)
    return tuple(
        placement for row in connection.execute(wanted) if (placement := _placement(case_rows.case_of(row)))
    )


def open_placements(connection: Connection, list_id: str) -> tuple[int, str]:
    """How many placements are open, and the newest case among them."""
    wanted = sa.select(sa.func.count(), sa.func.max(cases.c.id))
    row = connection.execute(wanted.where(cases.c.list_id == list_id, cases.c.wish_open)).one()
    return int(row[0]), row[1] or ""


def _placement(case: Case) -> Placement | None:
    if case.lies_in is None or case.desired_folder is None:
        return None
    return Placement(
        case=case.id,
        origin=case.lies_in,
        message_id=case.message_id,
        content_hash=case.content_hash,
        folder=case.desired_folder,
    )


def moved(connection: Connection, moves: Sequence[Move], now: dt.datetime) -> None:
    """Record where messages lie now; a placement that has changed meanwhile stays open."""
    for move in moves:
        case = case_rows.lock(connection, move.case)
        if move.origin is None:
            _lose(connection, case, now)
        else:
            _place(connection, case, move, now)


def _lose(connection: Connection, case: Case, now: dt.datetime) -> None:
    nowhere = dict.fromkeys(("account", "folder", "validity", "uid"))
    _LIES.change(connection, {"case": case.id, **nowhere, "wish_open": False})
    case_rows.note(connection, case.id, now, "gone", "somebody moved or deleted the message")


def _place(connection: Connection, case: Case, move: Move, now: dt.datetime) -> None:
    origin = move.origin
    assert origin is not None  # noqa: S101 - the caller looked
    # Here the folder is named below its parent, with the server's own delimiter; a placement names it alone.
    # Some servers know it in another case than we do.
    desired = case.desired_folder
    still_open = desired is not None and not origin.folder.casefold().endswith(desired.casefold())
    here = {
        "account": origin.account,
        "folder": origin.folder,
        "validity": origin.validity,
        "uid": origin.uid,
    }
    _LIES.change(connection, {"case": case.id, **here, "wish_open": still_open})
    case_rows.note(connection, case.id, now, "moved", origin.folder)

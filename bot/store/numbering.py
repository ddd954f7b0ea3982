"""What holds a folder's UIDs and our record of them together, and what is done where they came apart."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.mail.post import ImapOrigin
from bot.store.tables import backlogs, cases, origins


def renamed_account(
    connection: Connection, list_id: str, account: str, folder: str, validity: int
) -> str | None:
    """
    The name under which the account is on record, where it has another now.

    A folder of that UIDVALIDITY was watched, and nothing is on record under the
    new name: the host has another name in the settings. All that is on record
    goes over to it.
    """
    mine = origins.c.list_id == list_id
    known = sa.select(origins.c.uid).where(mine, origins.c.account == account).limit(1)
    if connection.execute(known).first() is not None:
        return None
    same = sa.and_(mine, origins.c.folder == folder, origins.c.validity == validity)
    names = connection.execute(sa.select(origins.c.account).where(same).distinct().limit(2)).scalars().all()
    if len(names) != 1:
        return None
    for table in (origins, backlogs, cases):
        old = sa.and_(table.c.list_id == list_id, table.c.account == names[0])
        connection.execute(table.update().where(old).values(account=account))
    return str(names[0])


def highest_uid(connection: Connection, list_id: str, account: str, folder: str, validity: int) -> int:
    """The highest UID that was ever on record there; 0 for none."""
    highest = sa.select(sa.func.max(origins.c.uid)).where(*_there(list_id, account, folder, validity))
    return int(connection.execute(highest).scalar_one() or 0)


def doubt_numbers(
    connection: Connection, list_id: str, account: str, folder: str, validity: int, first: int
) -> None:
    """
    The server gives UIDs out again, as one does that was put back from a backup.

    Those from ``first`` on mean other messages, and are forgotten. No number of
    the account is believed any more: where a message lies is found by its content.
    """
    place = _there(list_id, account, folder, validity)
    connection.execute(origins.delete().where(*place, origins.c.uid >= first))
    mine = sa.and_(cases.c.list_id == list_id, cases.c.account == account)
    connection.execute(cases.update().where(mine).values(validity=0, uid=0))


def content_at(connection: Connection, list_id: str, origin: ImapOrigin) -> str | None:
    """The content hash of the message on record at a place; None where there is none."""
    there = _there(list_id, origin.account, origin.folder, origin.validity)
    wanted = sa.select(cases.c.content_hash).join(origins, origins.c.case_id == cases.c.id)
    return connection.execute(wanted.where(*there, origins.c.uid == origin.uid)).scalar_one_or_none()


def _there(list_id: str, account: str, folder: str, validity: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        origins.c.list_id == list_id,
        origins.c.account == account,
        origins.c.folder == folder,
        origins.c.validity == validity,
    )

"""Reads a post that is on record with what its list has taught, as it was read when it came."""

import datetime as dt

from bot.mail import Unread
from bot.mail.known import Known
from bot.mail.post import Envelope, Post
from bot.store import Transaction


def read_taught(tx: Transaction, list_id: str, raw: bytes, envelope: Envelope, now: dt.datetime) -> Post:
    """The post; ``now`` bounds how long ago what it answers may have been said."""
    return Unread(raw, envelope).read(taught_of(tx, list_id, raw, envelope, now))


def taught_of(tx: Transaction, list_id: str, raw: bytes, envelope: Envelope, now: dt.datetime) -> Known:
    """What the list has taught of it, for reading it when the transaction is over."""
    (known,) = tx.known(list_id, [Unread(raw, envelope).asked()], now)
    return known

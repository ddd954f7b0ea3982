"""Writes the one mail for all held posts that nobody was told of, once the hour has room for it."""

import datetime as dt
from dataclasses import dataclass, replace

import structlog

from bot.mail import read
from bot.mail.format.header import block_of
from bot.mail.post import Post
from bot.notices import HeldItem, Outgoing, write_held_bundle
from bot.service.list_runtime import ListRuntime
from bot.store import HeldCase, Store, Transaction

log = structlog.get_logger()

HOUR = dt.timedelta(hours=1)
MOST = 50
"""Posts in one bundle; the others come in the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A notice that is written and not on record yet, and the cases that it tells of."""

    cases: tuple[str, ...]
    notice: Outgoing


def is_due(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Whether somebody is to be told of held posts, and the hour has room for one more mail."""
    list_id = runtime.mailing_list.id
    if not runtime.mailing_list.staff or not tx.untold(list_id):
        return False
    return tx.notices_sent_since(list_id, now - HOUR) < runtime.limits.held_mails_per_hour


def write(store: Store, runtime: ListRuntime, now: dt.datetime) -> Bundle | None:
    """The notice; None where nobody is to be told. May take a while: not for the event loop."""
    with store.snapshot() as tx:
        untold = tx.untold(runtime.mailing_list.id)[:MOST]
        items = [_item(tx, held) for held in untold]
    if not items:
        return None
    stamp = runtime.stamper.stamp(items[0].case, "bundle", now)
    try:
        notice = write_held_bundle(items, runtime.mailing_list, stamp)
    except Exception:
        log.exception("held posts are told of by their headers alone", list=runtime.mailing_list.id)
        notice = write_held_bundle([_header_of(item) for item in items], runtime.mailing_list, stamp)
    return Bundle(cases=tuple(item.case for item in items), notice=notice)


def close(tx: Transaction, runtime: ListRuntime, bundle: Bundle, now: dt.datetime) -> None:
    """Put the notice into the outbox, and on record that its cases were told."""
    tx.told(runtime.mailing_list.id, bundle.cases, bundle.notice, now)


def _item(tx: Transaction, held: HeldCase) -> HeldItem:
    try:
        post = post_of(tx, held.case.id)
    except Exception:  # noqa: BLE001 - one post that cannot be read keeps nobody from hearing of the others
        post = read(block_of(tx.head(held.case.id) or b""))
    return HeldItem(case=held.case.id, post=post, findings=held.findings)


def _header_of(item: HeldItem) -> HeldItem:
    bare = tuple(replace(finding, spans=()) for finding in item.findings)
    return HeldItem(case=item.case, post=read(block_of(item.post.raw)), findings=bare)


def post_of(tx: Transaction, case_id: str) -> Post:
    """The post of a case, read again from what was taken."""
    arrival = tx.arrival(case_id)
    if arrival is None:
        return read(b"")
    return read(arrival.raw, arrival.envelope)

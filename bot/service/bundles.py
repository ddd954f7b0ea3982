"""Writes the one mail for all held posts that nobody was told of, once the hour has room for it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.mail import read
from bot.mail.format.header import block_of
from bot.mail.mailing_list import MailingList
from bot.notices import HeldItem, Outgoing, Receiver, Stamp, Undecided, write_held, write_held_bundle
from bot.service.answering.desk import latest
from bot.service.answering.tickets import ticket
from bot.service.list_runtime import ListRuntime
from bot.service.passing_on import shown_to_staff
from bot.service.routing import STAFF
from bot.store import HeldCase, KnownToken, Store, Transaction

log = structlog.get_logger()

HOUR = dt.timedelta(hours=1)
MOST = 50
"""Posts in one bundle; the others come in the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Notices that are written and not on record yet, one a moderator, and the cases that they tell of."""

    cases: tuple[str, ...]
    notices: tuple[Outgoing, ...]
    tokens: tuple[KnownToken, ...]


def is_due(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Whether somebody is to be told of held posts, and the hour has room for one more mail."""
    list_id = runtime.mailing_list.id
    if not runtime.mailing_list.staff or not tx.untold(list_id):
        return False
    most = runtime.limits.held_mails_per_hour * len(runtime.mailing_list.staff)
    return tx.notices_sent_since(list_id, now - HOUR) < most


def write(store: Store, runtime: ListRuntime, now: dt.datetime) -> Bundle | None:
    """The notice; None where nobody is to be told. May take a while: not for the event loop."""
    with store.snapshot() as tx:
        items = [_item(tx, runtime, held) for held in tx.untold(runtime.mailing_list.id)[:MOST]]
    if not items:
        return None
    try:
        return bundle_of(runtime, items, "bundle", now)
    except Exception:
        log.exception("held posts are told of by their headers alone", list=runtime.mailing_list.id)
        return bundle_of(runtime, [_header_of(item) for item in items], "bundle", now)


def bundle_of(runtime: ListRuntime, items: Sequence[HeldItem], kind: str, now: dt.datetime) -> Bundle:
    """One mail for each moderator about these posts; ``kind`` tells it from other mails about the first."""
    cases = [item.case for item in items]
    made = [
        ticket(runtime, STAFF, one, cases, now, None, kind, f"{now:%Y%m%d%H%M%S}")
        for one in runtime.mailing_list.staff
    ]
    undecided = Undecided(days=runtime.settings.hold_days, verb=runtime.settings.on_expiry)
    notices = [
        _notice(
            items,
            runtime.mailing_list,
            Receiver(address=one.known.person, answerable=one.answerable),
            one.stamp(runtime, "bundle", now),
            undecided,
        )
        for one in made
    ]
    return Bundle(cases=tuple(cases), notices=tuple(notices), tokens=tuple(one.known for one in made))


def _notice(
    items: Sequence[HeldItem],
    mailing_list: MailingList,
    receiver: Receiver,
    stamp: Stamp,
    undecided: Undecided,
) -> Outgoing:
    if len(items) > 1:
        return write_held_bundle(items, mailing_list, receiver, stamp, undecided=undecided)
    known = items[0].posts is not None
    return write_held(items[0], mailing_list, receiver, stamp, returnable=known, undecided=undecided)


def waiting_items(store: Store, runtime: ListRuntime) -> list[HeldItem]:
    """All that waits for a person, told or not, oldest first; at most what one mail tells of."""
    with store.snapshot() as tx:
        return [_item(tx, runtime, held) for held in tx.held(runtime.mailing_list.id)[:MOST]]


def close(tx: Transaction, runtime: ListRuntime, bundle: Bundle, now: dt.datetime) -> None:
    """Put the notices into the outbox, and on record that their cases were told."""
    for notice in bundle.notices:
        tx.told(runtime.mailing_list.id, bundle.cases, notice, now)
    for token in bundle.tokens:
        tx.dialogues.keep_token(token)


def _item(tx: Transaction, runtime: ListRuntime, held: HeldCase) -> HeldItem:
    try:
        post = shown_to_staff(runtime, latest(tx, held.case.id))
    except Exception:  # noqa: BLE001 - one post that cannot be read keeps nobody from hearing of the others
        post = read(block_of(tx.head(held.case.id) or b""))
    return HeldItem(case=held.case.id, post=post, findings=held.findings)


def _header_of(item: HeldItem) -> HeldItem:
    bare = tuple(replace(finding, spans=()) for finding in item.findings)
    return HeldItem(case=item.case, post=read(block_of(item.post.raw)), findings=bare)

"""What waits too long: moderators are reminded, and a post that nobody decides on is settled in the end."""

import datetime as dt

from bot.errors import PermanentFailure
from bot.notices import clean
from bot.notices.answered import Reply, write_reply
from bot.notices.layout import say
from bot.notices.told import write_told
from bot.service import bundles
from bot.service.answering.deeds import Hand
from bot.service.answering.others import what_became
from bot.service.answering.returning import texts_of
from bot.service.list_runtime import ListRuntime
from bot.store import BOT, HeldCase, Store, Transaction

MANY = 10
"""Posts that wait; from so many on one mail tells of all of them."""
DAY = dt.timedelta(days=1)


def is_due(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Whether moderators are to be reminded: ten posts wait, or one of them for long; once a day at most."""
    list_id = runtime.mailing_list.id
    last = tx.recall(f"summary:{list_id}")
    if not runtime.mailing_list.staff or (last and dt.datetime.fromisoformat(last) > now - DAY):
        return False
    waiting = tx.held(list_id)
    if len(waiting) >= MANY:
        return True
    patience = dt.timedelta(hours=runtime.settings.hold_reminder)
    hands = tx.dialogues.hands([one.case.id for one in waiting])
    told = {one.case.id: one.decided_at for one in waiting}
    told |= {hand.case: hand.reminded for hand in hands.values() if hand.reminded}
    return any(now - at >= patience for at in told.values())


def write(store: Store, runtime: ListRuntime, now: dt.datetime) -> bundles.Bundle | None:
    """The summary of what waits; None where nothing does. May take a while: not for the event loop."""
    items = bundles.waiting_items(store, runtime)
    return bundles.bundle_of(runtime, items, "summary", now) if items else None


def close(tx: Transaction, runtime: ListRuntime, bundle: bundles.Bundle, now: dt.datetime) -> None:
    """Put the summary on record with its mails."""
    bundles.close(tx, runtime, bundle, now)
    tx.dialogues.reminded(bundle.cases, now)
    tx.remember(f"summary:{runtime.mailing_list.id}", now.isoformat())


def settle_old(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Settle the posts whose time is over as the list wants it; True where there were any."""
    days = runtime.settings.hold_days
    tx.dialogues.expire(now)
    if not days or runtime.settings.on_expiry == "hold":
        return False
    old = [one for one in tx.held(runtime.mailing_list.id) if now - one.decided_at >= dt.timedelta(days=days)]
    told = [line for one in old[:MANY] if (line := _settled(tx, runtime, one, now))]
    if told:
        _tell(tx, runtime, told, old[0].case.id, now)
    return bool(told)


def _settled(tx: Transaction, runtime: ListRuntime, held: HeldCase, now: dt.datetime) -> str:
    """What became of one post, for moderators; "" where it stays."""
    hand = Hand(tx=tx, runtime=runtime, case=held.case, by=BOT, now=now)
    verb = runtime.settings.on_expiry
    words = texts_of(runtime).say("answer.expired_return", days=runtime.settings.hold_days)
    try:
        match verb:
            case "accept":
                hand.accept()
            case "discard":
                hand.discard()
                _tell_author(tx, runtime, hand, now)
            case _:
                hand.give_back(words=words)
    except PermanentFailure as problem:
        if held.case.id not in tx.dialogues.hands([held.case.id]):
            tx.note(held.case.id, "stays", f"its time is over, and it stays: {problem}", now)
            tx.dialogues.reminded([held.case.id], now)
        return ""
    return what_became(texts_of(runtime), verb, hand.post())


def _tell_author(tx: Transaction, runtime: ListRuntime, hand: Hand, now: dt.datetime) -> None:
    """The proven author hears that nobody decided; nobody else is written to."""
    post = hand.post()
    try:
        author = hand.answerable(post)
    except PermanentFailure:
        return
    mailing_list, texts, case = runtime.mailing_list, texts_of(runtime), hand.case.id
    subject = clean.shorten(clean.subject(post.subject.raw), 200)
    said = texts.say(
        "answer.expired_discard",
        subject=subject,
        list=mailing_list.name,
        days=runtime.settings.hold_days,
        address=mailing_list.address,
    )
    reply = Reply(subject="answer.expired_subject", about=post.subject.raw, blocks=(say(said),), case=case)
    mail = write_reply(reply, post, mailing_list, author, runtime.stamper.stamp(case, "expired", now))
    tx.enqueue(mail, mailing_list.id, now)


def _tell(tx: Transaction, runtime: ListRuntime, rows: list[str], case: str, now: dt.datetime) -> None:
    texts, mailing_list = texts_of(runtime), runtime.mailing_list
    first = texts.say("held.expired", days=runtime.settings.hold_days)
    for number, person in enumerate(mailing_list.staff, 1):
        stamp = runtime.stamper.stamp(case, f"expired{number}", now)
        subject = texts.say("held.expired_subject", list=mailing_list.name)
        tx.enqueue(write_told(subject, [first, *rows], person, mailing_list, stamp, ()), mailing_list.id, now)

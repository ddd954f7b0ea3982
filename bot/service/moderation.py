"""What moderators do with held posts at the command line, by the names that they type."""

import datetime as dt
from collections.abc import Sequence

from bot.errors import PermanentFailure
from bot.lifecycle import WAITING
from bot.notices.outgoing import Stamp
from bot.service.answering.deeds import Hand
from bot.service.answering.others import told_to_others, what_became
from bot.service.answering.returning import texts_of
from bot.service.build import runtime_of
from bot.service.list_runtime import ListRuntime
from bot.store import Case, Transaction

SHORTEST = 4
"""Letters of an id that are enough while they are clear."""


def find_held(tx: Transaction, name: str) -> Case:
    """The held case of that id, of a part of it, or of a Message-ID; PermanentFailure says what to do."""
    found = tx.history(name)
    if not found:
        return _by_a_part(tx, name)
    history = next((one for one in found if one.case.state in WAITING), found[0])
    if history.case.state not in WAITING:
        raise PermanentFailure(
            f"case {history.case.id} is not held, it is {history.case.state}. "
            f"See: listwarden status {history.case.id}"
        )
    return history.case


def hand_on(tx: Transaction, runtimes: Sequence[ListRuntime], name: str, by: str, now: dt.datetime) -> Hand:
    """A person at work on the held case of that name."""
    case = find_held(tx, name)
    return Hand(tx=tx, runtime=runtime_of(runtimes, case.list_id), case=case, by=by, now=now)


def tell_others(hand: Hand, verb: str) -> None:
    """Tell the moderators who were asked about a post what was decided at the command line."""
    case, tx, runtime = hand.case.id, hand.tx, hand.runtime
    post = hand.post()
    (history,) = tx.history(case)[:1]
    turn = len(history.decisions)

    def stamp(kind: str) -> Stamp:
        return runtime.stamper.stamp(case, f"{kind}-{turn}", hand.now)

    rows = [what_became(texts_of(runtime), verb, post)]
    for mail in told_to_others(tx, runtime, [case], hand.by, post.subject.raw, rows, stamp):
        tx.enqueue(mail, runtime.mailing_list.id, hand.now)


def _by_a_part(tx: Transaction, name: str) -> Case:
    part = name.strip().upper().replace("-", "")
    near = [
        held.case for held in tx.held() if len(part) >= SHORTEST and part in held.case.id.replace("-", "")
    ]
    if len(near) == 1:
        return near[0]
    if near:
        several = ", ".join(case.id for case in near[:5])
        raise PermanentFailure(f'"{name}" may be {several}: write more of it')
    raise PermanentFailure(f'there is no case "{name}". See: listwarden held list')

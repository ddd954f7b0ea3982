"""What the store knows of a post at the moment of its decision."""

import datetime as dt

from bot.facts.history import Memory
from bot.facts.past import answers
from bot.mail.post import Post
from bot.service.decision import Past
from bot.service.list_runtime import ListRuntime
from bot.store import OPEN, Case, Standing, Transaction

HOUR = dt.timedelta(hours=1)


def past_of(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, memory: Memory, now: dt.datetime
) -> Past:
    """Look up what a decision needs; some of it only if it is asked for."""
    list_id = runtime.mailing_list.id
    author = post.from_[0].address.lower() if len(post.from_) == 1 else ""
    asked = runtime.rulebook.policy.questions
    dialogue = tx.dialogues.find(case.id)
    return Past(
        answers=answers(asked, memory, tx.past(list_id), runtime.mailing_list.timezone),
        numbers=tx.look_up(list_id, author, now, case.id, unproven=runtime.known.unproven == "believed"),
        copies=lambda: tx.copies(case, now),
        held_notices=lambda: tx.notices_sent_since(list_id, now - HOUR),
        alert_mails=lambda topic: tx.alert_mails_since(list_id, topic, now - HOUR),
        kinds_sent=tx.kinds_sent,
        standing=lambda address: mark_of(tx.dialogues.standing_of(list_id, address)),
        came_back=lambda other, person: _came_back(tx, other, person),
        round=dialogue.round if dialogue else 0,
        now=now,
    )


def _came_back(tx: Transaction, case: str, person: str) -> bool:
    """Whether that post was returned to that person, and the dialogue about it goes on."""
    dialogue = tx.dialogues.find(case)
    return dialogue is not None and dialogue.state == OPEN and dialogue.person == person.lower()


def mark_of(said: Standing | None) -> str | None:
    """What was said of an author, if anything."""
    return None if said is None else said.mark

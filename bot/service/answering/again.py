"""Closes the dialogue about a returned post that its author has sent again as a new mail."""

import datetime as dt

from bot.dialogue.meaning import is_same
from bot.mail.post import Post
from bot.service.answering.desk import latest
from bot.service.list_runtime import ListRuntime
from bot.store import Case, Transaction


def close_if_again(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, author: str | None, now: dt.datetime
) -> None:
    """Where a proven author's post is one that came back before, the old case is closed."""
    if author is None:
        return
    for dialogue in tx.dialogues.open_with(runtime.mailing_list.id, author):
        if dialogue.case != case.id and is_same(latest(tx, dialogue.case), post):
            tx.dialogues.change(dialogue.case, now, state="again")
            tx.note(dialogue.case, "again", f"it came again as {case.id}", now)

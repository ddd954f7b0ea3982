"""Warns the author of a post that goes out: one friendly mail with what rules say, for the next time."""

import datetime as dt
from collections.abc import Sequence

from bot.lifecycle import Event
from bot.mail.post import Post
from bot.notices import Outgoing
from bot.notices.answered import Reply, write_reply
from bot.notices.layout import say
from bot.policy.model.verdict import Finding
from bot.service.answering.returning import texts_of
from bot.service.list_runtime import ListRuntime
from bot.store import Case


def write_warning(
    runtime: ListRuntime,
    case: Case,
    post: Post,
    event: Event,
    to: str,
    findings: Sequence[Finding],
    now: dt.datetime,
) -> Outgoing:
    """The mail to an author at ``to``; ``event`` tells how the post goes out."""
    subject, texts = post.subject.raw, texts_of(runtime)
    out = "answer.digest_text" if event is Event.DIGEST else "answer.posted_text"
    said = dict.fromkeys(" ".join(one.text.split()) for one in findings)
    blocks = [
        say(texts.say(out, subject=subject, list=runtime.mailing_list.name)),
        say(texts.say("answer.warned"), look="strong"),
        *(say(one) for one in said),
        say(texts.say("answer.warned_end")),
    ]
    reply = Reply(subject="answer.warned_subject", about=subject, blocks=blocks, case=case.id)
    stamp = runtime.stamper.stamp(case.id, "answer", now)
    return write_reply(reply, post, runtime.mailing_list, to, stamp)

"""The foot of an issue: how to write and to answer, why one gets it, how to change that, how to leave."""

from bot.notices import clean
from bot.notices.digests.issue import Issue


def foot(issue: Issue) -> list[str]:
    """The sentences of it, addresses as they are; below a later part only the way out."""
    mailing_list, say = issue.mailing_list, issue.texts.say
    closing = clean.one_line(mailing_list.digest_closing)
    person = mailing_list.owners[0] if mailing_list.owners else mailing_list.address
    asked = mailing_list.self_service
    ways = [say("digest.each", address=asked), say("digest.break")] if asked else []
    ways = ways or [say("digest.person", address=person)]
    if issue.part > 1:
        return ways
    return [
        say("digest.post", address=mailing_list.address),
        say("digest.why", list=issue.name),
        *ways,
        *([closing] if closing else []),
    ]

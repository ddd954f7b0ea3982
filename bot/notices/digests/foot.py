"""The foot of an issue: how to write and to answer, why one gets it, how to change that, how to leave."""

from bot.notices import clean
from bot.notices.digests.issue import Issue


def foot(issue: Issue) -> list[str]:
    """The sentences of it, addresses as they are."""
    mailing_list = issue.mailing_list
    closing = clean.one_line(mailing_list.digest_closing)
    return [
        f"To post, write to {mailing_list.address}. To answer a post, take over its subject.",
        *_leaving(issue),
        *([closing] if closing else []),
    ]


def _leaving(issue: Issue) -> list[str]:
    mailing_list = issue.mailing_list
    why = f"You get this digest because your address reads {issue.name} in this form."
    if mailing_list.self_service:
        return [
            why,
            f'To get each post by itself, write "mail" to {mailing_list.self_service}.',
            'To take a break, write "pause 2 weeks"; to leave, "unsubscribe".',
        ]
    person = mailing_list.owners[0] if mailing_list.owners else mailing_list.address
    return [f"{why} To change that, or to leave, write to {person}."]

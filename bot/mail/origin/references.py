"""Reads which messages a post answers: In-Reply-To and References (RFC 5322 3.6.4)."""

import re

from bot.mail.post import Header

_MOST = 1_000
_ID = re.compile(r"<([^\s<>]{1,998})>")


def answered(header: Header) -> tuple[str, ...]:
    """The Message-IDs that a post answers, without brackets, the nearest first; each once, at most 1,000."""
    direct = [name for value in header.all("In-Reply-To") for name in _ID.findall(value)]
    found = (*direct[:_MOST], *reversed(ancestors(header)))
    return tuple(dict.fromkeys(found))[:_MOST]


def ancestors(header: Header) -> tuple[str, ...]:
    """The Message-IDs of the thread above a post, the oldest first; the last 1,000."""
    return tuple(name for value in header.all("References") for name in _ID.findall(value))[-_MOST:]

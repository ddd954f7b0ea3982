"""The dialogue about a returned post in plain words, for ``listwarden status``."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.cli.common import moment
from bot.store import OPEN, Dialogue, Version

_ENDS = {
    "out": "over: it went out",
    "again": "over: its author sent it again as a new mail",
    "withdrawn": "over: its author withdrew it",
    "decided": "over: a moderator decided",
    "held": "over: it waits for a moderator",
    "dropped": "over: rules dropped it",
    "expired": "over: its author did not answer in time",
}
_WAYS = {
    "draft": "the version that was proposed to its author",
    "ok": "the proposed version, agreed to by its author",
    "text": "what its author sent, in place of what stood before",
    "edit": "what a moderator made of it",
}


def dialogue(found: Dialogue | None, versions: Sequence[Version], at: dt.datetime) -> Iterator[str]:
    """How far its author and the bot have come, and each text that took the place of the first."""
    if found is None:
        return
    notices = "1 notice" if found.round == 1 else f"{found.round} notices"
    yield f"dialogue with {found.person}, {notices}: {_state(found, at)}"
    if found.asked and found.state == OPEN:
        yield "  the last answer was not understood; its author was asked what is meant"
    for one in versions:
        asks = f"; its author was asked for: {', '.join(one.asks.split())}" if one.asks else ""
        yield f"  {moment(one.at)}  text {one.number + 1}: {_WAYS.get(one.how, one.how)}{asks}"


def _state(found: Dialogue, at: dt.datetime) -> str:
    if found.state != OPEN:
        return _ENDS.get(found.state, f"over ({found.state})")
    if found.until <= at:
        return _ENDS["expired"]
    return f"waits for an answer until {moment(found.until)}"

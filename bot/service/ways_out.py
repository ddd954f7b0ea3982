"""By which way a mail leaves: that of [smtp], or the list's own for what it passes on."""

import asyncio
from collections.abc import Iterable

from bot.delivery.pipe import Pipe, PipeOptions
from bot.delivery.smtp import Smtp, SmtpOptions, Timeouts
from bot.delivery.way_out import WayOut
from bot.endpoint import endpoint_of
from bot.notices import OutgoingKind, approved
from bot.settings import ListSettings, reveal
from bot.store import OutboxItem


class Ways:
    """
    The ways out of all lists.

    Posts of a list that has a way of its own leave by that one, whenever they were
    written: where the settings change, what waits goes the new way.
    """

    def __init__(self, usual: WayOut, lists: Iterable[ListSettings] = ()) -> None:
        self._usual = usual
        self._own: dict[str, WayOut] = {}
        self._set: dict[str, object] = {}
        self._words: dict[str, str] = {}
        self.take_over(lists)

    def take_over(self, lists: Iterable[ListSettings]) -> list[WayOut]:
        """Follow new settings; the ways that nobody goes any more, for the caller to close."""
        lists = tuple(lists)
        self._words = {one.id: reveal(one.post.approved) for one in lists}
        wanted = {one.id: options for one in lists if (options := own_options(one)) is not None}
        gone = [self._own.pop(name) for name in list(self._own) if wanted.get(name) != self._set.get(name)]
        for name, options in wanted.items():
            if name not in self._own:
                self._own[name] = Pipe(options) if isinstance(options, PipeOptions) else Smtp(options)
        self._set = dict(wanted)
        return gone

    def of(self, item: OutboxItem) -> WayOut:
        """The way of a mail."""
        own = self._own.get(item.list_id) if item.kind is OutgoingKind.POST else None
        return own or self._usual

    def octets(self, item: OutboxItem) -> bytes:
        """What goes over the wire: the mail on record, and the owner's word to a list manager."""
        return (
            approved(item.raw, self._words.get(item.list_id, ""))
            if item.kind is OutgoingKind.POST
            else item.raw
        )

    def own(self, list_id: str) -> WayOut | None:
        """A list's own way; None where it goes that of [smtp]."""
        return self._own.get(list_id)

    @property
    def of_their_own(self) -> frozenset[str]:
        """The lists whose posts go ways of their own."""
        return frozenset(self._own)

    def is_usual(self, way: WayOut) -> bool:
        """Whether it is that of [smtp]."""
        return way is self._usual

    async def close(self) -> None:
        """Let go of the lists' own ways."""
        await asyncio.gather(*(way.close() for way in self._own.values()))


def own_options(one: ListSettings) -> SmtpOptions | PipeOptions | None:
    """How a list's accepted posts go on, where not by [smtp]."""
    post = one.post
    if post.via == "pipe":
        return PipeOptions(command=post.command)
    return hop_options(one.next_hop, lmtp=post.via == "lmtp") if one.next_hop else None


def hop_options(place: str, *, lmtp: bool = False) -> SmtpOptions:
    """How a server is reached that takes mail without log-in: one of this machine, or of this house."""
    at = endpoint_of(place)
    return SmtpOptions(
        host=at.host,
        port=at.port,
        path=at.path,
        security="none",
        protocol="lmtp" if lmtp else "smtp",
        timeouts=Timeouts(connect=10, greeting=30, login=60, command=60),
        connections=8,
    )

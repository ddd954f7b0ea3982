"""How mail comes to lists: each has its intake; those that servers hand mail to may share a listener."""

from concurrent.futures import Executor
from typing import TYPE_CHECKING

from bot.endpoint import endpoint_of
from bot.intake.imap import ImapIntake
from bot.intake.way_in import Intake
from bot.service.build import imap_options
from bot.service.inbox import Inbox
from bot.service.ways_out import hop_options
from bot.settings import ListSettings

if TYPE_CHECKING:  # a listener needs many modules, and few lists have one
    from bot.delivery.relay import NextHop
    from bot.intake.smtp.listener import Listener


class Listeners:
    """The places where servers hand over mail; lists that name the same share it."""

    def __init__(self) -> None:
        self._known: dict[str, Listener] = {}
        self._hops: dict[str, NextHop] = {}

    def at(self, one: ListSettings) -> "Listener":
        """The listener of a list as it is set now; all of its lists may be handed what the largest may."""
        from bot.intake.smtp.filter import Filter  # noqa: PLC0415 - as above
        from bot.intake.smtp.limits import Limits  # noqa: PLC0415
        from bot.intake.smtp.listener import Listener  # noqa: PLC0415
        from bot.intake.smtp.lmtp import Lmtp  # noqa: PLC0415

        place, size = one.intake.listen, one.intake.size_limit
        speaks = Filter if one.intake.kind == "smtp-filter" else Lmtp
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = Listener(endpoint_of(place), speaks, Limits(size=size))
        known.speaks, known.hop = speaks, self._hop(one)
        known.allow(size)
        return known

    def _hop(self, one: ListSettings) -> "NextHop | None":
        """Where a filter passes mail on."""
        place = one.intake.listen
        options = hop_options(one.intake.next_hop) if one.intake.next_hop else None
        before = self._hops.get(place)
        if before is not None and before.options == options:
            return before
        if before is not None:
            self._hops.pop(place).retire()
        if options is not None:
            from bot.delivery.relay import NextHop  # noqa: PLC0415 - as above

            self._hops[place] = NextHop(options)
        return self._hops.get(place)


def open_intake(one: ListSettings, inbox: Inbox, calls: Executor, listeners: Listeners) -> Intake:
    """A list's way in."""
    if one.intake.kind == "imap":
        return ImapIntake(imap_options(one), inbox, calls)
    from bot.intake.smtp.intake import HandedIntake  # noqa: PLC0415 - as above

    return HandedIntake(listeners.at(one), one.recipients, inbox, one.intake.size_limit)

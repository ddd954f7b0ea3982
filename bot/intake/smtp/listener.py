"""One place where mail servers hand over mail, for all the lists whose recipients it takes."""

import asyncio
import contextlib
import secrets
import stat
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog

from bot.endpoint import Endpoint
from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.smtp.directory import Directory
from bot.intake.smtp.filter import Hop, Passage
from bot.intake.smtp.limits import Limits, Room
from bot.intake.smtp.received import Handed
from bot.intake.smtp.talk import TRY_AGAIN, Talk

log = structlog.get_logger()

T = TypeVar("T")
_BACKLOG = 200
_GRACE = 5.0  # seconds in which messages that are on their way in may end once we stop
_EVICTED = 2.0  # seconds of silence after which a client that does nothing makes room for another
_NOT_NOW = "451 4.3.2 This list takes no mail right now, try again later"


class Door(Protocol):
    """A list behind a listener; one that has ``ended`` is still known, and takes nothing."""

    is_open: bool
    ended: bool
    size_limit: int

    async def take(self, handed: Handed) -> str:
        """Its name in the journal once it is durable. Raises TemporaryFailure or PermanentFailure."""

    async def judge(self, handed: Handed, passage: Passage) -> str:
        """The reply to its sender, who is still on the line. Raises as ``take``."""


class Listener:
    """
    Listens at ``at``; ``speaks`` is the dialogue.

    Lists are put down before it is opened: an address that is not known yet would be refused for good.
    """

    def __init__(
        self, at: Endpoint, speaks: type[Talk], limits: Limits | None = None, hop: Hop | None = None
    ) -> None:
        self.hop = hop
        self.at = at
        self.speaks = speaks
        self.limits = limits or Limits()
        self._room = Room(0)
        self.allow(self.limits.size)
        self._directory: Directory[Door] = Directory()
        self._talks: set[Talk] = set()
        self._server: asyncio.Server | None = None
        self._users = 0
        self._opening = asyncio.Lock()
        self._working: set[asyncio.Task[Any]] = set()

    def add(self, names: Sequence[str], door: Door) -> None:
        """Put down a list and its addresses; those that ended make room."""
        self._directory.keep(lambda one: not one.ended)
        self._directory.add(names, door)

    def allow(self, size: int) -> None:
        """Take messages of so many octets, if only for one of the lists."""
        self.limits = replace(self.limits, size=max(self.limits.size, size))
        self._room.most = max(self.limits.held, self.limits.size)

    async def open(self) -> None:
        """Begin to listen, for one more list. Raises OSError."""
        async with self._opening:
            if self._server is None:
                self._server = await self._listen()
            self._users += 1

    async def close(self) -> None:
        """One list less; with the last one listening ends, and messages on their way in get some time."""
        self._users -= 1
        if self._users or self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for talk in [one for one in self._talks if not one.at_work]:
            talk.hang_up()
        until = asyncio.get_running_loop().time() + _GRACE
        while self._talks and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - the dialogues end by themselves
            await asyncio.sleep(0.02)
        for talk in list(self._talks):
            talk.hang_up()
        if self.at.path:
            await asyncio.to_thread(Path(self.at.path).unlink, missing_ok=True)

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        if not self.at.path:
            return await loop.create_server(self._talk, self.at.host, self.at.port, backlog=_BACKLOG)
        server = await loop.create_unix_server(self._talk, self.at.path, backlog=_BACKLOG)
        # Who may connect is for the folder to say, as with the mail server's own sockets.
        await asyncio.to_thread(Path(self.at.path).chmod, stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
        return server

    # Connections

    def _talk(self) -> Talk:
        return self.speaks(self, self.limits, self._room)

    def joined(self, talk: Talk) -> bool:
        """A client has connected; whether there is room, for which one that does nothing may have to go."""
        if len(self._talks) >= self.limits.connections and not self._evict(talk.moved):
            return False
        self._talks.add(talk)
        return True

    def left(self, talk: Talk) -> None:
        """A client has gone."""
        self._talks.discard(talk)

    def _evict(self, now: float) -> bool:
        idle = [one for one in self._talks if not one.at_work and now - one.moved > _EVICTED]
        if not idle:
            return False
        longest = min(idle, key=lambda one: one.moved)
        longest.hang_up()
        self._talks.discard(longest)
        return True

    # The hooks of aiosmtpd

    async def handle_EHLO(  # noqa: N802
        self, server: Talk, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """The extensions beside aiosmtpd's own (RFC 2033 5)."""
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{one}" for one in server.EXTENSIONS), responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, _server: Talk, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """The reverse-path; RFC 6531 3.4: letters beyond ASCII are announced."""
        if not (address.isascii() or envelope.smtp_utf8):
            return "550 5.6.7 Addresses beyond ASCII need SMTPUTF8"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender taken"

    async def handle_RCPT(  # noqa: N802
        self, server: Talk, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """A recipient."""
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return "452 4.5.3 Too many recipients"
        if not (address.isascii() or envelope.smtp_utf8):
            return "553 5.6.7 Addresses beyond ASCII need SMTPUTF8"
        refusal = await server.refuses(self._directory.find(address), address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient taken"

    # Messages

    async def deliver(self, talk: Talk, envelope: Any, raw: bytes) -> list[str]:
        """
        Hand a message to each of its lists; a reply for each recipient, in their order.

        What was begun is finished though the client hangs up: it may be durable already.
        """
        doors: dict[int, tuple[Door, list[str]]] = {}
        whose = [self._directory.find(address) for address in envelope.rcpt_tos]
        for door, address in zip(whose, envelope.rcpt_tos, strict=True):
            if door is not None:
                doors.setdefault(id(door), (door, []))[1].append(address)

        async def hand(door: Door, addresses: list[str]) -> str:
            return await self._reply(door, _handed(talk, envelope, raw, addresses))

        async def hand_all() -> list[str]:
            return await asyncio.gather(*(hand(*one) for one in doors.values()))

        replies = dict(zip(doors, await self._finished(hand_all()), strict=True))
        return [replies.get(id(door), _NOT_NOW) for door in whose]

    async def judge(self, talk: Talk, envelope: Any, raw: bytes, door: Door | None, passage: Passage) -> str:
        """The one reply to a message that is judged in the dialogue; one for no list passes."""
        handed = _handed(talk, envelope, raw, envelope.rcpt_tos)
        if door is None:
            return await passage.text(handed.traced("ESMTP"))
        if len(raw) > door.size_limit:
            return f"552 5.3.4 This list takes messages of {door.size_limit} octets at most"
        return await self._finished(door.judge(handed, passage))

    async def _finished(self, work: Coroutine[Any, Any, T]) -> T:
        """What was begun is finished though the client hangs up."""
        task = asyncio.get_running_loop().create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return await asyncio.shield(task)

    async def _reply(self, door: Door, handed: Handed) -> str:
        if not door.is_open:
            return _NOT_NOW
        if len(handed.raw) > door.size_limit:
            return f"552 5.3.4 This list takes messages of {door.size_limit} octets at most"
        try:
            name = await door.take(handed)
        except (TemporaryFailure, PermanentFailure) as failure:
            log.warning("smtp: a message could not be taken", problem=str(failure), id=handed.identifier)
        except Exception:
            log.exception("smtp: a defect of ours; the client is asked to try again", id=handed.identifier)
        else:
            return f"250 2.0.0 {name} is taken"
        return TRY_AGAIN


def _handed(talk: Talk, envelope: Any, raw: bytes, recipients: Sequence[str]) -> Handed:
    return Handed(
        raw=raw,
        reverse_path="" if envelope.mail_from == "<>" else envelope.mail_from,
        recipients=tuple(dict.fromkeys(recipients)),
        others=len(envelope.rcpt_tos) > 1,
        helo=talk.helo,
        peer=talk.peer,
        identifier=secrets.token_hex(6).upper(),
    )


def why(error: OSError, at: Endpoint) -> str:
    """Why we cannot listen, in a sentence."""
    with contextlib.suppress(AttributeError):
        return f"cannot listen at {at}: {(error.strerror or str(error)).lower()}"
    return f"cannot listen at {at}"

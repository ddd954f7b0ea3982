"""
An IMAP server in memory that misbehaves on command.

Real servers are too well behaved to hang in the middle of an answer, to lie about
a size, or to give a number out twice.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

CUT, HANG = b"cut", b"hang"  # an answer that closes the line without a word; one that never comes
Answer = Callable[["Talk", str], bytes | None]
_ITEM = re.compile(r"BODY\.PEEK\[(HEADER)?\](?:<(\d+)\.(\d+)>)?|RFC822\.SIZE|INTERNALDATE")
_DATE = "17-Jul-2026 02:44:25 +0200"


@dataclass
class Message:
    uid: int
    raw: bytes
    date: str = _DATE
    size: int | None = None
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    validity: int
    next: int = 1
    messages: list[Message] = field(default_factory=list)


class ScriptedImap:
    """
    Use it as an async context manager; any password is right.

    ``on[verb]`` ("SELECT", "UID FETCH", "greeting" ...) is called with the
    session and the arguments, and gives what is sent in place of the usual
    answer (a tagged line is added to one that has none), CUT, HANG, or None for
    the usual. ``item`` may give other octets for an item of FETCH, or CUT.
    ``commands`` are the verbs that came, ``logins`` counts those.
    """

    password = "secret"

    def __init__(self, *, offers: str = "IMAP4rev1 IDLE MOVE UIDPLUS ID"):
        self.offers = offers
        self.on: dict[str, Answer] = {}
        self.item: Callable[[Message, str], bytes | None] = lambda _message, _item: None
        self.before: Callable[[Talk, str], bytes] = lambda _talk, _verb: b""
        self.folders = {"INBOX": Folder(validity=7)}
        self.commands: list[str] = []
        self.logins = 0
        self.talks: set[Talk] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.plain_port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    def cut(self) -> None:
        """End every connection."""
        for talk in list(self.talks):
            talk.writer.transport.abort()

    def put(self, raw: bytes, folder: str = "INBOX", **more) -> Message:
        """A message arrives; who idles there is told."""
        box = self.folders[folder]
        message = Message(box.next, raw, **more)
        box.next += 1
        box.messages.append(message)
        for talk in self.talks:
            if talk.idling and talk.box is box:
                talk.writer.write(b"* %d EXISTS\r\n" % len(box.messages))
        return message

    def lies_in(self, folder: str) -> list[bytes]:
        """The messages of a folder."""
        return [message.raw for message in self.folders[folder].messages] if folder in self.folders else []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = Talk(self, reader, writer)
        self.talks.add(talk)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await talk.go()
        finally:
            self.talks.discard(talk)
            writer.transport.abort()


class Talk:
    """One connection."""

    def __init__(self, server: ScriptedImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.server = server
        self.reader = reader
        self.writer = writer
        self.box: Folder | None = None
        self.idling = False
        self.told = 0

    async def go(self) -> None:
        await self._answer("greeting", "", "", b"* OK ready\r\n")
        while line := await self.reader.readline():
            tag, _, rest = line.decode("latin-1").strip().partition(" ")
            verb, _, arguments = rest.partition(" ")
            if verb.upper() == "UID":
                sub, _, arguments = arguments.partition(" ")
                verb = f"UID {sub}"
            self.server.commands.append(verb.upper())
            self.writer.write(self.server.before(self, verb.upper()))
            await self._answer(verb.upper(), tag, arguments, None)

    async def _answer(self, verb: str, tag: str, arguments: str, usual: bytes | None) -> None:
        handler = self.server.on.get(verb)
        said = handler(self, arguments) if handler else None
        if said == HANG:
            await asyncio.sleep(3600)
        if said == CUT:
            raise ConnectionResetError
        if said is None:
            said = usual if usual is not None else self._usual(verb, arguments)
        if tag and b"* BYE" not in said and not re.search(rb"(?:\A|\n)(?:TAG |\+)", said):
            said += b"TAG OK done\r\n"
        self.writer.write(re.sub(rb"(\A|\n)TAG ", rb"\g<1>" + tag.encode() + b" ", said) if tag else said)
        await self.writer.drain()
        if verb == "IDLE" and said.startswith(b"+"):
            await self._idle(tag)
        if verb == "LOGOUT" or b"* BYE" in said:
            raise ConnectionResetError

    async def _idle(self, tag: str) -> None:
        self.idling = True
        await self.reader.readline()
        self.idling = False
        self.writer.write(tag.encode() + b" OK done\r\n")

    def _usual(self, verb: str, arguments: str) -> bytes:
        method = getattr(self, "do_" + verb.lower().replace(" ", "_"), None)
        return method(arguments) if method else b""

    def do_capability(self, _arguments: str) -> bytes:
        return f"* CAPABILITY {self.server.offers}\r\n".encode()

    def do_login(self, _arguments: str) -> bytes:
        self.server.logins += 1
        return b""

    def do_list(self, arguments: str) -> bytes:
        names = self.server.folders if '""' not in arguments.split(" ")[1:] else [""]
        return b"".join(f'* LIST () "/" "{name}"\r\n'.encode() for name in names)

    def do_create(self, arguments: str) -> bytes:
        self.server.folders.setdefault(arguments.strip('"'), Folder(validity=8 + len(self.server.folders)))
        return b""

    def do_select(self, arguments: str) -> bytes:
        name = arguments.strip('"')
        self.box = box = self.server.folders.get("INBOX" if name.upper() == "INBOX" else name)
        if box is None:
            return b"TAG NO [NONEXISTENT] no such folder\r\n"
        self.told = len(box.messages)
        told = f"* {self.told} EXISTS\r\n* OK [UIDVALIDITY {box.validity}] ok\r\n"
        return f"{told}* OK [UIDNEXT {box.next}] ok\r\n".encode()

    do_examine = do_select

    def do_idle(self, _arguments: str) -> bytes:
        count = len(self.box.messages) if self.box else 0
        news, self.told = b"* %d EXISTS\r\n" % count if count > self.told else b"", count
        return b"+ idling\r\n" + news

    def do_uid_search(self, arguments: str) -> bytes:
        self.told = len(self.box.messages) if self.box else 0
        return b"* SEARCH" + b"".join(b" %d" % uid for uid in self.found(arguments)) + b"\r\n"

    def found(self, arguments: str) -> list[int]:
        """What SEARCH finds."""
        assert self.box
        words = arguments.split(" ")
        messages = self.box.messages
        if words[0] == "UID":
            messages = self.chosen(words[1])
        if words[0] == "HEADER":
            messages = [one for one in messages if words[2].strip('"').encode() in one.raw]
        if "UNDELETED" in words:
            messages = [one for one in messages if "\\Deleted" not in one.flags]
        return [one.uid for one in messages]

    def chosen(self, uid_set: str) -> list[Message]:
        """The messages of a UID set."""
        assert self.box
        last = max((one.uid for one in self.box.messages), default=0)
        ends = [part.replace("*", str(last)).split(":") for part in uid_set.split(",")]
        spans = [sorted((int(one[0]), int(one[-1]))) for one in ends]
        return [one for one in self.box.messages if any(low <= one.uid <= high for low, high in spans)]

    def do_uid_fetch(self, arguments: str) -> bytes:
        uids, _, wanted = arguments.partition(" ")
        said = b""
        for number, message in enumerate(self.chosen(uids), 1):
            items = [self._item(message, found) for found in _ITEM.finditer(wanted)]
            said += b"* %d FETCH (UID %d %s)\r\n" % (number, message.uid, b" ".join(filter(None, items)))
            if CUT in items:
                self.writer.write(said.partition(CUT)[0])
                raise ConnectionResetError
        return said

    def _item(self, message: Message, found: re.Match[str]) -> bytes:
        given = self.server.item(message, found[0])
        if given is not None:
            return given
        if found[0] == "RFC822.SIZE":
            return b"RFC822.SIZE %d" % (len(message.raw) if message.size is None else message.size)
        if found[0] == "INTERNALDATE":
            return f'INTERNALDATE "{message.date}"'.encode()
        raw, origin = message.raw, ""
        if found[1]:
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        if found[2]:
            raw, origin = raw[int(found[2]) : int(found[2]) + int(found[3])], f"<{found[2]}>"
        return f"BODY[{found[1] or ''}]{origin} {{{len(raw)}}}\r\n".encode() + raw

    def do_uid_move(self, arguments: str) -> bytes:
        return self._carry(arguments, gone=True)

    def do_uid_copy(self, arguments: str) -> bytes:
        return self._carry(arguments, gone=False)

    def _carry(self, arguments: str, *, gone: bool) -> bytes:
        assert self.box
        uids, _, name = arguments.partition(" ")
        target = self.server.folders[name.strip('"')]
        moved = self.chosen(uids)
        new = [self.server.put(one.raw, name.strip('"')).uid for one in moved]
        if gone:
            self.box.messages = [one for one in self.box.messages if one not in moved]
        if not moved:
            return b""
        old, fresh = (",".join(map(str, those)) for those in ([one.uid for one in moved], new))
        return f"* OK [COPYUID {target.validity} {old} {fresh}] done\r\n".encode()

    def do_uid_store(self, arguments: str) -> bytes:
        for message in self.chosen(arguments.split(" ", maxsplit=1)[0]):
            message.flags.add("\\Deleted")
        return b""

    def do_uid_expunge(self, arguments: str) -> bytes:
        assert self.box
        gone = [one for one in self.chosen(arguments) if "\\Deleted" in one.flags]
        self.box.messages = [one for one in self.box.messages if one not in gone]
        return b""

    def do_logout(self, _arguments: str) -> bytes:
        return b"* BYE\r\n"

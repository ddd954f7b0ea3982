"""
One connection to an IMAP server: IMAPClient, typed, with its traps covered.

Every method blocks and is called by one thread at a time, except ``hears``
(never blocks) and ``abort`` (any thread). ``news`` turns true when the server
said that messages came, in whatever answer it said so.
"""

import asyncio
import contextlib
import datetime as dt
import re
import socket
from collections.abc import Iterator, Sequence
from typing import Any

from bot.dial import dial
from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_answers import Copied, Piece, Record, copied_of, fetched, number, piece_of, searched
from bot.intake.imap_login import log_in, tls_context, unreachable
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_transport import Client, Limits, Transport
from bot.intake.imap_wire import CommandRefused, Lost, Selected, raise_ours, safe, slices, windows
from bot.server_text import shown

_LIST = 500  # UIDs in one command: below the 8,192 octets of RFC 7162 4
_IDLE = b"IDLE"  # our tag; imaplib's own end in digits
_UNTAGGED = re.compile(rb"\* (?:(\d{1,10}) )?([A-Za-z]+)")
_LITERAL_END = re.compile(rb"\{(\d+)\}\r\n\Z")
_SLACK = 65_536
_ALERTS = 10  # alerts of one round that are kept


class Session:
    """
    A connection; ``sock`` is connected already, ``open`` begins to talk on it.

    ``alerts`` collects what the server wants a person to be told (RFC 9051 7.1).
    """

    def __init__(self, options: ImapOptions, sock: socket.socket) -> None:
        self._options = options
        context = tls_context(options.ca_file) if options.security == "tls" else None
        self._imap = Transport(sock, options.host, _limits(options), context)
        self._client: Any = None
        self._exists = 0
        self.news = False
        self.alerts: list[str] = []
        self.capabilities: frozenset[str] = frozenset()
        self.selected: Selected | None = None

    @classmethod
    def connect(cls, options: ImapOptions) -> "Session":
        """Dial and open, for callers without an event loop; still to log in."""
        with unreachable(options):
            sock = asyncio.run(dial(safe(options.host), options.port, options.connect_seconds))
        session = cls(options, sock)
        session.open()
        return session

    def open(self) -> None:
        """TLS where it is asked for first, and the greeting; nothing secret is sent."""
        with unreachable(self._options):
            self._client = Client(self._imap, self._options.host, self._options.port)

    def log_in(self) -> None:
        """STARTTLS where it is asked for, then the password; PermanentFailure says what is wrong."""
        self._imap.begin()
        self.capabilities = log_in(self._client, self._imap, self._options)
        self._settle()

    def can(self, capability: str) -> bool:
        """Whether the server offers it, as it said after the login."""
        return capability in self.capabilities

    def namespace(self) -> tuple[str, str]:
        """The prefix of our own folders and the hierarchy's delimiter (RFC 2342); ("", "/") where unknown."""
        if self.can("NAMESPACE"):
            with self._command():
                personal = self._client.namespace().personal
            if personal:
                return str(personal[0][0] or ""), str(personal[0][1] or "/")
        with self._command():
            listed = self._client.list_folders("", "")
        delimiter = listed[0][1] if listed else b"/"
        return "", (delimiter or b"/").decode("ascii", "replace")

    def folders(self) -> tuple[str, ...]:
        """The names of all folders that can be selected."""
        with self._command():
            listed = self._client.list_folders()
        return tuple(
            str(name) for flags, _, name in listed if b"\\noselect" not in {f.lower() for f in flags}
        )

    def create(self, folder: str) -> None:
        """Make a folder and subscribe to it, so that mail clients show it."""
        with self._command():
            self._client.create_folder(safe(folder))
        with contextlib.suppress(CommandRefused), self._command():
            self._client.subscribe_folder(safe(folder))

    def append(self, folder: str, raw: bytes) -> None:
        """Put a message into a folder, unseen."""
        with self._command():
            self._client.append(safe(folder), raw)

    def select(self, folder: str) -> Selected:
        """Open a folder; to read only, where nothing is ever moved."""
        self.selected = None
        with self._command():
            said = self._client.select_folder(safe(folder), readonly=not self._options.moves)
        self.news = False
        self.selected = Selected(
            folder=folder,
            validity=_of(said, b"UIDVALIDITY"),
            exists=_of(said, b"EXISTS"),
            uid_next=_of(said, b"UIDNEXT"),
        )
        self._exists = self.selected.exists
        return self.selected

    def uids(self, lowest: int = 1) -> list[int]:
        r"""The UIDs from ``lowest`` on, ascending; what is marked \Deleted is as good as gone."""
        found: set[int] = set()
        for wanted in windows(lowest, self.selected):
            found.update(self.search("UID", wanted, "UNDELETED"))
        return sorted(uid for uid in found if uid >= lowest)  # "9:*" means the last one too (RFC 9051 9)

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of the UIDs that are in the open folder."""
        found: set[int] = set()
        for some in slices(uids, _LIST):
            found.update(self.search("UID", ",".join(map(str, some))))
        return found.intersection(uids)

    def search(self, *criteria: str) -> list[int]:
        """UIDs in the open folder that meet all criteria, each one atom."""
        return searched(self._uid("SEARCH", *criteria))

    def refresh(self) -> None:
        """Let the server tell what others did: until then SEARCH may list what is gone."""
        with self._command():
            self._imap.noop()

    def pieces(self, uids: Sequence[int]) -> list[Piece]:
        """Sizes and dates; messages that the server leaves out are missing."""
        now = dt.datetime.now(dt.UTC)
        said = fetched(self._uid("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE INTERNALDATE)"))
        return [piece for uid in uids if (piece := piece_of(uid, said.get(uid, {}), now)) is not None]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole messages, unseen as they were; those left out or empty are missing."""
        said = fetched(self._uid("FETCH", ",".join(map(str, uids)), "(BODY.PEEK[])"))
        found = ((uid, said.get(uid, {}).get(b"BODY[]")) for uid in uids)
        return {uid: raw for uid, raw in found if isinstance(raw, bytes) and raw}

    def part(self, uid: int, offset: int, octets: int) -> bytes:
        """Octets of a message from ``offset`` on; b"" past its end or where the server leaves it out."""
        return self._slice(uid, "", offset, octets)

    def head(self, uid: int, octets: int) -> bytes:
        """The header block of a message, so much of it at most."""
        return self._slice(uid, "HEADER", 0, octets)

    def move(self, uids: Sequence[int], folder: str) -> Copied:
        """Move messages to another folder in one step (UID MOVE, RFC 6851)."""
        with self._command(keep=True):
            self._client.move(list(uids), safe(folder))
        return self._copied(uids)

    def copy(self, uids: Sequence[int], folder: str) -> Copied:
        """UID COPY."""
        with self._command(keep=True):
            self._client.copy(list(uids), safe(folder))
        return self._copied(uids)

    def delete(self, uids: Sequence[int]) -> None:
        r"""Mark as \Deleted, and expunge just these where the server can (RFC 4315 2.1)."""
        with self._command():
            self._client.delete_messages(list(uids), silent=True)
        if self.can("UIDPLUS"):
            with self._command():
                self._client.uid_expunge(list(uids))

    def idle(self) -> None:
        """Ask to be told of news (RFC 2177); EXISTS may come even before the server agrees."""
        with self._command():
            self._imap.send(_IDLE + b" IDLE\r\n")
            while not (line := self._imap.readline()).startswith(b"+"):
                if line.startswith(_IDLE + b" "):
                    raise CommandRefused(shown(line[len(_IDLE) :]))
                self._overhear(line)

    def done(self) -> None:
        """End IDLE and read all that was said meanwhile, however much it is."""
        with self._command():
            self._imap.send(b"DONE\r\n")
            while not (line := self._imap.readline()).startswith(_IDLE + b" "):
                self._overhear(line)

    def hears(self) -> bool:
        """Whether something waits to be read. Never blocks; call it while no other method runs."""
        return self._imap.hears()

    def fileno(self) -> int:
        """The socket's number, to wait for it."""
        return int(self._imap.sock.fileno())

    def abort(self) -> None:
        """Cut the line: a call that blocks in another thread ends at once."""
        self._imap.cut()

    def close(self) -> None:
        """Let go of the connection without a word; a dead one would keep LOGOUT waiting."""
        self._imap.shutdown()

    def log_out(self) -> None:
        """Say good-bye to a server that is known to listen, without waiting for its answer, then close."""
        with contextlib.suppress(Exception):
            self._imap.begin()
            self._imap.send(b"BYE LOGOUT\r\n")
        self.close()

    def _uid(self, command: str, *arguments: str) -> list[Record]:
        """A UID command that finds things; its answer line by line."""
        with self._command():
            kind, found = self._imap.uid(command, *map(safe, arguments))
            if kind != "OK":
                raise CommandRefused(shown(found[0] or kind))
        return list(found)

    @contextlib.contextmanager
    def _command(self, *, keep: bool = False) -> Iterator[None]:
        """Errors of one command become ours; what the server said beside its answer is looked through."""
        self._imap.begin()
        try:
            yield
        except CommandRefused:
            self._settle()
            raise
        except (TemporaryFailure, PermanentFailure):
            raise
        except Exception as error:  # noqa: BLE001 - a line that raises the unforeseen is not believed again
            with contextlib.suppress(Lost):
                self._settle()
            raise_ours(error, self._options)
        if not keep:
            self._settle()

    def _settle(self) -> None:
        """What the server said beside its answers: messages that came or went, alerts, good-bye."""
        said = self._imap.untagged_responses
        counts, gone = said.pop("EXISTS", ()), said.pop("EXPUNGE", ())
        farewell = said.pop("BYE", ())
        told = [line for kind in ("OK", "NO", "BAD") for line in said.get(kind, ())]
        said.clear()
        for _ in gone:
            self._vanished()
        for count in counts:
            self._there_are(number(count) or 0)
        for line in told:
            self._listen_for_alert(line)
        if farewell:
            raise Lost(f"the server said good-bye: {shown(farewell[0])}")

    def _there_are(self, count: int) -> None:
        """EXISTS is news only where it counts more than we know of: some servers say it in every answer."""
        self.news = self.news or count > self._exists
        self._exists = count

    def _vanished(self) -> None:
        self._exists = max(0, self._exists - 1)

    def _overhear(self, line: bytes) -> None:
        """A line that came while the server idles."""
        self._imap.let_go()
        while literal := _LITERAL_END.search(line):
            self._imap.read(int(literal[1]))
            line = self._imap.readline()
        found = _UNTAGGED.match(line)
        kind = found[2].upper() if found else b""
        if found and kind == b"EXISTS":
            self._there_are(number(found[1]) or 0)
        elif kind == b"EXPUNGE":
            self._vanished()
        elif kind == b"BYE":
            raise Lost(f"the server said good-bye: {shown(line[len(b'* BYE ') :])}")
        else:
            self._listen_for_alert(line)

    def _listen_for_alert(self, line: Any) -> None:
        if isinstance(line, bytes) and b"[ALERT]" in line and len(self.alerts) < _ALERTS:
            self.alerts.append(shown(line.partition(b"[ALERT]")[2]))

    def _copied(self, asked: Sequence[int]) -> Copied:
        """COPYUID, which IMAPClient hides among the untagged responses."""
        said = list(self._imap.untagged_responses.get("COPYUID", ()))
        self._settle()
        return copied_of(said, asked)

    def _slice(self, uid: int, section: str, offset: int, octets: int) -> bytes:
        said = fetched(self._uid("FETCH", str(uid), f"(BODY.PEEK[{section}]<{offset}.{octets}>)"))
        raw = said.get(uid, {}).get(f"BODY[{section}]<{offset}>".encode())
        return raw if isinstance(raw, bytes) else b""


def _limits(options: ImapOptions) -> Limits:
    literal = max(options.size_limit, options.batch_bytes) + _SLACK
    return Limits(
        silence=options.read_seconds,
        answer=options.answer_seconds,
        literal=literal,
        octets=4 * options.batch_bytes + literal,
    )


def _of(said: Any, name: bytes) -> int:
    """A number of SELECT's answer; 0 where the server says none, or one that is none."""
    value = said.get(name, 0)
    return value if isinstance(value, int) and 0 <= value < 2**32 else 0

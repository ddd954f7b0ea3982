"""
One connection to an IMAP server: IMAPClient, typed, with its traps covered.

Every method blocks and is called by one thread at a time, except ``hears``
(never blocks) and ``abort`` (any thread). ``news`` turns true when the server
said EXISTS, in whatever answer it said so.
"""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import Any

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_login import connect, log_in
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_wire import (
    CommandRefused,
    Copied,
    Lost,
    Piece,
    Selected,
    copied_of,
    piece_of,
    raise_ours,
    safe,
    slices,
    windows,
)

_LIST = 500  # UIDs in one command: below the 8,192 octets of RFC 7162 4


class Session:
    """A connection; ``connect`` gives one that still has to log in."""

    def __init__(self, client: Any, options: ImapOptions) -> None:
        self._client = client
        self._imap = client._imap  # noqa: SLF001 - COPYUID, EXISTS and the buffer are hidden in there
        self._imap.debug = 0  # else IMAPClient formats every line for its debug log, read or not
        self._options = options
        self._idle_tag: bytes | None = None
        self.news = False
        self.capabilities: frozenset[str] = frozenset()
        self.selected: Selected | None = None

    @classmethod
    def connect(cls, options: ImapOptions) -> "Session":
        """Open the connection, with TLS where it is asked for; nothing secret is sent."""
        return cls(connect(options), options)

    def log_in(self) -> None:
        """STARTTLS where it is asked for, then the password; PermanentFailure says what is wrong."""
        self.capabilities = log_in(self._client, self._options)
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

    def select(self, folder: str) -> Selected:
        """Open a folder to read and write."""
        self.selected = None
        with self._command():
            said = self._client.select_folder(safe(folder))
        self.news = False
        self.selected = Selected(
            folder=folder,
            validity=int(said.get(b"UIDVALIDITY", 0)),
            exists=int(said.get(b"EXISTS", 0)),
            uid_next=int(said.get(b"UIDNEXT", 0)),
        )
        return self.selected

    def uids(self, lowest: int = 1) -> list[int]:
        """The UIDs from ``lowest`` on in the open folder, ascending."""
        found: set[int] = set()
        for wanted in windows(lowest, self.selected):
            found.update(self.search("UID", wanted))
        return sorted(uid for uid in found if uid >= lowest)  # "9:*" means the last one too (RFC 9051 9)

    def present(self, uids: Sequence[int]) -> set[int]:
        """Those of the UIDs that are in the open folder."""
        found: set[int] = set()
        for some in slices(uids, _LIST):
            found.update(self.search("UID", ",".join(map(str, some))))
        return found.intersection(uids)

    def search(self, *criteria: str) -> list[int]:
        """UIDs in the open folder that meet all criteria."""
        with self._command():
            return [int(uid) for uid in self._client.search([safe(word) for word in criteria])]

    def refresh(self) -> None:
        """Let the server tell what others did: until then SEARCH may list what is gone."""
        with self._command():
            self._imap.noop()

    def pieces(self, uids: Sequence[int]) -> list[Piece]:
        """Sizes and dates; messages that the server leaves out are missing."""
        with self._command():
            said = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return [piece for uid in uids if (piece := piece_of(uid, said.get(uid, {}))) is not None]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole messages, unseen as they were; those left out or empty are missing."""
        with self._command():
            said = self._client.fetch(list(uids), ["BODY.PEEK[]"])
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
        return self._copied()

    def copy(self, uids: Sequence[int], folder: str) -> Copied:
        """UID COPY."""
        with self._command(keep=True):
            self._client.copy(list(uids), safe(folder))
        return self._copied()

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
            self._idle_tag = self._imap._command("IDLE")  # noqa: SLF001 - IMAPClient's idle() raises there
            while self._hear() is not None:
                if self._imap.tagged_commands.get(self._idle_tag):
                    raise CommandRefused("the server refuses IDLE")

    def done(self) -> None:
        """End IDLE and read all that was said meanwhile, however much it is."""
        if self._idle_tag is None:
            return
        with self._command():
            self._imap.send(b"DONE\r\n")
            while self._imap.tagged_commands[self._idle_tag] is None:
                self._hear()
                self._settle()
            self._imap.tagged_commands.pop(self._idle_tag)
        self._idle_tag = None

    def hears(self) -> bool:
        """
        Whether something waits to be read: data, or the end of the connection.

        It may wait in the socket, in the TLS layer or in the reader's buffer.
        Never blocks; call it while no other method runs.
        """
        line = self._imap.sock
        try:
            line.settimeout(0)
            return bool(self._imap.file.peek(1)) or _ended(line)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        except (OSError, ValueError):
            return True
        finally:
            with contextlib.suppress(OSError):
                line.settimeout(self._options.read_seconds)

    def fileno(self) -> int:
        """The socket's number, to wait for it."""
        return int(self._imap.sock.fileno())

    def abort(self) -> None:
        """Cut the line: a call that blocks in another thread ends at once."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._imap.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection without a word; a dead one would keep LOGOUT waiting."""
        with contextlib.suppress(Exception):
            self._client.shutdown()

    def log_out(self) -> None:
        """Say good-bye to a server that is known to listen, then close."""
        with contextlib.suppress(Exception):
            self._imap.sock.settimeout(1)
            self._client.logout()
        self.close()

    @contextlib.contextmanager
    def _command(self, *, keep: bool = False) -> Iterator[None]:
        """Errors of one command become ours; what the server said beside its answer is looked through."""
        try:
            yield
        except (TemporaryFailure, PermanentFailure):
            raise
        except Exception as error:  # noqa: BLE001 - a line that raises the unforeseen is not believed again
            with contextlib.suppress(Lost):
                self._settle()
            raise_ours(error)
        if not keep:
            self._settle()

    def _hear(self) -> Any:
        """One response; None where the server bids us to go on ("+")."""
        return self._imap._get_response()  # noqa: SLF001 - no public method reads a single response

    def _settle(self) -> None:
        said = self._imap.untagged_responses
        if said.pop("EXISTS", None):
            self.news = True
        farewell = said.pop("BYE", None)
        said.clear()
        if farewell:
            raise Lost(f"the server said good-bye: {_text(farewell[0])}")

    def _copied(self) -> Copied:
        """COPYUID, which IMAPClient hides among the untagged responses."""
        said = list(self._imap.untagged_responses.get("COPYUID", ()))
        self._settle()
        return copied_of(said)

    def _slice(self, uid: int, section: str, offset: int, octets: int) -> bytes:
        with self._command():
            said = self._client.fetch([uid], [f"BODY.PEEK[{section}]<{offset}.{octets}>"])
        values = said.get(uid, {})
        raw = values.get(f"BODY[{section}]<{offset}>".encode())
        return raw if isinstance(raw, bytes) else b""


def _ended(line: socket.socket) -> bool:
    """After an empty peek: TLS raises where there is nothing, so it ended; a plain socket must be asked."""
    return isinstance(line, ssl.SSLSocket) or line.recv(1, socket.MSG_PEEK) == b""


def _text(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)

"""Fetches messages: in batches by number and size, large ones in parts, oversize ones by their header."""

from collections.abc import Iterator, Sequence

from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import CommandRefused, Piece, slices
from bot.mail.post import Arrival, Envelope, Origin

_WEIGHED = 500  # messages whose size is asked for at once
_PART = 1_048_576  # octets of a message that are fetched at once
_HEAD = 262_144  # octets of a header block that are kept of a message over the limit


class Fetcher:
    """
    Fetches from the open folder of a session; every method blocks.

    ``left`` collects the UIDs that the server left out, refused or sent empty:
    nothing of them was taken, and they should be asked for again.
    """

    def __init__(self, session: Session, options: ImapOptions) -> None:
        self._session = session
        self._options = options
        self.left: list[int] = []

    def batches(self, uids: Sequence[int]) -> Iterator[list[Arrival]]:
        """The messages, a batch at a time, in the order of their UIDs."""
        for some in slices(uids, _WEIGHED):
            pieces = self._session.pieces(some)
            self.left += sorted(set(some) - {piece.uid for piece in pieces})
            for batch in cut(pieces, self._options):
                yield self._bring(batch)

    def one(self, uid: int) -> Arrival | None:
        """One message, None where the server has none of that UID."""
        pieces = self._session.pieces([uid])
        return self._read_calmly(pieces[0]) if pieces else None

    def _bring(self, batch: Sequence[Piece]) -> list[Arrival]:
        light = [piece.uid for piece in batch if piece.size <= _PART and not self._over(piece)]
        try:
            bodies = self._session.bodies(light) if light else {}
        except CommandRefused:  # one bad message must not keep the others
            bodies = {}
        arrivals = []
        for piece in batch:
            raw = bodies.get(piece.uid)
            arrival = self._read_calmly(piece) if raw is None else self._arrival(piece, raw)
            if arrival is None:
                self.left.append(piece.uid)
            else:
                arrivals.append(arrival)
        return arrivals

    def _read_calmly(self, piece: Piece) -> Arrival | None:
        try:
            return self._read(piece)
        except CommandRefused:
            return None

    def _read(self, piece: Piece) -> Arrival | None:
        if self._over(piece):
            return self._oversize(piece, self._session.head(piece.uid, _HEAD))
        raw = self._in_parts(piece)
        return self._arrival(piece, raw) if raw else None

    def _in_parts(self, piece: Piece) -> bytes:
        """The whole message; it ends at a part that is not full, as servers may err in RFC822.SIZE."""
        raw = bytearray()
        while part := self._session.part(piece.uid, len(raw), _PART):
            raw += part
            if (len(part) < _PART and len(raw) >= piece.size) or len(raw) > self._options.size_limit:
                break
        return bytes(raw)

    def _arrival(self, piece: Piece, raw: bytes) -> Arrival | None:
        if len(raw) > self._options.size_limit:
            return self._oversize(piece, raw[: _header_end(raw)][:_HEAD], len(raw))
        return self._made(piece, raw, size=len(raw), oversize=False)

    def _oversize(self, piece: Piece, head: bytes, size: int = 0) -> Arrival | None:
        return self._made(piece, head, size=max(size, piece.size), oversize=True) if head else None

    def _made(self, piece: Piece, raw: bytes, *, size: int, oversize: bool) -> Arrival:
        return Arrival(
            raw=raw,
            envelope=Envelope(),
            origin=self._origin(piece.uid),
            received=piece.received,
            size=size,
            oversize=oversize,
        )

    def _origin(self, uid: int) -> Origin:
        box = self._session.selected
        if box is None:
            raise CommandRefused("no folder is open")
        return Origin(account=self._options.account, folder=box.folder, validity=box.validity, uid=uid)

    def _over(self, piece: Piece) -> bool:
        return piece.size > self._options.size_limit


def cut(pieces: Sequence[Piece], options: ImapOptions) -> Iterator[list[Piece]]:
    """Batches of at most ``batch`` messages and ``batch_bytes`` octets; a heavier message goes alone."""
    batch: list[Piece] = []
    weight = 0
    for piece in pieces:
        if batch and (len(batch) >= options.batch or weight + piece.size > options.batch_bytes):
            yield batch
            batch, weight = [], 0
        batch.append(piece)
        weight += piece.size
    if batch:
        yield batch


def _header_end(raw: bytes) -> int:
    """The offset behind the empty line that ends the header block (RFC 5322 2.1)."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0]
    return min(ends, default=len(raw))

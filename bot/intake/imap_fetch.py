"""Fetches messages: in batches by number and size, large ones in parts, oversize ones by their header."""

from collections.abc import Iterator, Sequence

from bot.intake.imap_answers import Piece
from bot.intake.imap_memory import Doubts
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import CommandRefused, slices
from bot.mail.format.header import header_end
from bot.mail.post import Arrival, Envelope, ImapOrigin

_WEIGHED = 500  # messages whose size is asked for at once
_PART = 1_048_576  # octets of a message that are fetched at once
_HEAD = 262_144  # octets of a header block that are kept of a message over the limit


class Fetcher:
    """
    Fetches from the open folder of a session; every method blocks.

    ``left`` collects the UIDs that the server left out, refused or sent empty:
    nothing of them was taken, and they should be asked for again.
    """

    def __init__(self, session: Session, options: ImapOptions, doubts: Doubts | None = None) -> None:
        self._session = session
        self._options = options
        self._doubts = Doubts(options) if doubts is None else doubts
        self.left: list[int] = []

    def batches(self, uids: Sequence[int]) -> Iterator[list[Arrival]]:
        """The messages, a batch at a time, in the order of their UIDs; those in doubt last, each alone."""
        doubtful = [uid for uid in uids if self._doubts.alone(uid)]
        for some in slices(sorted(set(uids).difference(doubtful)), _WEIGHED):
            pieces = self._pieces(some)
            self.left += sorted(set(some) - {piece.uid for piece in pieces})
            for batch in cut(pieces, self._options):
                yield self._bring(batch)
        for uid in self._doubts.order(doubtful):
            yield self._alone(uid)

    def one(self, uid: int) -> Arrival | None:
        """One message, None where the server has none of that UID or does not hand it out."""
        try:
            pieces = self._session.pieces([uid])
        except CommandRefused:
            return None
        return self._read_calmly(pieces[0]) if pieces else None

    def _pieces(self, uids: Sequence[int]) -> list[Piece]:
        """Sizes and dates; where the server refuses them for all, those that it has for some."""
        try:
            with self._doubts.fetching(uids):
                return self._session.pieces(uids)
        except CommandRefused:
            if len(uids) == 1:
                return []
            half = len(uids) // 2
            return [*self._pieces(uids[:half]), *self._pieces(uids[half:])]

    def _alone(self, uid: int) -> list[Arrival]:
        with self._doubts.fetching([uid]):
            arrival = self.one(uid)
        if arrival is None:
            self.left.append(uid)
            return []
        return [arrival]

    def _bring(self, batch: Sequence[Piece]) -> list[Arrival]:
        lightest = min(_PART, self._options.size_limit)
        light = [piece.uid for piece in batch if piece.size is not None and piece.size <= lightest]
        try:
            with self._doubts.fetching(light):
                bodies = self._session.bodies(light) if light else {}
        except CommandRefused:  # one bad message must not keep the others
            bodies = {}
        arrivals = []
        for piece in batch:
            raw = bodies.get(piece.uid)
            with self._doubts.fetching([piece.uid]):
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
        if piece.size is not None and piece.size > self._options.size_limit:
            return self._oversize(piece, self._session.head(piece.uid, _HEAD))
        raw = self._in_parts(piece)
        return self._arrival(piece, raw) if raw else None

    def _in_parts(self, piece: Piece) -> bytes:
        """The whole message: it ends where a part is not full or no more comes, as sizes may be wrong."""
        raw = bytearray()
        while part := self._part(piece, raw):
            raw += part
            full = len(part) >= _PART or len(raw) < (piece.size or 0)
            if not full or len(raw) > self._options.size_limit:
                break
        return bytes(raw)

    def _part(self, piece: Piece, raw: bytearray) -> bytes:
        """The next part; b"" at the end, past which some servers refuse to read."""
        try:
            return self._session.part(piece.uid, len(raw), _PART)
        except CommandRefused:
            if raw and (len(raw) % _PART or len(raw) >= (piece.size or 0)):
                return b""
            raise

    def _arrival(self, piece: Piece, raw: bytes) -> Arrival | None:
        if len(raw) > self._options.size_limit:
            return self._oversize(piece, raw[: header_end(raw)[1]][:_HEAD], len(raw))
        return self._made(piece, raw, size=len(raw), oversize=False)

    def _oversize(self, piece: Piece, head: bytes, size: int = 0) -> Arrival | None:
        return self._made(piece, head, size=max(size, piece.size or 0), oversize=True) if head else None

    def _made(self, piece: Piece, raw: bytes, *, size: int, oversize: bool) -> Arrival:
        return Arrival(
            raw=raw,
            envelope=Envelope(),
            origin=self._origin(piece.uid),
            received=piece.received,
            size=size,
            oversize=oversize,
        )

    def _origin(self, uid: int) -> ImapOrigin:
        box = self._session.selected
        if box is None:
            raise CommandRefused("no folder is open")
        return ImapOrigin(account=self._options.account, folder=box.folder, validity=box.validity, uid=uid)


def cut(pieces: Sequence[Piece], options: ImapOptions) -> Iterator[list[Piece]]:
    """Batches of at most ``batch`` messages and ``batch_bytes`` octets; a heavier message goes alone."""
    batch: list[Piece] = []
    weight = 0
    for piece in pieces:
        size = _PART if piece.size is None else piece.size
        if batch and (len(batch) >= options.batch or weight + size > options.batch_bytes):
            yield batch
            batch, weight = [], 0
        batch.append(piece)
        weight += size
    if batch:
        yield batch

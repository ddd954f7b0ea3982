"""An mbox cut into messages, in a window that moves over its octets."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass

from bot.intake.archive.found import SIZE_LIMIT
from bot.intake.archive.from_line import dated, is_field, is_usual_field
from bot.intake.archive.streams import BLOCK, Stream

_LINE = 1_000  # octets of the longest From_ line, and of what is looked at behind it
_HEADER = 256 * 1024
_MARK = b"\nFrom "
_NEXT = _MARK.rstrip()  # is found faster than with the blank
_BEHIND = (b" ", b"")  # a blank, or the window ends there
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\n\r?\n")
_ODD = re.compile(rb"From (?:\S+|\S+@\S+ .*|- .*|\?\?\?@\?\?\? .*)\r?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One message of an mbox with its From_ line.

    ``data`` is its header alone where it is over the limit (``cut``). ``at`` and
    ``size`` are octets of the (inflated) file. ``odd``: its From_ line has no date. ``verbatim``: a
    Content-Length told its end and it has bare "From " lines, so none was quoted.
    """

    at: int
    size: int
    data: bytes
    odd: bool = False
    verbatim: bool = False
    cut: bool = False


def split(stream: Stream, start: int = 0) -> Iterator[Piece]:
    """
    The messages of an mbox; ``start`` is where in the file the stream begins.

    What stands before the first message comes as a piece whose data is b"".
    Memory: twice the largest message, never more than twice the limit.
    """
    return _Splitter(stream, start).pieces()


class _Window:
    """The octets of a stream from where one stands; positions count from there."""

    def __init__(self, stream: Stream, at: int) -> None:
        self._stream = stream
        self._data = b""
        self._begin = 0
        self.at = at  # where in the file one stands
        self.ended = False

    def __len__(self) -> int:
        return len(self._data) - self._begin

    def find(self, octets: bytes, at: int) -> int:
        """Where these octets stand from ``at`` on, -1 where they do not."""
        found = self._data.find(octets, self._begin + at)
        return found - self._begin if found >= 0 else -1

    def end_of(self, pattern: re.Pattern[bytes], end: int) -> int:
        """Where the first match within the first octets, up to ``end``, ends; 0 where there is none."""
        found = pattern.search(self._data, self._begin, self._begin + end)
        return found.end() - self._begin if found else 0

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._begin + part.start : self._begin + part.stop]

    def reach(self, octets: int) -> None:
        """Read until so many octets are there, or the stream ends."""
        while len(self) < octets and self.more():
            pass

    def more(self) -> bool:
        """Read on; False at the end of the stream."""
        block = b"" if self.ended else self._stream.read(BLOCK)
        self.ended = not block
        self._data = self._data[self._begin :] + block
        self._begin = 0
        return bool(block)

    def drop(self, octets: int) -> None:
        """Stand behind so many octets."""
        self._begin += octets
        self.at += octets


class _Splitter:
    def __init__(self, stream: Stream, start: int) -> None:
        self._window = _Window(stream, start)

    def pieces(self) -> Iterator[Piece]:
        window, begin = self._window, self._window.at
        window.reach(len(BOM_UTF8))
        if window[0 : len(BOM_UTF8)] == BOM_UTF8:
            window.drop(len(BOM_UTF8))
            yield Piece(begin, len(BOM_UTF8), b"")
            begin = window.at
        if not self._starts(0):
            self._skip_to_next()
            if window.at > begin:
                yield Piece(begin, window.at - begin, b"")
        while len(window):
            yield self._piece()

    def _piece(self) -> Piece:
        """The message where one stands; then one stands behind it."""
        window = self._window
        begin, odd = window.at, not dated(window[0:_LINE])
        told = self._told_length()
        stop = told or self._find_next()
        if stop is None:
            header = window[0 : self._header_end() or _HEADER]
            window.drop(1)
            self._skip_to_next()
            return Piece(begin, window.at - begin, header, odd, cut=True)
        data = window[0:stop]
        window.drop(stop)
        return Piece(begin, stop, data, odd, told is not None and _MARK in data)

    def _find_next(self) -> int | None:
        """Where the next message begins, or the file ends; None: not within the limit."""
        window, at = self._window, 0
        while True:
            found = window.find(_NEXT, at)
            if max(found, at) > SIZE_LIMIT:
                return None
            if found >= 0 and window[found + 5 : found + 6] in _BEHIND and self._starts(found + 1):
                return found + 1
            if found >= 0:
                at = found + 1
                continue
            at = max(at, len(window) - len(_MARK))
            if not window.more():
                return len(window) if len(window) <= SIZE_LIMIT else None

    def _skip_to_next(self) -> None:
        """Go to where the next message begins, or to the end, and keep nothing of what lies before."""
        window = self._window
        while True:
            found = window.find(_MARK, 0)
            if found >= 0:
                starts = self._starts(found + 1)
                window.drop(found + 1)
                if starts:
                    return
                continue
            window.drop(max(len(window) - len(_MARK), 0))
            if not window.more():
                window.drop(len(window))
                return

    def _told_length(self) -> int | None:
        """The message's length by its Content-Length (mboxcl, mboxcl2), None where it does not fit."""
        window, end = self._window, self._header_end()
        header = window[0:end]
        told = _LENGTH.search(header) if b"\ncontent-length:" in header.lower() else None
        if told is None or (length := end + int(told[1])) > SIZE_LIMIT:
            return None
        window.reach(length + 2 * _LINE)
        rest = window[length : length + 4]
        length += len(rest) - len(rest.lstrip(b"\r\n"))
        if length >= len(window) and window.ended:
            return length if length == len(window) else None
        return length if window[length - 1 : length] == b"\n" and self._starts(length) else None

    def _header_end(self) -> int:
        window = self._window
        for reach in (16 * 1024, _HEADER):
            window.reach(reach)
            if found := window.end_of(_HEADER_END, reach):
                return found
        return 0

    def _starts(self, at: int) -> bool:
        """Whether a message begins here: a From_ line as programs write it, and a header field behind it."""
        window = self._window
        window.reach(at + 2 * _LINE)
        line, _, behind = window[at : at + 2 * _LINE].partition(b"\n")
        if not line.startswith(b"From ") or not is_field(behind):
            return False
        return dated(line) or (self._after_blank_line(at) and _ODD.match(line) is not None and _usual(behind))

    def _after_blank_line(self, at: int) -> bool:
        if at == 0:
            return self._window.at == 0
        return self._window[max(at - 3, 0) : at].endswith((b"\n\n", b"\n\r\n"))


def _usual(behind: bytes) -> bool:
    """Whether two lines begin as the fields of a header do: a sentence may look like one."""
    first, _, second = behind.partition(b"\n")
    return is_usual_field(first) and (is_field(second) or second.startswith((b" ", b"\t")))

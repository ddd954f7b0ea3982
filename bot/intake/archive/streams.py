"""Files as streams of octets, compressed or not; a damaged one gives what it still has."""

import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

BLOCK = 1 << 20
_COMPRESSED = 1 << 16
_BIT = 1 << 12  # octets of a .xz file that are lost before a damaged one
GZIP, XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"


class Stream(Protocol):
    """What gives octets: some at each call, none at its end."""

    def read(self, octets: int, /) -> bytes:
        """Give at most so many octets; b"" at the end."""
        ...


class Plain:
    """The octets of a file from ``start`` to ``end`` (None: as far as it goes)."""

    def __init__(self, file: BinaryIO, start: int = 0, end: int | None = None) -> None:
        self._file = file
        self._left = None if end is None else end - start
        if start:
            file.seek(start)

    def read(self, octets: int) -> bytes:
        """Give the next octets."""
        if self._left is None:
            return self._file.read(octets)
        found = self._file.read(min(octets, self._left))
        self._left -= len(found)
        return found


class Inflated:
    """A .gz or .xz file, inflated in small steps; where it is damaged it ends, and ``warnings`` says so."""

    def __init__(self, file: BinaryIO, path: str, warnings: list[str]) -> None:
        self._blocks = _inflate(file)
        self._path = path
        self._warnings = warnings

    def read(self, _: int) -> bytes:
        """Give the next octets, at most 1 MiB."""
        try:
            return next(self._blocks, b"")
        except EOFError:
            self._warnings.append(f"{self._path} ends too early: what comes before was read")
        except (zlib.error, lzma.LZMAError) as error:
            self._warnings.append(f"{self._path} is damaged: what comes before was read ({error})")
        return b""


def is_compressed(start: bytes) -> bool:
    """Whether a file that begins so is a .gz or .xz file."""
    return start.startswith((GZIP, XZ))


def open_stream(
    file: BinaryIO, path: str, warnings: list[str], start: int = 0, end: int | None = None
) -> Stream:
    """The octets of an open file, inflated where it is compressed (then the range does not count)."""
    compressed = is_compressed(file.read(len(XZ)))
    file.seek(0)
    return Inflated(file, path, warnings) if compressed else Plain(file, start, end)


def _inflate(file: BinaryIO) -> Iterator[bytes]:
    start = file.read(len(XZ))
    file.seek(0)
    blocks = _gunzip(file) if start.startswith(GZIP) else _unxz(file)
    return filter(None, blocks)


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    """Members of a gzip file one behind the other (RFC 1952 2.2); zeros behind the last are padding."""
    engine, left = zlib.decompressobj(31), b""
    while left := left or file.read(_COMPRESSED):
        if engine.eof and not (left := left.lstrip(b"\0")):
            continue
        if engine.eof:
            engine = zlib.decompressobj(31)
        before = engine.copy()
        try:
            yield engine.decompress(left, BLOCK)
        except zlib.error:
            yield from _as_far_as_it_goes(before, left)
            raise
        left = engine.unconsumed_tail or engine.unused_data
    if not engine.eof:
        raise EOFError


def _as_far_as_it_goes(engine: "zlib._Decompress", left: bytes) -> Iterator[bytes]:
    """What an engine gives before the octet at which it fails."""
    found = bytearray()
    for at in range(len(left)):
        try:
            found += engine.decompress(left[at : at + 1])
        except zlib.error:
            break
        if len(found) >= BLOCK:
            yield bytes(found)
            found.clear()
    yield bytes(found)


def _unxz(file: BinaryIO) -> Iterator[bytes]:
    engine = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    while not engine.eof:
        left = file.read(_BIT) if engine.needs_input else b""
        if engine.needs_input and not left:
            raise EOFError
        yield engine.decompress(left, BLOCK)
        if engine.eof and (more := engine.unused_data.lstrip(b"\0") + file.read(_BIT)).strip(b"\0"):
            engine = lzma.LZMADecompressor(lzma.FORMAT_XZ)
            yield engine.decompress(more, BLOCK)

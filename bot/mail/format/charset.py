"""Decodes octets into text: by the charset that the label names, or by the one that fits."""

import codecs

from bot.lazy_regex import lazy_regex
from bot.mail.format.charset_labels import codec_of
from bot.mail.format.limits import Defects

_GUESSED = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
            "iso8859_2", "cp932", "euc_jp", "gb18030", "big5", "cp949"]  # fmt: skip
_CP1252 = "".join(bytes([octet]).decode("cp1252", "ignore") or chr(octet) for octet in range(256))
_SAMPLE = 4_096
_ENOUGH = 12  # octets above 127 before a statistic of them means anything
_GUESSES = 2  # per message; one takes some 10 ms

_NO_TEXT = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], None),
    9: "\t",
    10: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_C0 = bytes([*range(9), *range(11, 32), 127])
_BEYOND = lazy_regex("[\x80-\ud7ff\ue000-\U0010ffff]")
_CONTROLS = lazy_regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Decoder:
    """Decodes the texts of one message: costly guesses are counted, doubts are noted."""

    __slots__ = ("_defects", "_guesses", "_usual")

    def __init__(self, defects: Defects, usual: str | None = None) -> None:
        self._defects = defects
        self._guesses = _GUESSES
        self._usual = usual  # the label of the body: the header's raw octets mostly are in that charset

    def escaped(self, text: str) -> str:
        """
        The text of a header field whose octets above 127 were kept as lone surrogates.

        By RFC 6532 they are UTF-8; otherwise they are taken to be in the
        charset of the body, then in the one that fits.
        """
        if text.isascii():
            return text
        data = (
            text.encode("ascii", "surrogateescape")
            if not _BEYOND.search(text)
            else text.encode("utf-8", "replace")
        )
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            codec = codec_of(self._usual) if self._usual else None
            return self.decode(data, self._usual if codec not in {None, "utf-8"} else None)

    def decode(self, data: bytes, label: str | None) -> str:
        """
        Text of octets, by the label, then UTF-8, then a guess, then cp1252.

        Never fails. Octets that fit nothing become U+FFFD, and a label that is
        unknown or does not fit is noted as a defect.
        """
        if data.isascii() and not _is_stateful(label):
            return data.decode("ascii")
        if data.startswith(codecs.BOM_UTF8):
            return data[3:].decode("utf-8", "replace")
        codec = self._codec(label)
        if codec and codec != "cp1252":
            return self._labelled(data, codec, label or "")
        return self._western(
            data, labelled=bool(label) and "ascii" not in str(label).lower() and codec is not None
        )

    def text(self, data: bytes, label: str | None) -> str:
        """The text of octets, with LF line ends and without controls (``plain_lines`` of ``decode``)."""
        if _is_stateful(label):
            return plain_lines(self.decode(data, label))
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
            data = data.replace(b"\r", b"\n") if b"\r" in data else data
        text = self.decode(data, label)
        clean = len(data.translate(None, _C0)) == len(data) and (
            data.isascii() or _is_clean_utf8(data, label)
        )
        return text if clean else plain_lines(text)

    def _codec(self, label: str | None) -> str | None:
        codec = codec_of(label[:64]) if label else None
        if label and not codec:
            self._defects.add(
                f'The charset "{printable(label)}" is not known; the text was read by its look.'
            )
        return codec

    def _labelled(self, data: bytes, codec: str, label: str) -> str:
        try:
            return data.decode(codec)
        except UnicodeError:
            self._defects.add(
                f'The text is not in the charset "{printable(label)}" that it is labelled with.'
            )
        text = data.decode(codec, "replace")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") * 5 <= beyond_ascii:  # a few octets are damaged, the label is right
            return text
        return self._unlabelled(data)

    def _western(self, data: bytes, *, labelled: bool) -> str:
        if labelled:
            return _cp1252(data)
        return self._unlabelled(data)

    def _unlabelled(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as problem:
            cut_off = problem.end == len(data) and problem.reason == "unexpected end of data"
            if cut_off and not data[: problem.start].isascii():
                return data.decode("utf-8", "replace")
        codec = self._guess(data)
        return data.decode(codec, "replace") if codec else _cp1252(data)

    def _guess(self, data: bytes) -> str | None:
        high = data.translate(None, bytes(range(128)))
        if len(high) < _ENOUGH or not self._guesses:
            return None
        from charset_normalizer import from_bytes  # noqa: PLC0415 - 4 MB that few lists ever need

        self._guesses -= 1
        at = next(place for place, octet in enumerate(data) if octet > 127)
        best = from_bytes(data[max(0, at - 64) :][:_SAMPLE], cp_isolation=_GUESSED).best()
        return best.encoding if best else None


def _is_stateful(label: str | None) -> bool:
    """Whether pure ASCII octets may mean something else: ISO 2022, HZ, UTF-16 and UTF-32."""
    codec = codec_of(label[:64]) if label else None
    return codec is not None and codec.startswith(("iso2022", "hz", "utf-16", "utf-32"))


def _is_clean_utf8(data: bytes, label: str | None) -> bool:
    """Whether octets labelled as UTF-8 hold none of U+0080 to U+009F, U+2028 and U+2029."""
    if codec_of(label or "") != "utf-8" or data.startswith(codecs.BOM_UTF8):
        return False
    return not (b"\xc2" in data or b"\xe2\x80\xa8" in data or b"\xe2\x80\xa9" in data)


def _cp1252(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _CP1252)[0]


def plain_lines(text: str) -> str:
    """The text with LF as its only line end, and without controls other than the tab."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():  # three times as fast as the pattern
        data = text.encode("ascii")
        return text if len(data.translate(None, _C0)) == len(data) else text.translate(_NO_TEXT)
    return text.translate(_NO_TEXT) if _CONTROLS.search(text) else text


# RFC 2047 words, names and file names are shown on one line: what would end that line, turn its direction
# (Unicode bidirectional controls) or be read by no one (tags, fillers, zero widths) is taken out.
_ONE_LINE = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], None),
    **dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None),
    **dict.fromkeys([0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0], None),
    **dict.fromkeys([0x200B, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF], None),
    **dict.fromkeys(range(0xFFF9, 0xFFFC), None),
    **dict.fromkeys(range(0xE0000, 0xE0080), None),
    **dict.fromkeys(range(0xD800, 0xE000), None),
    9: " ", 10: " ", 13: " ", 0x2028: " ", 0x2029: " ", 0x85: " ",
}  # fmt: skip


def one_line(text: str) -> str:
    """The text as one line that is what it looks like: no controls, no turns of direction."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_ONE_LINE)


def printable(text: str, size: int = 60) -> str:
    """A short form of what a stranger wrote, safe to put into a sentence."""
    line = one_line(text).strip()
    return line if len(line) <= size else f"{line[:size]}..."

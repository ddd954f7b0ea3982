"""The text of an archive page's body, as it stood in the mail."""

import html
import re

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<![^<>]*>")  # linear, whatever stands there
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "hr"})
_ARMOURED = re.compile(r"(?:^(?!>)[^\n]*\n|\A)(?:^>From [^\n]*\n)+(?!>)", re.MULTILINE)
_MANGLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")


def text_of(markup: str) -> str:
    """
    The text of ``<pre>`` and ``<tt>`` with its own lines; ``<blockquote>`` becomes "> ".

    Links keep the text that they show: the archiver made them from it.
    """
    lines = _Lines()
    at = 0
    for tag in _TAG.finditer(markup):
        lines.write(html.unescape(markup[at : tag.start()]))
        if tag[2]:
            lines.tag(tag[2].lower(), closing=bool(tag[1]))
        at = tag.end()
    lines.write(html.unescape(markup[at:]))
    return lines.text()


def bare(markup: str) -> str:
    """A short text without tags and entities, in one line."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def unmangled(text: str) -> str:
    """UTF-8 that an archiver took for Latin-1 ("VoilÃ "), read right; every other text unchanged."""
    if not _MANGLED.search(text):
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def unarmoured(text: str) -> str:
    """Lines of ">From " as they were before an mbox held them, but where they are part of a quotation."""
    if ">From " not in text:
        return text
    return _ARMOURED.sub(lambda lines: lines[0].replace("\n>From ", "\nFrom ").removeprefix(">"), text)


class _Lines:
    """Text in the making: inside of fixed-width markup as written, outside of it only where it has words."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line = ""
        self._depth = 0
        self._fixed = 0

    def write(self, text: str) -> None:
        if not self._fixed and not text.strip():
            return
        first, *more = (text if self._fixed else " ".join(text.split())).replace("\r\n", "\n").split("\n")
        self._line += first
        for line in more:
            self._break()
            self._line = line

    def tag(self, name: str, *, closing: bool) -> None:
        if name in {"pre", "tt"}:
            self._open_fixed(name, closing=closing)
        elif name == "blockquote":
            self._end_line()
            self._depth = max(self._depth + (-1 if closing else 1), 0)
        elif name == "br":
            self._break()
        elif name == "li" and not closing:
            self._end_line()
            self._line = "- "
        elif name in _BLOCKS and not self._fixed:
            self._end_line()

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._done).strip("\n") + "\n"

    def _open_fixed(self, name: str, *, closing: bool) -> None:
        if name == "pre" and not closing:
            self._end_line()
        self._fixed = max(self._fixed + (-1 if closing else 1), 0)

    def _break(self) -> None:
        marks = ">" * self._depth + " " if self._depth else ""
        self._done.append(marks + self._line)
        self._line = ""

    def _end_line(self) -> None:
        if self._line:
            self._break()

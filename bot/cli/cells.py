"""Text on a terminal: how many columns it takes, how it is broken, and what must not be sent there."""

import unicodedata

_TAB = 4


def harmless(text: str) -> str:
    """The text with every control, escape and direction mark shown as a picture of itself, or as "�"."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _picture(char) for char in text)


def _picture(char: str) -> str:
    if char == "\t":
        return " " * _TAB
    if char < " ":
        return chr(0x2400 + ord(char))
    return char if unicodedata.category(char) == "Zs" else "" if char in "\u200b\ufeff" else "\ufffd"


def cells(text: str) -> int:
    """How many columns a text takes: East Asian wide characters two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """The text, cut or filled up to exactly so many columns."""
    while cells(text) > columns:
        text = text[:-1]
    return text + " " * (columns - cells(text))


def fold_line(text: str, columns: int) -> list[str]:
    """The text in pieces of at most so many columns, broken between words if it can be; [""] for none."""
    pieces: list[str] = []
    while cells(text) > columns:
        end = _break(text, columns)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*pieces, text]


def _break(text: str, columns: int) -> int:
    """The index behind the last word that fits, or behind the last character where no word ends."""
    end = used = 0
    while end < len(text) and used + _cells(text[end]) <= columns:
        used += _cells(text[end])
        end += 1
    blank = text.rfind(" ", 0, end + 1)
    return blank if blank > 0 and text[:blank].strip() else max(1, end)

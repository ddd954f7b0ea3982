"""Cleans text of posts for our own mails: nothing in it steers a terminal, a mail program or an eye."""

import unicodedata

from bot.lazy_regex import lazy_regex
from bot.mail.post import Mailbox
from bot.mail.text.homographs import shown_address

_JOINERS = "\u200c\u200d"  # Persian spelling and composed emoji need them
_FILLERS = "\u115f\u1160\u3164\uffa0"  # Hangul fillers: letters that show nothing
_SPACES = lazy_regex(r"\s+")
_BODY_CONTROLS = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_ENDS = lazy_regex("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_OVERRIDES = lazy_regex("[\u202a-\u202e\u2066-\u2069]")
_SURROGATES = lazy_regex("[\ud800-\udfff]")


def one_line(text: str) -> str:
    """The text on one line, without controls, direction marks and characters that cannot be seen."""
    if text.isprintable() and not any(filler in text for filler in _FILLERS):
        return " ".join(text.split())
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    seen = "".join(char for char in kept if _shows(char))
    return _SPACES.sub(" ", _SURROGATES.sub("\ufffd", seen)).strip()


def body(text: str) -> str:
    """The text as it is, with LF ends and tabs, without other controls and direction overrides."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    lines = _LINE_ENDS.sub("\n", lines)
    plain = _OVERRIDES.sub("", _BODY_CONTROLS.sub("", lines))
    return _SURROGATES.sub("\ufffd", plain)


def shorten(text: str, width: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than ``width`` characters."""
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > width // 2 else cut).rstrip(" ,;:") + "…"


def name(mailbox: Mailbox) -> str:
    """
    How a person is called in a table of contents: their name, or what stands before the @.

    A name that looks like an address is not repeated as one: its @ is written "at".
    """
    shown = one_line(mailbox.name or "").replace("@", " at ")
    return shown or one_line(mailbox.address).partition("@")[0] or "(no name)"


def person(mailbox: Mailbox) -> str:
    """``Name <address>`` for people's eyes; never a name that could be taken for another address."""
    address = shown_address(one_line(mailbox.address))
    shown = one_line(mailbox.name or "").replace("@", " at ").replace("<", "(").replace(">", ")")
    if not shown:
        return address or "(no address)"
    return f"{shown} <{address}>" if address else shown


def subject(text: str) -> str:
    """A subject for people's eyes; one that is empty says so."""
    return one_line(text) or "(no subject)"


def _shows(char: str) -> bool:
    if char in _FILLERS:
        return False
    return char in _JOINERS or unicodedata.category(char) != "Cf"

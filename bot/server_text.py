"""What a server said, fit to be shown: one line, no control characters, none of our secrets, not too long."""

import base64
import re
from collections.abc import Iterable, Iterator

_LONGEST = 500  # characters of what a server said that are shown
_READ = 4000  # characters that are looked at: a secret that begins within the shown ones is found whole
_PIECE = 6  # characters of a secret in a row that are hidden, where a server repeats a part of it
_LINE_ENDS = re.compile(r"[\r\n]+")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]+"
)


def shown(said: object, *secrets: str, longest: int = _LONGEST) -> str:
    """The text of an answer or error; ``secrets`` are the log-in name and the password, in this order."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    text = _UNSEEN.sub(" ", _LINE_ENDS.sub(" / ", text[:_READ].strip()))
    return without(text, *secrets)[:longest]


def without(text: str, username: str = "", password: str = "") -> str:
    """The text without the password, in whatever form of it that goes over the wire a server repeats it."""
    for form in sorted(set(_forms(username, password)), key=len, reverse=True) if password else ():
        text = _hidden(text, form)
    return text


def _forms(username: str, password: str) -> Iterator[str]:
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    plain = (password, f"\0{username}\0{password}", f"{username}\0{username}\0{password}")
    bearer = f"user={username}\1auth=Bearer {password}\1\1"
    yield from (password, quoted, repr(password.encode())[2:-1], repr(quoted.encode())[2:-1])
    yield from (base64.b64encode(each.encode()).decode() for each in (*plain, bearer))


def _hidden(text: str, form: str) -> str:
    """The text with *** for the form, and for parts of it that are long enough to betray it."""
    if len(form) <= _PIECE:
        return re.sub(re.escape(form), "***", text, flags=re.IGNORECASE)
    pieces = {form[at : at + _PIECE].lower() for at in range(len(form) - _PIECE + 1)}
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: the places would not fit
        return re.sub(re.escape(form), "***", text, flags=re.IGNORECASE)
    hits = [at for at in range(len(text) - _PIECE + 1) if lower[at : at + _PIECE] in pieces]
    return _starred(text, hits)


def _starred(text: str, hits: Iterable[int]) -> str:
    parts: list[str] = []
    end = 0
    for at in hits:
        if at > end or not parts:
            parts += [text[end:at], "***"]
        end = at + _PIECE
    return "".join([*parts, text[end:]])

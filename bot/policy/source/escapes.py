r"""
Recognises backslashes that a pattern has lost: ``bfoob`` for ``\bfoo\b``, ``d{2}`` for ``\d{2}``.

Only what no word of a language looks like is suspected, so that a good pattern
is left alone.
"""

import re

_KEPT = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<\w+>|[a-zA-Z-]+[:)])", re.DOTALL)
_BLOT = "\0"
_CLASSES = re.compile(
    r"(?<!\w)[dws](?=[+*]|\{\d)"  # "d+", "s*", "w{2}" where no word goes on
    r"|(?<=[a-z])d(?=[+*]|\{\d)"  # "issued+"
    r"|(?<=[*+}])[dw](?!\w)"  # ".*d"
    r"|(?<=[)\]])b(?!\w)|(?<!\w)b(?=\()"  # "(vol|no)b", "b(vol|no)"
)
_WORD = re.compile(r"(?<!\w)[a-z]{3,}(?!\w)")
_NO_ONSET = re.compile(r"b[cdfgkmnpqstvwxz][a-z]{2}")
_NO_CODA = re.compile(r"[cdfghjknpqstvwxz]b$")
_BOTH = re.compile(r"b[a-z]{2,}b$")
_REAL = frozenset(
    ("baobab", "blab", "blob", "blurb", "boob", "bulb", "bomb", "benumb", "usb", "rgb", "bcc", "bdsm")
)
_LEADING_DOT = re.compile(r"(?P<flags>(?:\(\?i\))?)\.(?=\(?[a-z0-9]{2,5}(?:\||\)?\$))")


def with_backslashes(pattern: str) -> str | None:
    """The pattern with the backslashes that it has lost, None where none seem to be missing."""
    outside = _KEPT.sub(lambda found: _BLOT * len(found[0]), pattern)
    places = {found.start() for found in _CLASSES.finditer(outside)}
    for found in _WORD.finditer(outside):
        begun, ended = pattern[: found.start()].endswith(r"\b"), pattern[found.end() :].startswith(r"\b")
        places |= {found.start() + place for place in _borders(found[0]) if not (ended if place else begun)}
    if not places:
        return None
    return "".join("\\" + char if at in places else char for at, char in enumerate(pattern))


def with_a_dot(pattern: str) -> str | None:
    r"""``.(exe|scr)$`` as ``\.(exe|scr)$``; None where the pattern is no ending of a name."""
    found = _LEADING_DOT.match(pattern)
    return f"{found['flags']}\\{pattern[found.end('flags') :]}" if found else None


def _borders(word: str) -> tuple[int, ...]:
    """The places in a word of a b that stands for the border of a word."""
    if word in _REAL:
        return ()
    last = len(word) - 1
    if _BOTH.match(word):
        return (0, last)
    return (0,) * bool(_NO_ONSET.match(word)) + (last,) * bool(_NO_CODA.search(word))

"""Shows host names that look like others as they go over the wire, "xn--..." (RFC 5890)."""

import functools
import unicodedata

# Letters of these alphabets that are drawn as Latin ones; a label of nothing else passes for a Latin name.
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуѵүґкмт" + "αικνορτυχγ" + "օսհոցզյ")
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)


def shown_host(host: str) -> str:
    """The host as people may read it: a label that could be taken for another stands in its ASCII form."""
    if host.isascii() and "xn--" not in host.lower():
        return host
    labels = [_readable(label) for label in host.split(".")]
    return ".".join(_ascii(label) if _deceives(label) else label for label in labels)


def shown_address(address: str) -> str:
    """An address whose host is shown as ``shown_host`` has it."""
    local, at, host = address.rpartition("@")
    return f"{local}{at}{shown_host(host)}" if at else address


def _readable(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _ascii(label: str) -> str:
    return "xn--" + label.lower().encode("punycode").decode("ascii")


def _deceives(label: str) -> bool:
    """Whether its letters are of alphabets that no language mixes, or all drawn as Latin ones."""
    if label.isascii():
        return False
    letters = [char for char in label.lower() if char.isalpha()]
    scripts = {_script(char) for char in letters}
    mixed = len(scripts) > 1 and not any(scripts <= one for one in _TOGETHER)
    unseen = any(unicodedata.category(char) in {"Cf", "Cc", "Zs"} for char in label)
    return mixed or unseen or (bool(letters) and set(letters) <= _LIKE_LATIN)


@functools.lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]

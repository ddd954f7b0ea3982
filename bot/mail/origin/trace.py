"""Reads Received fields: the hosts that handled a post (RFC 5321 4.4)."""

import ipaddress

from bot.mail.format.comments import without_comments
from bot.mail.post import Field

LONGEST = 32_768
LOOPBACK = frozenset({"localhost", "localhost.localdomain"})


def body_of(item: Field) -> str:
    """The body of a field as it stands in the message, nothing decoded, on one line."""
    name, colon, body = item.raw.partition(b":")
    whole = colon and name.strip().lower() == item.name.strip().lower().encode("utf-8", "replace")
    return " ".join((body if whole else item.raw).decode("utf-8", "replace").splitlines()).strip()


def receiving_host(received: Field) -> str | None:
    """The host that a Received field names behind "by", lower case; None where it names none."""
    words = without_comments(body_of(received)[:LONGEST]).partition(";")[0].lower().split()
    # The host behind "from" is the sender's own choice, the word "by" included.
    rest = words[2:] if words[:1] == ["from"] else words
    if "by" not in rest[:-1]:
        return None
    return rest[rest.index("by") + 1].rstrip(".")


def is_local(host: str) -> bool:
    """Whether the host is an address, with or without brackets, or the loopback's name."""
    if host in LOOPBACK:
        return True
    try:
        ipaddress.ip_address(host.strip("[]").removeprefix("ipv6:"))
    except ValueError:
        return False
    return True


def matches(name: str, pattern: str) -> bool:
    """Whether a name is the pattern's, or lies below it for ``*.example.org``; case and final dots aside."""
    name, pattern = name.lower().rstrip("."), pattern.strip().lower().rstrip(".")
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) and name != pattern[1:]
    return name == pattern

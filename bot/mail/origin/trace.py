"""Reads Received fields: the hosts that handled a post (RFC 5321 4.4)."""

import ipaddress
import re

from bot.mail.format.comments import without_comments
from bot.mail.origin.domains import aligned
from bot.mail.post import Field

LONGEST = 32_768
_SEEN = re.compile(r"(?:\(\s*(?:([\w.-]+)\s+)?)?\[([0-9A-Fa-f.:]+|IPv6:[0-9A-Fa-f.:]+)\]")
"""The address of the client, with the name that the receiving host found for it before."""
_INNER = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"))
)
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


def came_from_within(received: Field) -> bool:
    """
    Whether a Received field tells of a hop between two hosts of one house, or of a program on the host.

    The address that the receiving host saw counts: a private one, or one whose name
    (never the one that the client gave itself) is of the same organisation.
    """
    words = body_of(received)[:LONGEST]
    host = receiving_host(received) or ""
    if not words.lower().startswith("from "):
        return True
    told = words[: words.lower().rfind(f" by {host}")] if host else words
    if seen := _SEEN.search(told):
        name, address = seen.groups()
        return _is_inner(address) or (bool(name) and aligned(name.rstrip("."), host))
    name = told.split()[1].rstrip(".").lower()
    return "." not in host or aligned(name, host) or is_local(name)  # a host without a domain is within


def _is_inner(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.lower().removeprefix("ipv6:"))
    except ValueError:
        return False
    return found.is_loopback or any(found.version == one.version and found in one for one in _INNER)


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

"""Domains compared for trust: their one written form (IDNA), and which belong to one organisation."""

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

LONGEST = 253
"""Characters of a domain name (RFC 1035 2.3.4)."""

NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
# IDNA 2003 and 2008 read these differently: two servers may mean two domains.
DEVIATIONS = frozenset("ßς\u200c\u200d")


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """The domain in lower case and A-labels (RFC 5890), no final dot; "" where it is no domain name."""
    domain = domain.strip().rstrip(".").lower()
    if len(domain) > LONGEST or DEVIATIONS & set(domain):
        return ""
    if not domain.isascii():
        domain = _to_ascii(domain)
    return domain if NAME.fullmatch(domain) else ""


def _to_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def organisation(domain: str) -> str:
    """
    The organisational domain (RFC 7489 3.2): ``lists.example.co.uk`` -> ``example.co.uk``.

    A name without an organisation above it (``localhost``, ``co.uk``) stands
    for itself; "" where it is no domain name.
    """
    name = ascii_domain(domain)
    return str(_suffixes().privatesuffix(name) or name) if name else ""


def aligned(one: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489 3.1): both are names of the same organisation."""
    return organisation(one) != "" and organisation(one) == organisation(other)


def domain_of(address: str) -> str:
    """The ASCII domain of an address, with or without <>, or of a bare domain; "" where there is none."""
    return ascii_domain(address.strip().strip("<>").rpartition("@")[2])

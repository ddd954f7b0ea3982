"""The name servers that are asked: those of the machine, or those of the settings."""

from typing import TYPE_CHECKING

from bot.endpoint import endpoint_of

if TYPE_CHECKING:  # loaded with the first question
    import dns.resolver

PORT = 53


def resolver_of(nameservers: tuple[str, ...]) -> "dns.resolver.Resolver | None":
    """A resolver that asks these, written ``192.0.2.1`` or ``192.0.2.1:5353``; None: the machine's."""
    if not nameservers:
        return None
    import dns.nameserver  # noqa: PLC0415 - loaded when it is needed: few name their own
    import dns.resolver  # noqa: PLC0415

    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(*address_of(one)) for one in nameservers]
    return resolver


def address_of(text: str) -> tuple[str, int]:
    """Address and port."""
    if text.count(":") != 1 and not text.startswith("["):
        return text, PORT
    place = endpoint_of(text)
    return place.host, place.port

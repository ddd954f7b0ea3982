"""What domains ask of receivers (DMARC, RFC 7489 6.6.3), looked up by DNS and remembered."""

import re
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.mail.origin.domains import aligned, organisation

if TYPE_CHECKING:  # loaded with the first question
    import dns.resolver

KEPT = 3600.0  # seconds that an answer is believed
KEPT_UNKNOWN = 60.0  # ... where there was none
PATIENCE = 4.0  # seconds for one question
_MOST = 10_000  # domains remembered
_TAG = re.compile(r"(?:^|;)\s*(sp|p|adkim|pct)\s*=\s*([a-z0-9]+)\s*(?=;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What a domain asks.

    ``strict``: to refuse or put aside what is not its own; ``exact``: of signers only itself
    counts; ``published``: it asks for something at all, and that is known.
    """

    strict: bool
    exact: bool = False
    published: bool = False


@dataclass(slots=True)
class DmarcPolicies:
    """
    The policies of authors' domains.

    A domain of which nobody can say anything counts as strict: a From that was
    rewritten without need is read, one that should have been is not delivered.
    """

    resolver: "dns.resolver.Resolver | None" = None
    _known: dict[str, tuple[float, Policy]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refuses(self, domain: str, signers: Collection[str]) -> bool:
        """Whether mail in a domain's name with good signatures of these alone is refused. May ask DNS."""
        domain = domain.lower().rstrip(".")
        policy = self.of(domain)
        same = (one == domain if policy.exact else aligned(one, domain) for one in signers)
        return policy.strict and not any(same)

    def knows(self, domain: str) -> bool:
        """Whether it is remembered what a domain asks, so that nobody need be asked."""
        with self._lock:
            known = self._known.get(domain.lower().rstrip("."))
        return known is not None and known[0] > time.monotonic()

    def of(self, domain: str) -> Policy:
        """What a domain asks. May ask DNS."""
        domain = domain.lower().rstrip(".")
        with self._lock:
            known = self._known.get(domain)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        policy = self._policy(domain)
        kept = KEPT if policy is not None else KEPT_UNKNOWN
        found = policy or Policy(strict=True)
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[domain] = (time.monotonic() + kept, found)
        return found

    def _policy(self, domain: str) -> Policy | None:
        """The policy for a domain: its own, else its organisation's for subdomains; None: unknown."""
        import dns.exception  # noqa: PLC0415 - loaded when it is needed: only members' copies and own checks ask

        try:
            tags = self._record(domain)
            if not tags:
                above = organisation(domain)
                tags = self._record(above) if above and above != domain else {}
                published = bool(tags)
                tags = {**tags, "p": tags.get("sp") or tags.get("p", "none")}
            else:
                published = True
        except dns.exception.DNSException:
            return None
        return Policy(strict=_is_strict(tags), exact=tags.get("adkim") == "s", published=published)

    def _record(self, domain: str) -> dict[str, str]:
        """The tags of a domain's record that matter here; {} where it has none."""
        import dns.resolver  # noqa: PLC0415 - as above

        resolver = self.resolver or dns.resolver.get_default_resolver()
        try:
            answer = resolver.resolve(f"_dmarc.{domain}", "TXT", lifetime=PATIENCE)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return {}
        texts = [b"".join(record.strings).decode("ascii", "replace") for record in answer]
        records = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
        if len(records) != 1:  # RFC 7489 6.6.3: of several, none counts
            return {}
        return {"p": "none"} | {tag.lower(): value.lower() for tag, value in _TAG.findall(records[0])}


def _is_strict(tags: Mapping[str, str]) -> bool:
    """Whether mail is refused or put aside; pct=0 leaves the next milder policy (RFC 7489 6.6.4)."""
    return tags["p"] == "reject" or (tags["p"] == "quarantine" and tags.get("pct") != "0")

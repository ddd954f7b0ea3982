"""What domains ask of receivers (DMARC, RFC 7489 6.6.3), looked up by DNS and remembered."""

import re
import threading
import time
from dataclasses import dataclass, field

import dns.exception
import dns.resolver

from bot.mail.origin.domains import organisation

KEPT = 3600.0  # seconds that an answer is believed
KEPT_UNKNOWN = 60.0  # ... where there was none
PATIENCE = 4.0  # seconds for one question
_MOST = 10_000  # domains remembered
_POLICY = re.compile(r"(?:^|;)\s*(sp|p)\s*=\s*(none|quarantine|reject)\s*(?=;|$)", re.IGNORECASE)
STRICT = frozenset({"quarantine", "reject"})


@dataclass(slots=True)
class DmarcPolicies:
    """
    The policies of authors' domains.

    A domain of which nobody can say anything counts as strict: a From that was
    rewritten without need is read, one that should have been is not delivered.
    """

    resolver: dns.resolver.Resolver | None = None
    _known: dict[str, tuple[float, bool]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_strict(self, domain: str) -> bool:
        """Whether mail in a domain's name that is not proven is to be rejected or put aside. May ask DNS."""
        domain = domain.lower().rstrip(".")
        with self._lock:
            known = self._known.get(domain)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        policy = self._policy(domain)
        kept = KEPT if policy is not None else KEPT_UNKNOWN
        strict = policy is None or policy in STRICT
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[domain] = (time.monotonic() + kept, strict)
        return strict

    def _policy(self, domain: str) -> str | None:
        """The policy for a domain: its own, else its organisation's for subdomains; None: unknown."""
        try:
            own = self._record(domain)
            if own:
                return own.get("p", "none")
            above = organisation(domain)
            record = self._record(above) if above and above != domain else {}
        except dns.exception.DNSException:
            return None
        return record.get("sp") or record.get("p") or "none"

    def _record(self, domain: str) -> dict[str, str]:
        """The tags p and sp of a domain's record; {} where it has none."""
        resolver = self.resolver or dns.resolver.get_default_resolver()
        try:
            answer = resolver.resolve(f"_dmarc.{domain}", "TXT", lifetime=PATIENCE)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return {}
        texts = [b"".join(record.strings).decode("ascii", "replace") for record in answer]
        records = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
        if len(records) != 1:  # RFC 7489 6.6.3: of several, none counts
            return {}
        return {tag.lower(): value.lower() for tag, value in _POLICY.findall(records[0])}

"""Who wrote a post, found by ourselves when it comes: DKIM signatures and DMARC, with keys asked of DNS."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from bot.mail.origin.dkim import Signature, signatures_of, verifies
from bot.mail.origin.domains import ascii_domain
from bot.mail.post import Post
from bot.service.dmarc_policies import KEPT, KEPT_UNKNOWN, PATIENCE, DmarcPolicies
from bot.service.name_servers import resolver_of

if TYPE_CHECKING:  # loaded with the first question
    import dns.resolver

NAME = "listwarden"
"""In whose name the finding is written down."""

LONGEST = 10.0  # seconds for all questions about one post
_MOST = 5_000  # keys remembered


@dataclass(slots=True)
class OwnCheck:
    """Checks posts; keys are remembered for as long as their records say, an hour at most."""

    resolver: "dns.resolver.Resolver | None"
    policies: DmarcPolicies
    _keys: dict[str, tuple[float, str | None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def checked(self, post: Post, at: dt.datetime) -> Post:
        """The post with what was found of its author, ``at`` being when it came. May ask DNS."""
        return replace(post, envelope=replace(post.envelope, checked=self.found(post, at)))

    def found(self, post: Post, at: dt.datetime) -> str:
        """What was found, as the body of an Authentication-Results field (RFC 8601 2.2). May ask DNS."""
        until = time.monotonic() + LONGEST
        results = [(one.domain, self._result(post, one, until)) for one in signatures_of(post, at)]
        told = [f"dkim={word} header.d={domain}" for domain, word in results] or ["dkim=none"]
        good = [domain for domain, word in results if word == "pass"]
        return "; ".join([NAME, *told, *self._dmarc(post, good)])

    def _dmarc(self, post: Post, good: list[str]) -> Iterator[str]:
        """SPF is not asked: without it only a domain that wants its mail refused is known to fail."""
        domain = ascii_domain(post.from_[0].domain) if len(post.from_) == 1 else ""
        if not domain:
            return
        policy = self.policies.of(domain)
        if policy.published and any(one == domain or not policy.exact for one in good):
            yield f"dmarc=pass header.from={domain}"
        elif policy.published and policy.strict:
            yield f"dmarc=fail header.from={domain}"

    def _result(self, post: Post, signature: Signature, until: float) -> str:
        import dns.exception  # noqa: PLC0415 - loaded when it is needed: a server's word does without

        try:
            record = self._record(signature.key_at, until)
        except dns.exception.DNSException:
            return "temperror"
        if record is None:
            return "permerror"
        return "pass" if verifies(post, signature, record) else "fail"

    def _record(self, name: str, until: float) -> str | None:
        """The TXT record of a key; None where there is none, or several."""
        import dns.exception  # noqa: PLC0415 - as above

        with self._lock:
            known = self._keys.get(name)
        if known is not None and known[0] > time.monotonic():
            if known[1] == _SILENT:
                raise dns.exception.Timeout
            return known[1]
        try:
            record, kept = self._asked(name, until)
        except dns.exception.DNSException:
            self._keep(name, _SILENT, KEPT_UNKNOWN)
            raise
        self._keep(name, record, kept)
        return record

    def _keep(self, name: str, record: str | None, seconds: float) -> None:
        with self._lock:
            if len(self._keys) >= _MOST:
                self._keys.clear()
            self._keys[name] = time.monotonic() + seconds, record

    def _asked(self, name: str, until: float) -> tuple[str | None, float]:
        import dns.resolver  # noqa: PLC0415 - as above

        patience = min(PATIENCE, until - time.monotonic())
        if patience <= 0:
            raise dns.exception.Timeout
        resolver = self.resolver or dns.resolver.get_default_resolver()
        try:
            answer = resolver.resolve(f"{name}.", "TXT", lifetime=patience)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None, KEPT_UNKNOWN
        texts = [b"".join(record.strings).decode("ascii", "replace") for record in answer]
        kept = min(KEPT, max(KEPT_UNKNOWN, float(getattr(answer.rrset, "ttl", 0))))
        return (texts[0] if len(texts) == 1 else None), kept


_SILENT = "no answer"


@cache
def own_check(nameservers: tuple[str, ...] = ()) -> OwnCheck:
    """The one of the process for these name servers: all lists share what it remembers."""
    return OwnCheck(resolver_of(nameservers), policies_of(nameservers))


@cache
def policies_of(nameservers: tuple[str, ...] = ()) -> DmarcPolicies:
    """What domains ask for, as these name servers tell it; for all lists of the process."""
    return DmarcPolicies(resolver=resolver_of(nameservers))

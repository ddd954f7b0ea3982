"""Decides who wrote a post, as far as our own receiving server has proven it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.mail.origin.authentication_results import AuthenticationResults, Result, parse_results
from bot.mail.origin.domains import aligned, ascii_domain, domain_of, organisation
from bot.mail.origin.trace import body_of, is_local, matches, receiving_host
from bot.mail.post import Header, Post

WITHOUT_ID = "topmost-without-id"
"""Stands among the authserv-ids for a server that writes none."""

BATV = re.compile(r"^prvs=[0-9a-z]+=", re.IGNORECASE)
"""Stands before the local part of a reverse-path that its sender signed."""

Identity = Callable[[Result, str], str]
"""The domain that a result speaks of; the author's own where it names none."""

Word = Literal["server", "own", "either"]
"""Whose word on authorship counts: our mail server's, our own check of signatures, or that of either."""

LOCAL = "address literals and the loopback"
"""Stands among patterns of hosts, where no name can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """
    Whose word is believed.

    ``authserv_ids``: names of our receiving servers, ``*.example.org`` for all
    below a domain, ``topmost-without-id`` for servers that write none; none at
    all: no server is believed. ``trusted_hosts``: our receiving hosts; None or
    none: those in the domains of the authserv-ids, address literals and the loopback.
    ``word`` says whether the server's word counts, or what we found ourselves.
    """

    authserv_ids: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] | None = None
    word: Word = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """
    What our own server found.

    ``dmarc``, ``spf``, ``dkim`` are result words, None where unknown (of
    several signatures the best). ``proven``: the only From mailbox is
    confirmed by an aligned result; ``author`` is its address then, else None.
    ``why`` is a sentence for moderators. ``ignored`` counts the fields that
    speak in our server's name and are not believed. ``heard``: our server has
    said something of the post that is believed. ``signers`` are the domains whose
    DKIM signatures it found good; None where it says nothing of signatures.
    """

    dmarc: str | None = None
    spf: str | None = None
    dkim: str | None = None
    proven: bool = False
    author: str | None = None
    why: str = (
        "No server is named whose Authentication-Results are believed (authserv_id), so no author is proven."
    )
    ignored: int = 0
    heard: bool = False
    signers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A field in our server's name; ``stranger`` is the host, not ours, that handled the post later."""

    results: AuthenticationResults
    stranger: str | None


def authenticate(post: Post, trust: Trust) -> Authentication:
    """
    Who wrote a post, by the word that is trusted.

    Of "either" the one that proves an author is believed, but for a server that found
    DMARC failed: it has seen more than the signatures.
    """
    if trust.word == "own":
        return _by_ourselves(post)
    told = _by_server(post, trust)
    if trust.word == "server" or told.proven or (told.heard and told.dmarc == "fail"):
        return told
    ours = _by_ourselves(post)
    return ours if ours.proven or (ours.heard and not told.heard) else told


def _by_ourselves(post: Post) -> Authentication:
    """What we found when the post came."""
    if not post.envelope.checked:
        return Authentication(
            why="Nobody has checked the signatures of the post when it came, so no author is proven."
        )
    return _judge(post, parse_results(post.envelope.checked), ignored=0)


def _by_server(post: Post, trust: Trust) -> Authentication:
    """
    What the topmost Authentication-Results of our own server says of the post's author (RFC 8601 5 and 7.1).

    A field counts only when every Received above it names a host of ours;
    only the first of ours counts, and one without a name only above all others.
    ARC is not believed (RFC 8617 says nothing of who sealed).
    """
    if not any(trust.authserv_ids):
        return Authentication()
    claims = tuple(_claims(post.header, trust))
    if not claims or claims[0].stranger is not None:
        return Authentication(why=_unheard(claims, trust), ignored=len(claims))
    return _judge(post, claims[0].results, ignored=len(claims) - 1)


def _judge(post: Post, results: AuthenticationResults, ignored: int) -> Authentication:
    domain = ascii_domain(post.from_[0].domain) if len(post.from_) == 1 else ""
    proof = _proof(results, domain) if domain else None
    neighbour = proof is not None and _by_spf_alone(results, domain) and not _is_his_own(post, results)
    proven = proof is not None and not neighbour
    return Authentication(
        dmarc=_word(results.of("dmarc"), first="fail"),
        spf=_word(results.of("spf"), first="fail"),
        dkim=_word(results.of("dkim"), first="pass"),
        proven=proven,
        author=post.from_[0].address if proven else None,
        why=_why_no_mailbox(results, domain) if neighbour else _why(post, results, domain, proof),
        ignored=ignored,
        heard=True,
        signers=_good_signers(results),
    )


def _good_signers(results: AuthenticationResults) -> frozenset[str] | None:
    told = results.of("dkim")
    return frozenset(_signer(one, "") for one in told if one.result == "pass") if told else None


def _by_spf_alone(results: AuthenticationResults, domain: str) -> bool:
    """Whether the proof, DMARC's too, rests on the reverse-path: no signature of the domain is told of."""
    if _passes(results, "dkim", _signer, domain):
        return False
    return _passes(results, "spf", _mail_from, domain)


def _is_his_own(post: Post, results: AuthenticationResults) -> bool:
    """Whether the reverse-path is the author's own mailbox: SPF says nothing of others (RFC 7208 11.4)."""
    said = [result.properties.get("smtp.mailfrom", "") for result in results.of("spf")]
    paths = [path for path in said if "@" in path] or [post.envelope.reverse_path or ""]
    return _mailbox(post.from_[0].address) in map(_mailbox, paths)


def _mailbox(address: str) -> tuple[str, str]:
    """Local part and domain as they are compared: without the tag that BATV puts before them."""
    local, _, domain = BATV.sub("", address.strip().strip("<>")).rpartition("@")
    return local.lower(), ascii_domain(domain)


def _word(results: tuple[Result, ...], first: str) -> str | None:
    words = [result.result for result in results]
    return first if first in words else next(iter(words), None)


def _proof(results: AuthenticationResults, domain: str) -> str | None:
    """How the server confirmed that domain, if it did: a bare pass is not enough (RFC 7489 3.1)."""
    if any(result.result == "fail" for result in results.of("dmarc")):
        return None
    found = (words for method, identity, words in IDENTITIES if _passes(results, method, identity, domain))
    return next(found, None)


def _passes(results: AuthenticationResults, method: str, identity: Identity, domain: str) -> bool:
    return any(
        aligned(identity(result, domain), domain) for result in results.of(method) if result.result == "pass"
    )


def _header_from(result: Result, domain: str) -> str:
    """Whose policy was met: the author's, unless the server names another domain."""
    return domain_of(result.properties.get("header.from", domain))


def _signer(result: Result, _: str) -> str:
    """The d= of the signature; some servers tell its i= alone, which lies in d= (RFC 6376 3.5)."""
    return domain_of(result.properties.get("header.d", result.properties.get("header.i", "")))


def _mail_from(result: Result, _: str) -> str:
    return domain_of(result.properties.get("smtp.mailfrom", ""))


IDENTITIES = (
    ("dmarc", _header_from, "DMARC"),
    ("dkim", _signer, "its DKIM signature"),
    ("spf", _mail_from, "SPF"),
)


def _why(post: Post, results: AuthenticationResults, domain: str, proof: str | None) -> str:
    server = ascii_domain(results.authserv_id or "") or "Your mail server"
    if not results.well_formed:
        return f"The Authentication-Results of {server} is malformed, so no author is proven."
    if not post.from_:
        return "The post names no author in From, so none is proven."
    if len(post.from_) > 1:
        return f"The post names {len(post.from_)} authors in From, so none is proven."
    if not domain:
        return "The address in From has no usable domain, so its author cannot be proven."
    if proof:
        return f"{server} confirmed that the post comes from {domain}, by {proof}."
    if any(result.result == "fail" for result in results.of("dmarc")):
        return f"{server} found that the post does not come from {domain} (DMARC failed)."
    return f"{server} found no valid signature or sender record for {domain}."


def _why_no_mailbox(results: AuthenticationResults, domain: str) -> str:
    server = ascii_domain(results.authserv_id or "") or "Your mail server"
    return (
        f"{server} confirmed by SPF alone that the post comes from {domain}, and by another address there "
        "than the author's: that proves no author."
    )


def _unheard(claims: tuple[_Claim, ...], trust: Trust) -> str:
    servers = " or ".join(_named(trust)) or "your mail server"
    if not claims:
        return f"The post carries no Authentication-Results of {servers}, so no author is proven."
    stranger = ascii_domain(claims[0].stranger or "") or "a server"
    return (
        f"The post carries Authentication-Results in the name of {servers}, but below the trace of "
        f"{stranger}, which is none of your hosts (trusted_hosts names them): they are not believed."
    )


def _claims(header: Header, trust: Trust) -> Iterator[_Claim]:
    """The fields in our server's name, topmost first."""
    hosts, stranger, topmost = _our_hosts(header, trust), None, True
    for item in header:
        match item.name.lower():
            case "received":
                host = receiving_host(item)
                stranger = stranger or (host if host and not _is_ours(host, hosts) else None)
            case "authentication-results":
                # Undecoded: an encoded word (RFC 2047) has no meaning here.
                results = parse_results(body_of(item))
                if _speaks_for_us(results.authserv_id, trust, topmost=topmost):
                    yield _Claim(results, stranger)
                topmost = False


def _speaks_for_us(authserv_id: str | None, trust: Trust, *, topmost: bool) -> bool:
    """A field without a name is our server's only where no other stands above it."""
    if authserv_id is None:
        return topmost and WITHOUT_ID in trust.authserv_ids
    return any(matches(authserv_id, pattern) for pattern in _named(trust))


def _named(trust: Trust) -> tuple[str, ...]:
    return tuple(name for name in trust.authserv_ids if name and name != WITHOUT_ID)


def _our_hosts(header: Header, trust: Trust) -> tuple[str, ...]:
    """Patterns of our receiving hosts; by default with ``LOCAL`` among them."""
    if trust.trusted_hosts:
        return trust.trusted_hosts
    names = [name.removeprefix("*.") for name in _named(trust)]
    if WITHOUT_ID in trust.authserv_ids:
        # The topmost trace is our own server's, since nobody else can write above it.
        names += [receiving_host(item) or "" for item in header if item.name.lower() == "received"][:1]
    domains = [organisation(name) or name.lower() for name in names]
    return LOCAL, *(pattern for domain in domains if domain for pattern in (domain, f"*.{domain}"))


def _is_ours(host: str, hosts: tuple[str, ...]) -> bool:
    return (LOCAL in hosts and is_local(host)) or any(matches(host, pattern) for pattern in hosts)

"""Whether authors of recent mail would be believed, now and with other settings: who judges is asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.mail import read
from bot.mail.format.header import block_of
from bot.mail.origin.authentication import WITHOUT_ID, Authentication, Trust, authenticate
from bot.mail.origin.authentication_results import parse_results
from bot.mail.origin.domains import organisation
from bot.mail.origin.trace import body_of, came_from_within, is_local, matches, receiving_host
from bot.mail.post import Field, Post
from bot.notices.phrases import count
from bot.service.doctor.check import Check

CHECK = (
    "check DKIM and DMARC (rspamd, or OpenDKIM with OpenDMARC), or let the bot check them "
    'itself: auth = "own"'
)
MOST_UNPROVEN = 2
"""Where one of so many authors or more is not believed, it is worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlook:
    """What some settings would make of recent posts."""

    trust: Trust
    found: tuple[Authentication, ...]

    @property
    def heard(self) -> int:
        """Posts of which our server says something."""
        return sum(one.heard for one in self.found)

    @property
    def proven(self) -> int:
        """Posts whose author is believed."""
        return sum(one.proven for one in self.found)


def authorship(list_id: str, trust: Trust, posts: Sequence[Post]) -> Check:
    """What becomes of the authors of recent posts, and which settings would make more of them believed."""
    subject = f"authentication of {list_id}"
    as_set = _outlook(trust, posts)
    text = f"of the last {count(len(posts), 'post')} the author of {as_set.proven} would be believed"
    if as_set.heard * 2 > len(posts):
        return _heard(subject, text, as_set)
    better = max(_others(trust, posts), key=lambda one: (one.heard, one.proven), default=as_set)
    if better.heard > as_set.heard:
        told = f"{text}{_why_unheard(trust, as_set)}"
        advice = f"{_written(better.trust, trust)}: the author of {better.proven} would be believed then"
        return Check(subject=subject, state="warning", text=told, advice=advice)
    return (_heard if as_set.heard else _unheard)(subject, text, as_set)


def _outlook(trust: Trust, posts: Sequence[Post]) -> _Outlook:
    return _Outlook(trust=trust, found=tuple(authenticate(post, trust) for post in posts))


def _heard(subject: str, text: str, as_set: _Outlook) -> Check:
    """Our server is believed; what it finds of authors is another matter."""
    unproven = [one for one in as_set.found if not one.proven]
    if not unproven:
        return Check(subject=subject, state="ok", text=text)
    why, many = Counter(one.why for one in unproven).most_common(1)[0]
    text = f"{text}; those of the others would not, {many} of them because: {why}"
    if len(unproven) * MOST_UNPROVEN < len(as_set.found):
        return Check(subject=subject, state="ok", text=text)
    advice = "if the reason lies with the sender, there is nothing to do: such posts are held, not returned. "
    if as_set.trust.word == "own":
        advice += "Otherwise something changes posts before they are here (a tag in the subject, a footer)"
    else:
        advice += f"Otherwise let your server {CHECK}"
    return Check(subject=subject, state="warning" if not as_set.proven else "ok", text=text, advice=advice)


def _unheard(subject: str, text: str, as_set: _Outlook) -> Check:
    advice = (
        f"your server writes no Authentication-Results: let it {CHECK}. Until then nothing is "
        "returned, only held, and the rules see nobody as a member or moderator "
        '(unproven = "believed" believes From)'
    )
    why = as_set.found[0].why if as_set.found else ""
    return Check(subject=subject, state="warning", text=f"{text}: {why}".rstrip(": "), advice=advice)


def _why_unheard(trust: Trust, as_set: _Outlook) -> str:
    if not any(trust.authserv_ids):
        return "; authserv_id is not set"
    return f": {Counter(one.why for one in as_set.found if not one.heard).most_common(1)[0][0]}"


def _others(trust: Trust, posts: Sequence[Post]) -> Iterator[_Outlook]:
    """What other settings would make of them: hosts more, other names, a server without a name."""
    if any(trust.authserv_ids):
        hosts = _hosts_above(trust, posts)
        yield _outlook(replace(trust, trusted_hosts=(*(trust.trusted_hosts or ()), *hosts)), posts)
    for names in _names(posts):
        named = Trust(authserv_ids=names)
        yield _outlook(named, posts)
        yield _outlook(replace(named, trusted_hosts=_hosts_above(named, posts)), posts)


def _names(posts: Sequence[Post]) -> Iterator[tuple[str, ...]]:
    """The names that recent mail carries, alone and by their domain; that of a server without one last."""
    seen = Counter(name for post in posts for name in _ids(tuple(post.header)))
    for name, _ in seen.most_common():
        yield (name,)
    for domain, many in Counter(organisation(name) for name in seen).items():
        if domain and many > 1:
            yield (f"*.{domain}",)
    if any(_is_nameless(post) for post in posts):
        yield (WITHOUT_ID,)


def _is_nameless(post: Post) -> bool:
    results = [field for field in post.header if field.name.lower() == "authentication-results"]
    return bool(results) and parse_results(body_of(results[0])).authserv_id is None


def _hosts_above(trust: Trust, posts: Sequence[Post]) -> tuple[str, ...]:
    """The receiving hosts above the fields of those names, in most posts: a forger has hosts as well."""
    above = [hosts for post in posts if (hosts := tuple(_above(trust, post)))]
    seen = Counter(host for hosts in above for host in dict.fromkeys(hosts))
    return tuple(host for host, many in seen.items() if many * 2 >= len(above))


def _above(trust: Trust, post: Post) -> Iterator[str]:
    hosts: list[str] = []
    for field in post.header:
        if field.name.lower() == "received" and (host := receiving_host(field)):
            hosts.append(host)
        elif field.name.lower() == "authentication-results":
            name = parse_results(body_of(field)).authserv_id
            if any(matches(name or "", wanted) for wanted in trust.authserv_ids):
                yield from hosts
                return


def _written(better: Trust, trust: Trust) -> str:
    """What to write into the settings."""
    parts = []
    if better.authserv_ids != trust.authserv_ids:
        name = better.authserv_ids[0]
        known = _KNOWN.get(organisation(name.removeprefix("*.")) or name, "")
        about = f" ({known})" if known else ", if that is yours"
        parts.append(f'authserv_id = "{better.authserv_ids[0]}"{about}')
    if better.trusted_hosts and better.trusted_hosts != trust.trusted_hosts:
        hosts = ", ".join(f'"{host}"' for host in better.trusted_hosts)
        parts.append(f"trusted_hosts = [{hosts}], if these are your own servers")
    return f"write {' and '.join(parts)}"


_KNOWN = {
    "google.com": "Gmail",
    "messagingengine.com": "Fastmail",
    WITHOUT_ID: "Exchange Online and Outlook.com write no name",
}


def authserv_ids(head: bytes) -> set[str]:
    """
    The servers whose Authentication-Results a header block carries, as far as ours can have written them.

    What stands below the trace that our own server left when it took the mail came
    with the mail: the sender may have written it.
    """
    return _ids(tuple(read(block_of(head)).header))


def _ids(fields: Sequence[Field]) -> set[str]:
    results = [
        parse_results(body_of(field))
        for field in fields[: _boundary(fields)]
        if field.name.lower() == "authentication-results"
    ]
    return {result.authserv_id for result in results if result.authserv_id}


def _boundary(fields: Sequence[Field]) -> int:
    """
    Where the trace stands that our server left when it took the mail from outside.

    Whoever wrote what is below it may have written a trace in our name there, too.
    """
    ours, boundary = "", len(fields)
    for index, field in enumerate(fields):
        if field.name.lower() != "received":
            continue
        host = receiving_host(field) or ""
        if "." in host and not is_local(host):  # a name without a dot is that of a machine inside
            ours = ours or organisation(host)
            if organisation(host) != ours:
                break
        boundary = index
        if not came_from_within(field):
            break
    return boundary

"""Facts about every link in the post; the article's own address has facts of its own."""

import re
from urllib.parse import urlsplit

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Texts, Value, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Link, Post, ZoneKind

SHORTENERS = frozenset(
    {
        *(
            "bit.ly",
            "bitly.com",
            "buff.ly",
            "cutt.ly",
            "dlvr.it",
            "fb.me",
            "goo.gl",
            "ift.tt",
            "is.gd",
            "lnkd.in",
        ),
        *(
            "nyti.ms",
            "ow.ly",
            "rb.gy",
            "rebrand.ly",
            "shorturl.at",
            "t.co",
            "t.ly",
            "tiny.cc",
            "tinyurl.com",
            "v.gd",
        ),
        *("wapo.st", "youtu.be"),
    }
)
_SAYING = (ZoneKind.OWN, ZoneKind.QUOTATION, ZoneKind.FORWARD, ZoneKind.ARTICLE)
_RUN = re.compile(r"\S+")
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#]|$)")
_FRAME = re.compile(r"^[<\[(\"'«“]+|[>\])\"'»”.,;:!?]+$")


@fact(
    "links",
    Texts(),
    lines=places.links,
    examples=[("Subject: x\n\nSee https://example.org/a.\n", ("https://example.org/a",))],
)
def links(post: Post, _: Context) -> Value:
    """Every web address in the post, as written."""
    return tuple(link.url for link in post.links)


@fact(
    "links.count",
    Number("links"),
    lines=places.links,
    examples=[("Subject: x\n\nSee https://example.org/a.\n", 1)],
)
def links_count(post: Post, _: Context) -> Value:
    """How many web addresses the post has, wherever they stand."""
    return len(post.links)


@fact(
    "links.domains",
    Texts(),
    lines=places.links,
    examples=[("Subject: x\n\nhttps://www.example.org/a\n", ("example.org",))],
)
def links_domains(post: Post, _: Context) -> Value:
    """The sites that the post links to, such as "nytimes.com", each once, in their order."""
    return tuple(dict.fromkeys(link.domain for link in post.links))


@fact(
    "links.shortened", YesNo(), lines=places.links, examples=[("Subject: x\n\nhttps://bit.ly/3abc\n", True)]
)
def links_shortened(post: Post, _: Context) -> Value:
    """Whether a link hides its target behind a shortening service such as bit.ly."""
    return any(_host(link) in SHORTENERS for link in post.links)


@fact(
    "links.tracked",
    YesNo(),
    lines=places.links,
    examples=[("Subject: x\n\nhttps://example.org/a?utm_source=x\n", True)],
)
def links_tracked(post: Post, _: Context) -> Value:
    """Whether a link carries marks that follow its readers, such as utm_source."""
    return any(_query(link.url) > _query(link.canonical) for link in post.links)


@fact("links.only", YesNo(), lines=places.links, examples=[("Subject: x\n\nhttps://example.org/a\n", True)])
def links_only(post: Post, _: Context) -> Value:
    """Whether the post has links and no word beside them: no comment, quotation, forward or article."""
    if not post.links:
        return False
    addresses = {"", *(link.url for link in post.links)}
    words = (found[0] for zone in post.zones_of(*_SAYING) for found in _RUN.finditer(zone.text))
    return all(_FRAME.sub("", word) in addresses for word in words)


def _query(url: str) -> int:
    """How long the query of an address is."""
    return len(url.partition("?")[2].partition("#")[0])


def _host(link: Link) -> str:
    """The host of a link without "www."."""
    if plain := _PLAIN_HOST.match(link.url):
        return plain[1].removeprefix("www.")
    try:
        return (urlsplit(link.url).hostname or link.domain).removeprefix("www.")
    except ValueError:
        return link.domain

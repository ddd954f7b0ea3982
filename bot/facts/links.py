"""Facts about the links that a post shares, and those below it; the article's address has its own."""

import re
from urllib.parse import urlsplit

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Texts, Value, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Link, Post, ZoneKind
from bot.mail.text.word_count import count_words

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
SHARED = (ZoneKind.OWN, ZoneKind.FORWARD_HEADER, ZoneKind.FORWARD, ZoneKind.ARTICLE)
"""Where a link is one that the author shares; those of quotations, signatures and footers come along."""

WORDS_OF_A_GREETING = 4
"""So many words on a line greet, sign, or point ("Look at this!"); a sentence has more."""
LINES_OF_GREETINGS = 5

_SAYING = (ZoneKind.QUOTATION, ZoneKind.FORWARD, ZoneKind.ARTICLE)
_RUN = re.compile(r"\S+")
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#]|$)")
_FRAME = re.compile(r"^[<\[(\"'«“]+|[>\])\"'»”.,;:!?]+$")


@fact(
    "links",
    Texts(),
    lines=places.shared_links,
    examples=[("Subject: x\n\nSee https://example.org/a.\n", ("https://example.org/a",))],
)
def links(post: Post, _: Context) -> Value:
    """
    Every web address that the post shares, as written: in own words, articles and forwards.

    Those of quotations, signatures and footers have facts of their own.
    """
    return tuple(link.url for link in _shared(post))


@fact(
    "links.count",
    Number("links"),
    lines=places.shared_links,
    examples=[("Subject: x\n\nSee https://example.org/a.\n", 1)],
)
def links_count(post: Post, _: Context) -> Value:
    """How many web addresses the post shares; quotations, signatures and footers do not count."""
    return len(_shared(post))


@fact(
    "links.domains",
    Texts(),
    lines=places.shared_links,
    examples=[("Subject: x\n\nhttps://www.example.org/a\n", ("example.org",))],
)
def links_domains(post: Post, _: Context) -> Value:
    """The sites that the post shares links to, such as "nytimes.com", each once, without "www."."""
    return tuple(dict.fromkeys(link.domain for link in _shared(post)))


@fact(
    "links.hosts",
    Texts(),
    lines=places.shared_links,
    examples=[
        (
            "Subject: x\n\nhttps://docs.example.org/a https://www.example.org/b\n",
            ("docs.example.org", "example.org"),
        )
    ],
)
def links_hosts(post: Post, _: Context) -> Value:
    """The servers that the post shares links to by their whole names, "docs.google.com", without "www."."""
    return tuple(dict.fromkeys(_host(link) for link in _shared(post)))


@fact(
    "links.shortened",
    YesNo(),
    lines=places.shared_links,
    examples=[("Subject: x\n\nhttps://bit.ly/3abc\n", True)],
)
def links_shortened(post: Post, _: Context) -> Value:
    """Whether a link hides its target behind a shortening service such as bit.ly."""
    return any(_host(link) in SHORTENERS for link in _shared(post))


@fact(
    "links.tracked",
    YesNo(),
    lines=places.shared_links,
    examples=[("Subject: x\n\nhttps://example.org/a?utm_source=x\n", True)],
)
def links_tracked(post: Post, _: Context) -> Value:
    """Whether a link carries marks that follow its readers, such as utm_source."""
    return any(_query(link.url) > _query(link.canonical) for link in _shared(post))


@fact(
    "links.only",
    YesNo(),
    lines=places.shared_links,
    examples=[
        ("Subject: x\n\nhttps://example.org/a\n", True),
        ("Subject: x\n\nHi all,\n\nlook at this!\n\nhttps://example.org/a\n\nBest,\nAnn\n", True),
        ("Subject: x\n\nIs it open?\nhttps://example.org/a\n", False),
    ],
)
def links_only(post: Post, _: Context) -> Value:
    """
    Whether the post shares links and says nothing about them: no sentence, quotation, forward or article.

    A greeting, a name and a word such as "Look at this!" say nothing: at most five
    lines of at most four words.
    """
    if not _shared(post) or any(zone.text.strip() for zone in post.zones_of(*_SAYING)):
        return False
    addresses = {"", *(link.url for link in post.links)}
    runs = [_RUN.findall(line) for line in post.text_of(ZoneKind.OWN).split("\n")]
    said = [line for line in runs if not all(_FRAME.sub("", run) in addresses for run in line)]
    return len(said) <= LINES_OF_GREETINGS and all(_greets(line, addresses) for line in said)


@fact(
    "links.in_quotation",
    Number("links"),
    lines=places.nowhere,
    examples=[("Subject: Re: x\n\nYes.\n\n> See https://example.org/a.\n", 1)],
)
def links_in_quotation(post: Post, _: Context) -> Value:
    """How many web addresses stand in quotations of earlier posts."""
    return _count(post, ZoneKind.QUOTATION, ZoneKind.ATTRIBUTION)


@fact(
    "links.in_signature",
    Number("links"),
    lines=places.zones(ZoneKind.SIGNATURE),
    examples=[("Subject: x\n\nYes.\n\n-- \nAnn\nhttps://example.org/ann\n", 1)],
)
def links_in_signature(post: Post, _: Context) -> Value:
    """How many web addresses stand in the signature, adverts of mail programs among them."""
    return _count(post, ZoneKind.SIGNATURE)


@fact("links.in_footer", Number("links"), lines=places.zones(ZoneKind.FOOTER))
def links_in_footer(post: Post, _: Context) -> Value:
    """How many web addresses stand in footers: those of lists, of virus scanners, of companies."""
    return _count(post, ZoneKind.FOOTER)


def _shared(post: Post) -> list[Link]:
    return [link for link in post.links if link.zone in SHARED]


def _count(post: Post, *zones: ZoneKind) -> int:
    return len([link for link in post.links if link.zone in zones])


def _greets(line: list[str], addresses: set[str]) -> bool:
    """Whether the words of a line are too few to say anything, and ask nothing; a link is not among them."""
    text = " ".join(line)
    if count_words(text) > WORDS_OF_A_GREETING or any(mark in text for mark in "?؟\uff1f"):
        return False
    return not any(_FRAME.sub("", run) in addresses - {""} for run in line)


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

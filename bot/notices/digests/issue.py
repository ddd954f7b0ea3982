"""One issue of a digest before it has a form: posts in reading order, and what contents lists say of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.mail.mailing_list import MailingList
from bot.mail.post import Mailbox, Post, Subject
from bot.notices import clean, phrases, wire
from bot.notices.digests.threads import threads
from bot.notices.repost import goes_on_repost

_LARGEST_CARRIED = 5_000_000  # octets of posts with attachments that go along with the readable forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post that waits for the next issue, and the case under which it is on record."""

    case: str
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The article that a post shares, as a contents list names it; "" where not known or said already."""

    headline: str
    publication: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    A post in an issue: ``number`` from 1 in reading order, ``depth`` 0 where a thread begins.

    ``continues``: it has the subject of the thread that it is in. ``raw`` is
    the message as digests carry it: its octets less the fields that no repost
    carries on either.
    """

    number: int
    depth: int
    continues: bool
    case: str
    post: Post
    title: str
    author: str
    date: str
    share: Share | None
    raw: bytes

    @property
    def reading_time(self) -> str:
        """``4 min``."""
        return phrases.reading_time(self.post.words.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """
    One issue: ``date`` on the list's clock.

    The volume is the year of the issue; issues count on over the years, so
    that a number names one issue for ever. ``formats`` are those that the list wants.
    """

    mailing_list: MailingList
    number: int
    date: dt.datetime
    items: tuple[Item, ...]
    formats: tuple[str, ...]

    @property
    def name(self) -> str:
        """The list's name, fit for a line."""
        return clean.one_line(self.mailing_list.name)

    @property
    def title(self) -> str:
        """``Salon Digest, Vol 2026, Issue 12``."""
        return f"{self.name} Digest, Vol {self.date.year}, Issue {self.number}"

    @property
    def size(self) -> str:
        """``3 posts, 12 min to read``."""
        words = sum(item.post.words.total for item in self.items)
        return f"{phrases.count(len(self.items), 'post')}, {phrases.reading_time(words)} to read"

    @property
    def carried(self) -> tuple[Item, ...]:
        """Posts with attachments that travel beside the readable forms, where no MIME digest brings them."""
        if "mime" in self.formats:
            return ()
        found, left = [], _LARGEST_CARRIED
        for item in self.items:
            if item.post.attachments and len(item.raw) <= left:
                left -= len(item.raw)
                found.append(item)
        return tuple(found)

    def where_attachments_are(self, item: Item) -> str:
        """A sentence for readers of a form that has no attachments itself."""
        one = len(item.post.attachments) == 1
        it, is_, was = ("It", "is", "was") if one else ("They", "are", "were")
        if "mime" in self.formats:
            return f"{it} {is_} in the MIME form of this digest, a mail of its own."
        if item in self.carried:
            return f"{it} came along with this mail, in {file_name(item)}."
        return f"{it} {was} too large for this mail; ask {item.author}."


def make_issue(
    entries: Sequence[Entry],
    mailing_list: MailingList,
    number: int,
    date: dt.datetime,
    formats: tuple[str, ...],
) -> Issue:
    """The entries as an issue: threads together, in the order in which they began."""
    order = threads([entry.post for entry in entries])
    items = [
        _item(entries[index], place, depth, mailing_list) for place, (index, depth) in enumerate(order, 1)
    ]
    return Issue(
        mailing_list=mailing_list,
        number=number,
        date=phrases.local(date, mailing_list.timezone),
        items=tuple(_without_repeats(items)),
        formats=formats,
    )


def _without_repeats(items: Sequence[Item]) -> Iterator[Item]:
    """An article is announced once, and a thread's subject where the thread begins."""
    announced: set[str] = set()
    subject = ""
    for item in items:
        url = item.share.url if item.share else ""
        said = item.post.subject.text.strip().casefold()
        subject = subject if item.depth else said
        share = None if url in announced else item.share
        announced |= {url} if url else set()
        yield replace(item, share=share, continues=bool(item.depth and said == subject))


def file_name(item: Item) -> str:
    """How the attached post is called: ``post-03.eml``."""
    return f"post-{item.number:02d}.eml"


def _item(entry: Entry, number: int, depth: int, mailing_list: MailingList) -> Item:
    post = entry.post
    title = _title(post.subject)
    return Item(
        number=number,
        depth=depth,
        continues=False,
        case=entry.case,
        post=post,
        title=title,
        author=clean.shorten(clean.name(post.from_[0] if post.from_ else Mailbox(name=None, address="")), 60),
        date=phrases.short_moment(phrases.local(post.date, mailing_list.timezone)) if post.date else "",
        share=_share(post, title),
        raw=_carried_on(post, mailing_list),
    )


def _title(subject: Subject) -> str:
    """The subject without the list's own tag, which says nothing in the list's digest."""
    marks = "".join(f"{mark.capitalize()}: " for mark in dict.fromkeys(subject.prefixes))
    return clean.shorten(clean.subject(marks + subject.text if subject.text.strip() else subject.raw), 200)


def _share(post: Post, title: str) -> Share | None:
    article = post.article
    if article is None:
        return None
    headline = clean.shorten(clean.one_line(article.headline or ""), 160)
    publication = clean.shorten(clean.one_line(article.source or ""), 60)
    return Share(
        headline="" if headline.casefold() in title.casefold() else headline,
        publication="" if publication and f"({publication})" in title else publication,
        url=clean.one_line(article.url or ""),
    )


def _carried_on(post: Post, mailing_list: MailingList) -> bytes:
    goes = goes_on_repost(mailing_list)
    head, body = wire.halves(post.raw, post.body_at)
    return wire.without(head, lambda field: goes(field) or _tells_of_moderation(wire.name_of(field))) + body


def _tells_of_moderation(name: str) -> bool:
    return name in {"x-mailfrom", "message-id-hash", "x-message-id-hash"} or name.startswith("x-mailman-")

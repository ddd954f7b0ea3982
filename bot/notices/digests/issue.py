"""One issue of a digest before it has a form: posts in reading order, and what contents lists say of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.lazy_regex import lazy_regex
from bot.mail.mailing_list import MailingList
from bot.mail.post import Article, Mailbox, Post
from bot.mail.text.subject import bare_text, says_nothing
from bot.mail.text.word_count import count_words
from bot.notices import clean, phrases, wire
from bot.notices.catalogue import Catalogue, catalogue_of
from bot.notices.digests.pictures import Album, Picture
from bot.notices.digests.sharing import shared_article, shared_first
from bot.notices.digests.stretches import Cutter, Stretch
from bot.notices.digests.threads import threads
from bot.notices.repost import goes_on_repost

_LARGEST_CARRIED = 5_000_000  # octets of posts with attachments that go along with the readable forms
_TOPICS = 3  # that the subject of the mail names
_TOPIC = 34  # characters of one
_WORD = lazy_regex(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    A post that waits for the next issue, and the case under which it is on record.

    ``ruled``: rules put it there; else it has reached the list by itself, too.
    """

    case: str
    post: Post
    ruled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The article that a post shares, as a contents list names it; "" where not known or said already."""

    headline: str
    publication: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    A post in an issue: ``number`` from 1 in reading order, ``thread`` likewise, ``depth`` 0 where it begins.

    ``lead`` is the number of the post that shares the same article before it, 0
    for none: the two are one entry. ``continues``: it has the subject of the
    thread that it is in. ``raw`` is the message as digests carry it: its octets
    less the fields that no repost carries on either. ``stretches`` are what
    readable forms show of it, None where it cannot be shown; ``piece`` counts
    from 0 where it is so long that it is cut.
    """

    number: int
    thread: int
    depth: int
    lead: int
    continues: bool
    case: str
    post: Post
    title: str
    author: str
    date: str
    share: Share | None
    raw: bytes
    stretches: tuple[Stretch, ...] | None
    pictures: tuple[Picture, ...] = ()
    piece: int = 0
    words: int = field(init=False)
    """How many words of it are shown."""

    def __post_init__(self) -> None:
        shown = (line for one in self.stretches or () for line in one.lines)
        object.__setattr__(self, "words", sum(map(count_words, shown)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """
    One issue, or one part of it: ``date`` on the list's clock.

    The volume is the year of the issue; issues count on over the years, so
    that a number names one issue for ever. ``formats`` are those of this mail's
    readers. ``part`` of ``parts``; ``places`` tells of every post of the
    whole issue its author and in which part it stands.
    """

    mailing_list: MailingList
    number: int
    date: dt.datetime
    items: tuple[Item, ...]
    formats: tuple[str, ...]
    topics: str = ""
    part: int = 1
    parts: int = 1
    places: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The list's name, fit for a line."""
        return clean.one_line(self.mailing_list.name)

    @property
    def texts(self) -> Catalogue:
        """The sentences of the list's language."""
        return catalogue_of(self.mailing_list.language, self.mailing_list.wording)

    @property
    def title(self) -> str:
        """``Salon Digest, Vol 2026, Issue 12``, with the part where there are several."""
        return f"{self.name} Digest, Vol {self.date.year}, Issue {self.number}{self.which_part}"

    @property
    def which_part(self) -> str:
        """``, 1 of 2``; "" where the issue is whole."""
        return f", {self.part_named(self.part)}" if self.parts > 1 else ""

    def part_named(self, part: int) -> str:
        """``1 of 2``."""
        return self.texts.say("digest.part", part=part, parts=self.parts)

    @property
    def subject(self) -> str:
        """``Salon: Night ferry, Flood barriers, 3 more · Nov 29``."""
        return f"{self.name}: {self.topics} · {self.texts.short_day(self.date)}{self.which_part}"

    @property
    def size(self) -> str:
        """``3 posts, 12 min to read``."""
        posts = self.texts.count("post", len({item.number for item in self.items}))
        words = sum(item.words for item in self.items)
        return self.texts.say("digest.size", posts=posts, minutes=phrases.minutes_to_read(words))

    def reading_time(self, item: Item) -> str:
        """``4 min``; "" of a post that is read at a glance."""
        minutes = phrases.minutes_to_read(item.words)
        return self.texts.say("digest.minutes", count=minutes) if minutes > 1 else ""

    def named(self, item: Item) -> str:
        """The title of a post, with a note where an earlier part has its beginning."""
        return self.texts.say("digest.continued", title=item.title) if item.piece else item.title

    @property
    def carried(self) -> tuple[Item, ...]:
        """
        Posts with attachments that travel beside the HTML form, where no MIME digest brings them.

        The plain form alone is one text (RFC 1153), so that programs can burst it.
        """
        if "mime" in self.formats or "html" not in self.formats:
            return ()
        found, left = [], _LARGEST_CARRIED
        for item in self.items:
            wanted = item.post.attachments and not item.piece and not all_shown(item, self.formats)
            if wanted and len(item.raw) <= left:
                left -= len(item.raw)
                found.append(item)
        return tuple(found)

    def archive_link(self, item: Item) -> str:
        """Where the post lies in the list's archive, where the owner says how to find it there."""
        template = self.mailing_list.archive
        if not template or not item.post.message_id:
            return ""
        return template.replace("{message_id}", quote(item.post.message_id, safe=""))


def make_issue(
    entries: Sequence[Entry],
    mailing_list: MailingList,
    number: int,
    date: dt.datetime,
    formats: tuple[str, ...],
) -> Issue:
    """The entries as an issue: threads together, the one with the newest post first."""
    posts = [entry.post for entry in entries]
    shared = shared_first(posts)
    order = threads(posts, shared)
    numbers = {index: at for at, index in enumerate((one for group in order for one in group), 1)}
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    stretches = _cut(posts, numbers, shared, texts)
    album = Album()
    items = [
        _item(
            entries[index],
            mailing_list,
            number=numbers[index],
            thread=thread,
            depth=min(depth, 1),
            lead=_lead(index, shared, numbers),
            stretches=stretches[index],
            pictures=album.take(entries[index].post, numbers[index]),
            first=entries[group[0]].post,
        )
        for thread, group in enumerate(order, 1)
        for depth, index in enumerate(group)
    ]
    return Issue(
        mailing_list=mailing_list,
        number=number,
        date=phrases.local(date, mailing_list.timezone),
        items=tuple(items),
        formats=formats,
        topics=_topics(items, texts),
        places={item.number: (item.author, 1) for item in items},
    )


def file_name(item: Item) -> str:
    """How the attached post is called: ``post-03.eml``."""
    return f"post-{item.number:02d}.eml"


def all_shown(item: Item, formats: tuple[str, ...]) -> bool:
    """Whether the HTML form shows every attachment of a post as a picture."""
    return "html" in formats and 0 < len(item.post.attachments) == len(item.pictures)


def _cut(
    posts: Sequence[Post], numbers: Mapping[int, int], shared: Sequence[int | None], texts: Catalogue
) -> list[tuple[Stretch, ...] | None]:
    """What is shown of each post; None of one that breaks this code: it costs the issue its text only."""
    cutter = Cutter(texts)
    found: list[tuple[Stretch, ...] | None] = []
    for index, post in enumerate(posts):
        try:
            found.append(cutter.cut(post, numbers[index], _lead(index, shared, numbers)))
        except Exception:  # noqa: BLE001 - one bad post never blocks a digest (CVE-2006-2941)
            found.append(None)
    return found


def _lead(index: int, shared: Sequence[int | None], numbers: Mapping[int, int]) -> int:
    first = shared[index]
    return numbers[first] if first is not None and first != index else 0


def _item(  # noqa: PLR0913 - the parts of a record
    entry: Entry,
    mailing_list: MailingList,
    *,
    number: int,
    thread: int,
    depth: int,
    lead: int,
    stretches: tuple[Stretch, ...] | None,
    pictures: tuple[Picture, ...],
    first: Post,
) -> Item:
    post = entry.post
    article = shared_article(post)
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    title = _title(post, article) or texts.say("digest.no_subject")
    begins = _said(first)
    return Item(
        number=number,
        thread=thread,
        depth=depth,
        lead=lead,
        continues=bool(depth and _said(post) == begins),
        case=entry.case,
        post=post,
        title=title,
        author=clean.shorten(clean.name(post.from_[0] if post.from_ else Mailbox(name=None, address="")), 60),
        date=texts.moment(phrases.local(post.date, mailing_list.timezone)) if post.date else "",
        share=_share(article, title) if article and not lead else None,
        raw=_carried_on(post, mailing_list),
        stretches=stretches,
        pictures=pictures,
    )


def _said(post: Post) -> str:
    return post.subject.text.strip().casefold()


def _title(post: Post, article: Article | None) -> str:
    """The subject without tags, "Re:" and "Fwd:"; the headline where it names only that, or says nothing."""
    text = clean.one_line(bare_text(post.subject))
    headline = clean.one_line(article.headline or "") if article else ""
    source = clean.one_line(article.source or "") if article else ""
    named = text.removesuffix(f"({source})").strip(" \"'“”„‘’«»") if source else text.strip(' "“”„«»')
    better = says_nothing(post.subject) or named.casefold() == headline.casefold()
    said = headline if headline and better else text
    return clean.shorten(said or clean.one_line(post.subject.raw), 200)


def _share(article: Article, title: str) -> Share:
    headline = clean.shorten(clean.one_line(article.headline or ""), 160)
    publication = clean.shorten(clean.one_line(article.source or ""), 60)
    said, known = _words(headline), _words(title)
    repeated = said in known or (known in said and len(said) < 2 * len(known))
    shown = known if repeated else known + said
    return Share(
        headline="" if repeated else headline,
        publication="" if _words(publication) in shown else publication,
        url=clean.one_line(article.url or ""),
    )


def _words(text: str) -> str:
    """The words of a line, for comparing."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _topics(items: Sequence[Item], texts: Catalogue) -> str:
    """The titles of the largest threads, and how many more there are; one that says nothing only alone."""
    sizes: dict[int, int] = {}
    titles: dict[int, str] = {}
    for item in items:
        sizes[item.thread] = sizes.get(item.thread, 0) + 1
        titles.setdefault(item.thread, "" if says_nothing(item.post.subject) else item.title)
    largest = sorted(sizes, key=lambda thread: (not titles[thread], -sizes[thread], thread))[:_TOPICS]
    named = [clean.shorten(titles[thread].strip(' "“”'), _TOPIC) for thread in largest if titles[thread]]
    more = len(sizes) - len(named)
    if not named:
        return texts.count("post", len({item.number for item in items}))
    return ", ".join([*named, *([texts.say("digest.more", count=more)] if more else [])])


def _carried_on(post: Post, mailing_list: MailingList) -> bytes:
    goes = goes_on_repost(mailing_list)
    head, body = wire.halves(post.raw, post.body_at)
    return wire.without(head, lambda field: goes(field) or _tells_of_moderation(wire.name_of(field))) + body


def _tells_of_moderation(name: str) -> bool:
    return name in {"x-mailfrom", "message-id-hash", "x-message-id-hash"} or name.startswith("x-mailman-")

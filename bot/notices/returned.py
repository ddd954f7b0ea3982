"""
The return notice: a post goes back to its author with the correction made, as far as that goes.

It is the bot's face. An author reads it once, on a phone, annoyed; so it says
first that the post has not gone out and the one thing to do, then what follows if
they do nothing, then the reasons in the owner's words: what is still missing, then
what is mended already; then the post as it would go out.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import clean, entity, excerpt, flowing, layout, wire
from bot.notices.catalogue import Catalogue, catalogue_of
from bot.notices.layout import Block, Link, say
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.policy.model.verdict import Finding

MOST_LINES = 30
"""Lines before the post as it would go out: what is read on a phone."""

_SHORTER = (
    (1_500, 4, True),
    (1_500, 4, False),
    (700, 3, False),
    (400, 2, False),
    (250, 1, False),
    (160, 0, False),
    (90, 0, False),
)
"""
Characters of a reason, lines quoted for it, and whether what is mended is told in full, tried in turn until
the notice is short enough: a reason that its author must read is cut last.
"""
_SHOWN = 160  # lines of the post as it would go out
_WIDEST = 900  # octets of a line that travels as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    The post as it would go out.

    ``lines`` are its text, with a place held where the author must write;
    ``subject`` where it is another; ``asks`` what the author writes ("comment",
    "address", "subject"), ``words`` how many of a comment; ``changed`` tells each change,
    ``mended`` are the rules that are satisfied by it, ``follows`` those that need nothing more than what it
    asks for, ``instead`` is what is said in place of the reason of one.
    """

    lines: tuple[str, ...]
    subject: str = ""
    asks: tuple[str, ...] = ()
    words: int = 0
    changed: tuple[str, ...] = ()
    mended: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """How a notice is answered: the address, and the token that stands at its end."""

    to: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """
    What a return is about, beside post and reasons.

    ``said`` are sentences before the reasons (a person decided it; the time for that
    was over); ``after``: what the author answered to the notice before; ``until``: the
    last day on which an answer counts; ``undecided``: no fault was found, nobody had time.
    """

    case: str = ""
    offer: Offer | None = None
    answerable: Answerable | None = None
    said: tuple[str, ...] = ()
    after: Literal["", "ok", "text"] = ""
    until: dt.date | None = None
    undecided: bool = False


def write_return(
    post: Post,
    findings: Sequence[Finding],
    mailing_list: MailingList,
    to: str,
    stamp: Stamp,
    occasion: Occasion | None = None,
) -> Outgoing:
    """
    The notice to the author at ``to``, with the null reverse-path (RFC 3834 4), the post attached as it came.

    Raises ValueError where ``to`` is no address.
    """
    told = _Return(post, findings, mailing_list, occasion or Occasion())
    attached = entity.message(b"".join(wire.halves(post.raw, post.body_at)), "your-post.eml")
    content = entity.multipart(
        "mixed",
        [layout.content(told.blocks(), stamp.boundary, mailing_list.language), attached],
        stamp.boundary,
    )
    return seal(
        Letter(
            kind=OutgoingKind.RETURN,
            subject=told.subject(),
            sender=f"{mailing_list.name} moderation bot",
            to=((name_of(post, to), to),),
            recipients=(to,),
            content=content,
            reverse_path="",
            auto_submitted="auto-replied",
            about=post,
            reply_to=(told.answers_to,) if told.answers_to else mailing_list.owners,
        ),
        mailing_list,
        stamp,
    )


def name_of(post: Post, to: str) -> str:
    """The author's name as the post has it."""
    return next((one.name or "" for one in post.from_ if one.address.lower() == to.lower()), "")


class _Return:
    """One notice in the making."""

    def __init__(
        self, post: Post, findings: Sequence[Finding], mailing_list: MailingList, occasion: Occasion
    ) -> None:
        self._post = post
        self._findings = findings
        self._list = mailing_list
        self._on = occasion
        self._texts: Catalogue = catalogue_of(mailing_list.language, mailing_list.wording)

    @property
    def answers_to(self) -> str:
        return self._on.answerable.to if self._on.answerable else ""

    def say(self, sentence: str, /, **values: object) -> str:
        return self._texts.say(
            sentence, list=clean.one_line(self._list.name), address=self._list.address, **values
        )

    def subject(self) -> str:
        raw = clean.one_line(self._post.subject.raw)
        return self.say(
            "return.subject", subject=clean.shorten(raw, 200) or self.say("return.subject_missing")
        )

    def blocks(self) -> list[Block]:
        before: list[Block] = []
        for longest, most, in_full in _SHORTER:
            before = [*self._opening(), *self._reasons(longest, most, in_full=in_full), *self._ways_out()]
            if layout.as_text(before).count("\n") <= MOST_LINES - 3:
                break
        return [*before, *self._offer(), *self._end()]

    def _ways_out(self) -> Iterator[Block]:
        """What else can be answered; above the post, since nobody reads to its end."""
        if self._on.answerable is not None:
            yield say(self.say("return.help"))

    def _opening(self) -> Iterator[Block]:
        after = self._on.after
        first = [self.say("return.still")] if after else [self.say("return.lead")]
        if after == "ok":
            first = [self.say("return.ok_not_enough")]
        yield say(" ".join([*first, self._what_to_do()]), look="strong")
        if self._on.answerable:
            yield Block(look="links", links=tuple(self._links(self._on.answerable)))
        if said := [*self._on.said, *self._otherwise()]:
            yield say(*said)

    def _otherwise(self) -> Iterator[str]:
        """What follows if nothing is answered, and who reads an answer."""
        if self._on.answerable is None:
            return
        until = self._on.until
        day = self._texts.day(until) if until else ""
        yield self.say("return.nothing", day=day) if day else self.say("return.only_us")

    def _what_to_do(self) -> str:
        offer = self._on.offer
        if self._on.undecided:
            return self.say("return.again")
        if offer is None or self._on.answerable is None:
            return self.say("return.text")
        match offer.asks:
            case ():
                return self.say("return.ok")
            case ("comment",):
                return self.say("return.comment", words=offer.words)
            case ("subject",):
                return self.say("return.name_it")
            case ("address",):
                return self.say("return.address")
            case _:
                return self.say("return.both", words=offer.words)

    def _links(self, answerable: Answerable) -> Iterator[Link]:
        subject = f"Re: {self.subject()}"
        below = f"\r\n\r\n{answerable.token}"
        offer = self._on.offer
        if offer is not None and not offer.asks:
            yield Link(shown=self.say("return.link_ok"), to=answerable.to, subject=subject, body=f"ok{below}")
        else:
            yield Link(shown=self.say("return.link_answer"), to=answerable.to, subject=subject, body=below)
        yield Link(
            shown=self.say("return.link_help"),
            to=answerable.to,
            subject=subject,
            body=f"{self.say('return.link_help')}{below}",
        )

    def _reasons(self, longest: int, most: int, *, in_full: bool) -> Iterator[Block]:
        """Why it came back: what is still missing first, then what is mended; as it was where nothing is."""
        offer = self._on.offer
        if offer is None:
            yield from self._listed("reason", self._findings, longest, most)
            return
        still = [one for one in self._findings if one.rule not in offer.mended | offer.follows]
        mended = [one for one in self._findings if one.rule in offer.mended]
        yield from self._listed("missing", still, longest, 0)
        if still and mended and not in_full:
            yield say(self.say("return.mended_more", count=len(mended)))
            return
        told = [replace(one, text=offer.instead.get(one.rule, one.text)) for one in mended]
        yield from self._listed("mended_also" if still else "mended", told, longest, 0)

    def _listed(self, title: str, findings: Sequence[Finding], longest: int, most: int) -> Iterator[Block]:
        if not findings:
            return
        yield say(self.say(f"return.{title}"))
        several = len(findings) > 1
        if not most:
            texts = (self._said(n if several else 0, one, longest) for n, one in enumerate(findings, 1))
            yield say(*chain.from_iterable(texts))
            return
        quoted = set[tuple[int, int]]()
        for number, one in enumerate(findings, 1):
            yield say(*self._said(number if several else 0, one, longest))
            yield from self._lines(one, most, quoted)

    @staticmethod
    def _said(number: int, finding: Finding, longest: int) -> list[str]:
        """A reason: each paragraph, list item and shown line in one; with its number unless that is 0."""
        first, *more = _paragraphs(clean.shorten(clean.body(finding.text), longest))
        return [f"{number}. {first}" if number else first, *more]

    def _lines(self, finding: Finding, most: int, quoted: set[tuple[int, int]]) -> Iterator[Block]:
        """The lines that a reason means, once; none for what is missing, where they are most of the post."""
        ranges = excerpt.merged(self._post, finding.spans)
        meant = sum(last - first + 1 for first, last in ranges)
        if not most or not ranges or set(ranges) <= quoted or meant * 2 > len(self._post.lines):
            return
        quoted.update(ranges)
        numbers = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges[:6])
        yield say(self.say("return.line" if meant == 1 else "return.lines", lines=numbers))
        yield Block(look="quote", lines=tuple(excerpt.shown(self._post, finding.spans, most, self._texts)))

    def _offer(self) -> Iterator[Block]:
        offer = self._on.offer
        if offer is None:
            return
        rows = [f"Subject: {clean.one_line(offer.subject)}", ""] if offer.subject else []
        rows += self._shown(offer.lines)
        begins, ends = marks(self._texts)
        yield say(begins, look="fixed")
        yield Block(look="post", lines=tuple(rows))
        yield say(ends, look="fixed")
        if offer.changed:
            yield say(self.say("return.changed"), *(f"* {one}" for one in offer.changed), look="small")

    def _shown(self, lines: Sequence[str]) -> list[str]:
        tidy = [clean.body(line)[:_WIDEST].replace("\n", " ") for line in lines]
        if len(tidy) <= _SHOWN:
            return tidy
        left = len(tidy) - _SHOWN
        return [*tidy[: _SHOWN - 20], self.say("return.elided", count=left), *tidy[-20:]]

    def _end(self) -> Iterator[Block]:
        yield say(self.say("return.attached"), look="small")
        rows = [self.say("return.end", case=self._on.case)]
        if self._on.answerable:
            rows.append(self.say("return.for_bot", token=self._on.answerable.token))
        yield say(*rows, look="small")


def marks(texts: Catalogue) -> tuple[str, str]:
    """The lines between which a notice shows a post."""
    return f"----- {texts.say('return.begins')} -----", f"----- {texts.say('return.ends')} -----"


def _paragraphs(text: str) -> list[str]:
    """Each in one line, however it flows."""
    flowed = "\n".join(line for lines in flowing.paragraphs(text) for line in lines)
    return flowed.replace(" \n", " ").split("\n")

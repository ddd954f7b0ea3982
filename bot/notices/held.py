"""The held notice: one mail to one moderator with all that they need to decide by an answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post, ZoneKind
from bot.notices import clean, entity, excerpt, flowing, layout, phrases, wire
from bot.notices.catalogue import Catalogue, catalogue_of
from bot.notices.layout import Link
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.notices.passing_on import APPROVALS
from bot.notices.repost import is_protected
from bot.notices.returned import Answerable
from bot.policy.model.verdict import Disposition, Finding

_LARGEST_ATTACHED = 2_000_000  # octets; a longer post is looked at where it lies
_WORDS_OF_EACH = 8  # lines shown of one post's own words
_SHOWN = 150  # lines of a post that can be edited by an answer
_ANSWERS = ("accept", "digest", "return", "edit", "discard", "others")
_TAPS = ("accept", "digest", "return", "discard", "why", "mine")
"""The commands behind the words of held.taps, which need no more words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    """
    A held post, why, and the case under which commands know it.

    ``posts`` and ``returns`` are its author's so far, None where nobody knows who that is.
    """

    case: str
    post: Post
    findings: tuple[Finding, ...]
    posts: int | None = None
    returns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One moderator, and how they answer: each gets a mail of their own."""

    address: str
    answerable: Answerable


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """What becomes of a post if nobody decides within so many days; 0: it goes on waiting."""

    days: int = 0
    verb: Literal["hold", "return", "accept", "discard"] = "hold"


def write_held(
    item: HeldItem,
    mailing_list: MailingList,
    receiver: Receiver,
    stamp: Stamp,
    *,
    returnable: bool = True,
    undecided: Undecided | None = None,
) -> Outgoing:
    """
    One held post to one moderator: who, what, why, what to answer, its text, the post itself.

    That it can be returned is said where that can work: ``returnable``; ``undecided``
    is what follows if nobody decides.
    """
    post, texts = item.post, catalogue_of(mailing_list.language, mailing_list.wording)
    able = {"digest": mailing_list.has_digest, "return": returnable, "edit": _is_editable(post)}
    without = {command for command, can in able.items() if not can}
    blocks = [
        flowing.paragraph(texts.say("held.waits", list=clean.one_line(mailing_list.name))),
        *_facts_and_reasons(item, texts),
        *_answers(item, texts, without),
        *_text(item, texts),
        *_commands(item.case, texts, undecided),
    ]
    guards = [one for one in item.findings if one.of_a_guard]
    why = next((one.rule for one in (*guards, *item.findings)), "")
    subject = texts.say(
        "held.subject",
        list=clean.one_line(mailing_list.name),
        subject=clean.shorten(clean.subject(post.subject.raw), 120),
        author=_author(post, texts),
        why=why.removeprefix("guard."),
    )
    links = _links(subject, receiver.answerable, texts, without)
    return _to_one(subject, blocks, [item], mailing_list, receiver, stamp, links)


def write_held_bundle(
    items: Sequence[HeldItem],
    mailing_list: MailingList,
    receiver: Receiver,
    stamp: Stamp,
    *,
    undecided: Undecided | None = None,
) -> Outgoing:
    """Many held posts in one mail, in the order given, with a table of them first."""
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    name = clean.one_line(mailing_list.name)
    table = [line for number, item in enumerate(items, 1) for line in _row(number, item, texts)]
    blocks = [
        flowing.paragraph(texts.say("held.many_wait", list=name, count=len(items))),
        table,
        flowing.paragraph(texts.say("held.many_answers")),
        [line for one in texts.say("held.examples").split("; ") for line in flowing.fixed(one)],
        _what_follows(texts, undecided),
    ]
    for number, item in enumerate(items, 1):
        blocks += [
            flowing.fixed(texts.say("held.number", number=number, count=len(items))),
            *_facts_and_reasons(item, texts),
            *_words(item.post, _WORDS_OF_EACH, texts),
            *_not_attached(item, texts),
        ]
    subject = texts.say("held.many_subject", list=name, count=len(items))
    return _to_one(subject, blocks, items, mailing_list, receiver, stamp)


def held_marks(texts: Catalogue) -> tuple[str, str]:
    """The lines between which a notice shows a post that can be edited."""
    return f"----- {texts.say('held.begins')} -----", f"----- {texts.say('held.ends')} -----"


def _to_one(
    subject: str,
    blocks: list[list[str]],
    items: Sequence[HeldItem],
    mailing_list: MailingList,
    receiver: Receiver,
    stamp: Stamp,
    links: tuple[Link, ...] = (),
) -> Outgoing:
    answerable = receiver.answerable
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    blocks = [*blocks, flowing.fixed(texts.say("return.for_bot", token=answerable.token))]
    shown = layout.content_of(blocks, links, stamp.boundary, mailing_list.language)
    return seal(
        Letter(
            kind=OutgoingKind.HELD,
            subject=subject,
            sender=f"{mailing_list.name} moderation bot",
            to=(("", receiver.address),),
            recipients=(receiver.address,),
            content=entity.multipart("mixed", [shown, *_attached(items)], stamp.boundary),
            reverse_path=mailing_list.bounce_address,
            auto_submitted="auto-generated",
            about=items[0].post if links else None,
            reply_to=(answerable.to,),
            bulk=True,
        ),
        mailing_list,
        stamp,
    )


def _links(
    subject: str, answerable: Answerable, texts: Catalogue, without: Collection[str]
) -> tuple[Link, ...]:
    """A tap for each command that needs no more words."""
    words = zip(_TAPS, texts.say("held.taps").split("; "), strict=True)
    return tuple(
        Link(shown=word, to=answerable.to, subject=f"Re: {subject}", body=f"{word}\r\n\r\n{answerable.token}")
        for command, word in words
        if command not in without
    )


def _answers(item: HeldItem, texts: Catalogue, without: Collection[str]) -> list[list[str]]:
    shown = [one for one in _ANSWERS if one not in without]
    rules = sum(1 for one in item.findings if not one.of_a_guard)
    numbers = "".join(f" {number}" for number in range(1, min(rules, 2) + 1))
    rows = [line for one in shown for line in flowing.paragraph(texts.say(f"held.{one}", numbers=numbers))]
    return [flowing.paragraph(texts.say("held.answer")), rows]


def _is_editable(post: Post) -> bool:
    return 0 < len(post.lines) <= _SHOWN and bool(post.text.strip()) and not is_protected(post)


def _text(item: HeldItem, texts: Catalogue) -> list[list[str]]:
    """The text between its marks, so that an answer can change it; of a long one the author's words."""
    post = item.post
    if not _is_editable(post):
        return [*_words(post, 20, texts), *_not_attached(item, texts)]
    begins, ends = held_marks(texts)
    lines = clean.body(post.text).strip("\n").split("\n")
    plain = [f"| {line}" if line.strip() in {begins, ends} else line for line in lines]
    rows = [row for line in plain for row in flowing.fixed(line)]
    return [[begins], rows, [ends], *_not_attached(item, texts)]


def _attached(items: Sequence[HeldItem]) -> list[bytes]:
    """The posts as they came; a list password in one is nobody's business (it works for whoever reads it)."""
    parts: list[bytes] = []
    left = _LARGEST_ATTACHED
    for number, item in enumerate(items, 1):
        if len(item.post.raw) > left:
            continue
        left -= len(item.post.raw)
        head, body = wire.halves(item.post.raw, item.post.body_at)
        head = wire.without(head, lambda field: wire.name_of(field) in APPROVALS)
        parts.append(entity.message(head + body, f"held-{number}.eml"))
    return parts


def _facts_and_reasons(item: HeldItem, texts: Catalogue) -> list[list[str]]:
    return [_facts(item, texts), flowing.paragraph(texts.say("held.why")), *_reasons(item, texts)]


def _facts(item: HeldItem, texts: Catalogue) -> list[str]:
    post, say = item.post, texts.say
    people = ", ".join(clean.person(one) for one in post.from_) or say("held.nobody")
    words = texts.count("word", post.words.total)
    subject = clean.shorten(clean.subject(post.subject.raw), 300)
    return [
        *flowing.paragraph(say("held.from", people=people)),
        *flowing.paragraph(say("held.about", subject=subject)),
        *(flowing.fixed(say("held.sent", moment=_moment(post, texts))) if post.date else []),
        *flowing.fixed(say("held.size", size=phrases.size(len(post.raw)), words=words)),
        *(flowing.paragraph(say("held.files", files=_files(post, texts))) if post.attachments else []),
        *(flowing.fixed(say("held.author", record=_record(item, texts))) if item.posts is not None else []),
        *flowing.fixed(say("held.case", case=item.case)),
    ]


def _moment(post: Post, texts: Catalogue) -> str:
    """When it was sent, on the author's own clock."""
    if post.date is None:
        return ""
    zone = post.date.tzname() if post.date.tzinfo else None
    return f"{texts.day(post.date)}, {post.date:%H:%M}{f' ({zone})' if zone else ''}"


def _record(item: HeldItem, texts: Catalogue) -> str:
    if not item.posts and not item.returns:
        return texts.say("held.record_first")
    posts, returns = texts.count("post", item.posts or 0), texts.count("return", item.returns or 0)
    return texts.say("held.record", posts=posts, returns=returns)


def _files(post: Post, texts: Catalogue) -> str:
    return ", ".join(
        f"{clean.shorten(clean.one_line(one.name or texts.say('held.unnamed')), 60)} "
        f"({clean.one_line(one.type)}, {phrases.size(one.size)})"
        for one in (*post.attachments, *post.enclosed)
    )


def _reasons(item: HeldItem, texts: Catalogue) -> list[list[str]]:
    """What the guards say, which is why a person is asked; then the rules' reasons, numbered."""
    blocks: list[list[str]] = []
    rules = [one for one in item.findings if not one.of_a_guard]
    quoted = set[str]()
    for one in item.findings:
        if one.of_a_guard:
            blocks += _reason(item.post, one, "", texts, quoted)
    for number, one in enumerate(rules, 1):
        blocks += _reason(item.post, one, f"{number}. ", texts, quoted)
    return blocks


def _reason(post: Post, finding: Finding, mark: str, texts: Catalogue, seen: set[str]) -> list[list[str]]:
    """A reason and the lines that it is about, if they are few and none in ``seen`` showed them."""
    said = flowing.paragraphs(clean.body(finding.text)) or [[]]
    by = f" [{finding.rule}{_would(finding, texts)}]"
    first = flowing.paragraph(f"{mark}{''.join(said[0])}{by}")
    label = _label(post, finding, texts)
    meant = sum(last - first + 1 for first, last in excerpt.merged(post, finding.spans))
    if label in seen or meant * 2 > max(len(post.lines), 8):
        label = ""
    seen.add(label)
    quoted = excerpt.quotation(post, finding.spans, 4, texts) if label else []
    return [first, *said[1:], *([[*flowing.fixed(label), *quoted]] if quoted else [])]


def _label(post: Post, finding: Finding, texts: Catalogue) -> str:
    """Which lines of the post a reason is about; "" where it is about none."""
    ranges = excerpt.merged(post, finding.spans)
    if not ranges:
        return ""
    named = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges[:6])
    one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return texts.say("held.line" if one else "held.lines", lines=named + (" ..." if ranges[6:] else ""))


def _would(finding: Finding, texts: Catalogue) -> str:
    other = finding.disposition
    return texts.say("held.asks", what=other.value) if other and other is not Disposition.HOLD else ""


def _words(post: Post, most: int, texts: Catalogue) -> list[list[str]]:
    own = post.text_of(ZoneKind.OWN)
    if own.strip():
        total = texts.count("word", post.words.total)
        head = texts.say("held.own", own=f"{post.words.own:,}", total=total)
        return [[*flowing.paragraph(head), *excerpt.opening(own, most, texts)]]
    if post.text.strip():
        head = texts.say("held.own_none")
        return [[*flowing.paragraph(head), *excerpt.opening(post.text, most, texts)]]
    return [flowing.paragraph(texts.say("held.no_text"))]


def _not_attached(item: HeldItem, texts: Catalogue) -> list[list[str]]:
    if len(item.post.raw) <= _LARGEST_ATTACHED:
        return []
    return [flowing.paragraph(texts.say("held.too_large"))]


def _what_follows(texts: Catalogue, undecided: Undecided | None) -> list[str]:
    """That one decision is enough, and what becomes of a post on which nobody decides."""
    then = undecided or Undecided()
    verb = then.verb if then.days else "hold"
    said = texts.say(f"held.undecided_{verb}", days=then.days)
    return flowing.paragraph(f"{texts.say('held.once')} {said}")


def _commands(case: str, texts: Catalogue, undecided: Undecided | None) -> list[list[str]]:
    return [
        _what_follows(texts, undecided),
        flowing.paragraph(texts.say("held.shell", case=case)),
    ]


def _row(number: int, item: HeldItem, texts: Catalogue) -> list[str]:
    subject = clean.shorten(clean.subject(item.post.subject.raw), 70)
    author = _author(item.post, texts)
    return flowing.paragraph(texts.say("held.row", number=number, subject=subject, author=author))


def _author(post: Post, texts: Catalogue) -> str:
    name = clean.name(post.from_[0]) if post.from_ else texts.say("held.nobody")
    return clean.shorten(name, 40)

"""The held notice: one mail to one moderator with all that they need to decide by an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.mailing_list import MailingList
from bot.mail.post import Mailbox, Post, ZoneKind
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


def write_held(
    item: HeldItem,
    mailing_list: MailingList,
    receiver: Receiver,
    stamp: Stamp,
    *,
    returnable: bool = True,
) -> Outgoing:
    """
    One held post to one moderator: who, what, why, what to answer, its text, the post itself.

    That it can be returned is said where that can work: ``returnable``.
    """
    post, texts = item.post, catalogue_of(mailing_list.language, mailing_list.wording)
    blocks = [
        flowing.paragraph(texts.say("held.waits", list=clean.one_line(mailing_list.name))),
        *_facts_and_reasons(item),
        *_answers(texts, returnable=returnable, editable=_is_editable(post)),
        *_text(item, texts),
        *_commands(item.case, texts),
    ]
    why = next((one.rule for one in item.findings), "")
    subject = texts.say(
        "held.subject",
        list=clean.one_line(mailing_list.name),
        subject=clean.shorten(clean.subject(post.subject.raw), 120),
        author=_author(post),
        why=why.removeprefix("guard."),
    )
    return _to_one(subject, blocks, [item], mailing_list, receiver, stamp, post)


def write_held_bundle(
    items: Sequence[HeldItem], mailing_list: MailingList, receiver: Receiver, stamp: Stamp
) -> Outgoing:
    """Many held posts in one mail, in the order given, with a table of them first."""
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    name = clean.one_line(mailing_list.name)
    table = [line for number, item in enumerate(items, 1) for line in _row(number, item)]
    blocks = [
        flowing.paragraph(texts.say("held.many_wait", list=name, count=len(items))),
        table,
        flowing.paragraph(texts.say("held.many_answers")),
        [line for one in ("1-4 accept", "5 return 2", "6 discard") for line in flowing.fixed(one)],
    ]
    for number, item in enumerate(items, 1):
        blocks += [
            flowing.fixed(f"== {number} of {len(items)} =="),
            *_facts_and_reasons(item),
            *_words(item.post, _WORDS_OF_EACH),
            *_not_attached(item),
        ]
    subject = texts.say("held.many_subject", list=name, count=len(items))
    return _to_one(subject, blocks, items, mailing_list, receiver, stamp, None)


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
    about: Post | None,
) -> Outgoing:
    answerable = receiver.answerable
    blocks = [*blocks, flowing.fixed(answerable.token)]
    links = _links(subject, answerable) if len(items) == 1 else ()
    shown = layout.content_of(blocks, links, stamp.boundary)
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
            about=about,
            reply_to=(answerable.to,),
            bulk=True,
        ),
        mailing_list,
        stamp,
    )


def _links(subject: str, answerable: Answerable) -> tuple[Link, ...]:
    """A tap for each command that needs no more words."""
    return tuple(
        Link(shown=word, to=answerable.to, subject=f"Re: {subject}", body=f"{word}\r\n\r\n{answerable.token}")
        for word in ("accept", "digest", "return", "discard", "why", "mine")
    )


def _answers(texts: Catalogue, *, returnable: bool, editable: bool) -> list[list[str]]:
    wanted = ["accept", "digest", "return", "edit", "discard", "others"]
    shown = [one for one in wanted if (one != "return" or returnable) and (one != "edit" or editable)]
    rows = [line for one in shown for line in flowing.paragraph(texts.say(f"held.{one}"))]
    return [flowing.paragraph(texts.say("held.answer")), rows]


def _is_editable(post: Post) -> bool:
    return 0 < len(post.lines) <= _SHOWN and bool(post.text.strip()) and not is_protected(post)


def _text(item: HeldItem, texts: Catalogue) -> list[list[str]]:
    """The text between its marks, so that an answer can change it; of a long one the author's words."""
    post = item.post
    if not _is_editable(post):
        return [*_words(post, 20), *_not_attached(item)]
    begins, ends = held_marks(texts)
    lines = clean.body(post.text).strip("\n").split("\n")
    plain = [f"| {line}" if line.strip() in {begins, ends} else line for line in lines]
    rows = [row for line in plain for row in flowing.fixed(line)]
    return [[begins], rows, [ends], *_not_attached(item)]


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


def _facts_and_reasons(item: HeldItem) -> list[list[str]]:
    return [_facts(item), ["Why it is held"], *_reasons(item)]


def _facts(item: HeldItem) -> list[str]:
    post = item.post
    people = phrases.listed([clean.person(one) for one in post.from_]) or "(nobody)"
    return [
        *flowing.paragraph(f"From: {people}"),
        *flowing.paragraph(f"Subject: {clean.shorten(clean.subject(post.subject.raw), 300)}"),
        *(flowing.fixed(f"Sent: {phrases.moment(post.date)}") if post.date else []),
        *flowing.fixed(f"Size: {phrases.size(len(post.raw))}, {phrases.count(post.words.total, 'word')}"),
        *(flowing.paragraph(f"Files: {phrases.listed(_files(post))}") if post.attachments else []),
        *(flowing.fixed(f"Author so far: {_record(item)}") if item.posts is not None else []),
        *flowing.fixed(f"Case: {item.case}"),
    ]


def _record(item: HeldItem) -> str:
    if not item.posts and not item.returns:
        return "this is the first post"
    return f"{phrases.count(item.posts or 0, 'post')}, {phrases.count(item.returns or 0, 'return')}"


def _files(post: Post) -> list[str]:
    return [
        f"{clean.shorten(clean.one_line(one.name or 'unnamed'), 60)} "
        f"({clean.one_line(one.type)}, {phrases.size(one.size)})"
        for one in (*post.attachments, *post.enclosed)
    ]


def _reasons(item: HeldItem) -> list[list[str]]:
    """The rules' reasons numbered; then what the guards say, which is why a person is asked."""
    blocks: list[list[str]] = []
    rules = [one for one in item.findings if not one.of_a_guard]
    for number, one in enumerate(rules, 1):
        blocks += _reason(item.post, one, f"{number}. " if len(rules) > 1 else "")
    for one in item.findings:
        if one.of_a_guard:
            blocks += _reason(item.post, one, "")
    return blocks


def _reason(post: Post, finding: Finding, mark: str) -> list[list[str]]:
    said = flowing.paragraphs(clean.body(finding.text)) or [[]]
    by = f" [{finding.rule}{_would(finding)}]"
    first = flowing.paragraph(f"{mark}{''.join(said[0])}{by}")
    label = excerpt.label(post, finding.spans)
    quoted = excerpt.quotation(post, finding.spans, 4) if label else []
    return [first, *said[1:], *([[*flowing.fixed(f"{label}:"), *quoted]] if quoted else [])]


def _would(finding: Finding) -> str:
    other = finding.disposition
    return f", asks for {other.value}" if other and other is not Disposition.HOLD else ""


def _words(post: Post, most: int) -> list[list[str]]:
    own = post.text_of(ZoneKind.OWN)
    if own.strip():
        share = f"{post.words.own:,} of {phrases.count(post.words.total, 'word')}"
        return [
            [
                *flowing.fixed(f"The author's own words ({share}):"),
                *excerpt.opening(own, most),
            ]
        ]
    if post.text.strip():
        return [["It has no words of the author's own. It begins:", *excerpt.opening(post.text, most)]]
    return [["It has no text that the bot could read."]]


def _not_attached(item: HeldItem) -> list[list[str]]:
    if len(item.post.raw) <= _LARGEST_ATTACHED:
        return []
    return [flowing.paragraph("It is too large to be attached here; the command `show` prints it.")]


def _commands(case: str, texts: Catalogue) -> list[list[str]]:
    return [
        flowing.paragraph(texts.say("held.once")),
        flowing.paragraph(texts.say("held.shell", case=case)),
    ]


def _row(number: int, item: HeldItem) -> list[str]:
    subject = clean.shorten(clean.subject(item.post.subject.raw), 70)
    return flowing.paragraph(f"{number}. {subject} (from {_author(item.post)})")


def _author(post: Post) -> str:
    return clean.shorten(clean.name(post.from_[0] if post.from_ else Mailbox(name=None, address="")), 40)

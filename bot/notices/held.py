"""The held notice: one mail with all that a moderator needs to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.mailing_list import MailingList
from bot.mail.post import Mailbox, Post, ZoneKind
from bot.notices import clean, entity, excerpt, flowing, phrases, wire
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.notices.repost import APPROVALS
from bot.policy.model.verdict import Disposition, Finding

_LARGEST_ATTACHED = 2_000_000  # octets; a longer post is looked at where it lies
_WORDS_OF_EACH = 8  # lines shown of one post's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    """A held post, why, and the case under which commands know it."""

    case: str
    post: Post
    findings: tuple[Finding, ...]


def write_held(
    post: Post,
    findings: Sequence[Finding],
    mailing_list: MailingList,
    case: str,
    stamp: Stamp,
    *,
    returnable: bool = True,
) -> Outgoing:
    """
    One held post to owners and moderators: who, what, why, its words, the commands, the post itself.

    The command to return it is named where that can work: ``returnable``.
    """
    item = HeldItem(case=case, post=post, findings=tuple(findings))
    blocks = [
        flowing.paragraph(f"A post to {clean.one_line(mailing_list.name)} waits for your decision."),
        *_about(item, 20),
        *_commands(case, returnable=returnable),
    ]
    subject = f"Held: {clean.shorten(clean.subject(post.subject.raw), 150)} (from {_author(post)})"
    return _to_staff(subject, blocks, [item], mailing_list, stamp, post)


def write_held_bundle(items: Sequence[HeldItem], mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """Many held posts in one mail, in the order given, with a table of them first."""
    waits = (
        f"{phrases.count(len(items), 'post')} to {clean.one_line(mailing_list.name)} wait for your decision."
    )
    table = [line for number, item in enumerate(items, 1) for line in _row(number, item)]
    blocks = [flowing.paragraph(waits), table]
    for number, item in enumerate(items, 1):
        blocks += [
            flowing.fixed(f"== {number} of {len(items)} =="),
            *_about(item, _WORDS_OF_EACH),
            _commands(item.case, returnable=True)[1],
        ]
    return _to_staff(
        f"{mailing_list.name}: {len(items)} posts held", blocks, items, mailing_list, stamp, None
    )


def _to_staff(
    subject: str,
    blocks: list[list[str]],
    items: Sequence[HeldItem],
    mailing_list: MailingList,
    stamp: Stamp,
    about: Post | None,
) -> Outgoing:
    parts = [entity.text(flowing.joined(blocks), flowed=True), *_attached(items)]
    content = entity.multipart("mixed", parts, stamp.boundary) if len(parts) > 1 else parts[0]
    return seal(
        Letter(
            kind=OutgoingKind.HELD,
            subject=subject,
            sender=f"{mailing_list.name} moderation bot",
            to=tuple(("", one) for one in mailing_list.staff),
            recipients=mailing_list.staff,
            content=content,
            reverse_path=mailing_list.bounce_address,
            auto_submitted="auto-generated",
            about=about,
            reply_to=mailing_list.staff,
            bulk=True,
        ),
        mailing_list,
        stamp,
    )


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


def _about(item: HeldItem, most: int) -> list[list[str]]:
    return [_facts(item), ["Why it is held"], *_reasons(item), *_words(item.post, most), *_not_attached(item)]


def _facts(item: HeldItem) -> list[str]:
    post = item.post
    people = phrases.listed([clean.person(one) for one in post.from_]) or "(nobody)"
    return [
        *flowing.paragraph(f"From: {people}"),
        *flowing.paragraph(f"Subject: {clean.shorten(clean.subject(post.subject.raw), 300)}"),
        *(flowing.fixed(f"Sent: {phrases.moment(post.date)}") if post.date else []),
        *flowing.fixed(f"Size: {phrases.size(len(post.raw))}, {phrases.count(post.words.total, 'word')}"),
        *(flowing.paragraph(f"Files: {phrases.listed(_files(post))}") if post.attachments else []),
        *flowing.fixed(f"Case: {item.case}"),
    ]


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


def _commands(case: str, *, returnable: bool) -> list[list[str]]:
    return [
        ["To decide, where the bot runs:"],
        [
            f"listwarden held show {case}",
            f"listwarden held accept {case}",
            *([f"listwarden held return {case}"] if returnable else []),
            f"listwarden held discard {case}",
        ],
        flowing.paragraph(
            "Until somebody does, it stays where it is. One decision is enough, whoever makes it."
        ),
    ]


def _row(number: int, item: HeldItem) -> list[str]:
    subject = clean.shorten(clean.subject(item.post.subject.raw), 70)
    return flowing.paragraph(f"{number}. {subject} (from {_author(item.post)})")


def _author(post: Post) -> str:
    return clean.shorten(clean.name(post.from_[0] if post.from_ else Mailbox(name=None, address="")), 40)

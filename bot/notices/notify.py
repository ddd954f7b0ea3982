"""The mail to owners and moderators about a post that a rule points out."""

from collections.abc import Sequence

from bot.mail.mailing_list import MailingList
from bot.mail.origin.tokens import without_tokens
from bot.mail.post import Post
from bot.notices import clean, entity, flowing, phrases
from bot.notices.outgoing import Outgoing, Stamp
from bot.notices.owner import word_to
from bot.policy.model.verdict import Finding


def people_of(to: Sequence[str], mailing_list: MailingList) -> tuple[str, ...]:
    """The addresses behind "owners" and "moderators", each once."""
    known = {"owners": mailing_list.owners, "moderators": mailing_list.moderators}
    return tuple(dict.fromkeys(address for one in to for address in known[one]))


def write_notify(
    post: Post, findings: Sequence[Finding], people: tuple[str, ...], mailing_list: MailingList, stamp: Stamp
) -> Outgoing:
    """What the rules say of a post, tokens in it cut out; nobody need do anything."""
    subject = clean.shorten(clean.subject(without_tokens(post.subject.raw)), 150)
    author = phrases.listed([clean.person(one) for one in post.from_]) or "(nobody)"
    blocks = [
        flowing.paragraph(f"A rule of {clean.one_line(mailing_list.name)} points you to a post."),
        [*flowing.paragraph(f"From: {author}"), *flowing.paragraph(f"Subject: {subject}")],
        *(_reason(finding) for finding in findings),
        flowing.paragraph("You need not do anything; this mail is only to let you know."),
    ]
    content = entity.text(flowing.joined(blocks), flowed=True)
    return word_to(people, f"Noted: {subject}", content, mailing_list, stamp, about=post)


def _reason(finding: Finding) -> list[str]:
    said = clean.body(without_tokens(finding.text)).strip()
    return [*flowing.paragraph(f"{finding.rule}:"), *flowing.paragraph(said)]

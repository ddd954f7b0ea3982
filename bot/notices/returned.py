"""
The return notice: a post goes back to its author with every reason.

It is the bot's face. An author reads it once, on a phone, annoyed; so it says
first what happened and that nobody saw it, then each reason in the owner's
words with the lines meant, then the one thing to do next.
"""

from collections.abc import Sequence

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import clean, entity, excerpt, flowing, phrases, wire
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.policy.model.verdict import Finding

_LARGEST = 7_500  # octets of our own text; RFC 3834 2 asks for short answers
_LINES_SHOWN = (6, 4, 3, 1, 0)  # tried in turn until the notice is short enough
_LONGEST_REASON = 1_500


def write_return(
    post: Post, findings: Sequence[Finding], mailing_list: MailingList, to: str, stamp: Stamp, case: str = ""
) -> Outgoing:
    """
    The notice to the author at ``to``, with the null reverse-path (RFC 3834 4), the post attached as it came.

    ``case`` is the id under which the list's owner finds the post again.
    Raises ValueError where ``to`` is no address.
    """
    text = _short_enough(post, findings, mailing_list, case)
    attached = entity.message(b"".join(wire.halves(post.raw, post.body_at)), "your-post.eml")
    content = entity.multipart("mixed", [entity.text(text, flowed=True), attached], stamp.boundary)
    return seal(
        Letter(
            kind=OutgoingKind.RETURN,
            subject=_subject(post),
            sender=f"{mailing_list.name} moderation bot",
            to=((_name_of(post, to), to),),
            recipients=(to,),
            content=content,
            reverse_path="",
            auto_submitted="auto-replied",
            about=post,
            reply_to=mailing_list.owners,
        ),
        mailing_list,
        stamp,
    )


def _subject(post: Post) -> str:
    subject = clean.one_line(post.subject.raw)
    return f"Returned: {clean.shorten(subject, 200)}" if subject else "Returned: your post without a subject"


def _name_of(post: Post, to: str) -> str:
    return next((one.name or "" for one in post.from_ if one.address.lower() == to.lower()), "")


def _short_enough(post: Post, findings: Sequence[Finding], mailing_list: MailingList, case: str) -> str:
    text = ""
    for most in _LINES_SHOWN:
        text = flowing.joined(_blocks(post, findings, mailing_list, case, most))
        if len(text.encode()) <= _LARGEST:
            break
    return text


def _blocks(
    post: Post, findings: Sequence[Finding], mailing_list: MailingList, case: str, most: int
) -> list[list[str]]:
    return [
        *_what_happened(post, findings, mailing_list),
        *(
            block
            for number, one in enumerate(findings, 1)
            for block in _reason(post, one, number, len(findings), most)
        ),
        *_what_now(mailing_list),
        *_who_wrote_this(mailing_list, case),
    ]


def _what_happened(post: Post, findings: Sequence[Finding], mailing_list: MailingList) -> list[list[str]]:
    sent = [f"Sent: {phrases.moment(post.date)}"] if post.date else []
    why = (
        "This is the reason:"
        if len(findings) == 1
        else f"There are {phrases.spelled(len(findings))} reasons:"
    )
    return [
        flowing.paragraph(
            f"Your post to {clean.one_line(mailing_list.name)} comes back to you. "
            "It did not go out to the list, and no other member has seen it."
        ),
        [
            *flowing.paragraph(f"Subject: {clean.shorten(clean.subject(post.subject.raw), 200)}"),
            *(line for one in sent for line in flowing.fixed(one)),
        ],
        flowing.paragraph(why),
    ]


def _reason(post: Post, finding: Finding, number: int, of: int, most: int) -> list[list[str]]:
    said = flowing.paragraphs(clean.body(clean.shorten(finding.text, _LONGEST_REASON)))
    first = flowing.paragraph(f"{number}. {''.join(said[0])}" if of > 1 else "".join(said[0]))
    label = excerpt.label(post, finding.spans) if most else ""
    quoted = excerpt.quotation(post, finding.spans, most) if label else []
    return [first, *said[1:], *([[*flowing.paragraph(f"{label} of your post:"), *quoted]] if quoted else [])]


def _what_now(mailing_list: MailingList) -> list[list[str]]:
    return [
        ["What to do now"],
        flowing.paragraph(
            f"Change it, and send it again to {mailing_list.address}. "
            "Your post is attached as it came, so nothing that you wrote is lost."
        ),
    ]


def _who_wrote_this(mailing_list: MailingList, case: str) -> list[list[str]]:
    owners = phrases.listed(mailing_list.owners)
    asks = (
        f"Does this look wrong to you, or is it not clear? Answer this mail: your answer goes to "
        f"the owner of the list ({owners}), a person."
        if owners
        else "Does this look wrong to you, or is it not clear? Please ask the owner of the list."
    )
    looked_up = f" The post is on record as case {case}." if case else ""
    return [
        flowing.paragraph(asks + looked_up),
        flowing.paragraph(
            f"This answer was written by the moderation bot of {clean.one_line(mailing_list.name)}, "
            "which reads every post by the same rules."
        ),
    ]

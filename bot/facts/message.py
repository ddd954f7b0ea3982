"""Facts about the message as a whole: its form, its parts, who gets it, when it came."""

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import UNKNOWN, Choice, Number, Text, Texts, Value, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Attachment, Post, PostKind

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@fact("message.size", Number("bytes"), lines=places.outside_the_text)
def message_size(post: Post, _: Context) -> Value:
    """How large the whole message is as it came. 1 KB is 1,000 bytes, 1 MB 1,000 KB."""
    return len(post.raw)


@fact("message.lines", Number("lines"), lines=places.whole_text, examples=[("Subject: x\n\na\n\nb\n", 3)])
def message_lines(post: Post, _: Context) -> Value:
    """How many lines the text of the post has, blank ones included."""
    return len(post.text.rstrip("\n").split("\n")) if post.text.strip() else 0


@fact("message.type", Text(), lines=places.outside_the_text)
def message_type(post: Post, _: Context) -> Value:
    """The form of the message as its header names it, such as "text/plain" (RFC 2045)."""
    return post.type


@fact("message.html_only", YesNo(), lines=places.outside_the_text)
def message_html_only(post: Post, _: Context) -> Value:
    """Whether the message comes as HTML alone, without a plain text beside it."""
    return post.html_only


@fact(
    "message.has_html",
    YesNo(),
    lines=places.outside_the_text,
    examples=[
        ("Content-Type: text/html\n\n<p>Rain.</p>\n", True),
        ("Content-Type: text/plain\n\nRain.\n", False),
    ],
)
def message_has_html(post: Post, _: Context) -> Value:
    """Whether the message has an HTML form, alone or beside a plain text. Alone: ``message.html_only``."""
    return post.has_html


@fact(
    "message.charset",
    Text(),
    lines=places.outside_the_text,
    examples=[
        ("Content-Type: text/plain; charset=ISO-8859-1\n\nRain.\n", "iso-8859-1"),
        ("Subject: x\n\nRain.\n", "us-ascii"),
    ],
)
def message_charset(post: Post, _: Context) -> Value:
    """How the message labels the characters of its text, such as "utf-8", in small letters (RFC 2045 5.1)."""
    return post.charset


@fact("message.sent_hours_ago", Number("hours"), unknown="the mail does not say when it was sent")
def message_sent_hours_ago(post: Post, context: Context) -> Value:
    """
    How many hours before it came the message was sent, by its own Date field; 0 for one from the future.

    ``listwarden replay`` judges posts by their own date, so that there it is always 0.
    """
    if post.date is None:
        return UNKNOWN
    return max(0, int((context.now - post.date).total_seconds() // 3600))


@fact("message.forms_differ", YesNo(), lines=places.outside_the_text)
def message_forms_differ(post: Post, _: Context) -> Value:
    """
    Whether the HTML form of the message grossly says something else than its plain text, which is judged.

    Such a post is held whatever the rules say: some members would see words or
    links that nobody judged.
    """
    return post.forms_differ


@fact("message.other_list", Text(), lines=places.outside_the_text, unknown="nobody says which list this is")
def message_other_list(post: Post, context: Context) -> Value:
    """
    The other mailing list that the message came through, as its List-Id tells; empty for none (RFC 2919).

    The list's own name is none; an archive of the list has it on every post. Where no settings say which
    list it is, it is the one to whose address the post went; unknown where it went to none of that name.
    """
    named = post.header.all("List-Id")
    if context.mailing_list is not None:
        own: tuple[str, ...] = (f"<{context.mailing_list.id.lower()}>",)
    else:
        addressed = (box.address for box in (*post.to, *post.cc) if box.address)
        own = tuple(f"<{address.lower().replace('@', '.')}>" for address in addressed)
    others = [value for value in named if not any(one in value.lower() for one in own)]
    if context.mailing_list is None and others and len(others) == len(named):
        return UNKNOWN
    return others[0] if others else ""


@fact("message.automatic", YesNo(), outside=True)
def message_automatic(_: Post, context: Context) -> Value:
    """Whether a program sent the message by itself: an absence notice, a delivery report, a newsletter."""
    return context.automatic is not None


@fact("message.reply", YesNo(), examples=[("Subject: Re: x\n\n", True), ("Subject: Fwd: Re: x\n\n", False)])
def message_reply(post: Post, _: Context) -> Value:
    """
    Whether the post answers another.

    Its header says so, its subject begins with "Re:", or it quotes below a line
    such as "On Monday Ann wrote:". A subject that begins with "Fwd:" is no
    answer, though some mail programs name the forwarded message in the header
    as if it were one.
    """
    if post.subject.prefixes:
        return post.subject.prefixes[0] == "re"
    marked = post.header.first("In-Reply-To") or post.header.first("References")
    return bool(marked) or post.kind is PostKind.REPLY


@fact("message.duplicate", YesNo(), outside=True)
def message_duplicate(_: Post, context: Context) -> Value:
    """Whether the same message came before."""
    return context.duplicate


def _files(post: Post) -> tuple[Attachment, ...]:
    return (*post.attachments, *post.enclosed)


@fact("attachments.count", Number("attachments"), lines=places.outside_the_text)
def attachments_count(post: Post, _: Context) -> Value:
    """How many files are attached, those inside of attached messages among them."""
    return len(_files(post))


@fact("attachments.types", Texts(), lines=places.outside_the_text)
def attachments_types(post: Post, _: Context) -> Value:
    """The kinds of the attached files, such as "image/png", each once; of those in attached messages, too."""
    return tuple(dict.fromkeys(attachment.type for attachment in _files(post)))


@fact("attachments.names", Texts(), lines=places.outside_the_text)
def attachments_names(post: Post, _: Context) -> Value:
    """
    The names of the attached files, such as "tides.pdf"; a file without a name has none.

    Files inside of attached messages are among them.
    """
    return tuple(attachment.name for attachment in _files(post) if attachment.name)


@fact("attachments.size", Number("bytes"), lines=places.outside_the_text)
def attachments_size(post: Post, _: Context) -> Value:
    """
    How large all attached files are together, of whatever kind. 1 KB is 1,000 bytes, 1 MB 1,000 KB.

    For photos alone ask ``attachments.types: {all_in: [image/jpeg, image/png]}`` beside it.
    """
    return sum(attachment.size for attachment in post.attachments)


@fact("attachments.largest", Number("bytes"), lines=places.outside_the_text)
def attachments_largest(post: Post, _: Context) -> Value:
    """How large the largest attached file is. 1 KB is 1,000 bytes, 1 MB 1,000 KB."""
    return max((attachment.size for attachment in _files(post)), default=0)


@fact(
    "recipients",
    Texts(),
    lines=places.outside_the_text,
    examples=[
        ("To: a@example.org, B@example.org\nCc: a@example.org\n\n", ("a@example.org", "b@example.org"))
    ],
)
def recipients(post: Post, _: Context) -> Value:
    """Every address in the To and Cc fields, each once."""
    return tuple(
        dict.fromkeys(mailbox.address.lower() for mailbox in (*post.to, *post.cc) if mailbox.address)
    )


@fact(
    "recipients.count",
    Number("addresses"),
    lines=places.outside_the_text,
    examples=[("To: a@example.org, b@example.org\n\n", 2)],
)
def recipients_count(post: Post, context: Context) -> Value:
    """How many addresses the To and Cc fields have, the list's own included."""
    found = recipients(post, context)
    return len(found) if isinstance(found, tuple) else UNKNOWN


@fact("now.weekday", Choice(WEEKDAYS), outside=True)
def now_weekday(_: Post, context: Context) -> Value:
    """The day of the week, in the list's time zone."""
    return WEEKDAYS[context.local.weekday()]


@fact("now.hour", Number("hours"), outside=True)
def now_hour(_: Post, context: Context) -> Value:
    """The hour of the day from 0 to 23, in the list's time zone."""
    return context.local.hour

"""Alerts to owners, gathered so that those of one topic share one mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.mailing_list import MailingList
from bot.mail.origin.feedback_report import Complaint
from bot.mail.post import Post
from bot.notices import clean, entity, flowing, phrases
from bot.notices.notify import people_of
from bot.notices.outgoing import Outgoing, Stamp
from bot.notices.owner import word_to
from bot.policy.model.verdict import Finding

COMPLAINT, DIGEST, MISSED, RESTORED = "complaint", "digest", "missed", "restored"
STOPPED, MENDED = "stopped", "mended"
BOUNCES, REFUSED = "bounces", "refused"
INBOX = "inbox"
"""What the list's mail account does that its owners should know."""
RULE = "rule:"
"""Begins the topic of a rule that tells owners of posts; its name follows."""

_SHOWN = 50  # alerts of which a mail tells; more of the same help nobody
_OWNERS = ("owners",)
_DEEDS = {
    "abuse": "marked it as spam",
    "fraud": "reported it as fraud",
    "virus": "reported a virus in it",
    "not-spam": "says that it is not spam",
    "opt-out": "wants no more of it",
    "auth-failure": "could not tell that it came from you (SPF, DKIM, DMARC)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """
    One thing that people of the list should hear.

    Those of one ``topic`` travel together; ``people`` are "owners" and
    "moderators"; ``mail`` is the Message-ID of the mail that tells of it
    already, None while none does.
    """

    topic: str
    text: str
    people: tuple[str, ...] = _OWNERS
    mail: str | None = None


def topic_of(rule: str) -> str:
    """The topic of what a rule tells."""
    return RULE + rule


def complaint_alert(complaint: Complaint, *, known: bool) -> Alert:
    """A feedback report in an owner's words; ``known``: the bot sent the mail that it is about."""
    who = clean.one_line(complaint.by) or "Somebody"
    through = clean.one_line(complaint.reporter) or "a mail provider"
    deed = _DEEDS.get(complaint.kind, "complained about it")
    lines = [f"{who} {deed}, {through} reports.", f"The mail: {_mail_of(complaint)}"]
    if complaint.message_id and known:
        lines.append("What became of it here:")
        lines.append(f"listwarden status '{clean.one_line(complaint.message_id)}'")
    return Alert(topic=COMPLAINT, text="\n".join(lines))


def digest_alert(issue: int, refusals: Sequence[tuple[str, str]]) -> Alert:
    """An issue did not reach all: who (an address) and what the server said."""
    lines = [f"{who}: {clean.shorten(clean.one_line(said), 300)}" for who, said in refusals]
    return Alert(topic=DIGEST, text="\n".join([f"Issue {issue}", *lines]))


def missed_alert(message_id: str, refusals: Sequence[tuple[str, str]]) -> Alert:
    """A post went out and did not reach all: who (an address) and what the server said."""
    lines = [f"{who}: {clean.shorten(clean.one_line(said), 300)}" for who, said in refusals]
    return Alert(topic=MISSED, text="\n".join([f"The post {clean.one_line(message_id)}", *lines]))


def refused_alert(address: str, said: str) -> Alert:
    """A member's server refused a copy, or put it off until it was given up; the address comes first."""
    return Alert(topic=REFUSED, text=f"{address}: {clean.shorten(clean.one_line(said), 300)}")


def restored_alert(since: str, held: int, issues: Sequence[int]) -> Alert:
    """The database is older than the work; ``since`` tells of when it is, in words, "" where it is empty."""
    lines = [f"The last decision on record is from {since}." if since else "No decision is on record."]
    waits = "waits" if held == 1 else "wait"
    lines.append(f"{phrases.count(held, 'post')} that may already be out {waits} for your decision.")
    if issues:
        named = phrases.listed([str(issue) for issue in issues])
        lines.append(
            f"Not sent, since it may already be out: issue {named}; digest send would send it again."
        )
    return Alert(topic=RESTORED, text="\n".join(lines))


def stopped_alert(what: Sequence[str], problem: str, since: str) -> Alert:
    """Parts of the bot's work do not go on, for one reason; ``since`` tells the moment in words."""
    parts = phrases.listed(list(what))
    said = clean.shorten(clean.one_line(problem), 500)
    return Alert(topic=STOPPED, text=f"{parts[:1].upper()}{parts[1:]}: stopped since {since}.\n{said}")


def mended_alert(what: str) -> Alert:
    """What was told to stand still works again."""
    return Alert(topic=MENDED, text=f"{what[:1].upper()}{what[1:]}")


def _mail_of(complaint: Complaint) -> str:
    if not (complaint.subject or complaint.author or complaint.message_id):
        return "the report does not say which."
    subject = clean.shorten(clean.subject(complaint.subject), 150)
    return f"{subject} (from {clean.person(complaint.author)})" if complaint.author else subject


def noted_alert(post: Post, finding: Finding, people: tuple[str, ...], mail: str | None) -> Alert:
    """What a rule says of a post; ``mail`` where it is told at once."""
    author = phrases.listed([clean.person(one) for one in post.from_]) or "(nobody)"
    subject = clean.shorten(clean.subject(post.subject.raw), 150)
    text = f"{subject} (from {author})\n{clean.body(finding.text).strip()}"
    return Alert(topic=topic_of(finding.rule), text=text, people=people, mail=mail)


def write_alerts(alerts: Sequence[Alert], mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """One mail for alerts of one topic, in the order given."""
    people = people_of(tuple(dict.fromkeys(one for alert in alerts for one in alert.people)), mailing_list)
    frame = _frame(alerts[0].topic, len(alerts), mailing_list)
    left = len(alerts) - _SHOWN
    more = [flowing.paragraph(f"... and {phrases.count(left, 'more time')}.")] if left > 0 else []
    items = [_block(alert.text) for alert in alerts[:_SHOWN]]
    commands = [line for one in frame.commands for line in flowing.fixed(one)]
    blocks = [flowing.paragraph(frame.opening), *items, *more, flowing.paragraph(frame.closing), commands]
    content = entity.text(flowing.joined(blocks), flowed=True)
    return word_to(people, f"{mailing_list.name}: {frame.subject}", content, mailing_list, stamp)


def _block(text: str) -> list[str]:
    """An alert: its lines stay lines."""
    return [flowed for line in clean.body(text).split("\n") for flowed in flowing.paragraph(line)]


def _frame(topic: str, number: int, mailing_list: MailingList) -> "_Frame":
    name = clean.one_line(mailing_list.name)
    if topic.startswith(RULE):
        return _of_a_rule(topic.removeprefix(RULE), number, name)
    frame = _FRAMES[topic]
    return _Frame(
        subject=frame.subject,
        opening=frame.opening.format(name=name),
        closing=frame.closing,
        commands=tuple(one.format(id=mailing_list.id) for one in frame.commands),
    )


def _of_a_rule(rule: str, number: int, name: str) -> "_Frame":
    """What came above the number of mails that a rule may send within an hour."""
    posts = phrases.count(number, "more post")
    return _Frame(
        subject=f"{posts} noted by {rule}",
        opening=f"The rule {rule} of {name} points out more posts than it may send mails about in an hour. "
        f"Here are {posts} in one mail:",
        closing="You need not do anything; this mail is only to let you know.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands around alerts of one topic; ``{name}`` and ``{id}`` are the list's."""

    subject: str
    opening: str
    closing: str
    commands: tuple[str, ...] = ()


_FRAMES = {
    COMPLAINT: _Frame(
        subject="somebody complained about mail from the list",
        opening="A mail provider passes on what its users say about mail that reached them from {name}.",
        closing="Anyone who no longer wants the list's mail should no longer get it: remove that address "
        "from the members. If many complain, providers refuse a list's mail. The bot answers no complaint.",
    ),
    DIGEST: _Frame(
        subject="a digest was not delivered",
        opening="The mail server did not accept a digest of {name} for all of its recipients, and is not "
        "asked again.",
        closing="Once the problem that it reports is solved, send the same issue again, to those who did not "
        "get it:",
        commands=("listwarden digest send {id}",),
    ),
    MISSED: _Frame(
        subject="a post did not reach everybody",
        opening="The mail server did not accept a post of {name} for some of its recipients. Everybody else "
        "has it, and it is not sent again.",
        closing="If such an address is dead, remove it: from the settings (to under [lists.post]), or with "
        "listwarden members remove.",
    ),
    BOUNCES: _Frame(
        subject="mail to members comes back",
        opening="Mail from {name} to these members came back again and again: nothing more is sent to them.",
        closing="Each of them was told once, and gets the list again as soon as they write to the bot.",
    ),
    REFUSED: _Frame(
        subject="some members missed a post",
        opening="The mail server did not accept mail from {name} for these members, and not because they are "
        "gone: a full mailbox, or a rule of their provider. They missed a post; the next is sent to them as "
        "usual.",
        closing="Each of them is named once in thirty days, however often it happens. Ask them to make room, "
        "or to let the list's mail through. To send nothing more to somebody: listwarden members set ADDRESS "
        "mode=none",
    ),
    INBOX: _Frame(
        subject="trouble with the list's mail account",
        opening="The mail account of {name} does something that you should know about:",
        closing="Whoever runs the mail server or the bot can tell you more; it is all in the bot's log, too.",
        commands=("listwarden doctor",),
    ),
    STOPPED: _Frame(
        subject="the bot cannot do its work",
        opening="Something keeps the bot from its work for {name}. Nothing is lost: what waits will be done "
        "once this is fixed, and you will be told. What has stopped:",
        closing="If you do not run the bot yourself, pass this mail on to whoever does. This tells more:",
        commands=("listwarden doctor",),
    ),
    MENDED: _Frame(
        subject="the bot is working again",
        opening="What kept the bot from its work for {name} is over. These go on again:",
        closing="You need not do anything.",
    ),
    RESTORED: _Frame(
        subject="the database is an old one",
        opening="The database of {name} is older than the bot's last work, as it is after a restored backup. "
        "What happened since then is not in it, so nothing that may already be out is sent again by itself:",
        closing="Posts taken since then are in the folders of the list's mail account and will not be judged "
        "again. Look at what the list has received since; accept what never came, and discard the rest:",
        commands=("listwarden held list", "listwarden held accept CASE", "listwarden held discard CASE"),
    ),
}

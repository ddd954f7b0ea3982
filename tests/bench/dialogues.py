"""
Answers to returns through a running daemon: six ways to send the correction, and twelve false tokens.

    python -m tests.bench.dialogues

Each way is played for an author of its own with a post that came back. Of a correction it is asked that
one post is on the list with the new text and without a word of the notice, and that its author can post
afterwards; of a false token that nothing happens, nobody hears anything, and the journal has it.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.returns import decided
from tests.parts.dovecot import Dovecot
from tests.parts.post_office import quoted
from tests.parts.salon import ADDRESS, MEMBERS, OWNER, Daemon, Salon, Sent, post
from tests.parts.sink import RecordingSink

RULES = """ruleset: dialogues
language: 1
rules:
  - name: too-short
    when: {own.words: under 20}
    then: return
    because: Please write at least twenty words of your own.
"""
LIMITS = "\n[limits]\nanswers_per_day = 1000\nreturns_per_hour = 1000\nheld_mails_per_hour = 1000\n"
USER = "dialogues@lists.example.org"
REPLY_TO = "salon+{token}@lists.example.org"
FIRST = "The tide tables of the harbour are wrong this winter."
NEW = (
    f"{FIRST} I have compared them with the gauge at the old mole for three weeks now, and the high water comes "
    "twenty minutes earlier than they say; who else has seen it?"
)
LATER = NEW.replace("three weeks", "three months")
Way = Callable[["Talk"], list[bytes]]


class Talk:
    """One author whose post came back, and what they can do."""

    def __init__(self, salon: Salon, name: str) -> None:
        self.salon, self.name = salon, name
        self.person = f"{name}@example.net"
        self.id = f"first.{name}@example.net"

    @property
    def notice(self) -> Sent:
        """The notice that they got."""
        return self.salon.sent_to(self.person)[0]

    @property
    def shown(self) -> str:
        """Its text."""
        return str(self.notice.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]

    @property
    def token(self) -> str:
        """The token in it."""
        found = re.search(r"lw-[a-z2-7]{32}", self.shown)
        assert found is not None
        return found[0]

    def first(self) -> bytes:
        """The post that comes back."""
        return self.mail(FIRST, self.id, subject="Tide tables")

    def mail(
        self, text: str, name: str, *, subject: str = "", answers: bool = False, **changes: object
    ) -> bytes:
        """A mail of theirs; ``answers``: its header names the notice."""
        extra = f"In-Reply-To: {self.notice.message['Message-ID']}" if answers else ""
        given: dict[str, Any] = {
            "subject": subject or f"Re: {self.notice.message['Subject']}",
            "from_": f"Ann <{self.person}>",
            "message_id": name,
            "extra": extra,
        } | changes
        return post(text, **given).replace(b"\n", b"\r\n")

    def reply(self, text: str, number: int = 1, **changes: Any) -> bytes:
        """A plain answer."""
        return self.mail(
            f"{text}\n\n{quoted(self.shown)}", f"{number}.{self.name}@example.net", answers=True, **changes
        )


def forwarded(talk: Talk) -> list[bytes]:
    """The notice passed on to the list, the correction above it."""
    head = f"From: Salon moderation bot <{ADDRESS}>\nTo: Ann <{talk.person}>\nSubject: {talk.notice.message['Subject']}"
    text = f"{NEW}\n\n---------- Forwarded message ---------\n{head}\n\n{talk.shown}"
    subject = f"Fwd: {talk.notice.message['Subject']}"
    return [talk.mail(text, f"fwd.{talk.name}@example.net", subject=subject)]


WAYS: Mapping[str, Way] = {
    "a reply": lambda talk: [talk.reply(NEW)],
    "a new mail": lambda talk: [talk.mail(NEW, f"new.{talk.name}@example.net", subject="Tide tables")],
    "the notice forwarded": forwarded,
    "the same Message-ID": lambda talk: [talk.mail(NEW, talk.id, subject="Tide tables")],
    "a reply to the list": lambda talk: [talk.reply(NEW, to=ADDRESS)],
    "a reply to all": lambda talk: [
        talk.reply(NEW, to=f"{REPLY_TO.format(token=talk.token)}, {ADDRESS}, Bo <bo@example.com>")
    ],
}
"""How a corrected text is sent."""


def forged(talk: Talk, token: str, **changes: Any) -> list[bytes]:
    """ "ok" with another token, from somebody else's hand."""
    to = REPLY_TO.format(token=token)
    return [talk.mail("ok", f"forged.{talk.name}@example.net", to=to, authenticated=False, **changes)]


def swapped(token: str) -> str:
    """The token with another end."""
    return token[:-4] + ("aaaa" if token[-4:] != "aaaa" else "bbbb")


FALSE: Mapping[str, Way] = {
    "forged": lambda talk: forged(talk, swapped(talk.token)),
    "forged, DMARC failed": lambda talk: [
        talk.reply("ok", results="dmarc=fail header.from=example.net")
    ],
    "truncated": lambda talk: forged(talk, talk.token[:20]),
    "of another author": lambda talk: [
        talk.mail("ok", f"foreign.{talk.name}@example.net", to=REPLY_TO.format(token=talk.token),
                  from_="Mallory <mallory@evil.example>")
    ],
    "of a moderator's notice": lambda talk: forged(talk, talk.token, from_=f"Owner <{OWNER}>"),
    "unproven, without the token": lambda talk: [
        talk.mail("ok", f"unproven.{talk.name}@example.net", answers=True, authenticated=False)
    ],
    "in a moderator's name": lambda talk: [
        talk.mail("accept", f"staff.{talk.name}@example.net", from_=f"Owner <{OWNER}>", answers=True,
                  authenticated=False)
    ],
    "leaked in a quotation": lambda talk: [
        post(f"Look what the bot wrote to Ann; it is long, and I ask all of you what to make of it, since I do not "
             f"know at all what it wants of her.\n\n{quoted(talk.shown)}",
             from_="Bo <bo@example.com>", message_id=f"leak.{talk.name}@example.com", subject="Look").replace(
                 b"\n", b"\r\n"),
        post("ok", from_="Cy <cy@example.com>", message_id=f"leaked.{talk.name}@example.com", subject="ok",
             to=REPLY_TO.format(token=talk.token)).replace(b"\n", b"\r\n"),
    ],
}  # fmt: skip
"""Answers that may do nothing."""


def play(salon: Salon, daemon: Daemon, names: list[str], ways: Mapping[str, Way]) -> dict[str, Talk]:
    """Let each author's post come back, then send what each way sends."""
    talks = {way: Talk(salon, f"{names[0]}{number}") for number, way in enumerate(ways)}
    taken = len(salon.journal())
    salon.dovecot.deliver(*(talk.first() for talk in talks.values()), user=salon.user)
    decided(salon, daemon, taken + len(talks))
    salon.hours_pass(0.1)
    mails = [raw for way, talk in talks.items() for raw in ways[way](talk)]
    salon.dovecot.deliver(*mails, user=salon.user)
    decided(salon, daemon, taken + len(talks) + len(mails))
    return talks


def corrections(salon: Salon, daemon: Daemon) -> list[str]:
    """What is wrong with the six ways of sending a correction."""
    talks = play(salon, daemon, ["ann"], WAYS)
    taken = len(salon.journal())
    later = [talk.mail(LATER, f"later.{talk.name}@example.net", subject="Later") for talk in talks.values()]
    salon.dovecot.deliver(*later, user=salon.user)
    decided(salon, daemon, taken + len(later))
    posted = salon.sent_to(MEMBERS)
    wrong = []
    for way, talk in talks.items():
        mine = [mail for mail in posted if talk.person in str(mail.message["From"])]
        right = [mail for mail in mine if mail.says("three weeks")]
        if len(right) != 1:
            said = [mail.message["Subject"] for mail in salon.sent_to(talk.person)]
            wrong.append(f"{way}: posted {len(right)} times; the author heard {said}")
        if any(mail.says("has not gone out") or b"lw-" in mail.received.raw for mail in mine):
            wrong.append(f"{way}: the notice went out with it")
        if any("Not sent yet:" in str(mail.message["Subject"]) for mail in mine):
            wrong.append(f"{way}: the subject is the notice's")
        if sum(mail.says("three months") for mail in mine) != 1:
            wrong.append(f"{way}: the next post did not go out")
    return wrong


def falsehoods(salon: Salon, daemon: Daemon) -> list[str]:
    """What had an effect, or is not in the journal, of answers with false tokens."""
    talks = play(salon, daemon, ["eve"], FALSE)
    journal = {row["message_id"]: row for row in salon.journal()}
    wrong = []
    for way, talk in talks.items():
        if journal[talk.id]["disposition"] != "return":
            wrong.append(f"{way}: the case is now {journal[talk.id]['disposition']}")
        if len(salon.sent_to(talk.person)) != 1:
            wrong.append(f"{way}: the author heard {salon.sent_to(talk.person)[-1].message['Subject']}")
        sent = [
            name
            for name in journal
            if name and name.endswith(f".{talk.name}@example.net") and name != talk.id
        ]
        if not sent and way != "leaked in a quotation":
            wrong.append(f"{way}: not in the journal")
    if any(
        b"lw-" in mail.raw and b"lw-xxxxxx" not in mail.raw
        for mail in salon.sink.messages()
        if MEMBERS in mail.recipients
    ):
        wrong.append("a token went out to the members")
    return wrong + replayed(salon, daemon) + expired(salon, daemon)


def replayed(salon: Salon, daemon: Daemon) -> list[str]:
    """The same good answer three times, the last with a Message-ID of its own: one post."""
    talk = play(salon, daemon, ["rob"], {"replayed": lambda talk: [talk.reply(NEW)] * 2})["replayed"]
    taken = len(salon.journal())
    salon.dovecot.deliver(talk.reply(NEW, 2), user=salon.user)
    decided(salon, daemon, taken + 1)
    posted = [mail for mail in salon.sent_to(MEMBERS) if talk.person in str(mail.message["From"])]
    return [] if len(posted) == 1 else [f"replayed: {len(posted)} posts"]


def expired(salon: Salon, daemon: Daemon) -> list[str]:
    """An answer after its time."""
    talk = Talk(salon, "late0")
    taken = len(salon.journal())
    salon.dovecot.deliver(talk.first(), user=salon.user)
    decided(salon, daemon, taken + 1)
    salon.hours_pass(24 * 40)
    salon.dovecot.deliver(talk.reply(NEW), user=salon.user)
    decided(salon, daemon, taken + 2)
    posted = [mail for mail in salon.sent_to(MEMBERS) if talk.person in str(mail.message["From"])]
    told = salon.sent_to(talk.person)[-1]
    wrong = ["expired: it went out"] if posted else []
    return wrong if told.says("The time to reply about") else [*wrong, f"expired: told {told.text[:80]}"]


def prepare(salon: Salon) -> None:
    """Rules, limits, and an address for answers."""
    salon.has_rules(RULES)
    text = salon.config.read_text().replace('name = "Salon"', f'name = "Salon"\nreply_address = "{REPLY_TO}"')
    salon.config.write_text(text + LIMITS)


def main() -> int:
    """Run all; 1 where anything is wrong."""
    failed = 0
    with Dovecot([USER]) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=USER)
        prepare(salon)
        with salon.daemon() as daemon:
            for name, part in (("corrections", corrections), ("false answers", falsehoods)):
                wrong = part(salon, daemon)
                print(f"{name}: {len(wrong)} wrong", *(f"  {one}" for one in wrong), sep="\n")
                failed += len(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""
Moderation by mail through a running daemon: commands in the forms of 14 mail programs, and 100 posts in 10 mails.

    python -m tests.bench.moderators [FORMS]

Every command is answered to a notice of its own in each form (FORMS: the first so many). Then two
moderators decide on one post at the same moment, one mistypes, one is late; 100 posts that were
bundled are handled from one mailbox. What every post became is compared with what was ordered.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path

from bot.dialogue.own_words import shown_post
from bot.notices.catalogue import catalogue
from bot.notices.held import held_marks
from tests.bench.answers import FORMS
from tests.bench.returns import decided
from tests.parts.dovecot import Dovecot
from tests.parts.faulty import proven
from tests.parts.salon import MEMBERS, Salon, Sent, post
from tests.parts.sink import RecordingSink

RULES = """ruleset: mine
language: 1
rules:
  - name: look-at-it
    when: {subject: {has_any: [look]}}
    then: hold
    because: A moderator wants to see this.
  - name: too-short
    when: {subject: {has_any: [look]}}
    then: return
    because: Please write more.
"""
OWNER, MOD = "owner@example.org", "mod@example.org"
SETTINGS = "\n[limits]\nheld_mails_per_hour = {limit}\nanswers_per_day = 10000\nreturns_per_hour = 10000\n"
ORDERS: Mapping[str, tuple[str, str]] = {
    "accept": ("accept", "accept"),
    "digest": ("Digest, please", "digest"),
    "return": ("return 2", "return"),
    "return with words": ("return Please put it into the other list.", "return"),
    "edit": ("edit", "accept"),
    "discard": ("discard", "discard"),
    "why": ("why?", "hold"),
    "mine": ("mine", "hold"),
    "always": ("always", "accept"),
    "never": ("Never\n\nThanks\nOwner", "discard"),
}
"""What is answered, and what the post is then."""
CHANGED = "The tide was changed by hand."


def held(number: int) -> bytes:
    """A post that is held."""
    author = f"author{number}@example.net"
    raw = post(
        f"The tide is out, number {number}.",
        subject=f"look {number}",
        from_=f"Ann Author {number} <{author}>",
        message_id=f"held.{number}@example.net",
    )
    return raw.replace(b"\n", b"\r\n")


def reply(notice: Sent, form: str, own: str, number: int, *, edit: bool = False) -> bytes:
    """A moderator's answer, as a mail program writes it."""
    text = notice.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    _, who = parseaddr(str(notice.message["To"]))
    if edit:
        text = text.replace(shown_post(text, *held_marks(catalogue())).post.strip("\n"), CHANGED)
    said, subtype = FORMS[form](own, text)
    raw = post(
        said,
        subject=f"Re: {notice.message['Subject']}",
        from_=f"Owner <{who}>",
        message_id=f"order.{number}.{who}",
        extra=f"In-Reply-To: {notice.message['Message-ID']}",
        authenticated=False,
    )
    raw = raw.replace(b"text/plain", f"text/{subtype}".encode(), 1)
    return proven(who) + raw.partition(b"\n")[2].replace(b"\n", b"\r\n")


def prepare(salon: Salon, limit: int) -> None:
    """Rules that hold, and a second moderator."""
    salon.has_rules(RULES)
    text = salon.config.read_text().replace(
        'owners = ["owner@example.org"]', f'owners = ["{OWNER}"]\nmoderators = ["{MOD}"]'
    )
    salon.config.write_text(text + SETTINGS.format(limit=limit))


def orders(salon: Salon, forms: Sequence[str]) -> Counter[str]:
    """Each command in each form; what is wrong, by kind."""
    wanted = [
        (name, form) for name in ORDERS for form in forms if name != "edit" or form != "notice-taken-off"
    ]
    wrong: Counter[str] = Counter()
    with salon.daemon() as daemon:
        salon.dovecot.deliver(*(held(n) for n in range(len(wanted))), user=salon.user)
        decided(salon, daemon, len(wanted))
        mails = {str(mail.message["References"] or ""): mail for mail in salon.sent_to(OWNER)}
        notices = [next(m for ref, m in mails.items() if f"<held.{n}@" in ref) for n in range(len(wanted))]
        answers = [
            reply(notices[n], form, ORDERS[name][0], n, edit=name == "edit")
            for n, (name, form) in enumerate(wanted)
        ]
        salon.dovecot.deliver(*answers, user=salon.user)
        decided(salon, daemon, 2 * len(wanted))
        rows = {row["message_id"]: row["disposition"] for row in salon.journal()}
        posted = salon.sent_to(MEMBERS)
        told = Counter(str(mail.message["In-Reply-To"]) for mail in salon.sent_to(OWNER))
        for n, (name, form) in enumerate(wanted):
            became = rows[f"held.{n}@example.net"]
            out = [mail for mail in posted if f"held.{n}@" in str(mail.message["Message-ID"])]
            if became != ORDERS[name][1]:
                wrong[f"{name} in {form}: {became}"] += 1
            if len(out) != (ORDERS[name][1] == "accept"):
                wrong[f"{name} in {form}: posted {len(out)} times"] += 1
            if name == "edit" and out and CHANGED not in out[0].text:
                wrong[f"{name} in {form}: the text is the old one"] += 1
            if told[f"<order.{n}.{OWNER}>"] != 1:
                wrong[f"{name} in {form}: told {told[f'<order.{n}.{OWNER}>']} times"] += 1
    return wrong


def many(salon: Salon, posts: int = 100, mails: int = 10) -> Counter[str]:
    """Bundled posts handled from one mailbox: some lines a mail, one mistyped, one number too high."""
    wrong: Counter[str] = Counter()
    with salon.daemon() as daemon:
        salon.dovecot.deliver(*(held(n) for n in range(posts)), user=salon.user)
        decided(salon, daemon, posts)
    while _listed(salon) < posts:
        salon.hours_pass(1.1)
        before = _listed(salon)
        with salon.daemon() as daemon:
            daemon.wait_until(lambda: _listed(salon) > before, "more are told of", 90)  # noqa: B023
    with salon.daemon() as daemon:
        decided(salon, daemon, posts)
        told = salon.sent_to(OWNER)
        print(f"{len(told)} notices about {posts} posts")
        answers = []
        for number, mail in enumerate(told):
            count = _count(mail)
            lines = f"1-{count - 1} accept\n{count} discard\n" if count > 1 else "accept"
            answers.append(reply(mail, "iphone", lines, number))
        salon.dovecot.deliver(*answers, user=salon.user)
        decided(salon, daemon, posts + len(answers))
        states = Counter(
            row["disposition"] for row in salon.journal() if str(row["message_id"]).startswith("held.")
        )
    if states["hold"]:
        wrong[f"{states['hold']} are held still"] += 1
    if len(answers) > mails:
        wrong[f"it took {len(answers)} mails"] += 1
    print(dict(states))
    return wrong


def _count(mail: Sent) -> int:
    first = str(mail.message["Subject"]).partition("] ")[2].partition(" ")[0]
    return int(first) if first.isdigit() else 1


def _listed(salon: Salon) -> int:
    """How many posts the owner has been told of."""
    said = [mail.text for mail in salon.sent_to(OWNER)]
    return len({number for text in said for number in re.findall(r"Subject: look (\d+) ", text)})


def together(salon: Salon) -> Counter[str]:
    """Two moderators at the same moment, one who mistypes, one who is late."""
    wrong: Counter[str] = Counter()
    with salon.daemon() as daemon:
        salon.dovecot.deliver(*(held(n) for n in range(3)), user=salon.user)
        decided(salon, daemon, 3)

        def notice(n: int, who: str) -> Sent:
            return next(m for m in salon.sent_to(who) if f"<held.{n}@" in str(m.message["References"]))

        first = [reply(notice(0, OWNER), "gmail", "accept", 1), reply(notice(0, MOD), "gmail", "discard", 1)]
        typo = reply(notice(1, OWNER), "gmail", "acept", 2)
        salon.dovecot.deliver(*first, typo, user=salon.user)
        decided(salon, daemon, 6)
        salon.dovecot.deliver(
            reply(notice(1, OWNER), "gmail", "accept", 3),
            reply(notice(0, MOD), "mutt", "accept", 4),
            reply(notice(2, MOD), "outlook", "discard", 5),
            user=salon.user,
        )
        decided(salon, daemon, 9)
        rows = {row["message_id"]: row["disposition"] for row in salon.journal()}
        texts = [mail.text for who in (OWNER, MOD) for mail in salon.sent_to(who)]

    def expect(what: str, holds: object) -> None:
        if not holds:
            wrong[what] += 1

    posted = [m for m in salon.sent_to(MEMBERS) if "held.0@" in str(m.message["Message-ID"])]
    expect("of two at the same moment one wins", rows["held.0@example.net"] in {"accept", "discard"})
    expect("what won went out", len(posted) == (rows["held.0@example.net"] == "accept"))
    expect("the other is told", sum("quicker" in text for text in texts) >= 1)
    expect("a mistyped word is asked about", sum('Did you mean "accept"' in text for text in texts) == 1)
    expect("then it is accepted", rows["held.1@example.net"] == "accept")
    expect("the third is discarded", rows["held.2@example.net"] == "discard")
    return wrong


def main(forms: int = 14) -> int:
    """Run all; 1 where anything is wrong."""
    parts: tuple[tuple[str, int, Callable[[Salon], Counter[str]]], ...] = (
        ("commands", 10_000, lambda salon: orders(salon, [*FORMS][:forms])),
        ("together", 10_000, together),
        ("many", 1, many),
    )
    failed = 0
    for name, limit, play in parts:
        user = f"{name}@lists.example.org"
        with Dovecot([user]) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
            salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=user)
            prepare(salon, limit)
            wrong = play(salon)
        failed += sum(wrong.values())
        print(f"{name}: {sum(wrong.values())} wrong", *(f"  {what}" for what in wrong), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""
The table of loops through a running daemon, and a thousand automatic mails: what is answered, what is posted?

    python -m tests.bench.loops [MAILS] [CORPORA]

Every row of the table is delivered twice, as a post that the rules let pass and as one that they
return; then what answers mail of ours: acknowledgements of ticket systems, our own mails come back,
moderators, another list's bot, Debian's vacation program (skipped, and said, where it is not there).
MAILS automatic ones are generated, half of them answer a return of ours; CORPORA is a folder with
more (bounces, autoreplies). No machine may be answered.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.returns import decided
from tests.parts.automatic_mails import generated
from tests.parts.dovecot import Dovecot
from tests.parts.loop_table import BRIEF, RULES, wire
from tests.parts.other_bot import returned_by_another
from tests.parts.post_office import quoted
from tests.parts.salon import MEMBERS, OWNER, Daemon, Salon, Sent, post
from tests.parts.sink import RecordingSink
from tests.parts.vacation import Vacation

SETTINGS = "\n[limits]\nheld_mails_per_hour = 10000\nreturns_per_hour = 10000\n"
USER = "loops@lists.example.org"


def prepare(salon: Salon) -> None:
    """Rules that return what has a word in its subject; a small limit of size."""
    salon.has_rules(RULES)
    salon.adds(SETTINGS)


def table(salon: Salon, daemon: Daemon) -> list[str]:
    """Every row of the table; those that became something else than the table says."""
    _returned(salon, daemon, "first@example.net", 0)  # then the bot knows what the mail server can do
    rows = list(wire())
    salon.dovecot.deliver(*(raw for *_, raw in rows), user=salon.user)
    decided(salon, daemon, len(rows) + 1)
    journal = {row["message_id"]: row for row in salon.journal()}
    answered = {str(mail.message["In-Reply-To"]).strip("<>") for mail in _to_authors(salon)}
    wrong = []
    for row, faulty, name, _ in rows:
        became = journal[name]["disposition"] if name in journal else "not there"
        wanted = row.faulty if faulty else row.good
        if became != wanted:
            rules = journal.get(name, {}).get("rules")
            wrong.append(f"{row.row} {row.kind}{' (faulty)' if faulty else ''}: {became} {rules}")
        if (name in answered) != (wanted == "return"):
            wrong.append(f"{row.row} {row.kind}: {'' if name in answered else 'not '}answered")
    return wrong


def answers(salon: Salon, daemon: Daemon) -> list[str]:
    """Rows 13, 14, 15, 33: what comes in answer to mail of ours."""
    taken = len(salon.journal())
    one = _returned(salon, daemon, "ticket@example.net", taken)
    mine = next(mail for mail in salon.sent_to(MEMBERS))
    held = salon.sent_to(OWNER)[0]
    text = "Thank you for writing to us. Your request was registered as #48291."
    ticket = _reply(one, text, "ticket@example.net", "ticket.1@example.net")
    ordered = _reply(held, "discard", OWNER, "staff.1@example.org")
    before = len(salon.sent_to("ticket@example.net")), len(salon.sent_to(MEMBERS))
    salon.dovecot.deliver(ticket, one.received.raw, mine.received.raw, ordered, user=salon.user)
    decided(salon, daemon, taken + 5)
    wrong = []
    if len(salon.sent_to("ticket@example.net")) != before[0]:
        wrong.append(f"13 a ticket system is answered: {salon.sent_to('ticket@example.net')[-1].text[:200]}")
    if len(salon.sent_to(MEMBERS)) != before[1]:
        wrong.append(f"14 or 15: posted {salon.sent_to(MEMBERS)[-1].message['Subject']}")
    became = {row["message_id"]: row["disposition"] for row in salon.journal()}
    for number, mail in ((14, one), (15, mine)):
        name = str(mail.message["Message-ID"]).strip("<>")
        copies = [row for row in salon.journal() if row["message_id"] == name]
        if any(row["disposition"] not in {"accept", "discard"} for row in copies):
            wrong.append(f"{number} our own mail came back: {became.get(name)}")
    if not any("discarded" in mail.text for mail in salon.sent_to(OWNER)):
        wrong.append("33 a moderator's word was not heard")
    return wrong


def _to_authors(salon: Salon) -> list[Sent]:
    """What went to neither the members nor the owner."""
    return [Sent(mail) for mail in salon.sink.messages() if not {MEMBERS, OWNER} & {*mail.recipients}]


def _returned(salon: Salon, daemon: Daemon, person: str, taken: int) -> Sent:
    raw = post("The tide is out.", subject=BRIEF, from_=f"P <{person}>", message_id=f"asks.{person}")
    salon.dovecot.deliver(raw.replace(b"\n", b"\r\n"), user=salon.user)
    decided(salon, daemon, taken + 1)
    return salon.sent_to(person)[-1]


def _reply(mail: Sent, text: str, person: str, name: str) -> bytes:
    said = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return post(
        f"{text}\n\n{quoted(said)}",
        subject=f"Re: {mail.message['Subject']}",
        from_=f"P <{person}>",
        message_id=name,
        extra=f"In-Reply-To: {mail.message['Message-ID']}",
    ).replace(b"\n", b"\r\n")


def thousand(salon: Salon, daemon: Daemon, count: int) -> list[str]:
    """Generated automatic mails: half answer a return that their sender got, half come by themselves."""
    chance = random.Random(14)
    taken = len(salon.journal())
    mails = list(generated(chance, count))
    asking = [one for one in mails if one.answers]
    salon.dovecot.deliver(
        *(
            post("The tide is out.", subject=f"{BRIEF} {one.number}", from_=f"P <{one.person}>",
                 message_id=f"asks.{one.number}@example.net").replace(b"\n", b"\r\n")
            for one in asking
        ),
        user=salon.user,
    )  # fmt: skip
    decided(salon, daemon, taken + len(asking))
    notices = {mail.received.recipients[0]: mail for mail in _to_authors(salon)}
    before = Counter(to for mail in salon.sink.messages() for to in mail.recipients)
    salon.dovecot.deliver(*(one.mail(notices.get(one.person)) for one in mails), user=salon.user)
    decided(salon, daemon, taken + len(asking) + len(mails))
    after = Counter(to for mail in salon.sink.messages() for to in mail.recipients)
    kinds = {one.person: one for one in mails}
    wrong = [f"answered: {kinds[to]}" for to in after if to in kinds and after[to] > before[to]]
    if after[MEMBERS] > before[MEMBERS]:
        posted = [mail.message["Subject"] for mail in salon.sent_to(MEMBERS)[before[MEMBERS] :]]
        wrong += [f"posted: {subject}" for subject in posted]
    return wrong


def corpora(salon: Salon, daemon: Daemon, folder: Path) -> list[str]:
    """Real bounces and autoreplies, as they are: nobody is answered, nothing is posted."""
    found = [*folder.glob("corpora/bounces-*/input/**/*"), *folder.glob("mailman/autoreplies/*vacation*.eml")]
    paths = [path for path in found if path.is_file()]
    raws = []
    for path in paths:
        raw = path.read_bytes().replace(b"\r\n", b"\n")
        raw = raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
        raws.append(b"Delivered-To: salon@lists.example.org\r\n" + raw.replace(b"\n", b"\r\n"))
    taken = len(salon.journal())
    before = Counter(to for mail in salon.sink.messages() for to in mail.recipients)
    salon.dovecot.deliver(*raws, user=salon.user)
    decided(salon, daemon, taken + len(raws))
    after = Counter(to for mail in salon.sink.messages() for to in mail.recipients)
    wrong = [f"{after[to] - before[to]} mails to {to}" for to in after - before if to != OWNER]
    print(f"{len(raws)} real bounces and autoreplies: {len(wrong)} answered or posted")
    return wrong


def facing(salon: Salon, daemon: Daemon) -> Iterator[tuple[str, int]]:
    """Who answers whatever it gets: how many mails go both ways until it stops, the first return counted."""
    vacation = Vacation.installed()
    for name, answering in {
        "another list's bot": lambda mail, n: _bot(mail, n, marked=True),
        "another list's bot, its marks taken off on the way": lambda mail, n: _bot(mail, n, marked=False),
        "a ticket system without marks": lambda mail, n: _tickets(mail, n, f"Ticket [#{48_000 + n}] "),
        "a ticket system whose subject is ours": lambda mail, n: _tickets(mail, n, ""),
        "the same words for ever": lambda mail, n: _reply(
            mail, "We got it.", str(mail.received.recipients[0]), f"same.{n}@example.net"
        ),
        **({"vacation": vacation.answer} if vacation else {}),
    }.items():
        yield name, _exchange(salon, daemon, name, answering)


def _exchange(salon: Salon, daemon: Daemon, name: str, answering) -> int:
    person = f"facing{sum(map(ord, name))}@example.net"
    _returned(salon, daemon, person, len(salon.journal()))
    count, seen = 0, 0
    while count < 20:
        mails = salon.sent_to(person)
        new = mails[seen:]
        seen = len(mails)
        if not new:
            return count
        count += len(new)
        for mail in new:
            raw = answering(mail, count)
            if raw is None:
                return count
            salon.hours_pass(0.05)
            taken = len(salon.journal())
            salon.dovecot.deliver(raw, user=salon.user)
            decided(salon, daemon, taken + 1)
            count += 1
    return count


def _bot(mail: Sent, number: int, *, marked: bool) -> bytes:
    """What a list's bot of our own kind returns to a mail of ours."""
    return returned_by_another(mail.received.raw, mail.received.recipients[0], number, marked=marked)


def _tickets(mail: Sent, number: int, tag: str) -> bytes:
    person = mail.received.recipients[0]
    words = f"We have opened a case for you and somebody will be with you shortly. Your number is {number}."
    raw = _reply(mail, words, person, f"ticket.{number}.{person}")
    return raw.replace(b"Subject: Re: ", f"Subject: {tag}Re: ".encode(), 1)


def main(mails: int = 1000, shared: str = "") -> int:
    """Run all; 1 where anything is wrong."""
    failed = 0
    with Dovecot([USER]) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=USER, intake="size_limit = 60000")
        prepare(salon)
        with salon.daemon() as daemon:
            plays: dict[str, Callable[[], list[str]]] = {
                "the table": lambda: table(salon, daemon),
                "what answers us": lambda: answers(salon, daemon),
                f"{mails} automatic mails": lambda: thousand(salon, daemon, mails),
                "corpora": lambda: corpora(salon, daemon, Path(shared)) if shared else [],
            }
            for name, play in plays.items():
                wrong = play()
                print(f"{name}: {len(wrong)} wrong", *(f"  {one}" for one in wrong), sep="\n")
                failed += len(wrong)
            for name, count in facing(salon, daemon):
                print(f"{name}: {count} mails until it stops")
                failed += count > 3
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) if word.isdigit() else word for word in sys.argv[1:])))  # type: ignore[arg-type]

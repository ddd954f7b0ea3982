"""
kill -9 at many moments of dialogues: one answer to each mail, one post for each draft.

    python -m tests.bench.dialogue_kills [KILLS] [POSTS]

Posts come back, their authors answer ("ok" with the draft, a new text, "help"), moderators decide
on what is held; the daemon's whole process group dies again and again, every second time between the mail
server's taking a mail and its answer. At the end each post must be on the list once or not at all, as was
ordered, and each mail must have been answered once; a repeat has the same Message-ID and the same octets.
"""

import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from bot.policy.guards.guards import QUARANTINE
from tests.bench.dialogues import LIMITS, NEW, RULES, Talk
from tests.bench.kills import Killer, cycle, finish
from tests.bench.moderators import reply
from tests.parts.dovecot import Dovecot
from tests.parts.salon import MEMBERS, OWNER, Salon, Sent
from tests.parts.sink import Received, RecordingSink

USER = "kills@lists.example.org"
HOLDING = """  - name: look-at-it
    when: {subject: {has_word: look}}
    then: hold
    because: A moderator wants to see this.
"""


def run(kills: int, posts: int, chance: random.Random) -> list[str]:
    """Posts, then answers, then a moderator's orders, each under a third of the kills; what is wrong."""
    killer = Killer()
    with (
        Dovecot([USER]) as dovecot,
        RecordingSink(reply=killer.judge) as sink,
        tempfile.TemporaryDirectory() as home,
    ):
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=USER)
        salon.has_rules(RULES + HOLDING)
        salon.config.write_text(salon.config.read_text() + LIMITS)
        talks = [Talk(salon, f"ann{number}") for number in range(posts)]
        helds = [Talk(salon, f"held{number}") for number in range(posts // 2)]
        first = [talk.first() for talk in talks]
        first += [talk.mail(NEW, talk.id, subject=f"look {talk.name}") for talk in helds]
        _under_fire(salon, killer, first, kills // 2, chance)
        salon.hours_pass(0.2)
        lost = _quarantined(salon)
        talks, helds = ([one for one in group if one.id not in lost] for group in (talks, helds))
        answers = [talk.reply("help" if n % 3 == 2 else NEW) for n, talk in enumerate(talks)]
        notices = {talk.name: _held_notice(salon, talk) for talk in helds}
        orders = [
            reply(notices[talk.name], "gmail", "discard" if n % 3 == 2 else "accept", n)
            for n, talk in enumerate(helds)
        ]
        _under_fire(salon, killer, [*answers, *orders], kills - kills // 2, chance)
        print(
            f"{len(killer.kills)} kills, {len(talks) + len(helds)} posts, {len(answers) + len(orders)} answers"
        )
        kept = _quarantined(salon)
        print(f"{len(kept)} mails in quarantine: the daemon died three times while it worked on them")
        return _look(killer, talks, helds, kept)


def _quarantined(salon: Salon) -> set[str]:
    """Mails at which the daemon died three times; a person sees them, and nothing follows by itself."""
    return {row["message_id"] for row in salon.journal() if QUARANTINE in row["rules"]}


def _under_fire(salon: Salon, killer: Killer, mails: list[bytes], kills: int, chance: random.Random) -> None:
    for number in range(kills):
        share = mails[number * len(mails) // kills : (number + 1) * len(mails) // kills]
        cycle(salon, killer, share, gap=number % 2 == 0, chance=chance)
    finish(salon)


def _held_notice(salon: Salon, talk: Talk) -> Sent:
    return next(mail for mail in salon.sent_to(OWNER) if f"<{talk.id}>" in str(mail.message["References"]))


def _look(killer: Killer, talks: list[Talk], helds: list[Talk], kept: set[str]) -> list[str]:
    copies: defaultdict[tuple[str, tuple[str, ...]], list[bytes]] = defaultdict(list)
    mails: dict[str, Received] = {}
    for _, mail in killer.seen:
        name = mail.field("Message-ID") or ""
        copies[(name, mail.recipients)].append(mail.raw)
        mails[name] = mail
    posted = Counter(name.strip("<>") for name, to in copies if MEMBERS in to)
    answered = Counter(
        (mail.field("In-Reply-To") or "").strip("<>")
        for mail in mails.values()
        if mail.field("Auto-Submitted") == "auto-replied"
    )
    wrong = [f"{name}: its copies differ" for (name, _), raws in copies.items() if len({*raws}) > 1]
    for group, none in ((talks, "asks for help"), (helds, "is discarded")):
        for number, talk in enumerate(group):
            if kept & {f"1.{talk.name}@example.net", f"order.{number}.{OWNER}"}:
                continue
            wanted = int(number % 3 != 2)
            if posted[talk.id] != wanted:
                wrong.append(
                    f"{talk.name} ({none if not wanted else 'goes out'}): posted {posted[talk.id]} times"
                )
    heard = [name for talk in talks for name in (talk.id, f"1.{talk.name}@example.net")]
    heard += [f"order.{number}.{OWNER}" for number in range(len(helds))]
    wrong += [
        f"{name}: answered {answered[name]} times" for name in heard if answered[name] != (name not in kept)
    ]
    repeats = sum(len(raws) - 1 for raws in copies.values())
    print(f"{repeats} repeats with the same Message-ID and octets")
    return wrong


def main(kills: int = 100, posts: int = 60) -> int:
    """Run and print; 1 where anything is wrong."""
    wrong = run(kills, posts, random.Random(14))
    print(f"{len(wrong)} wrong", *(f"  {one}" for one in wrong), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""
A day's events in a short time, on a real daemon: does its memory grow, does it keep descriptors, is the journal whole?

    python -m tests.bench.soak [--minutes 60] [--every 1]

Every ``--every`` seconds a post comes, by turns one that is posted, digested, returned, or held. Meanwhile authors
answer, a moderator accepts, rules are saved anew, the mail server refuses for now, and the IMAP server
starts again. Memory and descriptors are looked at all the time; the first third is taken for warming up. In the
end every message must be on record with one outcome, and nothing wait. The bars: memory grows by less than 5 MB
(and at most 2 MB from the second third to the last), no more descriptors than after warming up but 8.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.mutated import states
from tests.faults.laboratory import ENDS, RULES
from tests.parts.dovecot import Dovecot
from tests.parts.post_office import reply_to
from tests.parts.salon import MEMBERS, OWNER, Daemon, Salon, Sent, post
from tests.parts.sink import RecordingSink

GROWTH, SETTLED, DESCRIPTORS = 5.0, 2.0, 8
LIMITS = "[limits]\nanswers_per_day = 100000\nreturns_per_hour = 100000\n"


class Day:
    """What happens to one list."""

    def __init__(self, salon: Salon, daemon: Daemon, server: Dovecot, sink: RecordingSink) -> None:
        self.salon, self.daemon, self.server, self.sink = salon, daemon, server, sink
        self.chance = random.Random(1)
        self.came = 0
        self.memory: list[float] = []
        self.descriptors: list[int] = []
        self._process = psutil.Process(daemon.process.pid)
        self._seen = 0

    def moment(self, number: int) -> None:
        """The next of its events."""
        self.post_comes(number)
        if number % 7 == 3:
            self.people_answer()
        if number % 60 == 20:
            self.salon.has_rules(f"{RULES}# saved at {number}\n")
        if number % 90 == 30:
            self.sink.refuse[MEMBERS] = "451 4.3.0 later"
        if number % 90 == 35:
            self.sink.refuse.clear()
        if number % 150 == 75:
            self.server.restart()
        self.memory.append(self._process.memory_info().rss / 1e6)
        self.descriptors.append(self._process.num_fds())

    def post_comes(self, number: int) -> None:
        """One of each kind, by turns."""
        word = list(ENDS)[number % len(ENDS)]
        text = " ".join(self.chance.choices(["tide", "ferry", "harbour", "weather", "lamp"], k=200))
        raw = post(text, subject=f"{word} {number}", from_=f"Ann <ann{number % 50}@example.net>", message_id=f"soak.{number}@example.net")  # fmt: skip
        self.salon.dovecot.deliver(raw.replace(b"\n", b"\r\n"), user=self.salon.user)
        self.came += 1

    def people_answer(self) -> None:
        """Authors withdraw what came back, a moderator accepts what is held."""
        mails = self.sink.messages()
        for mail in mails[self._seen :]:
            letter = Sent(mail)
            if str(letter.message["Subject"]).startswith("Re:") or not mail.field("Auto-Submitted"):
                continue
            held = OWNER in mail.recipients
            raw = reply_to(
                letter, "accept" if held else "withdraw", message_id=f"answer.{self.came}@example.net"
            )
            self.salon.dovecot.deliver(raw.replace(b"\n", b"\r\n"), user=self.salon.user)
            self.came += 1
        self._seen = len(mails)

    def growth(self) -> tuple[float, float, int]:
        """MB since warming up, MB from the second third to the last, descriptors more than then."""
        third = max(1, len(self.memory) // 3)
        warm, middle, last = (self.memory[at : at + third] for at in (0, third, 2 * third))
        held = max(self.descriptors[-10:]) - max(self.descriptors[:third])
        return last[-1] - warm[-1], statistics.median(last) - statistics.median(middle), held


def main(minutes: float, every: float) -> int:
    """Run and print; 1 where a bar is missed."""
    user = "soak@lists.example.org"
    with Dovecot([user]) as server, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=server, sink=sink, user=user)
        salon.has_rules(RULES)
        salon.config.write_text(salon.config.read_text().replace("max_posts = 1000", "max_posts = 25"))
        salon.adds(LIMITS)
        with salon.daemon() as daemon:
            day = Day(salon, daemon, server, sink)
            began = time.monotonic()
            for number in range(int(minutes * 60 / every)):
                day.moment(number)
                time.sleep(max(0.0, began + (number + 1) * every - time.monotonic()))
            sink.refuse.clear()
            daemon.wait_until(lambda: sum(states(salon).values()) == day.came, "all are on record", 300)
            daemon.wait_until(lambda: not salon.folder("INBOX"), "the inbox is empty", 300)
            grown, settled, descriptors = day.growth()
        broken = [line for line in daemon.lines() if "exception" in line]
        ended = states(salon)
    lost = day.came - sum(ended.values())
    print(
        f"{day.came} messages in {minutes:g} minutes: {lost} lost, {ended['taken']} not decided, {dict(ended)}"
    )
    print(
        f"memory {day.memory[-1]:.0f} MB, {grown:+.1f} MB since warming up, {settled:+.1f} MB in the last third; "
        f"{day.descriptors[-1]} descriptors, {descriptors:+d}; {len(broken)} exceptions"
    )
    bad = lost or ended["taken"] or grown > GROWTH or settled > SETTLED or descriptors > DESCRIPTORS or broken
    return int(bool(bad))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=1.0)
    chosen = parser.parse_args()
    sys.exit(main(chosen.minutes, chosen.every))

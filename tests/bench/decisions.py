"""
How many decisions a core makes: 24 rules on posts that are read already.

    python tests/bench/decisions.py [SECONDS]

Each decision computes its facts anew. The yardstick is a loop of plain Python,
so that figures from different machines can be compared.
"""

import datetime as dt
import itertools
import random
import sys
import time
from pathlib import Path

from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.post import Post
from bot.policy import Policy, decide, load
from tests.bench.common import invented_post

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 1, 13, 9, tzinfo=dt.UTC)
MORE = """
ruleset: bench
language: 1
inherits: salon.yaml
lists:
  staff: [owner@example.org, archivist@example.org]
  rude: [blockhead, nitwit, numskull, blithering idiot]
conditions:
  is_staff: {any: [{sender.moderator: yes}, {sender: {in: $staff}}]}
rules:
  - {name: r1, when: {quoted.lines: over 22, quoted.top_posted: yes}, then: return, because: "{{ quoted.lines }}"}
  - {name: r2, when: {quoted.share: over 90, quoted.lines: over 20}, then: return, because: "{{ quoted.share }}"}
  - {name: r3, when: {message.html_only: yes}, then: hold}
  - {name: r4, when: {attachments.count: over 0}, unless: is_staff, then: hold}
  - {name: r5, when: {message.size: over 40 KB}, then: return, because: Too large.}
  - {name: r6, when: {subject: ''}, then: return, because: No subject.}
  - {name: r7, when: {subject.all_caps: yes}, then: return, because: Please do not shout.}
  - {name: r8, when: {subject: {starts_with: Digest of}}, then: return, because: Name a subject.}
  - {name: r9, when: {signature.lines: over 4}, then: {tag: long}}
  - {name: r10, when: {links.tracked: yes}, then: {strip_tracking: yes}}
  - {name: r17, when: {own: {has_any: $rude}}, unless: is_staff, then: hold}
  - {name: r12, when: {subject: {matches: '\\bvol\\.? \\d+'}}, then: {notify: owners}}
  - {name: r13, when: {message.automatic: yes}, then: discard}
  - {name: r14, when: {auth.dmarc: fail}, then: hold}
  - {name: r15, when: {sender.posts: {within: 7 days, over: 7}}, unless: is_staff, then: hold}
  - {name: r16, when: {links.count: at least 1, links.only: yes}, then: return, because: Say why.}
""".replace("\\\\", "\\")


def policy() -> Policy:
    """The 24 rules: the starter set and sixteen more of every kind of test."""
    texts = {"bench.yaml": MORE.encode(), "salon.yaml": (ROOT / "rules/salon.yaml").read_bytes()}
    return load("bench.yaml", texts.__getitem__)


def posts() -> list[Post]:
    """The shipped demo posts, and as many invented ones of 2 to 12 KB."""
    chance = random.Random(5)
    shipped = [read(path.read_bytes()) for path in sorted((ROOT / "bot/starter/demo").glob("*.eml"))]
    sizes = [chance.randint(2_000, 12_000) for _ in shipped]
    return shipped + [read(invented_post(chance, number, size)) for number, size in enumerate(sizes)]


def per_second(rules: Policy, them: list[Post], seconds: float, *, trace: bool) -> float:
    """Decisions a second in the best of many short spans: other work on the machine only slows."""
    return max(_span(rules, them, seconds / 15, trace=trace) for _ in range(15))


def _span(rules: Policy, them: list[Post], seconds: float, *, trace: bool) -> float:
    context = Context(now=NOW)
    start = time.process_time()
    for done, post in enumerate(itertools.cycle(them), 1):
        decide(rules, Facts(post, context), trace=trace)
        if done % 36 == 0 and time.process_time() - start > seconds:
            return done / (time.process_time() - start)
    return 0


def yardstick() -> float:
    """Rounds a second of a small loop of plain Python, the best of many: a dictionary, a call, a comparison."""
    return max(_rounds(0.05) for _ in range(15))


def _rounds(seconds: float) -> float:
    known = {str(number): number for number in range(50)}
    names = list(known)

    def over(value: int) -> bool:
        return value > 25

    rounds, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for name in names:
            over(known[name])
        rounds += 1
    return rounds / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    rules, them = policy(), posts()
    unit = yardstick()
    print(f"{len(rules.rules)} rules, {len(them)} posts; yardstick {unit:,.0f} rounds/s")
    for trace in (True, False):
        rate = per_second(rules, them, seconds, trace=trace)
        words = "with full trace" if trace else "without trace"
        print(f"{words}: {rate:,.0f} decisions/s, {rate / unit:.3f} per round of the yardstick")


if __name__ == "__main__":
    main()

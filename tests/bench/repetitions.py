"""
Bench: mails that say one thing over and over, through all that is done with a mail.

Run: ``python -m tests.bench.repetitions [OCTETS] [KIND...]``; a KIND is a name or its
beginning (``text:``, ``html:``, ``"text: l"``), so that the whole can be run in parts. Each
kind is tried with OCTETS (250,000) and twice that: reading, the subject of a list of held
posts, a mail about held posts, a digest, a return, judging by all facts, cutting out secrets,
a report of a bounce, a request, and a replay of it in an mbox with its report. Told are the
seconds a MB, the memory and the ratio of the two sizes, which is 2 where work grows
as the mail does. What passes a bar is tried twice more, and the least of the three counts:
a machine that does something else makes work slower, never faster.
"""

import dataclasses
import datetime as dt
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.facts import Context, Facts
from bot.facts.vocabulary import VOCABULARY
from bot.mail.origin.bounces import bounce_of
from bot.mail.post import Post
from bot.mail.read import read, read_subject_of
from bot.mail.requests import request_of
from bot.notices import (
    Answerable,
    CannotRepost,
    Entry,
    HeldItem,
    Receiver,
    without_secrets,
    write_held,
    write_issue,
    write_repost,
    write_return,
)
from bot.notices.report.page import page
from bot.policy.model.verdict import Disposition, Finding, Span
from bot.service.replay.as_json import decisions, summary_json
from bot.service.replay.report_data import report_of
from bot.service.replay.run import Request, replay
from tests.parts.reading import SALON, a_stamp
from tests.parts.repetitions import repetitions

OCTETS = 250_000
SECONDS_A_MB, MEMORY, RATIO = 1.0, 150_000_000, 2.6
SMALL = 0.02  # seconds; a ratio of less tells of the clock
RULES = tuple(map(str, sorted((Path(__file__).parents[2] / "rules").glob("*.yaml"))))
IDLE = repetitions()["text: words"](100)
TOKEN = "abcdefghijklmnop"
NOW = dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC)
FORMS = dataclasses.replace(SALON, digest_formats=("html", "plain", "mime"))


def _finding() -> tuple[Finding, ...]:
    return (
        Finding(
            rule="r", text="x", disposition=Disposition.RETURN, spans=(Span(first_line=1, last_line=9_999),)
        ),
    )


def _repost(post: Post) -> None:
    try:
        write_repost(post, SALON, a_stamp("post"))
    except CannotRepost:
        return


def _facts(post: Post) -> None:
    facts = Facts(post, Context(now=NOW))
    for fact in VOCABULARY:
        if not fact.outside:
            facts[fact.name]


def _secrets(post: Post) -> None:
    try:
        without_secrets(post, {TOKEN})
    except CannotRepost:
        return


def replayed(raw: bytes, archive: Path) -> Callable[[], None]:
    """A replay of an mbox with this mail alone, by all shipped rules, with its report as HTML and JSON."""
    posted = b"From ann@example.org Thu Jan  8 09:14:07 2026\n"
    archive.write_bytes(posted + raw.replace(b"\r\n", b"\n") + b"\n")
    request = Request(archives=(str(archive),), rules=RULES, workers=1)

    def work() -> None:
        with replay(request, lambda _: None) as done:
            page(report_of(done))
            json.dumps([*decisions(done), summary_json(done)], default=str)

    return work


OF_POST: dict[str, Callable[[Post], object]] = {
    "held": lambda post: write_held(
        HeldItem(case="c1", post=post, findings=_finding()),
        SALON,
        Receiver(address="mod@example.org", answerable=Answerable(to="salon@example.org", token="lw-x")),
        a_stamp(),
    ),
    "digest": lambda post: write_issue([Entry(case="c1", post=post)], FORMS, 1, lambda _: a_stamp()),
    "return": lambda post: write_return(post, _finding(), SALON, "ann@example.net", a_stamp()),
    "repost": _repost,
    "facts": _facts,
    "secrets": _secrets,
    "bounce": lambda post: bounce_of(post, {TOKEN: "ann@example.net"}),
    "request": request_of,
}


def seconds(work: Callable[[], object]) -> float:
    """Processor's seconds of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


class Measured:
    """The least processor's seconds of each thing that is done with a mail; a replay less those of an idle one."""

    def __init__(self, raw: bytes, archive: Path) -> None:
        post = read(raw)
        self._works: dict[str, Callable[[], object]] = {
            "read": lambda: read(raw),
            "subject": lambda: read_subject_of(raw),
            "replay": replayed(raw, archive),
            "idle": replayed(IDLE, archive.with_suffix(".idle")),
            **{name: partial(work, post) for name, work in OF_POST.items()},
        }
        self._least = {name: seconds(work) for name, work in self._works.items()}

    def __getitem__(self, name: str) -> float:
        return max(0.0, self._least[name] - (self._least["idle"] if name == "replay" else 0.0))

    def again(self, name: str) -> None:
        """Try one thing once more."""
        for each in (name, "idle") if name == "replay" else (name,):
            self._least[each] = min(self._least[each], seconds(self._works[each]))


def passes(small: float, large: float, octets: int) -> bool:
    """Whether the seconds for a mail of half so many octets, and for one of so many, keep to the bars."""
    ratio = large / max(small, SMALL)
    return large / octets * 1e6 <= SECONDS_A_MB and (ratio <= RATIO or large <= 2 * SMALL)


def memory(raw: bytes) -> int:
    """Octets that reading a mail takes at most."""
    tracemalloc.start()
    read(raw)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main(arguments: list[str]) -> int:
    """Run, print what passes a bar, and the slowest; the exit status says whether nothing does."""
    octets = int(arguments[0]) if arguments else OCTETS
    wrong, slowest, steepest, largest = 0, (0.0, ""), (0.0, ""), (0, "")
    kinds = {
        name: make
        for name, make in repetitions().items()
        if not arguments[1:] or name.startswith(tuple(arguments[1:]))
    }
    folder = tempfile.TemporaryDirectory(prefix="listwarden-bench-")
    archive = Path(folder.name) / "archive.mbox"
    for name, make in kinds.items():
        small = Measured(make(octets), archive.with_name("small.mbox"))
        large = Measured(make(2 * octets), archive)
        most = memory(make(2 * octets))
        largest = max(largest, (most, name))
        for work in ("read", "subject", "replay", *OF_POST):
            for _ in range(2):
                if passes(small[work], large[work], 2 * octets):
                    break
                small.again(work)
                large.again(work)
            spent = large[work]
            a_mb, ratio = spent / (2 * octets) * 1e6, spent / max(small[work], SMALL)
            slowest, steepest = (
                max(slowest, (a_mb, f"{name}, {work}")),
                max(steepest, (ratio, f"{name}, {work}")),
            )
            if not passes(small[work], spent, 2 * octets):
                wrong += 1
                print(f"{name}, {work}: {a_mb:.2f} s a MB, ratio {ratio:.1f}", flush=True)
        if most > MEMORY:
            wrong += 1
            print(f"{name}: {most / 1e6:.0f} MB", flush=True)
    print(f"{len(kinds)} kinds: {wrong} pass a bar; slowest {slowest[0]:.2f} s a MB ({slowest[1]}), "
          f"steepest {steepest[0]:.1f} ({steepest[1]}), most memory {largest[0] / 1e6:.0f} MB ({largest[1]})")  # fmt: skip
    folder.cleanup()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

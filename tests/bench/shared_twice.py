"""
Real shared articles, each sent a second time by another member within the week: is each one entry?

    python -m tests.bench.shared_twice FOLDER_OF_POSTS LABELS.jsonl [ISSUES_OF]

The articles are those that people have labelled in real posts. The second member pastes the same lines
as another program wraps them, under a remark of their own; their subject is the headline or another.
An issue has so many articles (20 usually), thus twice as many posts. Counted are articles that are one
entry, and comments that an issue shows in full: the second member's, and the labelled words of the first.
"""

import datetime as dt
import itertools
import json
import random
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.mail import read
from bot.notices import Entry
from bot.notices.digests.issue import Issue, Item, make_issue
from bot.notices.digests.stretches import Stretch
from tests.bench.common import invented_text
from tests.parts.reading import SALON

FEWEST = 12  # lines of an article
LONGEST = 120  # words of a comment
WIDTHS = (66, 72, 78, 998)
START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Pair:
    """A real post, and the same article from somebody else; the comments as words, the first by stretches."""

    name: str
    first: bytes
    second: bytes
    comments: tuple[tuple[str, ...], str]


def pairs(folder: Path, labels: Path) -> Iterator[Pair]:
    """Every labelled post with an article, and its second sending."""
    chance = random.Random(5)
    for number, line in enumerate(labels.read_text("utf-8").splitlines()):
        label = json.loads(line)
        found = label["article"] and (folder / label["name"]).is_file()
        lines = _lines(label, "article")
        if found and len(lines) >= FEWEST:
            raw = (folder / label["name"]).read_bytes()
            body = raw.decode("utf-8", "replace").partition("\n\n")[2].split("\n")
            article = [body[at - 1] for at in range(min(lines), max(lines) + 1)]
            own = ["\n".join(body[a - 1 : b]) for kind, a, b in label["zones"] if kind == "own"]
            comment = invented_text(chance, 300).partition("\n")[0]
            subject = label["article"].get("headline") or "Worth reading"
            second = _second(number, subject if number % 3 else f"Have you seen this? ({number})", comment)
            text = _wrapped(article, WIDTHS[number % len(WIDTHS)])
            yield Pair(label["name"], raw, (second + text).encode(), (tuple(map(_said, own)), _said(comment)))


def _lines(label: dict[str, list[tuple[str, int, int]]], kind: str) -> list[int]:
    wanted = ((first, last) for name, first, last in label["zones"] if kind in name.split("|"))
    return [at for first, last in wanted for at in range(first, last + 1)]


def _second(number: int, subject: str, comment: str) -> str:
    date = START + dt.timedelta(days=number % 6, minutes=number)
    return (
        f"From: Member {number} <member{number}@example.org>\nTo: salon@lists.example.org\n"
        f"Subject: {' '.join(subject.split())}\nDate: {date:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Message-ID: <second.{number}@example.org>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n" + textwrap.fill(comment, 72) + "\n\n"
    )


def _wrapped(lines: Sequence[str], width: int) -> str:
    """The paragraphs in lines of another width; what is laid out in columns or very short stays."""
    out: list[str] = []
    for blank, some in itertools.groupby(lines, key=lambda line: not line.strip()):
        found = list(some)
        prose = not blank and len(found) > 2 and not any(re.search(r"\S {3,}\S", line) for line in found)
        out += textwrap.wrap(" ".join(" ".join(found).split()), width) if prose else found
    return "\n".join(out) + "\n"


def _said(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    return f" {' '.join(words)} "


def shown_words(item: Item) -> str:
    """What the readable forms show of a post."""
    return _said("\n".join(line for one in item.stretches or () for line in one.lines))


def _whole(stretch: Stretch) -> bool:
    """Whether it may be an article in full: longer than any comment of the second member."""
    return not stretch.left_out and len(_said(" ".join(stretch.lines)).split()) > LONGEST


def look(issue: Issue, found: Sequence[Pair]) -> tuple[int, int]:
    """How many articles are one entry, and how many comments stand in full; the others are printed."""
    items = {item.case: item for item in issue.items}
    single, whole = 0, 0
    for at, pair in enumerate(found):
        one, two = items[f"first{at}"], items[f"second{at}"]
        together = one.number in (two.lead, two.number) or one.lead == two.number
        doubled = sum(map(_whole, two.stretches or ()))
        single += together and not doubled
        kept = [all(said in shown_words(one) for said in pair.comments[0])]
        kept.append(pair.comments[1] in shown_words(two))
        whole += sum(kept)
        if not together or doubled or not all(kept):
            print(f"  {pair.name}: together {together}, twice {doubled}, comments {kept}")
    return single, whole


def main(folder: Path, labels: Path, of: int) -> bool:
    """Make the issues and print what they hold."""
    found = list(pairs(folder, labels))
    single, whole = 0, 0
    for begin in range(0, len(found), of):
        some = found[begin : begin + of]
        entries = [Entry(case=f"first{at}", post=read(pair.first)) for at, pair in enumerate(some)]
        entries += [Entry(case=f"second{at}", post=read(pair.second)) for at, pair in enumerate(some)]
        one, two = look(make_issue(entries, SALON, 1, START, ("html", "plain")), some)
        print(
            f"articles {begin + 1} to {begin + len(some)}: one entry {one}, comments in full {two} of {2 * len(some)}"
        )
        single, whole = single + one, whole + two
    print(f"{len(found)} articles: one entry {single}, comments in full {whole} of {2 * len(found)}")
    if not found:
        print(f"no post of {labels} with an article is in {folder}: nothing was looked at")
    return bool(found) and single == len(found) and whole == 2 * len(found)


if __name__ == "__main__":
    of = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    sys.exit(not main(Path(sys.argv[1]), Path(sys.argv[2]), of))

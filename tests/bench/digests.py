"""
Issues of the digest: what a reader sees twice, how large the parts are, how long an issue takes.

    python -m tests.bench.digests read FOLDER_OF_EML ... [--beside DIGEST.txt] [--mailman]
    python -m tests.bench.digests issue [POSTS]

``read``: the share of runs of five words that stand in the issue oftener than anybody wrote them:
than in the authors' own words, and once in an article, a signature or a quotation; headings, names and
buttons count too, and the share without them is told beside. ``--beside`` measures another program's digest of the same posts, ``--mailman`` that
which a real Mailman 3 makes of them (installed where it is missing). ``issue``: an
issue of so many invented posts with quotations, its seconds of processor time and memory.
"""

import argparse
import email
import email.policy
import html
import mailbox
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.mail import read
from bot.mail.post import Post, ZoneKind
from bot.notices import Entry, write_issue
from tests.bench.common import invented_post, invented_text
from tests.bench.mailman_behind import Mailman
from tests.parts.letters import opened, parts
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import ADDRESS, LIST_ID
from tests.parts.sink import RecordingSink

LIST = replace(SALON, digest_formats=("html", "plain"), self_service="salon-bot@lists.example.org")
LARGEST = 95_000  # octets of an HTML part
SECONDS, MEGABYTES = 10.0, 300.0


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Every five words that follow each other."""
    words = re.findall(r"\w+", text.casefold())
    return Counter(zip(*(words[at:] for at in range(5)), strict=False))


def written(posts: Sequence[Post]) -> Counter[tuple[str, ...]]:
    """How often each run was written: in own words by each author, in all else once."""
    own: Counter[tuple[str, ...]] = Counter()
    once: Counter[tuple[str, ...]] = Counter()
    for post in posts:
        own += runs(post.text_of(ZoneKind.OWN))
        for zone in post.zones:
            once |= runs(zone.text)
    return own | once


def repeated(text: str, wrote: Counter[tuple[str, ...]]) -> str:
    """The share of runs that stand there oftener than they were written; of that the share of posts' texts."""
    found = runs(text)
    extra = {run: more for run, count in found.items() if (more := count - max(1, wrote[run])) > 0}
    texts = sum(more for run, more in extra.items() if run in wrote)
    total = max(1, found.total())
    return f"{100 * sum(extra.values()) / total:.2f} % (texts of posts {100 * texts / total:.2f} %)"


def issue_of(raws: Sequence[bytes]) -> tuple[str, str, list[int]]:
    """Its plain text, the text of its HTML, and the octets of each HTML part."""
    mails = write_issue(
        [Entry(case=f"c{at}", post=read(raw)) for at, raw in enumerate(raws)], LIST, 1, a_stamp
    )
    plain, pages = [], []
    for mail in mails:
        message = opened(mail)
        plain += [str(one.get_content()) for one in parts(message, "text/plain")[:1]]
        pages += [str(one.get_content()) for one in parts(message, "text/html")[-1:]]
    shown = [html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])) for page in pages]
    return "\n".join(plain), "\n".join(shown), [len(page.encode()) for page in pages]


def mailmans(raws: Sequence[bytes]) -> str:
    """The plain digest that Mailman makes of the posts."""
    with RecordingSink() as sink, Mailman(sink.port) as mailman:
        mailman.has_list()
        mailman.call(
            "POST", "members", list_id=LIST_ID, subscriber="ann@example.org", send_welcome_message="False",
            delivery_mode="plaintext_digests", pre_verified="True", pre_confirmed="True", pre_approved="True",
        )  # fmt: skip
        folder = mailman.home / "var" / "lists" / LIST_ID
        folder.mkdir(parents=True, exist_ok=True)
        box = mailbox.MMDF(folder / "digest.mmdf")
        for raw in raws:
            box.add(raw)
        box.close()
        mailman.command("digests", "--send", "--list", ADDRESS)
        sink.wait_for(1, 120)
        message = email.message_from_bytes(sink.messages()[0].raw, policy=email.policy.default)
    return "\n".join(
        str(one.get_content()) for one in message.walk() if one.get_content_type() == "text/plain"
    )


def read_issue(archives: Sequence[Path], beside: Sequence[Path], *, mailman: bool) -> bool:
    """Print what a reader sees twice in an issue of these posts."""
    raws = [file.read_bytes() for archive in archives for file in sorted(archive.glob("*.eml"))]
    wrote = written([read(raw) for raw in raws])
    plain, shown, sizes = issue_of(raws)
    print(f"posts {len(raws)}, HTML parts of {', '.join(f'{size:,}' for size in sizes)} octets")
    print(f"repeated: plain {repeated(plain, wrote)}, HTML {repeated(shown, wrote)}")
    for file in beside:
        print(f"{file}: {repeated(file.read_text('utf-8', 'replace'), wrote)}")
    if mailman:
        print(f"Mailman: {repeated(mailmans(raws), wrote)}")
    return max(sizes) < LARGEST


def time_issue(count: int) -> bool:
    """Print how long an issue takes, reading included, and the most memory."""
    chance = random.Random(3)
    raws = [invented_post(chance, number, 3_000) for number in range(count)]
    for number in range(1, count, 3):
        quoted = "\r\n".join(f"> {line}" for line in raws[number - 1].decode().split("\r\n")[12:20])
        raws[number] += f"\r\nSomebody wrote:\r\n{quoted}\r\n\r\n{invented_text(chance, 300)}".encode()
    started = time.process_time()
    _, _, sizes = issue_of(raws)
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{count} posts: {seconds:.1f} s of processor time, {memory:.0f} MB, {len(sizes)} parts")
    return seconds < SECONDS and memory < MEGABYTES and max(sizes) < LARGEST


def main(words: Sequence[str]) -> bool:
    """Run what was asked for."""
    asked = argparse.ArgumentParser()
    parts_ = asked.add_subparsers(dest="work", required=True)
    reading = parts_.add_parser("read")
    reading.add_argument("archives", nargs="+", type=Path)
    reading.add_argument("--beside", nargs="*", type=Path, default=[])
    reading.add_argument("--mailman", action="store_true")
    timing = parts_.add_parser("issue")
    timing.add_argument("posts", nargs="?", type=int, default=1_000)
    given = asked.parse_args(words)
    if given.work == "issue":
        return time_issue(given.posts)
    return read_issue(given.archives, given.beside, mailman=given.mailman)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

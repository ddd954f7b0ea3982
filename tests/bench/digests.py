"""
Issues of the digest: what a reader sees twice, how large the parts are, how long an issue takes.

    python -m tests.bench.digests read FOLDER_OF_EML ... [--beside DIGEST.txt] [--mailman]
    python -m tests.bench.digests lost FOLDER_OF_EML [LABELS.jsonl] [--mixed]
    python -m tests.bench.digests issue [POSTS]

``read``: the share of runs of five words that stand in the issue oftener than anybody wrote them:
than in the authors' own words, and once in an article, a signature or a quotation; headings, names and
buttons count too, and the share without them is told beside. ``--beside`` measures another program's digest of the same posts, ``--mailman`` that
which a real Mailman 3 makes of them (installed where it is missing). ``lost``: the
lines of the authors' own words that a form of the issue lacks at the post's place; whose a line is, people said (``LABELS``,
as tests/real has them) or the reading of posts. Issues are of up to sixty posts of one list (the name of
a file up to its last hyphen), with ``--mixed`` of all. ``issue``: an
issue of so many invented posts with quotations, its seconds of processor time and memory.
"""

import argparse
import email
import email.policy
import html
import json
import mailbox
import random
import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bot.mail import read
from bot.mail.post import Post, ZoneKind
from bot.notices import Entry, write_issue
from bot.notices.outgoing import Outgoing
from tests.bench.common import invented_post, invented_text
from tests.bench.mailman_behind import Mailman
from tests.parts.letters import opened, parts
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import ADDRESS, LIST_ID
from tests.parts.sink import RecordingSink

LIST = replace(SALON, digest_formats=("html", "plain"), self_service="salon-bot@lists.example.org")
LARGEST = 95_000  # octets of an HTML part
ISSUE = 60  # posts
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


def own_lines(post: Post, label: Mapping[str, Any] | None) -> list[str]:
    """The lines that are the author's own, by what people said, else by the reading of posts."""
    if label is None:
        return [line for zone in post.zones if zone.kind is ZoneKind.OWN for line in zone.text.split("\n")]
    body = post.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].decode("utf-8", "replace").split("\n")
    return [
        line
        for zone, first, last in label["zones"]
        if zone == "own"
        for line in body[int(first) - 1 : int(last)]
    ]


def sections(mails: Sequence[Outgoing]) -> dict[str, dict[str, str]]:
    """Of each form the text that stands at each post's place, by its Message-ID."""
    plain: dict[str, str] = {}
    names: dict[str, str] = {}
    pages = []
    for mail in mails:
        message = opened(mail)
        for one in parts(message, "text/plain"):
            for head, body in re.findall(r"(?ms)^(Message: \d+\n.*?)\n\n(.*?)\n\n-{30}$", _text(one)):
                fields = dict(re.findall(r"(?m)^([A-Z][\w-]*):\s+<?(.*?)>?$", head))
                number = str(fields["Message"])
                name = names.setdefault(number, str(fields.get("Message-ID", number)))
                plain[name] = f"{plain.get(name, '')}\n{body}"
        pages += [_text(one) for one in parts(message, "text/html")[-1:]]
    shown: dict[str, str] = {}
    for page in pages:
        for number, body in re.findall(
            r'(?s)<div class="e[^"]*" id="m(\d+)">(.*?)(?=<div class="e|\Z)', page
        ):
            name = names.get(number, number)
            links = "\n".join(re.findall('<a href="([^"]+)"', body))
            text = html.unescape(re.sub(r"<[^>]+>", " ", body) + links)
            shown[name] = f"{shown.get(name, '')}\n{text}"
    return {"plain": plain, "HTML": shown}


def _text(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def _seen(text: str) -> str:
    """Small letters, without what no form shows: format characters, which forge the look of a line."""
    return "".join(char for char in text.casefold() if unicodedata.category(char) != "Cf")


def lacks(section: str, line: str) -> bool:
    """Whether words of the line do not stand there in their order, or at all where a link is shown shorter than it is."""
    words = re.findall(r"\w+", _seen(line))
    shown = re.findall(r"\w+", _seen(section))
    if not words or " ".join(words) in " ".join(shown):
        return False
    return "://" not in line or bool(Counter(words) - Counter(shown))


def with_id(file: Path) -> bytes:
    """The post, with a Message-ID where it has none, by which it is found in an issue."""
    raw = file.read_bytes()
    return raw if read(raw).message_id else f"Message-ID: <{file.stem}@example.org>\n".encode() + raw


class Lost:
    """What forms of issues lack of their authors' own words."""

    def __init__(self) -> None:
        self.posts = self.words = 0
        self.missing: Counter[str] = Counter()
        self.named: Counter[str] = Counter()

    def look(self, files: Sequence[Path], told: Mapping[str, Mapping[str, Any]]) -> None:
        """Make one issue of these posts, and print each own line that does not stand at its post's place."""
        posts = {file.name: read(with_id(file)) for file in files}
        entries = [Entry(case=f"c{number}", post=post) for number, post in enumerate(posts.values())]
        mails = write_issue(entries, replace(LIST, digest_formats=("html", "plain", "mime")), 1, a_stamp)
        octets = b"".join(mail.raw for mail in mails).replace(b"\r\n", b"\n")
        decoded = b"\n".join(
            bytes(part.get_payload(decode=True) or b"").replace(b"\r\n", b"\n")
            for mail in mails
            for part in opened(mail).walk()
            if not part.is_multipart()
        )
        found = sections(mails)
        for name, post in posts.items():
            lines = own_lines(post, told.get(name))
            self.posts += 1
            self.words += sum(map(_words, lines))
            body = post.raw[post.body_at :].replace(b"\r\n", b"\n").strip()
            if body not in octets and body not in decoded:
                self.missing["MIME"] += sum(map(_words, lines))
                print(f"{name}, MIME: not as it was sent")
            for form, texts in found.items():
                for line in lines:
                    if lacks(texts.get(post.message_id or "", ""), line):
                        elsewhere = not lacks("\n".join(texts.values()), line)
                        (self.named if elsewhere else self.missing)[form] += _words(line)
                        print(f"{name}, {form}{', elsewhere' if elsewhere else ''}: {line[:100]!r}")


def _words(line: str) -> int:
    return len(re.findall(r"\w+", line))


def lost(archive: Path, labels: Path | None, *, mixed: bool) -> bool:
    """Print the own lines that are not at their post's place, and whether the issue has them elsewhere."""
    lines = labels.read_text().splitlines() if labels else []
    told = {one["name"]: one for one in map(json.loads, lines)}
    files = [file for file in sorted(archive.glob("*.eml")) if not told or file.name in told]
    if mixed:
        random.Random(5).shuffle(files)
    groups: dict[str, list[Path]] = {}
    for file in files:
        groups.setdefault("" if mixed else file.stem.rpartition("-")[0], []).append(file)
    all_lost = Lost()
    for group in groups.values():
        for at in range(0, len(group), ISSUE):
            all_lost.look(group[at : at + ISSUE], told)
    print(
        f"{all_lost.posts} posts, {all_lost.words:,} own words; nowhere in the issue: "
        f"{dict(all_lost.missing)}; in another post only: {dict(all_lost.named)}"
    )
    return not all_lost.missing


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
    losing = parts_.add_parser("lost")
    losing.add_argument("archive", type=Path)
    losing.add_argument("labels", nargs="?", type=Path)
    losing.add_argument("--mixed", action="store_true")
    timing = parts_.add_parser("issue")
    timing.add_argument("posts", nargs="?", type=int, default=1_000)
    given = asked.parse_args(words)
    if given.work == "issue":
        return time_issue(given.posts)
    if given.work == "lost":
        return lost(given.archive, given.labels, mixed=given.mixed)
    return read_issue(given.archives, given.beside, mailman=given.mailman)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

"""
A generator of an mbox as lists have them: mixed posts, threads, habits of authors; the same for every seed.

It writes as it goes, so a million posts need no more memory than ten. Run:
``python -m tests.bench.corpus POSTS FILE``.
"""

import base64
import datetime as dt
import quopri
import random
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.common import WORDS, invented_text

BEGIN = dt.datetime(2019, 1, 1, 6, tzinfo=dt.UTC)
AUTHORS = 400
REMEMBERED = 200  # earlier posts that may still be answered
FOOTER = (
    "_______________________________________________\nSalon mailing list -- salon@lists.example.org\n"
    "To unsubscribe send an email to salon-leave@lists.example.org\n"
)
ACCENTS = str.maketrans({"a": "ä", "o": "ö", "'": "’"})
KINDS = {
    "own": 22,
    "reply": 34,
    "top": 14,
    "article": 12,
    "forward": 6,
    "short": 4,
    "alternative": 4,
    "html": 2,
    "attachment": 1,
    "all caps": 1,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What of a post its answers need."""

    message_id: str
    subject: str
    author: int
    text: str


def write_mbox(path: Path, posts: int, seed: int = 1) -> int:
    """Write an mbox (mboxrd) of so many posts, 6 to 7 KB each in the mean; its octets."""
    octets = 0
    with path.open("wb") as file:
        for post in mbox_posts(posts, seed):
            octets += file.write(post)
    return octets


def mbox_posts(posts: int, seed: int = 1) -> Iterator[bytes]:
    """Each post with its From_ line and the empty line behind it."""
    for when, author, raw in posts_of(posts, seed):
        line = f"From {_address(author)} {when:%a %b} {when.day:2} {when:%H:%M:%S %Y}\n".encode()
        yield line + raw.replace(b"\nFrom ", b"\n>From ") + b"\n"


def posts_of(posts: int, seed: int = 1) -> Iterator[tuple[dt.datetime, int, bytes]]:
    """When a post came, who wrote it, the message (LF)."""
    chance, sent = random.Random(seed), deque[Sent](maxlen=REMEMBERED)
    articles = [_article_lines(chance, number) for number in range(40)]
    when = BEGIN
    for number in range(posts):
        when += dt.timedelta(seconds=chance.randint(60, 5_000))
        yield _post(chance, number, when, sent, articles)


def _post(
    chance: random.Random, number: int, when: dt.datetime, sent: deque[Sent], articles: list[str]
) -> tuple[dt.datetime, int, bytes]:
    author = min(int(chance.expovariate(1 / 60)), AUTHORS - 1)  # few write much
    kind = chance.choices([*KINDS], list(KINDS.values()))[0]
    above = chance.choice(sent) if sent and kind in {"reply", "top"} else None
    subject = above.subject if above else _subject(chance, kind)
    text = _text(chance, kind, above, articles)
    message_id = f"corpus.{number}.{chance.getrandbits(48):x}@{_address(author).partition('@')[2]}"
    sent.append(Sent(message_id, subject, author, text[:3_000]))
    shown = f"Re: {subject}" if above else subject
    head = _head(author, when, shown, message_id, above.message_id if above else None)
    return when, author, (head + _body(chance, kind, text)).encode()


def _head(author: int, when: dt.datetime, subject: str, message_id: str, above: str | None) -> str:
    thread = f"In-Reply-To: <{above}>\nReferences: <{above}>\n" if above else ""
    domain = _address(author).partition("@")[2]
    return (
        f"Return-Path: <salon-bounces@lists.example.org>\n"
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.{author % 250}])\n"
        f"\tby lists.example.org (Postfix) with ESMTPS id {message_id[7:17]}\n"
        f"\tfor <salon@lists.example.org>; {when:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Authentication-Results: lists.example.org; dmarc=pass header.from={domain}; spf=pass\n"
        f"From: Author Number{author} <{_address(author)}>\nTo: salon@lists.example.org\n"
        f"Subject: [Salon] {subject}\nDate: {when:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Message-ID: <{message_id}>\n{thread}List-Id: <salon.lists.example.org>\nPrecedence: list\nMIME-Version: 1.0\n"
    )


def _body(chance: random.Random, kind: str, text: str) -> str:
    if kind == "html":
        return f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{_markup(text)}"
    if kind == "alternative":
        return (
            'Content-Type: multipart/alternative; boundary="half"\n\n--half\nContent-Type: text/plain; charset=utf-8\n'
            f"Content-Transfer-Encoding: 8bit\n\n{text}\n--half\nContent-Type: text/html; charset=utf-8\n"
            f"Content-Transfer-Encoding: 8bit\n\n{_markup(text)}\n--half--\n"
        )
    if kind == "attachment":
        data = base64.encodebytes(chance.randbytes(chance.randint(5_000, 200_000))).decode()
        return (
            'Content-Type: multipart/mixed; boundary="half"\n\n--half\nContent-Type: text/plain\n\n'
            f"{text}\n--half\nContent-Type: application/pdf; name=minutes.pdf\nContent-Transfer-Encoding: base64\n\n{data}\n--half--\n"
        )
    if chance.random() < 0.3:
        written = quopri.encodestring(text.translate(ACCENTS).encode()).decode()
        return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{written}"
    return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"


def _text(chance: random.Random, kind: str, above: Sent | None, articles: list[str]) -> str:
    own = _wrapped(invented_text(chance, int(chance.lognormvariate(7, 0.9))))
    if kind == "short":
        own = f"{chance.choice(WORDS).capitalize()}, {chance.choice(WORDS)}.\n"
    if kind == "all caps":
        own = own.upper()
    if kind == "article":
        own = own if chance.random() < 0.7 else ""
        own += "\n" + chance.choice(articles)
    if kind == "forward":
        own = own[:300] + "\n" + _forwarded(chance)
    if above:
        own = _answer(chance, kind, own, above)
    return own + _signature(chance) + FOOTER


def _answer(chance: random.Random, kind: str, own: str, above: Sent) -> str:
    attribution = (
        f"On Mon, Jan 12, 2026 at 6:04 PM Author Number{above.author} <{_address(above.author)}> wrote:\n"
    )
    lines = above.text.split("\n")
    if kind == "top":
        return f"{own}\n{attribution}\n" + "\n".join(f"> {line}" for line in lines) + "\n"
    begin = chance.randrange(max(len(lines) - 8, 1))
    return attribution + "\n" + "\n".join(f"> {line}" for line in lines[begin : begin + 8]) + f"\n\n{own}\n"


def _forwarded(chance: random.Random) -> str:
    return (
        "---------- Forwarded message ---------\nFrom: Bo Example <bo@example.com>\n"
        f"Date: Mon, Jan 12, 2026 at 6:04 PM\nSubject: The {chance.choice(WORDS)}\nTo: Ann Example <ann@example.net>\n\n\n"
        + invented_text(chance, 3_000)
    )


def _article_lines(chance: random.Random, number: int) -> str:
    words = " ".join(chance.choices(WORDS, k=7)).title()
    return (
        f"https://www.example.org/2026/01/{number % 28 + 1:02}/world/{chance.choice(WORDS)}-{number}.html?utm_source=mail\n\n"
        f"{words}\n\nBy Bo Example and Cy Example\n\nJan. 12, 2026\n\n{invented_text(chance, chance.randint(4_000, 12_000))}"
    )


def _signature(chance: random.Random) -> str:
    return "\n-- \nAnn Example\nHarbour Road 4\nhttps://ann.example.org/\n" if chance.random() < 0.3 else "\n"


def _markup(text: str) -> str:
    return "".join(f"<p>{part}</p>\n" for part in text.split("\n\n"))


def _subject(chance: random.Random, kind: str) -> str:
    words = f"The {' '.join(chance.choices(WORDS, k=3))}"
    return {"all caps": words.upper(), "forward": f"Fwd: {words}"}.get(kind, words)


def _address(author: int) -> str:
    return f"author{author}@example{author % 7}.example.net"


def _wrapped(text: str) -> str:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if len(line) + len(word) > 71:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    print(f"{write_mbox(Path(sys.argv[2]), int(sys.argv[1])):,} octets")

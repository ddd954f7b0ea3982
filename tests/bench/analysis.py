"""
Bench: how many posts a second one core reads and divides, by kind, and how many it tells apart.

Beside each figure stands that of the standard library, which parses the same
octets and decodes their bodies, in the same run: its ratio to ours says more
about another machine than posts a second do. Run: ``python -m tests.bench.analysis``.
"""

import base64
import email
import os
import random
import statistics
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from email.message import Message
from typing import Any

from bot.mail import identify, read
from tests.bench.common import WORDS, invented_post, invented_text

ROUNDS = 5
SECONDS = 0.4
SIZES = (6_000, 7_500, 9_000)
FOOTER = (
    "_______________________________________________\nSalon mailing list -- salon@lists.example.org\n"
    "To unsubscribe send an email to salon-leave@lists.example.org\n"
)
SIGNATURE = "\n-- \nAnn Example\nHarbour Road 4\nhttps://ann.example.org/\n"
UMLAUTS = str.maketrans({"a": "ä", "o": "ö", "'": "’"})


def main() -> None:
    """Print a table: kind, mean octets, posts a second of read(), of identify(), of the yardstick."""
    print(f"load average {os.getloadavg()[0]:.2f}; Python {sys.version.split()[0]}; medians of {ROUNDS}")
    print(f"{'kind':<22}{'octets':>9}{'read/s':>9}{'identify/s':>12}{'stdlib/s':>10}{'ratio':>8}")
    for kind, posts in invented().items():
        rates = [rate(work, posts) for work in (read, identify, parse)]
        octets = statistics.fmean(map(len, posts))
        print(
            f"{kind:<22}{octets:>9.0f}{rates[0]:>9.0f}{rates[1]:>12.0f}{rates[2]:>10.0f}{rates[0] / rates[2]:>8.2f}"
        )


def rate(work: Callable[[bytes], object], posts: Sequence[bytes]) -> float:
    """Posts a second, the median of five rounds of at least 0.4 seconds; by the processor's clock."""
    return statistics.median(_round(work, posts) for _ in range(ROUNDS))


def _round(work: Callable[[bytes], object], posts: Sequence[bytes]) -> float:
    done, start = 0, time.process_time()
    while (taken := time.process_time() - start) < SECONDS:
        for raw in posts:
            work(raw)
        done += len(posts)
    return done / taken


def parse(raw: bytes) -> list[Any]:
    """The yardstick: the standard library's parser, and every leaf decoded."""
    message: Message[str, str] = email.message_from_bytes(raw)
    return [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]


def invented(seed: int = 1, each: int = 30) -> dict[str, list[bytes]]:
    """Posts of 6 to 9 KB of every kind that lists see, and the largest ones that are read; none is twice the same."""
    chance = random.Random(seed)
    kinds = {
        "own, long lines": lambda text: text,
        "own, wrapped": _wrapped,
        "own, accents": lambda text: _wrapped(text).translate(UMLAUTS),
        "signature and footer": lambda text: _wrapped(text) + SIGNATURE + FOOTER,
        "links": lambda text: _linked(chance, _wrapped(text)),
        "reply, answer on top": _top_post,
        "reply, inline": _inline,
        "forward, Gmail": _gmail,
        "forward, Outlook": _outlook,
        "article": _article,
    }
    posts = {kind: [_post(chance, write, n) for n in range(each)] for kind, write in kinds.items()}
    posts["bench post"] = [invented_post(chance, n, SIZES[n % 3]) for n in range(each)]
    posts["plain and HTML"] = [_alternative(chance, SIZES[n % 3]) for n in range(each)]
    posts["HTML only"] = [_html_only(chance, SIZES[n % 3]) for n in range(each)]
    posts["attachment of 5 MB"] = [_attachment(chance)]
    posts["text of 1 MB"] = [_message(_wrapped(invented_text(chance, 900_000)), "Tea")]
    return posts


def _post(chance: random.Random, write: Callable[[str], str], number: int) -> bytes:
    text = invented_text(chance, SIZES[number % len(SIZES)] - 800)
    subject = f"About the {chance.choice(WORDS)} {chance.choice(WORDS)}"
    if write in (_top_post, _inline):
        return _message(write(text), f"Re: {subject}", "In-Reply-To: <before@example.net>\n")
    return _message(write(text), f"Fwd: {subject}" if write in (_gmail, _outlook, _article) else subject)


def _message(text: str, subject: str, more: str = "", content: str = "text/plain; charset=utf-8") -> bytes:
    head = (
        "Return-Path: <ann@example.net>\nReceived: from mail.example.net (mail.example.net [192.0.2.7])\n"
        " by mx.example.org (Postfix) with ESMTPS id 4F00BA for <salon@lists.example.org>;\n"
        " Tue, 13 Jan 2026 08:02:12 +0000 (UTC)\n"
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.net; dmarc=pass header.from=example.net\n"
        "From: Ann Example <ann@example.net>\nTo: Salon <salon@lists.example.org>\n"
        f"Subject: [Salon] {subject}\nDate: Tue, 13 Jan 2026 08:02:11 +0000\n"
        f"Message-ID: <bench.{abs(hash(text)):x}@example.net>\nMIME-Version: 1.0\n{more}"
        f"User-Agent: Example 1.0\nContent-Type: {content}\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + text).replace("\n", "\r\n").encode()


def _wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in text.split("\n\n"))


def _quoted(lines: Iterable[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _linked(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    for number in range(0, len(lines), 12):
        lines[number] += (
            f" https://www.example.org/{chance.choice(WORDS)}/{number}?utm_source=salon&id={number}"
        )
    return "\n".join(lines)


def _top_post(text: str) -> str:
    lines = _wrapped(text).split("\n")
    third = len(lines) // 3
    attribution = "On Mon, 12 Jan 2026 at 18:04, Bo Example <bo@example.com> wrote:"
    return "\n".join(lines[:third]) + SIGNATURE + f"\n{attribution}\n\n" + _quoted(lines[third:]) + "\n"


def _inline(text: str) -> str:
    paragraphs = _wrapped(text).split("\n\n")
    said = [part if number % 3 else _quoted(part.split("\n")) for number, part in enumerate(paragraphs)]
    return "Bo Example <bo@example.com> wrote:\n\n" + "\n\n".join(said) + SIGNATURE


def _gmail(text: str) -> str:
    paragraphs = _wrapped(text).split("\n\n")
    mark = (
        "---------- Forwarded message ---------\nFrom: Bo Example <bo@example.com>\nDate: Mon, Jan 12, 2026 at 6:04 PM\n"
        "Subject: The harbour\nTo: Ann Example <ann@example.net>\n\n\n"
    )
    return "\n\n".join(paragraphs[:2]) + f"\n\n{mark}" + "\n\n".join(paragraphs[2:])


def _outlook(text: str) -> str:
    paragraphs = text.split("\n\n")
    mark = (
        "________________________________\nFrom: Bo Example <bo@example.com>\nSent: Monday, January 12, 2026 6:04 PM\n"
        "To: Ann Example <ann@example.net>; Cy Example <cy@example.com>\nSubject: The harbour\n\n"
    )
    return "\n\n".join(paragraphs[:2]) + f"\n\n{mark}" + "\n\n".join(paragraphs[2:])


def _article(text: str) -> str:
    paragraphs = text.split("\n\n")
    front = (
        "https://www.example.org/2026/01/12/world/harbour-council-barrier.html\n\n"
        "Harbour Council Agrees to New Barrier for the River\n\nBy Bo Example and Cy Example\n\nJan. 12, 2026\n\n"
    )
    return "FM: Dee Example\n\n" + "\n\n".join(paragraphs[:3]) + f"\n\n{front}" + "\n\n".join(paragraphs[3:])


def _alternative(chance: random.Random, octets: int) -> bytes:
    text = invented_text(chance, octets // 2 - 500)
    parts = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{_wrapped(text)}\n--b\nContent-Type: text/html\n\n{_markup(text)}\n--b--\n"
    return _message(parts, "Tea", content="multipart/alternative; boundary=b")


def _html_only(chance: random.Random, octets: int) -> bytes:
    return _message(_markup(invented_text(chance, octets - 1_000)), "Tea", content="text/html; charset=utf-8")


def _markup(text: str) -> str:
    return "".join(f"<p><b>{part[:9]}</b>{part[9:]}</p>\n" for part in text.split("\n\n"))


def _attachment(chance: random.Random) -> bytes:
    data = base64.encodebytes(chance.randbytes(5_000_000)).decode()
    parts = (
        f"--b\nContent-Type: text/plain\n\n{invented_text(chance, 6_000)}\n--b\nContent-Type: application/pdf; name=a.pdf\n"
        f"Content-Transfer-Encoding: base64\n\n{data}\n--b--\n"
    )
    return _message(parts, "Tea", content="multipart/mixed; boundary=b")


if __name__ == "__main__":
    main()

"""What the benches share: invented posts, and yardsticks of the machine they run on."""

import os
import random
import tempfile
import time

WORDS = [
    "ferry",
    "harbour",
    "council",
    "winter",
    "letter",
    "bridge",
    "tower",
    "market",
    "river",
    "stone",
    "paper",
    "window",
    "garden",
    "engine",
    "museum",
    "ticket",
    "morning",
    "timetable",
    "captain",
    "authority",
    "barrier",
    "valley",
    "meeting",
    "engineer",
    "question",
    "answer",
    "number",
    "year",
]


def flush_milliseconds(rounds: int = 200) -> float:
    """What one fdatasync of 4 KB takes here, the median."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=".") as file:
        for _ in range(rounds):
            file.write(b"x" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - started)
    return sorted(taken)[rounds // 2] * 1000


def invented_text(chance: random.Random, octets: int) -> str:
    """Sentences in paragraphs, about so many octets."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < octets:
        sentences = (" ".join(chance.choices(WORDS, k=chance.randint(6, 18))).capitalize() for _ in range(4))
        paragraphs.append(". ".join(sentences) + ".\n\n")
    return "".join(paragraphs)


def invented_post(chance: random.Random, number: int, octets: int) -> bytes:
    """A plain post of one's own, as a receiving server leaves it; CRLF."""
    text = invented_text(chance, octets - 500)
    head = (
        f"Return-Path: <author{number % 97}@example.net>\n"
        "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"
        f"From: Author {number % 97} <author{number % 97}@example.net>\nTo: salon@lists.example.org\n"
        f"Subject: About the {chance.choice(WORDS)}\nDate: Tue, 13 Jan 2026 08:02:11 +0000\n"
        f"Message-ID: <bench.{number}.{chance.getrandbits(64):x}@example.net>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    )
    return (head + text).replace("\n", "\r\n").encode()

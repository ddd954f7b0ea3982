"""
The mails that cost a reader most: how long each takes, and how much memory, in a process of its own.

    python -m tests.bench.poison

The mails are those of tests/unit/mail/test_hostile.py that pass a limit or come near it. The bars: 10 s of
the processor, 512 MB.
"""

import multiprocessing
import resource
import sys
import time
from typing import Any

from bot.mail import read
from tests.unit.mail.test_hostile import ONLY_WORDS, READ, REFUSED

SECONDS, MEMORY = 10.0, 512.0


def main() -> int:
    """Measure and print, the dearest first; 1 where one misses a bar."""
    found = []
    context = multiprocessing.get_context("fork")
    for name, raw in (REFUSED | ONLY_WORDS | READ).items():
        answers = context.SimpleQueue()
        process = context.Process(target=_read, args=(raw, answers))
        process.start()
        found.append((*answers.get(), len(raw), name))
        process.join()
    for seconds, memory, octets, name in sorted(found, reverse=True)[:10]:
        print(f"{1000 * seconds:8.0f} ms {memory:6.0f} MB   {octets / 1e6:5.1f} MB of mail: {name}")
    seconds, memory = max(each[0] for each in found), max(each[1] for each in found)
    print(
        f"{len(found)} mails: {seconds:.2f} s and {memory:.0f} MB at most (bars: {SECONDS:.0f} s, {MEMORY:.0f} MB)"
    )
    return int(seconds > SECONDS or memory > MEMORY)


def _read(raw: bytes, answers: Any) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    read(raw)
    seconds = time.process_time() - began
    answers.put((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


if __name__ == "__main__":
    sys.exit(main())

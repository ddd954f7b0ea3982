"""
Bench: mutated mails through the whole of reading, none of which may raise, or take long.

Run: ``python -m tests.bench.fuzz [NUMBER] [SEED]``. Prints how many were read, the
slowest, and where one was misread the octets, as Python writes them, with the reason.
"""

import json
import statistics
import sys
import time
from dataclasses import dataclass, field

from bot.mail import read
from bot.mail.describe import describe
from tests.parts.mutants import mutants, whole_mails

NUMBER = 60_000
SLOW = 0.1


@dataclass
class Tally:
    """What came out: seconds of each mail, the slowest mail, the mails that were misread and why."""

    seconds: list[float] = field(default_factory=list)
    slowest: bytes = b""
    wrong: list[tuple[bytes, str]] = field(default_factory=list)


def fuzz(number: int, seed: int) -> Tally:
    """Read so many mutated mails."""
    tally = Tally(wrong=[(raw, fault) for raw in whole_mails() if (fault := misread(raw))])
    for raw in mutants(seed, number):
        start = time.process_time()
        fault = misread(raw)
        spent = time.process_time() - start
        if spent > max(tally.seconds, default=0):
            tally.slowest = raw
        tally.seconds.append(spent)
        if fault:
            tally.wrong.append((raw, fault))
    return tally


def misread(raw: bytes) -> str:
    """What is wrong with how a mail is read; "" where nothing is."""
    try:
        post = read(raw)
        json.dumps(describe(post, "-"), ensure_ascii=False).encode()
    except Exception as error:  # noqa: BLE001 - any is a fault of ours, and is told
        return f"{type(error).__name__}: {error}"
    if "\n".join(zone.text for zone in post.zones) != post.text:
        return "the zones are not the text"
    following = [zone.last_line + 1 for zone in post.zones]
    return (
        "" if [zone.first_line for zone in post.zones] == [1, *following[:-1]] else "the lines do not follow"
    )


def main(arguments: list[str]) -> int:
    """Run, print, and say by the exit status whether all was well."""
    number, seed = (*map(int, arguments), NUMBER, 1)[:2] if len(arguments) != 1 else (int(arguments[0]), 1)
    tally = fuzz(number, seed)
    for raw, fault in tally.wrong[:10]:
        print(f"{fault}\n  {raw!r}")
    seconds = sorted(tally.seconds)
    print(
        f"{number} mails, seed {seed}: {len(tally.wrong)} misread; median {statistics.median(seconds) * 1e3:.2f} ms, "
        f"slowest {seconds[-1] * 1e3:.1f} ms ({len(tally.slowest)} octets)"
    )
    return 1 if tally.wrong or seconds[-1] > SLOW else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

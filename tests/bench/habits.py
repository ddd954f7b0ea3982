"""
How often the habits of other systems lead in one step to the right rule: names x shapes, 29,000 lines.

    python -m tests.bench.habits [SHARE] [-v KIND ...]

SHARE is the share of the lines that is tried, drawn by a fixed seed, 1 by default (ten
minutes). The kinds behind -v are shown line by line; what they mean stands in ``tests.parts.habits``.
"""

import random
import sys
from collections import Counter

from tests.parts.habits import guesses, verdict_of


def main() -> None:
    """Print how many of each kind, and those of the kinds that are asked for."""
    wanted = frozenset(sys.argv[sys.argv.index("-v") + 1 :]) if "-v" in sys.argv else frozenset[str]()
    share = float(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "-v" else 1.0
    chance, count = random.Random(1), Counter[str]()
    missed = {"fact": Counter[tuple[str, str]](), "shape": Counter[tuple[str, str]]()}
    for guess in guesses():
        if chance.random() >= share:
            continue
        kind, said = verdict_of(guess)
        count[kind] += 1
        if kind != "right":
            missed["fact"][guess.meaning.fact, kind] += 1
            missed["shape"][guess.shape, kind] += 1
        if kind in wanted:
            print(f"{kind:10} {guess.written!r}  [{guess.meaning.fact}]\n           {said}")
    for of_what, each in missed.items():
        print(f"missed by {of_what}")
        for (name, kind), number in each.most_common():
            print(f"  {number:4} {kind:10} {name}")
    for kind, number in count.most_common():
        print(f"{kind:10} {number:6} of {count.total()}, {100 * number / count.total():.1f} %")


if __name__ == "__main__":
    main()

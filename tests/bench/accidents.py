"""
How many slips of the keyboard in the shipped rule files are caught when they are loaded.

    python tests/bench/accidents.py [COUNT] [SEED]

COUNT accidents in each file, outside comments, free text (because, guideline,
names of rules) and word lists; those that change nothing are not counted.
"""

import random
import sys
from collections import Counter

from tests.parts.accidents import KINDS, LETTERS, SHIPPED, Result, accidents, known_words, tried


def results(count: int, seed: int) -> list[Result]:
    """Every accident tried."""
    chance = random.Random(seed)
    return [tried(accident) for path in SHIPPED for accident in accidents(path, chance, count)]


def main() -> None:
    """Print the figures, and what was missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    found = results(count, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    made, caught = Counter[str](), Counter[str]()
    for one in found:
        made[one.accident.kind] += 1
        caught[one.accident.kind] += bool(one.errors)
    for kind in KINDS:
        if made[kind]:
            print(
                f"{kind:20} {caught[kind]:5} of {made[kind]:5} caught, {100 * caught[kind] / made[kind]:.1f} %"
            )
    print(
        f"{'all':20} {sum(caught.values()):5} of {len(found):5} caught, {100 * sum(caught.values()) / len(found):.1f} %"
    )
    words = {path: known_words(path) for path in SHIPPED}
    misspelt = [
        one
        for one in found
        if one.errors and one.accident.kind in LETTERS and one.accident.word in words[one.accident.path]
    ]
    right = [one for one in misspelt if one.suggested]
    print(
        f"right word named: {len(right)} of {len(misspelt)}, {100 * len(right) / max(1, len(misspelt)):.1f} %"
    )
    if "-v" in sys.argv:
        _tell([one for one in found if not one.errors], "NOT CAUGHT")
        _tell([one for one in misspelt if not one.suggested], "NOT NAMED")


def _tell(ones: list[Result], why: str) -> None:
    for one in ones:
        accident = one.accident
        line = accident.text.split("\n")[accident.line - 1]
        said = one.errors[0].message + " = " + one.errors[0].help if one.errors else ""
        print(
            f"{why} {accident.path.name}:{accident.line} {accident.kind} [{accident.word}] {line.strip()}  {said}"
        )


if __name__ == "__main__":
    main()

"""
Bench: mutated MIME trees, on which reader and rewriting must agree about every attached file.

Run: ``python -m tests.bench.mime_edits [NUMBER] [SEED]``. Tries each change and the
repost on every tree; prints how many came out right, were held, and what disagreed.
"""

import sys
from collections import Counter

from tests.parts.rewriting import CHANGES, disagreement, repost_disagreement
from tests.parts.trees import mutated_trees

NUMBER = 20_000


def main(arguments: list[str]) -> int:
    """Run, print, and say by the exit status whether all agreed."""
    number, seed = (int(one) for one in [*arguments, *[str(NUMBER), "1"][len(arguments) :]])
    right, held, why = Counter[str](), Counter[str](), Counter[str]()
    wrong: list[tuple[str, str, bytes]] = []
    for _, raw in mutated_trees(seed, number):
        for name in [*CHANGES, "repost"]:
            fault = repost_disagreement(raw) if name == "repost" else disagreement(raw, name)
            right[name] += fault is None
            if fault and fault.startswith("held: "):
                held[name] += 1
                why[fault[6:]] += 1
            elif fault:
                wrong.append((name, fault, raw))
    for name, fault, raw in wrong[:10]:
        print(f"{name}: {fault}\n  {raw!r}")
    for name in [*CHANGES, "repost"]:
        print(f"{name:16} {right[name]:6} agree, {held[name]:5} held")
    for reason, times in why.most_common(8):
        print(f"held {times:5} times: {reason}")
    print(f"{number} trees, seed {seed}: {len(wrong)} disagreements")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

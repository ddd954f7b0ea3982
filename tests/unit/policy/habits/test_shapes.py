"""Names and shapes of other systems, a sample of them: each leads to the right rule, or to no other."""

import random
from collections import Counter

from tests.parts.habits import guesses, verdict_of

TRIED = 80


def test_names_and_shapes_of_other_systems_lead_to_the_right_rule():
    sample = random.Random(7).sample(list(guesses()), TRIED)

    found = [(verdict_of(guess)[0], guess.written) for guess in sample]

    count = Counter(kind for kind, _ in found)
    missed = "\n".join(f"{kind}: {written}" for kind, written in found if kind != "right")
    assert count["misleading"] + count["silent"] <= TRIED * 0.02, missed
    assert count["right"] >= TRIED * 0.85, missed

"""How often a test tries what it tries: a tenth of it on the other Pythons of a machine, many times in `make faults`."""

import os

FEW, MANY = "TRY_FEW_TIMES", "TRY_MANY_TIMES"
"""Set in the environment: the question is whether it works on this Python; so many times as often as usual."""


def tries(number: int) -> int:
    """So many tries, a tenth of them, or many times as many."""
    if os.environ.get(FEW):
        return max(1, number // 10)
    return number * int(os.environ.get(MANY, "1"))

"""How often a test tries what it tries: often here, a tenth of that on the other Pythons of the machine."""

import os

FEW = "LISTWARDEN_TESTS_FEW"
"""Set in the environment where the question is whether it works on this Python, not where it breaks."""


def tries(number: int) -> int:
    """So many tries, or a tenth of them."""
    return max(1, number // 10) if os.environ.get(FEW) else number

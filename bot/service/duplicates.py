"""Whether a message that came before came again, or somebody else's copy of it did."""

from collections.abc import Sequence
from enum import Enum

from bot.lifecycle import State
from bot.store import Case

REACHED_NOBODY = frozenset({State.DISCARDED, State.REFUSED})
"""Where a copy has come to nothing: the next one is judged as if it were the first."""


class Copy(Enum):
    """What a message is beside the earlier ones with its Message-ID and content."""

    FIRST = "first"
    SAME = "same"
    DIFFERS = "differs"


def compare(case: Case, earlier: Sequence[Case], *, proven: bool) -> Copy:
    """
    What a message is beside its earlier copies; ``proven``: our server confirmed its author.

    Only a copy that was posted, digested, returned, or waits stands for it, and
    only one that is as well proven: else whoever sends a copy first decides what
    becomes of the author's own. One that differs in what decides (return address,
    Reply-To, Auto-Submitted ...) is for a person to see.
    """
    known = [old for old in earlier if old.state not in REACHED_NOBODY]
    if any(old.state is State.TAKEN for old in known):
        return Copy.DIFFERS  # nobody knows yet what it is
    rivals = [old for old in known if old.proven or not proven]
    if not rivals:
        return Copy.FIRST
    return Copy.SAME if any(_alike(case, old) for old in rivals) else Copy.DIFFERS


def _alike(case: Case, old: Case) -> bool:
    """Whether nothing that decides is different; what is not on record does not count."""
    pairs = ((case.signals_hash, old.signals_hash), (case.reverse_path, old.reverse_path))
    return all(None in pair or pair[0] == pair[1] for pair in pairs)

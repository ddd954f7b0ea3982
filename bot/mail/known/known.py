"""What is known of a post before it is divided."""

from typing import NamedTuple


class Known(NamedTuple):
    """
    Keys of lines (``line_key``) that tell whose a line of a post is.

    ``closing``: have closed earlier posts of its author; ``footers``: have
    closed posts of many; ``answered``: stand in the post that it answers.
    """

    closing: frozenset[int] = frozenset()
    footers: frozenset[int] = frozenset()
    answered: frozenset[int] = frozenset()


class Asked(NamedTuple):
    """
    Of which post something may be known: its author (an address in lower case), and what it answers.

    ``answers`` are Message-IDs, the nearest first; ``thread`` is the key of its
    subject where it answers a post that it does not name, else 0.
    """

    author: str
    answers: tuple[str, ...] = ()
    thread: int = 0


NOTHING = Known()
"""What is known where nobody has told anything."""

"""What a format of the digest must provide."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.notices.digests.issue import Issue
from bot.notices.digests.parts import Weigh


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """
    A digest format.

    ``write`` gives a MIME part with its own fields, from the issue and a seed
    for boundaries. Forms with a number in ``alternative`` travel together in
    one multipart/alternative, lowest first; one without it is a mail of its own.
    Where ``weigh`` tells the octets of a post, an issue is cut into parts by it.
    """

    name: str
    write: Callable[[Issue, str], bytes]
    alternative: int | None = None
    weigh: Weigh | None = None

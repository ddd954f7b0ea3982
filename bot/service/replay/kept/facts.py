"""The facts of a post as an earlier replay has kept them."""

import datetime as dt
from collections.abc import Callable, Mapping

from bot.facts import Context, Facts, Value
from bot.facts.facts import Told, asked
from bot.facts.kinds import UNKNOWN

Find = Callable[[str], Value | None]
"""The value of a fact that is kept of a post; None where none is."""


class KeptFacts(dict[str, Value]):
    """
    What rules may know of a post that is not read again unless they ask what nobody asked before.

    ``read_again`` gives the facts of the post itself. As a dictionary it holds
    what has been asked so far, as ``Facts`` does.
    """

    __slots__ = ("_find", "_post", "_read_again", "context")

    def __init__(self, find: Find, context: Context, read_again: Callable[[], Facts]) -> None:
        super().__init__()
        self._find = find
        self._read_again = read_again
        self._post: Facts | None = None
        self.context = context

    def __missing__(self, name: str) -> Value:
        value = self._find(name)
        if value is None:
            if self._post is None:
                self._post = self._read_again()
            value = self._post[name]
        self[name] = value
        return value

    def within(self, name: str, span: dt.timedelta) -> Value:
        """Unknown, since a post alone has no past; KeyError without such a fact."""
        return self.setdefault(asked(name, span)[0], UNKNOWN)

    @property
    def read(self) -> Mapping[str, object]:
        """The facts asked so far as plain data."""
        return Told(self)

    def spans(self, _: str) -> tuple[tuple[int, int], ...] | None:
        """No lines: where they are told the post is read."""
        return None

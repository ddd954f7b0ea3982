"""The weights of the signs: a table that a person can read and change."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

ZONES = ("own", "head", "body", "tail")
"""The zones among which a division is sought; head, body and tail make an article."""

START = "start"
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Weights:
    """
    What every sign tells.

    ``signs``: zone, sign, weight; ``follow``: zone above, zone, weight; ``change``: what an own
    zone and an article are parted by; ``post``: what tells for an article as such.
    """

    signs: Mapping[str, Mapping[str, float]]
    follow: Mapping[str, Mapping[str, float]]
    change: Mapping[str, float]
    post: Mapping[str, float]
    _rows: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)

    def row(self, signs: tuple[str, ...]) -> tuple[float, ...]:
        """What these signs tell together for each of ZONES."""
        found = self._rows.get(signs)
        if found is None:
            found = tuple([sum([self.signs[zone].get(sign, 0.0) for sign in signs]) for zone in ZONES])
            if len(self._rows) < _MOST_KEPT:
                self._rows[signs] = found
        return found


def read_weights(text: str) -> Weights:
    """Weights from their table."""
    table = tomllib.loads(text)
    return Weights(
        signs={zone: table.get(zone, {}) for zone in ZONES},
        follow=table["follow"],
        change=table["change"],
        post=table["post"],
    )


@functools.cache
def weights() -> Weights:
    """The weights that come with the program."""
    return read_weights((resources.files("bot.mail.article") / "weights.toml").read_text("utf-8"))

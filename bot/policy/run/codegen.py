"""
Writes small Python functions for the conditions of a rule.

What a rule file says never gets into their text: every word, number and test
of it is a constant, which the text calls ``k1``, ``k2`` ... Conditions of one
shape have the same text, and it is compiled once.
"""

from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

from bot.facts import UNKNOWN
from bot.policy.model.conditions import Asked
from bot.policy.model.tests import Is, Test, Within

NAME = "written"


class Scribe:
    """A function that is being written: its lines, and the constants that they name."""

    __slots__ = ("_constants", "_lines")

    def __init__(self, *parameters: str) -> None:
        self._lines = [f"def {NAME}({', '.join(parameters)}):"]
        self._constants: dict[str, object] = {"UNKNOWN": UNKNOWN}

    def name(self, constant: object) -> str:
        """The name of a constant."""
        name = f"k{len(self._constants)}"
        self._constants[name] = constant
        return name

    def add(self, *lines: str) -> None:
        """Write on."""
        self._lines += [f"    {line}" for line in lines]

    def fact(self, asked: Asked) -> str:
        """The words that get the value of a fact."""
        name = self.name(asked.fact)
        return (
            f"facts[{name}]" if asked.within is None else f"facts.within({name}, {self.name(asked.within)})"
        )

    def test(self, test: Test, value: str) -> str:
        """The words that test a known value; those of numbers and of yes or no are bare comparisons."""
        match test:
            case Within(least=None, most=None):
                return f"{self.name(test.holds)}({value})"
            case Within(least=least, most=most, strict=strict):
                signs = (">", "<") if strict else (">=", "<=")
                sides = zip(signs, (least, most), strict=True)
                return " and ".join(
                    f"{value} {sign} {self.name(side)}" for sign, side in sides if side is not None
                )
            case Is(wanted=wanted):
                return f"{value} is {wanted}"
            case _:
                return f"{self.name(test.holds)}({value})"

    def made(self) -> Callable[..., Any]:
        """The function."""
        known = dict(self._constants)
        exec(_compiled("\n".join(self._lines)), known)  # noqa: S102 - our own words alone, see above
        made: Callable[..., Any] = known[NAME]  # type: ignore[assignment]  # the text defines it
        return made


@lru_cache(maxsize=1_024)
def _compiled(text: str) -> CodeType:
    return compile(text, "<rule>", "exec")

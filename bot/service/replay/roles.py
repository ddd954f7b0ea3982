"""What a rule's number means for many posts at once."""

from typing import NamedTuple

from bot.policy.model.rule import Rule
from bot.policy.run.many import AskMany, Column, Many, Mask, asking_many, marked
from bot.service.replay.thresholds import SIDES, Turned


class Roles(NamedTuple):
    """The posts for which a number means the same, by ``Turned.role``; for the rest it means nothing."""

    always: Mask
    inside: Mask
    outside: Mask


class AskRoles:
    """Asks of many posts what a number means for each."""

    def __init__(self, turned: Turned) -> None:
        self.threshold = turned.threshold
        self._needed = turned.needed
        self._held, self._failed = (_asking(one.rule) for one in (turned.held, turned.failed))

    def column(self, many: Many, where: Mask) -> Column:
        """The numbers that the posts of a mask have."""
        return many.column(self.threshold.fact, self.threshold.within, where)

    def of(self, many: Many, awake: Mask, caught: Mask) -> Roles:
        """The roles of posts on whose day the rule is asked, some of which it has ``caught``."""
        column = self.column(many, awake)
        side, value = SIDES[self.threshold.side], self.threshold.value
        numbered = awake & ~column.open
        holds = numbered & marked([side(number, value) for number in column.numbers()])
        fails = numbered ^ holds
        always = inside = outside = 0
        if self._needed:
            inside |= holds & caught
        else:
            hits = self._failed(many, holds)[0] if holds else 0
            always |= hits & caught
            outside |= hits & ~caught
            inside |= (holds ^ hits) & caught
        hits = self._held(many, fails)[0] if fails else 0
        always |= hits & caught
        inside |= hits & ~caught
        outside |= (fails ^ hits) & caught
        return Roles(always, inside, outside)


def _asking(rule: Rule) -> AskMany:
    return asking_many(rule.when, rule.unless)

"""Counts how a rule's numbers divide the posts, for rules that ask the posts alone."""

from collections.abc import Sequence
from itertools import compress

from bot.policy import Policy
from bot.policy.model.verdict import Outcome
from bot.policy.run.many import Many, Mask, marked
from bot.service.replay.left_open import FROM_THE_PAST, facts_in
from bot.service.replay.roles import AskRoles
from bot.service.replay.row import CAUGHT, LETTERS, Said
from bot.service.replay.thresholds import Tally, Threshold, Turned, is_near, turned

Tallies = dict[Threshold, Tally]
MATCH, OFF = LETTERS[Outcome.MATCH], LETTERS[Outcome.OFF]


class Gauge:
    """Counts what the numbers mean; those of a rule that asks history are measured when it is known."""

    def __init__(self, policy: Policy) -> None:
        self._numbers = [
            (place, [_Number(one) for one in numbers])
            for place, rule in enumerate(policy.rules)
            if not rule.questions and not FROM_THE_PAST & set(facts_in(rule))
            if (numbers := turned(rule, policy.names))
        ]

    def found(self) -> Tallies:
        """What was counted, by threshold, in the order of the file; nothing of a number that met no post."""
        every = [one for _, numbers in self._numbers for one in numbers]
        return {one.threshold: one.tally for one in every if one.tally != Tally()}

    def measure(self, many: Many, said: Sequence[Said]) -> list[tuple[str, ...]]:
        """Count posts; for each the rules that hit it by a narrow number."""
        near: list[dict[str, None]] = [{} for _ in said]
        for place, numbers in self._numbers:
            letters = [one.outcomes[place] for one in said]
            awake = marked([letter != OFF for letter in letters])
            caught = marked([letter in CAUGHT for letter in letters])
            for one in numbers:
                for narrow in one.count(many, awake, caught):
                    if letters[narrow] == MATCH:
                        near[narrow][one.threshold.rule] = None
        return list(map(tuple, near))


class _Number:
    """One number of a rule, counted."""

    def __init__(self, turned_: Turned) -> None:
        self.threshold = turned_.threshold
        self.tally = Tally()
        self._roles = AskRoles(turned_)

    def count(self, many: Many, awake: Mask, caught: Mask) -> list[int]:
        """Count posts; the places of those that lie narrowly on their side."""
        roles = self._roles.of(many, awake, caught)
        numbers = self._roles.column(many, awake).numbers()
        self.tally.always += roles.always.bit_count()
        return [
            *self._add(many, numbers, roles.inside, "inside"),
            *self._add(many, numbers, roles.outside, "outside"),
        ]

    def _add(self, many: Many, numbers: Sequence[float], where: Mask, role: str) -> list[int]:
        if not where:
            return []
        seen = list(many.places(where))
        found = [numbers[place] for place in seen]
        self.tally.count_all(self.threshold, role, found)
        return list(compress(seen, [is_near(self.threshold, number) for number in found]))

"""Counts how a rule's numbers divide the posts, for rules that ask the posts alone."""

from bot.policy import Policy
from bot.policy.model.conditions import Source
from bot.policy.model.verdict import Outcome
from bot.policy.run.answers import State
from bot.service.replay.past import FROM_THE_PAST, facts_in
from bot.service.replay.row import CAUGHT, LETTERS, Said
from bot.service.replay.thresholds import Tally, Threshold, turned

Tallies = dict[Threshold, Tally]
MATCH, OFF = LETTERS[Outcome.MATCH], LETTERS[Outcome.OFF]


class Gauge:
    """Counts what the numbers mean; those of a rule that asks history are measured when it is known."""

    def __init__(self, policy: Policy) -> None:
        self._numbers = [
            (place, one, Tally())
            for place, rule in enumerate(policy.rules)
            if not rule.questions and not FROM_THE_PAST & set(facts_in(rule))
            for one in turned(rule, policy.names)
        ]

    def found(self) -> Tallies:
        """What was counted, by threshold, in the order of the file; nothing of a number that met no post."""
        return {one.threshold: tally for _, one, tally in self._numbers if tally != Tally()}

    def measure(self, said: Said, facts: Source, state: State) -> tuple[str, ...]:
        """Count one post; the rules that hit it by a narrow number. ``state`` is what deciding left."""
        near = dict[str, None]()
        for place, one, tally in self._numbers:
            letter = said.outcomes[place]
            if letter == OFF:
                continue
            role = one.role(facts, state, caught=letter in CAUGHT)
            if role and tally.count(one.threshold, role, one.seen(facts)) and letter == MATCH:
                near[one.threshold.rule] = None
        return tuple(near)

"""Mails that nobody would send go through a running daemon, and harm nobody."""

from tests.bench.mutated import arriving, play
from tests.parts.salon import Salon

NUMBER = 60


def test_mutated_mails_are_all_on_record_and_keep_no_good_post(salon: Salon):
    outcome = play(salon, list(arriving(NUMBER, seed=3)), NUMBER // 2)

    assert (outcome.lost, outcome.left, outcome.exceptions) == (0, 0, [])
    assert outcome.memory < 300_000_000
    assert len(outcome.states) > 3

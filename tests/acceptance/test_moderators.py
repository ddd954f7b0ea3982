"""Moderation by mail through the running daemon; tests/bench/moderators.py does the same in 14 programs' forms."""

from tests.bench.moderators import orders, prepare, together
from tests.parts.salon import Salon


def test_every_command_does_what_it_says_once_and_tells_it(salon: Salon):
    prepare(salon, 10_000)

    assert not orders(salon, ["gmail-html-only"])


def test_of_two_at_the_same_moment_one_wins_and_the_other_hears_it(salon: Salon):
    prepare(salon, 10_000)

    assert not together(salon)

"""The promise under kill -9; tests/bench/kills.py runs the same a hundred times over."""

import random

from tests.bench.kills import run


def test_nothing_is_lost_and_nothing_comes_twice_when_the_daemon_is_killed():
    result = run(6, 24, random.Random(11))

    assert result.good, result
    assert result.gap_kills == 3

"""The promise under kill -9 with Postfix in front; ``python -m tests.bench.handed kills`` runs the same a hundred times over."""

from tests.bench.handed import kills


def test_nothing_that_was_answered_is_lost_when_the_daemon_is_killed():
    result = kills(4, 24, seed=7)

    assert result.good, str(result)

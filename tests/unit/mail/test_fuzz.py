"""Whatever the octets are: a post comes back, soon, and its zones are its text."""

from tests.bench.fuzz import fuzz

NUMBER = 3_000
SECONDS = 0.25  # of processor time; a quarter of that on a machine that does nothing else


def test_no_mutated_mail_raises_or_takes_long():
    tally = fuzz(NUMBER, seed=7)

    assert tally.wrong == []
    assert max(tally.seconds) < SECONDS

"""Whatever the octets are: a post comes back, soon, and its zones are its text."""

from tests.bench.fuzz import fuzz, misread
from tests.parts.tries import tries
from tests.parts.yardstick import cost

NUMBER = 300
YARDS = 25  # a tenth of a second and more on machines of today


def test_no_mutated_mail_raises_or_takes_long():
    tally = fuzz(tries(NUMBER), seed=7)

    assert tally.wrong == []
    assert cost(lambda: misread(tally.slowest)) < YARDS

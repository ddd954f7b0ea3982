"""Faulty posts reach the list by one short answer; tests/bench/returns.py does the same with sixty."""

from tests.bench.returns import play
from tests.parts.faulty import made
from tests.parts.salon import Salon

SAMPLE = {
    "too-long-no-link",
    "nothing-right",
    "of-a-digest",
    "list-footer",
    "html-and-picture",
    "small-print",
}


def test_faulty_posts_reach_the_list_by_one_answer_with_their_authors_words_unchanged(salon: Salon):
    outcome = play(salon, [one for one in made() if one.name in SAMPLE])

    assert sorted(outcome.arrived) == sorted(SAMPLE), str(outcome)
    assert (outcome.changed, outcome.long) == ([], [])

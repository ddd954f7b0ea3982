"""Whether an answer reads like a program's costs no more a line for a text of very many lines."""

import pytest

from bot.dialogue.machines import reads_like_one
from tests.parts.yardstick import steepness


@pytest.mark.parametrize("line", ["\n", "- \n", "\n>", "your message \n"])
def test_a_text_of_very_many_lines_takes_time_that_grows_with_it_alone(line):
    few, many = (line * lines for lines in (1_000, 8_000))

    assert steepness(lambda: reads_like_one(few), lambda: reads_like_one(many), enough=20) < 20


def test_a_line_that_begins_with_what_it_is_is_known():
    assert reads_like_one("Dear Sir\n\n*** Auto-reply: I have left.\n")

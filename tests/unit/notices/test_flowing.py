"""What an owner wrote over several lines, as notices print it."""

import pytest

from bot.notices.flowing import paragraphs


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One line,\nwrapped.", [["One line, wrapped."]]),
        ("One.\n\nTwo.", [["One."], ["Two."]]),
        ("Write:\nFM: Your Name\nURL\n", [["Write:", "FM: Your Name", "URL"]]),
        ("Say:\n- what is\n  new\n- why", [["Say:", "- what is new", "- why"]]),
        (
            "It says:\na line that an editor broke because it was longer than its window is\nwide.",
            [["It says:", "a line that an editor broke because it was longer than its window is ", "wide."]],
        ),
    ],
)
def test_lines_that_are_shown_and_items_stay_apart(text, blocks):
    assert paragraphs(text) == blocks

"""Lines that name an article's writer."""

import pytest

from bot.mail.zones.printed.bylines import byline_of


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Example", "Ann Example"),
        ("By Ann Example, Herald staff reporter", "Ann Example"),
        ("By Ann Example (staff counsel)", "Ann Example"),
        ("By Ann Example, Bo Example and Carl Example", "Ann Example, Bo Example and Carl Example"),
        ("By Monday, we will know", None),
        ("By then the road was shut, they said", None),
    ],
)
def test_names_of_a_byline_are_told_without_what_the_writers_are(line, names):
    assert byline_of(line) == names

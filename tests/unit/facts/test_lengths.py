"""How long the parts of a post are."""

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from tests.parts.rulefiles import NOW


@pytest.mark.parametrize("delimiter", ["-- ", "--"])
def test_the_delimiter_is_no_line_of_a_signature(delimiter):
    text = f"Subject: x\n\nIt rained.\n\n{delimiter}\nAnn Lee\nExample Ltd\n1 Road\nTown\n"
    assert Facts(read(text.encode()), Context(now=NOW))["signature.lines"] == 4

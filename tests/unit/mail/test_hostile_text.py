"""Texts that look like forwards, quotations and articles thousands of times cost no more than their length."""

import pytest

from bot.mail import read
from tests.parts.yardstick import cost

HEAD = b"From: Ann <ann@example.com>\nSubject: [Salon] Fwd: A bridge is a bridge\n\n"
MARK = b"---------- Forwarded message ---------\n"
ARTICLE = b"https://example.org/a\n\nA Bridge Is A Bridge\n\nBy Ann Example\n\n"
BARS = b"".join(b"Dora <d@example.org> wrote:\nA%03dB> x\n\n" % number for number in range(2600))
TEXTS = {
    "marks": MARK * 8000,
    "marks that end": (
        MARK + b"From: a@example.org\nDate: 1 May 2026\n\nx\n----- End forwarded message -----\n"
    )
    * 1600,
    "marks, then ends": (MARK + b"x\n") * 3000 + b"----- End forwarded message -----\n" * 2000,
    "rules below marks": b"----------  Forwarded Message  ----------\n" * 100 + (b"-" * 60 + b"\n") * 7000,
    "initials": BARS,
    "trace lines": b"X-A: b\n y\n" * 4000,
    "header lines": b"From: a\nX-A: b\n\n" * 2600,
    "table rows": b"| From | a@example.org |\n| To | x |\n" * 4000,
    "frames": b">>> 1.1.2026 9:15 >>>\n" * 8000,
    "rules in an article": ARTICLE + b"word word word.\n\n---\n\n" * 3000,
    "open quotation marks": ARTICLE + "“I think we are ".encode() * 20_000,
    "an article of one letter": ARTICLE + (b"word " * 100 + b"\n\n") * 50 + b"I " * 100_000,
}


@pytest.mark.dear
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_hostile_text_is_divided_at_little_cost(name):
    assert cost(lambda: read(HEAD + TEXTS[name])) < 100

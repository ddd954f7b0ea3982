"""What is a telephone number, and what only looks like one."""

import pytest

from bot.facts.phones import count_phone_numbers
from tests.parts.yardstick import cost


@pytest.mark.parametrize(
    "text",
    [
        "Call 030 1234567.", "+41 44 123 45 67", "(555) 010-1234", "555-010-1234", "555-0123", "Tel: 123456", "+491701234567",
        "call me on 07700 900123", "Phone +1 (212) 555-0199 ext 4", "06 12 34 56 78", "0301234567", "☎ 12 34 56 78",
    ],
)  # fmt: skip
def test_a_number(text):
    assert count_phone_numbers(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "On 2026-01-05 it cost 1 250 000.", "ISBN 978-3-16-148410-0", "1914-1918 and 2003/04, 12.05.2026",
        "pp. 123-4567", "192.168.1.100", "10.000.000 people", "2026-01-05 12:30", "€ 1.200.300,50", "lines 100-200",
        "at 10-12 or 14-16", "https://example.org/2026/01/05/123-456-7890", "version 3.11.2.10", "$300-500 2000-2500",
        "ticket 2023-11223344", "0.1234567",
    ],
)  # fmt: skip
def test_no_number(text):
    assert count_phone_numbers(text) == 0


def test_text_of_digits_takes_no_more_than_its_length():
    assert cost(lambda: count_phone_numbers("12 34-56 " * 20_000)) < 200

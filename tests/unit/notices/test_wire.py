"""Header fields as octets: each with its folded lines, in work that grows as the header does."""

from bot.notices import wire
from tests.parts.yardstick import cost


def test_fields_keep_their_folded_lines():
    head = b"A: b\r\n c\r\n\td\r\n\r\n e\r\nF:\r\n"
    assert wire.fields(head) == [b"A: b\r\n c\r\n\td\r\n e\r\n", b"F:\r\n"]


def test_a_field_of_very_many_lines_takes_no_more_work_a_line():
    few, many = (b"A: b\r\n" + b" c\r\n" * lines for lines in (10_000, 100_000))
    assert cost(lambda: wire.fields(many)) < 25 * max(cost(lambda: wire.fields(few)), 0.3)

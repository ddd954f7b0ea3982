"""Header fields as octets: each with its folded lines, in work that grows as the header does."""

import base64
import tracemalloc

import pytest

from bot.notices import entity, wire
from tests.parts.yardstick import steepness


def test_fields_keep_their_folded_lines():
    head = b"A: b\r\n c\r\n\td\r\n\r\n e\r\nF:\r\n"
    assert wire.fields(head) == [b"A: b\r\n c\r\n\td\r\n e\r\n", b"F:\r\n"]


def test_a_field_of_very_many_lines_takes_no_more_work_a_line():
    few, many = (b"A: b\r\n" + b" c\r\n" * lines for lines in (5_000, 50_000))
    assert steepness(lambda: wire.fields(few), lambda: wire.fields(many), enough=25) < 25


@pytest.mark.parametrize("before", [0, 999_990, 1_000_003])
@pytest.mark.parametrize(("octets", "unfit"), [(998, False), (999, True)])
def test_a_line_that_is_too_long_is_found_wherever_it_stands(before, octets, unfit):
    some = b"- \r\n" * (before // 4) + b"x" * octets + b"\r\n" + b"- \r\n" * 30_000
    assert wire.is_unfit(some) is unfit
    assert wire.is_unfit(some[: before // 4 * 4 + octets]) is unfit


@pytest.mark.parametrize("raw", [b"a\rb\r\n", b"a\nb\r\n", b"a\0b\r\n"])
def test_stray_ends_and_nul_are_found(raw):
    assert wire.is_unfit(raw)
    assert not wire.is_unfit(b"a\r\n\r\nb")
    assert not wire.is_unfit(b"")


def test_looking_for_long_lines_takes_no_list_of_all_lines():
    raw = b"a line of a few words\r\n" * 200_000
    tracemalloc.start()
    assert not wire.is_unfit(raw)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 9_000_000


def test_base64_of_many_blocks_is_that_of_the_whole():
    data = bytes(range(256)) * 5_000
    assert entity.base64_lines(data) == base64.encodebytes(data).rstrip(b"\n").replace(b"\n", b"\r\n")

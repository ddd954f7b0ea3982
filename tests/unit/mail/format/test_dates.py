"""Dates as they are written in mail."""

import datetime as dt

import pytest

from bot.mail.format.dates import read_date


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 08 Jan 2026 09:14:07 +0100", "2026-01-08T09:14:07+01:00"),
        ("8 Jan 2026 09:14 -0330", "2026-01-08T09:14:00-03:30"),
        ("Thu, 8 Jan 2026 09:14:07 -0000", "2026-01-08T09:14:07+00:00"),
        ("Thu, 8 Jan 2026 09:14:07 GMT (Greenwich)", "2026-01-08T09:14:07+00:00"),
        ("8 Jan 26 9:14 EST", "2026-01-08T09:14:00-05:00"),
        ("8 Jan 98 09:14:07 +0000", "1998-01-08T09:14:07+00:00"),
        ("8 Jan 126 09:14:07 +0000", "2026-01-08T09:14:07+00:00"),
        ("Thu Jan  8 09:14:07 2026", "2026-01-08T09:14:07+00:00"),
        ("Thu Jan  8 09:14:07 CET 2026", "2026-01-08T09:14:07+01:00"),
        ("2026-01-08T09:14:07Z", "2026-01-08T09:14:07+00:00"),
        ("2026-01-08 09:14:07.123+01:00", "2026-01-08T09:14:07+01:00"),
        ("Thu, 8 January 2026 09:14:07 PM +0100", "2026-01-08T21:14:07+01:00"),
        ("Wed, 31 Dec 2025 23:59:60 +0000", "2025-12-31T23:59:59+00:00"),
        ("Thu, 08 Jan 2026 09:14:07 +9999", "2026-01-08T09:14:07+00:00"),
        ("Thu, 08 Jan 2026 09:14:07 XYZ", "2026-01-08T09:14:07+00:00"),
        ("Thu, 08-Jan-2026 09:14:07 +0000", "2026-01-08T09:14:07+00:00"),
    ],
)
def test_a_date_is_an_aware_moment(written, meant):
    date, expected = read_date(written), dt.datetime.fromisoformat(meant)
    assert date == expected
    assert date is not None
    assert date.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "Thu, 08 Jan 99999999999999 09:14:07 +0100", "32 Jan 2026 01:01:01", "8 Foo 2026 09:14", "8 Jan 0000 01:01:01",
     "8 Jan 9999 01:01:01 -2359", "8 Jan 2026 25:00:00", "Thu Jan  8 09:14:07", "8 Jan 1 09:14", "1" * 5_000],
)  # fmt: skip
def test_what_names_no_moment_is_none(written):
    assert read_date(written) is None


def test_every_moment_can_be_told_in_any_zone():
    for written in ("1 Jan 1900 00:00:00 +2359", "31 Dec 9000 23:59:59 -2359"):
        date = read_date(written)
        assert date is not None
        assert date.astimezone(dt.UTC)

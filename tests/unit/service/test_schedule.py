"""When an issue is due, whatever the clocks do."""

import datetime as dt

import pytest

from bot.service.cron import next_due
from bot.service.schedule import is_due
from bot.settings import DigestSettings

SEVEN = "0 7 * * *"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def a_digest(**changes: object) -> DigestSettings:
    return DigestSettings.model_validate({"to": ["digest@lists.example.org"], **changes})


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-01-08T05:59:00+00:00", "2026-01-08T06:00:00+00:00"),
        ("2026-01-08T06:00:00+00:00", "2026-01-09T06:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "2026-03-29T05:00:00+00:00"),  # summer time began that night
        ("2026-10-24T12:00:00+00:00", "2026-10-25T06:00:00+00:00"),  # and ended
    ],
)
def test_seven_in_the_morning_is_seven_on_the_lists_own_clock(after, due):
    assert next_due(SEVEN, "Europe/Paris", at(after)) == at(due)


def test_an_hour_that_the_clocks_skip_or_repeat_makes_one_issue():
    skipped = next_due("30 2 * * *", "Europe/Paris", at("2026-03-28T12:00:00+00:00"))
    assert skipped.date() == dt.date(2026, 3, 29)
    first = next_due("30 2 * * *", "Europe/Paris", at("2026-10-24T12:00:00+00:00"))
    assert next_due("30 2 * * *", "Europe/Paris", first).date() == dt.date(2026, 10, 26)


def test_no_issue_without_a_post():
    digest = a_digest(schedule=SEVEN, max_posts=1)
    assert not is_due(digest, 0, 0, at("2026-01-01T00:00:00+00:00"), at("2026-01-09T00:00:00+00:00"))


@pytest.mark.parametrize(
    ("posts", "octets", "now", "due"),
    [
        (1, 10, "2026-01-08T06:59:59+00:00", False),
        (1, 10, "2026-01-08T07:00:00+00:00", True),
        (20, 10, "2026-01-08T06:00:00+00:00", True),
        (19, 10, "2026-01-08T06:00:00+00:00", False),
        (2, 200_000, "2026-01-08T06:00:00+00:00", True),
    ],
)
def test_an_issue_is_due_by_time_by_number_or_by_size(posts, octets, now, due):
    digest = a_digest(schedule=SEVEN, max_posts=20, max_size="200 KB")
    assert is_due(digest, posts, octets, at("2026-01-08T01:00:00+00:00"), at(now)) is due

"""When a mail that did not leave is offered again."""

import dataclasses
import datetime as dt

import pytest

from bot.lifecycle import Outcome, Receipt
from bot.notices import OutgoingKind
from bot.service.next_attempt import next_attempt
from bot.store import OutboxItem

NOW = dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC)
FIVE_DAYS = dt.timedelta(days=5)


def an_item(attempts: int, age: dt.timedelta = dt.timedelta(0)) -> OutboxItem:
    return OutboxItem(
        id=1,
        case="c",
        issue=None,
        list_id="salon",
        kind=OutgoingKind.POST,
        message_id="a@example.net",
        reverse_path="salon@example.org",
        recipients=("members@example.org",),
        body=b"",
        attempts=attempts,
        created=NOW - age,
    )


def told(outcome: Outcome, *, judged: bool = True) -> list[Receipt]:
    return [Receipt(recipient="members@example.org", outcome=outcome, reply="", judged=judged)]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 300), (2, 600), (3, 1200), (4, 2400), (5, 4000), (50, 4000), (10_000, 4000)]
)
def test_the_waits_grow_as_postfixs_do(attempts, seconds):
    again = next_attempt(an_item(attempts), told(Outcome.DEFERRED), NOW, FIVE_DAYS)
    assert again == NOW + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("attempts", "pause", "seconds"), [(1, 0, 2), (1, 4.0, 4), (3, 0, 8), (50, 0, 60), (2, 300.0, 60)]
)
def test_a_server_that_never_judged_a_mail_is_asked_again_within_a_minute(attempts, pause, seconds):
    unheard = told(Outcome.DEFERRED, judged=False)

    again = next_attempt(an_item(attempts), unheard, NOW, FIVE_DAYS, pause)

    assert again == NOW + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(("unknowns", "seconds"), [(0, 60), (1, 600), (2, None), (9, None)])
def test_what_may_have_arrived_is_offered_soon_then_later_and_a_third_time_is_the_last(unknowns, seconds):
    item = dataclasses.replace(an_item(7), unknowns=unknowns)
    again = next_attempt(item, told(Outcome.UNKNOWN), NOW, FIVE_DAYS)
    assert again == (None if seconds is None else NOW + dt.timedelta(seconds=seconds))


def test_after_five_days_it_is_given_up():
    old = an_item(99, age=dt.timedelta(days=5, seconds=1))
    assert next_attempt(old, told(Outcome.DEFERRED), NOW, FIVE_DAYS) is None

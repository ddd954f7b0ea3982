"""Case ids for people."""

import datetime as dt

from bot.store.ids import case_ids, heard

NOON = dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC)


def test_ids_of_a_batch_rise():
    ids = case_ids(NOON, 300)

    assert list(ids) == sorted(set(ids))
    assert ids[0].startswith("20260108-G000-")


def test_later_ids_sort_later():
    moments = [NOON + dt.timedelta(seconds=n) for n in (0, 0.1, 1, 3600, 43_199.999, 43_200, 10**6)]
    ids = [case_ids(moment, 1)[0] for moment in moments]

    assert ids == sorted(set(ids))


def test_a_full_batch_fits_at_the_end_of_a_day():
    ids = case_ids(NOON + dt.timedelta(seconds=43_199.9999), 2000)

    assert {len(one) for one in ids} == {18}
    assert {one[:8] for one in ids} == {"20260108"}


def test_the_day_is_that_of_utc():
    tokyo = dt.timezone(dt.timedelta(hours=9))

    assert case_ids(dt.datetime(2026, 1, 9, 8, tzinfo=tokyo), 1)[0].startswith("20260108-")


def test_what_people_hear_is_understood():
    assert heard(" 20260108-7f3k-2qol ") == heard("202601087F3K2Q01") == "20260108-7F3K-2Q01"

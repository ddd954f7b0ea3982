"""Values in the database."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.store.columns import LONGEST_KEY, Moment, Words, clean, key

sqlite = sa.create_engine("sqlite://").dialect
moments = st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=-9))])).filter(
    lambda moment: 2 < moment.year < 9998
)


@given(moments, moments)
def test_times_keep_their_order_and_their_microseconds_as_text(one, other):
    column = Moment()
    stored = [column.process_bind_param(moment, sqlite) for moment in (one, other)]

    assert (stored[0] < stored[1]) == (one < other)
    assert column.process_result_value(stored[0], sqlite) == one


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        Moment().process_bind_param(dt.datetime(2026, 1, 8), sqlite)  # noqa: DTZ001 - the point of the test


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_stored(text):
    stored = Words().process_bind_param(text, sqlite)

    assert stored is not None
    assert "\0" not in stored
    stored.encode("utf-8")
    assert clean(stored) == stored


@given(st.text(), st.text())
def test_keys_are_short_and_as_different_as_their_texts(one, other):
    assert (key(one) == key(other)) == (clean(one) == clean(other))
    assert len(key(one * 300)) <= LONGEST_KEY

"""What servers' answers mean; whatever they say, reading it never raises."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.imap_answers import Record, copied_of, fetched, moment, piece_of, searched

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_copyuid_pairs_old_and_new_uids():
    copied = copied_of([b"17 1:3,9 20:23", None, b"17 11 24"], [1, 2, 3, 9, 11])
    assert copied.validity == 17
    assert copied.uids == {1: 20, 2: 21, 3: 22, 9: 23, 11: 24}


def test_a_uid_set_may_hold_ranges_in_either_direction():
    assert copied_of([b"17 4,7:9,12:11 1:6"], range(1, 20)).uids == {4: 1, 7: 2, 8: 3, 9: 4, 11: 5, 12: 6}


def test_a_server_that_says_no_copyuid_leaves_both_empty():
    assert copied_of([], [1]).uids == {}


@pytest.mark.parametrize(
    "said",
    [
        b"17 1:4294967295 1:4294967295",
        b"17 1:99999999999999999999 1",
        b"x 1 1",
        b"17 1,,2 7",
        b"17 a b",
        b"17",
        b"",
    ],
)
def test_a_copyuid_claims_no_more_than_was_asked_for(said):
    assert set(copied_of([said], [1, 2]).uids) <= {1, 2}


def test_a_search_may_be_answered_in_several_lines():
    assert searched([b"1 2", None, b"", b"7 4294967296 99999999999999999999999 x -3 0 9"]) == [1, 2, 7, 9]


def test_a_fetch_gives_each_message_its_items():
    records: list[Record] = [
        b'1 (UID 5 RFC822.SIZE 30 FLAGS (\\Seen $Junk) INTERNALDATE " 1-Feb-2026 10:00:00 +0100")',
        b"2 (FLAGS (\\Seen) MODSEQ (7))",
        (b"3 (UID 9 BODY[] {7}", b"a) (b\r\n"),
        b" FLAGS ())",
        b"4 (UID 10 BODY[]<0> NIL)",
        b'5 (BODY[HEADER]<0> "a\\"b" UID 11)',
    ]
    found = fetched(records)
    assert list(found) == [5, 9, 10, 11]
    assert found[5][b"RFC822.SIZE"] == 30
    assert found[9] == {b"UID": 9, b"BODY[]": b"a) (b\r\n"}
    assert found[10][b"BODY[]<0>"] is None
    assert found[11][b"BODY[HEADER]<0>"] == b'a"b'


def test_a_literal_is_never_syntax():
    assert fetched([(b"1 (UID 5 BODY[] {1}", b")"), b" RFC822.SIZE 1)"])[5] == {
        b"UID": 5,
        b"BODY[]": b")",
        b"RFC822.SIZE": 1,
    }


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (b"17-Jul-2026 02:44:25 +0200", dt.datetime(2026, 7, 17, 0, 44, 25, tzinfo=dt.UTC)),
        (b" 7-Jul-2026 02:44:60 -0000", dt.datetime(2026, 7, 7, 2, 44, 59, tzinfo=dt.UTC)),
        (b"17-Jul-2026 02:44:25 +9999", None),
        (b"31-Dec-9999 23:59:59 -1200", None),
        (b"00-Jan-0000 00:00:00 +0000", None),
        (b"31-Feb-2026 00:00:00 +0000", None),
        (b"17-XXX-2026 02:44:25 +0200", None),
        (b"", None),
    ],
)
def test_a_date_that_cannot_be_counted_with_is_none(date, expected):
    assert moment(date) == expected


def test_a_message_without_size_or_date_is_a_message_all_the_same():
    piece = piece_of(5, {b"UID": 5}, NOW)
    assert piece is not None
    assert (piece.size, piece.received) == (None, NOW)
    assert piece_of(5, {}, NOW) is None


_noise = st.lists(
    st.one_of(
        st.none(),
        st.binary(max_size=60),
        st.text('1 (UID5BODY[]<0>"\\{}) NIL', max_size=60).map(str.encode),
        st.tuples(st.text("1 (UIDBODY[] {7}", max_size=30).map(str.encode), st.binary(max_size=20)),
    ),
    max_size=6,
)


@given(_noise)
def test_noise_raises_nothing(records):
    for said in fetched(records).values():
        piece_of(1, said, NOW)
    searched(records)
    copied_of([record for record in records if isinstance(record, bytes)], [1, 2, 3])


@given(st.binary(max_size=40))
def test_a_date_of_noise_raises_nothing(date):
    moment(date)

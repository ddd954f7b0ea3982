"""What the IMAP modules share, apart from any server."""

import datetime as dt

import pytest

from bot.intake.imap_answers import Piece
from bot.intake.imap_backoff import Backoff
from bot.intake.imap_fetch import cut
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_wire import Selected, windows


def options(**chosen):
    return ImapOptions(account="a", host="h", username="u", password="hidden", **chosen)


def pieces(*sizes):
    came = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return [Piece(uid=uid, size=size, received=came) for uid, size in enumerate(sizes, 1)]


def test_the_uids_of_a_crowded_folder_are_asked_for_in_parts():
    box = Selected(folder="INBOX", validity=1, exists=60_000, uid_next=120_001)
    assert list(windows(1, box)) == ["1:50000", "50001:100000", "100001:150000", "120001:*"]


def test_the_uids_of_a_sparse_folder_are_asked_for_at_once():
    box = Selected(folder="INBOX", validity=1, exists=60, uid_next=4_000_000_000)
    assert list(windows(7, box)) == ["7:*"]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((1, 1, 1, 1, 1), [[1, 2], [3, 4], [5]]),
        ((60, 60, 10), [[1], [2, 3]]),
        ((1, 500, 1), [[1], [2], [3]]),
        ((), []),
    ],
)
def test_batches_hold_so_many_messages_and_octets_at_most(sizes, expected):
    batches = cut(pieces(*sizes), options(batch=2, batch_bytes=100))
    assert [[piece.uid for piece in batch] for batch in batches] == expected


def test_waits_grow_to_the_longest_and_begin_anew():
    backoff = Backoff(1, 300)
    waits = [backoff.next() for _ in range(12)]
    assert waits[0] == 1
    assert all(1 <= wait <= 300 for wait in waits)
    assert all(wait >= 150 for wait in waits[-3:])
    assert backoff.next(5) <= 5
    backoff.reset()
    assert backoff.next() == 1


def test_idle_is_begun_again_before_a_server_may_take_us_for_idle():
    assert 60 <= options().renew_seconds < 29 * 60  # RFC 2177


def test_a_password_stands_in_no_representation_of_the_options():
    assert "hidden" not in repr(options())

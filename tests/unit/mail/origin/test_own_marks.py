import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.origin.own_marks import Marks, list_trace
from tests.parts.posts import a_post

SALON = Marks(secret=b"0123456789abcdef", list_id="salon.lists.example.org", domain="lists.example.org")
OTHER_LIST = Marks(secret=b"0123456789abcdef", list_id="quay.lists.example.org", domain="lists.example.org")
OTHER_SECRET = Marks(
    secret=b"fedcba9876543210", list_id="salon.lists.example.org", domain="lists.example.org"
)

WORD = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)


@given(WORD, WORD)
def test_the_bot_knows_its_own_mail_again(case, kind):
    message_id = SALON.message_id(case, kind)

    assert SALON.is_ours(message_id)
    assert SALON.is_ours(f"<{message_id.upper()}>")
    assert SALON.message_id(case, kind) == message_id
    assert SALON.kind_of(message_id) == kind.lower()


@given(WORD, WORD, WORD)
def test_a_message_id_is_well_formed_and_one_mails_alone(case, kind, other):
    atom = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    made = {SALON.message_id(*words) for words in {(case, kind), (kind, case), (case, other), (other, kind)}}

    assert len(made) == len({(case, kind), (kind, case), (case, other), (other, kind)})
    for message_id in made:
        assert re.fullmatch(rf"{atom}(\.{atom})*@{atom}(\.{atom})*", message_id), "RFC 5322 3.6.4, 3.2.3"
        assert len(f"Message-ID: <{message_id}>") <= 998


@given(WORD, WORD)
def test_nobody_else_can_make_a_message_id_of_the_bot(case, kind):
    message_id = SALON.message_id(case, kind)

    assert not OTHER_SECRET.is_ours(message_id)
    assert not OTHER_LIST.is_ours(message_id)
    assert not SALON.is_ours(f"x{message_id}")
    assert not SALON.is_ours(f"{message_id}.example")


@given(st.text(max_size=200))
def test_no_other_text_is_taken_for_a_message_id_of_the_bot(text):
    assert not SALON.is_ours(text)


@pytest.mark.parametrize(
    ("case", "kind"), [("", "return"), ("1 2", "return"), ("1", "re.turn"), ("1>\r\nBcc: x", "y")]
)
def test_what_would_break_a_message_id_is_refused(case, kind):
    with pytest.raises(ValueError, match="no word"):
        SALON.message_id(case, kind)


def test_a_short_secret_is_refused_and_a_good_one_not_shown():
    with pytest.raises(ValueError, match="16 octets"):
        Marks(secret=b"short", list_id="a.example.org", domain="example.org")
    assert "0123456789abcdef" not in repr(SALON)


def test_a_post_that_went_through_the_list_carries_its_mark():
    post = a_post(("X-Loop", SALON.loop_mark("tides.1@example.net")))

    assert SALON.mark_of(post) == "ours"
    assert SALON.carries_loop_mark(post)


def test_the_mark_of_a_folded_field_in_another_case_counts():
    mark = SALON.loop_mark("<tides.1@example.net>").upper().replace(" ", "\r\n  ")

    assert SALON.carries_loop_mark(a_post(("x-loop", mark)))


@pytest.mark.parametrize(
    "mark",
    [
        SALON.loop_mark("another.post@example.net"),
        OTHER_SECRET.loop_mark("tides.1@example.net"),
        "salon.lists.example.org",
        "<Salon.lists.example.org> x",
        "salon.lists.example.org é\udc80",
    ],
)
def test_a_mark_in_our_name_that_we_did_not_make_is_forged(mark):
    post = a_post(("X-Loop", mark.encode("utf-8", "replace").decode()))

    assert SALON.mark_of(post) == "forged"
    assert not SALON.carries_loop_mark(post)


def test_a_genuine_mark_counts_beside_a_forged_one():
    post = a_post(("X-Loop", "salon.lists.example.org 0"), ("X-Loop", SALON.loop_mark("tides.1@example.net")))

    assert SALON.mark_of(post) == "ours"


@pytest.mark.parametrize(
    "value", ["salon@lists.example.org", OTHER_LIST.loop_mark("tides.1@example.net"), ""]
)
def test_the_marks_of_others_mean_nothing_to_us(value):
    assert SALON.mark_of(a_post(("X-Loop", value))) is None


def test_an_answer_to_our_mail_is_known_by_what_it_refers_to():
    post = a_post(
        ("In-Reply-To", f"<{SALON.message_id('17', 'return')}>"),
        ("References", f"<a@example.net> <{SALON.message_id('3', 'digest')}>"),
    )

    assert tuple(SALON.answered(post).values()) == ("return", "digest")
    assert next(iter(SALON.answered(post))) == SALON.message_id("17", "return")
    assert OTHER_SECRET.answered(post) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Id", "Salon <salon.lists.example.org>"),
        ("List-Id", "<SALON.lists.example.org>"),
        ("X-BeenThere", "salon@lists.example.org"),
        ("List-Post", "<mailto:salon@lists.example.org>"),
    ],
)
def test_a_field_of_this_very_list_is_its_trace(name, value):
    assert list_trace(a_post((name, value)), "salon.lists.example.org", "salon@lists.example.org") == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Id", "<other.salon.lists.example.org>"),
        ("List-Id", "salon.lists.example.org.evil.example"),
        ("X-BeenThere", "nosalon@lists.example.org"),
        ("List-Post", "<mailto:salon@lists.example.orgx>"),
    ],
)
def test_fields_of_other_lists_are_no_trace_of_ours(name, value):
    assert list_trace(a_post((name, value)), "salon.lists.example.org", "salon@lists.example.org") is None

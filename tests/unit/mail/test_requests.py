"""Words to the list manager: known where they are one, and nowhere else."""

import datetime as dt

import pytest

from bot.mail import read
from bot.mail.requests import Ask, request_of
from tests.parts.salon import post


@pytest.mark.parametrize(
    ("subject", "text", "ask"),
    [
        ("unsubscribe", "", Ask.LEAVE),
        ("Unsubscribe!", "Please take me off this list.\n\n-- \nAnn Lee\nExample Ltd", Ask.LEAVE),
        ("", "unsubscribe", Ask.LEAVE),
        ("Re: Salon: Tea, Rain · 8 Jan", "digest\n\n> Today's Topics:\n>\n> 1. Tea", Ask.DIGEST),
        ("[Salon] mail", "", Ask.MAIL),
        ("abmelden", "", Ask.LEAVE),
        ("help", "", Ask.HELP),
        ("pause", "", Ask.PAUSE),
        ("plain", "", Ask.PLAIN),
        ("subscribe", "", Ask.SUBSCRIBE),
        ("Digest of the week", "The council met again.", None),
        (
            "unsubscribe",
            "I think that " + "a word about it matters, since many never find the way out. " * 3,
            None,
        ),
        ("Help with my bicycle", "Where can I have it mended?", None),
        ("Tea", "mail", None),
        ("Fwd: unsubscribe", "", None),
        ("leave it to the council", "", None),
    ],
)
def test_what_is_a_request(subject, text, ask):
    found = request_of(read(post(text, subject=subject)))

    assert (found.ask if found else None) == ask


@pytest.mark.parametrize(
    ("words", "days", "until"),
    [
        ("pause 2 weeks", 14, None),
        ("pause 10 days", 10, None),
        ("Pause for 3 Wochen", 21, None),
        ("vacation until 2026-12-24", None, dt.date(2026, 12, 24)),
        ("pause", 14, None),
    ],
)
def test_how_long_a_pause_is(words, days, until):
    found = request_of(read(post("", subject=words)))

    assert found is not None
    assert (found.days, found.until) == (days, until)


def test_a_token_names_the_member():
    found = request_of(read(post("", subject="unsubscribe abcdefghijklmn27")))

    assert found is not None
    assert (found.ask, found.token) == (Ask.LEAVE, "abcdefghijklmn27")

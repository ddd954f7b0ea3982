"""Signatures of an author's domain: the example of RFC 8463, and what must not count."""

import datetime as dt

import pytest

from bot.mail import read
from bot.mail.origin.dkim import signatures_of, verifies
from tests.parts.salon import post
from tests.parts.signing import record, signed

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ED25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
RSA = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi"
    "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kr"
    "yOTIKT+l/K4w3QIDAQAB"
)
RFC_8463 = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""


def holds(raw, key=None, at=AT):
    """For each signature that counts whether it is good."""
    found = read(raw)
    return [verifies(found, each, key or record()) for each in signatures_of(found, at)]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_the_example_of_the_standard_holds_under_both_of_its_keys(ends):
    found = read(RFC_8463.replace(b"\n", ends))

    assert [each.key_at for each in signatures_of(found, AT)] == [
        "brisbane._domainkey.football.example.com",
        "test._domainkey.football.example.com",
    ]
    assert [[verifies(found, each, key) for key in (ED25519, RSA)] for each in signatures_of(found, AT)] == [
        [True, False],
        [False, True],
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"We lost", b"We won"),
        (b"joe@", b"ann@"),
        (b"Is dinner", b"Was dinner"),
        (b"Joe.\n", b"Joe.\nMore.\n"),
    ],
)
def test_what_was_changed_on_the_way_does_not_hold(before, after):
    assert holds(RFC_8463.replace(before, after), RSA) == [False, False]


def test_relaxed_signatures_bear_what_servers_do_to_white_space():
    changed = RFC_8463.replace(b"game.  Are", b"game. \t Are").replace(b"yet?\n", b"yet?  \n") + b"\n\n"

    assert holds(changed.replace(b"Subject: Is", b"SUBJECT:  Is"), RSA) == [False, True]


def test_the_strict_form_bears_nothing():
    raw = signed(post("Out."), "example.net")

    assert holds(raw) == [True]
    assert holds(raw + b"\r\n\r\n") == [True]
    assert holds(raw.replace(b"Out.", b"Out. ")) == [False]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (signed(post("Out."), "other.example"), "of another domain"),
        (signed(post("Out."), "example.net", tags="l=2; "), "of a part of the body"),
        (signed(post("Out."), "example.net", names=("to", "subject")), "not of the author"),
        (signed(post("Out."), "example.net", tags="x=1600000000; "), "expired"),
        (signed(post("Out."), "example.net", tags="i=@evil.example; "), "for somebody else"),
        (signed(post("Out."), "example.net", tags="s=y; "), "with a tag twice"),
        (signed(post("Out."), "example.net").replace(b"rsa-sha256", b"rsa-sha1"), "by a broken hash"),
        (b"From: Mallory <mallory@example.net>\r\n" + signed(post("Out."), "example.net"), "two authors"),
        (b"Subject: Another\r\n" + signed(post("Out."), "example.net"), "another subject above"),
    ],
)
def test_a_signature_that_proves_no_author_is_none(raw, why):
    assert holds(raw) == [], why


@pytest.mark.parametrize(
    ("key", "good"),
    [
        (record(), True),
        (record(tags="s=email; "), True),
        (record(tags="s=tlsrpt; "), False),
        (record(tags="h=sha1; "), False),
        (record(tags="t=y; "), False),
        (record(tags="t=s; "), True),
        ("v=DKIM1; p=", False),
        ("v=DKIM2; " + record().partition(";")[2], False),
        ("nonsense", False),
        (record(1024), False),
    ],
)
def test_only_a_key_that_is_meant_for_it_proves_anything(key, good):
    assert holds(signed(post("Out."), "example.net"), key) == [good]


def test_a_strict_key_signs_for_no_subdomain():
    raw = signed(post("Out."), "example.net", tags="i=@lists.example.net; ")

    assert holds(raw) == [True]
    assert holds(raw, record(tags="t=s; ")) == [False]


def test_keys_too_short_to_be_believed():
    assert holds(signed(post("Out."), "example.net", bits=1024), record(1024)) == [True]


def test_no_more_than_a_few_are_looked_at():
    raw = signed(post("Out."), "example.net")
    head = raw.partition(b"\r\n")[0] + b"\r\n"

    assert len(holds(head * 30 + raw)) == 4

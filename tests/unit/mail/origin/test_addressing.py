"""Whom a post is from and to: the list's own addresses, its aliases, how old a message is."""

import datetime as dt

import pytest

from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.mail.origin.addressing import age_on_arrival, is_sent_to, own_author

ADDRESS = "salon@lists.example.org"


def a_list(*aliases, own=(ADDRESS, "salon-members@lists.example.org")):
    return MailingList(
        id="salon.lists.example.org",
        address=ADDRESS,
        name="Salon",
        aliases=aliases,
        own_addresses=frozenset(own),
    )


def a_message(*lines):
    return read("\n".join([*lines, "Subject: Tides", "", "The tide is out."]).encode())


@pytest.mark.parametrize(
    ("author", "own"),
    [
        ("salon@lists.example.org", True),
        ("Salon <SALON@Lists.Example.Org>", True),
        ("salon-members@lists.example.org", True),
        ("salon+ann=example.net@lists.example.org", True),
        ('"ann@example.net" <salon@lists.example.org>', True),
        ("ann@example.net, salon@lists.example.org", True),
        ("salon@lists.example.org.", True),
        ("salon@example.org", False),
        ("xsalon@lists.example.org", False),
        ('"salon@lists.example.org" <ann@example.net>', False),
        ("ann@example.net", False),
    ],
)
def test_an_address_at_which_no_person_sits_is_known(author, own):
    assert (own_author(a_message(f"From: {author}"), a_list()) is not None) is own


@pytest.mark.parametrize(
    ("lines", "aliases", "sent"),
    [
        (["To: salon@lists.example.org"], (), True),
        (["To: Salon <Salon@LISTS.example.org>"], (), True),
        (["To: bob@example.com, Salon <salon@lists.example.org>"], (), True),
        (["To: bob@example.com", "Cc: salon@lists.example.org"], (), True),
        (["To: salon+rain@lists.example.org"], (), True),
        (["To: friends: salon@lists.example.org, bob@example.com;"], (), True),
        (["To: bob@example.com"], (), False),
        (["To: undisclosed-recipients:;"], (), False),
        ([], (), False),
        (["Bcc: salon@lists.example.org"], (), False),
        (["To: bob@example.com", "Resent-To: salon@lists.example.org"], (), False),
        (['To: "salon@lists.example.org" <bob@example.com>'], (), False),
        (["To: bob@example.com (salon@lists.example.org)"], (), False),
        (["To: salon@lists.example.org.evil.example"], (), False),
        (["To: salon@old.example.org"], (), False),
        (["To: salon@old.example.org"], ("salon@old.example.org",), True),
        (["To: salon@old.example.org"], ("*@old.example.org",), True),
        (["To: other@old.example.org"], ("*@old.example.org",), True),
        (["To: salon@sub.old.example.org"], ("*@old.example.org",), False),
        (["To: bob@example.com"], ("salon@old.example.org",), False),
        (["To: bob@example.com"], ("*",), True),
        ([], ("*",), True),
        (["To: salon@bücher.example"], ("salon@xn--bcher-kva.example",), True),
    ],
)
def test_a_post_is_sent_to_the_list_where_to_or_cc_names_it(lines, aliases, sent):
    assert is_sent_to(a_message("From: ann@example.net", *lines), a_list(*aliases)) is sent


TAKEN = "Received: from a by mx.example.org; Thu, 12 Mar 2026 10:00:00 +0100"


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([TAKEN, "Date: Thu, 12 Mar 2026 09:00:00 +0000"], 0),
        ([TAKEN, "Date: Tue, 12 Mar 2019 09:00:00 +0000"], 2557),
        ([TAKEN, TAKEN.replace("2026", "2019"), "Date: Tue, 12 Mar 2019 09:00:00 +0000"], 2557),
        ([TAKEN, "Date: Thu, 12 Mar 2099 09:00:00 +0000"], -26663),
        (["Received: (qmail 31 invoked by uid 1000)", TAKEN, "Date: Wed, 11 Mar 2026 09:00:00 +0000"], 1),
        ([TAKEN, "Date: yesterday"], None),
        ([TAKEN], None),
        (["Date: Tue, 12 Mar 2019 09:00:00 +0000"], None),
        (["Received: from a by b; nonsense", "Date: Tue, 12 Mar 2019 09:00:00 +0000"], None),
    ],
)
def test_the_age_of_a_message_counts_to_when_our_server_took_it(lines, days):
    age = age_on_arrival(a_message("From: ann@example.net", *lines))

    assert age == (None if days is None else dt.timedelta(days=days))

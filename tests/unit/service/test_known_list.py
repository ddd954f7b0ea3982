"""Who an author is to the rules: only proof, or the owner's own choice, makes anybody known."""

import datetime as dt

import pytest

from bot.facts import UNKNOWN, Facts
from bot.facts.history import remember
from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Trust
from bot.service.known_list import KnownList
from tests.parts.posts import a_post

NOW = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
PASS = ("Authentication-Results", "mx.example.org; dmarc=pass header.from=example.net")
NONE = ("Authentication-Results", "mx.example.org; dmarc=none")
FAIL = ("Authentication-Results", "mx.example.org; dmarc=fail header.from=example.net")
ANN = "ann@example.net"


def a_list(unproven="no", members=frozenset({ANN}), moderators=(ANN,)):
    mailing_list = MailingList(
        id="salon.lists.example.org", address="salon@lists.example.org", name="Salon", moderators=moderators
    )
    trust = Trust(authserv_ids=("mx.example.org",))
    return KnownList(mailing_list=mailing_list, trust=trust, members=members, unproven=unproven)


def asked(known, post, *names):
    authentication = known.circumstances(post).authentication
    facts = Facts(post, known.context(post, NOW, authentication))
    return tuple(facts[name] for name in names)


ALL = ("sender.proven", "sender.member", "sender.moderator", "sender.first_post")


@pytest.mark.parametrize(
    ("unproven", "lines", "facts"),
    [
        ("no", [PASS], (True, True, True, UNKNOWN)),
        ("unknown", [PASS], (True, True, True, UNKNOWN)),
        ("no", [], (False, False, False, True)),
        ("no", [NONE], (False, False, False, True)),
        ("no", [FAIL], (False, False, False, True)),
        ("unknown", [], (False, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("unknown", [FAIL], (False, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("believed", [], (False, True, True, UNKNOWN)),
        ("believed", [NONE], (False, True, True, UNKNOWN)),
        ("believed", [FAIL], (False, False, False, True)),
    ],
)
def test_an_address_in_from_makes_nobody_a_member_or_a_moderator(unproven, lines, facts):
    assert asked(a_list(unproven), a_post(*lines), *ALL) == facts


@pytest.mark.parametrize("unproven", ["no", "unknown", "believed"])
def test_who_claims_nothing_needs_no_proof_to_be_nobody(unproven):
    known = a_list(unproven, members=frozenset({"bo@example.net"}), moderators=())

    assert asked(known, a_post(), "sender.member", "sender.moderator") == (False, False)


def test_a_list_without_members_knows_of_none():
    assert asked(a_list(members=None), a_post(), "sender.member") == (UNKNOWN,)


def test_without_settings_from_is_taken_at_its_word():
    facts = Facts(a_post(), KnownList().context(a_post(), NOW, None))

    assert tuple(facts[name] for name in ALL) == (False, UNKNOWN, False, UNKNOWN)


def test_a_stranger_has_a_past_of_his_own():
    assert [remember(a_post(), NOW, believed=each).author for each in (True, False, None)] == [
        ANN,
        f"?{ANN}",
        "",
    ]

"""Who wrote a post, found by ourselves: keys and policies told by a real name server of the test on loopback."""

import datetime as dt

import pytest

from bot.mail import read
from bot.mail.origin.authentication import Trust, authenticate
from bot.service import own_check as module
from bot.service.dmarc_policies import DmarcPolicies
from bot.service.name_servers import address_of, resolver_of
from bot.service.own_check import OwnCheck
from tests.parts.salon import post
from tests.parts.signing import NameServer, record, signed

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
OWN, EITHER = Trust(word="own"), Trust(authserv_ids=("mx.example.org",), word="either")
RECORDS = {
    "x._domainkey.example.net.": [record()],
    "x._domainkey.lists.exact.example.": [record()],
    "x._domainkey.twice.example.": [record(), record(1024)],
    "_dmarc.example.net.": ["v=DMARC1; p=reject"],
    "_dmarc.exact.example.": ["v=DMARC1; p=reject; adkim=s"],
    "_dmarc.mild.example.": ["v=DMARC1; p=none"],
}


@pytest.fixture
def server():
    with NameServer(RECORDS) as running:
        yield running


@pytest.fixture
def check(server):
    resolver = resolver_of((f"127.0.0.1:{server.port}",))
    return OwnCheck(resolver, DmarcPolicies(resolver=resolver))


def from_(domain, signer=None, *, authenticated=False):
    raw = post("Out.", from_=f"Ann <ann@{domain}>", authenticated=authenticated)
    return read(signed(raw, signer) if signer else raw)


@pytest.mark.parametrize(
    ("found", "told", "proven"),
    [
        (from_("example.net", "example.net"), "dkim=pass header.d=example.net; dmarc=pass header.from=example.net", True),
        (from_("news.example.net", "example.net"), "dkim=pass header.d=example.net; dmarc=pass header.from=news.example.net", True),
        (from_("example.net"), "dkim=none; dmarc=fail header.from=example.net", False),
        (from_("example.net", "evil.example"), "dkim=none; dmarc=fail header.from=example.net", False),
        (from_("exact.example", "lists.exact.example"), "dkim=pass header.d=lists.exact.example; dmarc=fail header.from=exact.example", False),
        (from_("mild.example"), "dkim=none", False),
        (from_("mild.example", "mild.example"), "dkim=permerror header.d=mild.example", False),
        (from_("twice.example", "twice.example"), "dkim=permerror header.d=twice.example", False),
        (from_("broken.example", "broken.example"), "dkim=temperror header.d=broken.example", False),
        (from_("nobody.example"), "dkim=none", False),
    ],
)  # fmt: skip
def test_what_is_found_and_whether_it_proves_the_author(check, found, told, proven):
    post_ = check.checked(found, AT)

    assert post_.envelope.checked == f"listwarden; {told}"
    assert authenticate(post_, OWN).proven is proven
    assert authenticate(post_, Trust()).proven is False


def test_a_key_is_asked_for_once(check, server):
    for _ in range(3):
        check.checked(from_("example.net", "example.net"), AT)

    assert server.asked == ["x._domainkey.example.net.", "_dmarc.example.net."]


def test_a_silent_name_server_is_waited_for_once_and_not_for_long(check, server, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    monkeypatch.setattr(OwnCheck, "_dmarc", lambda *_: ())

    told = {check.found(from_("silent.example", "silent.example"), AT) for _ in range(3)}

    assert told == {"listwarden; dkim=temperror header.d=silent.example"}
    assert len(set(server.asked)) == 1


def test_all_questions_about_one_post_share_one_patience(check, server, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0.0)
    monkeypatch.setattr(OwnCheck, "_dmarc", lambda *_: ())

    assert "temperror" in check.found(from_("example.net", "example.net"), AT)
    assert server.asked == []


@pytest.mark.parametrize(
    ("server_says", "signer", "proven"),
    [
        ("dmarc=pass header.from=example.net", None, True),
        ("spf=none", "example.net", True),
        ("dmarc=fail header.from=example.net", "example.net", False),
        ("spf=none", None, False),
    ],
)
def test_of_either_the_one_counts_that_proves_the_author(check, server_says, signer, proven):
    raw = post("Out.", results=server_says)
    raw = raw.replace(b"\n", b"\r\n")
    found = check.checked(read(signed(raw, signer) if signer else raw), AT)

    assert authenticate(found, EITHER).proven is proven


def test_a_forged_finding_in_our_name_is_not_believed(check):
    forged = b"Authentication-Results: listwarden; dmarc=pass header.from=mild.example\n"
    raw = forged + post("Out.", from_="Ann <ann@mild.example>", authenticated=False)

    assert not authenticate(check.checked(read(raw), AT), OWN).proven


def test_what_nobody_checked_proves_nobody():
    found = authenticate(from_("example.net", "example.net"), OWN)

    assert (found.proven, found.why) == (
        False,
        "Nobody has checked the signatures of the post when it came, so no author is proven.",
    )


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("192.0.2.1:5353", ("192.0.2.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_how_a_name_server_is_written(written, address):
    assert address_of(written) == address

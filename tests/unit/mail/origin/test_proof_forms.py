"""75 forms of Authentication-Results and 50 of From, as octets: what proves an author, and what only looks so."""

import pytest

from bot.mail import read
from bot.mail.origin.authentication import Trust, authenticate

OURS = Trust(authserv_ids=("mx.example.org",))
HOP = b"Received: from out.example.net by mx.example.org with ESMTPS; Thu, 05 Mar 2026 09:14:07 +0000"
RELAY = b"Received: from out.example.net by relay.evil.example with ESMTPS; Thu, 05 Mar 2026 09:14:07 +0000"
PASS = b"dmarc=pass header.from=example.net"
US = b"Authentication-Results: mx.example.org; "
THEM = b"Authentication-Results: mx.evil.example; "


def a_message(*fields: bytes, author: bytes = b"From: Ann <ann@example.net>") -> bytes:
    rest = (b"To: salon@lists.example.org", b"Subject: Tides", b"Message-ID: <1@example.net>")
    return b"\r\n".join([*fields, author, *rest, b"", b"The tide is out.", b""])


PROVES = (
    (US + PASS,),
    (US + b"dmarc=pass",),
    (US + b"DMARC=PASS HEADER.FROM=EXAMPLE.NET",),
    (US + b"dmarc = pass header.from = example.net",),
    (US + b"dmarc/1 = pass header.from=example.net",),
    (US + b"dmarc=pass header . from=example.net",),
    (US + b'dmarc=pass header.from="example.net"',),
    (US + b"dmarc=pass header.from=example.net.",),
    (US + b"dmarc=pass (p=reject) header.from=example.net",),
    (US + b"dmarc=pass (p=reject (really; truly)) header.from=example.net",),
    (US + b'dmarc=pass (a "quoted ; thing") header.from=example.net',),
    (US + b"dmarc=pass (\\) still inside) header.from=example.net",),
    (US + b'dmarc=pass reason="all is well; it is" header.from=example.net',),
    (US + b"dmarc=pass\r\n\theader.from=example.net",),
    (b"Authentication-Results: mx.example.org;\r\n dmarc=pass header.from=example.net",),
    (b"Authentication-Results: mx.example.org 1; " + PASS,),
    (b"Authentication-Results: (ours) mx.example.org (really); " + PASS,),
    (b'Authentication-Results: "mx.example.org"; ' + PASS,),
    (b"Authentication-Results: MX.Example.ORG; " + PASS,),
    (b"AUTHENTICATION-RESULTS: mx.example.org; " + PASS,),
    (b"Authentication-Results:mx.example.org;" + PASS,),
    (US + b"dkim=pass header.d=example.net header.s=2026 header.b=AbC/+=",),
    (US + b"dkim=pass header.i=ann@example.net",),
    (US + b"dkim=pass header.d=mail.example.net",),
    (US + b"dkim=fail header.d=evil.example; dkim=pass header.d=example.net",),
    (US + b"spf=pass smtp.mailfrom=ann@example.net",),
    (US + b"spf=fail smtp.mailfrom=x@evil.example; dkim=pass header.d=example.net; " + PASS,),
    (US + PASS, HOP),
    (HOP, US + PASS),
    (US + PASS, HOP, US + b"dmarc=fail header.from=example.net"),
    (US + PASS, RELAY),
    (THEM + b"dmarc=fail", US + PASS),
)
PROVES_NOTHING = (
    (),
    (US + b"none",),
    (US,),
    (US + b"dmarc=none header.from=example.net",),
    (US + b"dmarc=fail header.from=example.net",),
    (US + b"dmarc=temperror header.from=example.net",),
    (US + b"dmarc=passed header.from=example.net",),
    (US + b"dmarc=bestguesspass header.from=example.net",),
    (US + b"dmarc=pass header.from=evil.example",),
    (US + b"dmarc=pass header.from=example.net.evil.example",),
    (US + b"dmarc=pass header.from=example.net header.from=evil.example",),
    (US + b"dmarc=pass header.from=example.net evil",),
    (US + b"dmarc=pass (unclosed header.from=example.net",),
    (US + b'dmarc=pass reason="unclosed header.from=example.net',),
    (US + b"dkim=pass header.d=evil.example",),
    (US + b"dkim=pass header.d=evil.example header.i=ann@example.net",),
    (US + b"dkim=pass header.d=notexample.net",),
    (US + b"dkim=pass header.d=net",),
    (US + b"dkim=pass header.s=example.net",),
    (US + b"dkim=pass header.d=example.net(a).evil.example",),
    (US + b"dkim=pass header.d=example.net; dmarc=fail header.from=example.net",),
    (US + b"spf=pass smtp.mailfrom=bob@example.net",),
    (US + b"spf=pass smtp.mailfrom=bob@example.net; " + PASS,),
    (US + b"spf=pass smtp.helo=example.net",),
    (US + b"spf=pass smtp.mailfrom=ann@example.net@evil.example",),
    (US + b'spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.net"@evil.example',),
    (US + b'spf=pass smtp.mailfrom="ann@example.net"@evil.example',),
    (US + b"spf=fail (x; dmarc=pass header.from=example.net) smtp.mailfrom=x@evil.example",),
    (US + b"arc=pass header.d=example.net",),
    (US + b"iprev=pass policy.iprev=192.0.2.1; auth=pass smtp.auth=ann@example.net",),
    (US + b"x-dmarc=pass header.from=example.net",),
    (THEM + PASS,),
    (b"Authentication-Results: " + PASS,),
    (b"Authentication-Results: mx.example.org.evil.example; " + PASS,),
    (b"Authentication-Results: evil.example mx.example.org; " + PASS,),
    (b"Authentication-Results: evil.example (mx.example.org); " + PASS,),
    (b"Authentication-Results: =?utf-8?q?mx=2Eexample=2Eorg?=; " + PASS,),
    (b"ARC-Authentication-Results: i=1; mx.example.org; " + PASS,),
    (b"X-Authentication-Results: mx.example.org; " + PASS,),
    (US + b"dmarc=fail", HOP, US + PASS),
    (HOP, RELAY, US + PASS),
    (RELAY, US + PASS),
    (b"Subject: x", US + b"dmarc=pass" + b" (" * 20_000 + b" header.from=example.net"),
)


def test_the_tables_are_whole():
    assert len({*PROVES, *PROVES_NOTHING}) == 75


@pytest.mark.parametrize("fields", PROVES)
def test_a_form_that_proves_the_author(fields):
    assert authenticate(read(a_message(*fields)), OURS).author == "ann@example.net"


@pytest.mark.parametrize("fields", PROVES_NOTHING)
def test_a_form_that_proves_nobody(fields):
    found = authenticate(read(a_message(*fields)), OURS)

    assert (found.proven, found.author) == (False, None)


EVIL = US + b"dkim=pass header.d=evil.example; dmarc=pass header.from=evil.example"
MALLORY = "mallory@evil.example"
NAMES_HER_ALONE = (
    b"From: mallory@evil.example",
    b"From: <mallory@evil.example>",
    b"from:mallory@evil.example",
    b"From: Ann <mallory@evil.example>",
    b'From: "Ann" <mallory@evil.example>',
    b'From: "ann@example.net" <mallory@evil.example>',
    b'From: "Ann <ann@example.net>" <mallory@evil.example>',
    b'From: "ann@example.net, " <mallory@evil.example>',
    b'From: "\\"ann@example.net\\"" <mallory@evil.example>',
    b"From: =?utf-8?q?Ann_=3Cann=40example=2Enet=3E?= <mallory@evil.example>",
    b"From: =?utf-8?b?YW5uQGV4YW1wbGUubmV0?= <mallory@evil.example>",
    b"From: =?utf-8?q?ann=40example=2Enet=00?= <mallory@evil.example>",
    b"From: =?utf-8?q?a=0D=0AFrom:_ann=40example=2Enet?= <mallory@evil.example>",
    b"From: (ann@example.net) mallory@evil.example",
    b"From: mallory@evil.example (ann@example.net)",
    b"From: mallory@evil.example (Ann <ann@example.net>)",
    b"From: Ann\r\n <mallory@evil.example>",
    b"From: Ann (x) <mallory@evil.example>",
    b"From: <mallory@evil.example> ",
    b"From: Mallory <MALLORY@EVIL.EXAMPLE>",
    b"From: \xc3\x84nn <mallory@evil.example>",
    b"From: \xe2\x80\xaeten.elpmaxe@nna <mallory@evil.example>",
)
NAMES_ANOTHER_OR_SEVERAL = (
    b"From: ann@example.net",
    b"From: Ann <ann@example.net>",
    b"From: ann@example.net, mallory@evil.example",
    b"From: mallory@evil.example, ann@example.net",
    b"From: mallory@evil.example; ann@example.net",
    b"From: <mallory@evil.example> <ann@example.net>",
    b"From: <ann@example.net> <mallory@evil.example>",
    b"From: ann@example.net <mallory@evil.example>, bob@example.com",
    b"From: mallory@evil.example\r\nFrom: ann@example.net",
    b"From: ann@example.net\r\nFrom: mallory@evil.example",
    b"From : ann@example.net\r\nFrom: mallory@evil.example",
    b"FROM: ann@example.net\r\nfrom: mallory@evil.example",
    b"From: friends: ann@example.net, mallory@evil.example;",
    b"From: friends:;",
    b"From: undisclosed-recipients:;",
    b"From:",
    b"From: <>",
    b"From: Ann",
    b"From: ann",
    b"From: <ann@example.net, mallory@evil.example>",
    b"From: ann@example.net\x00<mallory@evil.example>, x@y.example",
    b"From: =?utf-8?q?mallory=40evil=2Eexample?=",
    b"From: =?utf-8?q?=3Cann=40example=2Enet=3E?=",
    b"From: ann@example.net@evil.example, ann@example.net",
    b"From: mallory@evil.example.example.net",
    b"From: mallory@evil\xc2\xad.example.net",
    b"From: mallory@notevil.example",
    b'From: "mallory@evil.example" <ann@example.net>',
)


def test_the_forms_of_from_are_whole():
    assert len({*NAMES_HER_ALONE, *NAMES_ANOTHER_OR_SEVERAL}) == 50


@pytest.mark.parametrize("author", NAMES_HER_ALONE)
def test_whoever_a_name_pretends_to_be_the_address_that_was_proven_is_the_author(author):
    found = authenticate(read(a_message(EVIL, author=author)), OURS)

    assert (found.author or "").lower() == MALLORY


@pytest.mark.parametrize("author", NAMES_ANOTHER_OR_SEVERAL)
def test_of_another_or_several_authors_the_senders_own_proof_proves_none(author):
    found = authenticate(read(a_message(EVIL, author=author)), OURS)

    assert (found.proven, found.author) == (False, None)

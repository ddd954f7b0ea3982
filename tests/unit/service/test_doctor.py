"""What doctor recommends, and on what grounds: provoked faults are named with the remedy, sound set-ups are not blamed."""

import pytest

from bot.lifecycle import Outcome, Receipt
from bot.mail import read
from bot.mail.origin.authentication import Trust
from bot.service.doctor import authserv_ids
from bot.service.doctor.authorship import authorship
from bot.service.doctor.way_out import _refusals

FORGED = "Authentication-Results: mx.forged.example; dmarc=pass header.from=example.net\n"
OURS = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"
TAKEN = "Received: from client.example.net by mx.example.org with ESMTPS; Thu, 8 Jan 2026 09:30:00 +0000\n"
INSIDE = "Received: from mx.example.org by imap.example.org with LMTP; Thu, 8 Jan 2026 09:30:01 +0000\n"
CLAIMS = "Received: from mx.example.org (evil.example [198.51.100.7]) by mx.example.org with ESMTP; x\n"
BETWEEN = "Received: from a.internal (mx1.example.org [203.0.113.5]) by imap.example.org with ESMTP; x\n"
ABROAD = "Received: from laptop by mail.example.net with ESMTPSA; Thu, 8 Jan 2026 09:29:00 +0000\n"
FROM = "From: ann@example.net\n\n"


@pytest.mark.parametrize(
    ("what", "head", "found"),
    [
        ("the usual", OURS + TAKEN + ABROAD + FROM, {"mx.example.org"}),
        ("below our own inner trace", INSIDE + OURS + TAKEN + ABROAD + FROM, {"mx.example.org"}),
        ("forged by who connects to us", OURS + TAKEN + FORGED + FROM, {"mx.example.org"}),
        ("forged, and none of ours", TAKEN + FORGED + FROM, set()),
        ("below a foreign trace", OURS + TAKEN + ABROAD + FORGED + FROM, {"mx.example.org"}),
        (
            "a foreign trace looks like ours",
            OURS + TAKEN + ABROAD + TAKEN + FORGED + FROM,
            {"mx.example.org"},
        ),
        ("above a forged trace in our name", TAKEN + FORGED + TAKEN + ABROAD + FROM, set()),
        ("the same below our inner trace", INSIDE + OURS + TAKEN + FORGED + TAKEN + FROM, {"mx.example.org"}),
        ("who connects takes our name", CLAIMS + FORGED + TAKEN + FROM, set()),
        ("between two hosts of ours", BETWEEN + OURS + TAKEN + FROM, {"mx.example.org"}),
        ("no trace at all: it was put into the account", OURS + FROM, {"mx.example.org"}),
    ],
)
def test_only_what_our_own_server_can_have_written_is_recommended(what, head, found):
    assert authserv_ids(head.encode()) == found, what


# Whose word is believed: recent mail of many kinds of server

BY_VM = "Received: from mx.example.org by vm with LMTP; Thu, 8 Jan 2026 09:30:01 +0000\n"
GMAIL = (
    "Received: by 2002:a05:6a10:9a88:b0:3:4:5 with SMTP id x8csp; Thu, 8 Jan 2026 01:30:01 -0800 (PST)\n"
    "Authentication-Results: mx.google.com; dkim=pass header.i=@example.net header.s=s header.b=abc;\n"
    " spf=pass (google.com: domain of ann@example.net designates 192.0.2.1) smtp.mailfrom=ann@example.net;\n"
    " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net\n"
    "Received: from mail.example.net by mx.google.com with ESMTPS id q1; Thu, 8 Jan 2026 01:30:00 -0800 (PST)\n"
)
EXCHANGE = (
    "Received: from AM0PR01.eurprd01.prod.exchangelabs.com by VI1PR01.eurprd01.prod.exchangelabs.com"
    " with HTTPS; Thu, 8 Jan 2026 09:30:02 +0000\n"
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=pass\n"
    " (signature was verified) header.d=example.net;dmarc=pass action=none header.from=example.net;compauth=pass reason=100\n"
    "Received: from mail.example.net by AM0EUR02FT001.mail.protection.outlook.com"
    " with Microsoft SMTP Server; Thu, 8 Jan 2026 09:30:00 +0000\n"
)


def fastmail(number):
    return (
        f"Received: from mx{number} by sloti1d2t3 with LMTPA; Thu, 08 Jan 2026 04:30:01 -0500\n"
        f"Authentication-Results: mx{number}.messagingengine.com; dkim=pass header.d=example.net;"
        " dmarc=pass header.from=example.net\n"
        f"Received: from mail.example.net by mx{number}.messagingengine.com with ESMTPS; Thu, 8 Jan 2026 09:30:00 +0000\n"
    )


RSPAMD = (
    "Authentication-Results: mail.example.org; dkim=pass header.d=example.net header.s=s header.b=ab;"
    " dmarc=pass (policy=none) header.from=example.net; spf=pass (mail.example.org: domain of"
    " ann@example.net designates 192.0.2.1 as permitted sender) smtp.mailfrom=ann@example.net\n"
    "Received: from client by mail.example.org with ESMTPS; Thu, 8 Jan 2026 09:30:00 +0000\n"
)
OPENDMARC = (
    "Authentication-Results: OpenDMARC; dmarc=pass (p=none dis=none) header.from=example.net\n"
    "Received: from client by mail.example.org with ESMTPS; Thu, 8 Jan 2026 09:30:00 +0000\n"
)
FAILED = OURS.replace("dmarc=pass", "dmarc=fail")
MALFORMED = "Authentication-Results: mx.example.org; (dmarc=pass\n"
NO_POLICY = "Authentication-Results: mx.example.org; dmarc=none header.from=example.net; dkim=none\n"
BY_RELAY = (
    "Received: from mx.example.org by relay.provider.example with ESMTPS; Thu, 8 Jan 2026 09:30:01 +0000\n"
)


def asks(heads, ids=(), hosts=None):
    posts = [read((head + FROM).encode()) for head in heads]
    return authorship("salon.example.org", Trust(authserv_ids=tuple(ids), trusted_hosts=hosts), posts)


@pytest.mark.parametrize(
    ("heads", "ids", "hosts", "remedy"),
    [
        ([OURS + TAKEN] * 5, [], None, 'write authserv_id = "mx.example.org"'),
        ([OURS + TAKEN] * 5, ["mx.example.com"], None, 'write authserv_id = "mx.example.org"'),
        ([BY_VM + OURS + TAKEN] * 5, ["mx.example.org"], None, 'trusted_hosts = ["vm"]'),
        (
            [BY_VM + OURS + TAKEN] * 5,
            [],
            None,
            'write authserv_id = "mx.example.org", if that is yours and trusted_hosts = ["vm"]',
        ),
        (
            [BY_RELAY + OURS + TAKEN] * 5,
            ["mx.example.org"],
            None,
            'trusted_hosts = ["relay.provider.example"]',
        ),
        ([INSIDE + OURS + TAKEN] * 5, ["mx.example.org"], ("mx.example.org",), '"imap.example.org"]'),
        ([GMAIL] * 5, [], None, 'write authserv_id = "mx.google.com" (Gmail)'),
        ([EXCHANGE] * 5, [], None, "topmost-without-id"),
        ([EXCHANGE] * 5, ["mx.example.org"], None, "topmost-without-id"),
        ([fastmail(1), fastmail(2), fastmail(3)], [], None, '"*.messagingengine.com" (Fastmail)'),
        ([RSPAMD] * 5, [], None, 'write authserv_id = "mail.example.org"'),
        ([OPENDMARC] * 5, ["mail.example.org"], None, 'write authserv_id = "opendmarc"'),
        ([TAKEN] * 5, [], None, "let it check DKIM and DMARC"),
        ([TAKEN] * 5, ["mx.example.org"], None, "let it check DKIM and DMARC"),
        ([TAKEN + FORGED] * 5, [], None, "let it check DKIM and DMARC"),
        ([NO_POLICY + TAKEN] * 5, ["mx.example.org"], None, "let your server check DKIM and DMARC"),
        ([MALFORMED + TAKEN] * 5, ["mx.example.org"], None, "is malformed"),
        ([FAILED + TAKEN] * 5, ["mx.example.org"], None, "DMARC failed"),
    ],
)
def test_a_fault_of_belief_is_named_with_what_to_write(heads, ids, hosts, remedy):
    check = asks(heads, ids, hosts)

    assert check.state == "warning"
    assert remedy in check.text + check.advice


@pytest.mark.parametrize(
    ("heads", "ids", "hosts"),
    [
        ([OURS + TAKEN] * 5, ["mx.example.org"], None),
        ([INSIDE + OURS + TAKEN] * 5, ["mx.example.org"], None),
        ([OURS + TAKEN] * 17 + [FAILED + TAKEN] * 3, ["mx.example.org"], None),
        ([OURS + TAKEN] * 9 + [OURS + TAKEN + ABROAD + FORGED] * 9, ["*.example.org"], None),
        ([GMAIL] * 5, ["mx.google.com"], None),
        ([EXCHANGE] * 5, ["topmost-without-id"], ("*.outlook.com", "*.exchangelabs.com")),
        ([fastmail(1), fastmail(2)], ["*.messagingengine.com"], ("sloti1d2t3", "*.messagingengine.com")),
        ([RSPAMD] * 5, ["mail.example.org"], None),
        ([OPENDMARC] * 5, ["OpenDMARC"], ("mail.example.org",)),
        ([BY_VM + OURS + TAKEN] * 5, ["mx.example.org"], ("vm", "mx.example.org")),
    ],
)
def test_a_sound_set_up_is_not_blamed(heads, ids, hosts):
    check = asks(heads, ids, hosts)

    assert (check.state, check.advice) == ("ok", "")


def test_what_it_recommends_makes_the_blame_go_away():
    """The advice is what the judging code was asked with; followed, it leaves nothing to say."""
    for head, ids, hosts in (
        (BY_VM + OURS + TAKEN, ["mx.example.org"], ("vm",)),
        (EXCHANGE, ["topmost-without-id"], None),
        (OPENDMARC, ["opendmarc"], None),
    ):
        assert asks([head] * 5, ids, hosts).state == "ok"


def test_it_counts_what_would_come_of_it():
    assert asks([BY_VM + OURS + TAKEN] * 20, ["mx.example.org"]).text.startswith(
        "of the last 20 posts the author of 0 would be believed: The post carries Authentication-Results"
    )


# The way out: what servers say to MAIL and RCPT


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        ("554 5.7.1 <ann@example.net>: Relay access denied", "set username and password_file"),
        ("530 5.7.0 Authentication required", "set username and password_file"),
        ("550 5.7.57 Client not authenticated to send mail", "set username and password_file"),
        ("550 5.1.1 <x@y>: Recipient address rejected: User unknown", "create it, or correct the address"),
        ("550 5.1.1 The email account that you tried to reach does not exist", "create it, or correct"),
        (
            "553 5.7.1 <salon@x>: Sender address rejected: not owned by user bot",
            "set bounce_address under [[lists]]",
        ),
        (
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            "set bounce_address under [[lists]]",
        ),
        (
            "501 5.1.7 bad sender (to the null reverse-path: set smtp.bounce_address)",
            "set bounce_address under [smtp]",
        ),
        ("450 4.2.0 <x@y>: Recipient address rejected: Greylisted", "exempt the bot's machine, or wait"),
        ("451 4.3.0 Temporary lookup failure", "try again"),
        ("550 5.7.1 Message refused", "ask whoever runs the server"),
        ("553 5.6.7 SMTPUTF8 is required", "in ASCII"),
    ],
)
def test_a_refusal_of_the_mail_server_is_named_with_what_to_do(reply, remedy):
    outcome = Outcome.DEFERRED if reply.startswith("4") else Outcome.REFUSED
    receipts = [Receipt(recipient=f"{who}@example.org", outcome=outcome, reply=reply) for who in ("a", "b")]
    [check] = _refusals("mail of salon", "salon@example.org", receipts)

    assert check.state == ("warning" if reply.startswith("4") else "failed")
    assert "a@example.org, b@example.org" in check.text
    assert reply in check.text
    assert remedy in check.advice

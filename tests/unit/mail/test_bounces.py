"""Whether a server that refuses a recipient says that there is nobody, or only that it will not have this mail."""

import json
from pathlib import Path

import pytest

from bot.mail import read
from bot.mail.origin.bounces import failed_addresses, is_hard, is_hard_refusal, is_report


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking",
        "550 5.1.1 <ann@example.net>: Recipient address rejected: User unknown in virtual alias table",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "550 5.4.1 Recipient address rejected: Access denied. [example.prod.protection.outlook.com]",
        "550 5.2.1 The email account that you tried to reach is disabled.",
        "554 30 Sorry, your message to ann@example.net cannot be delivered. This mailbox is disabled (554.30).",
        "554 delivery error: dd This user doesn't have a example.com account (ann@example.com) [0]",
        "550 Requested action not taken: mailbox unavailable",
    ],
)
def test_nobody_is_there(reply):
    assert is_hard_refusal(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy.",
        "550 5.7.1 Our system has detected that this message is likely unsolicited mail.",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example.org",
        "552 5.2.2 The email account that you tried to reach is over quota.",
        "550 mailbox is full",
        "550 5.1.8 Sender address has null MX",
        "550 Message rejected as spam by content filtering",
        "552 5.3.4 Message size exceeds fixed limit",
    ],
)
def test_it_is_not_for_good(reply):
    assert not is_hard_refusal(reply)


REPORT = """From: Mail Delivery System <mailer-daemon@example.net>
To: salon-bounces@lists.example.org
Subject: Delivery status notification
MIME-Version: 1.0
Content-Type: multipart/report; boundary="b"

--b
Content-Type: text/plain

This is an automatically generated Delivery Status Notification.

Delivery to the following recipients failed permanently:

   * ann@example.com

{status}--b--
"""
WORDLESS = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n"


@pytest.mark.parametrize("status", ["", WORDLESS])
def test_a_report_whose_status_says_nothing_is_read_as_its_text(status):
    report = read(REPORT.format(status=status).encode())

    assert is_report(report)
    assert is_hard(report)


def test_real_reports_are_counted_as_their_servers_meant_them():
    place = Path(__file__).parents[4] / "shared" / "corpora" / "bounces-flufl"
    if not place.is_dir():
        pytest.skip(f"no corpus at {place}")
    full = {"simple_07", "simple_38"}  # mailboxes; one is tried again later
    wrong = []
    for entry in json.loads((place / "expected.json").read_text()):
        raw = (place / "input" / entry["file"]).read_bytes()
        people, temporary = entry.get("asserted", ([], [False]))
        if people:
            hard = not temporary[0] and entry["id"] not in full
            report = read(raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw)
            told = (
                is_report(report),
                is_hard(report),
                {one.lower() for one in people} <= failed_addresses(raw),
            )
            wrong += [entry["id"]] if told != (True, hard, True) else []

    assert wrong == []

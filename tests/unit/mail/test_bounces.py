"""Whether a server that refuses a recipient says that there is nobody, or only that it will not have this mail."""

import pytest

from bot.mail.origin.bounces import is_hard_refusal


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

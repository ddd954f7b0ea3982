"""Feedback reports: what is told of the mail that somebody called junk."""

import pytest

from bot.mail import read
from bot.mail.origin.feedback_report import complaint_of

HEAD = """From: fbl@provider.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type="feedback-report"; boundary=b

"""
REPORT = """--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: x/1
Version: 1
{more}
"""


def report(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "--b--\n").encode()


def test_a_report_with_the_whole_mail():
    found = complaint_of(
        read(
            report(
                REPORT.format(kind="Abuse", more="Original-Rcpt-To: <eva@provider.example>"),
                "--b\nContent-Type: message/rfc822\n\nFrom: Ann <ann@example.net>\n"
                "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <a1@example.net>\n\nText.\n",
            )
        )
    )
    assert found is not None
    assert (found.kind, found.by, found.reporter) == ("abuse", "eva@provider.example", "fbl@provider.example")
    assert (found.subject, found.message_id) == ("Grüße", "a1@example.net")
    assert found.author is not None
    assert found.author.address == "ann@example.net"


@pytest.mark.parametrize("type_", ["text/rfc822-headers", "message/rfc822-headers"])
def test_a_report_with_the_header_alone(type_):
    found = complaint_of(
        read(
            report(
                REPORT.format(kind="fraud", more=""),
                f"--b\nContent-Type: {type_}\n\nSubject: Ferries\nMessage-ID: <a1@example.net>\n\n",
            )
        )
    )
    assert found is not None
    assert (found.kind, found.subject, found.message_id, found.author) == (
        "fraud",
        "Ferries",
        "a1@example.net",
        None,
    )


@pytest.mark.parametrize(
    "raw",
    [
        report(REPORT.format(kind="", more="")),
        report(),
        HEAD.encode(),
        report("--b\nContent-Type: message/rfc822\n\n\n"),
        report("--b\nContent-Type: message/feedback-report\n\n\xff: \x00\n"),
        report("--b\n\nx\n" * 2000),
    ],
)
def test_a_report_that_holds_nothing_is_still_one(raw):
    found = complaint_of(read(raw))

    assert found is not None
    assert (found.subject, found.message_id, found.author, found.by) == ("", "", None, "")


def test_a_post_is_no_complaint():
    assert complaint_of(read(b"From: a@example.net\nSubject: Feedback-Type: abuse\n\nx\n")) is None

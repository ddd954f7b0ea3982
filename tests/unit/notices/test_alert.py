"""What owners read when several things of one kind have happened."""

from email import message_from_bytes, policy

import pytest

from bot.mail import read
from bot.mail.origin.feedback_report import Complaint
from bot.notices import (
    Alert,
    Outgoing,
    complaint_alert,
    digest_alert,
    noted_alert,
    write_alerts,
)
from bot.policy.model.verdict import Finding
from tests.parts.reading import SALON, a_stamp

POST = read(b"From: Ann <ann@example.net>\r\nSubject: On ferries\r\n\r\nx\r\n")


def mail_of(*alerts: Alert) -> Outgoing:
    return write_alerts(alerts, SALON, a_stamp("owner"))


def text_of(mail: Outgoing) -> str:
    """The text with its soft line ends taken away (RFC 3676)."""
    text: str = message_from_bytes(mail.raw, policy=policy.default).get_content()
    return text.replace("\r\n", "\n").replace(" \n", " ")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("abuse", "marked it as spam"),
        ("not-spam", "says that it is not spam"),
        ("auth-failure", "could not tell that it came from you"),
        ("something-new", "complained about it"),
        ("", "complained about it"),
    ],
)
def test_each_kind_of_complaint_is_told_in_words(kind, said):
    complaint = Complaint(kind=kind, reporter="fbl@p.example", by="", message_id="", author=None, subject="")
    text = text_of(mail_of(complaint_alert(complaint, known=False)))

    assert f"Somebody {said}" in text
    assert "The mail: the report does not say which." in text


def test_a_complaint_cannot_write_lines_of_its_own():
    complaint = Complaint(
        kind="abuse",
        reporter="a\nb@x",
        by="c\nd",
        message_id="x\n'; rm",
        author=None,
        subject="s\r\nBcc: evil",
    )
    alert = complaint_alert(complaint, known=True)

    assert alert.text.count("\n") == 3


def test_a_digest_that_failed_names_the_command_in_one_piece():
    text = text_of(mail_of(digest_alert(7, [("a@x.org", "550 5.7.1 no")])))

    assert "Issue 7\na@x.org: 550 5.7.1 no\n" in text
    assert text.endswith("\nlistwarden digest send salon.lists.example.org\n")


def test_a_mail_tells_of_fifty_and_counts_the_rest():
    finding = Finding(rule="ferries", text="It is about ferries.", disposition=None)
    mail = mail_of(*[noted_alert(POST, finding, ("owners", "moderators"), None)] * 53)

    assert mail.recipients == ("owner@example.org", "mod@example.org")
    assert b"Subject: Salon: 53 more posts noted by ferries\r\n" in mail.raw
    assert text_of(mail).count("On ferries (from Ann <ann@example.net>)") == 50
    assert "... and 3 more times." in text_of(mail)

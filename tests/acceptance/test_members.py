"""A list whose members the bot itself serves: each in their way, and free to go."""

import contextlib
import re
import sqlite3

from tests.parts.letters import parts
from tests.parts.salon import ADDRESS, OWNER, Salon, post
from tests.parts.sink import RecordingSink

RULES = "ruleset: t\nlanguage: 1\nrules: []\n"
PEOPLE = """ann@example.net name="Ann Author"
bob@example.org, bob@work.example mode=digest
cy@example.com mode=plain
dee@example.com mode=none
"""


def serves_members(salon: Salon, people: str = PEOPLE, more: str = "") -> None:
    """The settings of a list that sends to its members itself, and their file."""
    (salon.home / "members.txt").write_text(people)
    text = salon.config.read_text()
    text = text.replace(
        'to = ["salon-members@lists.example.org"]',
        f'to = "members"\nprefix = "[Salon]"\nfrom_rewrite = "never"\n{more}',
    )
    text = text.replace('to = ["salon-digest@lists.example.org"]', 'to = "members"')
    text = text.replace(
        'name = "Salon"',
        'name = "Salon"\nmembers = "members.txt"\nbounce_address = "salon-bounces+{token}@lists.example.org"\nbounce_limit = 1',
    )
    salon.config.write_text(text)
    salon.has_rules(RULES)


def token_of(mail) -> str:
    return str(mail.message["List-Unsubscribe"]).partition("unsubscribe%20")[2].partition(">")[0]


def test_each_member_gets_the_list_in_their_way(salon: Salon):
    serves_members(salon)
    salon.receives(post("The tide is out.", subject="Tides"))
    salon.works()
    assert salon.runs("digest", "send", ADDRESS).returncode == 0

    mail = salon.only_mail_to("ann@example.net")
    assert mail.message["Subject"] == "[Salon] Tides"
    assert mail.received.reverse_path == f"salon-bounces+{token_of(mail)}@lists.example.org"
    assert mail.message["List-Unsubscribe"].startswith(f"<mailto:{ADDRESS}?subject=unsubscribe%20")
    html = salon.only_mail_to("bob@example.org").message
    assert html.get_content_type() == "multipart/alternative"
    assert salon.only_mail_to("cy@example.com").message.get_content_type() == "text/plain"
    assert salon.sent_to("dee@example.com") == []
    assert salon.runs("digest", "send", ADDRESS).stdout == "No post waits for the digest: nothing is sent.\n"


def taught_by_posts(salon: Salon) -> int:
    """How many posts are remembered by what they say."""
    with contextlib.closing(sqlite3.connect(salon.home / "data" / "listwarden.db")) as database:
        return int(database.execute("SELECT COUNT(*) FROM said_lines").fetchone()[0])


def test_a_member_leaves_with_one_mail_and_is_answered_once(salon: Salon):
    serves_members(salon)
    salon.receives(post("The tide is out, as far as one can see.", subject="Tides"))
    salon.works()
    token = token_of(salon.only_mail_to("ann@example.net"))

    leaving = post("", subject=f"unsubscribe {token}", message_id="u1@example.net", authenticated=False)
    salon.receives(leaving)
    salon.works()
    salon.receives(
        post(
            "It is in again, and was so all morning.",
            subject="Tides",
            message_id="a2@example.net",
            from_="Bob <bob@example.org>",
        )
    )
    salon.works()

    assert "ann@example.net" not in (salon.home / "members.txt").read_text()
    assert "bob@example.org, bob@work.example mode=digest" in (salon.home / "members.txt").read_text()
    _, answer = salon.sent_to("ann@example.net")
    assert answer.says("You have left Salon.")
    assert salon.sent_to("bob@example.org") == []

    assert taught_by_posts(salon) == 1, "what Ann's post taught is forgotten"
    forgotten = salon.runs("members", "forget", "bob@example.org").stdout
    assert (taught_by_posts(salon), "1 record" in forgotten) == (0, True), forgotten


def test_a_proven_member_changes_mode_from_any_of_their_addresses(salon: Salon):
    serves_members(salon)
    salon.receives(post("mail", subject="", from_="Bob <bob@work.example>", message_id="m1@work.example"))
    salon.receives(
        post("", subject="pause 2 weeks", from_="Ann Author <ann@example.net>", message_id="m2@example.net")
    )
    salon.works()

    text = (salon.home / "members.txt").read_text()
    assert "bob@example.org, bob@work.example\n" in text
    assert re.search(r'ann@example.net name="Ann Author" until=\d{4}-\d\d-\d\d\n', text)
    assert salon.only_mail_to("bob@example.org").says("Your setting for Salon is now: each post by itself.")


def test_a_request_that_nobody_proved_is_held_and_goes_to_nobody(salon: Salon):
    serves_members(salon)
    salon.receives(post("", subject="unsubscribe", authenticated=False))
    salon.works()

    (row,) = salon.journal()
    assert (row["disposition"], row["rules"]) == ("hold", ["guard.request"])
    assert {to for mail in salon.sink.messages() for to in mail.recipients} == {OWNER}


REPORT = """Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@mx.example.net>
Date: Tue, 13 Jan 2026 08:05:11 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.net
Action: {action}
Status: {status}
--b--
"""


def test_mail_that_comes_back_for_good_pauses_a_member_and_a_full_mailbox_does_not(salon: Salon):
    serves_members(salon, "ann@example.net\neve@example.net\n")
    salon.receives(post("The tide is out.", subject="Tides"))
    salon.works()
    for number, (who, action, status) in enumerate((("ann", "failed", "5.1.1"), ("eve", "failed", "5.2.2"))):
        to = salon.only_mail_to(f"{who}@example.net").received.reverse_path
        salon.receives(REPORT.format(to=to, action=action, status=status, name=number).encode())
    salon.works()
    salon.receives(post("In again.", subject="Tides", message_id="a2@example.net"))
    salon.works()

    assert [mail.message["Subject"] for mail in salon.sent_to("eve@example.net")] == ["[Salon] Tides"] * 2
    _, told = salon.sent_to("ann@example.net")
    assert told.says("came back on several days")
    assert salon.only_mail_to(OWNER).says("Mail to ann@example.net came back")
    assert "mail, mail comes back" in salon.runs("members", "list").stdout

    lifted = salon.runs("members", "set", "ann@example.net", "until=2099-12-24")
    assert "Mail to ann@example.net had come back" in lifted.stdout
    assert "it is sent again from 2099-12-24 on" in lifted.stdout
    assert "mail comes back" not in salon.runs("members", "list").stdout
    salon.runs("members", "remove", "ann@example.net")
    salon.runs("members", "add", "ann@example.net")
    salon.receives(post("And in again.", subject="Flood", message_id="t9@example.net"))
    salon.works()
    assert salon.sent_to("ann@example.net")[-1].message["Subject"] == "[Salon] Flood"


def test_moderators_write_above_the_digest(salon: Salon):
    serves_members(salon)
    salon.config.write_text(salon.config.read_text() + 'note = "note.txt"\n')
    salon.receives(post("The tide is out.", subject="Tides"))
    salon.works()
    (salon.home / "note.txt").write_text("We meet on Thursday.\n\nBring <maps>.\n")
    assert salon.runs("digest", "send", ADDRESS).returncode == 0

    (bob,) = salon.sent_to("bob@example.org")
    page = parts(bob.message, "text/html")[0].get_content()
    assert page.index("We meet on Thursday.") < page.index("Bring &lt;maps&gt;.") < page.index("Tides")
    (cy,) = salon.sent_to("cy@example.com")
    assert "\nWe meet on Thursday.\n\nBring <maps>.\n" in cy.message.get_content().replace("\r\n", "\n")


def test_a_post_reaches_the_list_though_one_member_is_refused(salon: Salon):
    assert isinstance(salon.sink, RecordingSink)
    salon.sink.refuse["ann@example.net"] = "550 5.1.1 no such user"
    serves_members(salon, "ann@example.net\nbob@example.org\n")
    salon.receives(post("The tide is out.", subject="Tides"))
    salon.works()

    (row,) = salon.journal()
    assert row["disposition"] == "accept"
    assert len(salon.sent_to("bob@example.org")) == 1
    assert salon.folder("Held") == []

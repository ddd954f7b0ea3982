"""What members, servers and strangers write to a list that serves its members itself, and what comes of it."""

import subprocess
import sys
from dataclasses import replace

import pytest

from bot.mail.known import Asked
from bot.members.model import Mode
from bot.notices.courier import MEMBER
from tests.parts.post_office import PostOffice
from tests.parts.salon import ADDRESS, LIST_ID, ROOT, post

RULES = "ruleset: t\nlanguage: 1\nrules: []\n"
PEOPLE = "ann@example.net\nbob@example.org\neve@example.com\n"
SETTINGS = 'bounce_address = "bounces+{token}@lists.example.org"\nbounce_limit = 1\n'
ANN, BOB, EVE, OWNER = "ann@example.net", "bob@example.org", "eve@example.com", "owner@example.org"
DATE = "Tue, 20 Jan 2026 08:02:11 +0000"


@pytest.fixture
def office(tmp_path):
    made = PostOffice(tmp_path, RULES, SETTINGS, PEOPLE)
    yield made
    made.close()


def request(words="unsubscribe", text="", **changes):
    return post(text, **({"subject": words, "message_id": "r1@example.net", "date": DATE} | changes))


def token_of(office, person=ANN):
    return office.runtime.stamper.marks.short_token(MEMBER, person)


def wishes(office):
    with office.store.snapshot() as tx:
        return [(one.person, one.mode, one.until is not None) for one in tx.open_wishes(LIST_ID)]


def paused(office):
    with office.store.transaction() as tx:
        return tx.pause(LIST_ID, 1, office.now)


def test_a_members_request_is_heard_and_answered(office):
    office.takes(request("pause 2 weeks"))

    assert wishes(office) == [(ANN, Mode.MAIL, True)]
    assert len(office.to(ANN)) == 1
    assert office.journal() == ["discard: member.request"]


def test_the_same_request_twice_is_heard_once(office):
    office.takes(request("pause"))
    office.takes(request("pause"))

    assert len(wishes(office)) == 1
    assert len(office.to(ANN)) == 1
    assert sorted(office.journal()) == ["discard: dialogue.answer", "discard: member.request"]


def test_many_requests_get_no_more_answers_than_anybody_gets(office):
    for number in range(8):
        office.takes(request("help", message_id=f"r{number}@example.net"), seconds=60)

    assert len(office.to(ANN)) == office.runtime.limits.answers_per_day
    assert set(office.journal()) == {"discard: member.request"}


def test_who_holds_a_members_token_speaks_for_that_member_and_hears_nothing(office):
    stranger = {"from_": "Mal <mal@evil.example>", "authenticated": False}

    office.takes(request(f"unsubscribe {token_of(office)}", **stranger))

    assert wishes(office) == [(ANN, None, False)]
    assert office.to("mal@evil.example") == []


@pytest.mark.parametrize(
    ("changes", "guards"),
    [
        pytest.param({"authenticated": False}, {"guard.request"}, id="forged"),
        pytest.param({"results": "dmarc=fail header.from=example.net"}, {"guard.request"}, id="failed"),
        pytest.param({"from_": "Mal <mal@evil.example>"}, {"guard.request"}, id="proven stranger"),
        pytest.param(
            {"to": "other@lists.example.com"},
            {"guard.request", "guard.not_addressed"},
            id="her signed request to another list, sent on to this one",
        ),
        pytest.param(
            {"date": "Tue, 14 Jan 2025 08:02:11 +0000"},
            {"guard.request", "guard.dated"},
            id="her old signed request, kept and sent again",
        ),
        pytest.param(
            {"extra": "From: Bob <bob@example.org>"}, {"guard.request", "guard.twice"}, id="two From"
        ),
        pytest.param({"extra": "Subject: hello"}, {"guard.twice"}, id="two subjects"),
    ],
)
def test_what_nobody_can_be_sure_of_is_for_a_person(office, changes, guards):
    office.takes(request(**changes))

    assert wishes(office) == []
    (line,) = office.journal()
    assert line.startswith("hold: ")
    assert guards <= set(line.split()[1:])
    assert not [letter for letter in office.letters if OWNER not in letter.item.recipients]


@pytest.fixture
def clicked(tmp_path):
    """The page of deploy/ as a web server calls it (RFC 3875); what it answers, and the mails that it sent."""
    sent, sendmail, page = tmp_path / "sent", tmp_path / "sendmail", tmp_path / "leave.cgi"
    sendmail.write_text(f'#!/bin/sh\n[ "$5" = {ADDRESS} ] && cat >> {sent}\n')
    sendmail.chmod(0o755)
    page.write_text((ROOT / "deploy" / "leave.cgi").read_text().replace("/usr/sbin/sendmail", str(sendmail)))

    def click(method, path, body=b"List-Unsubscribe=One-Click"):
        request = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body))}
        done = subprocess.run(
            [sys.executable, "-I", page], input=body, env=request, capture_output=True, check=True
        )
        return done.stdout.split(b"\r\n")[0].decode(), sent.read_bytes() if sent.exists() else b""

    return click


def test_the_page_for_one_click_mails_what_makes_a_member_leave(office, clicked):
    said, mail = clicked("POST", f"/salon/{token_of(office)}")

    office.takes(mail)

    assert said == "Status: 200 OK"
    assert wishes(office) == [(ANN, None, False)]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("GET", "/salon/abcdefghijklmnop", b"", "200 OK"),
        ("POST", "/salon/abcdefghijklmnop", b"", "400 Bad Request"),
        ("POST", "/other/abcdefghijklmnop", b"List-Unsubscribe=One-Click", "404 Not Found"),
        (
            "POST",
            "/salon/abcdefghijklmno\nBcc: x@example.org",
            b"List-Unsubscribe=One-Click",
            "404 Not Found",
        ),
    ],
)
def test_the_page_for_one_click_mails_nothing_else(clicked, method, path, body, said):
    assert clicked(method, path, body) == (f"Status: {said}", b"")


def test_a_token_of_another_list_or_a_guessed_one_is_none(office):
    theirs = replace(office.runtime.stamper.marks, list_id="other.lists.example.org")
    for number, token in enumerate((theirs.short_token(MEMBER, ANN), "a" * 16)):
        office.takes(
            request(f"unsubscribe {token}", message_id=f"r{number}@example.net", authenticated=False)
        )

    assert wishes(office) == []


def test_a_request_under_the_message_id_of_something_else_is_held(office):
    office.takes(post("The tide is out.", subject="Tides", message_id="r1@example.net", date=DATE))
    office.takes(request())

    assert wishes(office) == []
    assert any("guard.conflict" in line and line.startswith("hold") for line in office.journal())


REPORT = """Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@mx.example.net>
Date: Tue, 20 Jan 2026 08:05:11 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary=b

--b
Content-Type: text/plain

{words}
--b
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.net
{status}
--b
Content-Type: message/rfc822

From: Bob <bob@example.org>
Subject: Tides

{returned}
--b--
"""
FAILED, DELAYED = "Action: failed\nStatus: 5.1.1", "Action: delayed\nStatus: 4.4.1"


def report(office, status=FAILED, *, person=ANN, kind="delivery-status", token="", **said):
    to = f"bounces+{token or token_of(office, person)}@lists.example.org"
    words = {"words": "It could not be delivered.", "returned": "The tide is out.", "name": "d1"} | said
    return REPORT.format(to=to, kind=kind, status=status, **words).encode()


def test_a_report_by_the_token_counts_against_that_member_alone(office):
    office.takes(report(office))

    assert paused(office) == (ANN,)
    assert office.journal() == ["discard: member.bounce"]
    assert office.letters == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(lambda office: report(office, token="b" * 16), id="a guessed token"),
        pytest.param(
            lambda office: report(office, returned=f"See {token_of(office, BOB)}."), id="tokens of two people"
        ),
        pytest.param(lambda office: report(office, DELAYED), id="a delay"),
        pytest.param(lambda office: report(office, "Action: failed\nStatus: 5.2.2"), id="a full mailbox"),
        pytest.param(
            lambda office: report(office, DELAYED, returned=f"They say\n{FAILED}\nand so on."),
            id="a delay of a post whose author writes of failures",
        ),
        pytest.param(
            lambda office: report(
                office,
                "Disposition: manual-action; displayed",
                kind="disposition-notification",
                returned=f"Content-Type: message/delivery-status\n\n{FAILED}",
            ),
            id="a receipt for a post whose author writes of failures",
        ),
        pytest.param(
            lambda office: report(office).replace(b"Auto-Submitted: auto-replied\n", b"").replace(
                b"MAILER-DAEMON@mx", b"mal@evil"
            ).replace(b"Return-Path: <>", b"Return-Path: <mal@evil.example>").replace(
                b"multipart/report", b"multipart/mixed"
            ),
            id="a person who writes to that address",
        ),
    ],
)  # fmt: skip
def test_what_does_not_prove_a_dead_address_pauses_nobody(office, sent):
    office.takes(sent(office))

    assert paused(office) == ()


def test_a_dead_address_is_paused_though_the_post_that_came_back_speaks_of_full_mailboxes(office):
    office.takes(report(office, returned="My mailbox is full, over quota, says the post office."))

    assert paused(office) == (ANN,)


def test_one_report_many_times_counts_once(office):
    for number in range(5):
        office.takes(report(office, name=f"d{number}"), seconds=60)

    with office.store.transaction() as tx:
        assert tx.pause(LIST_ID, 2, office.now) == ()


def test_what_posts_of_one_who_leaves_have_taught_is_forgotten(office):
    def said():
        asked = Asked(ANN, ("p1@example.net",))
        with office.store.snapshot() as tx:
            return tx.known(LIST_ID, [asked], office.now)[0].answered

    office.takes(post("The ferry to the island goes twice a day in winter.\n", message_id="p1@example.net"))
    assert said()

    office.takes(request("unsubscribe"))

    assert wishes(office) == [(ANN, None, False)]
    assert not said()

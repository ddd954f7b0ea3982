"""What owners are told beside held posts: complaints, rules that point to posts."""

import re

from tests.parts.salon import MEMBERS, OWNER, ROOT, Salon, post

DEMO = ROOT / "bot" / "starter" / "demo"

COMPLAINT = """Return-Path: <>
From: complaints <feedback@provider.example>
To: salon@lists.example.org
Subject: FW: A question
Date: Tue, 13 Jan 2026 10:02:11 +0000
Message-ID: <{id}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain

This is an email abuse report.

--arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <gustav@provider.example>

--arf
Content-Type: message/rfc822

From: Clara Winter <clara@example.net>
To: salon@lists.example.org
Subject: {subject}
Message-ID: <{about}>

An article.

--arf--
"""

NOTED = """ruleset: noted
language: 1
rules:
  - name: ferries
    when: {subject: {contains: ferry}}
    then: {notify: owners}
    because: It is about ferries.
"""


def complaint(number: int, about: str = "nobody@example.net") -> bytes:
    return COMPLAINT.format(id=f"c{number}", about=about, subject=f"Mail {number}").encode()


def test_a_complaint_reaches_the_owner_who_is_told_what_it_is_about(salon: Salon):
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    salon.works()
    posted = salon.only_mail_to(MEMBERS).message["Message-ID"].strip("<>")
    salon.receives(complaint(1, about=posted))

    salon.works()

    told = salon.only_mail_to(OWNER)
    assert told.message["Subject"] == "Salon: somebody complained about mail from the list"
    assert told.says("gustav@provider.example marked it as spam, feedback@provider.example reports.")
    assert told.says("Mail 1 (from Clara Winter <clara@example.net>)")
    assert told.says(f"listwarden status '{posted}'")
    assert salon.sent_to("feedback@provider.example") == []
    row = salon.journal()[-1]
    assert (row["disposition"], row["rules"]) == ("discard", ["guard.automatic"])
    assert re.search(f"told +to {OWNER}", salon.runs("status", row["case"]).stdout)


def test_many_complaints_make_one_mail_an_hour(salon: Salon):
    salon.receives(complaint(1))
    salon.works()
    for number in range(2, 6):
        salon.receives(complaint(number))
    salon.works()
    assert len(salon.sent_to(OWNER)) == 1

    salon.hours_pass(1.1)
    salon.works()

    later = salon.sent_to(OWNER)[1]
    assert [later.says(f"Mail {number}") for number in range(1, 6)] == [False, True, True, True, True]


def test_a_rule_that_notes_many_posts_sums_up_what_is_above_its_hour(salon: Salon):
    salon.has_rules(NOTED)
    salon.adds("[limits]\nnotes_per_hour = 3\n")
    for number in range(8):
        salon.receives(post("Text.", subject=f"The ferry {number}", message_id=f"f{number}@example.net"))
    salon.works()
    assert len(salon.sent_to(OWNER)) == 3
    assert len(salon.sent_to(MEMBERS)) == 8

    salon.hours_pass(1.1)
    salon.works()

    summed = salon.sent_to(OWNER)[3]
    assert summed.message["Subject"] == "Salon: 5 more posts noted by ferries"
    assert summed.says("The ferry 7 (from Ann Author <ann@example.net>)")
    assert len(salon.sent_to(OWNER)) == 4

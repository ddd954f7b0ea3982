"""What goes wrong around the bot, and what it makes of it: a clear word, nothing lost, and on it goes."""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.salon import ADDRESS, DIGEST, LIST_ID, MEMBERS, OWNER, ROOT, Salon, post
from tests.parts.sink import RecordingSink

DEMO = ROOT / "bot" / "starter" / "demo"

MALFORMED = {
    "nothing": b"\r\n",
    "no header at all": b"just words\r\n\r\nand more\r\n",
    "an open quote": b'From: "\r\nSubject: x\r\n\r\nx\r\n',
    "no address": b"From: <>\r\nTo: undisclosed:;\r\nSubject: x\r\n\r\nx\r\n",
    "broken mailboxes": b"From: To:<\r\nTo: ,To:To:;To\r\nMessage-ID: <\r\n\r\nx\r\n",
    "two authors": b"From: a@example.net, b@example.net\r\nMessage-ID: <two@x>\r\n\r\nx\r\n",
    "two From fields": b"From: a@example.net\r\nFrom: b@example.net\r\nMessage-ID: <twof@x>\r\n\r\nx\r\n",
    "a year out of reach": b"From: a@example.net\r\nDate: 1 Jan 99999999999999 00:00\r\nMessage-ID: <y@x>\r\n\r\nx\r\n",
    "an unknown charset": b"From: a@example.net\r\nContent-Type: text/plain; charset=undefined\r\n\r\n\xff\xfe\r\n",
    "bad base64": b"From: a@example.net\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!! ====\r\n",
    "a never-closed multipart": b'From: a@x.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nx',
    "a multipart without boundary": b"From: a@x.org\r\nContent-Type: multipart/mixed\r\n\r\nx\r\n",
    "NUL and lone CR": b"From: a@example.net\r\nSubject: a\x00b\r\n\r\nx\x00y\rz\r\n",
    "a smuggled dot": b"From: a@example.net\r\nMessage-ID: <dot@x>\r\n\r\n\r\n.\r\nMAIL FROM:<evil@x>\r\n",
    "a hidden header line": b"From: a@example.net\r\nSubject: =?utf-8?q?a=0D=0ABcc:_evil=40example.com?=\r\n\r\nx\r\n",
    "many encoded words": b"From: a@example.net\r\nSubject: " + b"=?utf-8?q?a?= " * 5000 + b"\r\n\r\nx\r\n",
    "many addresses": b"From: a@example.net\r\nTo: " + b"a@example.org, " * 20000 + b"b@example.org\r\n\r\nx\r\n",
    "many parts": b"From: a@x.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50000,
    "deep comments": b"From: " + b"(" * 500 + b"a" + b")" * 500 + b" <a@example.net>\r\n\r\nx\r\n",
    "a line of a megabyte": b"From: a@example.net\r\nMessage-ID: <long@x>\r\n\r\n" + b"x" * 1_000_000 + b"\r\n",
}  # fmt: skip

TEN_MISTAKES = """ruleset: broken
language: 1
values:
  min_comment: 50
rules:
  - name: one
    when: {own.word: under 50}
    then: return
    because: a
  - name: two
    when: {own.words: '> 50'}
    then: return
    because: b
  - name: three
    when: {own.words: under $min_coment}
    then: return
    because: c
  - name: four
    when: always
    then: retrun
    because: d
  - name: five
    when: {subject: {matches: '(a(?=b)'}}
    then: return
    because: e
  - name: six
    wen: always
    then: return
    because: f
  - name: two
    when: always
    then: return
    because: g
  - name: eight
    when: always
    then: return
    because: "{{ own.wrods }}"
  - name: nine
    when: {sender: {in: $staff}}
    then: hold
    because: h
  - name: ten
    when: always
    then: return
"""


def test_twenty_malformed_messages_stop_neither_the_daemon_nor_the_next_post(salon: Salon):
    with salon.daemon() as daemon:
        for raw in MALFORMED.values():
            salon.dovecot.deliver(raw, user=salon.user)
        salon.receives((DEMO / "1-good-forward.eml").read_bytes())
        daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the good post is out", 40)
        daemon.wait_until(lambda: salon.folder("INBOX") == [], "the inbox is empty", 40)

    assert len(salon.journal()) == len(MALFORMED) + 1
    assert [line for line in daemon.lines() if "exception" in line] == []
    smuggled = [mail for mail in salon.sent_to(MEMBERS) if b"<dot@x>" in mail.received.raw]
    assert all(mail.received.raw.endswith(b"\r\n.\r\nMAIL FROM:<evil@x>\r\n") for mail in smuggled)
    assert not any("evil" in address for mail in salon.sink.messages() for address in mail.recipients)


def test_ten_kinds_of_mistakes_are_named_at_once_each_with_its_place(salon: Salon):
    salon.has_rules(TEN_MISTAKES)

    done = salon.runs("rules", "check", str(salon.rules))

    assert done.returncode == 1
    places = re.findall(r"--> .*salon\.yaml:(\d+):\d+", done.stderr)
    assert len(set(places)) >= 10, done.stderr


@pytest.mark.parametrize("text", ["data_dir = ", "= 3", "\x00", "[[lists]]\nid = 5", ""])
def test_settings_that_cannot_be_read_end_with_78_and_a_place(salon: Salon, text: str):
    salon.config.write_text(text)

    done = salon.runs("run", "--once")

    assert done.returncode == 78
    assert str(salon.config) in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_that_are_not_there_are_asked_for(tmp_path: Path, salon: Salon):
    salon.config.unlink()

    done = salon.runs("run", "--once")

    assert done.returncode == 78
    assert "Traceback" not in done.stderr


def test_broken_rules_at_the_first_start_end_with_78_and_the_way_out(salon: Salon):
    salon.has_rules(TEN_MISTAKES)

    done = salon.runs("run", "--once")

    assert done.returncode == 78
    assert 'did you mean "own.words"?' in done.stderr


def test_a_list_whose_first_rules_are_broken_holds_its_posts_and_the_others_go_on(
    salon: Salon, accounts: Iterator[str]
):
    other = next(accounts)
    salon.others = (other,)
    salon.configure()
    first, _, second = salon.config.read_text().rpartition("rules/salon.yaml")
    salon.config.write_text(f"{first}rules/other.yaml{second}")
    (salon.home / "rules" / "other.yaml").write_text(TEN_MISTAKES)
    good = (DEMO / "1-good-forward.eml").read_bytes()
    salon.receives(good)
    salon.receives(good, user=other)

    with salon.daemon() as daemon:
        daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the good list posts")
        daemon.wait_until(lambda: salon.dovecot.messages("Held", other), "the other one holds")
        daemon.wait_until(
            lambda: (
                "Salon: Your rules have an error; every post is held"
                in [mail.message["Subject"] for mail in salon.sent_to(OWNER)]
            ),
            "the owner is told",
        )
        (salon.home / "rules" / "other.yaml").write_bytes(salon.rules.read_bytes())
        daemon.wait_until(lambda: "rules live" in daemon.log.read_text(), "the mended rules are live")
        salon.receives(good.replace(b"Message-ID: <", b"Message-ID: <second."), user=other)
        daemon.wait_until(lambda: len(salon.sent_to(MEMBERS)) == 2, "the other one posts")


def test_broken_rules_later_leave_the_last_good_ones_live_and_the_owner_is_told_once(salon: Salon):
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    salon.works()
    salon.has_rules(TEN_MISTAKES)
    salon.receives((DEMO / "2-without-link.eml").read_bytes())

    salon.works()
    salon.works()

    assert [row["disposition"] for row in salon.journal()] == ["accept", "return"]
    assert salon.only_mail_to(OWNER).says('did you mean "own.words"?')


def test_a_wrong_password_is_named(salon: Salon):
    (salon.home / "imap-password").write_text("wrong")

    done = salon.runs("run", "--once")

    assert done.returncode == 1
    assert f"refuses the login of {salon.user}" in done.stderr
    assert "wrong" not in done.stderr.replace("wrong password", "")


def test_a_dead_server_is_named_and_the_daemon_waits_for_it(tmp_path: Path, sink):
    with Dovecot() as dovecot:
        salon = Salon(home=tmp_path, dovecot=dovecot, sink=sink, user=dovecot.user)
        with salon.daemon() as daemon:
            dovecot.stop()
            done_at = len(daemon.lines())
            dovecot.start()
            salon.receives((DEMO / "1-good-forward.eml").read_bytes())
            daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the post is out", 40)
        assert len(daemon.lines()) > done_at

        dovecot.stop()
        done = salon.runs("run", "--once")
        assert done.returncode == 1
        assert "cannot be reached" in done.stderr


def test_a_missing_folder_is_named_with_those_that_are_there(salon: Salon):
    salon.intake = 'folder = "Psots"\n'
    salon.configure()

    done = salon.runs("run", "--once")

    assert done.returncode == 1
    assert "Psots" in done.stderr
    assert "INBOX" in done.stderr


def test_mail_waits_for_a_mail_server_that_is_down(salon: Salon):
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    salon.sink.stop()

    assert salon.runs("run", "--once").returncode == 1

    case = salon.journal()[0]["case"]
    assert "deferred" in salon.runs("status", case).stdout


def test_a_moment_without_the_mail_server_costs_seconds(salon: Salon):
    good = (DEMO / "1-good-forward.eml").read_bytes()
    with salon.daemon() as daemon:
        salon.sink.stop()
        for number in range(30):
            salon.receives(good.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
        daemon.wait_until(lambda: len(salon.journal()) == 30, "all are decided")
        time.sleep(2)

        waiting = salon.runs("status").stdout

        salon.sink.start()
        daemon.wait_until(lambda: len(salon.sent_to(MEMBERS)) == 30, "all have left", seconds=10)

    assert waiting.count(" post ") == 30
    assert "as soon as the mail server can be reached" in waiting
    assert re.search(r"The mail server last, 2\d{3}-.*: deferred, cannot reach 127.0.0.1 port \d+", waiting)
    assert salon.runs("status").stdout == "No mail waits to be sent.\n"


def test_a_post_that_the_mail_server_refuses_is_held_for_a_person(salon: Salon):
    assert isinstance(salon.sink, RecordingSink)
    salon.sink.refuse[MEMBERS] = "550 5.7.1 not here"
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())

    salon.runs("run", "--once")

    listed = salon.runs("held", "list").stdout
    assert salon.journal()[0]["case"] in listed
    assert "550 5.7.1 not here" in salon.runs("status", salon.journal()[0]["case"]).stdout


def test_a_digest_that_the_mail_server_refuses_is_told_and_offered_again(salon: Salon):
    assert isinstance(salon.sink, RecordingSink)
    salon.sink.refuse[DIGEST] = "550 5.7.1 too large"
    salon.receives((DEMO / "4-inline-reply.eml").read_bytes())
    salon.has_rules(EVERYTHING_INTO_THE_DIGEST)
    salon.works()

    refused = salon.runs("digest", "send", LIST_ID)
    assert refused.returncode == 1
    assert "550 5.7.1 too large" in refused.stdout
    salon.works()
    told = salon.only_mail_to(OWNER)
    assert told.says(f"Issue 1 {DIGEST}: 550 5.7.1 too large")
    assert told.says(f"listwarden digest send {LIST_ID}")

    salon.sink.refuse.clear()
    done = salon.runs("digest", "send", LIST_ID)

    assert (done.returncode, done.stdout) == (0, "Issue 1 of Salon, offered again: sent.\n")
    names = [mail.message["Message-ID"].partition(".")[0] for mail in salon.sent_to(DIGEST)]
    assert sorted(names) == ["<digest-alternative", "<digest-mime"]
    assert salon.runs("digest", "send", LIST_ID).stdout == "No post waits for the digest: nothing is sent.\n"


EVERYTHING_INTO_THE_DIGEST = """ruleset: digest
language: 1
rules:
  - name: all
    when: always
    then: digest
    because: All reach the members with the next digest.
"""


def test_a_pass_says_what_it_did(salon: Salon):
    assert salon.runs("run", "--once").stdout == "nothing new, nothing to send\n"

    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    assert salon.runs("run", "--once").stdout == "1 post decided, 1 mail sent\n"

    salon.receives((DEMO / "2-without-link.eml").read_bytes())
    salon.sink.stop()
    said, waiting = salon.runs("run", "--once").stdout.splitlines()
    assert said == "1 post decided, 0 mails sent; 1 left, which the next run offers again"
    assert re.match(r" +\d+ +return to edgar@example.com, again at .*cannot reach", waiting)


def test_saved_rules_are_live_within_seconds_and_sigterm_ends_in_order(salon: Salon):
    with salon.daemon() as daemon:
        salon.sets("min_comment", 500)
        daemon.wait_until(
            lambda: any(line["event"] == "rules live" for line in daemon.lines()), "rules are live", 20
        )
        salon.receives((DEMO / "1-good-forward.eml").read_bytes())
        daemon.wait_until(lambda: salon.sent_to("clara@example.net"), "it came back", 20)
        status, seconds = daemon.terminate()

    assert status == 0
    assert seconds < 10
    assert salon.only_mail_to("clara@example.net").says("at least 500 words")


def test_sigterm_lets_a_mail_that_is_being_sent_end(salon: Salon):
    assert isinstance(salon.sink, RecordingSink)
    salon.sink.delay = 2
    with salon.daemon() as daemon:
        salon.receives((DEMO / "1-good-forward.eml").read_bytes())
        daemon.wait_until(lambda: salon.sink.offered, "the mail is on its way", 20)
        status, seconds = daemon.terminate()

    assert status == 0
    assert seconds < 30
    salon.works()
    assert len(salon.sent_to(MEMBERS)) == 1


def test_sighup_reads_the_rules_again(salon: Salon):
    with salon.daemon() as daemon:
        salon.sets("max_post", 10)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_until(lambda: any(line["event"] == "rules live" for line in daemon.lines()), "live", 20)


def test_a_second_daemon_is_refused(salon: Salon):
    with salon.daemon():
        done = salon.runs("run", "--once")

    assert done.returncode == 1
    assert "listwarden" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_signed_post_goes_on_byte_for_byte(salon: Salon):
    signed = post("", extra='Content-Type: multipart/signed; micalg=pgp-sha256; boundary="s"').replace(
        b"Content-Type: text/plain; charset=utf-8\n", b""
    )
    body = b"--s\r\nContent-Type: text/plain\r\n\r\nA word  \r\n\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n-----\r\n--s--\r\n"
    wire = signed.replace(b"\n", b"\r\n").rstrip() + b"\r\n\r\n" + body
    salon.dovecot.append(wire, user=salon.user)

    salon.works()

    assert salon.only_mail_to(MEMBERS).received.raw.endswith(body)


def test_a_message_over_the_limit_stays_in_the_inbox_and_is_shown_as_held(salon: Salon):
    salon.intake = 'size_limit = "20 KB"\n'
    salon.configure()
    wire = salon.receives(post("x " * 20_000))

    salon.works()

    assert salon.folder("INBOX") == [wire]
    row = salon.journal()[0]
    assert (row["disposition"], row["rules"]) == ("hold", ["guard.oversize"])
    assert salon.sent_to("ann@example.net") == []
    assert row["case"] in salon.runs("held", "list").stdout


def test_what_lay_in_the_folder_before_is_left_alone_where_the_owner_wants_that(salon: Salon):
    salon.intake = 'backlog = "ignore"\n'
    salon.configure()
    old = salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    salon.works()
    salon.receives((DEMO / "2-without-link.eml").read_bytes())

    salon.works()

    assert salon.folder("INBOX") == [old]
    assert [row["message_id"] for row in salon.journal()] == ["ferry.2@example.com"]


def test_an_empty_folder_at_the_first_start_has_no_backlog(salon: Salon):
    salon.intake = 'backlog = "ignore"\n'
    salon.configure()
    salon.works()
    salon.receives((DEMO / "2-without-link.eml").read_bytes())

    salon.works()

    assert [row["message_id"] for row in salon.journal()] == ["ferry.2@example.com"]


def test_the_word_of_the_bot_is_kept_where_people_look_for_their_post(salon: Salon):
    salon.receives((DEMO / "2-without-link.eml").read_bytes())
    salon.works()

    by_message = salon.runs("status", "<ferry.2@example.com>").stdout
    by_case = salon.runs("status", salon.journal()[0]["case"]).stdout

    assert by_message == by_case
    assert "returned" in by_message
    assert "edgar@example.com: sent" in by_message
    assert ADDRESS not in by_message or "taken" in by_message

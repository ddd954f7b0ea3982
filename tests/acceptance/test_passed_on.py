"""Accepted posts that go to a list manager as they came: by LMTP, by SMTP to another port, to a program."""

import re
import sys

import pytest

from tests.acceptance.test_handed_over import fresh
from tests.parts.handed import HandedSalon
from tests.parts.salon import ADDRESS
from tests.parts.sink import RecordingSink, SmtpSink

TEXT = "Is the ferry still running?\n\nI wonder.\n\n..dots stay\n"


def given(handed: HandedSalon, *lines: str) -> HandedSalon:
    handed.configure(post="\n".join(lines))
    return handed


@pytest.fixture
def handed(tmp_path, sink):
    return HandedSalon(home=tmp_path, sink=sink)


def below(raw: bytes, name: bytes) -> bytes:
    """The octets from the first field of that name on."""
    return raw[raw.index(b"\r\n" + name + b":") + 2 :]


@pytest.mark.parametrize("via", ["lmtp", "smtp"])
def test_a_list_manager_gets_the_octets_and_the_envelope_as_they_came(handed, via):
    raw = fresh(
        TEXT, extra="DKIM-Signature: v=1; a=rsa-sha256; d=example.net\nList-Post: <mailto:x@example.net>"
    )
    wire = raw.replace(b"\n", b"\r\n")
    with SmtpSink(*(["-L"] if via == "lmtp" else [])) as manager:
        given(handed, f'via = "{via}"', f'next_hop = "127.0.0.1:{manager.port}"')
        with handed.daemon():
            handed.hands(wire, sender="ann+list@example.net")
            (mail,) = manager.wait_for(1, 30)

    assert (mail.reverse_path, mail.recipients) == ("ann+list@example.net", (ADDRESS,))
    assert below(mail.raw, b"Authentication-Results") == below(wire, b"Authentication-Results")
    trace = rb"Received: from mx\.example\.org( \(\[127\.0\.0\.1\]\))?\s+by \S+ \(listwarden\) with LMTP id \S+\s+for <%s>;\s"
    assert len(re.findall(trace % re.escape(ADDRESS.encode()), mail.raw)) == 1, "RFC 5321 4.4"
    assert mail.field("List-Id") is None
    assert handed.sink.messages() == []
    assert handed.journal()[0]["disposition"] == "accept"


def test_an_envelope_beyond_ascii_goes_where_it_is_offered_and_is_held_elsewhere(handed):
    raw = fresh(TEXT).replace(b"\n", b"\r\n")
    with RecordingSink() as offers, SmtpSink() as does_not:
        given(handed, 'via = "smtp"', f'next_hop = "127.0.0.1:{offers.port}"')
        with handed.daemon() as daemon:
            handed.hands(raw, sender="änne@example.net")
            (mail,) = offers.wait_for(1, 30)
            daemon.wait_until(lambda: "mail sent" in daemon.log.read_text(), "it is on record")
        given(handed, 'via = "smtp"', f'next_hop = "127.0.0.1:{does_not.port}"')
        with handed.daemon() as daemon:
            handed.hands(raw.replace(b"a1@", b"a2@"), sender="änne@example.net")
            daemon.wait_until(lambda: "mail given up" in daemon.log.read_text(), "it was tried")
        assert does_not.messages() == []

    assert mail.reverse_path == "änne@example.net"
    assert "the server does not offer SMTPUTF8" in daemon.log.read_text()
    assert "guard.undelivered" in handed.runs("held", "list").stdout


def test_while_it_is_observed_a_list_manager_gets_every_post_as_it_came(handed):
    handed.mode = "observe"
    handed.home.joinpath("approval").write_text("correct horse\n")
    with SmtpSink("-L") as manager:
        given(handed, 'via = "lmtp"', f'next_hop = "127.0.0.1:{manager.port}"', 'approved_file = "approval"')
        with handed.daemon():
            handed.hands(fresh(TEXT).replace(b"\n", b"\r\n"))
            (mail,) = manager.wait_for(1, 30)
        (case,) = handed.journal()

    assert (mail.recipients, mail.field("Approved")) == ((ADDRESS,), None)
    assert handed.sink.messages() == []
    assert "observed" in handed.runs("status", case["case"]).stdout


def test_what_approves_a_post_comes_from_the_owner_alone(handed):
    handed.home.joinpath("approval").write_text("correct horse\n")
    raw = fresh(TEXT, extra="Approved: guess\nX-Approved: guess\nApprove: guess\nX-Approve: guess")
    with SmtpSink("-L") as manager:
        given(handed, 'via = "lmtp"', f'next_hop = "127.0.0.1:{manager.port}"', 'approved_file = "approval"')
        with handed.daemon():
            handed.hands(raw)
            (mail,) = manager.wait_for(1, 30)

    assert b"guess" not in mail.raw
    assert mail.field("Approved") == "correct horse"


def test_a_program_gets_the_post_on_its_standard_input(handed):
    keep = handed.home / "keep.py"
    keep.write_text(
        "import os, sys\n"
        f"open({str(handed.home / 'kept')!r}, 'ab').write(sys.stdin.buffer.read())\n"
        f"open({str(handed.home / 'words')!r}, 'w').write(' '.join([*sys.argv[1:], os.environ['SENDER']]))\n"
    )
    given(handed, 'via = "pipe"', f'command = ["{sys.executable}", "{keep}", "post", "{{recipient}}"]')
    raw = fresh(TEXT)
    with handed.daemon() as daemon:
        handed.hands(raw)
        daemon.wait_until((handed.home / "words").exists, "the program has run")
        daemon.wait_until(lambda: "mail sent" in daemon.log.read_text(), "it is on record")

    kept = (handed.home / "kept").read_bytes()
    assert kept[kept.index(b"Authentication-Results") :] == raw[raw.index(b"Authentication-Results") :]
    assert (handed.home / "words").read_text() == f"post {ADDRESS} ann@example.net"


@pytest.mark.parametrize(("status", "state"), [(75, "deferred"), (67, "refused")])
def test_what_a_program_says_by_its_status_is_heard(handed, status, state):
    given(
        handed, 'via = "pipe"', f'command = ["/bin/sh", "-c", "cat >/dev/null; echo no >&2; exit {status}"]'
    )
    with handed.daemon() as daemon:
        handed.hands(fresh(TEXT))
        daemon.wait_until(lambda: f"mail {state}" in daemon.log.read_text(), f"it is {state}")
        if state == "refused":
            (mail,) = handed.sink.wait_for(1, 30)
            assert mail.recipients == ("owner@example.org",)
    assert "/bin/sh ended with" in daemon.log.read_text()


def test_a_list_manager_that_is_away_gets_the_post_when_it_is_back(handed):
    manager = SmtpSink("-L")
    given(handed, 'via = "lmtp"', f'next_hop = "127.0.0.1:{manager.port}"')
    with handed.daemon() as daemon:
        handed.hands(fresh(TEXT))
        daemon.wait_until(lambda: "mail deferred" in daemon.log.read_text(), "it was tried")
        with manager:
            manager.wait_for(1, 60)
            daemon.wait_until(lambda: "mail sent" in daemon.log.read_text(), "it is on record")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['via = "pipe"'], 'lists.post.command of list "salon.lists.example.org": is missing'),
        (['via = "lmtp"'], 'lists.post.next_hop of list "salon.lists.example.org": is missing'),
        ([""], 'lists.post.to of list "salon.lists.example.org": is missing'),
    ],
)
def test_what_is_missing_is_named(handed, lines, told):
    given(handed, *lines)

    assert told in handed.runs("doctor").stderr

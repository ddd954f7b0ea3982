"""Posts that a real Postfix hands over by LMTP: each recipient hears its own outcome, nothing doubles, nothing bounces."""

import asyncio
import datetime as dt
import getpass
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.endpoint import Endpoint
from bot.errors import TemporaryFailure
from bot.intake.smtp.intake import HandedIntake
from bot.intake.smtp.limits import Limits
from bot.intake.smtp.listener import Listener
from bot.intake.smtp.lmtp import Lmtp
from tests.parts.desk import MemoryDesk
from tests.parts.dovecot import Dovecot
from tests.parts.handed import Client, HandedSalon
from tests.parts.postfix import Postfix
from tests.parts.salon import ADDRESS, MEMBERS, ROOT, post
from tests.parts.sink import RecordingSink, free_port


def fresh(text: str, **how: Any) -> bytes:
    """A post of this moment: how old it is is told by when it is handed over."""
    return post(text, date=format_datetime(dt.datetime.now(dt.UTC)), **how)


SNIPPET = (ROOT / "deploy" / "postfix" / "lmtp.cf").read_text()


def relay(port: int, recipients: Sequence[str] = (ADDRESS,)) -> str:
    """The lines that deploy/ has for Postfix, with this port and these recipients."""
    whose = " ".join(f"{{ {one} = bot }}" for one in recipients)
    ways = " ".join(f"{{ {one} = lmtp:inet:127.0.0.1:{port} }}" for one in recipients)
    text = SNIPPET.replace("{ salon@lists.example.org = bot }", whose)
    return text.replace("{ salon@lists.example.org = lmtp:inet:127.0.0.1:8024 }", ways)


@pytest.fixture
def handed(tmp_path: Path, sink: RecordingSink) -> HandedSalon:
    return HandedSalon(home=tmp_path, sink=sink)


def test_a_post_goes_from_postfix_to_the_members(handed):
    raw = fresh("Is the ferry still running at night?\n\n.\n..dots stay\n")
    with Postfix(relay(handed.port)) as postfix, handed.daemon():
        postfix.send("ann@example.net", [ADDRESS], raw)
        (mail,) = handed.sink.wait_for(1, 30)
        assert postfix.deliveries("sent", 1) == [ADDRESS]
        said = postfix.log()

    assert mail.recipients == (MEMBERS,)
    assert b"\r\n.\r\n..dots stay\r\n" in mail.raw
    (case,) = handed.journal()
    assert case["disposition"] == "accept"
    assert f"250 2.0.0 {case['case']} is taken" in said


def test_an_author_is_proven_by_what_the_own_server_wrote_and_hears_what_is_missing(handed):
    handed.has_rules(
        "ruleset: mine\nlanguage: 1\nrules:\n  - name: long\n    when: {own.words: under 5}\n"
        "    then: return\n    because: Please write more.\n    examples:\n"
        "      - facts: {own.words: 1}\n        expect: return\n"
    )
    with handed.daemon():
        handed.hands(fresh("Too short."))
        (mail,) = handed.sink.wait_for(1, 30)

    assert mail.recipients == ("ann@example.net",)
    assert handed.journal()[0]["disposition"] == "return"


def test_a_stranger_to_the_list_is_told_at_once_and_the_list_hears_nothing(handed):
    with handed.daemon():
        replies = handed.hands(fresh("Hello all of you."), ADDRESS, "nobody@lists.example.org")
        handed.sink.wait_for(1, 30)

    (case,) = handed.journal()
    assert replies == {
        ADDRESS: f"250 2.0.0 {case['case']} is taken",
        "nobody@lists.example.org": "550 5.1.1 <nobody@lists.example.org> is no address here",
    }


def test_the_same_mail_for_two_addresses_of_a_list_is_one_post(handed):
    with handed.daemon():
        replies = handed.hands(fresh("Hello all of you."), ADDRESS, "salon+digest@lists.example.org")
        handed.sink.wait_for(1, 30)

    (case,) = handed.journal()
    assert set(replies.values()) == {f"250 2.0.0 {case['case']} is taken"}
    assert case["disposition"] == "accept"


def test_a_socket_of_this_machine_serves_as_well(tmp_path, sink):
    with tempfile.TemporaryDirectory(prefix="lmtp-") as folder:
        Path(folder).chmod(0o755)
        handed = HandedSalon(home=tmp_path, sink=sink, listen=f"unix:{folder}/lmtp")
        settings = relay(0).replace("lmtp:inet:127.0.0.1:0", f"lmtp:{handed.listen}")
        with Postfix(settings) as postfix, handed.daemon():
            postfix.send("ann@example.net", [ADDRESS], fresh("Is the ferry still running?"))
            handed.sink.wait_for(1, 30)
            assert postfix.deliveries("sent", 1) == [ADDRESS]


LMTP_OF_DOVECOT = """
protocols = imap lmtp
service lmtp {{
  chroot =
  user = {user}
  inet_listener lmtp {{
    port = {port}
  }}
}}
"""


def test_dovecot_hands_the_lists_mail_on_and_delivers_all_other(handed):
    port = free_port()
    text = (ROOT / "deploy" / "dovecot" / "lmtp-proxy.conf").read_text()
    (line,) = [one[4:] for one in text.splitlines() if one.startswith("#   salon@")]
    user = getpass.getuser() if os.geteuid() else "nobody"
    with tempfile.NamedTemporaryFile("w", prefix="listwarden-") as people:
        people.write(line.replace("8024", str(handed.port)) + "\n")
        people.flush()
        Path(people.name).chmod(0o644)
        extra = LMTP_OF_DOVECOT.format(user=user, port=port)
        extra += text.replace("/etc/dovecot/listwarden", people.name)
        with Dovecot(["bob@lists.example.org"], extra=extra) as dovecot, handed.daemon():
            with Client(port) as client:
                wire = fresh("Is the ferry still running at night?").replace(b"\n", b"\r\n")
                replies = client.hands(wire, ADDRESS, "bob@lists.example.org")
            (mail,) = handed.sink.wait_for(1, 30)
            kept = dovecot.messages("INBOX", "bob@lists.example.org")

    assert {reply[:3] for reply in replies.values()} == {"250"}
    assert mail.recipients == (MEMBERS,)
    assert [case["disposition"] for case in handed.journal()] == ["accept"]
    assert len(kept) == 1


class Desk(MemoryDesk):
    """A list that cannot take the first ``troubles`` messages."""

    def __init__(self, troubles: int = 0) -> None:
        super().__init__()
        self.troubles = troubles

    async def take(self, arrivals):
        if self.troubles:
            self.troubles -= 1
            raise TemporaryFailure("the database is away")
        await super().take(arrivals)


@pytest.mark.parametrize("count", [1, 2, 50])
async def test_each_recipient_has_its_own_outcome(count):
    port = free_port()
    desks = {f"list{n}@lists.example.org": Desk(troubles=n % 3) for n in range(1, count + 1)}
    listener = Listener(Endpoint(host="127.0.0.1", port=port), Lmtp, Limits())
    intakes = [HandedIntake(listener, [name], desk) for name, desk in desks.items()]
    running = [asyncio.create_task(one.run(lambda: None)) for one in intakes]
    with Postfix(relay(port, list(desks))) as postfix:
        await asyncio.to_thread(postfix.send, "ann@example.net", list(desks), post("Hello all of you."))
        for desk in desks.values():
            await desk.gets(1, 60)
        await asyncio.to_thread(postfix.is_empty)
        sent, deferred = Counter(postfix.deliveries("sent", count)), Counter(postfix.deliveries("deferred"))
        bounced = postfix.deliveries("bounced")
    for one in intakes:
        await one.stop()
    await asyncio.gather(*running)

    assert sent == dict.fromkeys(desks, 1)
    assert deferred == {name: n % 3 for n, name in enumerate(desks, 1) if n % 3}
    assert bounced == []
    for name, desk in desks.items():
        (arrival,) = desk.arrived
        assert arrival.envelope.recipients == (name,)
        assert arrival.envelope.reverse_path == "ann@example.net"


def test_the_doctor_says_who_listens(handed):
    before = handed.runs("doctor").stdout
    with handed.daemon():
        during = handed.runs("doctor").stdout
    with RecordingSink() as other:
        handed.configure(listen=f"127.0.0.1:{other.port}")
        after = handed.runs("doctor").stdout

    assert "nobody listens at 127.0.0.1:" in before
    assert "the bot listens at 127.0.0.1:" in during
    assert "mail is taken for salon@lists.example.org" in during
    assert "another program listens at 127.0.0.1:" in after

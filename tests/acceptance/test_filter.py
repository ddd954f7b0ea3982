"""Posts judged while their sender is on the line: a real Postfix before us, another service of it behind us."""

import re
import smtplib
import time

import pytest

from tests.acceptance.test_handed_over import fresh
from tests.acceptance.test_reload import reload
from tests.parts.handed import HandedSalon
from tests.parts.postfix import Postfix
from tests.parts.salon import ADDRESS, ROOT
from tests.parts.sink import RecordingSink, answers, free_port

RULES = """ruleset: mine
language: 1
rules:
  - name: short
    when: {own.words: under 5}
    then: return
    because: Please write more than {{ own.words }} words, in café or “at home”.
    examples:
      - facts: {own.words: 1}
        expect: return
  - name: secret
    when: {subject: {contains: secret}}
    then: hold
    because: Somebody should look.
    examples:
      - facts: {subject: a secret}
        expect: hold
"""
LONG = "Is the ferry still running at night, or has it stopped?\n\n..dots stay\n"


class House:
    """The bot as a filter of a Postfix, which delivers all mail to the sink."""

    def __init__(self, home, sink, way):
        self.again, self.sink = free_port(), sink
        queue = "before" if way == "before-queue" else "after"
        self.bot = HandedSalon(
            home=home,
            sink=sink,
            kind="smtp-filter",
            intake=f'next_hop = "127.0.0.1:{self.again}"\nqueue = "{queue}"\nrules_page = "https://example.org/rules"\n',
            post="",
        )
        self.bot.has_rules(RULES)
        text = (ROOT / "deploy" / "postfix" / f"{way}.master.cf").read_text()
        text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
        text = text.replace("10025", str(self.bot.port)).replace("10026", str(self.again))
        options, services = re.split(r"(?m)^(?=\S)", text, maxsplit=1)
        self.postfix = Postfix(
            f"relay_domains = example.org lists.example.org\nrelay_transport = smtp:[127.0.0.1]:{sink.port}\n",
            services=services,
            options="\n" + options.rstrip(),
        )

    def send(self, raw, *recipients):
        raw = raw.replace(b"\n", b"\r\n")
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=60) as line:
            return line.sendmail("ann@example.net", list(recipients or [ADDRESS]), raw, ["BODY=8BITMIME"])

    def arrived(self, count):
        return {mail.field("Message-ID"): mail for mail in self.sink.wait_for(count, 30)}

    def arrives(self, message_id):
        """Wait for one among those that go to others."""
        deadline = time.monotonic() + 30
        while message_id not in (found := self.arrived(1)):
            assert time.monotonic() < deadline, list(found)
            time.sleep(0.05)
        return found[message_id]


@pytest.fixture
def before(tmp_path, sink):
    return House(tmp_path, sink, "before-queue")


@pytest.fixture
def after(tmp_path, sink):
    return House(tmp_path, sink, "content-filter")


def test_what_is_refused_its_sender_hears_at_once_and_what_passes_goes_on_as_it_came(before):
    good = fresh(LONG, message_id="good@example.net")
    with before.postfix, before.bot.daemon():
        before.send(good)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            before.send(fresh("Yes.", message_id="bad@example.net", authenticated=False))
        before.send(fresh(LONG, subject="a secret", message_id="held@example.net"))
        before.send(fresh("Hi", message_id="other@example.net"), "bob@example.org")
        found = before.arrived(3)
        journal = {case["message_id"]: case for case in before.bot.journal()}

    code, said = refused.value.smtp_code, str(refused.value)
    assert code == 550
    reason = 'Please write more than 1 word, in cafe or "at home".'
    assert f"5.7.1 {reason} -- https://example.org/rules" in said
    assert journal["bad@example.net"]["case"] in said
    assert {name: case["disposition"] for name, case in journal.items()} == {
        "good@example.net": "accept",
        "bad@example.net": "return",
        "held@example.net": "hold",
    }
    passed = found["<good@example.net>"]
    assert (
        len(re.findall(rb"Received: from [^\r]+\r\n\tby \S+ \(listwarden\) with ESMTP id ", passed.raw)) == 1
    )
    told = [mail for mail in before.sink.messages() if "ann@example.net" in mail.recipients]
    assert told == [], "no notification is made: the client tells the sender"
    wire = good.replace(b"\n", b"\r\n")
    assert passed.recipients == (ADDRESS,)
    assert passed.raw.endswith(wire[wire.index(b"Authentication-Results") :])
    assert found["<other@example.net>"].recipients == ("bob@example.org",)
    assert len([mail for mail in before.sink.messages() if mail.recipients == ("owner@example.org",)]) == 1


def test_a_held_post_goes_on_when_a_moderator_accepts_it(before):
    with before.postfix, before.bot.daemon():
        before.send(fresh(LONG, subject="a secret", message_id="held@example.net"))
        (case,) = before.bot.journal()
        assert before.bot.runs("held", "accept", case["case"]).returncode == 0
        passed = before.arrives("<held@example.net>")

    assert passed.recipients == (ADDRESS,)
    assert passed.reverse_path == "ann@example.net"


def test_a_list_and_others_in_one_message_are_parted(before):
    with before.postfix, before.bot.daemon():
        refused = before.send(fresh(LONG, message_id="both@example.net"), ADDRESS, "bob@example.org")
        found = before.arrived(1)

    assert [code for code, _ in refused.values()] == [452]
    assert found["<both@example.net>"].recipients == (ADDRESS,)


def test_a_next_hop_that_is_away_and_a_bot_that_is_away_lose_nothing(before):
    raw = fresh(LONG, message_id="late@example.net")
    with before.postfix:
        with pytest.raises(smtplib.SMTPException) as no_bot:
            before.send(raw)
        before.bot.configure(intake=before.bot.intake.replace(str(before.again), str(free_port())))
        with before.bot.daemon(), pytest.raises(smtplib.SMTPException) as no_hop:
            before.send(raw)
        before.bot.configure()
        with before.bot.daemon():
            before.send(raw)
            found = before.arrived(1)

    assert "45" in str(no_bot.value)
    assert "451" in str(no_hop.value)
    assert list(found) == ["<late@example.net>"]
    assert [case["disposition"] for case in before.bot.journal()] == ["accept"]


def test_the_same_post_again_is_taken_and_not_posted_twice(before):
    raw = fresh(LONG, message_id="twice@example.net")
    with before.postfix, before.bot.daemon():
        before.send(raw)
        before.send(raw)
        before.arrived(1)
        time.sleep(1)

    assert len(before.sink.messages()) == 1
    assert [case["disposition"] for case in before.bot.journal()] == ["accept", "discard"]


def test_behind_the_queue_posts_come_back_by_mail_and_nothing_bounces(after):
    with after.postfix, after.bot.daemon():
        after.send(fresh(LONG, message_id="good@example.net"))
        after.send(fresh("Yes.", message_id="bad@example.net"))
        mails = after.sink.wait_for(2, 30)
        assert after.postfix.deliveries("bounced") == []

    assert sorted(mail.recipients for mail in mails) == [("ann@example.net",), (ADDRESS,)]


def test_another_next_hop_is_taken_over_while_it_runs(tmp_path, sink):
    def hop(port):
        return f'next_hop = "127.0.0.1:{port}"\n'

    def send(number):
        with smtplib.SMTP("127.0.0.1", bot.port, timeout=60) as line:
            raw = fresh(LONG, message_id=f"{number}@example.net").replace(b"\n", b"\r\n")
            line.sendmail("ann@example.net", [ADDRESS], raw, ["BODY=8BITMIME"])

    bot = HandedSalon(home=tmp_path, sink=sink, kind="smtp-filter", intake=hop(sink.port), post="")
    bot.has_rules(RULES)
    with RecordingSink() as other, bot.daemon() as daemon:
        send(1)
        bot.configure(intake=hop(other.port))
        reload(daemon, "settings live")
        assert answers("127.0.0.1", bot.port, b"220")
        send(2)
        (first,), (second,) = sink.wait_for(1, 30), other.wait_for(1, 30)
        daemon.wait_until(lambda: len(bot.journal()) == 2, "both are on record")

    assert first.field("Message-ID") == "<1@example.net>"
    assert second.field("Message-ID") == "<2@example.net>"

"""What an author's domain asks of receivers, told by a real name server of the test on loopback."""

import dataclasses
import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from bot.mail import read
from bot.notices import write_repost
from bot.service.dmarc_policies import DmarcPolicies
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import post

RECORDS = {
    "_dmarc.reject.example.": ["v=DMARC1; p=reject"],
    "_dmarc.quarantine.example.": ["v=DMARC1;p=quarantine; pct=50"],
    "_dmarc.none.example.": ["v=DMARC1; p=none; sp=reject"],
    "_dmarc.twice.example.": ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
    "_dmarc.other.example.": ["something else"],
    "_dmarc.spaced.example.": ["v=DMARC1 ; p = Reject ;"],
    "_dmarc.trying.example.": ["v=DMARC1; p=quarantine; pct=0"],
    "_dmarc.rejecting.example.": ["v=DMARC1; p=reject; pct=0"],
    "_dmarc.exact.example.": ["v=DMARC1; p=reject; adkim=s"],
    "_dmarc.lax.exact.example.": ["v=DMARC1; p=none"],
}


class NameServer(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind(("127.0.0.1", 0))
        self.port = self.line.getsockname()[1]
        self.asked = []

    def run(self):
        while True:
            try:
                data, peer = self.line.recvfrom(2000)
            except OSError:
                return
            question = dns.message.from_wire(data)
            name = question.question[0].name.to_text()
            self.asked.append(name)
            answer = dns.message.make_response(question)
            if "broken" in name:
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif name in RECORDS:
                texts = [f'"{text}"' for text in RECORDS[name]]
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *texts))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.line.sendto(answer.to_wire(), peer)


@pytest.fixture
def server():
    running = NameServer()
    running.start()
    yield running
    running.line.close()


@pytest.fixture
def policies(server):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    return DmarcPolicies(resolver=resolver)


@pytest.mark.parametrize(
    ("domain", "strict"),
    [
        ("reject.example", True),
        ("Quarantine.Example.", True),
        ("none.example", False),
        ("news.none.example", True),
        ("news.reject.example", True),
        ("nothing.example", False),
        ("twice.example", False),
        ("other.example", False),
        ("spaced.example", True),
        ("broken.example", True),
        ("trying.example", False),
        ("rejecting.example", True),
        ("lax.exact.example", False),
    ],
)
def test_a_domain_is_strict_where_its_mail_would_be_refused(policies, domain, strict):
    assert policies.refuses(domain, ()) is strict


def test_an_answer_is_remembered(policies, server):
    assert [policies.refuses("reject.example", ()) for _ in range(3)] == [True] * 3
    assert server.asked == ["_dmarc.reject.example."]


def post_from(domain, signer=None, passed=None):
    signature = f"DKIM-Signature: v=1; a=rsa-sha256; d={signer}; s=x; h=from:to:subject:date; bh=x; b=y"
    told = f"Authentication-Results: mx.example.org; dkim={passed} header.d={signer}\n" if passed else ""
    raw = post(
        "Words.", from_=f"Anne Lee <anne@{domain}>", extra=signature if signer else "", authenticated=False
    )
    return told.encode() + raw


@pytest.mark.parametrize(
    ("raw", "prefix", "rewritten"),
    [
        (post_from("reject.example", "reject.example", "pass"), "", False),
        (post_from("reject.example", "reject.example", "pass"), "[Salon]", True),
        (post_from("reject.example", "reject.example", "fail"), "", True),
        (post_from("reject.example", "reject.example"), "", False),
        (post_from("reject.example"), "", True),
        (post_from("quarantine.example", "mailer.example", "pass"), "", True),
        (post_from("none.example"), "[Salon]", False),
        (post_from("news.none.example"), "", True),
        (post_from("nothing.example"), "[Salon]", False),
        (post_from("news.reject.example", "reject.example", "pass"), "", False),
        (post_from("news.exact.example", "exact.example", "pass"), "", True),
        (post_from("exact.example", "exact.example", "pass"), "", False),
        (post_from("trying.example"), "[Salon]", False),
        (post_from("broken.example"), "", True),
    ],
)
def test_from_is_rewritten_where_receivers_would_refuse_the_post_and_nowhere_else(
    policies, raw, prefix, rewritten
):
    salon = dataclasses.replace(SALON, from_rewrite="when needed", prefix=prefix)

    mail = write_repost(read(raw), salon, dataclasses.replace(a_stamp("post"), refused=policies.refuses))

    assert (b"From: Anne Lee via Salon <salon@lists.example.org>" in mail.raw) is rewritten

"""What an author's domain asks of receivers, told by a real name server of the test on loopback."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from bot.service.dmarc_policies import DmarcPolicies

RECORDS = {
    "_dmarc.reject.example.": ["v=DMARC1; p=reject"],
    "_dmarc.quarantine.example.": ["v=DMARC1;p=quarantine; pct=50"],
    "_dmarc.none.example.": ["v=DMARC1; p=none; sp=reject"],
    "_dmarc.twice.example.": ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
    "_dmarc.other.example.": ["something else"],
    "_dmarc.spaced.example.": ["v=DMARC1 ; p = Reject ;"],
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
    ],
)
def test_a_domain_is_strict_where_its_mail_would_be_refused(policies, domain, strict):
    assert policies.is_strict(domain) is strict


def test_an_answer_is_remembered(policies, server):
    assert [policies.is_strict("reject.example") for _ in range(3)] == [True] * 3
    assert server.asked == ["_dmarc.reject.example."]

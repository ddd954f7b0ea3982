"""What mail programs show in different ways is held: members would see what was not judged."""

import pytest

from bot.mail import read
from bot.mail.origin.authentication import Trust, authenticate
from bot.policy.guards.circumstances import Circumstances
from bot.policy.guards.guards import guard
from bot.policy.model.verdict import Disposition, Verdict

HEAD = b"From: Ann <ann@example.org>\nSubject: x\nMessage-ID: <1@x>\n"
PARTS = b"--a\nContent-Type: text/plain\n\none\n--a--\n--b\nContent-Type: text/plain\n\ntwo\n--b--\n"


def said(raw: bytes) -> list[str]:
    post = read(raw)
    seen = Circumstances(authentication=authenticate(post, Trust(authserv_ids=("mx.example.org",))))
    verdict = guard(
        Verdict(disposition=Disposition.ACCEPT, findings=(), rules=(), digest="0" * 64), post, seen
    )
    assert (verdict.disposition is Disposition.HOLD) == bool(verdict.findings)
    return [one.rule for one in verdict.findings]


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: text/plain\nContent-Type: text/html\n\n<b>x</b>\n",
        HEAD + b"Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\naGVsbG8=\n",
        HEAD + b"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n" + PARTS,
        HEAD + b"Content-Type: multipart/alternative; boundary=a\n\n--a\n\nRain fell all day long.\n"
        b"--a\nContent-Type: text/html\n\n<p>Visit our casino today, everybody!\n--a--\n",
        HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n"
        b"Content-Type: text/html\n\none\n--a--\n",
    ],
)
def test_a_form_that_can_be_read_in_two_ways_is_held(raw):
    assert said(raw) == ["guard.ambiguous"]
    assert read(raw).doubts
    assert set(read(raw).doubts) <= set(read(raw).defects)


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: text/plain\nContent-Type: text/plain\n\nx\n",  # twice the same
        HEAD + b"Content-Type: multipart/mixed; boundary=a; boundary=c\n\n" + PARTS,  # c has no parts
        HEAD + b"\nx\n",
    ],
)
def test_what_can_be_read_in_one_way_passes(raw):
    assert said(raw) == []

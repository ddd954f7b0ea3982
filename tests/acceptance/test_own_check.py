"""A list whose server writes nothing that could be believed: the bot checks signatures itself."""

import pytest

from tests.parts.salon import MEMBERS, post
from tests.parts.signing import NameServer, record, signed

ANN = "ann@example.net"
RULES = """ruleset: mine
language: 1
rules:
  - name: comes-back
    when: {subject: {contains: RETURNME}}
    then: return
    because: Please write more.
"""
RECORDS = {"x._domainkey.example.net.": [record()], "_dmarc.example.net.": ["v=DMARC1; p=reject"]}


@pytest.fixture(autouse=True)
def checks(salon):
    """The bot asks a name server of the test."""
    salon.has_rules(RULES)
    with NameServer(dict(RECORDS)) as server:
        top = f'auth = "own"\nnameservers = ["127.0.0.1:{server.port}"]\n'
        salon.config.write_text(top + salon.config.read_text())
        yield server


def test_a_signed_post_is_its_authors_and_a_bare_one_is_nobodys(salon):
    for number, sign in enumerate([True, False]):
        raw = post(
            f"Number {number}.", subject="RETURNME", message_id=f"{number}@example.net", authenticated=False
        )
        salon.receives(signed(raw, "example.net") if sign else raw)
    salon.works()

    assert [case["disposition"] for case in salon.journal()] == ["return", "hold"]
    (back,) = salon.sent_to(ANN)
    assert back.says("Please write more.")


def test_what_was_found_is_known_when_a_moderator_decides_later(salon, checks):
    raw = post("Later.", subject="RETURNME", authenticated=False)
    salon.receives(signed(raw.replace(b"Out", b"out"), "example.net", bits=1024))
    salon.works()
    assert [case["disposition"] for case in salon.journal()] == ["hold"]

    checks.records["x._domainkey.example.net."] = []
    (case,) = salon.journal()
    salon.runs("held", "accept", case["case"])
    salon.works()

    assert len(salon.sent_to(MEMBERS)) == 1


def test_doctor_says_how_many_authors_would_be_believed(salon):
    salon.receives(signed(post("Out.", authenticated=False), "example.net"))

    told = salon.runs("doctor")

    assert "the author of 1 would be believed" in " ".join(told.stdout.split()), told.stdout

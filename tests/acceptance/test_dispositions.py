"""What becomes of a post, seen from outside: Dovecot on one side, a mail server on the other."""

import re
from pathlib import Path

import pytest

from tests.parts.salon import ADDRESS, DIGEST, LIST_ID, MEMBERS, OWNER, ROOT, Salon, post

DEMO = ROOT / "bot" / "starter" / "demo"
SEED = ROOT.parent / "shared" / "samples" / "seed-post.eml"
PROOF = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"

EVERYTHING_TO_THE_DIGEST = """
ruleset: digest
language: 1
rules:
  - name: to-the-digest
    when: always
    then: digest
    because: All posts are collected.
"""


def sample(name: str) -> bytes:
    return (DEMO / name).read_bytes()


def test_a_good_post_goes_to_the_members(salon: Salon):
    wire = salon.receives(sample("1-good-forward.eml"))

    salon.works()

    mail = salon.only_mail_to(MEMBERS)
    assert mail.received.raw.partition(b"\r\n\r\n")[2] == wire.partition(b"\r\n\r\n")[2]
    assert mail.received.reverse_path == ADDRESS
    assert mail.message["List-Id"].endswith(f"<{LIST_ID}>")
    assert mail.message["Message-ID"] == "<ferry.1@example.net>"
    assert mail.message["From"] == "Clara Winter <clara@example.net>"
    assert "Authentication-Results" not in mail.message
    assert salon.folder("Accepted") == [wire]
    assert salon.folder("INBOX") == []


def test_an_article_without_its_address_comes_back_with_the_reason_and_the_lines(salon: Salon):
    salon.receives(sample("2-without-link.eml"))

    salon.works()

    notice = salon.only_mail_to("edgar@example.com")
    assert notice.received.reverse_path == ""
    assert notice.message["Auto-Submitted"] == "auto-replied"
    assert notice.message["In-Reply-To"] == "<ferry.2@example.com>"
    assert [row["disposition"] for row in salon.journal()] == ["return"]
    for reason in salon.journal()[0]["reasons"]:
        assert notice.says(reason)
    attached = [part for part in notice.message.walk() if part.get_content_type() == "message/rfc822"]
    assert attached[0].get_content()["Message-ID"] == "<ferry.2@example.com>"
    assert len(salon.folder("Returned")) == 1


def test_an_unproven_author_gets_no_mail_and_the_owner_hears_why(salon: Salon):
    salon.receives(post("https://cheap.example/x", subject="Fwd: Look", authenticated=False))

    salon.works()

    assert salon.sent_to("ann@example.net") == []
    assert "guard.unproven" in salon.journal()[0]["rules"]
    assert salon.only_mail_to(OWNER).message["Auto-Submitted"] == "auto-generated"
    assert len(salon.folder("Held")) == 1


def test_a_held_post_is_accepted_by_a_moderator(salon: Salon):
    wire = salon.receives(
        sample("2-without-link.eml").replace(b"mx.example.org; dmarc", b"mx.example.com; dmarc")
    )
    salon.works()
    case = salon.journal()[0]["case"]

    done = salon.runs("held", "accept", case)
    salon.works()

    assert done.returncode == 0, done.stderr
    assert salon.only_mail_to(MEMBERS).message["Message-ID"] == "<ferry.2@example.com>"
    assert salon.folder("Held") == []
    assert salon.folder("Accepted") == [wire]


def test_a_post_waits_for_the_digest_and_leaves_with_it(salon: Salon):
    salon.has_rules(EVERYTHING_TO_THE_DIGEST)
    salon.receives(sample("4-inline-reply.eml"))
    salon.receives(sample("6-html-only.eml"))
    salon.works()
    assert salon.sent_to(DIGEST) == []

    done = salon.runs("digest", "send", ADDRESS)

    assert done.returncode == 0, done.stderr
    readable, mime = salon.sent_to(DIGEST)
    assert readable.says("I do, and I remember who wrote the sentence.")
    assert readable.says("does anybody still have the 1994 timetable")
    assert sum(part.get_content_type() == "message/rfc822" for part in mime.message.walk()) == 2
    assert len(salon.folder("Digested")) == 2
    assert salon.runs("digest", "send", LIST_ID).stdout == "No post waits for the digest: nothing is sent.\n"


def test_automatic_mail_is_never_answered_and_never_posted(salon: Salon):
    salon.receives(sample("7-vacation.eml"))

    salon.works()

    assert salon.sink.messages() == []
    assert salon.journal()[0]["disposition"] == "discard"
    assert salon.journal()[0]["rules"] == ["guard.automatic"]
    assert len(salon.folder("Discarded")) == 1


def test_the_same_post_twice_is_posted_once(salon: Salon):
    salon.receives(sample("1-good-forward.eml"))
    salon.receives(sample("8-duplicate.eml"))

    salon.works()

    assert len(salon.sent_to(MEMBERS)) == 1
    assert [row["disposition"] for row in salon.journal()] == ["accept", "discard"]
    assert salon.journal()[1]["rules"] == ["guard.duplicate"]


def test_another_text_under_a_known_message_id_is_held(salon: Salon):
    salon.receives(sample("1-good-forward.eml"))
    salon.receives(sample("1-good-forward.eml").replace(b"Tomas Lind", b"Tomas Lund"))

    salon.works()

    assert [row["disposition"] for row in salon.journal()] == ["accept", "hold"]
    assert "guard.conflict" in salon.journal()[1]["rules"]


def test_a_message_that_cannot_be_looked_into_goes_to_quarantine(salon: Salon):
    bomb = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(2000))
    salon.receives(
        b"From: ann@example.net\nTo: salon@lists.example.org\nSubject: deep\nMessage-ID: <deep@example.net>\n"
        + bomb
    )

    salon.works()

    assert salon.journal()[0]["rules"] == ["guard.quarantine"]
    assert len(salon.folder("Quarantine")) == 1


def test_a_list_that_is_observed_sends_nothing_and_moves_nothing(salon: Salon):
    salon.configure(mode="observe")
    salon.receives(sample("1-good-forward.eml"))
    salon.receives(sample("2-without-link.eml"))

    salon.works()
    salon.works()

    assert [row["disposition"] for row in salon.journal()] == ["accept", "return"]
    assert salon.sink.messages() == []
    assert len(salon.folder("INBOX")) == 2


@pytest.fixture
def seed() -> bytes:
    if not SEED.exists():
        pytest.skip(f"the sample post {SEED.name} is not here")
    return SEED.read_bytes()


def test_the_sample_post_is_returned_for_its_length_and_posted_where_the_limit_is_higher(
    salon: Salon, seed: bytes
):
    salon.receives(PROOF + seed)
    salon.works()

    row = salon.journal()[0]
    assert row["disposition"] == "return"
    assert len(row["reasons"]) == 1
    assert re.search(r"1,?16[01]", row["reasons"][0])

    salon.sets("max_article", 2000)
    again = PROOF + seed.replace(b"Message-ID: <2026", b"Message-ID: <again.2026")
    wire = salon.receives(again)
    salon.works()
    assert salon.journal()[1]["disposition"] == "accept"
    assert (
        salon.only_mail_to(MEMBERS).received.raw.partition(b"\r\n\r\n")[2] == wire.partition(b"\r\n\r\n")[2]
    )


def test_the_sample_post_without_proof_of_its_author_is_held(salon: Salon, seed: bytes):
    salon.receives(seed)

    salon.works()

    assert salon.journal()[0]["disposition"] == "hold"
    assert salon.sent_to("clare.whitfield@example.net") == []


def test_demo_posts_are_all_here():
    assert len(list(Path(DEMO).glob("*.eml"))) >= 8


def test_a_rule_in_shadow_changes_nothing_and_stands_in_the_journal(salon: Salon):
    salon.has_rules(SHADOW)
    salon.receives(sample("1-good-forward.eml"))

    salon.works()

    assert len(salon.sent_to(MEMBERS)) == 1
    assert salon.journal()[0]["disposition"] == "accept"
    assert "every-post (shadow)" in salon.runs("journal").stdout
    told = salon.runs("status", salon.journal()[0]["case"]).stdout
    assert "every-post would have matched, if it were not in shadow" in told


SHADOW = """
ruleset: watched
language: 1
rules:
  - name: every-post
    mode: shadow
    when: always
    then: return
    because: Please wait.
"""

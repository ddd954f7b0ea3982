"""What an author's answer to a return leads to, seen from outside: mails in, mails out."""

import re

import pytest

from bot.cli.dialogue_text import dialogue
from tests.parts.post_office import PostOffice, quoted, reply_to
from tests.parts.salon import ROOT, post

DEMO = ROOT / "bot" / "starter" / "demo"
FRIEDA, EDGAR = "frieda@example.org", "edgar@example.com"
COMMENT = (
    "I have followed this question since my years at the port, and what strikes me is that for the first time "
    "somebody has counted what the silence cost us. The paper does not say who paid for the count. I would "
    "like to know that before anybody here calls it good news, and I ask those who were at the meeting to tell us."
)


@pytest.fixture
def office(tmp_path):
    made = PostOffice(tmp_path)
    yield made
    made.close()


def too_long() -> bytes:
    return (DEMO / "3-too-long.eml").read_bytes().replace(b"16 Jan 2026", b"20 Jan 2026")


def without_link() -> bytes:
    return (DEMO / "2-without-link.eml").read_bytes().replace(b"13 Jan 2026", b"20 Jan 2026")


def bare() -> bytes:
    """An article with its address, and nothing of the author's own."""
    text = too_long().decode()
    start, end = text.index("One need not live"), text.index("https://www.valley-courier")
    return (text[:start] + text[end:]).encode()


def test_ok_sends_the_draft_and_says_so(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)

    office.takes(reply_to(notice, f"ok\n\n{quoted(notice.text)}"))

    (out,) = office.posted
    assert out.message["Message-ID"] == "<barriers.1@example.org>"
    assert out.message["Subject"] == 'Fwd: "River Towns Agree to Raise Flood Barriers" (Valley Courier)'
    assert out.message["In-Reply-To"] is None
    assert "One need not live on a river" in out.text
    assert "[...]" in out.text
    assert "lw-" not in out.text
    assert "not gone out" not in out.text
    assert office.last_to(FRIEDA).message["Subject"].startswith("On the list: ")


def test_a_comment_becomes_that_of_the_draft(office):
    office.takes(bare())
    notice = office.last_to(FRIEDA)
    assert "a few sentences of your own" in " ".join(notice.text.split())

    office.takes(reply_to(notice, f"{COMMENT}\n\nFrieda\n\n{quoted(notice.text)}"))

    (out,) = office.posted
    assert " ".join(COMMENT.split()) in " ".join(out.text.split())
    assert (
        out.text.index("FM: Frieda Blum") < out.text.index("I have followed") < out.text.index("River Towns")
    )


def test_too_short_a_comment_is_answered_with_what_is_still_missing(office):
    office.takes(bare())
    first = office.last_to(FRIEDA)
    office.takes(
        reply_to(first, f"This matters to all of us who live by the sea, I think.\n\n{quoted(first.text)}")
    )
    second = office.last_to(FRIEDA)

    office.takes(reply_to(second, f"{COMMENT}\n\n{quoted(second.text)}", 2))

    assert "still missing" in second.text
    (out,) = office.posted
    assert "This matters to all of us" in out.text
    assert "I have followed" in out.text


def test_the_address_alone_is_put_in_its_place(office):
    office.takes(without_link())
    notice = office.last_to(EDGAR)
    assert "web address of the article" in " ".join(notice.text.split())

    office.takes(reply_to(notice, f"https://www.harbour.example/2026/ferry.html\n\n{quoted(notice.text)}"))

    (out,) = office.posted
    assert "\nhttps://www.harbour.example/2026/ferry.html\n" in out.text.replace("\r\n", "\n")


def test_a_whole_new_text_is_a_new_version_of_the_same_post(office):
    office.takes(without_link())
    notice = office.last_to(EDGAR)
    mended = (
        (DEMO / "1-good-forward.eml").read_text().partition("\n\n")[2].replace("=\n", "").replace("=20", "")
    )

    office.takes(reply_to(notice, f"{mended}\n\n{quoted(notice.text)}"))

    (out,) = office.posted
    assert out.message["Message-ID"] == "<ferry.2@example.com>"
    assert not out.message["Subject"].startswith("Re:")
    assert "In-Reply-To" not in out.message
    assert "not gone out" not in out.text


@pytest.mark.parametrize(
    ("answer", "subject"),
    [("withdraw", "Withdrawn: "), ("why", "Why: "), ("help", "A person will answer: ")],
)
def test_the_other_words_do_what_they_say(office, answer, subject):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)

    office.takes(reply_to(notice, f"{answer}\n\n{quoted(notice.text)}"))

    assert office.posted == []
    assert office.last_to(FRIEDA).message["Subject"].startswith(subject)
    assert (answer == "help") == bool(office.to("owner@example.org"))


def test_what_is_not_understood_is_asked_once_then_a_person_reads_it(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)
    office.takes(reply_to(notice, f"Blue is better than green\n\n{quoted(notice.text)}"))
    asked = office.last_to(FRIEDA)
    assert asked.message["Subject"].startswith("What did you mean?")

    office.takes(reply_to(asked, f"Green after all, dear\n\n{quoted(asked.text)}", 2))

    assert len(office.to(FRIEDA)) == 2
    assert "Green after all" in office.last_to("owner@example.org").text
    assert office.posted == []


def test_ok_counts_after_a_question(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)
    office.takes(reply_to(notice, f"Blue is better than green\n\n{quoted(notice.text)}"))

    office.takes(reply_to(office.last_to(FRIEDA), "ok", 2))

    assert len(office.posted) == 1


def test_nobody_is_muted_for_answering(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)
    for number in range(4):
        office.takes(reply_to(notice, f"What do you want {number}?", number), seconds=60)

    good = (DEMO / "1-good-forward.eml").read_bytes().replace(b"13 Jan", b"20 Jan")
    office.takes(
        good.replace(b"clara@example.net", b"frieda@example.org").replace(b"=example.net", b"=example.org")
    )

    assert len(office.posted) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"authenticated": False},
        {"results": "dmarc=fail header.from=example.org"},
        {"from_": "Mallory <mallory@evil.example>"},
    ],
)
def test_an_answer_of_somebody_else_has_no_effect(office, changes):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)

    office.takes(reply_to(notice, "ok", **changes))

    assert office.posted == []
    assert len(office.to(FRIEDA)) == 1
    assert "guard.answers_us" in office.journal()[-1]


def test_ok_twice_is_one_post(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)

    office.takes(reply_to(notice, "ok", 1), reply_to(notice, "ok", 2))
    office.takes(reply_to(notice, "ok", 3))

    assert len(office.posted) == 1
    assert [letter.message["Subject"].split(":")[0] for letter in office.to(FRIEDA)] == [
        "Not sent yet", "On the list", "Closed",
    ]  # fmt: skip


def test_an_answer_after_its_time_is_told_so(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)

    office.takes(reply_to(notice, "ok", date="Tue, 10 Feb 2026 08:02:11 +0000"), seconds=20 * 86400)

    assert office.posted == []
    assert "The time to reply about" in office.last_to(FRIEDA).text


def test_a_machine_gets_no_answer(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)
    ticket = (
        "Thank you for contacting us. Your request has been received. Ticket #48291 was opened for you today."
    )
    for number in range(3):
        office.takes(reply_to(notice, f"{ticket}\n\n{quoted(notice.text)}", number))

    assert len(office.to(FRIEDA)) == 1
    assert office.posted == []


def test_an_ordinary_post_is_one_still(office):
    office.takes(post("The tide is out.", date="Tue, 20 Jan 2026 08:02:11 +0000"))

    assert len(office.posted) == 1


def test_the_same_message_id_with_a_new_text_is_the_post_sent_again(office):
    office.takes(bare())

    office.takes(too_long())

    assert "guard.conflict" not in " ".join(office.journal())
    assert len(office.to(FRIEDA)) == 2


@pytest.mark.parametrize(
    "changes", [(b"Authentication-Results", b"X-Results"), (b"frieda@example.org", b"eve@example.org")]
)
def test_the_same_message_id_from_another_hand_is_held(office, changes):
    office.takes(bare())

    office.takes(too_long().replace(*changes))

    assert "guard.conflict" in " ".join(office.journal())


def test_the_same_post_as_a_new_mail_closes_the_old_case(office):
    office.takes(too_long())
    notice = office.last_to(FRIEDA)
    office.takes(too_long().replace(b"<barriers.1@", b"<barriers.9@"))

    office.takes(reply_to(notice, "ok"))

    assert office.posted == []
    assert "came again as a new message" in " ".join(office.last_to(FRIEDA).text.split())


def test_status_tells_the_dialogue_in_plain_words(office):
    (case,) = office.takes(too_long())
    assert told(office, case.id) == [
        "dialogue with frieda@example.org, 1 notice: waits for an answer until",
        "text 2: the version that was proposed to its author",
    ]

    office.takes(reply_to(office.last_to(FRIEDA), "ok", 1))

    assert told(office, case.id) == [
        "dialogue with frieda@example.org, 1 notice: over: it went out",
        "text 2: the version that was proposed to its author",
        "text 3: the proposed version, agreed to by its author",
    ]


def told(office, case):
    """What ``status`` tells of a dialogue, without its moments."""
    with office.store.snapshot() as tx:
        lines = dialogue(tx.dialogues.find(case), tx.dialogues.versions_of(case), office.now)
        return [re.sub(r" ?\d{4}-\d\d-\d\d [\d:]+ [+-]\d{4} *", "", line).strip() for line in lines]


def test_the_author_of_a_signed_post_hears_why_no_version_is_proposed(office):
    head, _, body = too_long().decode().partition("\n\n")
    kept = "\n".join(line for line in head.split("\n") if not line.lower().startswith(("content-", "mime-")))
    mime = 'MIME-Version: 1.0\nContent-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"'
    sign = "--s\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--s--\n"

    office.takes(f"{kept}\n{mime}\n\n--s\nContent-Type: text/plain\n\n{body}\n{sign}".encode())

    told = " ".join(office.last_to(FRIEDA).text.split())
    assert "Your post is signed, and a change would break its signature" in told
    assert "reply with your whole new text" in told


COMPLAINT = (
    "Fifty words? I am 82 years old and I type with one finger. In all the years I have been a member nobody "
    "ever asked me to justify what I share. I would like somebody responsible to call me about this, because I "
    "find it patronising and I shall otherwise leave the list."
)


def doubted(office):
    """The question that follows when somebody complains instead of writing a comment."""
    office.takes(bare())
    notice = office.last_to(FRIEDA)
    office.takes(reply_to(notice, f"{COMPLAINT}\n\n{quoted(notice.text)}"))
    return office.last_to(FRIEDA)


def test_what_speaks_to_the_moderators_is_never_posted_unasked(office):
    asked = doubted(office)

    assert office.posted == []
    assert "type with one finger" in asked.text
    assert "Are these words for the list?" in asked.text


def test_doubted_words_are_posted_if_their_author_says_so(office):
    asked = doubted(office)

    office.takes(reply_to(asked, f"ok\n\n{quoted(asked.text)}", 2))

    (out,) = office.posted
    assert "type with one finger" in out.text


def test_a_comment_takes_the_place_of_doubted_words(office):
    asked = doubted(office)

    office.takes(reply_to(asked, f"{COMMENT}\n\n{quoted(asked.text)}", 2))

    (out,) = office.posted
    assert "I have followed this question" in out.text
    assert "type with one finger" not in out.text


def test_a_second_complaint_is_read_by_a_person(office):
    asked = doubted(office)

    office.takes(
        reply_to(
            asked, f"Dear moderator, I meant what I wrote and will not repeat it.\n\n{quoted(asked.text)}", 2
        )
    )

    assert office.posted == []
    assert "meant what I wrote" in office.last_to("owner@example.org").text

"""Moderation by mail, seen from outside: notices out, answers in, what becomes of the posts."""

import datetime as dt
import re
from typing import Any

import pytest

from bot.service import bundles, moderation
from bot.service.answering import waiting
from tests.parts.post_office import PostOffice, quoted, reply_to
from tests.parts.salon import LIST_ID, post

RULES = """
ruleset: mine
language: 1
rules:
  - name: look-at-it
    when: {subject: {has_any: [look]}}
    then: hold
    because: A moderator wants to see this.
  - name: too-short
    when: {subject: {has_any: [short]}}
    then: return
    because: Please write more.
  - name: marked
    when: {subject: {has_any: [look]}}
    then: {tag: Seen}
    because: It is marked.
"""
STAFF = 'moderators = ["mod@example.org"]\n'
OWNER, MOD, ANN = "owner@example.org", "mod@example.org", "ann@example.net"


@pytest.fixture
def office(tmp_path):
    made = PostOffice(tmp_path, RULES, STAFF)
    yield made
    made.close()


def held(office, count=1, subject="look here", text="The tide is out."):
    for number in range(count):
        office.takes(
            post(
                f"{text} {number}", subject=subject, message_id=f"p{number}@example.net",
                date="Tue, 20 Jan 2026 08:02:11 +0000",
            )
        )  # fmt: skip


def answer(office, words, who=OWNER, number=1, **changes):
    notice = office.last_to(who) if "letter" not in changes else changes.pop("letter")
    office.takes(reply_to(notice, f"{words}\n\n{quoted(notice.text)}", number, **changes))


def test_each_moderator_gets_a_mail_and_a_token_of_their_own(office):
    held(office)

    tokens = [re.findall(r"lw-[a-z2-7]{32}", office.last_to(who).text)[0] for who in (OWNER, MOD)]
    assert len(set(tokens)) == 2
    subject = office.last_to(OWNER).message["Subject"]
    assert subject == "[Salon] Held: look here (from Ann Author; look-at-it)"


def test_accept_posts_it_with_what_rules_do_to_it_and_tells_both_sides(office):
    held(office)

    answer(office, "accept")

    (out,) = office.posted
    assert out.message["Subject"] == "[Seen] look here"
    assert "accepted, it goes to the list" in office.last_to(OWNER).text
    other = office.last_to(MOD)
    assert other.message["Subject"].startswith("Decided: ")
    assert other.message["In-Reply-To"] == office.to(MOD)[0].message["Message-ID"]


def test_who_was_asked_hears_what_was_decided_at_the_command_line(office):
    held(office)
    (case,) = {
        each.id for each in office.takes(post("Another.", message_id="q@example.net")) if each.state == "held"
    }

    with office.store.transaction() as tx:
        hand = moderation.hand_on(tx, [office.runtime], case, "jo", office.now)
        hand.discard()
        moderation.tell_others(hand, "discard")
    office.sends()

    for person in (OWNER, MOD):
        told = office.last_to(person)
        assert "jo decided: look here (from Ann Author): discarded" in " ".join(told.text.split())
        assert told.message["In-Reply-To"] == office.to(person)[0].message["Message-ID"]


@pytest.mark.parametrize(
    ("words", "told", "posted"),
    [
        ("discard", "discarded", 0),
        ("Digest, please", "next digest", 0),
        ("mine", "you have it in hand", 0),
        ("always", "no longer held", 1),
        ("Accept\n\nThanks\nOwner", "accepted", 1),
        ("why?", "look-at-it", 0),
        ("return Please put it into the other list.", "returned to its author", 0),
    ],
)
def test_each_command_does_what_it_says(office, words, told, posted):
    held(office)

    answer(office, words)

    assert told in " ".join(office.last_to(OWNER).text.split())
    assert len(office.posted) == posted


def test_a_return_from_a_hold_tells_the_author_the_words_and_that_a_person_decided(office):
    held(office)

    answer(office, "return Please put it into the other list.\nThere it fits.")

    notice = " ".join(office.last_to(ANN).text.split())
    assert "A moderator decided this." in notice
    assert "Please put it into the other list. There it fits." in notice
    assert "A moderator wants to see this" not in notice
    assert "the version below goes to the list" not in notice


def test_return_without_a_reason_for_authors_asks_for_one(office):
    held(office)

    answer(office, "return")

    assert office.to(ANN) == []
    assert "say why" in office.last_to(OWNER).text


def test_edit_posts_the_text_between_the_marks(office):
    held(office)
    notice = office.last_to(OWNER)
    changed = quoted(notice.text).replace("The tide is out. 0", "The tide is in, they say.")

    office.takes(reply_to(notice, f"edit\n\n{changed}"))

    (out,) = office.posted
    assert out.text.split() == ["The", "tide", "is", "in,", "they", "say."]


def test_never_drops_what_comes_after(office):
    held(office)
    answer(office, "never")

    held(office, subject="another one")

    assert office.posted == []
    assert "moderator.standing" in office.journal()[-1]


def test_always_lets_later_posts_pass(office):
    held(office)
    answer(office, "always")

    office.takes(
        post(
            "More.", subject="look again", message_id="x@example.net", date="Tue, 20 Jan 2026 08:02:11 +0000"
        )
    )

    assert len(office.posted) == 2


def test_the_first_decision_wins(office):
    held(office)
    first, second = office.last_to(OWNER), office.last_to(MOD)

    office.takes(
        reply_to(first, f"discard\n\n{quoted(first.text)}"),
        reply_to(second, f"accept\n\n{quoted(second.text)}", 2),
    )

    assert office.posted == []
    assert "owner@example.org was quicker; it is discarded" in " ".join(office.last_to(MOD).text.split())


def test_a_mistyped_command_does_nothing_and_asks(office):
    held(office)

    answer(office, "acept")

    assert office.posted == []
    assert 'Did you mean "accept"?' in " ".join(office.last_to(OWNER).text.split())


def test_more_words_mean_more(office):
    held(office)

    answer(office, "accept\nbut please take the last line out first")

    assert office.posted == []
    assert "Not understood" in office.last_to(OWNER).text


@pytest.mark.parametrize(
    "changes",
    [
        {"from_": "Mallory <mallory@evil.example>"},
        {"results": "dmarc=fail header.from=example.org"},
    ],
)
def test_a_forged_command_has_no_effect(office, changes):
    held(office)
    answer(office, "accept", **changes)

    assert office.posted == []


def test_a_token_of_one_is_nothing_in_the_hand_of_another(office):
    held(office)
    notice = office.to(MOD)[0]

    office.takes(reply_to(notice, f"accept\n\n{quoted(notice.text)}", from_=f"Owner <{OWNER}>", extra=""))

    assert office.posted == []


def test_an_unproven_moderator_needs_the_token(office):
    held(office)
    notice = office.last_to(OWNER)

    office.takes(reply_to(notice, "accept", 1, authenticated=False))
    assert office.posted == []
    office.takes(reply_to(notice, f"accept\n\n{quoted(notice.text)}", 2, authenticated=False))

    assert len(office.posted) == 1
    assert [letter.message["Subject"][:5] for letter in office.to(OWNER)].count("Done:") == 0


def summary(office):
    """What the clock brings: the mail about all that waits."""
    office.now += dt.timedelta(hours=25)
    with office.store.snapshot() as tx:
        assert waiting.is_due(tx, office.runtime, office.now)
    made = waiting.write(office.store, office.runtime, office.now)
    assert made is not None
    with office.store.transaction() as tx:
        waiting.close(tx, office.runtime, made, office.now)
        assert not waiting.is_due(tx, office.runtime, office.now)
    office.sends()
    return made


def test_many_posts_are_handled_in_two_mails(office, monkeypatch):
    monkeypatch.setattr(bundles, "MOST", 10)
    held(office, 15)

    for number in range(2):
        answer(office, f"1-{len(summary(office).cases)} accept", number=number)

    assert len(office.posted) == 15


def test_lines_of_a_summary(office):
    held(office, 12)
    summary(office)
    answer(office, "1-4, 7 accept\n5 return Too short for us\n6: discard\n9 acept\n30 accept")

    assert len(office.posted) == 5
    assert len(office.to(ANN)) == 1
    told = " ".join(office.last_to(OWNER).text.split())
    assert "discarded" in told
    assert 'nothing was done: "9 acept" Did you mean "accept"? Then reply "accept"' in told
    assert 'nothing was done: "30 accept"' in told


@pytest.mark.parametrize(
    ("verb", "posted", "returned"), [("accept", 1, 0), ("discard", 0, 1), ("return", 0, 1), ("hold", 0, 0)]
)
def test_what_nobody_decides_on_is_settled_as_the_list_wants(tmp_path, verb, posted, returned):
    office = PostOffice(tmp_path, RULES, f'{STAFF}hold_days = 3\non_expiry = "{verb}"\n')
    held(office)
    with office.store.transaction() as tx:
        assert not waiting.settle_old(tx, office.runtime, office.now + dt.timedelta(days=2))
        done = waiting.settle_old(tx, office.runtime, office.now + dt.timedelta(days=4))
    office.sends()

    assert (len(office.posted), len(office.to(ANN)), done) == (posted, returned, verb != "hold")
    assert (office.last_to(MOD).message["Subject"] == "[Salon] Nobody decided") == done
    office.close()


def test_who_decides_in_german_reads_and_writes_german(tmp_path):
    office = PostOffice(tmp_path, RULES, f'{STAFF}language = "de"\n')
    held(office)
    notice = office.last_to(OWNER)
    assert "Ein Beitrag für die Liste „Salon“ wartet auf Ihre Entscheidung." in notice.text
    assert not {"Why it is held", "Author so far", "Reply with"} & {*notice.text.splitlines()}

    answer(office, "annehmen")

    assert len(office.posted) == 1
    assert "angenommen, geht an die Liste" in " ".join(office.last_to(OWNER).text.split())
    office.close()


def test_a_receipt_goes_to_a_proven_author_once(tmp_path):
    office = PostOffice(tmp_path, RULES, f"{STAFF}receipts = true\n")
    held(office)
    office.takes(post("x", subject="look", message_id="u@example.net", authenticated=False))

    (receipt,) = office.to(ANN)
    assert receipt.message["Subject"] == "Your post is waiting: look here"
    office.close()


def test_a_post_to_be_checked_is_never_posted(tmp_path):
    office = PostOffice(tmp_path, RULES, f'{STAFF}check_address = "salon-check@lists.example.org"\n')
    at: dict[str, Any] = {"to": "salon-check@lists.example.org", "date": "Tue, 20 Jan 2026 08:02:11 +0000"}
    office.takes(post("Fine.", subject="good", message_id="c1@example.net", **at))
    office.takes(post("Bad.", subject="short", message_id="c2@example.net", **at))
    office.takes(post("Bad.", subject="short", message_id="c3@example.net", authenticated=False, **at))

    good, bad = (" ".join(letter.text.split()) for letter in office.to(ANN))
    assert "It would go out as it is." in good
    assert "Please write more." in bad
    assert office.posted == []
    office.close()


@pytest.mark.parametrize("deed", ["", "accept", "digest"])
def test_a_notice_that_somebody_quotes_in_a_post_leaves_without_its_token(office, deed):
    held(office)
    notice = office.last_to(OWNER)
    (token,) = set(re.findall(r"lw-[a-z2-7]{32}", notice.text))
    subject = "look at what I got" if deed else "What I got"

    office.takes(
        post(
            f"The owner showed me this.\n\n{quoted(notice.text)}",
            subject=subject,
            message_id="q1@example.net",
            date="Tue, 20 Jan 2026 08:02:11 +0000",
        )
    )
    if deed:
        answer(office, deed, number=2)

    with office.store.snapshot() as tx:
        outs = [letter.item.raw for letter in office.posted]
        outs += [one.raw for one in tx.waiting(LIST_ID, 10, 10**7)]
    (out,) = outs
    assert b"The owner showed me this." in out
    assert token.encode() not in out
    assert b"lw-xxxxxx" in out


@pytest.mark.parametrize("says_what_it_answers", [True, False])
def test_an_answer_to_a_notice_that_shows_another_is_about_the_one_that_it_answers(
    office, says_what_it_answers
):
    held(office)
    first = office.last_to(OWNER)
    (token,) = set(re.findall(r"lw-[a-z2-7]{32}", first.text))
    office.takes(
        post(
            f"They told me this:\n\n{quoted(first.text)}\n",
            subject="look, a notice",
            message_id="q1@example.net",
            date="Tue, 20 Jan 2026 08:02:11 +0000",
        )
    )
    second = office.last_to(OWNER)
    assert token not in second.message.as_string()

    quotes = [quoted(first.text), quoted(second.text)]
    changes = {}
    if says_what_it_answers:
        quotes.reverse()
    else:
        changes = {"extra": "X-Mailer: one that does not say what it answers"}
    office.takes(reply_to(second, "\n\n".join(["accept", *quotes]), 2, **changes))

    assert [out.message["Message-ID"] for out in office.posted] == ["<q1@example.net>"]

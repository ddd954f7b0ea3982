"""What rules change in posts, whom they tell, and what they know of the past, seen from outside."""

from tests.parts.salon import MEMBERS, OWNER, Salon, post

LONG = "One two three four five six seven eight nine ten.\n"
RULES = """
ruleset: work
language: 1
rules:
  - name: topic
    when: {subject: {has_word: tides}}
    then: {tag: Tides, add_header: {name: X-Topic, value: tides}, strip_tracking: yes, notify: owners}
    because: A post about the tides came.
  - name: too-many
    when: {sender.posts: {within: 24 hours, at_least: 2}}
    then: return
    because: You have sent {{ sender.posts }} posts within a day; please wait until tomorrow.
"""


def test_a_post_leaves_changed_and_the_owner_is_told(salon: Salon):
    salon.has_rules(RULES)
    salon.receives(post("See https://example.net/a?utm_source=mail&id=3 soon.", subject="The tides"))

    salon.works()

    mail = salon.only_mail_to(MEMBERS)
    assert mail.message["Subject"] == "[Tides] The tides"
    assert mail.message["X-Topic"] == "tides"
    assert mail.says("https://example.net/a?id=3")
    assert not mail.says("utm_source")
    note = salon.only_mail_to(OWNER)
    assert note.says("A post about the tides came.")
    assert note.message["Auto-Submitted"] == "auto-generated"


def holds_signed(salon: Salon) -> None:
    """What to do with a signed post that a rule changes: not the usual way, which drops the signature."""
    text = salon.config.read_text()
    salon.config.write_text(text.replace('mode = "live"', 'mode = "live"\nsigned = "hold"'))


def test_a_signed_post_leaves_changed_without_its_broken_signature(salon: Salon):
    salon.has_rules(RULES)
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=x; h=from:subject; bh=x; b=x\n"
    salon.receives(signature + post("Soon.", subject="The tides"))

    salon.works()

    mail = salon.only_mail_to(MEMBERS)
    assert mail.message["Subject"] == "[Tides] The tides"
    assert mail.message["DKIM-Signature"] is None


def test_a_signed_post_is_not_changed_but_held_with_the_reason(salon: Salon):
    holds_signed(salon)
    salon.has_rules(RULES)
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=x; h=from:subject; bh=x; b=x\n"
    salon.receives(signature + post("Soon.", subject="The tides"))

    salon.works()

    assert salon.sent_to(MEMBERS) == []
    assert "guard.cannot_repost" in salon.journal()[0]["rules"]
    assert "signed" in " ".join(salon.journal()[0]["reasons"])


def test_the_third_post_of_a_day_comes_back(salon: Salon):
    salon.has_rules(RULES)
    for number in range(3):
        salon.receives(
            post(
                f"Number {number}. {LONG}", subject=f"Rain {number}", message_id=f"rain.{number}@example.net"
            )
        )
        salon.works()

    notice = salon.only_mail_to("ann@example.net")
    assert notice.says("You have sent 2 posts within a day")
    assert len(salon.sent_to(MEMBERS)) == 2


WAITING = (
    RULES
    + """
  - name: everything-waits
    when: always
    then: hold
    because: A moderator reads first.
  - name: talk
    when: {subject: {has_word: talk}}
    then: digest
"""
)


def test_a_moderators_accept_waives_the_hold_and_nothing_else(salon: Salon):
    holds_signed(salon)
    salon.has_rules(WAITING.replace("at_least: 2", "at_least: 20"))
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=x; h=from:subject; bh=x; b=x\n"
    link = "See https://example.net/a?utm_source=mail&id=3 soon."
    salon.receives(post(link, subject="The tides", message_id="plain@example.net"))
    salon.receives(signature + post(link, subject="The tides", message_id="signed@example.net"))
    salon.receives(post("Soon.", subject="Some talk", message_id="talk@example.net"))
    salon.works()
    held = {row["message_id"]: row for row in salon.journal()}
    assert "Accepted, it goes out unchanged." in " ".join(held["signed@example.net"]["reasons"])
    assert "unchanged" not in " ".join(held["plain@example.net"]["reasons"])

    for row in held.values():
        done = salon.runs("held", "accept", row["case"])
        assert done.returncode == 0, done.stderr
    salon.works()

    mails = {mail.message["Message-ID"]: mail for mail in salon.sent_to(MEMBERS)}
    assert set(mails) == {"<plain@example.net>", "<signed@example.net>"}
    assert mails["<plain@example.net>"].message["Subject"] == "[Tides] The tides"
    assert not mails["<plain@example.net>"].says("utm_source")
    assert mails["<signed@example.net>"].message["Subject"] == "The tides"
    assert {row["message_id"]: row["disposition"] for row in salon.journal()}["talk@example.net"] == "digest"


SIGNATURE = "Where the river bends,\nask for the man with the hat\nand the dog that limps\n"
SHORT = """
ruleset: short
language: 1
rules:
  - name: too-short
    when: {own.words: under 14}
    then: return
    because: Please say more than {{ own.words }} words.
"""


def test_how_an_author_signs_is_learned_from_the_posts_that_went_out(salon: Salon):
    salon.has_rules(SHORT)
    for number in range(3):
        text = f"Hello,\n\nnumber {number} of what I have seen there.\n{LONG}\n{SIGNATURE}"
        salon.receives(post(text, message_id=f"seen.{number}@example.net"))
        salon.works()

    salon.receives(post(f"Hello,\n\nI agree.\n\n{SIGNATURE}", message_id="agree@example.net"))
    salon.works()

    assert len(salon.sent_to(MEMBERS)) == 3
    assert salon.only_mail_to("ann@example.net").says("Please say more than 3 words.")

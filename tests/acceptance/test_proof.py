"""Strangers who write in other people's names: whom they cannot silence, impersonate, or have mailed."""

import pytest

from tests.parts.salon import ADDRESS, LIST_ID, MEMBERS, OWNER, Salon, post

ANN, MALLORY = "ann@example.net", "mallory@evil.example"
RULES = """ruleset: proof
language: 1
rules:
  - name: comes-back
    when: {subject: {contains: RETURNME}}
    then: return
    because: Please write more.
  - name: newcomers-wait
    when: {subject: {contains: NEWCOMER}, sender.first_post: yes}
    then: hold
    because: The first post.
  - name: talk-waits
    when: {subject: {contains: STAFF}}
    unless: {sender.moderator: yes}
    then: hold
    because: For moderators alone.
  - name: twice-a-day
    when: {subject: {contains: QUOTA}, sender.posts: {within: 24 hours, at_least: 2}}
    then: hold
    because: Two a day.
"""


@pytest.fixture(autouse=True)
def rules(salon: Salon) -> None:
    salon.has_rules(RULES)


def dispositions(salon: Salon) -> list[str]:
    return [case["disposition"] for case in salon.journal()]


def takes(salon: Salon, *posts: bytes) -> list[str]:
    """Each post by itself, in this order; what became of all so far."""
    for each in posts:
        salon.receives(each)
        salon.works()
    return dispositions(salon)


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        (MALLORY, "Auto-Submitted: auto-replied"),
        ("", ""),
        (MALLORY, "Precedence: bulk"),
        (MALLORY, "X-Autoreply: yes"),
    ],
)
def test_a_strangers_automatic_copy_does_not_make_the_authors_mail_vanish(salon, path, extra):
    forged = post("The tide is out.", authenticated=False, path=path, extra=extra)

    assert takes(salon, forged, post("The tide is out.")) == ["discard", "accept"]
    assert len(salon.sent_to(MEMBERS)) == 1


def test_an_unproven_copy_does_not_stand_for_the_proven_one(salon):
    forged = post("The tide is out.", authenticated=False, path=MALLORY, extra=f"Reply-To: {MALLORY}")

    assert takes(salon, forged, post("The tide is out.")) == ["accept", "accept"]
    assert "Reply-To" not in salon.sent_to(MEMBERS)[-1].message


def test_the_same_mail_twice_is_posted_once(salon):
    assert takes(salon, post("Out."), post("Out."), post("Out.", authenticated=False)) == [
        "accept",
        "discard",
        "discard",
    ]
    assert len(salon.sent_to(MEMBERS)) == 1


def test_a_copy_that_leads_answers_elsewhere_is_held(salon):
    again = post("Out.", extra=f"Reply-To: {MALLORY}")

    assert takes(salon, post("Out."), again) == ["accept", "hold"]
    assert salon.journal()[-1]["rules"][-1] == "guard.conflict"


@pytest.mark.parametrize("results", ["dmarc=none", f"dmarc=fail header.from={ANN.partition('@')[2]}"])
def test_forged_answers_mute_nobody(salon, results):
    takes(salon, post("Short.", subject="RETURNME", from_=MALLORY, message_id="m1@evil.example"))
    notice = salon.only_mail_to(MALLORY).message["Message-ID"]
    forged = [
        post(
            f"{n}",
            results=results,
            path=MALLORY,
            message_id=f"f{n}@evil.example",
            extra=f"References: {notice}",
        )
        for n in range(3)
    ]
    takes(salon, *forged)

    assert takes(salon, post("The tide is out."))[-1] == "accept"


def test_who_answers_a_notice_that_went_to_somebody_else_is_not_muted(salon):
    takes(salon, post("Short.", subject="RETURNME", from_=MALLORY, message_id="m1@evil.example"))
    notice = salon.only_mail_to(MALLORY).message["Message-ID"]
    led_astray = [
        post(f"{n}", message_id=f"a{n}@example.net", extra=f"References: {notice}") for n in range(3)
    ]
    takes(salon, *led_astray)

    assert takes(salon, post("The tide is out.", message_id="a9@example.net"))[-1] == "accept"


@pytest.mark.parametrize(
    "author", [MEMBERS, ADDRESS, "salon-digest@lists.example.org", "salon-owner@lists.example.org"]
)
def test_an_address_of_the_list_is_never_answered(salon, author):
    results = "dkim=pass header.d=users.example.org; dmarc=pass header.from=lists.example.org"
    takes(
        salon,
        post("Short.", subject="RETURNME", from_=author, results=results, path="mallory@users.example.org"),
    )

    assert dispositions(salon) == ["hold"]
    assert salon.sent_to(author) == []
    case = salon.journal()[0]["case"]
    refused = salon.runs("held", "return", case)
    assert refused.returncode == 1
    assert "is a list's or the bot's own address" in refused.stderr


def test_spf_answers_its_own_mailbox_alone(salon):
    spf = "spf=pass smtp.mailfrom=mallory@users.example.org; dmarc=none"
    for author in ("victim@users.example.org", "mallory@users.example.org"):
        takes(
            salon,
            post("Short.", subject="RETURNME", from_=author, results=spf, path="mallory@users.example.org",
                 message_id=f"m.{author}"),
        )  # fmt: skip

    assert dispositions(salon) == ["hold", "return"]
    assert salon.sent_to("victim@users.example.org") == []


SIGNED = "dkim=pass header.d=example.net; spf=fail smtp.mailfrom=ann@example.net; dmarc=pass header.from=example.net"


@pytest.mark.parametrize("subject", ["RETURNME", "private"])
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"to": "bob@elsewhere.example"}, "guard.not_addressed"),
        ({"date": "Tue, 12 Mar 2019 10:00:00 +0000"}, "guard.dated"),
    ],
)
def test_a_signed_mail_that_somebody_kept_is_neither_posted_nor_answered(salon, subject, changes, guard):
    takes(salon, post("Old.", subject=subject, results=SIGNED, **changes))

    (case,) = salon.journal()
    assert (case["disposition"], guard in case["rules"]) == ("hold", True)
    assert salon.sent_to(ANN) == salon.sent_to(MEMBERS) == []


def test_a_post_that_took_some_days_is_an_ordinary_one(salon):
    assert takes(salon, post("Late.", date="Thu, 08 Jan 2026 10:00:00 +0000")) == ["accept"]


def test_a_moderator_is_one_by_proof_alone(salon):
    owner = f"Owner <{OWNER}>"
    forged = post("Hear me.", subject="STAFF", from_=owner, authenticated=False, message_id="o1@example.org")
    genuine = post("Hear me.", subject="STAFF", from_=owner, message_id="o2@example.org")

    assert takes(salon, forged, genuine) == ["hold", "accept"]


def test_the_past_of_an_author_is_what_he_was_proven_to_write(salon):
    known = [post(f"{n}", message_id=f"a{n}@example.net") for n in range(2)]
    takes(salon, *known)
    forged = post("I am Ann.", subject="NEWCOMER", authenticated=False, message_id="x1@example.net")
    genuine = post("I am Ann.", subject="NEWCOMER", message_id="x2@example.net")
    assert takes(salon, forged, genuine)[-2:] == ["hold", "accept"]


def test_forged_posts_do_not_use_up_what_an_author_may_send(salon):
    forged = [post(f"{n}", authenticated=False, message_id=f"f{n}@example.net") for n in range(3)]
    takes(salon, *forged)
    genuine = post("Mine.", subject="QUOTA", message_id="x2@example.net")
    again = post("Forged.", subject="QUOTA", authenticated=False, message_id="x3@example.net")

    assert takes(salon, genuine, again)[-2:] == ["accept", "hold"]


def test_the_owner_may_choose_to_believe_from(salon):
    text = salon.config.read_text()
    salon.config.write_text(text.replace('name = "Salon"', 'name = "Salon"\nunproven = "believed"', 1))
    owner = f"Owner <{OWNER}>"
    unproven = post(
        "Hear me.", subject="STAFF", from_=owner, authenticated=False, message_id="o1@example.org"
    )
    failed = post("Hear me.", subject="STAFF", from_=owner, results="dmarc=fail", message_id="o2@example.org")

    assert takes(salon, unproven, failed) == ["accept", "hold"]
    assert "is that moderator to the rules" in salon.runs("doctor").stdout


def test_doctor_names_an_alias_that_is_missing(salon):
    text = salon.config.read_text().replace('aliases = ["salon@lists.example.org"]\n', "", 1)
    salon.config.write_text(text.replace(f'address = "{ADDRESS}"', 'address = "new@lists.example.org"', 1))
    for n in range(3):
        salon.receives(post(f"{n}", message_id=f"a{n}@example.net"))

    said = " ".join(salon.runs("doctor").stdout.split())

    assert "0 of 3 recent messages name new@lists.example.org in To or Cc" in said
    assert f'aliases = ["{ADDRESS}"]' in said
    assert LIST_ID in said

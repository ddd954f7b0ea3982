"""A rule that warns: the post goes out, and its author gets one friendly mail, where they may be answered."""

import pytest

from tests.parts.post_office import PostOffice, quoted, reply_to
from tests.parts.rulefiles import policy_of, refusal_of, rule, rules
from tests.parts.salon import post

RULES = """
ruleset: mine
language: 1
rules:
  - name: no-html
    when: {own: {has_word: html}}
    then: warn
    because: Plain text is easier to read here.
    examples:
      - facts: {own: html}
        expect: warn
  - name: long-subject
    when: {subject: {has_word: long}}
    then: {disposition: digest, warn: yes}
    because: A short subject is read by more members.
  - name: look-at-it
    when: {subject: {has_word: look}}
    then: hold
  - name: too-short
    when: {subject: {has_word: short}}
    then: return
    because: Please write more.
"""
ANN, OWNER = "ann@example.net", "owner@example.org"


@pytest.fixture
def office(tmp_path):
    made = PostOffice(tmp_path, RULES)
    yield made
    made.close()


def sent(text, subject="tides", number=1, **changes):
    at = {"date": "Tue, 20 Jan 2026 08:02:11 +0000"} | changes
    return post(f"{text} {number}", subject=subject, message_id=f"p{number}@example.net", **at)


def test_it_goes_out_and_its_author_hears_once(office):
    office.takes(sent("html"))

    (out,), (told,) = office.posted, office.to(ANN)
    assert out.message["Subject"] == "tides"
    assert told.message["Subject"] == "For next time: tides"
    text = " ".join(told.text.split())
    assert "is on its way to the members of Salon" in text
    assert "Plain text is easier to read here." in text
    assert (told.message["Auto-Submitted"], told.item.reverse_path) == ("auto-replied", "")
    assert office.journal() == ["accept: no-html"]


def test_every_reason_stands_in_one_mail_and_the_digest_stays(office):
    office.takes(sent("html", subject="long"))

    (told,) = office.to(ANN)
    text = " ".join(told.text.split())
    assert (office.posted, "in the next digest" in text) == ([], True)
    assert text.index("Plain text") < text.index("A short subject")


@pytest.mark.parametrize(
    "changes", [{"authenticated": False}, {"extra": "Precedence: list"}], ids=["unproven", "of a list"]
)
def test_who_may_not_be_answered_is_not_warned_and_the_post_goes_out(office, changes):
    office.takes(sent("html", **changes))

    assert (len(office.posted), office.to(ANN)) == (1, [])
    assert "guard." in office.journal()[0]


def test_the_limit_of_answers_counts_warnings(office):
    for number in range(5):
        office.takes(sent("html", subject=f"tides {number}", number=number), seconds=60)

    most = office.runtime.limits.answers_per_day
    assert most < 5
    assert (len(office.posted), len(office.to(ANN))) == (5, most)
    office.takes(sent("html", number=9), seconds=2 * 24 * 3600)
    assert len(office.to(ANN)) == most + 1


def test_a_returned_post_is_not_warned_of(office):
    office.takes(sent("html", subject="short"))

    (back,) = office.to(ANN)
    assert back.message["Subject"] == "Not sent yet: short"
    assert "Plain text" not in back.text


def test_a_held_post_is_warned_of_when_a_moderator_lets_it_out(office):
    office.takes(sent("html", subject="look"))
    assert office.to(ANN) == []
    assert "Plain text is easier to read here." in " ".join(office.last_to(OWNER).text.split())

    notice = office.last_to(OWNER)
    office.takes(reply_to(notice, f"accept\n\n{quoted(notice.text)}"))

    assert (len(office.posted), len(office.to(ANN))) == (1, 1)
    assert "Plain text" in " ".join(office.last_to(ANN).text.split())


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "nl", "pt"])
def test_it_is_written_in_the_language_of_the_list(tmp_path, language):
    office = PostOffice(tmp_path, RULES, f'language = "{language}"\n')
    office.takes(sent("html"))

    (told,) = office.to(ANN)
    assert "For next time" not in str(told.message["Subject"])
    assert "Plain text is easier to read here." in " ".join(told.text.split())
    office.close()


def test_it_must_say_what(tmp_path):
    assert "warns authors without saying why" in refusal_of(rules(rule(then="warn")))
    assert "write then: warn" in refusal_of(rules(rule(then="{disposition: warn}", because="Please.")))
    assert policy_of(rules(rule(then="{warn: yes}", because="Please."))).rules[0].then.warns

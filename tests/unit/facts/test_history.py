"""What the past says: counts over spans of time, threads, articles that were there before."""

import datetime as dt
import pickle
import random

import pytest

from bot.facts import UNKNOWN, Question
from bot.facts.calendar import Calendar
from bot.facts.history import Memories, Memory, alike, prints_of, remember
from bot.facts.past import answers
from bot.mail import read
from tests.bench.common import invented_text

NOW = dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def asked(fact, days, memory, history):
    question = Question(fact, days * DAY)
    return answers([question], memory, history)[question]


def memory(days_ago=0.0, author="ann@example.org", **more):
    return Memory(at=NOW - days_ago * DAY, author=author, **more)


@pytest.fixture
def past():
    history = Memories()
    history.add(memory(9, message_id="a@x"))
    history.add(memory(3, author="bob@example.org", message_id="b@x", references=("a@x",)))
    history.add(memory(2, message_id="c@x", references=("b@x", "a@x")))
    history.add(memory(1), returned=True)
    return history


@pytest.mark.parametrize(
    ("fact", "days", "expected"),
    [
        ("sender.posts", 1, 0),
        ("sender.posts", 7, 1),
        ("sender.posts", 30, 2),
        ("sender.returned", 7, 1),
        ("sender.returned", 0.5, 0),
        ("thread.posts", 30, 3),
        ("thread.posts", 7, 2),
        ("thread.sender_posts", 30, 2),
    ],
)
def test_posts_are_counted_over_the_span_that_a_rule_names(past, fact, days, expected):
    assert asked(fact, days, memory(references=("c@x",)), past) == expected


@pytest.mark.parametrize(
    ("fact", "days", "more", "expected"),
    [
        ("sender.newcomer", 30, {}, True),
        ("sender.newcomer", 7, {}, False),
        ("sender.newcomer", 7, {"author": "new@example.org"}, True),
        ("thread.last_by_sender", 7, {}, True),
        ("thread.last_by_sender", 1, {}, False),
        ("thread.last_by_sender", 7, {"author": "bob@example.org"}, False),
        ("thread.subject_changed", 7, {"subject": "sun"}, True),
        ("thread.subject_changed", 7, {"subject": ""}, False),
        ("thread.subject_changed", 1, {"subject": "sun"}, False),
    ],
)
def test_who_wrote_before_in_the_thread_and_about_what(past, fact, days, more, expected):
    assert asked(fact, days, memory(references=("c@x",), **more), past) is expected


def test_the_same_words_again_are_known_whatever_their_capitals_and_line_ends():
    def said(text, subject="Rain"):
        raw = f"From: ann@example.org\nSubject: {subject}\n\n{text}\n".encode()
        return remember(read(raw), NOW)

    history = Memories()
    history.add(said("Has anybody seen my umbrella?"))
    assert asked("own.duplicate", 7, said("has anybody seen\nmy UMBRELLA"), history) is True
    assert asked("own.duplicate", 7, said("Has anybody seen my hat?"), history) is False
    assert asked("own.duplicate", 7, said(""), history) is False
    assert said("x", "[Salon] Re: Rain").subject == said("y").subject != said("y", "Sun").subject


def test_who_has_no_address_has_an_unknown_past(past):
    assert asked("sender.posts", 7, memory(author=""), past) is UNKNOWN


def test_an_answer_to_an_answer_is_of_the_same_thread(past):
    assert past.thread_of(memory(references=("c@x",))) == "a@x"
    assert past.thread_of(memory(references=("unknown@x", "root@x"))) == "root@x"
    assert past.thread_of(memory(message_id="new@x")) == "new@x"


def an_article(text, url=""):
    head = b"From: Ann <ann@example.org>\nSubject: Fwd: Tides\nMessage-ID: <1@x>\n\n"
    return remember(read(head + f"Look at this.\n\n{url}\n\n{text}".encode()), NOW)


def test_the_same_address_is_the_same_article_whoever_follows_its_readers():
    history = Memories()
    history.add(memory(5, url="gazette.example/tides"))
    assert asked("article.duplicate", 30, memory(url="gazette.example/tides"), history) is True
    assert asked("article.duplicate", 3, memory(url="gazette.example/tides"), history) is False
    assert asked("article.duplicate", 30, memory(url="gazette.example/floods"), history) is False


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gazette.example/2026/tides?utm_source=mail",
        "http://gazette.example/2026/tides/",
        "https://m.gazette.example/2026/tides#top",
    ],
)
def test_an_address_is_remembered_without_what_differs_between_readers(url):
    text = invented_text(random.Random(3), 1500)
    assert an_article(text, url).url == "gazette.example/2026/tides"


def test_a_part_of_an_article_is_known_again_and_another_article_is_not():
    chance = random.Random(4)
    words = [f"{chance.choice('bcdfgl')}{chance.randint(0, 900)}" for _ in range(600)]
    whole, other = prints_of(" ".join(words)), prints_of(" ".join(reversed(words)))
    part = prints_of("An introduction first. " + " ".join(words[100:350]) + " And so on.")
    assert alike(len(whole & part), len(whole), len(part))
    assert not alike(len(whole & other), len(whole), len(other))


def test_a_returned_article_may_be_sent_again():
    history = Memories()
    history.add(memory(1, url="gazette.example/tides"), returned=True)
    assert asked("article.duplicate", 30, memory(url="gazette.example/tides"), history) is False


@pytest.mark.parametrize(
    ("span", "zone", "expected"),
    [
        ("today", "UTC", "2026-01-07 00:00"),
        ("today", "America/New_York", "2026-01-06 05:00"),  # there it is still the sixth
        ("this week", "UTC", "2026-01-05 00:00"),
        ("this month", "Europe/Vienna", "2025-12-31 23:00"),
    ],
)
def test_a_span_of_the_calendar_begins_on_the_lists_own_clock(span, zone, expected):
    begun = Calendar(span).begin(dt.datetime(2026, 1, 7, 2, tzinfo=dt.UTC), zone)
    assert f"{begun:%Y-%m-%d %H:%M}" == expected


def test_posts_of_today_are_other_posts_than_those_of_24_hours():
    history, post = Memories(), Memory(at=NOW, author="ann@example.org")
    history.add(memory(0.75))
    history.add(memory(0.25))
    day, today = Question("sender.posts", DAY), Question("sender.posts", Calendar("today"))
    assert answers([day, today], post, history, "UTC") == {day: 2, today: 1}
    assert pickle.loads(pickle.dumps(today)) == today != Question("sender.posts", DAY + HOUR)

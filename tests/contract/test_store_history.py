"""The list's past in the database answers as the one in memory does: on SQLite and on PostgreSQL."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from bot.facts import Question, Value
from bot.facts.calendar import OfRule
from bot.facts.history import Memories, Memory
from bot.facts.past import answers
from bot.lifecycle import Event
from bot.policy.model.verdict import HELD, Disposition, Outcome, RuleTrace
from bot.store import Case, Store, Transaction
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.stored import DAY, LIST, NOW, a_verdict, accepted, an_arrival, digested, held, returned

QUESTIONS = [
    Question(fact, dt.timedelta(days=days))
    for fact in (
        "sender.posts",
        "sender.returned",
        "list.posts",
        "thread.posts",
        "thread.sender_posts",
        "article.duplicate",
        "own.duplicate",
        "sender.newcomer",
        "thread.last_by_sender",
        "thread.subject_changed",
    )
    for days in (1, 7, 30)
]
QUESTIONS += [
    Question(fact, OfRule(dt.timedelta(days=days), rule))
    for fact in ("sender.posts", "sender.returned", "list.posts", "thread.posts", "thread.sender_posts")
    for days in (3, 30)
    for rule in ("article", "article-too-long")
]


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/listwarden.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("server").database()
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def tx(store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        yield transaction


def admit_one(tx: Transaction, uid: int = 1, list_id: str = LIST) -> Case:
    (case,) = tx.admit(list_id, [an_arrival(uid)], NOW)
    assert isinstance(case, Case)
    return case


def some_post(chance: random.Random, number: int, texts: list[list[int]]) -> Memory:
    """A post of one of three people, in one of a few threads, now and then with an article."""
    text = chance.choice(texts)
    return Memory(
        at=NOW - chance.uniform(0, 20) * DAY,
        author=chance.choice(["ann@example.org", "bob@example.org", ""]),
        message_id=f"m{number}@example.org",
        references=tuple(
            f"m{chance.randrange(number)}@example.org" for _ in range(chance.randint(0, 2)) if number
        ),
        subject=chance.choice(["rain", "sun"]),
        own=chance.choice(["", "same", f"other{number}"]),
        url=chance.choice(["", "", f"gazette.example/{chance.randint(1, 6)}"]),
        prints=frozenset(text[chance.randint(0, 10) :]) if chance.random() < 0.4 else frozenset(),
    )


def test_the_database_and_the_memory_of_a_process_give_the_same_answers(tx):
    chance = random.Random(11)
    texts = [[chance.getrandbits(32) & ~7 for _ in range(24)] for _ in range(5)]
    posts = sorted((some_post(chance, number, texts) for number in range(60)), key=lambda post: post.at)
    in_process, seen, counted = Memories(), set[str](), set[Value]()
    for uid, post in enumerate(posts, 1):
        expected = answers(QUESTIONS, post, in_process)
        assert answers(QUESTIONS, post, tx.past(LIST)) == expected, post
        seen |= {str(value) for value in expected.values()}
        counted |= {value for one, value in expected.items() if isinstance(one.within, OfRule)}
        case, fate = admit_one(tx, uid), chance.choice([accepted, digested, returned, held])
        found = {name: chance.choice(list(Outcome)) for name in ("article", "article-too-long")}
        verdict = a_verdict(rules=[RuleTrace(name, outcome, "x.yaml", 1) for name, outcome in found.items()])
        more = {"answered": None} if fate is returned else {}
        tx.settle(fate(case, memory=post, verdict=verdict, **more), NOW)
        matched = frozenset(name for name, outcome in found.items() if outcome in HELD)
        in_process.add(
            post._replace(matched=matched), returned=fate is returned, went_out=fate in {accepted, digested}
        )
    assert {0, 1, 2} <= counted
    assert {"True", "False", "0", "1", "2", "Unknown.UNKNOWN", "UNKNOWN"} & seen >= {"True", "False", "2"}


def test_a_held_post_counts_once_a_moderator_has_let_it_through(tx):
    post, later = Memory(at=NOW, author="ann@example.org"), Memory(at=NOW + DAY, author="ann@example.org")
    case = admit_one(tx)
    week = [Question("sender.posts", 7 * DAY)]
    tx.settle(held(case, memory=post), NOW)
    assert answers(week, later, tx.past(LIST)) == {week[0]: 0}

    tx.settle(accepted(case, by="mod@example.org", verdict=None), NOW)

    assert answers(week, later, tx.past(LIST)) == {week[0]: 1}
    assert answers(week, later, tx.past("other.example.org")) == {week[0]: 0}


def test_a_later_version_of_a_post_counts_by_the_rules_that_match_it(tx):
    post, later = Memory(at=NOW, author="ann@example.org"), Memory(at=NOW + DAY, author="ann@example.org")
    case = admit_one(tx)
    asked = {
        name: Question("sender.posts", OfRule(7 * DAY, name)) for name in ("comment-too-short", "article")
    }
    tx.settle(returned(case, memory=post, answered=None), NOW)
    mended = a_verdict(
        Disposition.ACCEPT, findings=(), rules=(RuleTrace("article", Outcome.SHADOW, "x.yaml", 1),)
    )

    tx.settle(accepted(case, verdict=mended), NOW)

    found = answers(asked.values(), later, tx.past(LIST))
    assert (found[asked["comment-too-short"]], found[asked["article"]]) == (0, 1)


def test_in_observe_mode_the_past_is_what_would_have_been(tx):
    post = Memory(at=NOW, author="ann@example.org", url="gazette.example/1")
    tx.settle(accepted(admit_one(tx), event=Event.OBSERVE, outgoing=(), folder=None, memory=post), NOW)
    month = [Question("article.duplicate", 30 * DAY)]
    assert answers(month, post, tx.past(LIST)) == {month[0]: True}


def test_a_post_waits_for_the_digest_as_rules_changed_it(tx):
    tx.settle(digested(admit_one(tx), edited=b"Subject: [Article] x\r\n\r\nchanged\r\n"), NOW)
    assert [entry.raw for entry in tx.waiting(LIST)] == [b"Subject: [Article] x\r\n\r\nchanged\r\n"]


def test_what_no_rule_can_ask_for_any_more_is_forgotten(tx):
    old = Memory(at=NOW - 500 * DAY, author="ann@example.org", prints=frozenset([8, 16, 24, 32, 40]))
    tx.settle(accepted(admit_one(tx), memory=old), NOW)
    tx.settle(accepted(admit_one(tx, 2), memory=Memory(at=NOW, author="ann@example.org")), NOW)
    assert tx.past(LIST).posts(NOW - 600 * DAY, author="ann@example.org") == 2

    tx.sweep(NOW, 30)

    assert tx.past(LIST).posts(NOW - 600 * DAY, author="ann@example.org") == 1

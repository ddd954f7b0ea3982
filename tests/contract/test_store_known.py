"""What posts teach is kept by every database, and within bounds: on SQLite and on PostgreSQL."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.lifecycle import Event
from bot.mail.known import Asked, Known, Taught
from bot.mail.known.closing_lines import OFTEN
from bot.mail.known.footer_lines import MANY
from bot.mail.known.lesson import Lesson
from bot.mail.known.line_keys import pack
from bot.store import Case, Settlement, Store, Transaction, known_lines
from bot.store.tables import closing_lines, footer_lines, said_lines
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.stored import ANN, DAY, LIST, NOW, accepted, an_arrival, digested, held, returned

BOB = "bob@example.net"


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def tx(request, tmp_path) -> Iterator[Transaction]:
    url = f"sqlite:///{tmp_path}/listwarden.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("server").database()
    with Store.open(url) as store, store.transaction() as transaction:
        yield transaction


def admitted(tx: Transaction, uid: int) -> Case:
    (case,) = tx.admit(LIST, [an_arrival(uid)], NOW)
    assert isinstance(case, Case)
    return case


def taught(number: int, author: str = ANN) -> Taught:
    lesson = Lesson(closing=(7, 1 << 47, 1000 + number), footer=(9,), body=4 * number, said=pack([number]))
    return Taught(author=author, message_id=f"{number}@example.net", thread=5, lesson=lesson)


def known(tx: Transaction, asked: Asked, at: dt.datetime = NOW) -> Known:
    (found,) = tx.known(LIST, [asked], at)
    return found


def test_what_closed_three_posts_of_an_author_is_known_of_the_next(tx):
    for number in range(OFTEN):
        assert known(tx, Asked(ANN)).closing == frozenset()
        tx.settle(accepted(admitted(tx, number + 1), taught=taught(number)), NOW)

    assert known(tx, Asked(ANN)).closing == {7, 1 << 47}
    assert known(tx, Asked(BOB)).closing == frozenset()
    assert tx.known("other.example.org", [Asked(ANN)], NOW) == [Known()]


def test_only_posts_that_go_out_teach(tx):
    for number, way in enumerate((returned, held, returned, held)):
        tx.settle(way(admitted(tx, number + 1), taught=taught(number)), NOW)

    assert known(tx, Asked(ANN, ("0@example.net",))) == Known()


def test_a_digest_teaches_and_so_does_a_post_that_a_moderator_lets_out(tx):
    tx.settle(digested(admitted(tx, 1), taught=taught(1)), NOW)
    case = admitted(tx, 2)
    tx.settle(held(case), NOW)
    tx.settle(accepted(case, by="moderator", taught=taught(2)), NOW)

    assert known(tx, Asked(ANN, ("1@example.net",))).answered == {1}
    assert known(tx, Asked(ANN, ("2@example.net",))).answered == {2}


def test_a_stranger_teaches_nobodys_signature_and_no_footer(tx):
    for number in range(MANY + 3):
        tx.settle(accepted(admitted(tx, number + 1), taught=taught(number, author="")), NOW)

    assert known(tx, Asked("", ("1@example.net",))) == Known(answered=frozenset({1}))


def test_footers_are_those_of_many(tx):
    for number in range(MANY):
        assert known(tx, Asked("")).footers == frozenset()
        mine = taught(number, author=f"a{number}@example.net")
        tx.settle(accepted(admitted(tx, number + 1), taught=mine), NOW)

    assert known(tx, Asked("")).footers == {9}


def test_posts_of_one_batch_teach_what_they_teach_one_by_one(tx):
    def settled(number: int) -> None:
        mine = taught(number, author=(ANN, BOB, "cy@example.net")[number % 3])
        tx.settle(accepted(admitted(tx, number + 1), taught=mine), NOW + number * DAY)

    def rows() -> list[list[tuple[object, ...]]]:
        tables = closing_lines, footer_lines, said_lines
        told = [[column for column in table.columns if column.name != "case_id"] for table in tables]
        return [sorted(map(tuple, tx._connection.execute(sa.select(*columns)))) for columns in told]

    before = tx._connection.begin_nested()
    for number in range(12):
        settled(number)
    alone = rows()
    before.rollback()
    with tx.lessons_together():
        for number in range(9):
            settled(number)
        assert known(tx, Asked(BOB)).closing == {7, 1 << 47}
        for number in range(9, 12):
            settled(number)

    assert [len(each) for each in alone] == [3, 1, 12]
    assert rows() == alone


def test_who_names_no_post_answers_the_last_ones_of_that_subject(tx):
    for number in range(3):
        tx.settle(accepted(admitted(tx, number + 1), taught=taught(number)), NOW + number * DAY)

    assert known(tx, Asked(BOB, (), 5), NOW + 4 * DAY).answered == {0, 1, 2}
    assert known(tx, Asked(BOB, (), 5), NOW + 31 * DAY).answered == {2}
    assert known(tx, Asked(BOB, (), 6), NOW).answered == frozenset()


def test_a_post_that_goes_out_twice_is_kept_once(tx):
    case = admitted(tx, 1)
    tx.settle(accepted(case, taught=taught(1)), NOW)
    tx.settle(Settlement(case=case.id, event=Event.FAILED, verdict=None), NOW)
    tx.settle(accepted(case, taught=taught(1)), NOW)

    assert known(tx, Asked(ANN, ("1@example.net",))).answered == {1}


def test_what_is_old_is_forgotten(tx):
    for number in range(OFTEN):
        tx.settle(accepted(admitted(tx, number + 1), taught=taught(number)), NOW)

    tx.sweep(NOW + 91 * DAY, 1000)
    assert known(tx, Asked(ANN, ("1@example.net",))) == Known(closing=frozenset({7, 1 << 47}))
    tx.sweep(NOW + 401 * DAY, 1000)
    assert known(tx, Asked(ANN)) == Known()


def test_a_person_is_forgotten(tx):
    for number in range(OFTEN):
        tx.settle(accepted(admitted(tx, number + 1), author=ANN, taught=taught(number)), NOW)
    tx.settle(accepted(admitted(tx, 9), author=BOB, taught=taught(9, BOB)), NOW)

    assert tx.forget_author(ANN, "elsewhere") == 0
    assert known(tx, Asked(ANN, ("1@example.net",))) != Known()
    assert tx.forget_author(ANN) == OFTEN + 1

    assert known(tx, Asked(ANN, ("1@example.net",))) == Known()
    assert known(tx, Asked(BOB, ("9@example.net",))).answered == {9}


def test_of_what_posts_say_the_newest_are_kept(tx, monkeypatch):
    monkeypatch.setattr(known_lines, "MOST_SAID", 4)
    monkeypatch.setattr(known_lines, "_TRIMMED", 4)
    for number in range(9):
        tx.settle(accepted(admitted(tx, number + 1), taught=taught(number)), NOW + number * DAY)

    kept = [n for n in range(9) if known(tx, Asked("", (f"{n}@example.net",))).answered]
    assert kept == [5, 6, 7, 8]

"""The members of a running list follow their file; a broken one changes nothing and is told once."""

import asyncio

import pytest

from bot.service.build import open_runtimes
from bot.service.list_runtime import Database
from bot.service.reload_members import reload_members
from bot.store import Store
from tests.parts.sink import RecordingSink
from tests.parts.two_lists import settings_of


@pytest.fixture
def runtime(tmp_path):
    (tmp_path / "members.txt").write_text("ann@example.org, ann@work.example\n")
    with Store.open(f"sqlite:///{tmp_path}/listwarden.db") as store:
        settings = settings_of(
            tmp_path, RecordingSink(), more='members = "members.txt"\nmoderators = ["ann@work.example"]\n'
        )
        yield open_runtimes(settings, store)[0], Database(store)


def follow(runtime, database):
    asyncio.run(reload_members(runtime, database))
    database.close()


def test_a_person_is_member_and_moderator_by_each_of_their_addresses(runtime):
    listed = runtime[0]

    assert listed.is_moderator("ANN@example.org")
    assert listed.known.is_member("ann@work.example")
    assert not listed.known.is_member("bob@example.net")


def test_who_is_added_to_the_file_is_a_member_at_once(runtime, tmp_path):
    (tmp_path / "members.txt").write_text("ann@example.org\nbob@example.net mode=digest\n")

    follow(*runtime)

    assert runtime[0].known.is_member("bob@example.net")
    assert runtime[0].mailing_list.members.person("bob@example.net") is not None


def test_a_broken_file_changes_nothing_and_owners_hear_of_the_line(runtime, tmp_path):
    (tmp_path / "members.txt").write_text("bob\n")

    follow(*runtime)

    assert runtime[0].known.is_member("ann@example.org")
    with runtime[1].store.snapshot() as tx:
        (mail,) = tx.unsent()
    with runtime[1].store.transaction() as tx:
        (item,) = tx.lease(mail.created, 1, mail.created - mail.created)
    assert b'line 1: "bob" is not an address' in item.raw

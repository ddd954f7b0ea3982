"""A database is copied either way, whole, and goes on where it was; what is not the same is not kept."""

import pytest

from bot.errors import PermanentFailure
from bot.store import Case, Store, copying
from tests.parts.filled import fill, told
from tests.parts.postgres import running_postgres
from tests.parts.stored import LIST, NOW, an_arrival


@pytest.fixture(scope="module")
def server():
    with running_postgres() as server:
        yield server


@pytest.fixture
def file(tmp_path):
    return f"sqlite:///{tmp_path}/listwarden.db"


def test_there_and_back_again(server, file, tmp_path):
    back = f"sqlite:///{tmp_path}/back.db"
    with Store.open(file) as first, Store.open(server.database()) as second, Store.open(back) as third:
        fill(first)
        before = told(first)

        there = copying.copy(first, second)
        again = copying.copy(second, third)

        assert there == again
        assert {one.table: one.rows for one in there}["outbox"] > 5
        assert told(second) == told(third) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_work_goes_on_in_the_copy(kind, server, file, tmp_path):
    url = server.database() if kind == "postgresql" else f"sqlite:///{tmp_path}/copy.db"
    with Store.open(file) as first, Store.open(url) as second:
        fill(first)
        copying.copy(first, second)

        with second.transaction() as tx:
            (case,) = tx.admit(LIST, [an_arrival(77)], NOW)
            assert isinstance(case, Case)


def test_nothing_is_copied_into_a_database_in_use(file, tmp_path):
    with Store.open(file) as first, Store.open(f"sqlite:///{tmp_path}/other.db") as second:
        fill(first)
        fill(second)
        with pytest.raises(PermanentFailure, match="name an empty database"):
            copying.copy(first, second)


def test_a_copy_that_is_not_the_same_is_not_kept(file, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "_plain", lambda value, seen=[]: seen.append(value) or len(seen))
    with Store.open(file) as first, Store.open(f"sqlite:///{tmp_path}/other.db") as second:
        fill(first)
        with pytest.raises(PermanentFailure, match="Nothing was copied"):
            copying.copy(first, second)
        with second.snapshot() as tx:
            assert tx.journal() == ()

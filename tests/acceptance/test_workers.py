"""Several workers on one PostgreSQL: one sleeps until others have its lists, and wakes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.workers import cuts, deaths
from tests.parts.crew import Trial
from tests.parts.dovecot import Dovecot
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.salon import LIST_ID, MEMBERS, Salon, post
from tests.parts.sink import RecordingSink


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


async def test_nothing_is_lost_or_doubled_when_a_worker_sleeps(
    tmp_path: Path, server: Postgres, dovecot: Dovecot, accounts: Iterator[str], sink: RecordingSink
):
    users = [next(accounts) for _ in range(4)]
    trial = Trial(tmp_path, dovecot, sink, users, server.database())

    found = await deaths(trial, workers=2, posts=30, every=1.0, least=1)

    assert found.well, found
    assert not found.problems


async def test_a_server_that_starts_again_or_is_cut_off_costs_nothing(
    tmp_path: Path, server: Postgres, dovecot: Dovecot, accounts: Iterator[str], sink: RecordingSink
):
    users = [next(accounts) for _ in range(4)]
    trial = Trial(tmp_path, dovecot, sink, users, server.database())

    found = await cuts(trial, 2, 30, server, 1)

    assert found.well, found


def test_they_are_told(salon: Salon, server: Postgres):
    assert "One daemon at a time" in salon.runs("workers").stdout
    salon.config.write_text(f'database = "{server.database()}"\n{salon.config.read_text()}')
    assert "No worker runs" in salon.runs("workers").stdout
    salon.receives(post("Good news."))
    with salon.daemon() as daemon:
        daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the post is out")
        told = json.loads(salon.runs("workers", "--json").stdout)
        assert [each["lists"] for each in told["workers"]] == [[LIST_ID]]
        assert told["waiting"] == []
        assert LIST_ID in salon.runs("workers").stdout
    assert "No worker runs" in salon.runs("workers").stdout


def test_an_installation_moves_to_a_server_and_goes_on(salon: Salon, server: Postgres):
    url = server.database()
    salon.receives(post("Good news."))
    salon.works()
    refused = salon.runs("database", "copy", "sqlite:///lsitwarden.db", url)
    assert "there is no database" in refused.stderr

    done = salon.runs("database", "copy", "sqlite:///listwarden.db", url)
    assert done.returncode == 0, done.stderr
    assert "the same in both" in done.stdout

    before = salon.journal()
    salon.config.write_text(f'database = "{url}"\n{salon.config.read_text()}')
    assert salon.journal() == before
    salon.receives(post("More news.", message_id="b2@example.net"))
    salon.works()
    assert len(salon.sent_to(MEMBERS)) == 2

"""One Dovecot for all acceptance tests, an account and a directory for each."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.salon import Salon
from tests.parts.sink import RecordingSink

ACCOUNTS = 160


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot(users=[f"salon{number}@lists.example.org" for number in range(ACCOUNTS)]) as server:
        yield server


@pytest.fixture(scope="session")
def accounts(dovecot: Dovecot) -> Iterator[str]:
    return (dovecot.users[number] for number in count())


@pytest.fixture
def sink() -> Iterator[RecordingSink]:
    with RecordingSink() as server:
        yield server


@pytest.fixture
def salon(tmp_path: Path, dovecot: Dovecot, sink: RecordingSink, accounts: Iterator[str]) -> Salon:
    return Salon(home=tmp_path, dovecot=dovecot, sink=sink, user=next(accounts))

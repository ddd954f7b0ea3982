"""A Dovecot for each test file, and accounts on it whose intakes end with the test."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.parts.account import Account
from tests.parts.dovecot import Dovecot


@pytest.fixture(scope="module")
def server():
    with Dovecot([f"list{number}@example.org" for number in range(80)]) as dovecot:
        yield dovecot


@pytest.fixture(scope="module")
def users(server):
    return iter(server.users)


@pytest.fixture
async def salon(server, users):
    executor = ThreadPoolExecutor(4)
    made = []

    def make(*, on=server, user=None, **options):
        made.append(Account(on, executor, user or next(users), **options))
        return made[-1]

    yield make
    for one in made:
        await one.stops()
    await asyncio.to_thread(executor.shutdown)

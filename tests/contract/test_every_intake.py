"""What every way in must keep, whoever brings the mail: an inbox on a real Dovecot, a real Postfix by LMTP."""

import asyncio

import pytest

from bot.endpoint import Endpoint
from bot.errors import TemporaryFailure
from bot.intake.smtp.intake import HandedIntake
from bot.intake.smtp.limits import Limits
from bot.intake.smtp.listener import Listener
from bot.intake.smtp.lmtp import Lmtp
from tests.parts.account import Account, eventually, post
from tests.parts.desk import MemoryDesk
from tests.parts.postfix import Postfix
from tests.parts.sink import free_port

ADDRESS = "salon@lists.example.org"


class Handed:
    """A list behind Postfix, with what tests of intakes say of an account."""

    def __init__(self, postfix, port):
        self.postfix, self.port = postfix, port
        self.desk = MemoryDesk()
        self.task = None
        self.intake = self.new_intake()

    def new_intake(self):
        listener = Listener(Endpoint(host="127.0.0.1", port=self.port), Lmtp, Limits())
        return HandedIntake(listener, [ADDRESS], self.desk)

    async def watches(self):
        await Account.watches(self)  # type: ignore[arg-type]

    async def stops(self):
        await Account.stops(self)  # type: ignore[arg-type]

    async def gets(self, raw):
        await asyncio.to_thread(self.postfix.send, "ann@example.org", [ADDRESS], raw)


@pytest.fixture(scope="module")
def relay():
    port = free_port()
    with Postfix(
        f"relay_domains = lists.example.org\nrelay_transport = lmtp:inet:127.0.0.1:{port}\n"
    ) as postfix:
        yield postfix, port


@pytest.fixture(params=["imap", "lmtp"])
async def list_(request, salon):
    if request.param == "imap":
        yield salon()
        return
    one = Handed(*request.getfixturevalue("relay"))
    yield one
    await one.stops()


def content(arrival, raw):
    """The octets of a post, below what servers put above it."""
    return arrival.raw[-len(raw) :]


async def test_what_comes_is_taken_whole_and_in_its_order(list_):
    await list_.watches()
    posts = [post(), post(size=300_000), post() + b".\r\n..\r\n.x\r\n" + bytes(range(128, 256)) + b"\r\n"]
    for count, raw in enumerate(posts, 1):
        await list_.gets(raw)
        await list_.desk.gets(count, 20)
    assert [content(*pair) for pair in zip(list_.desk.arrived, posts, strict=True)] == posts


async def test_an_arrival_tells_when_it_came_and_what_it_weighs(list_):
    await list_.watches()
    await list_.gets(post())
    [arrival] = await list_.desk.gets(1, 20)
    assert arrival.received.tzinfo is not None
    assert (arrival.size, arrival.oversize) == (len(arrival.raw), False)


async def test_what_the_service_cannot_take_now_is_taken_later_and_once(list_):
    troubles = [TemporaryFailure("the database is away")] * 2
    takes = list_.desk.take

    async def take(arrivals):
        if troubles:
            raise troubles.pop()
        await takes(arrivals)

    list_.desk.take = take
    await list_.watches()
    raw = post()
    await list_.gets(raw)
    [arrival] = await list_.desk.gets(1, 30)
    assert content(arrival, raw) == raw
    await asyncio.sleep(0.5)
    assert len(list_.desk.arrived) == 1


async def test_what_comes_while_nobody_watches_is_taken_afterwards(list_):
    await list_.watches()
    await list_.gets(post())
    await list_.desk.gets(1, 20)
    await list_.stops()
    await list_.gets(post())
    list_.intake = list_.new_intake()
    await list_.watches()
    await list_.desk.gets(2, 30)
    await asyncio.sleep(0.3)
    assert len(list_.desk.arrived) == 2


async def test_a_stop_ends_it_soon_and_a_start_follows(list_):
    await list_.watches()
    await asyncio.wait_for(list_.stops(), 5)
    list_.intake = list_.new_intake()
    await list_.watches()
    await eventually(lambda: list_.intake.trouble is None)

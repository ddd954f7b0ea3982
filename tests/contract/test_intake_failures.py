"""The IMAP intake against a real Dovecot that fails, refuses or is cut off: nothing is lost."""

import asyncio
import socket
import time

import pytest

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap import ImapOptions
from bot.intake.imap_login import tls_context
from bot.intake.imap_session import Session
from bot.intake.imap_wire import UnsafeArgument
from tests.parts.account import eventually, post
from tests.parts.certificates import Authority
from tests.parts.dovecot import Dovecot
from tests.parts.proxy import Proxy

# Servers fail


async def test_a_changed_uidvalidity_makes_it_look_at_everything_anew(salon, server):
    one = salon()
    await one.gets(post())
    await one.watches()
    [before] = await one.desk.gets(1)
    await one.stops()
    for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot-uidvalidity"):
        (server.home(one.user) / "Maildir" / name).unlink(missing_ok=True)
    for path in (server.home(one.user) / "Maildir").glob("dovecot-uidvalidity.*"):
        path.unlink()
    await asyncio.sleep(1.1)  # validities are seconds
    one.intake = one.new_intake()
    await one.watches()
    _, after = await one.desk.gets(2)
    assert after.raw == before.raw
    assert after.origin.validity != before.origin.validity
    one.desk.place(before, "Accepted")
    one.intake.nudge()
    [move] = await one.desk.is_content()
    assert move.origin.folder == "Accepted"


async def test_a_server_that_goes_and_comes_back_is_watched_again(salon):
    with Dovecot(["salon@example.org"]) as server:
        one = salon(on=server, user="salon@example.org")
        await one.watches()
        await asyncio.to_thread(server.kill)
        await eventually(lambda: one.intake.trouble)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(server.start)
        await one.gets(post())
        await one.desk.gets(1, 5)
        await eventually(lambda: one.intake.trouble is None)
        await one.stops()


async def test_a_line_cut_anywhere_in_a_fetch_loses_and_repeats_nothing(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, retry_seconds=0.01, retry_seconds_max=0.01)
        sent = [post(size=2000) for _ in range(4)]
        await one.is_delivered(*sent)
        await one.starts()
        for allowed in (*range(100, 5000, 250), *range(5000, 14000, 400)):
            proxy.cut_server = allowed
            before = proxy.connections
            await eventually(lambda before=before: proxy.connections > before or len(one.desk.arrived) == 4)
            for arrival in one.desk.arrived:
                assert arrival.raw in sent, "half a message was taken"
        proxy.cut_server = None
        arrived = await one.desk.gets(4)
        assert sorted(arrival.raw for arrival in arrived) == sorted(sent)


async def test_a_black_hole_is_noticed(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, poll_seconds=0.3, read_seconds=0.5)
        await one.watches()
        await asyncio.sleep(0.1)
        proxy.hole = True
        await eventually(lambda: one.intake.trouble)
        proxy.hole = False
        await one.gets(post())
        await one.desk.gets(1)


async def test_a_desk_that_fails_gets_the_batch_again(salon):
    one = salon()
    await one.gets(post())
    failures = [TemporaryFailure("the database is locked"), ValueError("a defect")]
    take = one.desk.take

    async def failing(arrivals):
        if failures:
            raise failures.pop()
        await take(arrivals)

    one.desk.take = failing
    await one.watches()
    await one.desk.gets(1)
    assert not failures


# Refusals say what to do


async def test_a_missing_folder_is_named_beside_those_that_exist(salon):
    one = salon(folder="Salom")
    with pytest.raises(PermanentFailure, match=r'no folder "Salom".*Correct `folder`.*There are: INBOX'):
        await one.intake.drain()


async def test_a_wrong_password_is_said_plainly_and_tried_slowly(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, password="wrong", retry_seconds=0.01)
        await one.starts()
        await eventually(lambda: one.intake.trouble)
        await asyncio.sleep(0.5)
        assert proxy.connections == 1, "no storm of logins"
        [said] = one.says("error")
        assert "Check username and the password" in said["reason"]
        assert said["next_try_seconds"] >= 60
        assert "wrong" not in str(one.logged.entries)


async def test_a_server_without_starttls_gets_no_password(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, security="starttls", ca_file=server.ca_file)
        proxy.from_server = lambda chunk: chunk.replace(b" STARTTLS", b"")
        with pytest.raises(PermanentFailure, match="offers no STARTTLS; no password was sent"):
            await one.intake.drain()
        assert b"AUTHENTICATE" not in proxy.seen_client
        assert b"LOGIN" not in proxy.seen_client


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("fault", ["unknown authority", "wrong name"])
async def test_a_certificate_that_proves_nothing_gets_no_password(salon, server, tmp_path, security, fault):
    port = server.port if security == "tls" else server.plain_port
    host = "127.0.0.2" if fault == "wrong name" else "127.0.0.1"
    async with Proxy(port, host=host) as proxy:
        stranger = str(Authority(tmp_path / "other").ca_file)
        ca_file = server.ca_file if fault == "wrong name" else stranger
        one = salon(port=proxy.port, security=security, ca_file=ca_file, host=host)
        with pytest.raises(PermanentFailure, match=r"is not trusted .*no password was sent"):
            await one.intake.drain()
        assert b"AUTHENTICATE" not in proxy.seen_client
        assert b"LOGIN" not in proxy.seen_client


def test_accounts_share_one_tls_context(server):
    assert tls_context(server.ca_file) is tls_context(server.ca_file)


@pytest.mark.parametrize("bad", ["a\r\nZ1 LOGOUT", "a\nb", "a\rb", "a\0b"])
def test_what_would_end_a_command_is_refused(server, bad):
    options = ImapOptions(
        account="x",
        host="127.0.0.1",
        port=server.plain_port,
        security="none",
        username=server.user,
        password=server.password,
    )
    session = Session.connect(options)
    try:
        session.log_in()
        session.select("INBOX")
        for call in (
            lambda: session.search("HEADER", "Message-ID", bad),
            lambda: session.select(bad),
            lambda: session.create(bad),
            lambda: session.move([1], bad),
            lambda: session.copy([1], bad),
        ):
            with pytest.raises(UnsafeArgument):
                call()
    finally:
        session.close()


async def test_a_name_that_needs_quoting_logs_in(salon):
    name = "o(dd) name@example.org"
    with Dovecot([name], extra="auth_username_chars =") as odd:
        async with Proxy(odd.plain_port) as proxy:
            proxy.from_server = lambda chunk: chunk.replace(b" AUTH=PLAIN", b"")
            one = salon(on=odd, user=name, port=proxy.port)
            await one.intake.drain()
            assert b" LOGIN " in proxy.seen_client


# Once, and the end


async def test_a_drain_takes_and_moves_everything_and_ends(salon):
    one = salon()
    sent = [post() for _ in range(7)]
    await one.is_delivered(*sent)
    take = one.desk.take

    async def decide(arrivals):
        await take(arrivals)
        for arrival in arrivals:
            one.desk.place(arrival, "Accepted")

    one.desk.take = decide
    await one.intake.drain()
    assert len(await one.lies_in("Accepted")) == 7
    assert await one.lies_in("INBOX") == []
    assert not one.desk.open


async def test_a_drain_of_a_dead_server_fails_for_now(salon, unused_port):
    one = salon(port=unused_port)
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        await one.intake.drain()


@pytest.fixture
def unused_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


@pytest.mark.parametrize("state", ["idle", "in a black hole", "waiting for a dead server", "taking"])
async def test_stopping_takes_less_than_two_seconds(salon, server, state):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, retry_seconds=30)
        await one.watches()
        await asyncio.sleep(0.1)
        if state == "in a black hole":
            proxy.hole = True
            one.intake.nudge()
        if state == "waiting for a dead server":
            proxy.reset()
            await eventually(lambda: one.intake.trouble)
        if state == "taking":
            one.desk.take = lambda _arrivals: asyncio.sleep(60)
            await one.gets(post())
            await asyncio.sleep(0.7)
        began = time.monotonic()
        await one.stops()
        assert time.monotonic() - began < 2


async def test_a_cancelled_run_lets_go_at_once(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        await one.watches()
        await asyncio.sleep(0.1)
        proxy.hole = True
        one.intake.nudge()
        await asyncio.sleep(0.1)
        one.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(one.task, 2)
        one.task = None

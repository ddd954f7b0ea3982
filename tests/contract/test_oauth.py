"""A real Dovecot that takes tokens: they are renewed, told of once where they end, and work again by themselves."""

import asyncio

import pytest

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.errors import PermanentFailure
from bot.intake.imap_session import Session
from bot.lifecycle import Outcome
from bot.oauth import Client, Login
from bot.oauth.grants import tokens_of
from tests.parts.account import eventually, post
from tests.parts.dovecot import Dovecot
from tests.parts.issuer import Issuer
from tests.parts.sink import SmtpSink

WHO = "list0@example.org"
USERS = [f"list{number}@example.org" for number in range(9)]


@pytest.fixture(scope="module")
def issuer():
    with Issuer() as running:
        yield running


@pytest.fixture(scope="module")
def relay():
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def server(issuer, relay):
    with Dovecot(USERS, issuer=issuer.url, relay_port=relay.port) as dovecot:
        yield dovecot


@pytest.fixture
def login(issuer, users, tmp_path):
    client = Client(name="ours", issuer=issuer.url, client_id="listwarden", scope="mail")
    login = Login(client, next(users), tmp_path)
    yield log_in(login, issuer)
    issuer.down = False


def log_in(login, issuer):
    given = issuer.logs_in(login.username)
    login.keep(tokens_of(given, login._clock()), f"{issuer.url}/token")
    return login


def with_token(salon, login, **options):
    return salon(user=login.username, login=login, password="", refused_seconds=0.05, **options)


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_a_token_lets_us_in_by_either_mechanism(issuer, tmp_path, mechanism):
    client = Client(name="ours", issuer=issuer.url, client_id="listwarden")
    login = log_in(Login(client, WHO, tmp_path), issuer)
    with Dovecot([WHO], issuer=issuer.url, mechanisms=mechanism) as server:
        session = Session.connect(options(server, login))
        session.log_in()
        assert session.select("INBOX").exists == 0
        session.close()
        assert f"method={mechanism.upper()}" in server.log()
        session = Session.connect(options(server, None))
        with pytest.raises(PermanentFailure, match=r'wants OAuth2: write oauth = "NAME" there'):
            session.log_in()
        session.close()


def options(server, login):
    from bot.intake.imap import ImapOptions

    return ImapOptions(
        account=WHO,
        host="127.0.0.1",
        port=server.port,
        username=WHO,
        password="x",
        login=login,
        ca_file=server.ca_file,
    )


async def test_what_has_expired_is_renewed_without_a_word(salon, login, issuer):
    issuer.expire()
    login._clock = lambda: 4_000_000_000.0  # long after the end of every token
    one = with_token(salon, login)
    await one.watches()
    await one.gets(post())
    await one.desk.gets(1)
    assert one.says("error") == []
    assert issuer.asked[-1] == "refresh_token"


async def test_what_a_server_takes_no_more_is_replaced_and_then_watched(salon, login, issuer):
    old = login.token()
    issuer.expire()  # ours says that it is good for an hour yet
    login._clock = lambda clock=login._clock: clock() + 600
    one = with_token(salon, login)
    await one.watches()
    assert login.latest != old
    [said] = one.says("warning")
    assert "takes the token of" in said["reason"]
    assert "a new one is fetched" in said["reason"]
    assert old not in str(one.logged.entries)


async def test_a_revoked_login_waits_ever_longer_and_recovers_by_itself(salon, login, issuer):
    one = with_token(salon, login)
    issuer.revoke(login.username)
    login._clock = lambda clock=login._clock: clock() + 4000
    await one.starts()
    await eventually(lambda: len(one.says("error")) >= 3)
    reasons = {said["reason"] for said in one.says("error")}
    assert len(reasons) == 1, "the same words each time: owners hear of them once"
    assert f"Run: listwarden login {login.username}" in next(iter(reasons))
    one.intake._refused._next = 900.0  # as after a night
    failures = len(one.says("error"))
    await eventually(lambda: len(one.says("error")) > failures)
    log_in(login, issuer)
    await eventually(lambda: one.intake.watching)
    await one.gets(post())
    await one.desk.gets(1)
    assert one.intake.trouble is None


async def test_an_issuer_that_is_down_is_waited_for(salon, login, issuer):
    login._clock = lambda clock=login._clock: clock() + 4000
    issuer.down = True
    one = with_token(salon, login)
    await one.starts()
    await eventually(lambda: len(one.says("warning")) >= 3)
    assert "gives no token now: 503" in one.intake.trouble
    assert one.says("error") == []
    issuer.down = False
    await eventually(lambda: one.intake.watching)


async def test_another_accounts_token_is_told_as_such(salon, login, issuer):
    other = issuer.logs_in("somebody@example.org")
    login.keep(tokens_of(other, login._clock()), f"{issuer.url}/token")
    one = with_token(salon, login)
    await one.starts()
    await eventually(lambda: one.intake.trouble)
    assert f"log in there as {login.username}" in one.intake.trouble


# The way out


def smtp(server, login):
    options = SmtpOptions(
        host="127.0.0.1",
        port=server.submission_port,
        security="starttls",
        ca_file=server.ca_file,
        username=login.username,
        login=login,
    )
    return Smtp(options)


RAW = b"From: salon@example.org\r\nSubject: x\r\n\r\nWords.\r\n"


async def sends(way):
    [receipt] = await way.send("salon@example.org", ["ann@example.org"], RAW)
    return receipt


async def test_mail_leaves_with_a_token(server, login, relay):
    before = len(relay.messages())
    way = smtp(server, login)
    receipt = await sends(way)
    await way.close()
    assert receipt.outcome is Outcome.SENT, receipt.reply
    assert len(relay.messages()) == before + 1


async def test_mail_waits_while_nobody_is_logged_in_and_leaves_as_soon_as_somebody_is(server, login, issuer):
    way = smtp(server, login)
    issuer.revoke(login.username)
    login._clock = lambda clock=login._clock: clock() + 4000
    receipt = await sends(way)
    assert receipt.outcome is Outcome.DEFERRED
    assert "Run: listwarden login" in receipt.reply
    assert way.pause() > 200
    log_in(login, issuer)
    assert way.pause() == 0
    receipt = await sends(way)
    assert receipt.outcome is Outcome.SENT, receipt.reply
    await way.close()


async def test_a_stale_token_costs_one_more_try(server, login, issuer):
    issuer.expire()
    login._clock = lambda clock=login._clock: clock() + 600
    way = smtp(server, login)
    receipt = await sends(way)
    assert receipt.outcome is Outcome.DEFERRED
    assert "a new one is fetched" in receipt.reply
    assert way.pause() <= 1
    await asyncio.sleep(way.pause())
    assert (await sends(way)).outcome is Outcome.SENT
    await way.close()

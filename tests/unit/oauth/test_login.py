"""Tokens are renewed in time, kept for their owner alone, and a person is asked for only where nothing else helps."""

import json
import os
import stat
import threading
import urllib.request

import pytest

from bot.errors import PermanentFailure
from bot.oauth import PRESETS, Client, IssuerAway, Login, LoginNeeded
from bot.oauth.grants import tokens_of
from bot.oauth.person import log_in
from bot.oauth.sasl import first, mechanism
from bot.oauth.servers import on_password, on_token
from bot.settings.keys import PROVIDERS
from tests.parts.issuer import DEVICE, Issuer

WHO = "salon@example.org"


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def issuer():
    with Issuer() as running:
        yield running


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def login(issuer, tmp_path, clock):
    client = Client(name="ours", issuer=issuer.url, client_id="listwarden", scope="mail")
    return Login(client, WHO, tmp_path / "logins", clock)


def logged_in(login, issuer, clock):
    login.keep(tokens_of(issuer.logs_in(WHO), clock.now), f"{issuer.url}/token")
    return login


def test_a_token_is_handed_out_again_while_it_is_good(login, issuer, clock):
    logged_in(login, issuer, clock)

    assert login.token() == login.token() == login.latest
    assert issuer.asked == []


def test_it_is_renewed_before_its_end_and_so_is_the_refresh_token(login, issuer, clock):
    old = logged_in(login, issuer, clock).token()
    for _ in range(3):
        clock.now += 3600 - 299
        assert login.token() not in ("", old)
    assert issuer.asked == ["refresh_token"] * 3


def test_the_file_is_its_owners_alone_and_survives_a_restart(login, issuer, clock, tmp_path):
    token = logged_in(login, issuer, clock).token()
    [file] = (tmp_path / "logins").glob("*.json")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert Login(login.client, WHO, tmp_path / "logins", clock).token() == token
    assert token not in repr(login)
    assert token not in repr(login.client)


def swapped(make):
    """Something else where the tokens lie."""

    def provoke(file):
        text = file.read_text()
        file.unlink()
        make(file, text)

    return provoke


def links(file, text):
    file.with_name("elsewhere").write_text(text)
    file.with_name("elsewhere").chmod(0o600)
    file.symlink_to(file.with_name("elsewhere"))


@pytest.mark.parametrize(
    ("provoke", "told"),
    [
        (lambda file: file.chmod(0o640), "may be read or written by others.*`chmod 600` it"),
        (lambda file: file.chmod(0o602), "may be read or written by others"),
        (swapped(links), "is a link"),
        (swapped(lambda file, _: os.mkfifo(file, 0o600)), "is no file: remove it"),
        (swapped(lambda file, _: file.mkdir(0o700)), "is no file|Is a directory"),
    ],
    ids=["others read", "others write", "a link", "a pipe", "a directory"],
)
def test_a_file_of_tokens_that_others_may_have_touched_is_not_used(
    login, issuer, clock, tmp_path, provoke, told
):
    logged_in(login, issuer, clock)
    [file] = (tmp_path / "logins").glob("*.json")
    provoke(file)

    with pytest.raises(PermanentFailure, match=told):
        Login(login.client, WHO, tmp_path / "logins", clock).token()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_users_file_of_tokens_is_not_used(login, issuer, clock, tmp_path):
    logged_in(login, issuer, clock)
    [file] = (tmp_path / "logins").glob("*.json")
    os.chown(file, 65534, 65534)

    with pytest.raises(PermanentFailure, match=r"is another user's\. It must belong to the user"):
        Login(login.client, WHO, tmp_path / "logins", clock).token()


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\x00\xfe",
        b"[" * 100_000,
        b"[1, 2]",
        b'{"issuer": 5}',
        b"x" * 3_000_000,
        b'{"issuer": "I", "token_url": "x", "access": [1], "refresh": "", "issued": 1, "expires": 9e99}',
        b'{"issuer": "I", "token_url": "x", "access": "a", "refresh": "", "issued": {}, "expires": 1}',
    ],
    ids=["nothing", "octets", "deep", "a list", "a number", "huge", "a list as token", "a table as time"],
)
def test_a_file_that_holds_no_tokens_asks_for_a_log_in(login, issuer, clock, tmp_path, octets):
    logged_in(login, issuer, clock)
    [file] = (tmp_path / "logins").glob("*.json")
    file.write_bytes(octets.replace(b'"I"', f'"{issuer.url}"'.encode()))

    with pytest.raises(PermanentFailure, match="listwarden login"):
        Login(login.client, WHO, tmp_path / "logins", clock).token()


def test_an_issuer_that_is_down_does_no_harm_while_the_token_lives(login, issuer, clock):
    token = logged_in(login, issuer, clock).token()
    issuer.down = True
    clock.now += 3600 - 200

    assert login.token() == token
    clock.now += 300
    with pytest.raises(IssuerAway, match="gives no token now: 503"):
        login.token()
    issuer.down = False
    assert login.token() != token


def test_an_issuer_that_cannot_be_reached_is_a_temporary_failure(tmp_path):
    with Issuer() as gone:
        client = Client(name="ours", issuer=gone.url, client_id="listwarden")
    with pytest.raises(IssuerAway, match=r"cannot be reached for a token: .*refused"):
        client.endpoints()


def test_a_revoked_login_says_who_must_do_what(login, issuer, clock):
    logged_in(login, issuer, clock)
    issuer.revoke(WHO)
    clock.now += 4000

    with pytest.raises(LoginNeeded) as told:
        login.token()
    assert f"the log-in of {WHO} has ended or was revoked" in str(told.value)
    assert "Token has been revoked." in str(told.value)
    assert str(told.value).endswith(f"Run: listwarden login {WHO}")


def test_nobody_logged_in_yet(login):
    with pytest.raises(
        LoginNeeded, match=r"nobody has logged in salon@example.org at .* Run: listwarden login"
    ):
        login.token()


def test_a_login_at_another_issuer_counts_for_nothing(login, issuer, clock, tmp_path):
    logged_in(login, issuer, clock)
    other = Client(name="ours", issuer="https://elsewhere.example.org", client_id="listwarden")

    with pytest.raises(LoginNeeded, match="nobody has logged in"):
        Login(other, WHO, tmp_path / "logins", clock).token()


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"issuer": 1}'])
def test_a_torn_file_is_no_login(login, issuer, clock, tmp_path, torn):
    logged_in(login, issuer, clock)
    [file] = (tmp_path / "logins").glob("*.json")
    file.write_text(torn)

    with pytest.raises(LoginNeeded):
        login.token()


def test_a_token_that_a_server_refuses_is_replaced_once(login, issuer, clock):
    first_one = logged_in(login, issuer, clock).token()
    clock.now += 600

    assert login.refused(first_one), "another is worth a try"
    second = login.token()
    assert second != first_one
    assert not login.refused(second), "a fresh one was refused: no other will be taken"


def test_two_at_once_renew_once(login, issuer, clock, tmp_path):
    logged_in(login, issuer, clock)
    clock.now += 4000
    both = [login, Login(login.client, WHO, tmp_path / "logins", clock)]
    found = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.token())) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert issuer.asked == ["refresh_token"]


def test_a_wrong_client_is_no_matter_of_logging_in_again(login, issuer, clock):
    logged_in(login, issuer, clock)
    issuer.secret = "changed"
    clock.now += 4000

    with pytest.raises(
        PermanentFailure, match="invalid_client: check client_id and client_secret_file"
    ) as told:
        login.token()
    assert not isinstance(told.value, LoginNeeded)


def test_an_application_needs_nobody(issuer, tmp_path):
    client = Client(name="app", issuer=issuer.url, client_id="listwarden", own_grant=True)
    login = Login(client, WHO, tmp_path)

    assert login.token().startswith("access-")
    assert login.token() == login.latest
    assert issuer.asked == ["client_credentials"]
    with pytest.raises(PermanentFailure, match="logs in by itself"):
        log_in(login, print, input)


# A person logs in


def nobody():
    raise EOFError


def test_with_a_code_on_any_device(login, issuer):
    issuer.pending = 3
    said: list[str] = []
    log_in(login, said.append, nobody)

    assert said == [f"Open {issuer.url}/code on any device, and type the code WDJB-MJHT"]
    assert login.token().startswith("access-")
    assert issuer.asked == [DEVICE] * 4


def test_in_a_browser_that_comes_back(login, issuer):
    said = []

    def tell(text):
        said.append(text)
        if text.startswith(issuer.url):
            threading.Thread(target=lambda: urllib.request.urlopen(issuer.browser(text, WHO)).read()).start()

    log_in(login, tell, nobody, browser=True)
    assert login.token().startswith("access-")
    assert f"log in as {WHO}" in said[0]


def test_with_the_address_pasted_from_another_machine(login, issuer):
    shown = threading.Event()
    said = []

    def tell(text):
        if text.startswith(issuer.url):
            said.append(text)
            shown.set()

    def paste():
        shown.wait(10)
        return issuer.browser(said[0], WHO) + "\n"

    log_in(login, tell, paste, browser=True)
    assert login.token().startswith("access-")


def test_an_address_of_another_login_is_refused(login, issuer):
    with pytest.raises(PermanentFailure, match="does not belong to this log-in"):
        log_in(login, lambda _: None, lambda: "http://127.0.0.1/?code=x&state=forged", browser=True)


def test_an_issuer_must_give_what_can_be_renewed(login, issuer, monkeypatch):
    given = issuer.logs_in(WHO)
    del given["refresh_token"]

    with pytest.raises(PermanentFailure, match=r"gives no refresh token.*offline_access"):
        login.keep(tokens_of(given, 0), f"{issuer.url}/token")


def test_an_issuer_is_believed_under_its_own_name_only(issuer):
    with pytest.raises(PermanentFailure, match=r'calls itself "http://127.0.0.1:\d+": correct issuer'):
        Client(name="x", issuer=issuer.url + "/realm", client_id="x").endpoints()


def test_no_token_is_asked_for_in_the_clear():
    with pytest.raises(PermanentFailure, match="since it is not https"):
        Client(name="x", issuer="http://mail.example.org", client_id="x").endpoints()


# What goes over the wire, and what comes back


def test_the_words_on_the_wire():
    assert first("XOAUTH2", WHO, "tok", "h", 1) == b"user=salon@example.org\1auth=Bearer tok\1\1"
    assert first("OAUTHBEARER", "a,b=c", "tok", "imap.example.org", 993) == (
        b"n,a=a=2Cb=3Dc,\1host=imap.example.org\1port=993\1auth=Bearer tok\1\1"
    )
    assert mechanism(["PLAIN", "XOAUTH2", "OAUTHBEARER"]) == "OAUTHBEARER"
    assert mechanism(["PLAIN", "XOAUTH2"]) == "XOAUTH2"
    assert mechanism(["PLAIN"]) == ""


@pytest.mark.parametrize(
    ("host", "said", "words"),
    [
        ("outlook.office365.com", "LOGIN failed.", 'oauth = "microsoft365"'),
        ("smtp.office365.com", "535 5.7.139 basic authentication is disabled", 'oauth = "microsoft365"'),
        ("imap-mail.outlook.com", "AUTHENTICATE failed.", 'oauth = "outlook"'),
        ("imap.gmail.com", "[ALERT] Application-specific password required", "app password"),
        ("mail.example.org", "5.7.139 Basic authentication is disabled", 'oauth = "NAME"'),
        ("mail.example.org", "authentication failed", ""),
    ],
)
def test_where_passwords_are_switched_off_it_is_said(host, said, words):
    advice = on_password(host, said, frozenset({"PLAIN"}))
    assert (words in advice) if words else advice == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
            "-SmtpClientAuthenticationDisabled $false",
        ),
        ("BAD User is authenticated but not connected.", "-ImapEnabled $true"),
        ("NO AUTHENTICATE failed.", f"log in there as {WHO}"),
    ],
)
def test_a_refused_token_gets_the_advice_that_fits(said, words):
    assert words in on_token(WHO, said)


def test_the_presets_are_those_that_the_settings_name():
    assert tuple(PRESETS) == PROVIDERS
    for preset in PRESETS.values():
        assert preset.endpoints is not None
        assert json.dumps(preset.scope)

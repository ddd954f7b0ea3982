"""No secret of the settings is written anywhere: a daemon with a canary in each of them, and all that goes wrong."""

import base64
import http.client
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.certificates import Authority
from tests.parts.dovecot import Dovecot
from tests.parts.issuer import Issuer
from tests.parts.postgres import Postgres, dumped, running_postgres
from tests.parts.salon import Salon, post
from tests.parts.sink import RecordingSink, SmtpSink, free_port

CANARIES = {
    name: f"canary-{name}-Zq7xV9" for name in ("database", "smtp", "imap", "client-secret", "approval")
}
SETTINGS = """data_dir = "data"
database = "postgresql+psycopg://tester:{database}@127.0.0.1:{port}/{name}"
authserv_id = "mx.example.org"
[smtp]
host = "localhost"
port = {smtp}
username = "bot"
password_file = "smtp"
ca_file = "{smtp_ca}"
[metrics]
listen = "127.0.0.1:{metrics}"
[log]
level = "debug"
[oauth.ours]
issuer = "{issuer}"
client_id = "listwarden"
client_secret_file = "client-secret"
scope = "mail"
application = true
"""
LIST = """[[lists]]
id = "{name}.lists.example.org"
address = "{name}@lists.example.org"
rules = "rules/salon.yaml"
owners = ["owner@example.org"]
mode = "live"
[lists.intake]
host = "localhost"
port = {imap}
username = "{user}"
ca_file = "{ca}"
{login}
[lists.post]
via = "lmtp"
next_hop = "127.0.0.1:{manager}"
approved_file = "approval"
"""
RULES = "ruleset: free\nlanguage: 1\nrules: []\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


def forms(secret: str) -> Iterator[bytes]:
    """A secret as it is, and as servers and programs write it."""
    yield secret.encode()
    for before in ("", "\0bot\0", "bot\0bot\0"):
        yield base64.b64encode(f"{before}{secret}".encode()).rstrip(b"=")[8:-4]


def test_no_secret_is_written_anywhere(
    salon: Salon, server: Postgres, dovecot: Dovecot, accounts: Iterator[str], tmp_path: Path
):
    users = [next(accounts) for _ in range(2)]
    authority = Authority(tmp_path / "tls", "localhost")
    metrics = free_port()
    for name, secret in {**CANARIES, "right": dovecot.password}.items():
        (salon.home / name).write_text(f"{secret}\n")
        (salon.home / name).chmod(0o600)
    url = server.database()
    with (
        Issuer() as issuer,
        SmtpSink("-L") as manager,
        RecordingSink(authority=authority, login=("bot", CANARIES["smtp"])) as sink,
    ):
        issuer.secret = "another"
        logins = {
            "well": (salon.user, 'password_file = "right"'),
            "wrong": (users[0], 'password_file = "imap"'),
            "token": (users[1], 'oauth = "ours"'),
        }
        lists = "".join(
            LIST.format(name=name, user=user, login=login, imap=dovecot.port, ca=dovecot.ca_file, manager=manager.port)
            for name, (user, login) in logins.items()
        )  # fmt: skip
        top = SETTINGS.format(
            database=CANARIES["database"], port=server.port, name=url.rpartition("/")[2], smtp=sink.port,
            smtp_ca=authority.ca_file, metrics=metrics, issuer=issuer.url,
        )  # fmt: skip
        salon.config.write_text(top + lists)
        salon.has_rules(RULES)
        said: list[str] = []
        with salon.daemon() as daemon:
            salon.receives(post("The tide is out.", to="well@lists.example.org"))
            (passed,) = manager.wait_for(1, 30)
            sink.login = ("bot", "another")
            salon.has_rules("rules: [")
            daemon.wait_until(
                lambda: "rules refused" in daemon.log.read_text() or sink.logins, "owners are to hear", 30
            )
            manager.stop()
            salon.receives(post("The tide is in.", to="well@lists.example.org", message_id="a2@example.net"))
            server.drop_connections()
            daemon.wait_until(lambda: "a2@example.net" in daemon.log.read_text(), "the second is decided", 30)
            said.append(asked(metrics))
            server.stop()
            try:
                said.append(str(salon.runs("doctor")))
            finally:
                server.start()
            said += [str(salon.runs(*words)) for words in (["doctor"], ["outbox", "--json"])]
        with salon.config.open("a") as settings:
            settings.write("[smtp\n")
        said.append(str(salon.runs("doctor")))
        mails = [mail.raw for mail in sink.messages()]

    assert passed.field("Approved") == CANARIES["approval"], "which is what it is for"
    log = (salon.home / "daemon.log").read_text()
    assert "AUTHENTICATIONFAILED" in log or "refuse" in log
    written = {
        "log": log.encode(),
        "commands": "\n".join(said).encode(),
        "database": dumped(url).encode(),
        "mail": b"\n".join(mails),
        **{str(path): path.read_bytes() for path in (salon.home / "data").rglob("*") if path.is_file()},
    }
    secrets = [*CANARIES.values(), dovecot.password]
    found = [
        (place, secret)
        for (place, text), secret in itertools.product(written.items(), secrets)
        if any(form in text for form in forms(secret))
    ]
    assert found == []
    assert len(written["database"]) > 1000


def asked(port: int) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/metrics")
    return line.getresponse().read().decode()

"""
A list whose inbox and mail server take tokens only: what expires is renewed, what is revoked is told once.

    python -m tests.bench.tokens

A real Dovecot with its ``oauth2`` passdb (IMAP, and submission with a sink behind it), an issuer on loopback, and
the real commands ``login``, ``run`` and ``doctor``. Four things happen, one after the other: log-ins by device
code; tokens that expire; a revoked log-in, until a person logs in again, once that of the inbox alone and once
that of the mail server, too; an issuer that is down while tokens expire. Prints what was seen of each; 1 where
one went otherwise.
"""

import contextlib
import datetime as dt
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.parts.dovecot import Dovecot
from tests.parts.issuer import Issuer
from tests.parts.salon import MEMBERS, OWNER, Daemon, Salon, post
from tests.parts.sink import SmtpSink

WHO, WAY_OUT = "salon@example.org", "bot@example.org"
"""The accounts of the inbox and of the mail server, at the issuer as at the servers."""
SHORT = 8.0
"""Seconds that a token lives."""
PATIENCE = 60.0
ENDS = ["the bot cannot do its work", "the bot is working again"]
"""Of the subjects of the mails to owners."""
TOKENS = """[oauth.ours]
issuer = "{issuer}"
client_id = "listwarden"
scope = "mail"
"""


@dataclass
class Course:
    """One set-up, and what was seen of it."""

    salon: Salon
    dovecot: Dovecot
    issuer: Issuer
    wrong: int = 0
    _posts: int = field(default=0)

    def log_in(self, account: str) -> None:
        """A person logs in by a code that they type elsewhere."""
        self.issuer.pending, self.issuer.person = 2, account
        done = self.salon.runs("login", account, "--device")
        said = " ".join(done.stdout.split())
        self.says("a log-in by device code ends well", done.returncode == 0, said or done.stderr)
        kept = [one for one in (self.salon.home / "data/logins").iterdir() if one.suffix == ".json"]
        modes = {oct(stat.S_IMODE(one.stat().st_mode)) for one in kept}
        self.says("its tokens lie in a file for its owner alone", modes == {"0o600"}, f"{len(kept)}, {modes}")

    def goes_through(self, daemon: Daemon, what: str) -> None:
        """A post comes in by the inbox and leaves by the mail server."""
        self._posts += 1
        before = len(self.salon.sent_to(MEMBERS))
        raw = post("Does anybody know of a ferry to the island?", message_id=f"t{self._posts}@example.net")
        self.salon.receives(raw)
        began = time.monotonic()
        there = _until(lambda: len(self.salon.sent_to(MEMBERS)) > before)
        took = time.monotonic() - began
        text = f"{took:.1f} s" if there else daemon.log.read_text()[-2000:]
        self.says(f"{what}: a post is judged and sent", there, text)

    def cut(self) -> None:
        """Tokens have had their time, and the server has ended every session."""
        time.sleep(SHORT)
        self.dovecot.kill()
        self.dovecot.start()

    def says(self, what: str, holds: object, seen: str = "") -> None:
        """One line: what was to be seen, and what was."""
        self.wrong += not bool(holds)
        sys.stdout.write(f"{'ok   ' if holds else 'WRONG'} {what}{f' ({seen})' if seen else ''}\n")
        sys.stdout.flush()


def expiry(course: Course) -> None:
    """Tokens live for seconds: the next session has another one, and nobody hears of it."""
    sys.stdout.write("-- expired\n")
    with course.salon.daemon() as daemon:
        course.goes_through(daemon, "logged in")
        asked = course.issuer.asked.count("refresh_token")
        course.cut()
        course.goes_through(daemon, "expired")
        renewed = course.issuer.asked.count("refresh_token") - asked
        errors = [line for line in daemon.lines() if line["level"] == "error"]
        course.says("expired: renewed without a person", renewed > 0, f"{renewed} renewals")
        course.says("expired: no error is logged", not errors, str(errors[:1] or ""))


def revocation(course: Course, *accounts: str) -> None:
    """Log-ins are revoked: owners hear once, whoever logs in again ends it without a restart."""
    sys.stdout.write(f"-- revoked: {', '.join(accounts)}\n")
    before = len(course.salon.sent_to(OWNER))
    with course.salon.daemon() as daemon:
        for account in accounts:
            course.issuer.revoke(account)
        course.cut()
        daemon.wait_until(lambda: _reasons(daemon, "or was revoked"), "it is refused", PATIENCE)
        reasons = _reasons(daemon, "or was revoked")
        course.says("the log says what to do", _all_hold("Run: listwarden login", reasons), *reasons)
        doctor = course.salon.runs("doctor")
        found = " ".join(doctor.stdout.split())
        course.says("doctor says what to do", doctor.returncode == 1 and "listwarden login" in found)
    _two_hours_pass(course.salon)
    told = daemon.log.read_text().count("owners are told")
    with course.salon.daemon() as daemon:
        daemon.wait_until(
            lambda: daemon.log.read_text().count("owners are told") > told, "owners are told", PATIENCE
        )
        time.sleep(10)
        lines = daemon.log.read_text().count("owners are told") - told
        course.says("told after an hour, once", lines == 1, f"{lines} lines")
        for account in accounts:
            course.log_in(account)
        course.goes_through(daemon, "logged in again, no restart")
        _until(lambda: len(course.salon.sent_to(OWNER)) >= before + len(ENDS))
        mails = course.salon.sent_to(OWNER)[before:]
        for mail in mails:
            sys.stdout.write(f"      to the owners: {mail.message['Subject']}: {mail.text}\n")
        ends = [str(mail.message["Subject"]).partition(": ")[2] for mail in mails]
        course.says("owners got two mails in this order", ends == ENDS, str(ends))
        course.says("the first says what to do", mails and mails[0].says(f"listwarden login {WHO}"))


def outage(course: Course) -> None:
    """Tokens expire while the issuer is down: waited for, no mail to anybody, no restart."""
    sys.stdout.write("-- issuer down\n")
    before = len(course.salon.sent_to(OWNER))
    with course.salon.daemon() as daemon:
        course.issuer.down = True
        course.cut()
        daemon.wait_until(lambda: _reasons(daemon, "gives no token"), "it is lost", PATIENCE)
        reasons = _reasons(daemon, "gives no token")
        course.says("the log says so", _all_hold("gives no token now: 503", reasons), *reasons)
        time.sleep(10)
        course.issuer.down = False
        course.goes_through(daemon, "issuer back, no restart")
        told = len(course.salon.sent_to(OWNER)) - before
        course.says("down for seconds: no mail to owners", told == 0, str(told))


def _two_hours_pass(salon: Salon) -> None:
    """As if all that is on record, and the trouble, had lasted so much longer."""
    salon.hours_pass(2)
    since = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)).isoformat()
    older = "UPDATE meta SET value = json_set(value, '$.since', ?) WHERE key LIKE 'trouble:%' AND value != ''"
    with contextlib.closing(sqlite3.connect(salon.home / "data/listwarden.db")) as line, line:
        line.execute(older, [since])


def _reasons(daemon: Daemon, word: str) -> set[str]:
    """The reasons with this word for which an inbox cannot be watched."""
    reasons = {line.get("reason", "") for line in daemon.lines()}
    return {reason for reason in reasons if word in reason}


def _all_hold(word: str, texts: set[str]) -> bool:
    return bool(texts) and all(word in text for text in texts)


def _until(met: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if met():
            return True
        time.sleep(0.05)
    return met()


@contextlib.contextmanager
def set_up() -> Iterator[Course]:
    """Servers, settings, and nobody logged in yet."""
    with (
        tempfile.TemporaryDirectory() as home,
        Issuer(life=SHORT) as issuer,
        SmtpSink() as relay,
        Dovecot([WHO, WAY_OUT], issuer=issuer.url, relay_port=relay.port) as dovecot,
    ):
        salon = Salon(home=Path(home), dovecot=dovecot, sink=relay, user=WHO)
        text = salon.config.read_text()
        way = (
            f'host = "localhost"\nport = {dovecot.submission_port}\nsecurity = "starttls"\n'
            f'username = "{WAY_OUT}"\noauth = "ours"\nca_file = "{dovecot.ca_file}"'
        )
        text = text.replace(f'host = "127.0.0.1"\nport = {relay.port}\nsecurity = "none"', way)
        text = text.replace('password_file = "imap-password"', 'oauth = "ours"')
        salon.config.write_text(text + TOKENS.format(issuer=issuer.url))
        yield Course(salon, dovecot, issuer)


def main() -> int:
    """Play all of it; 1 where something was otherwise."""
    with set_up() as course:
        course.log_in(WHO)
        course.log_in(WAY_OUT)
        expiry(course)
        revocation(course, WHO)
        course.salon.hours_pass(2)  # one mail an hour of a topic
        revocation(course, WHO, WAY_OUT)
        outage(course)
    return int(bool(course.wrong))


if __name__ == "__main__":
    sys.exit(main())

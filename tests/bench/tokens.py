"""
A list whose inbox and mail server take tokens only: what expires is renewed, what is revoked is told once.

    python -m tests.bench.tokens

A real Dovecot with its ``oauth2`` passdb (IMAP, and submission with a sink behind it), an issuer on loopback, and
the real commands ``login``, ``run`` and ``doctor``. Five things happen, one after the other: a log-in by device
code; tokens that expire; a revoked log-in, until a person logs in again; an issuer that is down while tokens
expire; a server that was told to take no token yet. Prints what was seen of each; 1 where one went otherwise.
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

WHO = "salon@example.org"
"""The account, at the issuer as at the servers."""
SHORT = 8.0
"""Seconds that a token lives."""
PATIENCE = 60.0
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
    relay: SmtpSink
    wrong: int = 0
    _posts: int = field(default=0)

    def log_in(self) -> None:
        """A person logs in by a code that they type elsewhere."""
        self.issuer.pending = 2
        done = self.salon.runs("login", "ours", "--device")
        said = " ".join(done.stdout.split())
        self.says("a log-in by device code ends well", done.returncode == 0, said or done.stderr)
        kept = [one for one in (self.salon.home / "data/logins").iterdir() if one.suffix == ".json"]
        modes = {oct(stat.S_IMODE(one.stat().st_mode)) for one in kept}
        self.says(
            "its tokens lie in one file for its owner alone", modes == {"0o600"}, f"{len(kept)}, {modes}"
        )

    def goes_through(self, daemon: Daemon, what: str, *, seconds: float = PATIENCE) -> None:
        """A post comes in by the inbox and leaves by the mail server."""
        self._posts += 1
        name, before = f"t{self._posts}@example.net", len(self.salon.sent_to(MEMBERS))
        self.salon.receives(post("Does anybody know of a ferry to the island?", message_id=name))
        began = time.monotonic()
        there = _until(lambda: len(self.salon.sent_to(MEMBERS)) > before, seconds)
        took = time.monotonic() - began
        text = f"{took:.1f} s" if there else daemon.log.read_text()[-2000:]
        self.says(f"{what}: a post is judged and sent", there, text)

    def told(self, word: str) -> int:
        """How many mails to the owners say this."""
        return sum(mail.says(word) for mail in self.salon.sent_to(OWNER))

    def cut(self) -> None:
        """The server ends every session, as servers do when a token's time is over."""
        self.dovecot.kill()
        self.dovecot.start()

    def says(self, what: str, holds: object, seen: str = "") -> None:
        """One line: what was to be seen, and what was."""
        self.wrong += not bool(holds)
        sys.stdout.write(f"{'ok   ' if holds else 'WRONG'} {what}{f' ({seen})' if seen else ''}\n")
        sys.stdout.flush()


def expiry(course: Course) -> None:
    """Tokens live for seconds: the next session has another one, and nobody hears of it."""
    with course.salon.daemon() as daemon:
        course.goes_through(daemon, "logged in")
        asked = course.issuer.asked.count("refresh_token")
        time.sleep(SHORT)
        course.cut()
        course.goes_through(daemon, "expired")
        renewed = course.issuer.asked.count("refresh_token") - asked
        errors = [line for line in daemon.lines() if line["level"] == "error"]
        course.says("expired: renewed without a person", renewed > 0, f"{renewed} renewals")
        course.says("expired: no error is logged", not errors, str(errors[:1] or ""))


def revocation(course: Course) -> None:
    """A log-in is revoked: owners hear once, whoever logs in again ends it without a restart."""
    with course.salon.daemon() as daemon:
        course.issuer.revoke(WHO)
        time.sleep(SHORT)
        course.cut()
        daemon.wait_until(lambda: _refusals(daemon), "it is refused", PATIENCE)
        reasons = {line["reason"] for line in _refusals(daemon)}
        course.says("revoked: the log says what to do", _all_hold("listwarden login", reasons), *reasons)
        doctor = course.salon.runs("doctor")
        found = " ".join(doctor.stdout.split())
        course.says("revoked: doctor says what to do", doctor.returncode == 1 and "listwarden login" in found)
    _two_hours_pass(course.salon)
    with course.salon.daemon(waits_for="owners are told") as daemon:
        told = course.salon.folder("Held")
        time.sleep(5)
        lines = [line for line in daemon.lines() if "owners are told" in line["event"]]
        course.says(
            "revoked: told once, after an hour", len(lines) == 1, f"{len(lines)} lines, {len(told)} held"
        )
        course.log_in()
        course.goes_through(daemon, "logged in again, no restart")
        _until(lambda: course.told("works again") > 0, PATIENCE)
        for mail in course.salon.sent_to(OWNER):
            sys.stdout.write(f"      to the owners: {mail.message['Subject']}: {mail.text}\n")
        course.says("revoked: owners got one word of it", course.told("listwarden login") == 1)
        course.says("revoked: and one that it is over", course.told("works again") == 1)


def outage(course: Course) -> None:
    """Tokens expire while the issuer is down: waited for, no mail to anybody, no restart."""
    before = len(course.salon.sent_to(OWNER))
    with course.salon.daemon() as daemon:
        course.issuer.down = True
        time.sleep(SHORT)
        course.cut()
        daemon.wait_until(lambda: _lost(daemon), "it is lost", PATIENCE)
        reasons = {line["reason"] for line in _lost(daemon)}
        course.says("issuer down: the log says so", _all_hold("gives no token now: 503", reasons), *reasons)
        time.sleep(10)
        course.issuer.down = False
        course.goes_through(daemon, "issuer back, no restart")
        after = len(course.salon.sent_to(OWNER))
        course.says("issuer down for seconds: no mail to owners", after == before, f"{after - before}")


def _two_hours_pass(salon: Salon) -> None:
    """As if the trouble had lasted so long."""
    since = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)).isoformat()
    with contextlib.closing(sqlite3.connect(salon.home / "data/listwarden.db")) as line, line:
        changed = line.execute(
            "UPDATE meta SET value = json_set(value, '$.since', ?) WHERE key LIKE 'trouble:%' AND value != ''",
            [since],
        )
        assert changed.rowcount, "no trouble is on record"


def _refusals(daemon: Daemon) -> list[dict[str, str]]:
    return [line for line in daemon.lines() if line["event"] == "imap: refused"]


def _lost(daemon: Daemon) -> list[dict[str, str]]:
    return [line for line in daemon.lines() if "gives no token" in line.get("reason", "")]


def _all_hold(word: str, texts: set[str]) -> bool:
    return bool(texts) and all(word in text for text in texts)


def _until(met: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if met():
            return True
        time.sleep(0.05)
    return met()


def courses() -> Iterator[Course]:
    """The set-up, for as long as it is needed."""
    with (
        tempfile.TemporaryDirectory() as home,
        Issuer(life=SHORT) as issuer,
        SmtpSink() as relay,
        Dovecot([WHO], issuer=issuer.url, relay_port=relay.port) as dovecot,
    ):
        salon = Salon(home=Path(home), dovecot=dovecot, sink=relay, user=WHO)
        text = salon.config.read_text()
        way = (
            f'host = "localhost"\nport = {dovecot.submission_port}\nsecurity = "starttls"\n'
            f'username = "{WHO}"\noauth = "ours"\nca_file = "{dovecot.ca_file}"'
        )
        text = text.replace(f'host = "127.0.0.1"\nport = {relay.port}\nsecurity = "none"', way)
        text = text.replace('password_file = "imap-password"', 'oauth = "ours"')
        salon.config.write_text(text + TOKENS.format(issuer=issuer.url))
        yield Course(salon, dovecot, issuer, relay)


def main() -> int:
    """Play all of it; 1 where something was otherwise."""
    wrong = 0
    for course in courses():
        course.log_in()
        for play in (expiry, revocation, outage):
            play(course)
        wrong += course.wrong
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

"""
Faults of a set-up, provoked on real servers one at a time; and sound set-ups, which nobody should blame.

    python -m tests.bench.set_ups [--only WORD]

Each is seen by the real command ``doctor`` with a real Dovecot, a real Postfix or a server of our own that
speaks SMTP, on loopback. Prints what it said of each that is not named, or has no remedy; 1 where there is one.
"""

import argparse
import contextlib
import datetime as dt
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.test_doctor_faults import FAULTS, LETTER
from tests.parts.certificates import Authority
from tests.parts.dovecot import Dovecot
from tests.parts.postfix import Postfix
from tests.parts.salon import Salon
from tests.parts.sink import RecordingSink
from tests.unit.service.test_doctor import (
    BY_RELAY,
    BY_VM,
    EXCHANGE,
    FAILED,
    FORGED,
    GMAIL,
    INSIDE,
    MALFORMED,
    NO_POLICY,
    OPENDMARC,
    OURS,
    RSPAMD,
    TAKEN,
    fastmail,
)

POLICY = """mydestination = lists.example.org, example.org
local_recipient_maps = inline:{{owner=x}, {salon=x}, {salon-members=x}, {salon-digest=x}, {grey=x}}
local_transport = discard
smtpd_delay_reject = yes
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sender_restrictions = check_sender_access inline:{{locked@lists.example.org = 550 5.7.60 SMTP; Client does not have permissions to send as this sender}, {other@lists.example.org = 553 5.7.1 Sender address rejected: not owned by user salon}}
smtpd_recipient_restrictions = check_recipient_access inline:{{grey@lists.example.org = 450 4.2.0 Greylisted, try again}}, permit
"""


@dataclass(frozen=True)
class World:
    """The servers there are."""

    dovecot: Dovecot
    postfix: Postfix
    sink: RecordingSink


Provoke = Callable[[Salon, World], object]
Fault = tuple[str, Provoke, int, str, str]


def replaces(old: str, new: str) -> Provoke:
    """A word of the settings is another."""

    def provoke(salon: Salon, _: World) -> None:
        text = salon.config.read_text()
        assert old in text, old
        salon.config.write_text(text.replace(old, new, 1))

    return provoke


def gets(heads: list[str], settings: str = "") -> Provoke:
    """Recent mail has these fields above its own; ``settings`` stand for authserv_id."""

    def provoke(salon: Salon, _: World) -> None:
        for number, head in enumerate(heads):
            bare = b"".join(
                line
                for line in LETTER.splitlines(keepends=True)
                if not line.startswith((b"Authentication", b"Received"))
            )
            salon.receives(head.encode() + bare.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
        replaces('authserv_id = "mx.example.org"', settings)(salon, _)

    return provoke


def by_postfix(old: str = "", new: str = "") -> Provoke:
    """Mail leaves by a real Postfix."""

    def provoke(salon: Salon, world: World) -> None:
        salon.receives(OURS.encode() + TAKEN.encode() + LETTER)
        salon.configure(smtp=world.postfix.port)
        if old:
            replaces(old, new)(salon, world)

    return provoke


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of one megabyte, full."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(salon: Salon, _: World) -> contextlib.ExitStack:
    stack = contextlib.ExitStack()
    stack.enter_context(small_disk(salon.home / "data"))
    with contextlib.suppress(OSError), (salon.home / "data" / "filler").open("wb") as file:
        while True:
            file.write(bytes(4096))
            file.flush()
    return stack


def damages(salon: Salon, _: World) -> None:
    salon.works()
    file = salon.home / "data" / "listwarden.db"
    file.write_bytes(b"\xff" * 8192 + file.read_bytes()[8192:])


def comes_from_the_future(salon: Salon, _: World) -> None:
    with contextlib.closing(sqlite3.connect(salon.home / "data" / "listwarden.db")) as line, line:
        line.execute("UPDATE alembic_version SET version_num = '9999'")


def newer(salon: Salon, world: World) -> None:
    salon.works()
    comes_from_the_future(salon, world)


def future_mail(salon: Salon, world: World) -> None:
    world.dovecot.append(LETTER, user=salon.user, received=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))


def wants_starttls(salon: Salon, world: World) -> None:
    before = f'port = {salon.sink.port}\nsecurity = "none"'
    replaces(before, before.replace("none", "starttls"))(salon, world)


def unknown_certificate(salon: Salon, _: World) -> contextlib.ExitStack:
    stack = contextlib.ExitStack()
    sink = stack.enter_context(
        RecordingSink(authority=Authority(Path(tempfile.mkdtemp())), implicit_tls=True)
    )
    replaces(f'port = {salon.sink.port}\nsecurity = "none"', f'port = {sink.port}\nsecurity = "tls"')(
        salon, _
    )
    return stack


def wrong_smtp_password(salon: Salon, _: World) -> contextlib.ExitStack:
    stack = contextlib.ExitStack()
    sink = stack.enter_context(RecordingSink(login=("salon", "right")))
    (salon.home / "smtp-password").write_text("wrong")
    (salon.home / "smtp-password").chmod(0o600)
    replaces(
        f'port = {salon.sink.port}\nsecurity = "none"',
        f'port = {sink.port}\nsecurity = "none"\nusername = "salon"\npassword_file = "smtp-password"',
    )(salon, _)
    return stack


def handed(at: str) -> Provoke:
    """The list is handed its mail at that place."""

    def provoke(salon: Salon, _: World) -> None:
        text = salon.config.read_text()
        before, rest = text.split("[lists.intake]", 1)
        after = rest.split("[lists.post]", 1)[1]
        salon.config.write_text(
            f'{before}[lists.intake]\nkind = "lmtp"\nlisten = "{at}"\n[lists.post]{after}'
        )

    return provoke


def taken_port(salon: Salon, world: World) -> None:
    handed(f"127.0.0.1:{world.postfix.port}")(salon, world)


def free_place(salon: Salon, world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    handed(f"127.0.0.1:{port}")(salon, world)


def same_address(salon: Salon, world: World) -> None:
    text = salon.config.read_text()
    one = text[text.index("[[lists]]") :]
    salon.config.write_text(f"{text}\n{one.replace('salon.lists.example.org', 'other.lists.example.org')}")


def no_oauth(salon: Salon, world: World) -> None:
    replaces('password_file = "imap-password"', 'oauth = "ours"')(salon, world)
    salon.adds('[oauth.ours]\nissuer = "http://127.0.0.1:1"\nclient_id = "x"\nscope = "mail"\n')


MORE: list[Fault] = [
    ("a host that no name server knows", replaces('host = "localhost"', 'host = "imap.nowhere.invalid"'), 1, "imap.nowhere.invalid:", "check host, port and security under [lists.intake]"),
    ("a misspelt key", replaces("owners", "owneres"), 78, "owneres", 'Did you mean "owners"'),
    ("two lists with one address", same_address, 78, "address", "list number 1"),
    ("rules that are not there", lambda salon, _: salon.rules.unlink(), 78, "there is no file", "Create it, or correct its name"),
    ("rules with a slip of the indentation", lambda salon, _: salon.has_rules("ruleset: x\nlanguage: 1\nrules:\n  - name: a\n   when: {own.words: 3}\n    then: hold\n"), 1, "line", "correct the file"),
    ("a full disk", full_disk, 1, "full", "free some space"),
    ("a damaged database", damages, 1, "database", "backup"),
    ("a database of a later version", newer, 1, "newer", "listwarden"),
    ("a clock that is behind", future_mail, 0, "which is in the future", "set this machine's clock"),
    ("no authserv_id", gets([OURS + TAKEN] * 5), 0, "authserv_id is not set", 'write authserv_id = "mx.example.org"'),
    ("a wrong authserv_id", gets([OURS + TAKEN] * 5, 'authserv_id = "mx.example.com"'), 0, "author of 0 would be believed", 'write authserv_id = "mx.example.org"'),
    ("a host inside that has no dot", gets([BY_VM + OURS + TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "author of 0 would be believed", 'trusted_hosts = ["vm"]'),
    ("a relay of the provider", gets([BY_RELAY + OURS + TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "author of 0 would be believed", 'trusted_hosts = ["relay.provider.example"]'),
    ("Gmail, not named", gets([GMAIL] * 5), 0, "author of 0", 'write authserv_id = "mx.google.com" (Gmail)'),
    ("Exchange Online, not named", gets([EXCHANGE] * 5), 0, "author of 0", "topmost-without-id"),
    ("Fastmail, not named", gets([fastmail(1), fastmail(2), fastmail(3)]), 0, "author of 0", '"*.messagingengine.com" (Fastmail)'),
    ("rspamd, not named", gets([RSPAMD] * 5), 0, "author of 0", 'write authserv_id = "mail.example.org"'),
    ("OpenDMARC under its own name", gets([OPENDMARC] * 5, 'authserv_id = "mail.example.org"'), 0, "author of 0", 'write authserv_id = "opendmarc"'),
    ("a server that checks nothing", gets([TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "author of 0", "let it check DKIM and DMARC"),
    ("only forged results", gets([TAKEN + FORGED] * 5), 0, "author of 0", "let it check DKIM and DMARC"),
    ("results without a policy", gets([NO_POLICY + TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "author of 0", "let your server check DKIM and DMARC"),
    ("results that are malformed", gets([MALFORMED + TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "malformed", "let your server check"),
    ("mail that fails DMARC", gets([FAILED + TAKEN] * 5, 'authserv_id = "mx.example.org"'), 0, "DMARC failed", "there is nothing to do"),
    ("members at another domain: relaying denied", by_postfix("salon-members@lists.example.org", "all@members.example.net"), 1, "Relay access denied", "set username and password_file under [smtp]"),
    ("members that the server does not know", by_postfix("salon-members@lists.example.org", "salom-members@lists.example.org"), 1, "User unknown", "create it, or correct the address"),
    ("a server that greylists", by_postfix("salon-members@lists.example.org", "grey@lists.example.org"), 0, "Greylisted", "exempt the bot's machine"),
    ("a sender that is another account's", by_postfix('mode = "live"', 'mode = "live"\nbounce_address = "other@lists.example.org"'), 1, "Sender address rejected", "set bounce_address under [[lists]]"),
    ("a sender that Exchange lets nobody be", by_postfix('mode = "live"', 'mode = "live"\nbounce_address = "locked@lists.example.org"'), 1, "5.7.60", "set bounce_address under [[lists]]"),
    ("a mail server without STARTTLS", wants_starttls, 1, "STARTTLS", "security"),
    ("a mail server's certificate that nobody vouches for", unknown_certificate, 1, "certificate", "ca_file"),
    ("a wrong password for the mail server", wrong_smtp_password, 1, "mail server", "username and password_file under [smtp]"),
    ("another program at the place of handing over", taken_port, 1, "another program listens", "choose another port"),
    ("an address that is not of this machine", handed("192.0.2.1:8024"), 1, "cannot listen at", "name an address of this machine"),
    ("OAuth2 at a server that does not take it", no_oauth, 1, "offers neither OAUTHBEARER nor XOAUTH2", "use password_file"),
]  # fmt: skip

SOUND: list[tuple[str, Provoke]] = [
    ("an inbox and a sink", gets([OURS + TAKEN] * 5, 'authserv_id = "mx.example.org"')),
    ("a trace inside", gets([INSIDE + OURS + TAKEN] * 5, 'authserv_id = "mx.example.org"')),
    ("Gmail", gets([GMAIL] * 5, 'authserv_id = "mx.google.com"')),
    ("Fastmail", gets([fastmail(1), fastmail(2)], 'authserv_id = "*.messagingengine.com"\ntrusted_hosts = ["sloti1d2t3", "*.messagingengine.com"]')),
    ("Exchange Online", gets([EXCHANGE] * 5, 'authserv_id = "topmost-without-id"\ntrusted_hosts = ["*.outlook.com", "*.exchangelabs.com"]')),
    ("rspamd", gets([RSPAMD] * 5, 'authserv_id = "mail.example.org"')),
    ("OpenDMARC", gets([OPENDMARC] * 5, 'authserv_id = "OpenDMARC"\ntrusted_hosts = ["mail.example.org"]')),
    ("a real Postfix", by_postfix()),
    ("some that fail among many", gets([OURS + TAKEN] * 17 + [FAILED + TAKEN] * 3, 'authserv_id = "mx.example.org"')),
    ("a place of handing over that is free", free_place),
]  # fmt: skip


def says(world: World, number: int, provoke: Provoke) -> tuple[int, str]:
    """The exit status of doctor, and all that it said, its white space folded."""
    with tempfile.TemporaryDirectory() as home:
        salon = Salon(
            home=Path(home), dovecot=world.dovecot, sink=world.sink, user=world.dovecot.users[number]
        )
        kept = provoke(salon, world)
        with kept if isinstance(kept, contextlib.ExitStack) else contextlib.nullcontext():
            done = salon.runs("doctor")
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def _alone(provoke: Callable[[Salon], object]) -> Provoke:
    """One that needs no other server."""
    return lambda salon, _: provoke(salon)


def main(only: str, first: int, last: int) -> int:
    """Provoke all, print what is missed; 1 where something is."""
    simple: list[Fault] = [
        (what, _alone(provoke), status, named, remedy) for what, provoke, status, named, remedy in FAULTS
    ]
    faults = [one for one in (simple + MORE)[first:last] if only in one[0]]
    before = len(simple + MORE)
    sound = [one for one in SOUND[max(0, first - before) : max(0, last - before)] if only in one[0]]
    users = [f"salon{number}@lists.example.org" for number in range(len(faults) + len(sound))]
    missed = blamed = 0
    with Dovecot(users=users) as dovecot, Postfix(POLICY) as postfix, RecordingSink() as sink:
        world = World(dovecot, postfix, sink)
        for number, (what, provoke, status, named, remedy) in enumerate(faults):
            code, said = says(world, number, provoke)
            if (code, named in said, remedy in said) != (status, True, True):
                missed += 1
                _say(f"MISSED {what}: wanted {status}, {named!r}, {remedy!r}; status {code}: {said[-900:]}")
        for number, (what, provoke) in enumerate(sound, len(faults)):
            code, said = says(world, number, provoke)
            if code or "warning " in said:
                blamed += 1
                _say(f"BLAMED {what}: status {code}: {said}")
    _say(
        f"{len(faults) - missed} of {len(faults)} faults named with the remedy; {blamed} of {len(sound)} sound blamed"
    )
    return int(bool(missed or blamed))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="those whose names hold this word")
    parser.add_argument(
        "--from", type=int, default=0, dest="first", help="leave out so many, sound ones last"
    )
    parser.add_argument("--to", type=int, default=1000, dest="last", help="end before that one")
    chosen = parser.parse_args()
    sys.exit(main(chosen.only, chosen.first, chosen.last))

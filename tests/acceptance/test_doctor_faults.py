"""Faults provoked on real servers, one at a time: doctor names each, and what to do about it."""

from collections.abc import Callable

import pytest

from tests.parts.salon import Salon, post
from tests.parts.sink import free_port

LETTER = post("News.")
ASTRAY = post("News.", to="salon@old.example.org")

Fault = Callable[[Salon], object]


def waits_for_hours(salon: Salon) -> None:
    """A mail that a server which is away keeps in the outbox."""
    salon.receives(LETTER)
    salon.configure(smtp=free_port())
    salon.runs("run", "--once")
    salon.hours_pass(3)


def holds_too_large(salon: Salon) -> None:
    salon.intake = 'size_limit = "3 KB"\n'
    salon.configure()
    salon.receives(post("words and words\n" * 1000))
    salon.runs("run", "--once")


def opens_data(salon: Salon) -> None:
    (salon.home / "data").mkdir()
    (salon.home / "data").chmod(0o777)


def loses(salon: Salon, name: str) -> None:
    (salon.home / name).unlink()


FAULTS: list[tuple[str, Fault, int, str, str]] = [
    (
        "a wrong password",
        lambda salon: (salon.home / "imap-password").write_text("wrong"),
        1,
        "inbox of salon",
        "check username and password_file under [lists.intake]",
    ),
    (
        "nobody listens at the inbox's port",
        lambda salon: salon.configure(imap=free_port()),
        1,
        "inbox of salon",
        "check host, port and security under [lists.intake]",
    ),
    (
        "a certificate that nobody vouches for",
        lambda salon: salon.configure(ca_file=""),
        1,
        "certificate",
        "ca_file",
    ),
    (
        "a folder that is not there",
        lambda salon: salon.configure(intake='folder = "Lists/Salon"\n'),
        1,
        'there is no folder "Lists/Salon"',
        "correct folder under [lists.intake]",
    ),
    (
        "nobody listens at the mail server's port",
        lambda salon: salon.configure(smtp=free_port()),
        1,
        "mail server",
        "check host, port, security",
    ),
    (
        "rules with an error",
        lambda salon: salon.has_rules(
            "ruleset: x\nlanguage: 1\nrules:\n  - name: a\n    when: {subjekt: x}\n    then: hold\n"
        ),
        1,
        "subjekt",
        "correct the file",
    ),
    ("an empty inbox", lambda _: None, 0, "the folder is empty", "send the list a post from outside"),
    (
        "mail for another address",
        lambda salon: salon.receives(ASTRAY),
        0,
        "0 of 1 recent messages name",
        'aliases = ["salon@old.example.org"]',
    ),
    (
        "mail that waits for hours",
        waits_for_hours,
        1,
        "1 mail to send, the oldest since",
        "listwarden outbox list shows more",
    ),
    (
        "a message over the limit",
        holds_too_large,
        0,
        "more than size_limit; it stays in the inbox",
        "raise size_limit",
    ),
    (
        "a data directory that others may write",
        opens_data,
        1,
        "may be written by others",
        "chmod go-w",
    ),
    (
        "a password's file that is not there",
        lambda salon: loses(salon, "imap-password"),
        78,
        "there is no file",
        "Create it, or correct its name",
    ),
    (
        "a data directory that is a file",
        lambda salon: (salon.home / "data").write_text(""),
        1,
        "is not a directory, or lies below a file",
        "name another, or move it away",
    ),
    (
        "a port that others speak another protocol at",
        lambda salon: salon.configure(imap=salon.sink.port),
        1,
        "inbox of salon",
        "check host, port and security under [lists.intake]",
    ),
]


@pytest.mark.parametrize(
    ("what", "provoke", "status", "named", "remedy"), FAULTS, ids=[each[0] for each in FAULTS]
)
def test_a_fault_is_named_with_what_to_do(salon: Salon, what, provoke, status, named, remedy):
    provoke(salon)

    done = salon.runs("doctor")

    told = " ".join((done.stdout + done.stderr).split())
    assert named in told, what
    assert remedy in told, what
    assert done.returncode == status, told


def test_a_sound_set_up_is_not_blamed(salon: Salon):
    salon.receives(LETTER)

    done = salon.runs("doctor")

    assert done.returncode == 0
    assert "warning" not in done.stdout + done.stderr


def test_what_a_live_list_has_settled_shows_who_is_believed(salon: Salon):
    salon.receives(LETTER)
    salon.works()
    assert salon.folder("INBOX") == []

    said = salon.runs("doctor").stdout

    assert "of the last 1 post the author of 1 would be believed" in said
    assert "the folder is empty" not in said

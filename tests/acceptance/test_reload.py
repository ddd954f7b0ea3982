"""SIGHUP: lists come, change and go, limits and people change, and the daemon works on meanwhile."""

import json

import pytest

from tests.parts.salon import ADDRESS, LIST, LIST_ID, MEMBERS, Daemon, Salon, post

HOLDS = """ruleset: holds
language: 1
rules:
  - name: everything-waits
    when: always
    then: hold
    because: A moderator reads first.
"""


@pytest.fixture
def lists(salon: Salon, accounts):
    """Writes the settings with the lists of these numbers (``old`` becomes ``new`` in the first); their accounts."""

    def text(*numbers, tables="", old="", new=""):
        written = []
        for number in numbers:
            user = salon.user if number == 1 else users.setdefault(number, next(accounts))
            one = LIST.format(
                id=LIST_ID if number == 1 else f"salon-{number}.lists.example.org",
                address=ADDRESS if number == 1 else user,
                user=user,
                mode="live",
                imap=salon.dovecot.port,
                ca_file=salon.dovecot.ca_file,
                intake="",
            )
            written.append(one.replace("salon-members@", f"members-{number}@"))
        written[0] = written[0].replace(old, new) if old else written[0]
        salon.config.write_text(head + tables + "".join(written))

    head = salon.config.read_text().partition("[[lists]]")[0]
    users: dict[int, str] = {}
    return text, users


def reload(daemon: Daemon, says: str) -> dict:
    """Send SIGHUP; the first line of the log after it that says so."""
    before = len(daemon.lines())
    daemon.process.send_signal(1)
    daemon.wait_until(lambda: said(daemon, says, before), says)
    return said(daemon, says, before)[0]


def said(daemon: Daemon, event: str, since: int = 0) -> list[dict]:
    return [line for line in daemon.lines()[since:] if line["event"] == event]


def test_one_list_comes_and_one_goes_and_the_others_do_not_notice(salon: Salon, lists):
    settings, users = lists
    settings(1, 2, 3)
    with salon.daemon() as daemon:
        settings(1, 3, 4)

        told = reload(daemon, "settings live")

        assert told["added"] == ["salon-4.lists.example.org"]
        assert told["removed"] == ["salon-2.lists.example.org"]
        assert "changed" not in told
        assert "reopened" not in told
        daemon.wait_until(lambda: len(said(daemon, "inbox watched")) == 4, "the new inbox is watched")
        salon.receives(post("News.", to=users[4]), user=users[4])
        salon.receives(post("News.", to=users[2], message_id="b@example.net"), user=users[2])
        salon.receives(post("News.", message_id="c@example.net"))
        for number in (1, 4):
            members = f"members-{number}@lists.example.org"
            daemon.wait_until(lambda to=members: salon.sent_to(to), f"mail for {members}")
        watching = [line["account"] for line in said(daemon, "imap: watching")]
        assert len(watching) == len(set(watching)) == 4
        assert salon.sent_to("members-2@lists.example.org") == []
        assert daemon.terminate()[0] == 0


def test_people_limits_and_mode_change_and_what_cannot_is_told(salon: Salon, lists):
    salon.has_rules(HOLDS)
    settings, _ = lists
    settings(1, 2, old='mode = "live"', new='mode = "observe"')
    with salon.daemon() as daemon:
        salon.receives(post("One.", message_id="one@example.net"))
        daemon.wait_until(lambda: len(salon.journal()) == 1, "the first is judged")
        settings(
            1,
            2,
            tables='[retention]\nmessages = 7\n[log]\nlevel = "debug"\n',
            old='mode = "live"',
            new='mode = "live"\nmoderators = ["new-mod@example.org"]',
        )
        told = reload(daemon, "settings live")

        assert told["reopened"] == [LIST_ID]
        (waits,) = said(daemon, "these settings take effect when the bot is started again")
        assert waits["keys"] == ["log"]
        salon.receives(post("Two.", message_id="two@example.net"))
        daemon.wait_until(lambda: salon.sent_to("new-mod@example.org"), "the new moderator hears")
        assert len(salon.folder("Held")) == 1


def test_refused_settings_change_nothing(salon: Salon, lists):
    settings, _ = lists
    settings(1, 2)
    with salon.daemon() as daemon:
        good = salon.config.read_text()
        salon.config.write_text(good.replace('owners = ["owner@example.org"]', 'owners = ["nobody"]'))

        told = reload(daemon, "settings refused, the old ones stay")

        assert "owners" in json.dumps(told["errors"])
        salon.receives(post("News."))
        daemon.wait_until(lambda: salon.sent_to(MEMBERS.replace("salon-members", "members-1")), "it goes out")
        salon.config.write_text(good)
        assert reload(daemon, "settings live")["lists"] == 2

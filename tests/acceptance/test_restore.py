"""A restored backup of the database: nothing goes out a second time unless somebody says so."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

from tests.parts.salon import DIGEST, LIST_ID, MEMBERS, OWNER, ROOT, Salon, post
from tests.parts.sink import RecordingSink

DEMO = ROOT / "bot" / "starter" / "demo"

TALK = """ruleset: talk
language: 1
rules:
  - name: talk
    when: {subject: {contains: talk}}
    then: digest
    because: Talk reaches the members with the next digest.
"""


def back_up(salon: Salon, target: Path) -> None:
    """As deploy/README says it."""
    with (
        contextlib.closing(sqlite3.connect(salon.home / "data" / "listwarden.db")) as line,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        line.backup(copy)


def restore(salon: Salon, backup: Path) -> None:
    data = salon.home / "data"
    for name in ("listwarden.db-wal", "listwarden.db-shm"):
        (data / name).unlink(missing_ok=True)
    (data / "listwarden.db").write_bytes(backup.read_bytes())


def sent(salon: Salon, address: str) -> list[str]:
    return [mail.message["Message-ID"] for mail in salon.sent_to(address)]


def test_what_went_out_since_the_backup_is_held_and_goes_out_again_only_when_accepted(
    salon: Salon, tmp_path: Path
):
    assert isinstance(salon.sink, RecordingSink)
    salon.has_rules(TALK)
    salon.receives(post("Yes.", subject="A talk", message_id="talk@example.net"))
    salon.works()
    salon.sink.refuse[MEMBERS] = "451 4.3.0 later"
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    assert salon.runs("run", "--once").returncode == 1
    back_up(salon, tmp_path / "backup.db")
    salon.sink.refuse.clear()
    salon.hours_pass(2)
    salon.works()
    assert salon.runs("digest", "send", LIST_ID).returncode == 0
    before = [sent(salon, MEMBERS), sent(salon, DIGEST)]
    assert list(map(len, before)) == [1, 2]

    restore(salon, tmp_path / "backup.db")
    salon.hours_pass(2)
    salon.receives(post("No.", subject="More talk", message_id="new@example.net"))
    salon.works()
    salon.works()

    assert [sent(salon, MEMBERS)[:1], sent(salon, DIGEST)] == before
    rows = {row["message_id"]: row for row in salon.journal()}
    assert [row["disposition"] for row in rows.values()] == ["hold", "hold", "digest"]
    assert rows["ferry.1@example.net"]["rules"] == ["guard.restored"]
    (told,) = [mail for mail in salon.sent_to(OWNER) if "old one" in mail.message["Subject"]]
    assert told.says("2 posts that may already be out wait for your decision.")

    assert salon.runs("held", "accept", rows["ferry.1@example.net"]["case"]).returncode == 0
    salon.works()
    assert sent(salon, MEMBERS) == before[0] * 2, "a person asked for it: the same Message-ID again"
    said = salon.runs("digest", "send", LIST_ID).stdout
    assert re.match(r"Issue 2 of Salon, with 1 post: sent", said), "number 1 was seen by readers"


def test_a_start_after_a_crash_is_no_restore(salon: Salon):
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    with salon.daemon() as daemon:
        daemon.wait_until(lambda: salon.sent_to(MEMBERS), "it is posted")
        daemon.kill()
    salon.receives((DEMO / "2-without-link.eml").read_bytes())

    salon.works()

    assert [row["disposition"] for row in salon.journal()] == ["accept", "return"]
    assert salon.sent_to(OWNER) == []


def test_a_new_database_is_no_old_one(salon: Salon):
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    salon.works()
    for path in (salon.home / "data").glob("listwarden.db*"):
        path.unlink()
    salon.receives((DEMO / "2-without-link.eml").read_bytes())

    salon.works()

    assert salon.sent_to(OWNER) == []
    assert [row["disposition"] for row in salon.journal()] == ["return"]


def test_a_backup_that_is_restored_on_a_new_disk_sends_nothing_a_second_time(salon: Salon, tmp_path: Path):
    assert isinstance(salon.sink, RecordingSink)
    salon.sink.refuse[MEMBERS] = "451 4.3.0 later"
    salon.receives((DEMO / "1-good-forward.eml").read_bytes())
    assert salon.runs("run", "--once").returncode == 1
    back_up(salon, tmp_path / "backup.db")
    salon.sink.refuse.clear()
    salon.runs("outbox", "retry")
    salon.works()
    assert len(sent(salon, MEMBERS)) == 1

    shutil.rmtree(salon.home / "data")
    (salon.home / "data").mkdir(mode=0o700)
    restore(salon, tmp_path / "backup.db")
    salon.works()

    assert len(sent(salon, MEMBERS)) == 1
    assert "guard.restored" in salon.runs("held", "list", "--json").stdout
    assert any(mail.says("older than the bot's last work") for mail in salon.sent_to(OWNER))
    salon.works()
    assert len(sent(salon, MEMBERS)) == 1

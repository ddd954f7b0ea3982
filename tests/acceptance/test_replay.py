"""Replay and the running daemon, on the same posts and by the same rules."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.intake.archive import open_archive, read_unit
from bot.mail import identify
from bot.service.opening import open_store
from bot.service.replay.teaching import Taught, taught_by
from bot.settings import load_settings
from tests.bench.replay import archive
from tests.parts.replays import a_rule_file, an_eml, an_mbox
from tests.parts.salon import LIST_ID, Salon

POSTS = 200
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PROOF = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"


def posts() -> Iterator[bytes]:
    """Posts of every kind, as the list's server would have put them into the inbox."""
    for whole in archive(POSTS):
        yield PROOF + re.sub(rb"(?m)^>From ", b"From ", whole.partition(b"\n")[2])


def decided_by_the_daemon(salon: Salon) -> dict[str, dict[str, str]]:
    """What became of each rule, guards aside, by Message-ID."""
    settings = load_settings(salon.config, {})
    with open_store(settings) as store, store.snapshot() as tx:
        ids = [row["message_id"] for row in salon.journal()]
        histories = [(name, history) for name in ids for history in tx.history(name)]
    return {
        name: {
            rule: str(outcome)
            for rule, outcome in history.decisions[0].rules
            if not rule.startswith("guard.") and outcome != "no match"
        }
        for name, history in histories
    }


def untaught(folder: Path) -> set[str]:
    """The posts of whose lines earlier ones teach nothing: the daemon read all at once, before any had taught."""
    found = set[str]()
    units = open_archive(folder).units()
    with taught_by(units) as path:
        taught = Taught(path)
        for number, unit in enumerate(units):
            for position, one in enumerate(read_unit(unit, [])):
                known = taught.of(number, position)
                if not (known.closing or known.answered):
                    found.add(identify(one.raw).message_id or "")
        taught.close()
    return found


def test_replay_decides_as_the_daemon_does_before_its_guards(salon: Salon):
    salon.configure(mode="observe")
    folder = salon.home / "archive"
    folder.mkdir()
    with salon.dovecot.client(salon.user) as client:
        for number, raw in enumerate(posts()):
            wire = raw.replace(b"\n", b"\r\n")
            client.append("INBOX", wire)
            (folder / f"{number:04}.eml").write_bytes(wire)

    salon.works()
    done = salon.runs("replay", str(folder), "--list", LIST_ID, "--json")

    assert done.returncode == 0, done.stderr
    replayed = {one["message_id"]: one["outcomes"] for one in json.loads(done.stdout)["decisions"]}
    daemon = decided_by_the_daemon(salon)
    assert len(daemon) == POSTS
    otherwise = {name for name in daemon if replayed[name] != daemon[name]}
    assert not otherwise & untaught(folder)
    assert len(otherwise) < POSTS / 100
    assert sum(map(bool, daemon.values())) > POSTS / 10
    taken = salon.runs("replay", "--list", LIST_ID, "--since", "1d", "--json")
    assert taken.returncode == 0, taken.stderr
    from_database = {one["message_id"]: one["outcomes"] for one in json.loads(taken.stdout)["decisions"]}
    assert from_database == replayed
    assert set(replayed) == {identify(path.read_bytes()).message_id for path in folder.iterdir()}


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the report in")
def test_a_browser_opens_the_report_without_a_complaint(tmp_path):
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(1, "<script>alert(1)</script>", subject="</title><b>")])
    text = "rules:\n  - name: every\n    when: always\n    then: hold\n"
    report = tmp_path / "report.html"

    assert (
        main(
            [
                "replay",
                str(mbox),
                "--rules",
                str(a_rule_file(tmp_path / "r.yaml", text)),
                "--report",
                str(report),
            ]
        )
        == 0
    )
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--enable-logging=stderr", "--dump-dom", report.as_uri(),
    ]  # fmt: skip
    opened = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert "CONSOLE" not in opened.stderr
    assert 'class="scripted"' in opened.stdout, "the report's own script did not run"
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in opened.stdout

"""Replay and the running daemon, on the same posts and by the same rules."""

import json
import re
from collections.abc import Iterator

from bot.mail import identify
from bot.service.build import open_store
from bot.settings import load_settings
from tests.bench.replay import archive
from tests.parts.salon import LIST_ID, Salon

POSTS = 500
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
    assert replayed == daemon
    assert sum(map(bool, daemon.values())) > POSTS / 10
    assert set(replayed) == {identify(path.read_bytes()).message_id for path in folder.iterdir()}

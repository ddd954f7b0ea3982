"""A start waits for what comes late: a database server that is away, a disk that is full."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.postgres import running_postgres
from tests.parts.salon import MEMBERS, Salon, post

WAITING = "the start waits"


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A file system without any room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may mount no small disk")
    (disk / "filling").write_bytes(bytes(65_536))
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_database_server_that_is_away(salon: Salon):
    salon.receives(post("Good news."))
    with running_postgres() as server:
        url = server.database()
        server.stop()
        with salon.daemon(waits_for=WAITING, LISTWARDEN_DATABASE=url) as daemon:
            server.start()
            daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the post is out", 40)


def test_a_full_disk(salon: Salon, full: Path):
    salon.receives(post("Good news."))
    salon.config.write_text(
        salon.config.read_text().replace('data_dir = "data"', f'data_dir = "{full}/data"')
    )
    with salon.daemon(waits_for=WAITING) as daemon:
        subprocess.run(["mount", "-o", "remount,size=20m", str(full)], check=True)
        daemon.wait_until(lambda: salon.sent_to(MEMBERS), "the post is out", 40)

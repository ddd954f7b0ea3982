"""
Draining an inbox: so many posts of 4 KB wait in Dovecot; how fast are they decided, sent and moved?

    python -m tests.bench.drain [POSTS]

Beside the rate stand the yardsticks of the same run: what one flush of the
disk takes, and how fast a bare client fetches and moves the same posts.
"""

import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from tests.bench.common import flush_milliseconds, invented_post
from tests.parts.dovecot import Dovecot
from tests.parts.salon import MEMBERS, Daemon, Salon
from tests.parts.sink import SmtpSink

PATIENCE = 120


def main(count: int = 5000) -> None:
    """Run it and print the figures."""
    chance = random.Random(1)
    posts = [invented_post(chance, number, 4096) for number in range(count)]
    users = ("drained@lists.example.org", "bare@lists.example.org")
    with Dovecot(users=users) as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as home:
        for user in users:
            dovecot.deliver(*posts, user=user)
        bare = bare_client(dovecot, users[1])
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=users[0])
        seconds, memory, cpu = drained(salon, count)
        taken = len(salon.sink.messages())
    print(f"disk flush                {flush_milliseconds():8.2f} ms")
    print(f"bare client, fetch + move {count / bare:8.0f} posts/s")
    print(f"listwarden, all of it     {count / seconds:8.0f} posts/s ({count} posts in {seconds:.1f} s)")
    print(f"processor time            {1000 * cpu / count:8.2f} ms a post")
    print(f"memory, most              {memory / 1e6:8.0f} MB")
    print(f"mails at the sink         {taken:8d}")


def bare_client(dovecot: Dovecot, user: str) -> float:
    """Seconds in which IMAPClient alone fetches all posts and moves them, in batches of 500."""
    with dovecot.client(user, "INBOX") as client:
        client.create_folder("Accepted")
        started = time.monotonic()
        uids = client.search("ALL")
        for at in range(0, len(uids), 500):
            client.fetch(uids[at : at + 500], ["BODY.PEEK[]", "INTERNALDATE"])
            client.move(uids[at : at + 500], "Accepted")
        return time.monotonic() - started


def drained(salon: Salon, count: int) -> tuple[float, int, float]:
    """Seconds from the daemon's start until all is done; the most memory, octets; its processor time, seconds."""
    started = time.monotonic()
    with salon.daemon() as daemon:
        most = [0]
        watching = threading.Event()
        watcher = threading.Thread(target=watch_memory, args=(daemon.process.pid, most, watching))
        watcher.start()
        assert isinstance(salon.sink, SmtpSink)
        accepted = salon.dovecot.home(salon.user) / "Maildir" / ".Accepted"
        folders = [accepted / "cur", accepted / "new"]
        try:
            wait_for(daemon, folders, count)
            wait_for(daemon, [salon.sink.dump], count)
            used = psutil.Process(daemon.process.pid).cpu_times()
            return time.monotonic() - started, most[0], used.user + used.system
        finally:
            watching.set()
            watcher.join()


def wait_for(daemon: Daemon, folders: list[Path], count: int) -> None:
    """Wait until the folders hold so many files; looking is rare, since it takes a processor too."""
    end = time.monotonic() + PATIENCE
    while sum(len(list(folder.iterdir())) for folder in folders if folder.is_dir()) < count:
        if daemon.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"it did not end: {daemon.log.read_text()[-2000:]}")
        time.sleep(0.25)


def watch_memory(pid: int, most: list[int], done: threading.Event) -> None:
    """Note the largest resident size until done."""
    process = psutil.Process(pid)
    while not done.wait(0.25):
        most[0] = max(most[0], process.memory_info().rss)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
    print(f"(posts to {MEMBERS})")
